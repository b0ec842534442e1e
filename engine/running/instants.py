"""When something in a case can next change by itself (semantics 28). Between two such instants nothing can."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from engine.case import Case, Standing
from engine.civil import NEVER, Days, Span, moved, shifted
from engine.expressions import Expression
from engine.expressions.node import Node
from engine.looking.timely import Timely, clockwork_of
from engine.model import Machine, Programme, Timer, Window
from engine.running import rounds, timers, validity
from engine.running.passing import opens_at
from engine.running.standings import standings
from engine.running.view import CaseView, view_of
from engine.step import Inputs

A_MOMENT = timedelta(microseconds=1)


def next_instant(programme: Programme, case: Case, inputs: Inputs, now: datetime) -> datetime | None:
    """The next instant (UTC) after now at which a time, a window, an age, or a comparison with today can change."""
    if case.outcome is not None:
        return None
    own = next_after(view_of(programme, case, inputs.at(now), now))
    return min((one for one in (own, *inputs.changes()) if one is not None and one > now), default=None)


def next_after(view: CaseView) -> datetime | None:
    """The same, of a view and after its instant."""
    if view.shared.case.outcome is not None:
        return None
    return min((one for one in _instants(view) if view.now < one < NEVER), default=None)


def _instants(view: CaseView) -> Iterator[datetime]:
    clockwork = clockwork_of(view.shared.programme)
    asked = [(view, one) for track, asks in clockwork.tracks if track.per == "case" for one in asks]
    asked += [
        (place, one)
        for track, asks in clockwork.tracks
        if track.per == "person"
        for place in view.person_views()
        for one in asks
    ]
    for machine, person, standing in standings(view):
        timely = clockwork.states.get((machine.name, standing.state))
        if timely is not None and not standing.closed:
            place = view.of(person).at_machine(machine)
            yield from _of_standing(place, machine, standing, timely)
            asked += [(place, one) for one in timely.asks]
    for track in clockwork.repeating:
        yield from _of_rounds(view, track)
    yield from (hold.ends for hold in view.shared.case.holds if hold.ends)
    yield from _of_asked(asked)


def _of_rounds(view: CaseView, track: Machine) -> Iterator[datetime]:
    """When the next round begins, of the case or of everybody for whom the track may still run."""
    places = view.ever_views() if track.per == "person" else (view,)
    for place in places:
        number = rounds.following(place, track, place.standing(track.name))
        begins = rounds.opens(place, track, number) if number is not None else None
        if begins is not None:
            yield begins


def _of_standing(place: CaseView, machine: Machine, standing: Standing, timely: Timely) -> Iterator[datetime]:
    for timer in timely.timers:
        yield from _of_timer(place, machine, timer, standing)
    if timely.window is not None:
        yield from _of_window(place, timely.window)
    for opens in timely.opens:
        first = opens_at(place, opens)
        if first is not None:
            yield first


def _of_timer(place: CaseView, machine: Machine, timer: Timer, standing: Standing) -> Iterator[datetime]:
    ends = None if timers.stands_still(standing, timer) else timers.end(place, machine, timer, standing)
    if ends is not None:
        yield ends
        yield timers.speaks_at(place, timer, ends)


def _of_window(place: CaseView, window: Window) -> Iterator[datetime]:
    """The ends of a window, and the civil days in whose course they lie: a day is judged as a whole."""
    start = place.any_fact(window.counts_from)
    span = validity.bounds(place, window, start) if start is not None else None
    for one in span or ():
        yield one
        yield one + A_MOMENT if one < NEVER else one
        yield place.office.begins(place.office.day_of(one))
        yield place.office.ends(place.office.day_of(one))
    if span and window.warn and span[1] < NEVER:
        yield moved(span[1], window.warn, place.office, -1)


# expressions


def _of_asked(asked: Iterable[tuple[CaseView, Expression]]) -> Iterator[datetime]:
    """The expressions that settling would ask now, each from the place where it would be asked."""
    whose = set[str | None]()
    for place, expression in asked:
        yield from _of_node(place, expression.node)
        if "age" in expression.asks and place.person_id not in whose:
            whose.add(place.person_id)
            yield from _birthdays(place)


def _of_node(place: CaseView, node: Node) -> Iterator[datetime]:
    """When the answer of a part can change as time goes on. A window asked for today changes at its own ends."""
    if node.asks.isdisjoint(("today", "now")):
        return
    if node.kind == "clear" and node.parts[0].text in ("today", "now"):
        return
    if node.kind == "clear":
        yield from _of_clear(place, node)
    elif node.kind == "compare":
        yield from _meeting(place, node)
    elif node.kind in ("each", "people") and node.parts:
        for one in place.ever_views():
            yield from _of_node(one, node.parts[0])
    elif node.kind in ("and", "or", "not", "named"):
        for part in node.parts:
            yield from _of_node(place, part)
    else:
        yield place.office.ends(place.today)


def _of_clear(place: CaseView, node: Node) -> Iterator[datetime]:
    """When a moment that moves with now reaches the ends of the windows it asks about; a day changes at midnight."""
    yield place.office.ends(place.today)
    moment = Expression(node.parts[0].text, node.parts[0]).ask(place)
    if not isinstance(moment, datetime):
        return
    for one, track in place.cleared_tracks(node.subject or ""):
        window = one.clearance(track, moment)
        for end in (window.begins, window.ends):
            if end is not None and end < NEVER:
                meeting = place.now + (end - moment)
                yield from (meeting, meeting + A_MOMENT)


def _meeting(place: CaseView, node: Node) -> Iterator[datetime]:
    """When the moving side of a comparison reaches the standing one, and when it has passed it."""
    sides = [Expression(part.text, part).ask(place) for part in node.parts]
    moving, standing = sides if not node.parts[0].asks.isdisjoint(("today", "now")) else reversed(sides)
    if isinstance(moving, datetime) and isinstance(standing, datetime):
        meeting = place.now + (standing - moving)
        yield from (meeting, meeting + A_MOMENT)
    elif isinstance(moving, date) and isinstance(standing, date | Days):
        for end in (standing.first, standing.last) if isinstance(standing, Days) else (standing,):
            yield from _days_met(place, moving, end)
    elif None not in sides:
        yield place.office.ends(place.today)


def _days_met(place: CaseView, moving: date, standing: date) -> Iterator[datetime]:
    """The day on which a day that moves with today is the other, and the next; a day each way for months that clamp."""
    if isinstance(moving, datetime) or isinstance(standing, datetime):
        yield place.office.ends(place.today)
        return
    ahead = (standing - moving).days
    for days in range(ahead - 1, ahead + 3) if 0 <= ahead + 2 else ():
        yield place.office.begins(place.today) if days <= 0 else place.office.ends(_later(place.today, days - 1))


def _later(day: date, days: int) -> date:
    return date.fromordinal(min(day.toordinal() + days, date.max.toordinal() - 2))


def _birthdays(place: CaseView) -> Iterator[datetime]:
    """The next day on which somebody is a year older; on 1 March who was born on 29 February."""
    for one in (place,) if place.person_id else place.person_views():
        born: Any = one.fact("person", "born_on")
        for day in (born.first, born.last) if isinstance(born, Days) else (born,):
            if isinstance(day, date) and date.min < day < date.max:
                yield place.office.begins(_next_birthday(day, place.today))


@lru_cache(maxsize=4096)
def _next_birthday(born: date, today: date) -> date:
    years = max(today.year - born.year, 0)
    this_year = _birthday(born, years)
    return this_year if this_year > today else _birthday(born, years + 1)


def _birthday(born: date, years: int) -> date:
    day = shifted(born, Span(years, "year"))
    return day if day.day == born.day else shifted(day, Span(1, "day"))
