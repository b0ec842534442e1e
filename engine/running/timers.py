"""When a timer ends, and when it speaks (reference, Timer, semantics 26 to 33). Instants are UTC."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from engine.case import Paused, Standing
from engine.civil import NEVER, Days, Office, Span, ahead_of, moved, over
from engine.looking.timely import running_in
from engine.model import Machine, State, Timer

DUE = "due"
INSTANT = timedelta(microseconds=1)
__all__ = ["DUE", "NEVER", "due_end", "end", "is_paused", "kept", "running", "speaks_at", "stands_still"]


def running(machine: Machine, standing: Standing) -> Iterator[Timer]:
    """The timers that run while the machine stands where it does: the state's own and the machine's."""
    state = machine.states.get(standing.state)
    if state is None or standing.closed or not (state.timers or machine.timers):
        return
    yield from running_in(machine, state)


def end(view: Any, machine: Machine, timer: Timer, standing: Standing) -> datetime | None:
    """The instant at which the time is over; None while what it counts from is not known.

    An extension gives time and takes none: where the facts have moved the end beyond it since, theirs counts.
    """
    ends, extended = _computed(view, machine, timer, standing), standing.extended.get(timer.name)
    if extended is not None:
        ends = extended if ends is None else max(ends, extended)
    if ends is None or ends >= NEVER:
        return None
    return _later(ends, standing.paused.get(timer.name), view.now)


def at_most_until(view: Any, machine: Machine, timer: Timer, standing: Standing) -> datetime | None:
    """The end of the last day to which a time may be extended: counted from its start, or from the end that the facts
    give where it lies before a date or on one."""
    assert timer.extended is not None
    up_to, office = timer.extended.up_to, view.office
    start = standing.since if timer.counts_from is None else view.any_fact(timer.counts_from)
    if timer.after is None:
        start = _computed(view, machine, timer, standing)
    if isinstance(start, datetime):
        return office.ends(office.day_of(_waited(start, up_to, office) - INSTANT))
    return None if start is None else over(getattr(start, "first", start), up_to, office)


def _computed(view: Any, machine: Machine, timer: Timer, standing: Standing) -> datetime | None:
    office = view.office
    if timer.at is not None:
        return _over(view.any_fact(timer.at), office)
    if timer.before is not None:
        return _ahead_of(_event(view, machine, timer, standing), timer.before, office)
    start = standing.since if timer.counts_from is None else view.any_fact(timer.counts_from)
    return None if start is None else _after(start, _span(view, timer), office)


def _span(view: Any, timer: Timer) -> Span:
    for when, other in timer.instead:
        if when.holds(view):
            return other
    assert timer.after is not None
    return timer.after


def _event(view: Any, machine: Machine, timer: Timer, standing: Standing) -> Any:
    other = next((one for one in running(machine, standing) if one.name == timer.of), None)
    return end(view, machine, other, standing) if other else view.any_fact(timer.of)


def _after(start: Any, span: Span, office: Office) -> datetime:
    """From a date a time in days ends with its last day (24:00 of the office); from a moment at that local time."""
    if isinstance(start, datetime):
        return moved(start, span, office)
    return over(start.last if isinstance(start, Days) else start, span, office)


def _over(when: Any, office: Office) -> datetime | None:
    if when is None or isinstance(when, datetime):
        return when
    return office.ends(when.last if isinstance(when, Days) else when)


def _ahead_of(event: Any, span: Span, office: Office) -> datetime | None:
    if event is None:
        return None
    if isinstance(event, datetime):
        return moved(event, span, office, -1)
    return ahead_of(event.first if isinstance(event, Days) else event, span, office)


def _later(ends: datetime, paused: Paused | None, now: datetime) -> datetime:
    """The end, moved by the time that the timer stood still."""
    if paused is None:
        return ends
    still = now - paused.since if paused.since and paused.since < now else timedelta()
    try:
        return ends + still + timedelta(seconds=paused.seconds)
    except OverflowError:
        return NEVER


def speaks_at(view: Any, timer: Timer, ends: datetime) -> datetime:
    """A timer with late post waits so long after its end before it speaks; its end stays its end."""
    return ends if timer.late_post is None else _waited(ends, timer.late_post, view.office)


def _waited(ends: datetime, span: Span, office: Office) -> datetime:
    if office.begins(office.day_of(ends)) == ends:  # 24:00 belongs to the day that it ends
        return over(office.day_of(ends - timedelta(seconds=1)), span, office)
    return moved(ends, span, office)


def stands_still(standing: Standing, timer: Timer) -> bool:
    return is_paused(standing, timer.name)


def is_paused(standing: Standing, name: str) -> bool:
    """Whether a time of that name, a timer's or DUE, stands still now."""
    paused = standing.paused.get(name)
    return paused is not None and paused.since is not None


def kept(machine: Machine, standing: Standing, speaking: frozenset[str] = frozenset()) -> tuple[str, ...]:
    """What has a past that a move does not end: timers outside the states run on through all (reference, Timer).

    `speaking`: the one by which the machine moves just now has spoken too, and is silent where it leads.
    """
    spoken = {name.removeprefix("unless ") for name in standing.spoken | speaking}
    noted = spoken | set(standing.extended) | set(standing.paused)
    return tuple(name for name in machine.timers if name in noted)


def due_end(view: Any, state: State | None, standing: Standing) -> datetime | None:
    """Until when the visit should be over, by the state's service time; it moves nothing."""
    if state is None or state.due is None:
        return None
    if state.due.at is not None:
        ends = _over(view.any_fact(state.due.at), view.office)
    else:
        ends = None if state.due.span is None else _after(standing.since, state.due.span, view.office)
    return None if ends is None or ends >= NEVER else _later(ends, standing.paused.get(DUE), view.now)
