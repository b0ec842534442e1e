"""Opening a database, one transaction at a time, and the tables that the migrations make."""

import os
import sqlite3
import stat
import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, insert, inspect, make_url, text
from sqlalchemy.schema import CreateIndex

from engine.errors import Broken, Unavailable, WrongKey
from engine.records import database
from engine.records.database import Records, open_records
from engine.records.sealing import CaseKey, key_file
from engine.records.tables import GROW_ONLY, metadata
from engine.records.upgrade import upgrade
from tests.records.stories import a_case, fold
from tests.records.tampering import hand_in


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A database of each kind in which nothing was ever made: here the tables are made in earnest."""
    return request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "empty_postgres_url")


def in_threads(count: int, work: Callable[[], None]) -> list[Exception]:
    """Runs this in so many threads at once; gives what went wrong."""
    wrong: list[Exception] = []
    start = threading.Barrier(count)

    def one() -> None:
        start.wait()
        try:
            work()
        except Exception as error:
            wrong.append(error)

    threads = [threading.Thread(target=one) for _ in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


def test_a_connection_is_lent_again_unless_an_error_left_it(sqlite_url: str, home: Path) -> None:
    records = open_records(sqlite_url, home)
    with records.writing() as writing:
        first = writing.connection
    with pytest.raises(ZeroDivisionError), records.writing() as writing:
        assert writing.connection is first
        raise ZeroDivisionError
    assert first.closed
    with records.writing() as writing:
        assert writing.connection is not first
    records.close()


def test_two_who_read_at_once_have_a_connection_each(sqlite_url: str, home: Path) -> None:
    records = open_records(sqlite_url, home)
    with records.reading() as one, records.reading() as other:
        assert one.connection is not other.connection
    records.close()


def test_no_update_is_lost_where_threads_read_and_then_write(sqlite_url: str, home: Path) -> None:
    """Goes red without BEGIN IMMEDIATE: SQLite then lets two read the same number, or refuses the second."""
    records = open_records(sqlite_url, home)
    with records.writing() as writing:
        writing.connection.execute(text("INSERT INTO reference_counter VALUES ('turns', 0)"))

    def count() -> None:
        for _ in range(25):
            with records.writing() as writing:
                number = writing.connection.execute(text("SELECT last FROM reference_counter")).scalar_one()
                writing.connection.execute(text("UPDATE reference_counter SET last = :new"), {"new": number + 1})

    assert in_threads(4, count) == []
    with records.reading() as reading:
        assert reading.connection.execute(text("SELECT last FROM reference_counter")).scalar_one() == 100
    records.close()


def test_whoever_reads_sees_one_state_and_keeps_nobody_from_writing(records: Records) -> None:
    case = a_case(records)
    with records.reading() as reading:
        assert reading.case(case.id) == case
        a_case(records, "NOR-2")
        assert reading.connection.execute(text("SELECT count(*) FROM case_row")).scalar_one() == 1
    with records.reading() as reading:
        assert reading.connection.execute(text("SELECT count(*) FROM case_row")).scalar_one() == 2


def test_whoever_reads_cannot_write(records: Records) -> None:
    a_case(records)
    with pytest.raises(Exception, match="(?i)read-?only"), records.reading() as reading:
        reading.connection.execute(text("UPDATE case_row SET state = 'x'"))


@pytest.mark.parametrize("statement", ["UPDATE {} SET {} = {}", "DELETE FROM {}"])
@pytest.mark.parametrize(
    ("table", "column"),
    [("log", "step"), ("log_value", "seq"), ("log_file", "file"), ("definition", "kind")],
)
def test_the_log_refuses_to_be_changed(records: Records, table: str, column: str, statement: str) -> None:
    a_case(records, entries=7)
    with records.writing() as writing:
        row = dict.fromkeys(("kind", "name", "digest", "labels_digest", "sha256"), "x") | {"texts": b""}
        writing.connection.execute(insert(metadata.tables["definition"]).values(row))
    with pytest.raises(Exception, match=f"{table} only grows"), records.writing() as writing:
        writing.connection.execute(text(statement.format(table, column, column)))


def test_every_table_that_only_grows_is_guarded() -> None:
    assert set(GROW_ONLY) == {"log", "log_value", "log_file", "definition"}


def test_sqlite_is_as_durable_as_it_can_be(sqlite_url: str, home: Path) -> None:
    records = open_records(sqlite_url, home)
    expected = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30000, "trusted_schema": 0}
    for opening in (records.writing, records.reading):
        with opening() as transaction:
            now = {name: transaction.connection.execute(text(f"PRAGMA {name}")).scalar() for name in expected}
            assert now == expected
    records.close()


@pytest.mark.filterwarnings("ignore:Skipped unsupported reflection of expression-based index")
@pytest.mark.filterwarnings("ignore:autogenerate skipping metadata-specified expression-based index")
def test_the_migrations_make_the_tables_that_are_declared(records: Records) -> None:
    with records.writing() as writing:
        context = MigrationContext.configure(writing.connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_the_migrations_make_the_indexes_of_expressions_that_are_declared(sqlite_url: str, home: Path) -> None:
    """Of which SQLite tells no more than the text by which they were made."""
    records = open_records(sqlite_url, home)
    with records.writing() as writing:
        asked = text("SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql LIKE '%coalesce%'")
        made = dict(writing.connection.execute(asked).all())
        declared = {one.name: CreateIndex(one) for one in metadata.tables["case_row"].indexes}
        texts = {name: str(one.compile(writing.connection)) for name, one in declared.items()}
    records.close()
    assert {name: bare(told) for name, told in made.items()} == {
        name: bare(told) for name, told in texts.items() if "coalesce" in told
    }


def bare(sql: str) -> str:
    """Without spaces and brackets."""
    return "".join(letter for letter in sql.lower() if letter not in " ()")


def test_an_older_database_is_brought_up_to_date(database_url: str, home: Path) -> None:
    """From the first tables that ever were, with what is in them."""
    database = create_engine(database_url)
    with database.begin() as connection:
        upgrade(connection, "0001")
        connection.execute(text("INSERT INTO reference_counter VALUES ('NOR', 7)"))
    assert inspect(database).get_indexes("idempotency") == []
    records = open_records(database_url, home)
    assert [index["name"] for index in inspect(database).get_indexes("idempotency")] == ["ix_idempotency_made"]
    with records.reading() as reading:
        assert reading.connection.execute(text("SELECT last FROM reference_counter")).scalar_one() == 7
    assert a_case(records).version == 1
    records.close()
    database.dispose()


def test_opening_again_keeps_everything(database_url: str, home: Path) -> None:
    first = open_records(database_url, home)
    case = a_case(first, entries=3)
    first.close()
    second = open_records(database_url, home)
    with second.reading() as reading:
        assert fold([kept.entry for kept in reading.entries(case.id)])[0] == reading.case(case.id) == case
    second.close()


def test_a_database_of_a_newer_version_is_left_alone(database_url: str, home: Path) -> None:
    open_records(database_url, home).close()
    with hand_in(database_url, "", "") as hand:
        hand.does("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(Unavailable, match="another version of Caseway.*9999"):
        open_records(database_url, home)


def test_an_upgrade_that_fails_leaves_nothing_behind(database_url: str, home: Path) -> None:
    database = create_engine(database_url)
    with database.begin() as connection:
        connection.execute(text("CREATE TABLE setting (x INTEGER)"))
    with pytest.raises(Exception, match="setting"):
        open_records(database_url, home)
    assert set(inspect(database).get_table_names()) == {"setting"}
    database.dispose()


def test_a_new_file_can_be_opened_by_eight_at_the_same_moment(tmp_path: Path) -> None:
    """Often, since SQLite's refusal is rare: a few in a thousand, where nobody tries again."""
    wrong = []
    for number in range(60):
        address = make_url(f"sqlite:///{tmp_path / str(number)}.sqlite")
        wrong += in_threads(8, lambda at=address: database._on_sqlite(at, True)[0].connect().close())
    assert wrong == []


