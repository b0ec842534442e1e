"""Whatever is done to the records past Caseway is found, and told where; and what cannot be seen is known."""

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.engine import URL

from engine.case import Case, PlacedHold
from engine.entry import Entry
from engine.records import absences, files, readings
from engine.records.accounts import Account, Grant, add_account
from engine.records.database import Records, open_records
from engine.records.definitions import Definition, publish
from engine.records.keys import key_of
from engine.records.programme_holds import place_hold
from engine.records.readings import ReadBy
from engine.records.register import Doing, first_start
from engine.records.rows import CaseRows
from engine.records.verify import check_projections, verify
from tests.places import postgres
from tests.records.stories import BEGAN, a_case, content, fold, go_on
from tests.records.tampering import CASE, CATALOGUE, OF_ANOTHER_KIND, OTHER, Hand, hand_in

DOING = Doing(actor="u1", now=BEGAN)
Ids = Mapping[str, str]  # of the two cases, by reference


def fill(records: Records) -> None:
    """With two cases, and everything that is kept beside cases."""
    with records.writing() as writing:
        first_start(writing, Doing(actor=None, now=BEGAN))
        publish(writing, DOING, Definition(kind="office", name="north", digest="o1", texts={"north.yaml": "zone: UTC"}))
        texts = {"programme.yaml": "title: Resettle"}
        new = Definition(kind="programme", name="resettle", digest="d1", labels_digest="l1", texts=texts)
        publish(writing, DOING, new)
        grants = (Grant(programme="resettle", role="clerk"),)
        one = Account(id="u1", name="ada", display_name="Ada Example", fs_uniquifier="f1", created=BEGAN, grants=grants)
        add_account(writing, DOING, one)
        hold = PlacedHold(name="flood", over="programme", by="u1", happened=BEGAN, note="The river")
        place_hold(writing, DOING, "resettle", hold)
        away = Doing(actor="u1", now=BEGAN, note="Leave")
        absences.begin(writing, away, "u1", "u2", "resettle", date(2026, 3, 9), date(2026, 3, 20))
    case, _ = (a_case(records, reference, entries=9).id for reference in (CASE, OTHER))
    with records.writing() as writing:
        for day in range(2):
            by = ReadBy(user="u1", roles=("clerk",), now=BEGAN + timedelta(days=day))
            readings.record(writing, by, case, {"p1": ["finding"]})


def filled(url: str, home: Path) -> None:
    opened = open_records(url, home)
    fill(opened)
    opened.close()


@pytest.fixture(scope="module")
def home_of_the_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a filled SQLite file, to be copied."""
    home = tmp_path_factory.mktemp("filled")
    filled(f"sqlite:///{home / 'filled.sqlite'}", home)
    return home


@pytest.fixture(scope="module")
def home_of_the_other(
    tmp_path_factory: pytest.TempPathFactory, postgres_server: URL, with_tables: str
) -> Iterator[tuple[Path, str]]:
    """The home of a filled database on PostgreSQL, and its name, to be copied."""
    home = tmp_path_factory.mktemp("filled")
    with postgres.fresh_database(postgres_server, like=with_tables) as url:
        filled(url.render_as_string(hide_password=False), home)
        yield home, str(url.database)


@pytest.fixture
def copied_file(home_of_the_file: Path, home: Path) -> str:
    shutil.copytree(home_of_the_file, home)
    return f"sqlite:///{home / 'filled.sqlite'}"


@pytest.fixture
def copied_on_postgres(postgres_server: URL, home_of_the_other: tuple[Path, str], home: Path) -> Iterator[str]:
    kept, name = home_of_the_other
    shutil.copytree(kept, home)
    with postgres.fresh_database(postgres_server, like=name) as url:
        yield url.render_as_string(hide_password=False)


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A filled database of each kind."""
    return request.getfixturevalue("copied_file" if request.param == "sqlite" else "copied_on_postgres")


