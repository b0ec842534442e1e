"""What the entries of a case are about, from their open bytes: by it a reader's own count of them is found.

What was read once in this process is kept and gone on from, since entries are only ever added.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select

from engine.records import moments
from engine.records.entries import read_open
from engine.records.tables import log
from engine.records.transaction import Transaction


@dataclass(frozen=True, slots=True)
class Subject:
    """Of one entry: its machine, its cause, what moved it, and when it was recorded (UTC)."""

    machine: str
    cause: str
    ground: str | None
    recorded: datetime


def subjects(transaction: Transaction, case_id: str) -> tuple[Subject, ...]:
    """Of every entry of the case, the first one first. Raises Broken."""
    known, head = transaction.recent.subjects_of(case_id)
    rows = _rows(transaction, case_id, max(len(known), 1))
    if known and rows and rows[0].hash == head:
        rows = rows[1:]
    elif known:  # of a step that was given up
        known, rows = (), _rows(transaction, case_id, 1)
    if rows:
        known = (*known, *(_subject(read_open(row.entry)) for row in rows))
        transaction.recent.keep_subjects(case_id, known, rows[-1].hash)
    return known


def _rows(transaction: Transaction, case_id: str, first: int) -> Sequence[Row[Any]]:
    wanted = select(log.c.entry, log.c.hash).where(log.c.case_id == case_id, log.c.seq >= first)
    return transaction.connection.execute(wanted.order_by(log.c.seq)).all()


def _subject(tree: dict[str, Any]) -> Subject:
    return Subject(tree["machine"], tree["cause"], tree.get("ground"), moments.read_instant(tree["recorded"]))
