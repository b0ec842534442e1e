"""The lists of cases: what waits for whom, what is due or on hold, and all cases a page at a time.

A page is found by the key of the last line before it, so that the thousandth costs no more than the first.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, not_, or_, select, tuple_

from engine.records import moments
from engine.records.accounts import Grant
from engine.records.lines import (
    ROW,
    CaseLine,
    Key,
    NoticeLine,
    Page,
    Wanted,
    case_lines,
    filters,
    in_reach,
    line_of,
    page_of,
)
from engine.records.tables import case_row, keeper_row, notice_row, track_row
from engine.records.transaction import Transaction

_NEVER = "9999-12-31"  # sorts what has no due day behind all that has one
_LEAST = -2_000_000_000  # and what has no points behind all that has some


def work_list(transaction: Transaction, grants: Sequence[Grant], limit: int = 50, after: Key | None = None) -> Page:
    """The open cases that wait, or have a track that waits, for a role granted there, as they are to be taken."""
    return _by_priority(transaction, case_lines().where(ROW.outcome.is_(None), _waits_for(grants)), limit, after)


def cases(
    transaction: Transaction,
    grants: Sequence[Grant],
    which: Wanted,
    limit: int = 50,
    after: Key | None = None,
    by_priority: bool = False,
) -> Page:
    """The cases in reach that are wanted: what all saw change last first, or as they are to be taken."""
    wanted = case_lines().where(in_reach(grants), *filters(which))
    if by_priority:
        return _by_priority(transaction, wanted, limit, after)
    wanted = wanted.order_by(ROW.shown.desc(), ROW.id.desc())
    if after is not None:
        wanted = wanted.where(tuple_(ROW.shown, ROW.id) < tuple_(*after))
    return page_of(transaction, wanted, limit, lambda line: (moments.instant(line.shown), line.id))


def _by_priority(transaction: Transaction, wanted: Select[Any], limit: int, after: Key | None) -> Page:
    """Most points first, of equals the earlier date of the programme, then the first due; without points last."""
    days = (func.coalesce(column, _NEVER) for column in (ROW.then_by, ROW.due_on))
    order = (-func.coalesce(ROW.priority, _LEAST), *days, ROW.id)
    if after is not None:
        wanted = wanted.where(tuple_(*order) > tuple_(int(after[0]), *after[1:]))
    return page_of(transaction, wanted.order_by(*order), limit, _place_in_order)


def _place_in_order(line: CaseLine) -> Key:
    points = _LEAST if line.priority is None else line.priority
    days = (moments.maybe_day(day) or _NEVER for day in (line.then_by, line.due_on))
    return (str(-points), *days, line.id)


def of_others(transaction: Transaction, grants: Sequence[Grant], limit: int = 50) -> Page:
    """The open cases in reach in which nothing waits for a role granted there; the first due first."""
    wanted = case_lines().where(_not_waiting(grants))
    wanted = wanted.order_by(func.coalesce(ROW.due_on, _NEVER), ROW.shown.desc(), ROW.id)
    return page_of(transaction, wanted, limit, lambda line: (line.id,))


def how_many_of_others(transaction: Transaction, grants: Sequence[Grant]) -> int:
    """How many such cases there are, those on hold left out."""
    wanted = select(func.count()).select_from(case_row).where(_not_waiting(grants), ROW.on_hold.is_(False))
    return transaction.connection.execute(wanted).scalar_one()


def _not_waiting(grants: Sequence[Grant]) -> ColumnElement[bool]:
    return and_(ROW.outcome.is_(None), in_reach(grants), not_(func.coalesce(_waits_for(grants), false())))


def how_many(transaction: Transaction, grants: Sequence[Grant], which: Wanted) -> int:
    """The number of cases in reach that are wanted."""
    wanted = select(func.count()).select_from(case_row).where(in_reach(grants), *filters(which))
    return transaction.connection.execute(wanted).scalar_one()


def keepers(transaction: Transaction, case_ids: Sequence[str]) -> dict[tuple[str, str], str]:
    """Who keeps these cases, by case and role."""
    rows = transaction.connection.execute(select(keeper_row).where(keeper_row.c.case_id.in_(case_ids)))
    return {(row.case_id, row.role): row.keeper for row in rows}


def lines(transaction: Transaction, case_ids: Sequence[str]) -> dict[str, CaseLine]:
    """These cases, by their ids."""
    rows = transaction.connection.execute(case_lines().where(ROW.id.in_(case_ids)))
    return {row.id: line_of(transaction, row) for row in rows}


def notices(
    transaction: Transaction, grants: Sequence[Grant], since: datetime, limit: int = 50
) -> tuple[NoticeLine, ...]:
    """What was told to the roles granted, in cases in reach, since an instant; the newest first."""
    own = (notice_row.c.since >= moments.instant(since), in_reach(grants, notice_row.c.role))
    told = [notice_row.c.role, notice_row.c.text, notice_row.c.since.label("told_since"), notice_row.c.entry]
    wanted = case_lines().add_columns(*told).join(notice_row, notice_row.c.case_id == ROW.id).where(*own)
    newest = wanted.order_by(notice_row.c.since.desc(), ROW.id, notice_row.c.entry.desc()).limit(limit)
    return tuple(
        NoticeLine(
            case=line_of(transaction, row),
            role=row.role,
            text=row.text,
            since=moments.read_instant(row.told_since),
            entry=row.entry,
        )
        for row in transaction.connection.execute(newest)
    )


def _waits_for(grants: Sequence[Grant]) -> ColumnElement[bool]:
    own = exists().where(track_row.c.case_id == ROW.id, in_reach(grants, track_row.c.waits_on))
    return or_(in_reach(grants, ROW.waits_on), own)
