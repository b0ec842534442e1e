"""Which case looks at which other: written when a case is opened, read when a case that is looked at has changed."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import exists, insert, literal, select, update
from sqlalchemy.dialects import postgresql, sqlite

from engine.case import Case
from engine.records import moments
from engine.records.tables import case_row, link_row, waking
from engine.records.transaction import Transaction


def watch(transaction: Transaction, case_ids: Sequence[str]) -> None:
    """From now on a change of these cases is told to those that look at them; until the end none of them changes."""
    for case_id in sorted(set(case_ids)):
        transaction.connection.execute(update(case_row).where(case_row.c.id == case_id).values(watched=True))


def stay(transaction: Transaction, case_ids: Sequence[str]) -> None:
    """None of these cases changes before this transaction ends. SQLite has one writer at a time and needs no lock."""
    if transaction.connection.dialect.name == "postgresql":
        wanted = select(case_row.c.id).where(case_row.c.id.in_(case_ids)).order_by(case_row.c.id)
        transaction.connection.execute(wanted.with_for_update(read=True)).all()


def add(transaction: Transaction, case: Case) -> None:
    """The links of a case that is opened."""
    rows = [{"case_id": case.id, "name": name, "other": sight.case} for name, sight in case.links.items()]
    if rows:
        transaction.connection.execute(insert(link_row), rows)


def put(transaction: Transaction, case: Case) -> None:
    """The links of a case made anew, and of it and those it looks at whether anybody does."""
    add(transaction, case)
    looked_at = exists().where(link_row.c.other == case_row.c.id)
    concerned = case_row.c.id.in_([case.id, *(sight.case for sight in case.links.values())])
    transaction.connection.execute(update(case_row).where(concerned).values(watched=looked_at))


def wake_those_who_look_at(transaction: Transaction, case_id: str, now: datetime) -> None:
    """The open cases that look at this one are looked at themselves at once."""
    adding = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[transaction.connection.dialect.name]
    concerned = (
        select(case_row.c.id, case_row.c.version, literal(moments.instant(now)))
        .where(case_row.c.id.in_(select(link_row.c.case_id).where(link_row.c.other == case_id)))
        .where(case_row.c.outcome.is_(None))
        .order_by(case_row.c.id)
    )
    woken = adding(waking).from_select(["case_id", "version", "at"], concerned)
    fresh = {"version": woken.excluded.version, "at": woken.excluded.at}
    transaction.connection.execute(woken.on_conflict_do_update(index_elements=["case_id"], set_=fresh))
