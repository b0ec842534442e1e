"""Proves the log with its values and files, the definitions and the list rows, case by case; tells each place that
fails.

What a chain in the same database cannot see: the newest entries cut off a case together with its row put back to an
older state (an old backup does the same), or a case removed with all of its rows and its number. Heads that were kept
elsewhere show both (`engine.records.heads`).
"""

from collections.abc import Iterator
from itertools import chain
from typing import Any

from sqlalchemy import Row, Table, select

from engine.records.breach import Breach
from engine.records.readings import READINGS
from engine.records.register import REGISTER
from engine.records.tables import (
    case_key,
    case_row,
    covered_row,
    keeper_row,
    link_row,
    log,
    log_file,
    log_value,
    notice_row,
    search_row,
    timer_row,
    track_row,
)
from engine.records.transaction import Transaction
from engine.records.verify_chain import check_chain
from engine.records.verify_files import check_files
from engine.records.verify_readings import check_readings
from engine.records.verify_references import check_references
from engine.records.verify_register import check_register
from engine.records.verify_rows import Fold, check_case_row, check_rows

__all__ = ["Breach", "Fold", "check_projections", "verify"]

_PAGE = 500
_OF_CASES = (case_key, log_file, track_row, timer_row, keeper_row, search_row, link_row, notice_row, covered_row)


def verify(transaction: Transaction, fold: Fold) -> tuple[Breach, ...]:
    """Everything. `fold` gives the case and its list rows for its entries, all notices included; see `CaseRows`."""
    register = _read(REGISTER, check_register(transaction))
    readings = _read(READINGS, check_readings(transaction))
    strays = _read("any case", chain(_strays(transaction), check_references(transaction)))
    return (*register, *readings, *check_projections(transaction, fold), *strays)


def check_projections(transaction: Transaction, fold: Fold) -> tuple[Breach, ...]:
    """Only whether the list rows equal the replayed log; a chain that cannot be read is told as well."""
    cases = (
        breach
        for row in _case_rows(transaction)
        for breach in _read(str(row.id), _check(transaction, row, fold), str(row.reference))
    )
    return tuple(_read("any case", cases))


def _read(case: str, found: Iterator[Breach], reference: str | None = None) -> Iterator[Breach]:
    """What was found; whatever stands there that cannot even be read is told as well, and the other cases go on."""
    try:
        yield from found
    except Exception as error:  # a hand in the database may have put anything anywhere
        what = f"What is kept here cannot be read ({type(error).__name__})"
        yield Breach(case=case, reference=reference, thing="records", what=what)


def _check(transaction: Transaction, row: Row[Any], fold: Fold) -> Iterator[Breach]:
    entries = check_chain(transaction, row.id, row.reference)
    yield from entries.breaches
    yield from check_files(transaction, row, entries)
    ends = tuple(check_case_row(row, entries))
    yield from ends
    if not ends:
        yield from check_rows(transaction, row, entries, fold)


def _case_rows(transaction: Transaction) -> Iterator[Row[Any]]:
    """Every case row, a page at a time."""
    last = ""
    while page := transaction.connection.execute(
        select(case_row).where(case_row.c.id > last).order_by(case_row.c.id).limit(_PAGE)
    ).all():
        yield from page
        last = page[-1].id


def _strays(transaction: Transaction) -> Iterator[Breach]:
    """What belongs to a case, or an entry, that is not there."""
    for table in (log, *_OF_CASES):
        for case_id in transaction.connection.execute(_without_case(table)).scalars():
            what = f"There are rows of {table.name} of a case that is not there"
            yield Breach(case=case_id, thing="case row", what=what)
    both = (log.c.case_id == log_value.c.case_id) & (log.c.seq == log_value.c.seq)
    wanted = select(log_value.c.case_id, log_value.c.seq).select_from(log_value.outerjoin(log, both))
    for case_id, seq in transaction.connection.execute(wanted.where(log.c.seq.is_(None))):
        what = "There are sealed values of an entry that is not there"
        yield Breach(case=case_id, entry=seq, thing="value", what=what)


def _without_case(table: Table) -> Any:
    known = table.outerjoin(case_row, table.c.case_id == case_row.c.id)
    own = table.c.case_id.not_in((REGISTER, READINGS))
    wanted = select(table.c.case_id).select_from(known).where(case_row.c.id.is_(None), own)
    return wanted.distinct().order_by(table.c.case_id)
