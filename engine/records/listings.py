"""The lists of cases: what waits for whom, what is due or on hold, and all cases a page at a time.

A page is found by the key of the last line before it, so that the thousandth costs no more than the first.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Integer, Select, and_, false, func, literal, not_, or_, select, tuple_

from engine.records import moments
from engine.records.accounts import Grant
from engine.records.facets import Looking, Wanted, filters
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
from engine.records.tables import covered_row, keeper_row, notice_row, track_row
from engine.records.transaction import Transaction

_NEVER = "9999-12-31"  # sorts what has no due day behind all that has one
MOST_COUNTED = 1000  # of a queue, or of what waits on others
_LEAST = -2_000_000_000  # and what has no points behind all that has some


def queue(transaction: Transaction, grants: Sequence[Grant], limit: int = 50, after: Key | None = None) -> Page:
    """The open cases that wait, or have a track that waits, for a role granted there in which nobody keeps them: the
    team's queue, as they are to be taken."""
    return _ordered(transaction, _queued(grants), _TAKEN, limit, after, _queued(grants))


def _queued(grants: Sequence[Grant]) -> Select[Any]:
    free = or_(false(), *(and_(_waits_for([one]), not_(_is_kept(keeper_row.c.role == one.role))) for one in grants))
    return select(ROW.id).where(ROW.outcome.is_(None), free)


def _is_kept(whose: ColumnElement[bool]) -> ColumnElement[bool]:
    return and_(ROW.kept, ROW.id.in_(select(keeper_row.c.case_id).where(whose)))


def kept(
    transaction: Transaction, grants: Sequence[Grant], users: Sequence[str], limit: int = 50
) -> tuple[CaseLine, ...]:
    """All open cases in reach that these accounts keep; and the first of those that wait for a role granted there in
    which somebody else keeps them, as they are to be taken."""
    is_open, others = ROW.outcome.is_(None), keeper_row.c.keeper.not_in(users)
    own = select(ROW.id).where(is_open, in_reach(grants), _is_kept(keeper_row.c.keeper.in_(users)))
    theirs = (and_(_waits_for([one]), _is_kept(and_(keeper_row.c.role == one.role, others))) for one in grants)
    first = select(ROW.id).where(is_open, or_(false(), *theirs)).order_by(*_TAKEN.sorts()).limit(limit)
    wanted = case_lines().where(or_(ROW.id.in_(own), ROW.id.in_(first))).order_by(*_TAKEN.sorts())
    return tuple(line_of(transaction, row) for row in transaction.connection.execute(wanted))


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

    `many`: about how many there are. Of many the first are found soonest along the index of the order itself.
    """
    cut: ColumnElement[bool] = and_(in_reach(grants), *filters(which, looking))
    along = order in ALONG and many > FEW
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
        """What comes behind the line of this key."""
        place = tuple_(*self.by, ROW.id)
        key = tuple_(
            *(int(part) if _is_number(one) else part for one, part in zip((*self.by, ROW.id), after, strict=True))
        )
        return place < key if self.last_first else place > key


def _is_number(column: ColumnElement[Any]) -> bool:
    return isinstance(column.type, Integer)


def _day(column: ColumnElement[Any]) -> ColumnElement[str]:
    return func.coalesce(column, _NEVER)


def _points(line: CaseLine) -> int:
    return -(_LEAST if line.priority is None else line.priority)


def _text(day: date | None) -> str:
    return moments.maybe_day(day) or _NEVER


_TAKEN = Order(
    by=(-func.coalesce(ROW.priority, _LEAST, type_=Integer), _day(ROW.then_by), _day(ROW.due_on)),
    place=lambda line: (_points(line), _text(line.then_by), _text(line.due_on)),
)
ORDERS = {
    "changed": Order(by=(ROW.shown,), place=lambda line: (moments.instant(line.shown),), last_first=True),
    "reference": Order(by=(ROW.reference,), place=lambda line: (line.reference,)),
    "due": Order(by=(_day(ROW.due_on),), place=lambda line: (_text(line.due_on),)),
    "lapses": Order(by=(_day(ROW.lapses_on),), place=lambda line: (_text(line.lapses_on),)),
    "priority": _TAKEN,
}
ALONG, FEW = ("changed", "reference"), 2000


def _ordered(
    transaction: Transaction,
    wanted: Select[Any],
    order: Order,
    limit: int,
    after: Key | None,
    counted: Select[Any] | None = None,
) -> Page:
    """The ids are found in a narrow index, and only their lines are read. One line more is asked for than shown, to
    know whether there is a next page. `counted`: the ids of all of which there is to be told how many they are."""
    if after is not None:
        wanted = wanted.where(order.follows(after))
    ids = wanted.order_by(*order.sorts()).limit(limit + 1)
    found = case_lines().where(ROW.id.in_(ids)).order_by(*order.sorts())
    rows = transaction.connection.execute(found.add_columns(_how_many(counted).label("in_all"))).all()
    lines = tuple(line_of(transaction, row) for row in rows[:limit])
    key = (*map(str, order.place(lines[-1])), lines[-1].id) if len(rows) > limit else None
    return Page(lines=lines, next=key, in_all=rows[0].in_all if rows else 0)


def _how_many(counted: Select[Any] | None) -> ColumnElement[int]:
    """How many ids there are, counted no further than one beyond MOST_COUNTED."""
    if counted is None:
        return literal(0)
    return select(func.count()).select_from(counted.limit(MOST_COUNTED + 1).subquery()).scalar_subquery()


def of_others(transaction: Transaction, grants: Sequence[Grant], limit: int = 50) -> Page:
    """The open cases in reach in which nothing waits for a role granted there; the first due first. Those on hold are
    not counted."""
    wanted = select(ROW.id).where(_not_waiting(grants))
    return _ordered(transaction, wanted, ORDERS["due"], limit, None, wanted.where(ROW.on_hold.is_(False)))


def _not_waiting(grants: Sequence[Grant]) -> ColumnElement[bool]:
    return and_(ROW.outcome.is_(None), in_reach(grants), not_(_waits_for(grants)))


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


def _waits_for(grants: Sequence[Grant]) -> ColumnElement[bool]:
    """Where a role granted there has its turn: in the case as a whole, or in one of its tracks."""
    tracks = (
        and_(*covers(one, None), ROW.id.in_(select(track_row.c.case_id).where(track_row.c.waits_on == one.role)))
        for one in grants
    )
    return or_(func.coalesce(in_reach(grants, ROW.waits_on), false()), *tracks)
