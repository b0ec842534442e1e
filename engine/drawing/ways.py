"""What leads out of the states of a machine: acts, automatic moves, timers, lapses; and what is possible anywhere."""

from collections.abc import Iterator
from dataclasses import dataclass

from engine.model import CASE, STAY, Action, Machine, Move, Programme, State, Timer

ACTION, AUTOMATIC, TIMER, LAPSE, LEAVES, CHANGED, EMPTY = (
    "action",
    "automatic",
    "timer",
    "lapse",
    "leaves",
    "changed",
    "empty",
)
FEW = 3
"""An action of so many named states is drawn as arrows from each; one of more states stands apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """One way out of a state, or (`origin` None) of many: `offered_in` names them, None being every open state.

    `by` are the roles that act, () where it comes by itself; `targets` are states and endings, or `stay`.
    """

    kind: str
    name: str
    title: str
    targets: tuple[str, ...]
    origin: str | None = None
    by: tuple[str, ...] = ()
    offered_in: frozenset[str] | None = None
    when: str | None = None
    action: Action | None = None
    timer: Timer | None = None

    @property
    def by_itself(self) -> bool:
        return self.kind != ACTION

    @property
    def is_own(self) -> bool:
        """Whether the author wrote it; the engine adds verifying, placing, lifting and their like."""
        return self.action is None or self.action.kind == "act"

    def moves(self) -> tuple[str, ...]:
        return tuple(one for one in self.targets if one != STAY)

    def origins(self) -> tuple[str, ...]:
        """The states from which an arrow is drawn; () where the way stands apart."""
        if self.origin is not None:
            return (self.origin,)
        few = self.offered_in or frozenset()
        return tuple(sorted(few)) if len(few) <= FEW else ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrow:
    """From one state to another. `titles` say by which ways, in the order of the programme."""

    origin: str
    target: str
    by_itself: bool
    titles: tuple[str, ...]


def ways(programme: Programme, machine: Machine) -> tuple[Way, ...]:
    """Everything that leads out of the machine's states, in the order of the programme."""
    own = (way for state in machine.states.values() for way in _out_of(state))
    return (*own, *_anywhere(machine), *(_empty(programme) if machine.name == CASE else ()))


def arrows(found: tuple[Way, ...]) -> tuple[Arrow, ...]:
    """What is drawn between states: ways with the same ends and of the same kind are one arrow."""
    titles: dict[tuple[str, str, bool], dict[str, None]] = {}
    for way in found:
        for origin in way.origins():
            for target in way.moves():
                titles.setdefault((origin, target, way.by_itself), {})[way.title] = None
    return tuple(
        Arrow(origin=origin, target=target, by_itself=by_itself, titles=tuple(words))
        for (origin, target, by_itself), words in titles.items()
    )


def apart(found: tuple[Way, ...]) -> tuple[Way, ...]:
    """What is drawn beside the states: it would be an arrow from most of them, or leads out of none."""
    return tuple(way for way in found if way.is_own and not (way.origins() and way.moves()))


def _out_of(state: State) -> Iterator[Way]:
    yield from (_act(action, state.name) for action in state.actions.values())
    yield from (_timer(timer, state.name) for timer in state.timers.values())
    for number, move in enumerate(state.automatically):
        yield _by_itself(AUTOMATIC, f"automatic_{number + 1}", state, (move.to,), _when(move))
    for one in state.only_while:
        if one.to is not None:
            yield _by_itself(LEAVES, one.name, state, (one.to,), one.check.text, one.says)
    if state.clears is not None and state.clears.then is not None:
        yield _by_itself(LAPSE, "lapse", state, (state.clears.then,))


def _by_itself(
    kind: str, name: str, state: State, targets: tuple[str, ...], when: str | None = None, title: str = ""
) -> Way:
    return Way(kind=kind, name=name, title=title, targets=targets, origin=state.name, when=when)


def _anywhere(machine: Machine) -> Iterator[Way]:
    yield from (_act(action, None) for action in machine.anywhere.values())
    yield from (_timer(timer, None) for timer in machine.timers.values())
    changed = machine.when_changed
    if changed is not None:
        yield Way(kind=CHANGED, name=CHANGED, title=changed.says or "", targets=(changed.to,))


def _empty(programme: Programme) -> Iterator[Way]:
    for number, move in enumerate(programme.when_empty):
        yield Way(kind=EMPTY, name=f"{EMPTY}_{number + 1}", title="", targets=(move.to,), when=_when(move))


def _act(action: Action, origin: str | None) -> Way:
    return Way(
        kind=ACTION,
        name=action.name,
        title=action.title,
        targets=_targets(action.to),
        origin=origin,
        by=action.by,
        offered_in=action.offered_in,
        action=action,
    )


def _timer(timer: Timer, origin: str | None) -> Way:
    return Way(
        kind=TIMER,
        name=timer.name,
        title=timer.title,
        targets=_targets(timer.to),
        origin=origin,
        offered_in=timer.offered_in,
        timer=timer,
    )


def _targets(moves: tuple[Move, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(move.to for move in moves))


def _when(move: Move) -> str | None:
    return move.when.text if move.when else None
