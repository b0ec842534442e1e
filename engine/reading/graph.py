"""The moves of one machine as a graph: from where, to where, and by what."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.model import CASE, STAY, Action, Machine, Programme, State

ACTION, AUTOMATIC, ONLY_WHILE, TIMER, LAPSE, CHANGED, EMPTY = (
    "action", "automatic", "only_while", "timer", "lapse", "when_changed", "when_empty"
)


@dataclass(frozen=True, slots=True)
class Edge:
    """One possible move. `everywhere`: by an action that is offered in every open state."""

    origin: str
    target: str
    cause: str
    name: str = ""
    everywhere: bool = False


def edges(programme: Programme, machine: Machine) -> list[Edge]:
    """Every move between two different states that the machine knows."""
    found = [edge for state in machine.states.values() for edge in _of_state(machine, state)]
    for action in machine.anywhere.values():
        origins = action.offered_in or machine.states
        found += [edge for origin in origins for edge in _of_action(origin, action, action.offered_in is None)]
    for timer in machine.timers.values():
        origins = timer.offered_in or machine.states
        found += [Edge(origin, move.to, TIMER, timer.name) for origin in origins for move in timer.to]
    if machine.when_changed:
        found += [Edge(origin, machine.when_changed.to, CHANGED) for origin in machine.states]
    if machine.name == CASE:
        found += [Edge(origin, move.to, EMPTY) for origin in machine.states for move in programme.when_empty]
    return [edge for edge in found if edge.target not in (STAY, edge.origin)]


def _of_state(machine: Machine, state: State) -> Iterator[Edge]:
    for action in state.actions.values():
        for origin in action.offered_in or (state.name,):
            yield from _of_action(origin, action, False)
    yield from (Edge(state.name, move.to, AUTOMATIC) for move in state.automatically)
    yield from (Edge(state.name, one.to, ONLY_WHILE, one.name) for one in state.only_while if one.to)
    yield from (Edge(state.name, move.to, TIMER, timer.name) for timer in state.timers.values() for move in timer.to)
    if state.clears and state.clears.then:
        yield Edge(state.name, state.clears.then, LAPSE)


def _of_action(origin: str, action: Action, everywhere: bool) -> Iterator[Edge]:
    yield from (Edge(origin, move.to, ACTION, action.name, everywhere) for move in action.to)


def reached(starts: Iterable[str], found: list[Edge]) -> set[str]:
    """Everything that can be come to from the starts."""
    seen, row = set(starts), list(starts)
    while row:
        here = row.pop()
        following = {edge.target for edge in found if edge.origin == here} - seen
        seen |= following
        row += following
    return seen
