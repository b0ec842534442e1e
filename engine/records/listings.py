"""The lists of cases: what waits for whom, what is due or on hold, and all cases a page at a time.

A page is found by the key of the last line before it, so that the thousandth costs no more than the first.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Integer,
    Select,
    and_,
    exists,
    false,
    func,
    literal,
    or_,
    select,
    tuple_,
    union_all,
)

from engine.records import moments
from engine.records.accounts import Grant
from engine.records.choices import Looking, Wanted
from engine.records.facets import filters
from engine.records.kinds import LEAST, NEVER, rank_of_key
from engine.records.lines import (
    ROW,
    CaseLine,
    Key,
    NoticeLine,
    Page,
    case_lines,
    covers,
    in_reach,
    line_of,
)
from engine.records.rows import KeeperRow
from engine.records.tables import by_day, by_points, covered_row, keeper_row, notice_row
from engine.records.transaction import Transaction
from engine.records.turns import Kind, first, how_many

MOST_COUNTED = 1000  # of a queue, or of what waits on others


def queue(
    transaction: Transaction, kinds: Sequence[Kind], grants: Sequence[Grant], limit: int = 50, after: Key | None = None
) -> Page:
    """The open cases that wait, or have a track that waits, for a role granted there in which nobody keeps them: the
    team's queue, as they are to be taken. `kinds`: of what kinds there are cases in reach."""
    free = [one for one in kinds if one.roles_of(grants) - one.kept]
    return _taken(transaction, free, free, limit, after)


def kept(
    transaction: Transaction, kinds: Sequence[Kind], grants: Sequence[Grant], users: Sequence[str], limit: int = 50
) -> tuple[CaseLine, ...]:
    """All open cases in reach that these accounts keep; and, of these kinds, the first of those that wait for a role
    granted there in which somebody else keeps them, as they are to be taken."""
    its = keeper_row.c
    own = select(its.case_id).where(its.keeper.in_(users))
    reached = func.coalesce(and_(ROW.outcome.is_(None), in_reach(grants)), false())
    found = [select(ROW.id).where(ROW.id.in_(own), reached)]
    if waiting := [one for one in kinds if one.roles_of(grants) & one.kept]:
        # Among the first may be the user's own: that many more are looked at.
        most = select(func.count()).select_from(own.subquery()).scalar_subquery()
        kept_there = [and_(its.role == one.role, *covers(one, None)) for one in grants]
        by_others = exists().where(its.case_id == ROW.id, its.keeper.not_in(users), or_(*kept_there))
        some = ROW.id.in_(first(transaction, waiting, limit + most))
        theirs = select(ROW.id).where(some, by_others).order_by(ROW.rank).limit(limit)
        found.append(select(theirs.subquery()))
    wanted = case_lines().where(ROW.id.in_(union_all(*found))).order_by(ROW.rank)
    return tuple(line_of(transaction, row) for row in transaction.connection.execute(wanted))


def of_others(transaction: Transaction, kinds: Sequence[Kind], grants: Sequence[Grant], limit: int = 50) -> Page:
    """The open cases in reach in which nothing waits for a role granted there, as they are to be taken. Those on hold
    are not counted."""
    others = [
        one
        for one in kinds
        if any(grant.is_at(one.programme, one.office) for grant in grants) and not one.roles_of(grants)
    ]
    return _taken(transaction, others, [one for one in others if not one.on_hold], limit, None)


def _taken(
    transaction: Transaction, kinds: Sequence[Kind], counted: Sequence[Kind], limit: int, after: Key | None
) -> Page:
    if not kinds:
        return Page(lines=(), next=None)
    ids = first(transaction, kinds, limit, rank_of_key(after) if after is not None else None)
    return _page(transaction, ids, _TAKEN, (ROW.rank,), limit, how_many(counted, MOST_COUNTED))


def cases(
    transaction: Transaction,
    grants: Sequence[Grant],
    which: Wanted,
    looking: Looking,
    order: str = "changed",
    limit: int = 50,
    after: Key | None = None,
    many: int = 0,
) -> Page:
    """The cases in reach that are wanted, in one of ORDERS: what all saw change last first, unless told.

    `many`: about how many there are. Of many the first are found soonest along the index of the order itself, unless
    what is wanted lies at its end.
    """
    cut: ColumnElement[bool] = and_(in_reach(grants), *filters(which, looking))
    along = many > FEW and _is_soon(order, which)
    wanted = select(ROW.id).where(func.coalesce(cut, false()) if along else cut)
    return _ordered(transaction, wanted, ORDERS[order], limit, after)


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """How a list is sorted: by which columns, and a line's place in it; what has no such day or points comes last."""

    by: tuple[ColumnElement[Any], ...]
    place: Callable[[CaseLine], tuple[str | int, ...]]
    last_first: bool = False

    def sorts(self) -> Iterator[ColumnElement[Any]]:
        return ((one.desc() if self.last_first else one.asc()) for one in (*self.by, ROW.id))

    def follows(self, after: Key) -> ColumnElement[bool]:
        """What comes behind the line of this key. That its first part does is said as well: SQLite finds no more than
        that along an index of expressions."""
        columns = (*self.by, ROW.id)
        parts = [int(part) if _is_number(one) else part for one, part in zip(columns, after, strict=True)]
        place, key = tuple_(*columns), tuple_(*parts)
        if self.last_first:
            return and_(columns[0] <= parts[0], place < key)
        return and_(columns[0] >= parts[0], place > key)


def _is_number(column: ColumnElement[Any]) -> bool:
    return isinstance(column.type, Integer)


def _points(line: CaseLine) -> int:
    return -(LEAST if line.priority is None else line.priority)


def _text(day: date | None) -> str:
    return moments.maybe_day(day) or NEVER


