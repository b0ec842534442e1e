"""The moves of one machine as a graph: from where, to where, and by what."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.expressions.node import Node
from engine.model import CASE, STAY, Action, Machine, Programme, State, Timer

ACTION, AUTOMATIC, ONLY_WHILE, TIMER, LAPSE, CHANGED, EMPTY = (
    "action",
    "automatic",
    "only_while",
    "timer",
    "lapse",
    "when_changed",
    "when_empty",
)


@dataclass(frozen=True, slots=True)
class Edge:
    """One possible move. `everywhere`: by an action that is offered in every open state.

    `fills` are the facts that have a value for certain once the move was made.
    """

    origin: str
    target: str
    cause: str
    name: str = ""
    everywhere: bool = False
    fills: frozenset[str] = frozenset()


def edges(programme: Programme, machine: Machine) -> list[Edge]:
    """Every move that the machine knows; a state that is named as its own target is a new visit."""
    found = [edge for state in machine.states.values() for edge in _of_state(machine, state)]
    for action in machine.anywhere.values():
        origins = action.offered_in or machine.states
        found += [edge for origin in origins for edge in _of_action(origin, action, action.offered_in is None)]
    for timer in machine.timers.values():
        origins = timer.offered_in or machine.states
        found += [edge for origin in origins for edge in _of_timer(origin, timer)]
    if machine.when_changed:
        found += [Edge(origin, machine.when_changed.to, CHANGED) for origin in machine.states]
    if machine.name == CASE:
        found += [Edge(origin, move.to, EMPTY) for origin in machine.states for move in programme.when_empty]
    return [edge for edge in found if edge.target != STAY]


def _of_state(machine: Machine, state: State) -> Iterator[Edge]:
    for action in state.actions.values():
        for origin in action.offered_in or (state.name,):
            yield from _of_action(origin, action, False)
    yield from (Edge(state.name, move.to, AUTOMATIC) for move in state.automatically)
    yield from (Edge(state.name, one.to, ONLY_WHILE, one.name) for one in state.only_while if one.to)
    for timer in state.timers.values():
        yield from _of_timer(state.name, timer)
    if state.clears and state.clears.then:
        yield Edge(state.name, state.clears.then, LAPSE)


def _of_action(origin: str, action: Action, everywhere: bool) -> Iterator[Edge]:
    sure = filled(action)
    yield from (Edge(origin, move.to, ACTION, action.name, everywhere, sure) for move in action.to)


def _of_timer(origin: str, timer: Timer) -> Iterator[Edge]:
    sure = frozenset(name for name, _ in timer.sets)
    yield from (Edge(origin, move.to, TIMER, timer.name, fills=sure) for move in timer.to)


def filled(action: Action) -> frozenset[str]:
    """The facts that an action leaves with a value: asked, set, or required to be known."""
    asked = {ask.fact.name for ask in action.asks if ask.required}
    written = {name for name, _ in (*action.sets, *action.sets_each)}
    return frozenset(
        asked | written | {name for one in (*action.requires, *action.requires_each) for name in _known(one.check.node)}
    )


def _known(node: Node) -> Iterator[str]:
    """The facts of which `known(…)` must be true for the whole to be true."""
    if node.kind == "and":
        for part in node.parts:
            yield from _known(part)
    elif node.text.startswith("known(") and len(node.reads) == 1:
        yield from (name for _, name in node.reads)


def reached(starts: Iterable[str], found: list[Edge]) -> set[str]:
    """Everything that can be come to from the starts."""
    seen, row = set(starts), list(starts)
    while row:
        here = row.pop()
        following = {edge.target for edge in found if edge.origin == here} - seen
        seen |= following
        row += following
    return seen
