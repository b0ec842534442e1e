"""What a team has on its hands is read along indexes, and is what a look at every single case finds."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from sqlalchemy import insert, update

from engine.records import moments, team_lists, turns
from engine.records.accounts import Grant
from engine.records.database import Records
from engine.records.tables import case_row, waking
from tests.records.test_turns import FIRST, READERS, One, _is_here, cases

__all__ = ["cases"]

NOW, TODAY = datetime(2026, 3, 20, 9, tzinfo=UTC), FIRST + timedelta(19)
HOURS = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Going:
    """How it goes with a case: when it was last changed, its next instant, until when it sleeps; or that it ended."""

    one: One
    changed: datetime
    instant: datetime | None
    sleeps: datetime | None
    stale: bool
    ended: bool

    def is_behind(self) -> bool:
        asleep = self.sleeps is not None and self.sleeps > NOW + HOURS and not self.stale
        return self.instant is not None and self.instant < NOW and not asleep and not self.ended


@pytest.fixture
def going(records: Records, cases: list[One]) -> list[Going]:
    random = Random(11)
    made = [_going(random, one) for one in cases]
    with records.writing() as writing:
        for its in made:
            row = {"changed": moments.instant(its.changed), "next_instant": moments.maybe_instant(its.instant)}
            row |= {"outcome": "left", "turns": None, "rank": None} if its.ended else {}
            writing.connection.execute(update(case_row).where(case_row.c.id == its.one.id).values(**row))
            if its.sleeps is not None:
                sleeping = {"case_id": its.one.id, "version": 2 if its.stale else 1, "at": moments.instant(its.sleeps)}
                writing.connection.execute(insert(waking).values(**sleeping))
    return made


def _going(random: Random, one: One) -> Going:
    instant, sleeps, changed = (NOW + random.randrange(-40, 20) * HOURS for _ in range(3))
    return Going(
        one=one,
        changed=changed,
        instant=random.choice((instant, instant, None)),
        sleeps=random.choice((sleeps, NOW + HOURS, NOW + 30 * HOURS, None)),
        stale=random.random() < 0.3,
        ended=random.random() < 0.2 or (one.office == "south" and "u2" in one.keepers().values()),
    )


def here(going: Sequence[Going], grants: Sequence[Grant]) -> list[Going]:
    """The open cases in reach."""
    return [its for its in going if not its.ended and any(_is_here(grant, its.one.office) for grant in grants)]


def counted(its: Going, today: date) -> Counter[str]:
    due, soon = its.one.rows.due_on, today + timedelta(7)
    stands = {
        "open": True,
        "overdue": due is not None and due < today,
        "soon": due is not None and today <= due <= soon,
        "on_hold": its.one.rows.on_hold,
    }
    return Counter({name: int(is_so) for name, is_so in stands.items()})


def test_how_many_cases_each_keeps_is_counted_as_by_looking_at_every_case(records: Records, going: list[Going]) -> None:
    for grants in READERS:
        wanted: dict[tuple[str, str | None], Counter[str]] = {}
        for its in here(going, grants):
            for keeper in set(its.one.keepers().values()) or {None}:
                wanted.setdefault((its.one.office, keeper), Counter()).update(counted(its, TODAY))
        with records.reading() as reading:
            found = team_lists.loads(reading, grants, TODAY)
        assert len(found) == len(wanted) > 1
        for load in found:
            sums = {name: getattr(load, name) for name in ("open", "overdue", "soon", "on_hold")}
            assert sums == dict(wanted[load.office, load.keeper]), load


def test_what_the_clock_left_is_found_as_by_looking_at_every_case(records: Records, going: list[Going]) -> None:
    for grants in READERS:
        behind = sorted((its.instant, its.one.id) for its in here(going, grants) if its.instant and its.is_behind())
        with records.reading() as reading:
            some, every = (team_lists.left_behind(reading, grants, NOW, NOW + HOURS, limit) for limit in (2, 100))
        assert [line.id for line in every] == [case_id for _, case_id in behind]
        assert some == every[:2] and len(every) > 2


def test_what_is_on_hold_is_found_as_by_looking_at_every_case(records: Records, going: list[Going]) -> None:
    for grants in READERS:
        held = sorted((its.changed, its.one.id) for its in here(going, grants) if its.one.rows.on_hold)
        with records.reading() as reading:
            kinds = turns.turns(reading, grants)
            some, every = (team_lists.on_hold(reading, kinds, limit) for limit in (2, 100))
        assert [line.id for line in every] == [case_id for _, case_id in held]
        assert some == every[:2] and len(every) > 2
