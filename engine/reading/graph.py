"""The moves of one machine as a graph: from where, to where, and by what."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.model import CASE, FILE_AGREES, PAPER_CHECK, STAY, Action, Machine, Programme, State, Timer
from engine.reading.truth import needed

ACTION, AUTOMATIC, ONLY_WHILE, TIMER, LAPSE, CHANGED, EMPTY, SPLIT, MERGE = (
    "action",
    "automatic",
    "only_while",
    "timer",
    "lapse",
    "when_changed",
    "when_empty",
    "split",
    "merge",
)
OF_OTHERS = (EMPTY, SPLIT, MERGE)  # nobody who is in the case and stays there is led on by these


@dataclass(frozen=True, slots=True)
class Edge:
    """One possible move. `everywhere`: by an action that is offered in every open state.

    `fills` are the facts that have a value for certain once the move was made, `may_fill` those that it may have
    given one.
    """

    origin: str
    target: str
    cause: str
    name: str = ""
    everywhere: bool = False
    fills: frozenset[str] = frozenset()
    may_fill: frozenset[str] = frozenset()


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
        news = machine.when_changed.facts
        sure = news if len(news) == 1 and not _may_be_emptied(programme, news) else frozenset()
        found += [Edge(origin, machine.when_changed.to, CHANGED, fills=sure) for origin in machine.states]
    if machine.name == CASE:
        found += [Edge(origin, move.to, EMPTY) for origin in machine.states for move in programme.when_empty]
        found += _merged(programme, machine)
    return [edge for edge in found if edge.target != STAY]


def _may_be_emptied(programme: Programme, facts: frozenset[str]) -> bool:
    """Whether a state forgets one of them, so that the news may be that it is not known any more."""
    return any(facts & set(state.forgets) for one in programme.machines() for state in one.states.values())


@dataclass(frozen=True, slots=True)
class LinkEdge:
    """A machine that leaves a state by itself, as a linked case shows itself. `cause` is automatic or only_while."""

    machine: str
    state: str
    link: str
    cause: str


def link_edges(programme: Programme) -> Iterator[LinkEdge]:
    """Where what is seen through a link moves a machine of the programme by itself."""
    for machine in programme.machines():
        for state in machine.states.values():
            told = [(move.when, AUTOMATIC) for move in state.automatically if move.when]
            told += [(one.check, ONLY_WHILE) for one in state.only_while]
            for asked, cause in told:
                for link in sorted(programme.links):
                    if f"link:{link}" in asked.asks:
                        yield LinkEdge(machine.name, state.name, link, cause)


def _merged(programme: Programme, machine: Machine) -> Iterator[Edge]:
    """Any open case may be the one that a merge empties."""
    merges = any(one.does is not None and one.does.kind == "merge" for one in machine.every_action())
    if merges and programme.merged_into:
        yield from (Edge(origin, programme.merged_into, MERGE) for origin in machine.states)


def _of_state(machine: Machine, state: State) -> Iterator[Edge]:
    for action in state.actions.values():
        for origin in action.offered_in or (state.name,):
            yield from _of_action(origin, action, False)
    yield from (Edge(state.name, move.to, AUTOMATIC, fills=needed(move.when)) for move in state.automatically)
    yield from (Edge(state.name, one.to, ONLY_WHILE, one.name) for one in state.only_while if one.to)
    for timer in state.timers.values():
        yield from _of_timer(state.name, timer)
    if state.clears and state.clears.then:
        yield Edge(state.name, state.clears.then, LAPSE)


def _of_action(origin: str, action: Action, everywhere: bool) -> Iterator[Edge]:
    sure, perhaps = filled(action), answered(action)
    for move in action.to:
        yield Edge(origin, move.to, ACTION, action.name, everywhere, sure | needed(move.when), perhaps)
    if action.does is not None and action.does.into:
        yield Edge(origin, action.does.into, SPLIT, action.name, everywhere, sure, perhaps)


def _of_timer(origin: str, timer: Timer) -> Iterator[Edge]:
    sure = frozenset(name for name, _ in timer.sets)
    yield from (Edge(origin, move.to, TIMER, timer.name, fills=sure, may_fill=sure) for move in timer.to)


def filled(action: Action) -> frozenset[str]:
    """The facts that an action leaves with a value: asked, set, or required to be known."""
    asked = frozenset(ask.fact.name for ask in action.asks if ask.required)
    return asked.union(written(action), *(needed(one.check) for one in (*action.requires, *action.requires_each)))


def answered(action: Action) -> frozenset[str]:
    """The facts that an action may give a value: what it asks or may ask, what it sets, what a paper check comes to."""
    found = frozenset(ask.fact.name for ask in action.asks) | written(action)
    return found | {FILE_AGREES} if action.kind == PAPER_CHECK else found


def written(action: Action) -> frozenset[str]:
    """The facts that an action sets without asking."""
    return frozenset(name for name, _ in (*action.sets, *action.sets_each))


def offered(machine: Machine, state: str) -> Iterator[Action]:
    """Every action that is offered in a state of the machine."""
    yield from machine.states[state].actions.values()
    yield from (one for one in machine.anywhere.values() if one.offered_in is None or state in one.offered_in)


def reached(starts: Iterable[str], found: Iterable[Edge]) -> set[str]:
    """Everything that can be come to from the starts."""
    leading: dict[str, set[str]] = {}
    for edge in found:
        leading.setdefault(edge.origin, set()).add(edge.target)
    seen, row = set(starts), list(starts)
    while row:
        following = leading.get(row.pop(), set()) - seen
        seen |= following
        row += following
    return seen
