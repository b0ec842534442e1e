"""When each open case is next looked at: its row's next instant, unless it was woken, or found with nothing to do.

What stands here counts only for the version of the case at which it was written; the next entry overrules it.
"""

from datetime import datetime

from sqlalchemy import and_, delete, exists, func, insert, literal, select, union_all

from engine.records import moments
from engine.records.tables import case_row, waking
from engine.records.transaction import Transaction

NEVER = "9999"
SAME = and_(waking.c.case_id == case_row.c.id, waking.c.version == case_row.c.version)


def cases_due(transaction: Transaction, now: datetime, limit: int) -> tuple[str, ...]:
    """The ids of the cases to be looked at by now, the longest due first."""
    by = moments.instant(now)
    overruled = exists().where(waking.c.case_id == case_row.c.id, waking.c.version == case_row.c.version)
    by_row = select(case_row.c.id, case_row.c.next_instant.label("at")).where(case_row.c.next_instant <= by, ~overruled)
    by_waking = select(waking.c.case_id, waking.c.at).join(case_row, SAME).where(waking.c.at <= by)
    wanted = union_all(by_row, by_waking).order_by("at", "id").limit(limit)
    return tuple(row.id for row in transaction.connection.execute(wanted))


def sleep(transaction: Transaction, case_id: str, version: int, until: datetime | None) -> None:
    """Nothing was due in the case: it is looked at again at `until` (None: not before something is recorded)."""
    transaction.connection.execute(delete(waking).where(waking.c.case_id == case_id))
    at = moments.instant(until) if until else NEVER
    transaction.connection.execute(insert(waking).values(case_id=case_id, version=version, at=at))


def postpone(transaction: Transaction, case_id: str, until: datetime) -> None:
    """Something is wrong with the case: it is looked at again at `until`, so that the others are not kept waiting."""
    version = transaction.connection.execute(select(case_row.c.version).where(case_row.c.id == case_id)).scalar_one()
    sleep(transaction, case_id, version, until)


def wake(transaction: Transaction, now: datetime, *, programme: str | None = None, office: str | None = None) -> None:
    """Every open case of a programme, or of an office, is looked at at once: what it rests on has changed."""
    which = case_row.c.office == office if programme is None else case_row.c.programme == programme
    own = select(case_row.c.id).where(which)
    transaction.connection.execute(delete(waking).where(waking.c.case_id.in_(own)))
    concerned = select(case_row.c.id, case_row.c.version, literal(moments.instant(now))).where(
        which, case_row.c.outcome.is_(None)
    )
    transaction.connection.execute(insert(waking).from_select(["case_id", "version", "at"], concerned))


def planned(transaction: Transaction) -> tuple[tuple[str, datetime | None], ...]:
    """When each open case is next looked at (None: not by itself): for the proof that none sleeps too long."""
    at = func.coalesce(waking.c.at, case_row.c.next_instant).label("at")
    wanted = select(case_row.c.id, at).outerjoin(waking, SAME).where(case_row.c.outcome.is_(None))
    rows = transaction.connection.execute(wanted)
    return tuple((row.id, None if row.at in (None, NEVER) else moments.read_instant(row.at)) for row in rows)
