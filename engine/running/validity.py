"""Does a track count as clear on a given day, and if not, why: the windows of language 5.8 and semantics 36 to 39."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from engine.case import Standing
from engine.civil import Days, Office, Span, moved, shifted
from engine.model import Machine, Window

ALWAYS = datetime.max.replace(tzinfo=UTC)
ENDED = ("lapsed", "used_up")


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


EXCUSED = Clearance(clear=True, ends=ALWAYS, required=False)
MISSING = Clearance(clear=False, answer="missing")
NOT_KNOWN = Clearance(clear=None, answer="unknown")
FOR_EVER = Clearance(clear=True, ends=ALWAYS)


def clearance(view: Any, track: Machine, day: date | datetime | Days | None) -> Clearance:
    """The answer of one track, from the place of the person (or the case) that `view` stands for."""
    if track.name in view.waived():
        return Clearance(clear=True, ends=ALWAYS, required=False, waived=True)
    needed = needed_on(view, track, day)
    if needed is False:
        return EXCUSED
    standing = view.standing(track.name)
    window = window_of(track, standing)
    if standing is None or window is None:
        return NOT_KNOWN if needed is None else MISSING
    return judge(view, window, standing, day)


def needed_on(view: Any, track: Machine, day: date | datetime | Days | None) -> bool | None:
    """`needed_if`, with ages taken on the day asked about, so that a birthday before the flight is seen when booking."""
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
    if _used_up(view, window, standing):
        return Clearance(clear=False, answer="used_up")
    if window.always:
        return FOR_EVER
    start = view.any_fact(window.counts_from)
    if start is None:
        return NOT_KNOWN
    span = bounds(view, window, start)
    if span is None or day is None:
        return Clearance(clear=None, answer="unknown") if span is None else _spanned(view.office, span, None, "unknown")
    return _spanned(view.office, span, *_asked(view.office, span, day))


def _used_up(view: Any, window: Window, standing: Standing) -> bool:
    if window.used_up_by is None or standing.closed:
        return False
    track, state = window.used_up_by
    return bool(view.been_at(track).get(state, 0) > standing.entry)


def bounds(view: Any, window: Window, start: Any) -> tuple[datetime, datetime] | None:
    """From which instant until which (exclusive) the window counts; None while the event that it hangs on is unknown.

    A start known in part counts from its latest day and ends as from its earliest, so that doubt never lengthens it.
    """
    office = view.office
    begins = _latest(start, office)
    if window.before is not None and window.within is not None:
        return _before_event(view, window, begins)
    ends = _end_after(_earliest_of(start), window.lasts, office)
    until = view.any_fact(window.until) if window.until else None
    if until is not None:
        ends = min(ends, office.ends(_earliest_of(until)))
    return begins, ends


def _before_event(view: Any, window: Window, begins: datetime) -> tuple[datetime, datetime] | None:
    event = view.any_fact(window.before)
    if event is None or window.within is None:
        return None
    office = view.office
    event_ends = event if isinstance(event, datetime) else office.ends(_last_of(event))
    if begins < _earliest_start(event, window.within, office):
        return begins, begins  # the event has moved too far: not clear for any day
    return begins, event_ends


def _earliest_start(event: Any, within: Span, office: Office) -> datetime:
    """The earliest instant at which the clearance may lie: so long before the event, by the strictest reading."""
    if isinstance(event, datetime):
        return moved(event, within, office, -1)
    last = _last_of(event)
    return (
        moved(office.ends(last), within, office, -1)
        if within.in_hours
        else office.begins(shifted(last, within, -1, office))
    )


def _end_after(start: Any, span: Span | None, office: Office) -> datetime:
    if span is None or span.unit == "forever":
        return ALWAYS
    if isinstance(start, datetime):
        return moved(start, span, office)
    if span.in_hours:
        return moved(office.begins(start), span, office)
    return office.ends(shifted(start, span, 1, office))


def _latest(start: Any, office: Office) -> datetime:
    return start if isinstance(start, datetime) else office.begins(_last_of(start))


def _last_of(day: Any) -> date:
    return day.last if isinstance(day, Days) else day


def _earliest_of(start: Any) -> Any:
    return start.first if isinstance(start, Days) else start


def _asked(
    office: Office, span: tuple[datetime, datetime], day: date | datetime | Days
) -> tuple[bool | None, str | None]:
    """Is the day inside? A civil day is inside when its end is; hours are judged to the instant."""
    begins, ends = span
    if ends <= begins:
        return False, "lapsed"
    first, last = _day_span(office, day, ends)
    if last <= ends and _starts(office, first) >= _starts(office, begins):
        return True, None
    if first >= ends or (last > ends and first == last):
        return False, "lapsed"
    if last <= begins:
        return False, "too_early"
    if isinstance(day, Days):
        return None, "unknown"
    return (False, "lapsed") if last > ends else (False, "too_early")


def _day_span(office: Office, day: date | datetime | Days, ends: datetime) -> tuple[datetime, datetime]:
    if isinstance(day, datetime):
        return day, day
    if isinstance(day, Days):
        return office.begins(day.first), office.ends(day.last)
    return office.begins(day), min(office.ends(day), ALWAYS)


def _starts(office: Office, moment: datetime) -> datetime:
    """A clearance given in the course of a day counts for that civil day."""
    return office.begins(office.day_of(moment)) if moment > datetime.min.replace(tzinfo=UTC) else moment


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
    """The last civil day that counts whole of a window that ends (exclusive) at this instant."""
    if ends >= ALWAYS:
        return date.max
    local = ends.astimezone(office.zone)
    whole = office.begins(local.date()) == ends
    return shifted(local.date(), Span(1, "day"), -1) if whole else local.date()


def lapsed(view: Any, window: Window, standing: Standing) -> tuple[str, datetime] | None:
    """Why the window of a state has ended, and when, as seen now; None while it stands.

    That the event of a `before` has passed is no lapse, nor is a start or an event that is not known (semantics 39).
    """
    if standing.closed:
        return None
    if _used_up(view, window, standing):
        return "used_up", view.now
    start = None if window.always else view.any_fact(window.counts_from)
    span = None if start is None else bounds(view, window, start)
    if span is None:
        return None
    if window.before is not None:
        return ("lapsed", view.now) if span[1] <= span[0] else None
    return ("lapsed", span[1]) if span[1] <= view.now else None
