"""Whether the rows that the lists read are what the log tells, replayed by the `fold` that is handed in."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from sqlalchemy import Row, Table, select

from engine.case import Case
from engine.entry import Entry
from engine.errors import Broken
from engine.records import canonical
from engine.records.breach import Breach
from engine.records.kinds import turn_fields
from engine.records.projections import (
    case_fields,
    covered,
    notice,
    plain,
    snapshot_place,
    standing_rows,
    summary_place,
    whole_keeper,
    whole_track,
    written_at,
)
from engine.records.rows import CaseRows
from engine.records.sealing import CaseKey
from engine.records.search import words_of
from engine.records.snapshot import case_from_json
from engine.records.tables import covered_row, keeper_row, link_row, notice_row, search_row, timer_row, track_row
from engine.records.transaction import Transaction
from engine.records.verify_chain import Chain

Fold = Callable[[Sequence[Entry]], tuple[Case, CaseRows]]

_TOLD = "the chain of entries holds; the row can be made anew from it"


def check_case_row(row: Row[Any], chain: Chain) -> Iterator[Breach]:
    """Whether the case row is of the version at which the chain ends, with its hash."""
    if row.version != chain.version:
        what = f"The row is of version {row.version}, the log ends at {chain.version}"
        yield _breach(row, "version", what, f"entries 1 to {min(row.version, chain.version)} are there")
    elif row.head != chain.head:
        yield _breach(row, "head", "The row names another last hash than the log", "")


def check_rows(transaction: Transaction, row: Row[Any], chain: Chain, fold: Fold) -> Iterator[Breach]:
    """Whether case row, snapshot, summary, track, timer, keeper, search, notice, covered rows are as the log tells."""
    if chain.entries is None or chain.key is None or not chain.entries:
        return
    try:
        case, rows = fold(chain.entries)
    except Exception as error:  # whatever a replay stumbles over is told as a breach, and the other cases go on
        yield _breach(row, "replay", f"The entries cannot be replayed ({type(error).__name__})", "the chain holds")
        return
    yield from _columns(row, _expected(case, rows) | written_at(chain.entries, rows))
    yield from _sealed(row, chain.key, case, rows)
    yield from _lists(transaction, row, case, rows)


def _expected(case: Case, rows: CaseRows) -> dict[str, Any]:
    return case_fields(case, rows) | turn_fields(standing_rows(case, rows))


def _columns(row: Row[Any], expected: dict[str, Any]) -> Iterator[Breach]:
    kept = row._mapping
    for name, value in expected.items():
        if kept[name] != value:
            yield _breach(row, "case row", f"{name} is {kept[name]!r}, the log tells {value!r}")


def _sealed(row: Row[Any], key: CaseKey, case: Case, rows: CaseRows) -> Iterator[Breach]:
    try:
        snapshot = canonical.read(key.open(snapshot_place(row.id, row.version), row.snapshot))
        summary = canonical.read(key.open(summary_place(row.id, row.version), row.summary))
    except Broken as error:
        yield _breach(row, "case row", str(error))
        return
    if case_from_json(snapshot.pop("case")) != case:
        yield _breach(row, "snapshot", "The snapshot of the case is not the case that the log tells")
    if snapshot != standing_rows(case, rows):
        yield _breach(row, "snapshot", "The list rows in the snapshot are not those that the log tells")
    if summary != dict(rows.summary):
        yield _breach(row, "summary", "The summary for lists is not what the log tells")


def _lists(transaction: Transaction, row: Row[Any], case: Case, rows: CaseRows) -> Iterator[Breach]:
    now = plain(rows)
    expected = {
        track_row: [(row.id, *whole_track(case, track)) for track in now["tracks"]],
        timer_row: [(row.id, *timer) for timer in now["timers"]],
        search_row: [(row.id, word) for word in words_of(transaction, case, now.get("sought", ()))],
        keeper_row: [(row.id, *whole_keeper(keeper)) for keeper in now.get("keepers", ())],
        notice_row: [_in_order(notice_row, notice(row.id, told)) for told in rows.notices],
        covered_row: [_in_order(covered_row, covered(row.id, done)) for done in rows.covered],
        link_row: [(row.id, name, sight.case) for name, sight in case.links.items()],
    }
    for table, told in expected.items():
        kept = transaction.connection.execute(select(table).where(table.c.case_id == row.id))
        yield from _differences(row, table.name.replace("_", " "), {tuple(one) for one in kept}, set(told))
    yield from _watched(transaction, row)


def _watched(transaction: Transaction, row: Row[Any]) -> Iterator[Breach]:
    """Whether another case looks at this one, as the case row says; else no change here would reach it."""
    looks = transaction.connection.execute(select(link_row.c.case_id).where(link_row.c.other == row.id)).first()
    if row.watched != (looks is not None):
        yield _breach(row, "case row", f"watched is {row.watched!r}, the links tell {not row.watched!r}")


def _in_order(table: Table, values: dict[str, Any]) -> tuple[Any, ...]:
    return tuple(values[column.name] for column in table.columns)


def _differences(row: Row[Any], thing: str, kept: set[tuple[Any, ...]], told: set[tuple[Any, ...]]) -> Iterator[Breach]:
    for one in sorted(told - kept, key=str):
        yield _breach(row, thing, f"The log tells a row {_said(one)}, which is not there")
    for one in sorted(kept - told, key=str):
        yield _breach(row, thing, f"There is a row {_said(one)}, of which the log does not tell")


def _said(row: tuple[Any, ...]) -> str:
    return ", ".join(part.hex() if isinstance(part, bytes) else str(part) for part in row[1:] if part not in ("", None))


def _breach(row: Row[Any], thing: str, what: str, holds: str = _TOLD) -> Breach:
    return Breach(case=row.id, reference=row.reference, thing=thing, what=what, holds=holds)
