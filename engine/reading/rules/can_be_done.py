"""`not-doable`: every action can be done by somebody at some time, as far as it hangs on where machines stand.

An action that requires what is never so where it is offered, or two things that exclude each other, is a button that
nobody can ever press.

PASS  book: {requires: {seen: {check: interview.at("done"), …}}, to: booked}
FAIL  book: {requires: {seen: {check: interview.at("done") and not interview.at("done"), …}}, to: booked}
"""

from collections.abc import Iterator
from itertools import combinations

from engine.model import Action, Machine, Programme, Requirement, State
from engine.reading.finding import Finding
from engine.reading.sites import Sites
from engine.reading.truth import exclude_each_other

ID = "not-doable"


def check(programme: Programme, sites: Sites) -> Iterator[Finding]:
    for machine in programme.machines():
        if sites.possible.reached[machine.name]:
            for state, action, block in sites.actions(machine):
                if not _doable(sites, machine, state, action) or _contradicts_itself(action):
                    hint = "See where it is offered, and what it requires to be at the same time"
                    message = f"'{action.name}' can never be done"
                    yield sites.place_of(block, machine, action).finding(ID, message, hint)
        else:
            hint = "See what opens_when waits for"
            yield sites.track(machine.name).finding(ID, f"The track '{machine.name}' can never open", hint)


def _doable(sites: Sites, machine: Machine, state: State | None, action: Action) -> bool:
    where = [state.name] if state else action.offered_in or machine.states
    return sites.possible.doable(machine, action, iter(where))


def _contradicts_itself(action: Action) -> bool:
    return _any_apart(action.requires) or _any_apart(action.requires_each)


def _any_apart(found: tuple[Requirement, ...]) -> bool:
    return any(exclude_each_other(one.check.node, other.check.node) for one, other in combinations(found, 2)) or any(
        exclude_each_other(one, other)
        for requirement in found
        if requirement.check.node.kind == "and"
        for one, other in combinations(requirement.check.node.parts, 2)
    )
