"""Does a track count as clear on a given day, and if not, why: windows (reference, Clears; semantics 36 to 39)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from engine.case import Standing
from engine.civil import NEVER, Days, Office, Span, ahead_of, moved, over
from engine.model import Machine, Window

ALWAYS = NEVER


@dataclass(frozen=True, slots=True, kw_only=True)
class Clearance:
    """What a track says about one day. `clear` None: unknown. `answer` names why it is not clear.

    `begins` and `ends` are instants in UTC, `ends` exclusive; `last_day` is the last civil day that counts.
    """

    clear: bool | None
    answer: str | None = None
    begins: datetime | None = None
    ends: datetime | None = None
    first_day: date | None = None
    last_day: date | None = None
    required: bool = True
    waived: bool = False


WAIVED = Clearance(clear=True, ends=ALWAYS, required=False, waived=True)
EXCUSED = Clearance(clear=True, ends=ALWAYS, required=False)
MISSING = Clearance(clear=False, answer="missing")
NOT_KNOWN = Clearance(clear=None, answer="unknown")
FOR_EVER = Clearance(clear=True, ends=ALWAYS)


def clearance(view: Any, track: Machine, day: date | datetime | Days | None) -> Clearance:
    """The answer of one track, from the place of the person (or the case) that `view` stands for."""
    return WAIVED if track.name in view.waived() else unwaived(view, track, day)


def unwaived(view: Any, track: Machine, day: date | datetime | Days | None) -> Clearance:
    """The answer of one track as it would be without any waiver."""
    needed = needed_on(view, track, day)
    if needed is False:
        return EXCUSED
    standing = view.asked_standing(track.name)
    window = window_of(track, standing)
    if standing is None or window is None:
        return NOT_KNOWN if needed is None else MISSING
    return judge(view, window, standing, day)


def needed_on(view: Any, track: Machine, day: date | datetime | Days | None) -> bool | None:
    """`needed_if`, with ages taken on the day asked about: a birthday before the flight is seen when booking."""
    if track.needed_if is None:
        return True
    asked = view.office.day_of(day) if isinstance(day, datetime) else day
    answer = track.needed_if.ask(view.on_day(asked) if "age" in track.needed_if.asks else view)
    return answer if isinstance(answer, bool) else None


def window_of(track: Machine, standing: Standing | None) -> Window | None:
    state = track.states.get(standing.state) if standing else None
    return state.clears if state else None


def judge(view: Any, window: Window, standing: Standing, day: date | datetime | Days | None) -> Clearance:
    """The window of a state that clears, asked for a day."""
    if used_up(view, window, standing):
        return Clearance(clear=False, answer="used_up")
    if window.always:
        return FOR_EVER
    start = view.any_fact(window.counts_from)
    span = bounds(view, window, start) if start is not None else None
    if span is None:
        return NOT_KNOWN
    if _too_far(view, window, start):
        return _spanned(view.office, span, False, "lapsed")
    if day is None:
        return _spanned(view.office, span, None, "unknown")
    return _spanned(view.office, span, *_asked(view.office, span, day, bool(window.before)))


def used_up(view: Any, window: Window, standing: Standing) -> bool:
    """Whether what the window is good for has come about since this visit began, here or before it came along."""
    if window.used_up_by is None or standing.closed:
        return False
    track, state = window.used_up_by
    return standing.used_up or bool(view.been_at(track).get(state, 0) > standing.entry)


def bounds(view: Any, window: Window, start: Any) -> tuple[datetime, datetime] | None:
    """From which instant until which (exclusive) the window counts; None while the event that it hangs on is unknown.

    A start known in part counts from its latest day and ends as from its earliest, so that doubt never lengthens it.
    """
    office = view.office
    ends = _end(view, window, start)
    until = view.any_fact(window.until) if window.until else None
    if ends is None or until is None:
        return None if ends is None else (_latest(start, office), ends)
    return _latest(start, office), min(ends, _over(_earliest(until), office))


def _end(view: Any, window: Window, start: Any) -> datetime | None:
    if window.before is None:
        return _end_after(_earliest(start), window.lasts, view.office)
    event = view.any_fact(window.before)
    return None if event is None else _over(_earliest(event), view.office)


def _too_far(view: Any, window: Window, start: Any) -> bool:
    """The event on which the window hangs has moved further from its start than `within` allows."""
    event = view.any_fact(window.before) if window.before else None
    if event is None or window.within is None:
        return False
    first = _earliest(start)
    began = first if isinstance(first, datetime) else view.office.begins(first)
    return bool(began < _earliest_start(event, window.within, view.office))


def _earliest_start(event: Any, within: Span, office: Office) -> datetime:
    """The earliest instant at which the clearance may lie: so long before the event, by the strictest reading."""
    if isinstance(event, datetime):
        return moved(event, within, office, -1)
    last = event.last if isinstance(event, Days) else event
    return moved(office.ends(last), within, office, -1) if within.in_hours else ahead_of(last, within, office)


def _end_after(start: Any, span: Span | None, office: Office) -> datetime:
    if span is None or span.unit == "forever":
        return ALWAYS
    if isinstance(start, datetime):
        return moved(start, span, office)
    return moved(office.begins(start), span, office) if span.in_hours else over(start, span, office)


def _over(when: Any, office: Office) -> datetime:
    return when if isinstance(when, datetime) else office.ends(when)


def _latest(start: Any, office: Office) -> datetime:
    if isinstance(start, datetime):
        return start
    return office.begins(start.last if isinstance(start, Days) else start)


def _earliest(start: Any) -> Any:
    return start.first if isinstance(start, Days) else start


def _asked(
    office: Office, span: tuple[datetime, datetime], day: date | datetime | Days, of_event: bool
) -> tuple[bool | None, str | None]:
    """Is the day inside? A civil day is inside when its end is; an instant is judged to the instant.

    A clearance given in the course of a day counts for that civil day; the day of an event is not after the event.
    """
    begins, ends = span
    if isinstance(day, datetime):
        return _instant_asked(span, day, of_event)
    first, last = (day.first, day.last) if isinstance(day, Days) else (day, day)
    begins_on, ends_on = office.day_of(begins), _last_whole(office, ends, of_event)
    if begins_on <= first and last <= ends_on:
        return True, None
    if first > ends_on:
        return False, "lapsed"
    return (False, "too_early") if last < begins_on else (None, "unknown")


def _last_whole(office: Office, ends: datetime, of_event: bool) -> date:
    last = last_day(office, ends)
    return last if of_event or office.ends(last) <= ends else last - timedelta(1)


def _instant_asked(span: tuple[datetime, datetime], instant: datetime, of_event: bool) -> tuple[bool, str | None]:
    begins, ends = span
    if instant > ends or (instant == ends and not of_event):
        return False, "lapsed"
    return (False, "too_early") if instant < begins else (True, None)


def _spanned(office: Office, span: tuple[datetime, datetime], clear: bool | None, answer: str | None) -> Clearance:
    begins, ends = span
    return Clearance(
        clear=clear,
        answer=answer,
        begins=begins,
        ends=ends,
        first_day=office.day_of(begins),
        last_day=last_day(office, ends),
    )


def last_day(office: Office, ends: datetime) -> date:
    """The last civil day that a window touches which ends (exclusive) at this instant."""
    return date.max if ends >= ALWAYS else office.day_of(ends - timedelta(microseconds=1))


def lapsed(view: Any, window: Window, standing: Standing) -> tuple[str, datetime] | None:
    """Why the window of a state has ended, and when, as seen now; None while it stands.

    That the event of a `before` has passed is no lapse, nor is a start or an event that is not known (semantics 39).
    """
    if standing.closed:
        return None
    if used_up(view, window, standing):
        return "used_up", view.now
    start = None if window.always else view.any_fact(window.counts_from)
    if start is None:
        return None
    if window.before is not None:
        return ("lapsed", view.now) if _too_far(view, window, start) else _not_beyond(view, window)
    _, ends = bounds(view, window, start) or (ALWAYS, ALWAYS)
    return ("lapsed", ends) if ends <= view.now else None


def _not_beyond(view: Any, window: Window) -> tuple[str, datetime] | None:
    """`until` ends a window that hangs on an event as it ends any other."""
    until = view.any_fact(window.until) if window.until else None
    ends = ALWAYS if until is None else _over(_earliest(until), view.office)
    return ("lapsed", ends) if ends <= view.now else None