_TAKEN = Order(
    by=(by_points(ROW.priority), by_day(ROW.then_by), by_day(ROW.due_on)),
    place=lambda line: (_points(line), _text(line.then_by), _text(line.due_on)),
)
ORDERS = {
    "changed": Order(by=(ROW.shown,), place=lambda line: (moments.instant(line.shown),), last_first=True),
    "reference": Order(by=(ROW.reference,), place=lambda line: (line.reference,)),
    "due": Order(by=(by_day(ROW.due_on),), place=lambda line: (_text(line.due_on),)),
    "lapses": Order(by=(by_day(ROW.lapses_on),), place=lambda line: (_text(line.lapses_on),)),
    "priority": _TAKEN,
}
ALONG, FEW, LAST_CHANGED = ("changed", "reference"), 2000, ("closed",)
BY_PLACE = {"due": Wanted(standing=("overdue",)), "lapses": Wanted(lapses=("past",)), "priority": Wanted()}
"""The orders whose indexes tell where each case is, and what lies at the beginning of each."""


def _is_soon(order: str, which: Wanted) -> bool:
    """Whether what is wanted comes soon along the index of an order, or the index tells of the rest where it is."""
    if order in BY_PLACE:
        return replace(which, programme=(), office=()) in (Wanted(), BY_PLACE[order])
    return order in ALONG and which.standing != LAST_CHANGED


def _ordered(transaction: Transaction, wanted: Select[Any], order: Order, limit: int, after: Key | None) -> Page:
    """The ids are found in a narrow index, and only their lines are read. One line more is asked for than shown, to
    know whether there is a next page."""
    if after is not None:
        wanted = wanted.where(order.follows(after))
    sorts = tuple(order.sorts())
    return _page(transaction, wanted.order_by(*sorts).limit(limit + 1), order, sorts, limit, literal(0))


def _page(
    transaction: Transaction,
    ids: Select[Any],
    order: Order,
    sorts: Sequence[ColumnElement[Any]],
    limit: int,
    in_all: ColumnElement[int],
) -> Page:
    found = case_lines().where(ROW.id.in_(ids)).order_by(*sorts)
    rows = transaction.connection.execute(found.add_columns(in_all.label("in_all"))).all()
    lines = tuple(line_of(transaction, row) for row in rows[:limit])
    key = (*map(str, order.place(lines[-1])), lines[-1].id) if len(rows) > limit else None
    return Page(lines=lines, next=key, in_all=rows[0].in_all if rows else 0)


def keepers(transaction: Transaction, case_ids: Sequence[str]) -> dict[tuple[str, str], KeeperRow]:
    """Who keeps these cases, by case and role."""
    rows = transaction.connection.execute(select(keeper_row).where(keeper_row.c.case_id.in_(case_ids)))
    return {(row.case_id, row.role): KeeperRow(role=row.role, keeper=row.keeper, given=row.given) for row in rows}


def lines(transaction: Transaction, case_ids: Sequence[str]) -> dict[str, CaseLine]:
    """These cases, by their ids."""
    rows = transaction.connection.execute(case_lines().where(ROW.id.in_(case_ids)))
    return {row.id: line_of(transaction, row) for row in rows}


def notices(
    transaction: Transaction, grants: Sequence[Grant], since: datetime, limit: int = 50
) -> tuple[NoticeLine, ...]:
    """What was told to the roles granted, in cases in reach, since an instant; the newest first."""
    its = notice_row.c
    of_roles = [_newest(grants, role, since, limit) for role in sorted({one.role for one in grants})]
    if not of_roles:
        return ()
    newest = union_all(*of_roles).subquery()
    told = [its.role, its.text, its.since.label("told_since"), its.entry]
    wanted = case_lines().add_columns(*told).join(notice_row, its.case_id == ROW.id)
    wanted = wanted.where(tuple_(its.case_id, its.entry, its.role).in_(select(newest)))
    newest_first = wanted.order_by(its.since.desc(), ROW.id, its.entry.desc()).limit(limit)
    return tuple(
        NoticeLine(
            case=line_of(transaction, row),
            role=row.role,
            text=row.text,
            since=moments.read_instant(row.told_since),
            entry=row.entry,
        )
        for row in transaction.connection.execute(newest_first)
    )


def done_for(
    transaction: Transaction, grants: Sequence[Grant], absent: str, since: datetime, limit: int
) -> tuple[tuple[CaseLine, tuple[int, ...]], ...]:
    """The cases in reach in which something was done in the place of an account since an instant, with the numbers of
    these entries: of the newest entries so many."""
    own = (covered_row.c.absent == absent, covered_row.c.since >= moments.instant(since), in_reach(grants))
    wanted = case_lines().add_columns(covered_row.c.entry).join(covered_row, covered_row.c.case_id == ROW.id)
    rows = transaction.connection.execute(
        wanted.where(*own).order_by(covered_row.c.since.desc(), ROW.id, covered_row.c.entry.desc()).limit(limit)
    ).all()
    lines = {row.id: line_of(transaction, row) for row in rows}
    return tuple((line, tuple(row.entry for row in rows if row.id == case_id)) for case_id, line in lines.items())


def _newest(grants: Sequence[Grant], role: str, since: datetime, limit: int) -> Select[Any]:
    """What was told to this role, along the index of what each is told, so that only the newest is read."""
    its, where = notice_row.c, in_reach([one for one in grants if one.role == role])
    here = exists().where(ROW.id == its.case_id, func.coalesce(where, false()))
    told = select(its.case_id, its.entry, its.role).where(its.role == role, its.since >= moments.instant(since), here)
    newest = told.order_by(its.since.desc(), its.case_id, its.entry.desc()).limit(limit)
    return select(newest.subquery())
