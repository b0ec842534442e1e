"""What counts as clear, and until when (semantics 19, 26 and 36 to 39): windows, what excuses a track, checklists."""

import ast
from dataclasses import replace
from datetime import UTC, date, datetime

from tests.model import asking, days, texts
from tests.model.asking import Place, Truth

LATE = datetime(9000, 1, 1, tzinfo=UTC)


def _clear_on(place: Place, node: ast.AST, argument: ast.AST) -> Truth:
    span = asking.ask(place, argument)
    tracks = texts.tracks_of(place.programme, node.id)  # type: ignore[attr-defined]
    return clear(place, tracks, None if span is None else span[0])


def clear(place: Place, tracks: list[str], day: date | datetime | None) -> Truth:
    """Of everybody in the case, in each of the tracks; of nobody false (37)."""
    people = [place.person] if place.person else asking.present(place.case)
    if not people and any(texts.machine(place.programme, one).get("per") == "person" for one in tracks):
        return False
    return asking.both([track_clear(place.of(one), track, day) for one in people or [None] for track in tracks])


def track_clear(place: Place, track: str, day: date | datetime | None) -> Truth:
    """Semantics 36."""
    machine = texts.machine(place.programme, track)
    person = place.person if machine.get("per") == "person" else None
    here = replace(place, track=track, person=person, age_on=asking.UNKNOWN_DAY if day is None else _day(place, day))
    _read_windows(here, machine)
    needed = needed_now(here, track)
    if (track, person) in place.case["waived"]:
        return True
    if needed is False:
        return True
    stands = asking.last_round(machine, place.case["machines"].get((track, person)))
    window = machine["states"].get(stands["state"], {}).get("clears") if stands else None
    if not window:
        return None if needed is None else False
    return True if window is True else window_on(here, window, stands, day)


def _read_windows(place: Place, machine: dict) -> None:
    """Whoever asks for a clearance reads what its windows count from, whatever state it stands in."""
    for window in (state.get("clears") for state in machine["states"].values()):
        for key in ("from", "until", "before"):
            if isinstance(window, dict) and key in window:
                asking.fact(place, window[key])


def _day(place: Place, day: date | datetime | None) -> date | None:
    return days.day_of(day, place.zone) if isinstance(day, datetime) else day


def needed_now(place: Place, track: str) -> Truth:
    asked = texts.machine(place.programme, track).get("needed_if")
    return True if asked is None else asking.truth(replace(place, track=track), asked)


def needed_ahead(place: Place, track: str) -> bool:
    """Needed on a day ahead for which the programme asks it, if an age decides (19)."""
    if "age" not in texts.machine(place.programme, track).get("needed_if", ""):
        return False
    found = [asking.fact(place, name) for asked, name in texts.asked_clear(place.programme) if track in asked]
    known = {_day(place, one) for one in found if one is not None}
    return any(one >= place.today and needed_now(replace(place, age_on=one), track) is True for one in known if one)


def window_on(place: Place, window: dict, stands: dict, day: date | datetime | None) -> Truth:
    """Whether a window holds on a day or at a moment (26, 36, 39)."""
    first, event = asking.fact(place, window["from"]), "before" in window and asking.fact(place, window["before"])
    if used_up(place, window, stands):
        return False
    if first is None or event is None:
        return None
    if event and too_far(place, window, first, event):
        return False
    ends = min(one for one in (window_end(place, window), event and _over(place, event), LATE) if one)
    return None if day is None else inside(place, first, ends, day, bool(event))


def inside(place: Place, first: date | datetime, ends: datetime, day: date | datetime, of_event: bool) -> bool:
    """A day counts when the window begins in its course or before, and not when it ends in its course, unless it is
    the event that ends it: the day of an event is not after the event, nor is its moment."""
    if isinstance(day, datetime):
        begins = first if isinstance(first, datetime) else days.begin(first, place.zone)
        return begins <= day and (day < ends or of_event and day == ends)
    whole = days.begin(day, place.zone) < ends if of_event else days.end(day, place.zone) <= ends
    return _day(place, first) <= day and whole


def _over(place: Place, event: date | datetime) -> datetime:
    return event if isinstance(event, datetime) else days.end(event, place.zone)


def used_up(place: Place, window: dict, stands: dict) -> bool:
    """The state that uses it up was entered after this visit began."""
    if "used_up_by" not in window or stands["closed"]:
        return False
    track, state = window["used_up_by"].split(".")
    other = asking.standing(place, track)
    return other is not None and other["been"].get(state, -1) > stands["entered"]


def too_far(place: Place, window: dict, first: date | datetime, event: date | datetime) -> bool:
    """The check lies more than `within` before the event; hours before a day count from its end (26, in doubt)."""
    hours = days.split(window["within"])[1] == "hour"
    until = _over(place, event) if hours else event
    began = first if isinstance(first, datetime) else days.begin(first, place.zone)
    return began < days.earlier(until, window["within"], place.zone)


def window_end(place: Place, window: dict) -> datetime | None:
    """The instant after which it does not count any more by `for` and `until`; None while there is none."""
    first, last = asking.fact(place, window["from"]), window.get("until") and asking.fact(place, window["until"])
    ends = []
    if first is not None and "for" in window:
        hours = days.split(window["for"])[1] == "hour"
        start = days.begin(first, place.zone) if hours and not isinstance(first, datetime) else first
        ends.append(days.later(start, window["for"], place.zone))
    if last is not None:
        ends.append(last if isinstance(last, datetime) else days.end(last, place.zone))
    return min(ends) if ends else None


def lapsed(place: Place, window: dict, stands: dict) -> bool:
    """The window has ended: nothing unknown ever ends one (39)."""
    if used_up(place, window, stands):
        return True
    first = asking.fact(place, window["from"])
    if first is None:
        return False
    if "within" in window:
        event = asking.fact(place, window["before"])
        if event is not None and too_far(place, window, first, event):
            return True
    ends = window_end(place, window)
    return ends is not None and place.at >= ends


asking.METHODS["clear_on"] = _clear_on
