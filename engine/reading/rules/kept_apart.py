"""`keeps-nobody-out`: what is kept apart can come one after the other (warning).

`not_whoever_did` looks back. Where the other action only comes later, it keeps nobody out; then the word belongs there.

PASS  complete: {to: review}   review: {not_whoever_did: [complete]}
FAIL  complete: {not_whoever_did: [review], to: review}
"""

from collections.abc import Iterator

from engine.model import Action, Machine, Programme, State
from engine.reading.finding import WARNING, Finding
from engine.reading.graph import reached
from engine.reading.sites import Sites

ID = "keeps-nobody-out"


def check(programme: Programme, sites: Sites) -> Iterator[Finding]:
    for machine in programme.machines():
        for state, action, block in sites.actions(machine):
            named = [one for one in action.not_whoever_did if one != machine.whole(action.name)]
            for whole, place in zip(action.not_whoever_did, block.row("not_whoever_did").items_at, strict=True):
                found = programme.find_action(whole)
                if whole in named and found and found[0] is machine:
                    after = reached(_offered(machine, found[1].name), sites.ways[machine.name])
                    if after.isdisjoint(_where(machine, state, action)):
                        message = f"Nobody can have done '{found[1].name}' before '{action.name}'"
                        hint = f"Write not_whoever_did: [{action.name}] in {found[1].name}"
                        yield place.finding(ID, message, hint, WARNING)


def _offered(machine: Machine, name: str) -> set[str]:
    """Every state in which an action of this name is offered."""
    inner = {state.name for state in machine.states.values() if name in state.actions}
    outer = machine.anywhere.get(name)
    return inner | (set(outer.offered_in or machine.states) if outer else set())


def _where(machine: Machine, state: State | None, action: Action) -> set[str]:
    return {state.name} if state else set(action.offered_in or machine.states)
