"""For whom somebody covers now, and whether they have been away themselves lately: what their lists are cut by."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from engine.caller import EVERYWHERE, Caller
from engine.civil import days_now
from engine.published import InForce
from engine.records import absences, accounts
from engine.records.absences import Absence
from engine.records.database import Reading

LATELY = timedelta(days=14)


@dataclass(frozen=True, slots=True, kw_only=True)
class Covers:
    """Somebody absent (an opaque id) for whom the reader covers now, through which day, and what they should know."""

    user: str
    name: str
    last: date
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class StandingIn:
    """The absences that somebody covers about now, those of them that last at an office of theirs, each absent once;
    and whether they were away themselves, now or in the last two weeks."""

    absences: tuple[Absence, ...] = ()
    covers: tuple[Covers, ...] = ()
    was_away: bool = False

    @property
    def absent(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(one.absent for one in self.absences))

    def includes(self, absent: str, programme: str, day: date) -> bool:
        """Whether an absence of that person lasts on a day for a case of this programme."""
        return any(one.absent == absent and one.lasts_on(programme, day) for one in self.absences)


def standing_in(reading: Reading, in_force: InForce, caller: Caller, now: datetime) -> StandingIn:
    """Asked once for a page."""
    since, until = days_now(now)
    found = absences.concerning(reading, caller.user, since - LATELY)
    about_now = [one for one in found if one.ended is None and one.first <= until and one.last >= since]
    covered = tuple(one for one in about_now if one.covered_by == caller.user)
    return StandingIn(
        absences=covered,
        covers=tuple(_covers(reading, _lasting(covered, _days(in_force, caller, now)))) if covered else (),
        was_away=any(one.absent == caller.user and one.first <= until for one in found),
    )


def _days(in_force: InForce, caller: Caller, now: datetime) -> frozenset[date]:
    """The days that it is now at the offices of somebody, in UTC for who works at all of them."""
    places = {one.office for one in caller.duties} - {EVERYWHERE}
    return frozenset(in_force.office(one).day_of(now) for one in places) or frozenset({now.date()})


def _lasting(found: Sequence[Absence], days: Iterable[date]) -> dict[str, Absence]:
    """By who is absent, the absence that lasts longest."""
    lasting = (one for one in found if any(one.first <= day <= one.last for day in days))
    return {one.absent: one for one in sorted(lasting, key=lambda one: one.last)}


def _covers(reading: Reading, lasting: dict[str, Absence]) -> list[Covers]:
    names = accounts.display_names(reading, lasting)
    covers = (Covers(user=user, name=names[user], last=one.last, note=one.note) for user, one in lasting.items())
    return sorted(covers, key=lambda one: one.name)
