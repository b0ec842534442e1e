"""What of a programme a story can touch: states, actions, timers, requirements and holds, by kind and whole name."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from engine.case import Case
from engine.entry import Entry
from engine.model import CHANGE_PRIORITY, Action, Machine, Programme, Requirement
from engine.why_not import Unmet

STATE, ACTION, TIMER, PASSED, REFUSED, HOLD = "state", "action", "timer", "passed", "refused", "hold"
TRIED, CODE = "tried", "code"  # an attempt, and each code with which one was refused
KINDS = (STATE, ACTION, TIMER, PASSED, REFUSED)
OPENING = "opening"
BY_HAND = ("act", "extend", "confirm_end", CHANGE_PRIORITY)


@dataclass(frozen=True, slots=True, order=True)
class Item:
    """One thing that a story may touch; `passed` and `refused` are the two ways of touching a requirement."""

    kind: str
    name: str


def universe(programme: Programme) -> frozenset[Item]:
    """Everything that scenarios can touch."""
    return frozenset(
        (
            *(Item(STATE, name) for name in _states(programme)),
            *(Item(ACTION, whole) for whole, action in _actions(programme) if action.kind in BY_HAND),
            *(Item(TIMER, name) for name in timer_names(programme)),
            *(Item(kind, name) for name in requirement_names(programme) for kind in (PASSED, REFUSED)),
            *(Item(HOLD, name) for name in programme.holds),
        )
    )


def coverable(programme: Programme) -> frozenset[str]:
    """Every word with which `covers` may name something: whole names, and the shorter ones at their ends."""
    return frozenset(short for item in universe(programme) for short in _endings_of(item.name))


def _endings_of(name: str) -> Iterator[str]:
    parts = name.split(".")
    yield from (".".join(parts[first:]) for first in range(len(parts)))


def is_named(word: str, touched: Iterable[Item]) -> bool:
    """Whether something of that name (whole, or its end) was touched."""
    return any(
        item.kind not in (TRIED, CODE) and (item.name == word or item.name.endswith(f".{word}")) for item in touched
    )


def _states(programme: Programme) -> Iterator[str]:
    for machine in programme.machines():
        yield from (machine.whole(name) for name in (*machine.states, *machine.endings))


def _actions(programme: Programme) -> Iterator[tuple[str, Action]]:
    for machine in programme.machines():
        yield from ((machine.whole(name), action) for name, action in machine.actions().items())


def timer_names(programme: Programme) -> Iterator[str]:
    for machine in programme.machines():
        yield from (machine.whole(name) for state in machine.states.values() for name in state.timers)
        yield from (machine.whole(name) for name in machine.timers)


def requirement_names(programme: Programme) -> Iterator[str]:
    """Whole names: of the opening, of each action, and of what must hold in each state."""
    opening = programme.opening
    yield from (f"{OPENING}.{one.name}" for one in (*opening.requires, *opening.requires_each))
    for whole, action in _actions(programme):
        yield from (f"{whole}.{one.name}" for one in required(action))
    for machine in programme.machines():
        for state in machine.states.values():
            yield from (f"{machine.whole(state.name)}.{one.name}" for one in state.only_while)


def required(action: Action) -> tuple[Requirement, ...]:
    return (*action.requires, *action.requires_each)


# what was touched


def of_opening(programme: Programme, unmet: tuple[Unmet, ...]) -> Iterator[Item]:
    """What an attempt to open a case has touched: opened (`unmet` empty), all that is required has passed."""
    codes = {one.code for one in unmet}
    for one in (*programme.opening.requires, *programme.opening.requires_each):
        if not unmet:
            yield Item(PASSED, f"{OPENING}.{one.name}")
        elif one.name in codes:
            yield Item(REFUSED, f"{OPENING}.{one.name}")


def of_attempt(programme: Programme, action: str, unmet: tuple[Unmet, ...]) -> Iterator[Item]:
    """What an attempt at an action has touched: done (`unmet` empty), all it requires has passed."""
    yield Item(TRIED, action)
    codes = {one.code for one in unmet}
    yield from (Item(CODE, f"{action}.{code}") for code in codes)
    found = programme.find_action(action)
    names = [one.name for one in required(found[1])] if found else []
    for name in names:
        if not unmet:
            yield Item(PASSED, f"{action}.{name}")
        elif name in codes:
            yield Item(REFUSED, f"{action}.{name}")
    yield from (Item(REFUSED, code) for code in codes if "." in code)


def of_entries(programme: Programme, entries: Iterable[Entry]) -> Iterator[Item]:
    """What the log tells of: actions done, states entered with what must hold there, timers, holds."""
    for entry in entries:
        machine = programme.machine(entry.machine)
        if entry.cause == "action" and entry.action:
            yield Item(ACTION, entry.action)
        if entry.cause in ("extension", "overdue", "hold", "priority") and entry.action:
            yield Item(ACTION, entry.action)
        if entry.cause == "hold" and entry.ground:
            yield Item(HOLD, entry.ground)
        if entry.cause == "timer" and entry.ground:
            yield Item(TIMER, entry.ground)
        if entry.cause == "only_while" and entry.ground:
            yield Item(REFUSED, entry.ground)
        if entry.target:
            yield from _entered(machine, entry.target)


def of_start(programme: Programme, starts_in: str | None) -> Iterator[Item]:
    """The states in which a case and its members begin, which no entry names as a target."""
    yield from _entered(programme.case, starts_in or programme.starts_in[0])
    yield from _entered(programme.tracks["member"], programme.tracks["member"].initial)


def of_case(programme: Programme, case: Case) -> Iterator[Item]:
    """The states in which a case and its tracks stand."""
    yield from _entered(programme.case, case.standing.state)
    standings = [*case.tracks.items(), *(pair for person in case.people for pair in person.tracks.items())]
    for name, standing in standings:
        yield from _entered(programme.tracks[name], standing.state)


def _entered(machine: Machine, name: str) -> Iterator[Item]:
    whole = machine.whole(name)
    yield Item(STATE, whole)
    state = machine.states.get(name)
    if state is not None:
        yield from (Item(PASSED, f"{whole}.{one.name}") for one in state.only_while)
