"""How many open cases stand on each version of a programme."""

from collections.abc import Mapping

from sqlalchemy import func, select

from engine.records.tables import case_row
from engine.records.transaction import Transaction


def open_by_version(transaction: Transaction, programme: str) -> Mapping[str, int]:
    """The number of open cases by digest; a version without any is not in it."""
    wanted = select(case_row.c.digest, func.count()).where(case_row.c.programme == programme)
    rows = transaction.connection.execute(wanted.where(case_row.c.outcome.is_(None)).group_by(case_row.c.digest))
    return {row.digest: row[1] for row in rows}
