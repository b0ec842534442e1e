"""What the lists find kind by kind, along indexes, is what a look at every single case finds."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random
from uuid import UUID

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import func, select, update

from engine.records import track_lists
from engine.records.accounts import Grant
from engine.records.database import Records
from engine.records.kinds import rank
from engine.records.listings import kept, of_others, queue
from engine.records.rows import CaseRows, KeeperRow, TrackRow
from engine.records.tables import case_row, track_row
from engine.records.turns import turns
from engine.records.upgrade import migrations
from tests.records.stories import opened, opening, rows_of

FIRST, DAYS = date(2026, 3, 1), 40
OFFICES, ROLES, USERS = ("north", "northern", "south"), ("clerk", "clerk_too", "nurse"), ("u1", "u2")
PARTIES = (*ROLES, "ministry", "nobody", None)
READERS = (
    [Grant(programme="resettle", role="clerk", office="north")],
    [Grant(programme="resettle", role="clerk"), Grant(programme="resettle", role="nurse", office="south")],
    [Grant(programme="*", role="auditor")],
    [Grant(programme="resettle", role="nurse", office="northern"), Grant(programme="another", role="clerk")],
)


@dataclass(frozen=True, slots=True)
class One:
    """A case as it was written: where it is, and its rows."""

    id: str
    office: str
    rows: CaseRows

    def waits(self) -> set[str | None]:
        return {self.rows.waits_on, *(one.waits_on for one in self.rows.tracks)}

    def roles(self, grants: Sequence[Grant]) -> set[str]:
        """Those of a reader whose turn it is."""
        return {one.role for one in grants if _is_here(one, self.office)} & self.waits()

    def keepers(self) -> dict[str, str]:
        return {one.role: one.keeper for one in self.rows.keepers}

    def place(self) -> str:
        rows = self.rows
        row = {"priority": rows.priority, "due_on": rows.due_on and rows.due_on.isoformat(), "id": self.id}
        return rank(row | {"then_by": rows.then_by and rows.then_by.isoformat()})


@pytest.fixture
def cases(records: Records) -> list[One]:
    random, made = Random(7), list[One]()
    with records.writing() as writing:
        for number in range(60):
            first = opening(UUID(int=random.getrandbits(128)).hex, f"C{number}", random.choice(OFFICES))
            case = opened(first)
            rows = _rows(random, rows_of(case, [first]))
            writing.append(0, [first], case, rows)
            made.append(One(case.id, case.office, rows))
    return made


def _rows(random: Random, rows: CaseRows) -> CaseRows:
    keepers = [KeeperRow(role=role, keeper=random.choice(USERS)) for role in ROLES if random.random() < 0.3]
    return replace(
        rows,
        waits_on=random.choice(PARTIES),
        due_on=random.choice((None, *_days(random, 3))),
        then_by=random.choice((None, *_days(random, 1))),
        priority=random.choice((None, -5, 0, 30)),
        on_hold=random.random() < 0.3,
        keepers=tuple(keepers),
        tracks=tuple(_track(random, name) for name in ("medical", "screening", "visa")[: random.randrange(4)]),
    )


def _days(random: Random, many: int) -> Iterator[date]:
    return (FIRST + timedelta(random.randrange(DAYS)) for _ in range(many))


def _track(random: Random, name: str) -> TrackRow:
    until = random.choice((None, *_days(random, 2)))
    by, since = random.choice((((), None), (ROLES[:2], FIRST)))
    row = TrackRow(person="p1", track=name, state="open", followed_by=by, followed_from=since)
    return replace(row, waits_on=random.choice(PARTIES), clear_until=until)


def _is_here(grant: Grant, office: str) -> bool:
    return grant.programme in ("*", "resettle") and grant.office in ("*", office)


@pytest.mark.parametrize("grants", READERS)
def test_whose_turn_it_is_is_found_as_by_looking_at_every_case(
    records: Records, cases: list[One], grants: list[Grant]
) -> None:
    here = sorted((one for one in cases if any(_is_here(it, one.office) for it in grants)), key=One.place)
    free = [one.id for one in here if one.roles(grants) - one.keepers().keys()]
    others = [one for one in here if not one.roles(grants)]
    with records.reading() as reading:
        kinds = turns(reading, grants)
        first, found = queue(reading, kinds, grants, 4), list[str]()
        page = first
        while page.next:
            found += [line.id for line in page.lines]
            page = queue(reading, kinds, grants, 4, page.next)
        assert [*found, *(line.id for line in page.lines)] == free
        assert first.in_all == len(free)
        waiting = of_others(reading, kinds, grants, 5)
        assert [line.id for line in waiting.lines] == [one.id for one in others[:5]]
        assert waiting.in_all == sum(not one.rows.on_hold for one in others)


@pytest.mark.parametrize("grants", READERS)
def test_what_somebody_keeps_is_all_there_and_of_what_others_keep_the_first(
    records: Records, cases: list[One], grants: list[Grant]
) -> None:
    here = sorted((one for one in cases if any(_is_here(it, one.office) for it in grants)), key=One.place)
    own = [one.id for one in here if "u1" in one.keepers().values()]
    theirs = [one.id for one in here if any(one.keepers().get(role, "u1") != "u1" for role in one.roles(grants))]
    with records.reading() as reading:
        found = [line.id for line in kept(reading, turns(reading, grants), grants, ["u1"], 3)]
    assert set(own) <= set(found) <= {*own, *theirs}
    assert {one for one in theirs if one not in own}.intersection(found) == set(theirs[:3]) - set(own)


@pytest.mark.parametrize("few", [0, 5000])
def test_what_lapses_is_the_same_along_the_days_and_case_by_case(
    records: Records, cases: list[One], monkeypatch: pytest.MonkeyPatch, few: int
) -> None:
    monkeypatch.setattr(track_lists, "FEW", few)
    since, until = FIRST + timedelta(5), FIRST + timedelta(25)
    days = {one.id: [it.clear_until for it in one.rows.tracks if it.clear_until] for one in cases}
    first = {case: min((day for day in some if day >= since), default=None) for case, some in days.items()}
    expected = sorted((day.isoformat(), case) for case, day in first.items() if day and day <= until)
    found, key, grants = list[tuple[str, str]](), None, [Grant(programme="resettle", role="clerk")]
    with records.reading() as reading:
        while some := track_lists.lapsing_cases(reading, grants, None, None, since, until, 4, key):
            found, key = [*found, *some], some[-1]
    assert found == expected and len(found) > 8


def test_an_older_database_is_told_whose_turn_it_is_as_a_step_tells_it(records: Records, cases: list[One]) -> None:
    migration = ScriptDirectory.from_config(migrations()).get_revision("0017").module
    told = select(case_row.c.id, case_row.c.turns, case_row.c.rank).order_by(case_row.c.id)
    follows = select(track_row.c.case_id, track_row.c.followed_by).order_by(track_row.c.case_id, track_row.c.track)
    roles = func.substr(track_row.c.followed_by, func.length("resettle ") + func.length(case_row.c.office) + 2)
    with records.writing() as writing:
        before = writing.connection.execute(told).all(), writing.connection.execute(follows).all()
        of_case = select(roles).where(case_row.c.id == track_row.c.case_id).scalar_subquery()
        writing.connection.execute(update(track_row).values(followed_by=of_case))
        writing.connection.execute(update(case_row).values(turns=None, rank=None))
        migration.put_together(writing.connection)
        assert (writing.connection.execute(told).all(), writing.connection.execute(follows).all()) == before
    assert len({row.turns for row in before[0]}) > 20 and any(row.followed_by for row in before[1])
