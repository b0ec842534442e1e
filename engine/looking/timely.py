"""What in a programme can change as time goes on: found once, so that a step looks at nothing else."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.expressions import Expression
from engine.looking.by_digest import ByDigest
from engine.model import Machine, OpenFrom, Programme, State, Timer, Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Timely:
    """Of one state: the timers that run, the window, what opens an action, and what asks for today, now or an age."""

    timers: tuple[Timer, ...]
    window: Window | None
    opens: tuple[OpenFrom, ...]
    asks: tuple[Expression, ...]

    def __bool__(self) -> bool:
        return bool(self.timers or self.window or self.opens or self.asks)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clockwork:
    """Of one programme: by machine and state, where there is anything; and what opens or excuses each track."""

    states: Mapping[tuple[str, str], Timely]
    tracks: tuple[tuple[Machine, tuple[Expression, ...]], ...]
    repeating: tuple[Machine, ...]


def _clockwork(programme: Programme) -> Clockwork:
    states = {
        (machine.name, state.name): _timely(machine, state)
        for machine in programme.machines()
        for state in machine.states.values()
    }
    tracks = ((track, tuple(_opening(track))) for track in programme.tracks.values())
    return Clockwork(
        states={where: timely for where, timely in states.items() if timely},
        tracks=tuple((track, asks) for track, asks in tracks if asks),
        repeating=tuple(track for track in programme.tracks.values() if track.repeats),
    )


def _timely(machine: Machine, state: State) -> Timely:
    timers = running_in(machine, state)
    window = state.clears if state.clears and not state.clears.always else None
    actions = (*state.actions.values(), *machine.anywhere.values())
    return Timely(
        timers=timers,
        window=window,
        opens=tuple(one.open_from for one in actions if one.open_from),
        asks=tuple(one for one in _asked(machine, state, timers) if _hangs_on_time(one)),
    )


def running_in(machine: Machine, state: State) -> tuple[Timer, ...]:
    """The timers that run while the machine stands in this state: the state's own and the machine's."""
    own = (one for one in machine.timers.values() if one.offered_in is None or state.name in one.offered_in)
    return (*state.timers.values(), *own)


def _asked(machine: Machine, state: State, timers: tuple[Timer, ...]) -> Iterator[Expression]:
    """The expressions that settling asks there, also of where an automatic would lead."""
    targets = (machine.states[move.to] for move in state.automatically if move.to in machine.states)
    yield from (one.check for place in (state, *targets) for one in place.only_while)
    yield from (move.when for move in state.automatically if move.when)
    for timer in timers:
        yield from (when for when, _ in timer.instead)
        if timer.pauses_while:
            yield timer.pauses_while


def _opening(track: Machine) -> Iterator[Expression]:
    yield from (one for one in (track.opens_when, track.needed_if) if one and _hangs_on_time(one))


def _hangs_on_time(expression: Expression) -> bool:
    return not expression.asks.isdisjoint(("today", "now", "age"))


clockwork_of = ByDigest(_clockwork)
