"""The log of the cases: a step is appended with what follows from it, and read again with its hashes."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select, tuple_

from engine.case import Case
from engine.entry import Entry
from engine.errors import NotFound, Overtaken
from engine.records import canonical, files, links, moments
from engine.records.entries import START, Line, keep, read_entry
from engine.records.keys import key_of
from engine.records.kinds import turn_fields
from engine.records.projections import (
    UNSAID,
    changed_fields,
    put_rows,
    sealed_fields,
    snapshot_place,
    snapshot_tree,
)
from engine.records.recent import Opened
from engine.records.rows import CaseRows
from engine.records.sealing import CaseKey
from engine.records.snapshot import case_from_json
from engine.records.statements import HELD, changing
from engine.records.tables import case_row, log, log_value
from engine.records.transaction import Held, Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptEntry:
    """An entry with the bytes that were recorded, their hash, and the hash of the entry before."""

    entry: Entry
    hash: bytes
    prev: bytes
    recorded_bytes: bytes


@dataclass(frozen=True, slots=True)
class Foretold:
    """The next instant of a case, reckoned with its last entry by this calendar, no hold lying over the programme."""

    instant: datetime | None
    calendar: str


def read_case(transaction: Transaction, sought: str) -> Case:
    """The case of this id or reference, from its snapshot. Raises NotFound, Broken, WrongKey."""
    does, given = transaction.statements, {"sought": sought}
    row = transaction.first(does.read_by_id, given) or transaction.first(does.read_by_reference, given)
    if row is None:
        raise NotFound(f"There is no case {sought}")
    transaction.in_force[tuple(row[6:10])] = tuple(row[10:])
    return _open(transaction, *row[:6])


def read_cases(transaction: Transaction, case_ids: Sequence[str]) -> dict[str, Case]:
    """These cases by their ids, in one question; those that there are not are left out. Raises Broken, WrongKey."""
    if not case_ids:
        return {}
    rows = transaction.connection.execute(HELD.where(case_row.c.id.in_(case_ids))).all()
    return {row.id: _open(transaction, *row) for row in rows}


def _open(
    transaction: Transaction, case_id: str, version: int, head: bytes, snapshot: bytes, key_id: str, wrapped: bytes
) -> Case:
    key = transaction.vault.unwrap(case_id, key_id, wrapped)
    opened = transaction.recent.get(case_id, version, snapshot)
    if opened is None:
        tree = canonical.read(key.open(snapshot_place(case_id, version), snapshot))
        opened = Opened(case_from_json(tree["case"]), tree)
        transaction.recent.put(case_id, version, snapshot, opened)
    transaction.held[case_id] = Held(version=version, head=head, key=key, opened=opened)
    return opened.case


def foretold(transaction: Transaction, case: Case) -> Foretold:
    """When this case, as it was read in this transaction, can next change by itself. No calendar: it is not known."""
    held = transaction.held[case.id]
    assert held.opened is not None and held.version == case.version
    tree = held.opened.tree
    return Foretold(instant=moments.read_maybe_instant(tree["row"]["next_instant"]), calendar=tree.get("calendar", ""))


def listed(transaction: Transaction, case: Case) -> CaseRows | None:
    """The rows with which this case was last written, where that was done in this process and it was read here."""
    held = transaction.held.get(case.id)
    return held.opened.rows if held and held.opened else None


def append(
    transaction: Transaction, before_version: int, entries: Sequence[Entry], after: Case, rows: CaseRows
) -> None:
    """Writes a step: its entries, the case as it is after them, its list rows. `before_version` 0 opens the case.

    Raises Overtaken where the case is not at `before_version` any more; the transaction must then be given up.
    """
    _check_numbers(before_version, entries, after)
    held = _held(transaction, before_version, after.id)
    lines = list(lines_after(held.head, entries, held.key))
    now = Opened(after, snapshot_tree(after, rows, held.opened), rows)
    row = sealed_fields(now, rows, held.key)
    row |= {"head": lines[-1].hash, "changed": moments.instant(entries[-1].recorded)}
    row |= {"shown": moments.instant(rows.shown)} if rows.shown else {}
    _put_case(transaction, held.opened, now, row, lines)
    put_rows(transaction, after.id, held.opened, now, rows)
    files.keep_named(transaction, after.id, held.key, entries)
    transaction.recent.put(after.id, after.version, row["snapshot"], now)
    transaction.held[after.id] = Held(version=after.version, head=lines[-1].hash, key=held.key, opened=now)


def lock(transaction: Transaction, case_ids: Sequence[str]) -> None:
    """Locks the rows of cases in the order of their ids, so that no two writers wait for each other.

    On SQLite a writer is alone from its beginning.
    """
    if transaction.connection.dialect.name == "postgresql":
        rows = select(case_row.c.id).where(case_row.c.id.in_(case_ids)).order_by(case_row.c.id)
        transaction.connection.execute(rows.with_for_update())


def _check_numbers(before_version: int, entries: Sequence[Entry], after: Case) -> None:
    numbers = [entry.seq for entry in entries]
    if not entries or numbers != list(range(before_version + 1, after.version + 1)):
        raise ValueError(f"The entries of a step from {before_version} to {after.version} are not {numbers}")
    if any(entry.case != after.id for entry in entries):
        raise ValueError(f"The entries of a step of case {after.id} belong to it")


def _held(transaction: Transaction, before_version: int, case_id: str) -> Held:
    if before_version == 0:
        return Held(version=0, head=START, key=make_key(transaction, case_id))
    if case_id not in transaction.held:
        read_case(transaction, case_id)
    held = transaction.held[case_id]
    if held.version != before_version:
        raise Overtaken(case_id, before_version, held.version)
    return held


def _put_case(
    transaction: Transaction, before: Opened | None, now: Opened, row: dict[str, Any], lines: Sequence[Line]
) -> None:
    """The case row goes first where there is one: of two writers at one version, the second stops here."""
    if before is None:
        add_lines(transaction, now.case.id, lines)
        transaction.run(
            transaction.statements.add_case,
            {**UNSAID, **now.tree["row"], **turn_fields(now.tree), **row, "watched": False},
        )
        links.add(transaction, now.case)
        return
    row |= changed_fields(before, now)
    change = changing(transaction.connection.dialect.name, case_row, tuple(row))
    case_id, expected = before.case.id, before.case.version
    kept = transaction.first(change, row | {"id": case_id, "before": expected})
    if kept is None:
        found = transaction.first(transaction.statements.read_version, {"sought": case_id})
        raise Overtaken(case_id, expected, found[0] if found else None)
    add_lines(transaction, case_id, lines)
    if kept[0]:
        links.wake_those_who_look_at(transaction, case_id, moments.read_instant(row["changed"]))


def lines_after(head: bytes, entries: Sequence[Entry], key: CaseKey) -> Iterator[Line]:
    """The entries as they are to be kept, each chained to the one before."""
    for entry in entries:
        line = keep(entry, head, key)
        head = line.hash
        yield line


def make_key(transaction: Transaction, case_id: str) -> CaseKey:
    """A new key for a case, kept wrapped. Raises Overtaken where the case has one."""
    key, wrapped = transaction.vault.new_key(case_id)
    with taken_is_out_of_date(transaction, case_id, 0, "case_key"):
        kept = {"case_id": case_id, "key_id": transaction.vault.key_id, "wrapped": wrapped}
        transaction.run(transaction.statements.add_key, kept)
    return key


def add_lines(transaction: Transaction, case_id: str, lines: Sequence[Line]) -> None:
    """Raises Overtaken where the number of one of them is taken."""
    rows = [
        {"case_id": case_id, "seq": it.seq, "step": it.step, "entry": it.text, "prev": it.prev, "hash": it.hash}
        for it in lines
    ]
    with taken_is_out_of_date(transaction, case_id, lines[0].seq - 1, "log"):
        transaction.run_each(transaction.statements.add_line, rows)
    sealed = [{"case_id": case_id, "seq": it.seq, "sealed": it.sealed} for it in lines if it.sealed is not None]
    transaction.run_each(transaction.statements.add_sealed, sealed)


@contextmanager
def taken_is_out_of_date(transaction: Transaction, case_id: str, expected: int, table: str) -> Iterator[None]:
    """Tells a primary key of this table that is taken as Overtaken, and no other error."""
    try:
        yield
    except transaction.connection.dialect.loaded_dbapi.IntegrityError as error:
        if not _is_primary_key(error, table):
            raise
        raise Overtaken(case_id, expected, None) from None


def _is_primary_key(error: Exception, table: str) -> bool:
    """Whether the driver says so: PostgreSQL names the constraint, SQLite its columns."""
    told = getattr(error, "diag", None)
    if told is not None:
        return told.constraint_name == f"pk_{table}"
    return str(error).startswith(f"UNIQUE constraint failed: {table}.case_id")


def entries(transaction: Transaction, case_id: str, after: int = 0, limit: int | None = None) -> tuple[KeptEntry, ...]:
    """The entries of a case from number `after` + 1 on, at most `limit`, opened. Raises NotFound, Broken, WrongKey."""
    return _read(transaction, case_id, _lines(case_id).where(log.c.seq > after).order_by(log.c.seq).limit(limit))


def last_entries(transaction: Transaction, case_id: str, before: int | None, limit: int) -> tuple[KeptEntry, ...]:
    """The `limit` entries before number `before` (None: the newest), newest first: a page of the log."""
    page = _lines(case_id).order_by(log.c.seq.desc()).limit(limit)
    return _read(transaction, case_id, page if before is None else page.where(log.c.seq < before))


def entries_numbered(transaction: Transaction, case_id: str, numbers: Sequence[int]) -> tuple[KeptEntry, ...]:
    """The entries of these numbers, newest first. Raises NotFound, Broken, WrongKey."""
    return _read(transaction, case_id, _lines(case_id).where(log.c.seq.in_(numbers)).order_by(log.c.seq.desc()))


def entries_at(transaction: Transaction, places: Sequence[tuple[str, int]]) -> dict[tuple[str, int], Entry]:
    """Entries of several cases, each by its case and its number, in one question. Raises Broken, WrongKey."""
    if not places:
        return {}
    read_cases(transaction, list({case_id for case_id, _ in places}))
    both = (log.c.case_id == log_value.c.case_id) & (log.c.seq == log_value.c.seq)
    wanted = select(log.c.case_id, log.c.seq, log.c.entry, log_value.c.sealed).select_from(
        log.outerjoin(log_value, both)
    )
    rows = transaction.connection.execute(wanted.where(tuple_(log.c.case_id, log.c.seq).in_(places)))
    return {(row[0], row[1]): read_entry(row[2], row[3], key_of(transaction, row[0])) for row in rows}


def _lines(case_id: str) -> Select[Any]:
    both = (log.c.case_id == log_value.c.case_id) & (log.c.seq == log_value.c.seq)
    wanted = select(log.c.entry, log.c.prev, log.c.hash, log_value.c.sealed)
    return wanted.select_from(log.outerjoin(log_value, both)).where(log.c.case_id == case_id)


def _read(transaction: Transaction, case_id: str, wanted: Select[Any]) -> tuple[KeptEntry, ...]:
    key = key_of(transaction, case_id)
    return tuple(
        KeptEntry(entry=read_entry(text, sealed, key), hash=kept, prev=prev, recorded_bytes=text)
        for text, prev, kept, sealed in transaction.connection.execute(wanted)
    )


def id_of(transaction: Transaction, sought: str) -> str:
    """The id of the case of this id or reference. Raises NotFound."""
    wanted = select(case_row.c.id).where((case_row.c.id == sought) | (case_row.c.reference == sought))
    found = transaction.connection.execute(wanted).scalar()
    if found is None:
        raise NotFound(f"There is no case {sought}")
    return found


def counted(transaction: Transaction) -> tuple[int, int]:
    """How many cases and how many entries there are, the register's own left out."""
    cases = transaction.connection.execute(select(func.count()).select_from(case_row)).scalar_one()
    lines = select(func.coalesce(func.sum(case_row.c.version), 0))
    return cases, int(transaction.connection.execute(lines).scalar_one())
