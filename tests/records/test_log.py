"""A step is kept whole, read again as it was written, and refused where somebody was faster."""

import threading
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from engine.errors import Broken, NotFound, OutOfDate
from engine.records import log
from engine.records.database import Records, open_records
from tests.records.stories import a_case, after, at, begin, fold, go_on, moving, opened, opening, rows_of
from tests.records.tampering import hand_in, old_snapshot


def test_what_was_appended_is_read_again_by_id_and_by_reference(records: Records) -> None:
    case = a_case(records, "NOR-2026-000007", entries=5)
    with records.reading() as reading:
        assert reading.case(case.id) == reading.case("NOR-2026-000007") == case


def test_the_entries_are_read_again_exactly_and_chained(records: Records) -> None:
    case = a_case(records, entries=7)
    with records.reading() as reading:
        kept = reading.entries(case.reference)
    expected = [opening(case.id, case.reference), *(moving(case.id, seq) for seq in range(2, 8))]
    assert [it.entry for it in kept] == expected
    assert [it.prev for it in kept] == [bytes(32), *(it.hash for it in kept[:-1])]


def test_replaying_what_was_read_gives_the_case(records: Records) -> None:
    case = a_case(records, entries=6)
    with records.reading() as reading:
        assert fold([it.entry for it in reading.entries(case.id)])[0] == case


def test_several_entries_of_one_step_are_kept_together(records: Records) -> None:
    with records.writing() as writing:
        case = begin(writing, "NOR-1")
        both = [moving(case.id, 2), replace(moving(case.id, 3), step=2)]
        moved = after(after(case, both[0]), both[1])
        writing.append(1, both, moved, rows_of(moved, both))
    with records.reading() as reading:
        assert [(it.entry.seq, it.entry.step) for it in reading.entries(case.id)] == [(1, 1), (2, 2), (3, 2)]


def test_an_error_after_the_append_leaves_nothing_behind(records: Records) -> None:
    case = a_case(records, entries=2)
    with pytest.raises(ZeroDivisionError), records.writing() as writing:
        go_on(writing, case.id, 2)
        1 / 0  # noqa: B018
    with records.reading() as reading:
        assert reading.case(case.id) == case
        assert len(reading.entries(case.id)) == 2


def test_who_decided_from_an_older_version_is_told_which_one_it_is_now(records: Records) -> None:
    case = a_case(records, entries=3)
    entry = moving(case.id, 3)
    with pytest.raises(OutOfDate) as told, records.writing() as writing:
        writing.append(2, [entry], case, rows_of(case, [entry]))
    assert (told.value.expected, told.value.actual) == (2, 3)


def test_a_number_that_is_taken_is_out_of_date(records: Records) -> None:
    case = a_case(records)
    with pytest.raises(OutOfDate), records.writing() as writing:
        writing.case(case.id)
        line = next(log.lines_after(bytes(32), [moving(case.id, 1)], writing.held[case.id].key))
        log.add_lines(writing, case.id, [line])


def test_opening_a_case_that_is_there_is_out_of_date(records: Records) -> None:
    case = a_case(records)
    first = opening(case.id, "NOR-2")
    with pytest.raises(OutOfDate), records.writing() as writing:
        writing.append(0, [first], opened(first), rows_of(opened(first), [first]))


def test_a_reference_that_is_taken_is_not_told_as_out_of_date(records: Records) -> None:
    a_case(records, "NOR-1")
    with pytest.raises(Exception, match="(?i)unique") as told:
        a_case(records, "NOR-1")
    assert not isinstance(told.value, OutOfDate)


