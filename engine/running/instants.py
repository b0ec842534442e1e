"""When something in a case can next change by itself (semantics 28). Between two such instants nothing can."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta
from typing import Any

from engine.case import Case, Inputs, Standing
from engine.civil import NEVER, Days, Span, moved, shifted
from engine.expressions import Expression
from engine.expressions.node import Node
from engine.model import Machine, Programme, State, Timer
from engine.running import timers, validity
from engine.running.judging import opens_at
from engine.running.standings import standings
from engine.running.view import CaseView, view_of

A_MOMENT = timedelta(microseconds=1)


def next_instant(programme: Programme, case: Case, inputs: Inputs, now: datetime) -> datetime | None:
    """The next instant (UTC) after now at which a time, a window, an age, or a comparison with today can change."""
    if case.outcome is not None:
        return None
    view = view_of(programme, case, inputs, now)
    return min((one for one in _instants(view) if now < one < NEVER), default=None)


def _instants(view: CaseView) -> Iterator[datetime]:
    for machine, person, standing in standings(view):
        if not standing.closed:
            yield from _of_standing(view.of(person).at_machine(machine), machine, standing)
    yield from (hold.ends for hold in view.shared.case.holds if hold.ends)
    asked = set[int]()
    for place, expression in _in_use(view):
        yield from _of_node(place, expression.node)
        if "age" in expression.asks and id(place) not in asked:
            asked.add(id(place))
            yield from _birthdays(place)


def _of_standing(place: CaseView, machine: Machine, standing: Standing) -> Iterator[datetime]:
    for timer in timers.running(machine, standing):
        yield from _of_timer(place, machine, timer, standing)
    state = machine.states.get(standing.state)
    if state is not None and state.clears is not None and not state.clears.always:
        yield from _of_window(place, state)
    yield from _openings(place, machine, state)


def _of_timer(place: CaseView, machine: Machine, timer: Timer, standing: Standing) -> Iterator[datetime]:
    ends = None if timers.stands_still(standing, timer) else timers.end(place, machine, timer, standing)
    if ends is not None:
        yield ends
        yield timers.speaks_at(place, timer, ends)


def _of_window(place: CaseView, state: State) -> Iterator[datetime]:
    """The ends of a window, and the civil days in whose course they lie: a day is judged as a whole."""
    window = state.clears
    start = place.any_fact(window.counts_from) if window else None
    span = validity.bounds(place, window, start) if window and start is not None else None
    for one in span or ():
        yield one
        yield one + A_MOMENT if one < NEVER else one
        yield place.office.begins(place.office.day_of(one))
        yield place.office.ends(place.office.day_of(one))
    if span and window and window.warn and span[1] < NEVER:
        yield moved(span[1], window.warn, place.office, -1)


def _openings(place: CaseView, machine: Machine, state: State | None) -> Iterator[datetime]:
    for actions in (state.actions if state else {}, machine.anywhere):
        for action in actions.values():
            first = opens_at(place, action.open_from) if action.open_from else None
            if first is not None:
                yield first


# expressions


def _in_use(view: CaseView) -> Iterator[tuple[CaseView, Expression]]:
    """The expressions that settling would ask now, each from the place where it would be asked."""
    for track in view.shared.programme.tracks.values():
        asked = [one for one in (track.opens_when, track.needed_if) if one and _hangs_on_time(one)]
        for place in view.person_views() if asked and track.per == "person" else (view,):
            yield from ((place, one) for one in asked)
    for machine, person, standing in standings(view):
        asked = [one for one in _of_machine(machine, standing) if _hangs_on_time(one)]
        if asked:
            place = view.of(person).at_machine(machine)
            yield from ((place, one) for one in asked)


def _hangs_on_time(expression: Expression) -> bool:
    return not expression.asks.isdisjoint(("today", "now", "age"))


def _of_machine(machine: Machine, standing: Standing) -> Iterable[Expression]:
    state = machine.states.get(standing.state)
    if state is None or standing.closed:
        return
    yield from (one.check for one in state.only_while)
    yield from (move.when for move in state.automatically if move.when)
    for timer in timers.running(machine, standing):
        yield from (when for when, _ in timer.instead)
        if timer.pauses_while:
            yield timer.pauses_while


def _of_node(place: CaseView, node: Node) -> Iterator[datetime]:
    """When the answer of a part can change as time goes on. A window asked for today changes at its own ends."""
    if node.asks.isdisjoint(("today", "now")):
        return
    if node.kind == "clear" and node.parts[0].text in ("today", "now"):
        return
    if node.kind == "compare":
        yield from _meeting(place, node)
    elif node.kind in ("each", "people") and node.parts:
        for one in place.ever_views():
            yield from _of_node(one, node.parts[0])
    elif node.kind in ("and", "or", "not", "named"):
        for part in node.parts:
            yield from _of_node(place, part)
    else:
        yield place.office.ends(place.today)


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
    """The days on which somebody is a year older, this year and next; on 1 March who was born on 29 February."""
    for one in (place,) if place.person_id else place.person_views():
        born: Any = one.fact("person", "born_on")
        for day in (born.first, born.last) if isinstance(born, Days) else (born,):
            if isinstance(day, date) and date.min < day < date.max:
                years = max(place.today.year - day.year, 0)
                yield from (place.office.begins(_birthday(day, years + more)) for more in (0, 1))


def _birthday(born: date, years: int) -> date:
    day = shifted(born, Span(years, "year"))
    return day if day.day == born.day else shifted(day, Span(1, "day"))
