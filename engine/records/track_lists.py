"""The tracks in lists: those that wait, those to be followed up, those about to lapse."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select, tuple_

from engine.model import ANYONE, NOBODY
from engine.records.accounts import Grant
from engine.records.lines import ROW, CaseLine, TrackLine, in_reach, track_lines, track_of, tracks_of
from engine.records.tables import track_row
from engine.records.transaction import Transaction
from engine.records.turns import Kind, of_kinds

FEW = 5000  # cases in reach, of which the tracks are looked at case by case


def open_tracks(transaction: Transaction, cases: Sequence[CaseLine]) -> tuple[TrackLine, ...]:
    """The tracks of these cases that wait for somebody."""
    its, known = track_row.c, {one.id: one for one in cases}
    wanted = select(track_row).where(its.case_id.in_(known), its.waits_on != NOBODY)
    rows = transaction.connection.execute(wanted.order_by(its.case_id, its.track, its.person))
    return tuple(track_of(known[row.case_id], row) for row in rows)


def followed(
    transaction: Transaction, kinds: Sequence[Kind], grants: Sequence[Grant], since: date, until: date, limit: int = 50
) -> tuple[TrackLine, ...]:
    """The tracks of open cases that a role granted there follows up on a day between these, both included: somebody
    outside is late, or they are about to lapse. What has lapsed before is not among them; the first due come
    first. `kinds`: of what kinds there are tracks in reach that are followed up."""
    its, own = track_row.c, [one for one in kinds if _follows(one, grants)]
    counts = or_(its.clear_until.is_(None), its.clear_until >= since.isoformat())
    found = of_kinds(transaction, its.followed_by, own, its.case_id, its.track, its.person)
    found = found.where(counts, its.followed_from <= until.isoformat())
    found = found.order_by(func.coalesce(its.clear_until, its.followed_from), its.case_id).limit(limit)
    wanted = track_lines().where(tuple_(its.case_id, its.track, its.person).in_(found), ROW.outcome.is_(None))
    first = func.coalesce(its.clear_until, its.due_on)
    return tracks_of(transaction, wanted.order_by(first, ROW.id, its.track, its.person))


def _follows(kind: Kind, grants: Sequence[Grant]) -> bool:
    """Whether tracks of this kind are followed up by a role that is granted there."""
    return bool(kind.roles_of(grants)) or kind.roles == {ANYONE}


def lapsing_cases(
    transaction: Transaction,
    grants: Sequence[Grant],
    programme: str | None,
    office: str | None,
    since: date,
    until: date,
    limit: int = 50,
    after: tuple[str, str] | None = None,
) -> tuple[tuple[str, str], ...]:
    """The first such day and the id of each wanted open case in reach, in that order: a pair is the key of a page."""
    reach = and_(ROW.outcome.is_(None), in_reach(grants), *_at(programme, office))
    days = since.isoformat(), until.isoformat()
    found = _of_few(reach, *days) if _are_few(transaction, reach) else _along_days(reach, *days)
    day, case_id = found.selected_columns
    if after is not None:
        found = found.where(tuple_(day, case_id) > tuple_(*after))
    rows = transaction.connection.execute(found.order_by(day, case_id).limit(limit))
    return tuple((first, its) for first, its in rows)


def _at(programme: str | None, office: str | None) -> Iterator[ColumnElement[bool]]:
    if programme is not None:
        yield ROW.programme == programme
    if office is not None:
        yield ROW.office == office


def _are_few(transaction: Transaction, reach: ColumnElement[bool]) -> bool:
    some = select(ROW.id).where(reach).limit(FEW + 1).subquery()
    return transaction.connection.execute(select(func.count()).select_from(some)).scalar_one() <= FEW


def _of_few(reach: ColumnElement[bool], since: str, until: str) -> Select[Any]:
    """The first days of few cases: of each the tracks are looked at."""
    its, day = track_row.c, func.coalesce(track_row.c.clear_until, "")
    here = its.case_id.in_(select(ROW.id).where(reach))
    first = select(func.min(day).label("day"), its.case_id).where(here, day >= since).group_by(its.case_id).subquery().c
    return select(first.day, first.case_id).where(first.day <= until)


def _along_days(reach: ColumnElement[bool], since: str, until: str) -> Select[Any]:
    """The same of many cases, along the index of the days, so that only the first are read."""
    its, other = track_row.c, track_row.alias("other").c
    earlier = (other.clear_until >= since, other.clear_until < its.clear_until)
    before = exists().where(other.case_id == its.case_id, *earlier)
    here = exists().where(ROW.id == its.case_id, func.coalesce(reach, false()))
    wanted = select(its.clear_until, its.case_id).distinct()
    return wanted.where(its.clear_until.between(since, until), here, ~before)