def test_two_who_open_a_new_database_at_once_both_can(database_url: str, home: Path) -> None:
    assert in_threads(3, lambda: open_records(database_url, home).close()) == []


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("nonsense", "not one"),
        ("mysql://somewhere/x", "SQLite or PostgreSQL, not in mysql"),
        ("sqlite://", "memory"),
        ("postgresql+psycopg://nobody@127.0.0.1:1/x", "cannot be used"),
    ],
)
def test_a_database_that_cannot_be_had_is_told_in_words(url: str, says: str, home: Path) -> None:
    with pytest.raises(Unavailable, match=says):
        open_records(url, home)


def test_a_password_in_the_address_is_not_told(home: Path) -> None:
    with pytest.raises(Unavailable) as told:
        open_records("postgresql+psycopg://nobody:hunter2@127.0.0.1:1/x", home)
    assert "hunter2" not in str(told.value)


def test_a_file_that_is_no_database_is_told_in_words(tmp_path: Path, home: Path) -> None:
    path = tmp_path / "letter.sqlite"
    path.write_text("Dear madam, " * 500)
    with pytest.raises(Unavailable, match="not a database"):
        open_records(f"sqlite:///{path}", home)


def test_a_file_that_somebody_keeps_locked_is_told_when_it_is_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = f"sqlite:///{tmp_path}/records.sqlite"
    open_records(url, tmp_path).close()
    monkeypatch.setattr(database, "_PRAGMAS", ("PRAGMA busy_timeout = 1",))
    other = sqlite3.connect(tmp_path / "records.sqlite", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        with pytest.raises(Unavailable, match="is locked"):
            open_records(url, tmp_path)
    finally:
        other.close()


def test_the_key_file_is_made_once_and_is_for_its_owner_alone(database_url: str, home: Path) -> None:
    open_records(database_url, home).close()
    key = key_file(home).read_bytes()
    open_records(database_url, home).close()
    assert key_file(home).read_bytes() == key
    assert stat.S_IMODE(key_file(home).stat().st_mode) == 0o600
    assert os.listdir(home / "keys") == ["kek"]


def test_a_lost_key_file_is_not_replaced_by_another(database_url: str, home: Path) -> None:
    open_records(database_url, home).close()
    key_file(home).unlink()
    with pytest.raises(WrongKey, match="cannot be read.*bring back its backup"):
        open_records(database_url, home)
    assert not key_file(home).exists()


@pytest.mark.parametrize(("content", "says"), [("00" * 32, "not the one"), ("", "no key"), ("plainly wrong", "no key")])
def test_a_wrong_key_file_is_told(database_url: str, home: Path, content: str, says: str) -> None:
    open_records(database_url, home).close()
    key_file(home).write_text(content)
    with pytest.raises(WrongKey, match=says):
        open_records(database_url, home)


def test_what_is_sealed_opens_only_at_its_place_and_unchanged() -> None:
    key = CaseKey(bytes(32))
    sealed = key.seal("c1:4", b"content")
    assert key.open("c1:4", sealed) == b"content"
    other = sealed[:12] + bytes([sealed[12] ^ 1]) + sealed[13:]
    for place, found in (("c1:5", sealed), ("c1:4", sealed[:-1]), ("c1:4", b""), ("c1:4", other)):
        with pytest.raises(Broken, match=place):
            key.open(place, found)


def test_each_case_has_a_key_of_its_own(records: Records) -> None:
    one, two = a_case(records, "NOR-1"), a_case(records, "NOR-2")
    with records.reading() as reading:
        reading.case(one.id)
        reading.case(two.id)
        sealed = reading.held[one.id].key.seal("x", b"content")
        with pytest.raises(Broken):
            reading.held[two.id].key.open("x", sealed)


def test_migrations_run_on_a_connection_that_is_handed_in(tmp_path: Path) -> None:
    database = create_engine(f"sqlite:///{tmp_path / 'x.sqlite'}")
    with database.begin() as connection:
        upgrade(connection)
    with sqlite3.connect(tmp_path / "x.sqlite") as plain:
        assert plain.execute("SELECT version_num FROM alembic_version").fetchall() != []
    plain.close()
    database.dispose()


def test_a_full_disk_is_told_as_out_of_reach_and_nothing_is_half_there(sqlite_url: str, home: Path) -> None:
    records = open_records(sqlite_url, home)
    case = a_case(records)
    with records.writing() as writing:
        pages = writing.connection.execute(text("PRAGMA page_count")).scalar_one()
        writing.connection.execute(text(f"PRAGMA max_page_count = {pages}"))
    with pytest.raises(Unavailable, match="full"), records.writing() as writing:
        writing.connection.execute(text("INSERT INTO setting VALUES ('a', 'b'), ('c', zeroblob(999999))"))
    with records.writing() as writing:
        assert writing.connection.execute(text("SELECT count(*) FROM setting WHERE name = 'a'")).scalar_one() == 0
        assert writing.case(case.id) == case
    records.close()


def cut_off(url: str) -> None:
    """Ends every other connection to a PostgreSQL database, as a server does that is restarted."""
    with hand_in(url, "", "") as hand:
        hand.does(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def test_a_connection_that_breaks_is_told_as_out_of_reach_and_the_next_is_a_new_one(
    postgres_url: str, home: Path
) -> None:
    records = open_records(postgres_url, home)
    case = a_case(records)
    for door in (records.reading, records.writing):
        with pytest.raises(Unavailable, match="cannot be used"), door() as transaction:
            cut_off(postgres_url)
            transaction.case(case.id)
        with door() as transaction:
            assert transaction.case(case.id) == case
    records.close()


def test_a_connection_that_lay_idle_while_the_server_was_restarted_is_replaced_unseen(
    postgres_url: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    records = open_records(postgres_url, home)
    case = a_case(records)
    monkeypatch.setattr("engine.records.database._IDLE", 0.0)
    cut_off(postgres_url)
    with records.writing() as writing:
        assert writing.case(case.id) == case
    records.close()


def test_what_is_only_to_be_read_is_never_made(database_url: str, home: Path) -> None:
    with pytest.raises(Unavailable, match="no database|no records"):
        open_records(database_url, home, make=False)
    assert not home.exists()
    open_records(database_url, home).close()
    open_records(database_url, home, make=False).close()


def test_an_empty_file_is_no_database_to_be_read(tmp_path: Path, home: Path) -> None:
    (tmp_path / "lost.sqlite").touch()
    with pytest.raises(Unavailable, match="no database"):
        open_records(f"sqlite:///{tmp_path / 'lost.sqlite'}", home, make=False)
    assert (tmp_path / "lost.sqlite").stat().st_size == 0
