"""`old-date`: what a window, a timer or a `due` counts from was asked on every way in, and since the last visit.

Else a date of an earlier round would count, and somebody would be clear, or too late, by a day that is over. It is
asked on a way in when an action on that way asks it, sets it or requires it to be known, and no state after that
forgets it; or by an action of the state itself. Who wants an old date to run on puts the timer outside the state.

PASS  to_examine: {actions: {examine: {ask: [examined_on], to: clear}}}   clear: {clears: {from: examined_on, …}}
FAIL  to_examine: {actions: {examine: {may_ask: [examined_on], to: clear}}}
"""

from collections.abc import Iterator

from engine.model import CASE, STAY, Machine, Programme, State
from engine.reading.finding import Finding
from engine.reading.graph import Edge, edges, filled
from engine.reading.place import Place
from engine.reading.sites import Sites

ID = "old-date"


def check(programme: Programme, sites: Sites) -> Iterator[Finding]:
    for machine in programme.machines():
        ways = edges(programme, machine)
        own = {name for edge in ways for name in edge.fills}
        for state in machine.states.values():
            for fact, place in _counted_from(machine, state, sites):
                if fact in own and not _asked_here(machine, state, fact):
                    yield from _told(programme, machine, state, fact, place, ways)


def _told(
    programme: Programme, machine: Machine, state: State, fact: str, place: Place, ways: list[Edge]
) -> Iterator[Finding]:
    way = _way_without(programme, machine, state, fact, ways)
    if way is not None:
        bare = fact.rpartition(".")[2]
        message = f"'{bare}' may be missing or old when '{state.name}' is entered from '{way.origin}'"
        yield place.finding(ID, message, f"Ask {bare} on that way in")


def _counted_from(machine: Machine, state: State, sites: Sites) -> Iterator[tuple[str, Place]]:
    block = sites.state_block(machine.name, state.name)
    if state.due and state.due.at:
        yield state.due.at, block.block("due").values_at["at"]
    if state.clears and state.clears.counts_from:
        yield state.clears.counts_from, block.block("clears").values_at["from"]
    for timer in state.timers.values():
        inner = block.block("timers").block(timer.name.rpartition(".")[2])
        for key, fact in (("from", timer.counts_from), ("of", timer.of), ("at", timer.at)):
            if fact is not None:
                yield fact, inner.values_at[key]


def _asked_here(machine: Machine, state: State, fact: str) -> bool:
    anywhere = [one for one in machine.anywhere.values() if state.name in (one.offered_in or ())]
    return any(
        fact in filled(action)
        for action in (*state.actions.values(), *anywhere)
        if any(move.to == STAY for move in action.to)
    )


def _way_without(programme: Programme, machine: Machine, state: State, fact: str, ways: list[Edge]) -> Edge | None:
    """The last move of a way from the beginning, or from the last visit, on which the fact is not asked."""
    starts = programme.starts_in if machine.name == CASE else (machine.initial,)
    asked_first = {ask.fact.name for ask in programme.opening.asks if ask.required}
    row = [(name, fact in asked_first) for name in starts] + [(state.name, False)]
    seen = set(row)
    while row:
        here, asked = row.pop()
        for edge in (edge for edge in ways if edge.origin == here):
            then = fact in edge.fills or asked and fact not in _forgotten(machine, edge.target)
            if edge.target == state.name and not then:
                return edge
            if edge.target != state.name and (edge.target, then) not in seen:
                seen.add((edge.target, then))
                row.append((edge.target, then))
    return None


def _forgotten(machine: Machine, name: str) -> tuple[str, ...]:
    state = machine.states.get(name)
    return state.forgets if state else ()
