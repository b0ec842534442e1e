"""A programme with one safeguard left out, once for each: so that stories can show that somebody would notice."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from engine.civil import FOREVER
from engine.model import Action, Machine, Programme, Requirement, State, Window
from engine.rehearsal.covers import CODE, OPENING, REFUSED, STATE, TRIED, Item

REQUIREMENT, ONLY_WHILE, WINDOW, TIMER = "requirement", "only_while", "window", "timer"
SEPARATION, SECOND_PERSON = "separation of duties", "second person"
SAME_PERSON = "same_person"
COUNTS_FOR_EVER = Window(always=True)


@dataclass(frozen=True, slots=True, kw_only=True)
class Weakened:
    """The programme without one safeguard. Stories that touch one of `near` come by it (all of them, if None).

    `telling`: only stories that touch one of these can come out otherwise; None: whichever come by.
    """

    kind: str
    name: str
    programme: Programme
    near: frozenset[Item] | None
    telling: frozenset[Item] | None = None


def weakened(programme: Programme) -> Iterator[Weakened]:
    """Every programme that is this one without one safeguard."""
    yield from _openings(programme)
    for machine in programme.machines():
        for state in machine.states.values():
            yield from _of_state(programme, machine, state)
        for action in machine.anywhere.values():
            yield from _of_action(programme, machine, action, _anywhere(machine))
        for timer in machine.timers.values():
            without = replace(machine, timers={name: one for name, one in machine.timers.items() if name != timer.name})
            near = _states(machine, timer.offered_in or machine.states)
            yield _made(programme, TIMER, machine.whole(timer.name), without, near)


def _openings(programme: Programme) -> Iterator[Weakened]:
    opening = programme.opening
    for key in ("requires", "requires_each"):
        for one in getattr(opening, key):
            weaker = replace(opening, **{key: _without(getattr(opening, key), one)})
            name = f"{OPENING}.{one.name}"
            weak = replace(programme, opening=weaker)
            yield Weakened(
                kind=REQUIREMENT, name=name, programme=weak, near=None, telling=frozenset({Item(REFUSED, name)})
            )


def _of_state(programme: Programme, machine: Machine, state: State) -> Iterator[Weakened]:
    whole, stood = machine.whole(state.name), _states(machine, (state.name,))
    for one in state.only_while:
        weaker = _with_state(machine, replace(state, only_while=_without(state.only_while, one)))
        yield _made(programme, ONLY_WHILE, f"{whole}.{one.name}", weaker, _states(machine, machine.states))
    if state.clears is not None and _ends(state.clears):
        weaker = _with_state(machine, replace(state, clears=COUNTS_FOR_EVER))
        yield _made(programme, WINDOW, whole, weaker, stood)
    for timer in state.timers.values():
        timers = {name: one for name, one in state.timers.items() if name != timer.name}
        weaker = _with_state(machine, replace(state, timers=timers))
        yield _made(programme, TIMER, machine.whole(timer.name), weaker, stood)
    for action in state.actions.values():
        yield from _of_action(programme, machine, action, _in_state(machine, state))


def _ends(window: Window) -> bool:
    """Whether a window can end at all; to leave out one that cannot would change nothing."""
    lasts = window.lasts is not None and window.lasts != FOREVER
    return lasts or any((window.until, window.within, window.used_up_by))


Put = Callable[[Action], Machine]


def _of_action(programme: Programme, machine: Machine, action: Action, put: Put) -> Iterator[Weakened]:
    whole = machine.whole(action.name)
    near = frozenset({Item(TRIED, whole)})
    for key in ("requires", "requires_each"):
        for one in getattr(action, key):
            weaker = replace(action, **{key: _without(getattr(action, key), one)})
            name = f"{whole}.{one.name}"
            yield _made(programme, REQUIREMENT, name, put(weaker), near, frozenset({Item(REFUSED, name)}))
    if action.not_whoever_did:
        weaker, refused = replace(action, not_whoever_did=()), frozenset({Item(CODE, f"{whole}.{SAME_PERSON}")})
        yield _made(programme, SEPARATION, whole, put(weaker), near, refused)
    if action.verified_by or action.countersigned_by:
        weaker = replace(action, verified_by=None, countersigned_by=None)
        yield _made(programme, SECOND_PERSON, whole, put(weaker), near)


def _without(requirements: tuple[Requirement, ...], one: Requirement) -> tuple[Requirement, ...]:
    return tuple(other for other in requirements if other is not one)


def _states(machine: Machine, names: Iterable[str]) -> frozenset[Item]:
    return frozenset(Item(STATE, machine.whole(name)) for name in names)


def _with_state(machine: Machine, state: State) -> Machine:
    return replace(machine, states={**machine.states, state.name: state})


def _in_state(machine: Machine, state: State) -> Put:
    return lambda action: _with_state(machine, replace(state, actions={**state.actions, action.name: action}))


def _anywhere(machine: Machine) -> Put:
    return lambda action: replace(machine, anywhere={**machine.anywhere, action.name: action})


def _made(
    programme: Programme,
    kind: str,
    name: str,
    machine: Machine,
    near: frozenset[Item],
    telling: frozenset[Item] | None = None,
) -> Weakened:
    """The digest stays: the state tables kept for it know every move that the weaker programme makes."""
    if machine.name == programme.case.name:
        weaker = replace(programme, case=machine)
    else:
        weaker = replace(programme, tracks={**programme.tracks, machine.name: machine})
    return Weakened(kind=kind, name=name, programme=weaker, near=near, telling=telling)