def test_of_two_who_act_at_one_version_exactly_one_wins(records: Records) -> None:
    case = a_case(records)
    seen, start = [], threading.Barrier(2)

    def act() -> None:
        entry = moving(case.id, 2)
        moved = after(case, entry)
        start.wait()
        try:
            with records.writing() as writing:
                writing.append(1, [entry], moved, rows_of(moved, [entry]))
            seen.append("kept")
        except OutOfDate as late:
            seen.append(f"late, now at {late.actual}")

    both = [threading.Thread(target=act) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sorted(seen) == ["kept", "late, now at 2"]


def test_entries_of_another_case_or_with_a_gap_are_not_taken(records: Records) -> None:
    case = a_case(records)
    moved = after(case, moving(case.id, 2))
    for wrong in ([], [moving(case.id, 3)], [moving("another", 2)]):
        with pytest.raises(ValueError, match="entries of a step"), records.writing() as writing:
            writing.append(1, wrong, moved, rows_of(moved, wrong))


def test_what_is_not_there_is_not_found(records: Records) -> None:
    with records.reading() as reading:
        for asking in (reading.case, reading.entries, reading.last_entries):
            with pytest.raises(NotFound, match="no case NOR-9"):
                asking("NOR-9")


def test_the_log_is_paged_from_its_end(records: Records) -> None:
    case = a_case(records, entries=7)
    with records.reading() as reading:
        newest = reading.last_entries(case.id, limit=3)
        older = reading.last_entries(case.id, before=newest[-1].entry.seq, limit=3)
        rest = reading.entries(case.id, after=5)
    assert [it.entry.seq for it in newest] == [7, 6, 5]
    assert [it.entry.seq for it in older] == [4, 3, 2]
    assert [it.entry.seq for it in rest] == [6, 7]


def test_nothing_personal_stands_open_in_any_table(records: Records) -> None:
    a_case(records, entries=8)
    with records.reading() as reading:
        of_lists = ("case_row", "track_row", "timer_row", "keeper_row", "search_row", "notice_row", "covered_row")
        tables = ("log", "log_value", "case_key", *of_lists)
        kept = [
            bytes(part) if isinstance(part, (bytes, memoryview)) else str(part).encode()
            for table in tables
            for row in reading.connection.execute(text(f"SELECT * FROM {table}"))
            for part in row
        ]
    everything = b"\n".join(kept)
    assert b"stage 8" in everything
    for secret in (b"Amina", b"name amn", b"morning", b"waived", b"bandage 7", b"finding"):
        assert secret not in everything


def test_deciding_reads_one_row_however_long_the_log(records: Records) -> None:
    case = a_case(records, entries=30)
    with records.reading() as reading:
        reading.connection.execute(text("SELECT 1"))
        asked = []
        cursor, reading.cursor = reading.cursor, None

        class Counting:
            def execute(self, *args: object) -> None:
                asked.append(args)
                cursor.execute(*args)

            def __getattr__(self, name: str) -> object:
                return getattr(cursor, name)

        reading.cursor = Counting()
        assert reading.case(case.id) == case
    assert len(asked) == 1
    assert " log " not in asked[0][0]


def test_only_rows_that_changed_are_written(records: Records) -> None:
    case = a_case(records, entries=2)
    with records.writing() as writing:
        writing.connection.execute(text("UPDATE track_row SET state = 'touched by hand'"))
        entry = replace(moving(case.id, 3), written=(), recorded=at(9))
        same = replace(case, version=3)
        before = rows_of(case, [])
        writing.append(2, [entry], same, before)
        assert writing.connection.execute(text("SELECT state FROM track_row")).scalars().all() == ["touched by hand"]
        moved = replace(after(same, moving(case.id, 4)), version=4)
        writing.append(3, [moving(case.id, 4)], moved, rows_of(moved, []))
        assert writing.connection.execute(text("SELECT state FROM track_row")).scalars().all() == ["stage 4"]


def test_what_was_read_before_another_wrote_may_not_be_built_upon(postgres_url: str, home: Path) -> None:
    """PostgreSQL lets two writers in at once; the version in the case row decides."""
    records = open_records(postgres_url, home)
    case = a_case(records)
    with pytest.raises(OutOfDate) as told, records.writing() as late:
        late.case(case.id)
        with records.writing() as first:
            go_on(first, case.id)
        entry = moving(case.id, 2)
        late.append(1, [entry], after(case, entry), rows_of(after(case, entry), [entry]))
    assert (told.value.expected, told.value.actual) == (1, 2)
    records.close()


def test_an_entry_that_breaks_another_rule_is_not_told_as_out_of_date(records: Records) -> None:
    failing = "INSERT INTO log (case_id, seq) VALUES ('c1', 1)"
    with pytest.raises(Exception, match="(?i)null") as told, records.writing() as writing:
        with log.taken_is_out_of_date(writing, "c1", 0, "log"):
            writing.cursor.execute(failing)
    assert not isinstance(told.value, OutOfDate)


def test_a_snapshot_opened_lately_does_not_serve_another_case(records: Records, database_url: str) -> None:
    mine, other = a_case(records, "NOR-1"), a_case(records, "NOR-2")
    with hand_in(database_url, mine.id, other.id) as hand:
        old_snapshot(hand)
    with records.reading() as reading:
        assert reading.case(other.id) == other
        with pytest.raises(Broken):
            reading.case(mine.id)
