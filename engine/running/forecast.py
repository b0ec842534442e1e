"""Which clearances of a case will count no more if nobody acts, and what falls with them (semantics 28, 36 to 39).

Time is let pass ahead, instant by instant, as it will pass; nothing of it is written. Whoever may not see a track or a
hold is told what would follow if it stayed as it is, so that nothing of its own time can be read from the answer.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from engine.case import Case, Person, Standing
from engine.entry import Entry
from engine.looking.days_asked import asked_days, clear_parts
from engine.model import CASE, Action, Machine, Programme
from engine.running.ahead import day_asked
from engine.running.decide import Decision, time_steps
from engine.running.draft import CannotRest
from engine.running.following import renewing
from engine.running.passing import opens_at
from engine.running.secrecy import may_know, may_see_hold, may_see_track
from engine.running.standings import standings
from engine.running.validity import Clearance, last_day
from engine.running.view import CaseView, turn_of, view_of
from engine.step import Inputs

Key = tuple[str, str | None]  # track, and person of one that runs for each


@dataclass(frozen=True, slots=True, kw_only=True)
class Fall:
    """A move that follows by itself when the clearance is lost: of the case, or of the track."""

    machine: str
    person: str | None
    origin: str
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Lapse:
    """A clearance that counts through its last day; `lost_at` is the instant (UTC) from which it counts no more.

    `state`: where the track stands while it counts; None: it was not needed until then. `answer`: why it does not count
    then. `renewed_by`: the roles or the authority on whom a new one waits, `renewed_from` the first day on which it can
    begin.
    """

    person: str | None
    track: str
    state: str | None
    answer: str
    lost_at: datetime
    last_day: date
    falls: tuple[Fall, ...]
    renewed_by: tuple[str, ...]
    renewed_from: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Forecast:
    """What a case loses through a day, the first to lapse first. `travels_on`: the next day that is planned for travel,
    `is_booked` whether the case stands only while everybody is clear on it."""

    today: date
    until: date
    travels_on: date | None
    is_booked: bool
    lapses: tuple[Lapse, ...]


def forecast(
    programme: Programme,
    case: Case,
    inputs: Inputs,
    now: datetime,
    until: date,
    roles: frozenset[str],
    rested: bool = False,
) -> Forecast:
    """What is lost until a day, or until the planned day of travel where that is later, as far as these roles may know.

    An author's cycle on the way ends what can be told. `rested`: it is known that nothing has fallen due by now.
    """
    quiet, veiled = replace(inputs, linked={}), _restricted(programme, roles)
    passed = case if rested else _passed(programme, case, quiet, now)
    seen = _standing_still(programme, passed, quiet, now, roles, veiled)
    view = view_of(programme, seen, quiet, now)
    travels_on, is_booked = _planned(view, roles)
    through = max(until, travels_on or until)
    lapses = _lapses(view, inputs.office.ends(through), veiled) if seen.outcome is None else ()
    return Forecast(
        today=view.today,
        until=through,
        travels_on=travels_on,
        is_booked=is_booked,
        lapses=tuple(sorted(lapses, key=lambda one: (one.lost_at, *_place(seen, programme, one)))),
    )


def _place(case: Case, programme: Programme, lapse: Lapse) -> tuple[int, int]:
    """Tracks as they are declared, people in the order of joining."""
    people = [one.id for one in case.people]
    return list(programme.tracks).index(lapse.track), people.index(lapse.person) if lapse.person else 0


def _passed(programme: Programme, case: Case, inputs: Inputs, now: datetime) -> Case:
    """The case with what has fallen due already."""
    return _last(case, _steps(programme, case, inputs, case.recorded or case.opened, now))


def _last(case: Case, steps: Iterable[tuple[datetime, Decision]]) -> Case:
    for _, then in steps:
        case = then.case or case
    return case


def _steps(
    programme: Programme, case: Case, inputs: Inputs, after: datetime, until: datetime
) -> Iterator[tuple[datetime, Decision]]:
    try:
        yield from ((at, then) for at, _, then in time_steps(programme, case, inputs, after, until))
    except CannotRest:
        return


# what a reader may know


def _restricted(programme: Programme, roles: frozenset[str]) -> frozenset[str]:
    return frozenset(track.name for track in programme.tracks.values() if not may_see_track(programme, roles, track))


def _standing_still(
    programme: Programme,
    case: Case,
    inputs: Inputs,
    now: datetime,
    roles: frozenset[str],
    veiled: frozenset[str],
) -> Case:
    """The case as it would be if what the reader may not see stayed for ever as it is."""
    holds = tuple(
        one if may_see_hold(programme.holds[one.name], roles) else replace(one, ends=None) for one in case.holds
    )
    if not veiled:
        return replace(case, holds=holds)
    clear = _clear(view_of(programme, case, inputs, now), veiled)
    people = tuple(
        _stopped(one, veiled, frozenset(track for track, who in clear if who == one.id)) for one in case.people
    )
    return replace(
        case,
        holds=holds,
        people=people,
        tracks=_closed(case.tracks, veiled),
        waived=case.waived | {track for track, who in clear if who is None},
    )


def _stopped(person: Person, veiled: frozenset[str], clear: set[str]) -> Person:
    return replace(person, tracks=_closed(person.tracks, veiled), waived=person.waived | clear)


def _closed(tracks: Mapping[str, Standing], veiled: frozenset[str]) -> dict[str, Standing]:
    """A track that is closed neither moves nor lapses."""
    return {name: replace(one, closed=one.closed or 1) if name in veiled else one for name, one in tracks.items()}


# what is lost


def _clear(view: CaseView, tracks: Iterable[str]) -> dict[Key, Clearance]:
    """Who is clear today in these tracks, save in what has come to its end."""
    found = {}
    for track in (view.shared.programme.tracks[name] for name in tracks):
        for place in view.person_views() if track.per == "person" else (view,):
            standing, answer = place.standing(track.name), place.clearance(track, view.today)
            if answer.clear is True and not (standing and standing.closed):
                found[track.name, place.person_id if track.per == "person" else None] = answer
    return found


def _named(programme: Programme) -> frozenset[str]:
    return frozenset(name for tracks in programme.checklists.values() for name in tracks)


def _lapses(now: CaseView, until: datetime, veiled: frozenset[str]) -> Iterator[Lapse]:
    """The first loss of each clearance that counts today, or comes to count on the way."""
    programme, inputs, before = now.shared.programme, now.shared.inputs, now
    named, told = [name for name in programme.tracks if name in _named(programme) - veiled], set[Key]()
    clear = _clear(now, named)
    for at, then in _steps(programme, now.shared.case, inputs, now.now, until):
        if then.case is None or then.case.outcome is not None:
            return
        after = view_of(programme, then.case, inputs, at)
        still = _clear(after, named)
        for key in clear.keys() - still.keys() - told:
            if _is_lost(before, after, key):
                told.add(key)
                yield _lapse(now, before, after, key, then.entries)
        clear, before = still, after


def _is_lost(before: CaseView, after: CaseView, key: Key) -> bool:
    """Not with whoever has left, nor with what is closed; nor is it a loss that the event has come that it was for."""
    track, person = key
    if person is not None and after.shared.case.person(person).left is not None:
        return False
    was, stands = (view.of(person).standing(track) for view in (before, after))
    if was is None or stands is None:
        return True
    state = before.shared.programme.tracks[track].states.get(was.state)
    hangs_on_event = state is not None and state.clears is not None and state.clears.before is not None
    return not stands.closed and not (hangs_on_event and was.entry == stands.entry)


def _lapse(now: CaseView, before: CaseView, after: CaseView, key: Key, entries: tuple[Entry, ...]) -> Lapse:
    track, person = now.shared.programme.tracks[key[0]], key[1]
    standing = before.of(person).standing(track.name)
    last = last_day(after.office, after.now)
    renewed_by, renewed_from = _renewal(now, after, track, person)
    return Lapse(
        person=person,
        track=track.name,
        state=standing.state if standing else None,
        answer=after.of(person).clearance(track, after.today).answer or "unknown",
        lost_at=after.now,
        last_day=last,
        falls=tuple(_falls(entries, key)),
        renewed_by=renewed_by,
        renewed_from=renewed_from,
    )


def _falls(entries: tuple[Entry, ...], key: Key) -> Iterator[Fall]:
    """What moves in the step in which a clearance is lost: its own track, and the case."""
    for one in entries:
        if one.origin and one.target and (one.machine == CASE or (one.machine, one.person) == key):
            yield Fall(machine=one.machine, person=one.person, origin=one.origin, target=one.target)


# who can renew it


def _renewal(now: CaseView, after: CaseView, track: Machine, person: str | None) -> tuple[tuple[str, ...], date]:
    """By the first action that leads on from the state that counts, from the day on which it can be done; where there
    is none, by whoever has the turn once it has been lost."""
    place = now.of(person).at_machine(track)
    action = next(_renewing(place, track), None)
    opens = _opens(place, action) if action else None
    if action is not None and opens is not None:
        by = (action.decision_of,) if action.decision_of else action.by
        return by, max(now.today, now.office.day_of(opens))
    turn = turn_of(after.of(person), track)
    return (turn,) if turn else (), now.office.day_of(after.now)


def _opens(place: CaseView, action: Action) -> datetime | None:
    return opens_at(place, action.open_from) if action.open_from else place.now


def _renewing(place: CaseView, track: Machine) -> Iterator[Action]:
    standing = place.standing(track.name)
    state = track.states.get(standing.state) if standing else None
    for action in renewing(track, state) if state and state.clears else ():
        if action.case_in is None or place.shared.case.standing.state in action.case_in:
            yield action


# travel


def _planned(view: CaseView, roles: frozenset[str]) -> tuple[date | None, bool]:
    """The next day for which the programme asks that everybody is clear, and whether the case stands by it now."""
    programme, days = view.shared.programme, dict[date, bool]()
    known = [one for one in asked_days(programme) if may_know(programme, roles, one)]
    for asked in known:
        day = day_asked(view, asked)
        if day is not None and day >= view.today:
            days[day] = days.get(day, False) or _stands_by(view, asked.text)
    first = min(days, default=None)
    return first, first is not None and days[first]


def _stands_by(view: CaseView, day: str) -> bool:
    """Whether something stands only while a checklist is clear on that day."""
    for machine, _, standing in standings(view):
        state = machine.states.get(standing.state)
        for one in state.only_while if state else ():
            if any(node.parts[0].text == day for node in clear_parts(one.check.node)):
                return True
    return False
