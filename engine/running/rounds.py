"""The rounds of a track that repeats: on which day each is due, from when it runs, which is next (reference, Repeats).

A round begins when its time has come and the one before is over: at an ending, or in a state of rest. Who joins later
is spared the rounds whose day lies before that, save the last.
"""

from datetime import date, datetime
from typing import Any

from engine.case import Standing
from engine.civil import Days, ahead_of, shifted
from engine.model import CASE, NOBODY, Machine


def day_of(place: Any, track: Machine, number: int) -> date | None:
    """The day on which a round is due; None while the date that it counts from is not known. In doubt the later."""
    assert track.repeats is not None
    start = place.any_fact(track.repeats.after)
    if isinstance(start, datetime):
        start = place.office.day_of(start)
    if start is None:
        return None
    first = start.last if isinstance(start, Days) else start
    return shifted(first, track.repeats.at[number - 1], 1, place.office)


def opens(place: Any, track: Machine, number: int) -> datetime | None:
    """The instant from which a round runs: so long before its day, else with its day."""
    assert track.repeats is not None
    day = day_of(place, track, number)
    if day is None:
        return None
    return ahead_of(day, track.repeats.opens, place.office) if track.repeats.opens else place.office.begins(day)


def following(place: Any, track: Machine, standing: Standing | None) -> int | None:
    """The number of the round that comes next; None when there is none, or the one before is not over."""
    assert track.repeats is not None
    before, last = standing.round if standing else 0, len(track.repeats.at)
    if standing is not None and (before >= last or standing.closed or not _is_over(track, standing)):
        return None
    return _not_spared(place, track, range(before + 1, last + 1))


def _is_over(track: Machine, standing: Standing) -> bool:
    state = track.states.get(standing.state)
    return state is None or state.waits_on == NOBODY


def _not_spared(place: Any, track: Machine, numbers: range) -> int | None:
    """The first of these rounds whose day had not passed when the person joined, or the case was opened; else the
    last."""
    case = place.shared.case
    joined = place.person.joined if place.person and track.per != CASE else case.opened
    since = place.office.day_of(joined)
    for number in numbers:
        day = day_of(place, track, number)
        if day is None:
            return None
        if day >= since:
            return number
    return numbers[-1]


def due(place: Any, track: Machine, standing: Standing | None) -> int | None:
    """The number of the round that begins now, if one does."""
    number = following(place, track, standing)
    begins = opens(place, track, number) if number is not None else None
    return number if begins is not None and begins <= place.now else None