@pytest.fixture
def ids(records: Records) -> dict[str, str]:
    """Of both cases, which are known to the records from now on as to whoever wrote them."""
    with records.reading() as reading:
        return {reference: reading.case(reference).id for reference in (CASE, OTHER)}


@pytest.fixture(params=["sqlite_url", "postgres_url"])
def unfilled(request: pytest.FixtureRequest, home: Path) -> Iterator[Records]:
    """Records in which nothing is yet."""
    opened = open_records(request.getfixturevalue(request.param), home)
    yield opened
    opened.close()


def places(records: Records, ids: Ids) -> set[tuple[str, int | None, str]]:
    """Where a verification finds breaches: case by reference, entry, thing."""
    names = {case_id: reference for reference, case_id in ids.items()}
    with records.reading() as reading:
        found = verify(reading, fold)
    return {(it.reference or names.get(it.case, it.case), it.entry, it.thing) for it in found}


def test_nothing_is_found_where_nothing_was_done(records: Records, ids: Ids) -> None:
    assert places(records, ids) == set()


def test_nothing_is_found_in_an_empty_database(unfilled: Records) -> None:
    assert places(unfilled, {}) == set()


@pytest.mark.parametrize("name", CATALOGUE)
def test_tampering_is_found_and_its_place_named(name: str, records: Records, ids: Ids, database_url: str) -> None:
    tamper, expected = CATALOGUE[name]
    with hand_in(database_url, ids[CASE], ids[OTHER]) as hand:
        tamper(hand)
    assert expected <= places(records, ids)


@pytest.mark.parametrize("name", OF_ANOTHER_KIND)
@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_what_is_of_another_kind_than_its_column_is_found_like_any_tampering(
    name: str, records: Records, ids: Ids, database_url: str
) -> None:
    tamper, expected = OF_ANOTHER_KIND[name]
    with hand_in(database_url, ids[CASE], ids[OTHER]) as hand:
        tamper(hand)
    found = places(records, ids)
    assert expected <= found
    assert OTHER not in {case for case, _, _ in found}


def test_other_cases_are_not_blamed(records: Records, ids: Ids, database_url: str) -> None:
    with hand_in(database_url, ids[CASE], ids[OTHER]) as hand:
        hand.flips("log", "entry", "case_id = :case AND seq = 4", 20)
    assert {case for case, _, _ in places(records, ids)} == {CASE}


def test_a_breach_says_where_what_and_what_still_holds(records: Records, ids: Ids, database_url: str) -> None:
    with hand_in(database_url, ids[CASE], ids[OTHER]) as hand:
        hand.flips("log", "hash", "case_id = :case AND seq = 4")
    with records.reading() as reading:
        first = verify(reading, fold)[0]
    assert str(first) == (
        "NOR-1 #4: hash: The bytes of the entry do not give the hash kept with it (entries 1 to 3 hold)"
    )


def test_a_tail_cut_off_with_its_rows_put_back_is_not_seen(records: Records, ids: Ids, database_url: str) -> None:
    """The limit of a chain that is kept in the same database: an old state of a whole case looks like a true one."""
    kept = everything_of(records, ids[CASE])
    with records.writing() as writing:
        go_on(writing, ids[CASE], 2)
    with hand_in(database_url, ids[CASE], ids[OTHER]) as hand:
        put_back(hand, kept)
    assert places(records, ids) == set()


def test_a_case_removed_with_all_its_rows_is_not_seen(records: Records, ids: Ids, database_url: str) -> None:
    with hand_in(database_url, ids[CASE], ids[OTHER]) as hand:
        put_back(hand, {})
        hand.does("DELETE FROM case_key WHERE case_id = :case")
    assert places(records, ids) == set()


OF_A_CASE = (
    "log",
    "log_value",
    "log_file",
    "track_row",
    "timer_row",
    "keeper_row",
    "search_row",
    "notice_row",
    "covered_row",
)
TABLES = dict.fromkeys(OF_A_CASE, "case_id") | {"case_row": "id"}


