"""Who read what is critical: a chain of its own, so that looking at a case changes nothing in the log of the case.

An entry names the reader, their roles, the case and its version; which facts of whom were read is sealed. The table
`reading_row` says which entries concern a case and whose they are, and is proved by the chain.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, insert, select

from engine.entry import Entry
from engine.records import log, own_chain
from engine.records.log import KeptEntry
from engine.records.tables import case_row, reading_head, reading_row
from engine.records.transaction import Transaction

READINGS = "readings"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadBy:
    """Who reads, in which roles, when (record time, UTC). `user` is the opaque id of an account."""

    user: str
    roles: Sequence[str]
    now: datetime
    on_behalf_of: str | None = None


class CaseRead(NamedTuple):
    """A case of which something was read: its reference, and whose case it is."""

    reference: str
    programme: str
    office: str


def record(transaction: Transaction, by: ReadBy, case_id: str, facts: Mapping[str, Sequence[str]]) -> int:
    """Records that these facts, named by owner (`case` or a person's id), were read; gives the entry's number.

    Raises Overtaken where two begin the chain at once.
    """
    at = transaction.connection.execute(select(case_row.c.version).where(case_row.c.id == case_id)).scalar_one()

    def made(number: int) -> Entry:
        return Entry(
            case=READINGS,
            seq=number,
            step=number,
            cause="reading",
            machine=READINGS,
            actor=by.user,
            roles=tuple(by.roles),
            on_behalf_of=by.on_behalf_of,
            happened=by.now,
            recorded=by.now,
            digest="",
            labels_digest="",
            inputs={"read": {"case": case_id, "version": at}},
            changes=({"read": {owner: list(names) for owner, names in facts.items()}},),
        )

    number = own_chain.add(transaction, READINGS, reading_head, made)
    transaction.connection.execute(insert(reading_row).values(entry=number, case_id=case_id, reader=by.user))
    return number


def page(transaction: Transaction, case_id: str, before: int | None, limit: int) -> tuple[KeptEntry, ...]:
    """What was read of a case, newest first, before a number of the chain."""
    return _page(transaction, reading_row.c.case_id == case_id, before, limit)


def page_of_reader(
    transaction: Transaction, user: str, before: int | None, limit: int
) -> tuple[tuple[KeptEntry, CaseRead], ...]:
    """What somebody has read, newest first, before a number of the chain, each with the case of which it was."""
    kept = _page(transaction, reading_row.c.reader == user, before, limit)
    numbers = [one.entry.seq for one in kept]
    columns = (reading_row.c.entry, case_row.c.reference, case_row.c.programme, case_row.c.office)
    wanted = select(*columns).join(case_row).where(reading_row.c.entry.in_(numbers))
    cases = {entry: CaseRead(*case) for entry, *case in transaction.connection.execute(wanted)}
    return tuple((one, cases[one.entry.seq]) for one in kept)


def _page(
    transaction: Transaction, whose: ColumnElement[bool], before: int | None, limit: int
) -> tuple[KeptEntry, ...]:
    wanted = select(reading_row.c.entry).where(whose)
    wanted = wanted if before is None else wanted.where(reading_row.c.entry < before)
    numbers = transaction.connection.execute(wanted.order_by(reading_row.c.entry.desc()).limit(limit)).scalars().all()
    return log.entries_numbered(transaction, READINGS, numbers) if numbers else ()
