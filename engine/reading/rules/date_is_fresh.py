"""`old-date`: what a window, a timer or a `due` counts from was asked on every way in, and since the last visit.

Else a date of an earlier round would count, and somebody would be clear, or too late, by a day that is over. It is
asked on a way in when an action on that way asks it, sets it or requires it to be known, and no state after that
forgets it. Or an action of the state itself asks it: then nothing counts until it was answered, so what an earlier
visit left behind must have been forgotten. Who wants an old date to run on puts the timer outside the state.

PASS  to_examine: {actions: {examine: {ask: [examined_on], to: clear}}}   clear: {clears: {from: examined_on, …}}
FAIL  to_examine: {actions: {examine: {may_ask: [examined_on], to: clear}}}
"""

from collections.abc import Iterator, Sequence

from engine.model import CASE, STAY, Machine, Programme, State
from engine.reading.finding import Finding
from engine.reading.graph import Edge, answered, offered
from engine.reading.place import Place
from engine.reading.sites import Sites
from engine.reading.truth import needed

ID = "old-date"
EMPTY, OLD, FRESH = "empty", "old", "fresh"


def check(programme: Programme, sites: Sites) -> Iterator[Finding]:
    for machine in programme.machines():
        ways = sites.ways[machine.name]
        for state in machine.states.values():
            for fact, place in _counted_from(machine, state, sites):
                if machine.repeats is None or machine.repeats.day != fact:  # that one the engine writes with each round
                    yield from _told(programme, machine, state, fact, place, ways)


def _told(
    programme: Programme, machine: Machine, state: State, fact: str, place: Place, ways: Sequence[Edge]
) -> Iterator[Finding]:
    asked_there = _asked_there(machine, state, fact)
    good = {EMPTY, FRESH} if asked_there else {FRESH}
    starts = _starts(programme, machine, fact)
    wrong = "at the beginning" if starts.get(state.name, FRESH) not in good else None
    wrong = wrong or _way_without(machine, state, fact, ways, starts, good)
    if wrong is not None:
        bare, how = fact.rpartition(".")[2], "old" if asked_there else "missing or old"
        hint = f"Add {bare} to what '{state.name}' forgets" if asked_there else f"Ask {bare} on that way in"
        yield place.finding(ID, f"'{bare}' may be {how} when '{state.name}' is entered {wrong}", hint)


def _counted_from(machine: Machine, state: State, sites: Sites) -> Iterator[tuple[str, Place]]:
    block = sites.state_block(machine.name, state.name)
    if state.due and state.due.at:
        yield state.due.at, block.block("due").values_at["at"]
    if state.clears and state.clears.counts_from:
        yield state.clears.counts_from, block.block("clears").values_at["from"]
    for timer in state.timers.values():
        inner = block.block("timers").block(timer.name.rpartition(".")[2])
        for key, fact in (("from", timer.counts_from), ("of", timer.of), ("at", timer.at)):
            if fact is not None and fact not in machine.timers and fact not in state.timers:
                yield fact, inner.values_at[key]


def _asked_there(machine: Machine, state: State, fact: str) -> bool:
    return any(fact in answered(one) for one in offered(machine, state.name) if any(move.to == STAY for move in one.to))


def _starts(programme: Programme, machine: Machine, fact: str) -> dict[str, str]:
    """Where the machine begins, and what is known of the fact there."""
    if machine.name == CASE:
        asked = {ask.fact.name for ask in programme.opening.asks if ask.required}
        return dict.fromkeys(programme.starts_in, FRESH if fact in asked else EMPTY)
    return {machine.initial: FRESH if fact in needed(machine.opens_when) else EMPTY}


def _way_without(
    machine: Machine, state: State, fact: str, ways: Sequence[Edge], starts: dict[str, str], good: set[str]
) -> str | None:
    """The last move of a way from the beginning, or from the last visit, on which the fact is not asked."""
    row = [*starts.items(), (state.name, OLD)]
    seen = set(row)
    while row:
        here, known = row.pop()
        for edge in (edge for edge in ways if edge.origin == here):
            then = _then(machine, edge, fact, known)
            if edge.target == state.name and then not in good:
                return f"from '{edge.origin}'"
            if edge.target != state.name and (edge.target, then) not in seen:
                seen.add((edge.target, then))
                row.append((edge.target, then))
    return None


def _then(machine: Machine, edge: Edge, fact: str, known: str) -> str:
    state = machine.states.get(edge.target)
    if fact in edge.fills:
        return FRESH
    return EMPTY if state and fact in state.forgets else known
