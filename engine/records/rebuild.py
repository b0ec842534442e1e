"""The list rows and the snapshot of a case, made anew from its log, where the log itself proves whole."""

from collections.abc import Sequence

from sqlalchemy import Row, Table, delete, select, update

from engine.case import Case
from engine.records import links
from engine.records.breach import Breach
from engine.records.kinds import turn_fields
from engine.records.projections import case_fields, put_rows, sealed_fields, snapshot_tree, written_at
from engine.records.recent import Opened
from engine.records.register import Doing, record
from engine.records.rows import CaseRows
from engine.records.tables import (
    case_row,
    covered_row,
    keeper_row,
    link_row,
    notice_row,
    search_row,
    timer_row,
    track_row,
)
from engine.records.transaction import Transaction
from engine.records.verify_chain import Chain, check_chain
from engine.records.verify_rows import Fold, check_case_row, check_rows

_LISTS: Sequence[Table] = (track_row, timer_row, keeper_row, search_row, link_row, notice_row, covered_row)


def cases_by_id(transaction: Transaction) -> tuple[str, ...]:
    """The ids of all cases."""
    return tuple(transaction.connection.execute(select(case_row.c.id).order_by(case_row.c.id)).scalars())


def differs(transaction: Transaction, case_id: str, fold: Fold) -> bool:
    """Whether a case has rows that its log, which is whole, tells otherwise."""
    row = transaction.connection.execute(select(case_row).where(case_row.c.id == case_id)).one()
    return bool(_read(transaction, row, fold)[1])


def rebuild(transaction: Transaction, doing: Doing, case_id: str, fold: Fold) -> bool:
    """Writes the rows of a case anew and tells the register; gives whether anything was other than its log.

    A case whose log does not hold, or does not end where its row says, stays as it is: it is for the auditor.
    """
    row = transaction.connection.execute(select(case_row).where(case_row.c.id == case_id).with_for_update()).one()
    chain, wrong = _read(transaction, row, fold)
    if not wrong:
        return False
    assert chain.entries is not None and chain.key is not None
    case, rows = fold(chain.entries)
    now = Opened(case, snapshot_tree(case, rows, None))
    fields = case_fields(case, rows) | turn_fields(now.tree) | sealed_fields(now, rows, chain.key)
    fields |= written_at(chain.entries, rows)
    transaction.connection.execute(update(case_row).where(case_row.c.id == case_id).values(fields))
    _put_lists(transaction, case, rows, now)
    things = sorted({one.thing for one in wrong})
    told = {"case": case_id, "reference": case.reference, "things": things}
    record(transaction, doing, "rebuilding", "rebuild", inputs={"rebuilt": told})
    return True


def _read(transaction: Transaction, row: Row, fold: Fold) -> tuple[Chain, tuple[Breach, ...]]:
    """The chain, and what of the rows is other than it tells; nothing where the chain cannot be relied on."""
    chain = check_chain(transaction, row.id, row.reference)
    if chain.breaches or any(check_case_row(row, chain)):
        return chain, ()
    wrong = tuple(check_rows(transaction, row, chain, fold))
    return chain, () if any(one.thing == "replay" for one in wrong) else wrong


def _put_lists(transaction: Transaction, case: Case, rows: CaseRows, now: Opened) -> None:
    for table in _LISTS:
        transaction.connection.execute(delete(table).where(table.c.case_id == case.id))
    put_rows(transaction, case.id, None, now, rows)
    links.put(transaction, case)