def everything_of(records: Records, case_id: str) -> dict[str, Sequence[dict[str, object]]]:
    with records.reading() as reading:
        return {
            table: [
                dict(row._mapping)
                for row in reading.connection.execute(
                    text(f"SELECT * FROM {table} WHERE {column} = :case_id"), {"case_id": case_id}
                )
            ]
            for table, column in TABLES.items()
        }


def put_back(hand: Hand, kept: dict[str, Sequence[dict[str, object]]]) -> None:
    for table, column in TABLES.items():
        hand.connection.execute(text(f"DELETE FROM {table} WHERE {column} = :case"), {"case": hand.case})
        for row in kept.get(table, ()):
            places = ", ".join(f":{name}" for name in row)
            hand.connection.execute(text(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({places})"), row)


def test_rows_that_the_replay_does_not_give_are_told(records: Records, ids: Ids) -> None:
    with records.reading() as reading:
        found = check_projections(reading, lambda entries: (fold(entries)[0], CaseRows()))
    rows = {"track row", "timer row", "keeper row", "search row", "notice row", "covered row"}
    assert {it.thing for it in found} == {"case row", "snapshot", "summary", *rows}


def test_a_replay_that_stumbles_is_told_for_each_case(records: Records, ids: Ids) -> None:
    with records.reading() as reading:
        found = verify(reading, lambda entries: {}["nothing"])
    assert {(it.reference, it.thing) for it in found} == {(CASE, "replay"), (OTHER, "replay")}


def test_texts_without_any_register_are_told(unfilled: Records) -> None:
    with hand_in(unfilled.writers.database.url.render_as_string(hide_password=False), "", "") as hand:
        hand.does("INSERT INTO definition VALUES ('office', 'north', 'o1', '', 'x', :texts)", texts=b"{}")
    assert {case for case, _, _ in places(unfilled, {})} == {"register"}


def test_a_snapshot_that_is_not_the_replayed_case_is_told(records: Records, ids: Ids) -> None:
    def waived(entries: Sequence[Entry]) -> tuple[Case, CaseRows]:
        case, rows = fold(entries)
        return replace(case, waived=frozenset({"medical"})), rows

    with records.reading() as reading:
        assert {it.thing for it in verify(reading, waived)} == {"snapshot"}


def test_values_sealed_anew_by_somebody_with_the_key_are_told(records: Records, ids: Ids, database_url: str) -> None:
    with records.reading() as reading:
        reading.case(CASE)
        key, place = reading.held[ids[CASE]].key, f"{ids[CASE]}:4"
        kept = reading.connection.execute(
            text("SELECT sealed FROM log_value WHERE case_id = :case AND seq = 4"), {"case": ids[CASE]}
        ).scalar_one()
        forged = key.seal(place, key.open(place, kept).replace(b'"bandage 4"', b'"bandage 5"'))
    with hand_in(database_url, ids[CASE], ids[OTHER]) as hand:
        hand.does("UPDATE log_value SET sealed = :forged WHERE case_id = :case AND seq = 4", forged=forged)
    assert places(records, ids) >= {(CASE, 4, "value")}


def test_another_file_sealed_with_the_cases_own_key_is_found(records: Records, ids: Ids, database_url: str) -> None:
    case = ids[CASE]
    with records.reading() as reading:
        sealed = key_of(reading, case).seal(files.place(case, f"file-{case}"), b"%PDF-1.7 another letter")
    with hand_in(database_url, case, ids[OTHER]) as hand:
        hand.does("UPDATE log_file SET sealed = :sealed WHERE case_id = :case", sealed=sealed)
    assert places(records, ids) == {(CASE, 7, "file")}


def test_a_file_sealed_at_another_place_of_its_case_is_found(records: Records, ids: Ids, database_url: str) -> None:
    case = ids[CASE]
    with records.reading() as reading:
        sealed = key_of(reading, case).seal(files.place(case, "another"), content(case))
    with hand_in(database_url, case, ids[OTHER]) as hand:
        hand.does("UPDATE log_file SET sealed = :sealed WHERE case_id = :case", sealed=sealed)
    assert places(records, ids) == {(CASE, 7, "file")}
