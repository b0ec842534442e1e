"""How many cases of a programme there are: where the open ones are, when they were opened, how the others ended."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select

from engine.records.accounts import Grant
from engine.records.lines import ROW, in_reach
from engine.records.tables import case_row
from engine.records.transaction import Transaction


def by_phase(transaction: Transaction, grants: Sequence[Grant], programme: str) -> Mapping[str, int]:
    """The open cases in reach, by phase."""
    return _counted(transaction, grants, programme, ROW.phase, ROW.outcome.is_(None))


def by_outcome(transaction: Transaction, grants: Sequence[Grant], programme: str) -> Mapping[str, int]:
    """The cases in reach that have ended, by outcome."""
    return _counted(transaction, grants, programme, ROW.outcome, ROW.outcome.is_not(None))


def by_month(transaction: Transaction, grants: Sequence[Grant], programme: str, since: date) -> Mapping[str, int]:
    """The cases in reach that were opened since a day, by the month in UTC (`2026-03`)."""
    return _counted(transaction, grants, programme, func.substr(ROW.opened, 1, 7), ROW.opened >= since.isoformat())


def _counted(
    transaction: Transaction,
    grants: Sequence[Grant],
    programme: str,
    by: ColumnElement[Any],
    which: ColumnElement[bool],
) -> Mapping[str, int]:
    wanted = select(by.label("choice"), func.count().label("cases")).select_from(case_row)
    wanted = wanted.where(ROW.programme == programme, in_reach(grants), which).group_by(by)
    return {row.choice: row.cases for row in transaction.connection.execute(wanted) if row.choice is not None}
