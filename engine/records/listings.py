"""The lists: what waits for whom, what is due, lapsing or on hold, and all cases a page at a time.

Every list is cut to the grants of whoever looks: a case is in reach where a grant covers its programme and its office.
A page is found by the key of the last line before it, so that the thousandth costs no more than the first.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, exists, false, func, not_, or_, select, true, tuple_

from engine.model import ANYONE
from engine.records import canonical, moments
from engine.records.accounts import EVERY, Grant
from engine.records.projections import summary_place
from engine.records.tables import case_key, case_row, keeper_row, notice_row, roles_text, timer_row, track_row
from engine.records.transaction import Transaction

_NEVER = "9999-12-31"  # sorts what has no due day behind all that has one
_LEAST = -2_000_000_000  # and what has no points behind all that has some
_ROW = case_row.c
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """A case in a list. `summary` is opened: it holds names."""

    id: str
    reference: str
    programme: str
    digest: str
    office: str
    version: int
    state: str
    phase: str | None
    outcome: str | None
    waits_on: str | None
    due_on: date | None
    next_instant: datetime | None
    on_hold: bool
    opened: datetime
    changed: datetime
    summary: dict[str, str]
    priority: int | None = None
    then_by: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackLine:
    """A track in a list, with its case."""

    case: CaseLine
    person: str | None
    track: str
    state: str
    clear_until: date | None
    waits_on: str | None
    due_on: date | None
    followed_from: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeLine:
    """Something told to a role: in which case, by which entry, when."""

    case: CaseLine
    role: str
    text: str
    since: datetime
    entry: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """Lines of a list, and the key to hand in as `after` for the next page; None: this is the last one."""

    lines: tuple[CaseLine, ...]
    next: Key | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many cases there are of each kind. `overdue` wait past their day; `lapsing` counts tracks."""

    open: int
    waiting: int
    overdue: int
    lapsing: int
    on_hold: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which cases to list; None: all of them. `reference` is the beginning of one, `due_before` leaves its day out.

    `scored`: whether their priority has been worked out; `points_from`: those with so many points or more.
    """

    programme: str | None = None
    office: str | None = None
    state: str | None = None
    phase: str | None = None
    outcome: str | None = None
    open: bool | None = None
    on_hold: bool | None = None
    waits_on: str | None = None
    due_before: date | None = None
    reference: str | None = None
    scored: bool | None = None
    points_from: int | None = None


def work_list(transaction: Transaction, grants: Sequence[Grant], limit: int = 50, after: Key | None = None) -> Page:
    """The open cases that wait, or have a track that waits, for a role granted there, as they are to be taken."""
    return _by_priority(transaction, _lines().where(_ROW.outcome.is_(None), _waits_for(grants)), limit, after)


def cases(
    transaction: Transaction,
    grants: Sequence[Grant],
    which: Wanted,
    limit: int = 50,
    after: Key | None = None,
    by_priority: bool = False,
) -> Page:
    """The cases in reach that are wanted: the last changed first, or as they are to be taken."""
    wanted = _lines().where(_in_reach(grants), *_filters(which))
    if by_priority:
        return _by_priority(transaction, wanted, limit, after)
    wanted = wanted.order_by(_ROW.changed.desc(), _ROW.id.desc())
    if after is not None:
        wanted = wanted.where(tuple_(_ROW.changed, _ROW.id) < tuple_(*after))
    return _page(transaction, wanted, limit, lambda line: (moments.instant(line.changed), line.id))


def _by_priority(transaction: Transaction, wanted: Select[Any], limit: int, after: Key | None) -> Page:
    """Most points first, of equals the earlier date of the programme, then the first due; without points last."""
    days = (func.coalesce(column, _NEVER) for column in (_ROW.then_by, _ROW.due_on))
    order = (-func.coalesce(_ROW.priority, _LEAST), *days, _ROW.id)
    if after is not None:
        wanted = wanted.where(tuple_(*order) > tuple_(int(after[0]), *after[1:]))
    return _page(transaction, wanted.order_by(*order), limit, _place_in_order)


def _place_in_order(line: CaseLine) -> Key:
    points = _LEAST if line.priority is None else line.priority
    days = (moments.maybe_day(day) or _NEVER for day in (line.then_by, line.due_on))
    return (str(-points), *days, line.id)


def of_others(transaction: Transaction, grants: Sequence[Grant], limit: int = 50) -> Page:
    """The open cases in reach in which nothing waits for a role granted there; the first due first."""
    wanted = _lines().where(_not_waiting(grants))
    wanted = wanted.order_by(func.coalesce(_ROW.due_on, _NEVER), _ROW.changed.desc(), _ROW.id)
    return _page(transaction, wanted, limit, lambda line: (line.id,))


def how_many_of_others(transaction: Transaction, grants: Sequence[Grant]) -> int:
    """How many such cases there are, those on hold left out."""
    wanted = select(func.count()).select_from(case_row).where(_not_waiting(grants), _ROW.on_hold.is_(False))
    return transaction.connection.execute(wanted).scalar_one()


def _not_waiting(grants: Sequence[Grant]) -> ColumnElement[bool]:
    return and_(_ROW.outcome.is_(None), _in_reach(grants), not_(func.coalesce(_waits_for(grants), false())))


def how_many(transaction: Transaction, grants: Sequence[Grant], which: Wanted) -> int:
    """The number of cases in reach that are wanted."""
    wanted = select(func.count()).select_from(case_row).where(_in_reach(grants), *_filters(which))
    return transaction.connection.execute(wanted).scalar_one()


def waiting_tracks(transaction: Transaction, grants: Sequence[Grant], case_ids: Sequence[str]) -> tuple[TrackLine, ...]:
    """The tracks of these cases that wait for a role granted there."""
    wanted = _track_lines().where(_ROW.id.in_(case_ids), _in_reach(grants, track_row.c.waits_on))
    return _tracks(transaction, wanted.order_by(_ROW.id, track_row.c.person, track_row.c.track))


def keepers(transaction: Transaction, case_ids: Sequence[str]) -> dict[tuple[str, str], str]:
    """Who keeps these cases, by case and role."""
    rows = transaction.connection.execute(select(keeper_row).where(keeper_row.c.case_id.in_(case_ids)))
    return {(row.case_id, row.role): row.keeper for row in rows}


def open_tracks(transaction: Transaction, case_ids: Sequence[str]) -> tuple[TrackLine, ...]:
    """The tracks of these cases that wait for anybody."""
    wanted = _track_lines().where(_ROW.id.in_(case_ids), track_row.c.waits_on.is_not(None))
    return _tracks(transaction, wanted.order_by(_ROW.id, track_row.c.track, track_row.c.person))


def followed(
    transaction: Transaction, grants: Sequence[Grant], since: date, until: date, limit: int = 50
) -> tuple[TrackLine, ...]:
    """The tracks of open cases that a role granted there follows up on a day between these, both included: somebody
    outside is late, or they are about to lapse. What has lapsed before is not among them; the first due come first."""
    its = track_row.c
    counts = or_(its.clear_until.is_(None), its.clear_until >= since.isoformat())
    follows = (its.followed_from <= until.isoformat(), counts, _ROW.outcome.is_(None), _follows(grants))
    wanted = _track_lines().where(*follows)
    first = func.coalesce(its.clear_until, its.due_on)
    return _tracks(transaction, wanted.order_by(first, _ROW.id, its.track, its.person).limit(limit))


def _follows(grants: Sequence[Grant]) -> ColumnElement[bool]:
    """Whether the track is followed up by a role that a grant gives there."""
    by = track_row.c.followed_by
    own = (
        and_(*_covers(one, None), by.contains(roles_text((one.role,)), autoescape=True) | (by == roles_text((ANYONE,))))
        for one in grants
    )
    return or_(false(), *own)


def lapsing(
    transaction: Transaction, grants: Sequence[Grant], since: date, until: date, limit: int = 50
) -> tuple[TrackLine, ...]:
    """The tracks of open cases in reach whose last day lies between these, both included; the first to lapse first."""
    its = track_row.c
    wanted = _track_lines().where(its.clear_until >= since.isoformat(), _lapses(grants, until))
    return _tracks(transaction, wanted.order_by(its.clear_until, _ROW.id, its.track, its.person).limit(limit))


def lapsing_cases(
    transaction: Transaction,
    grants: Sequence[Grant],
    which: Wanted,
    since: date,
    until: date,
    limit: int = 50,
    after: tuple[str, str] | None = None,
) -> tuple[tuple[str, str], ...]:
    """The first such day and the id of each wanted case in reach, in that order: a pair is the key of a page."""
    first = func.min(track_row.c.clear_until)
    wanted = select(first, _ROW.id).join(track_row, track_row.c.case_id == _ROW.id).group_by(_ROW.id)
    wanted = wanted.where(track_row.c.clear_until >= since.isoformat(), _lapses(grants, until), *_filters(which))
    if after is not None:
        wanted = wanted.having(tuple_(first, _ROW.id) > tuple_(*after))
    rows = transaction.connection.execute(wanted.order_by(first, _ROW.id).limit(limit))
    return tuple((day, case_id) for day, case_id in rows)


def lines(transaction: Transaction, case_ids: Sequence[str]) -> dict[str, CaseLine]:
    """These cases, by their ids."""
    rows = transaction.connection.execute(_lines().where(_ROW.id.in_(case_ids)))
    return {row.id: _line(transaction, row) for row in rows}


def notices(
    transaction: Transaction, grants: Sequence[Grant], since: datetime, limit: int = 50
) -> tuple[NoticeLine, ...]:
    """What was told to the roles granted, in cases in reach, since an instant; the newest first."""
    own = (notice_row.c.since >= moments.instant(since), _in_reach(grants, notice_row.c.role))
    told = [notice_row.c.role, notice_row.c.text, notice_row.c.since.label("told_since"), notice_row.c.entry]
    wanted = _lines().add_columns(*told).join(notice_row, notice_row.c.case_id == _ROW.id).where(*own)
    newest = wanted.order_by(notice_row.c.since.desc(), _ROW.id, notice_row.c.entry.desc()).limit(limit)
    return tuple(
        NoticeLine(
            case=_line(transaction, row),
            role=row.role,
            text=row.text,
            since=moments.read_instant(row.told_since),
            entry=row.entry,
        )
        for row in transaction.connection.execute(newest)
    )


def counts(transaction: Transaction, grants: Sequence[Grant], today: date, lapsing_until: date) -> Counts:
    """How much there is to do, in reach of these grants."""
    is_open = _ROW.outcome.is_(None)
    waits = and_(is_open, _waits_for(grants))

    def count(which: ColumnElement[bool]) -> int:
        return transaction.connection.execute(select(func.count()).select_from(case_row).where(which)).scalar_one()

    joined = case_row.join(track_row, track_row.c.case_id == _ROW.id)
    lapses = select(func.count()).select_from(joined).where(_lapses(grants, lapsing_until))
    return Counts(
        open=count(and_(is_open, _in_reach(grants))),
        waiting=count(waits),
        overdue=count(and_(waits, _ROW.due_on < today.isoformat())),
        lapsing=transaction.connection.execute(lapses).scalar_one(),
        on_hold=count(and_(is_open, _ROW.on_hold, _in_reach(grants))),
    )


def case_ids(transaction: Transaction, programme: str | None = None, is_open: bool | None = None) -> tuple[str, ...]:
    """The ids of the cases of a programme, or of all, in the order of opening."""
    wanted = select(_ROW.id).where(*_filters(Wanted(programme=programme, open=is_open)))
    return tuple(transaction.connection.execute(wanted.order_by(_ROW.opened, _ROW.id)).scalars())


def timers(transaction: Transaction, case_id: str) -> tuple[tuple[str, str, str | None, datetime], ...]:
    """The timers that run in a case, as machine, timer, person and end; the first to end first."""
    wanted = select(timer_row).where(timer_row.c.case_id == case_id).order_by(timer_row.c.ends, timer_row.c.timer)
    rows = transaction.connection.execute(wanted)
    return tuple((row.machine, row.timer, row.person or None, moments.read_instant(row.ends)) for row in rows)


def _in_reach(grants: Sequence[Grant], role: ColumnElement[str | None] | None = None) -> ColumnElement[bool]:
    """Cases that a grant covers; with a column of roles, only those where it holds the role granted there."""
    return or_(false(), *(and_(true(), *_covers(grant, role)) for grant in grants))


def _covers(grant: Grant, role: ColumnElement[str | None] | None) -> Iterator[ColumnElement[bool]]:
    if grant.programme != EVERY:
        yield _ROW.programme == grant.programme
    if grant.office != EVERY:
        yield _ROW.office == grant.office
    if role is not None:
        yield role == grant.role


def _waits_for(grants: Sequence[Grant]) -> ColumnElement[bool]:
    own = exists().where(track_row.c.case_id == _ROW.id, _in_reach(grants, track_row.c.waits_on))
    return or_(_in_reach(grants, _ROW.waits_on), own)


def _lapses(grants: Sequence[Grant], until: date) -> ColumnElement[bool]:
    return and_(track_row.c.clear_until <= until.isoformat(), _ROW.outcome.is_(None), _in_reach(grants))


def _filters(which: Wanted) -> Iterator[ColumnElement[bool]]:
    for name in ("programme", "office", "state", "phase", "outcome", "on_hold", "waits_on"):
        if getattr(which, name) is not None:
            yield _ROW[name] == getattr(which, name)
    if which.open is not None:
        yield _ROW.outcome.is_(None) if which.open else _ROW.outcome.is_not(None)
    if which.due_before is not None:
        yield _ROW.due_on < which.due_before.isoformat()
    if which.reference is not None:
        yield _ROW.reference.istartswith(which.reference, autoescape=True)
    if which.scored is not None:
        yield _ROW.priority.is_not(None) if which.scored else _ROW.priority.is_(None)
    if which.points_from is not None:
        yield _ROW.priority >= which.points_from


def _lines() -> Select[Any]:
    shown = [column for column in case_row.columns if column.name not in ("head", "snapshot")]
    return select(*shown, case_key.c.key_id, case_key.c.wrapped).join_from(
        case_row, case_key, case_key.c.case_id == _ROW.id
    )


def _track_lines() -> Select[Any]:
    own = track_row.c
    told = [own.person, own.track, own.state.label("track_state"), own.clear_until]
    told += [own.waits_on.label("track_waits_on"), own.due_on.label("track_due_on"), own.followed_from]
    return _lines().add_columns(*told).join(track_row, own.case_id == _ROW.id)


def _page(transaction: Transaction, wanted: Select[Any], limit: int, key: Any) -> Page:
    """One line more is asked for than shown, to know whether there is a next page."""
    rows = transaction.connection.execute(wanted.limit(limit + 1)).all()
    lines = tuple(_line(transaction, row) for row in rows[:limit])
    return Page(lines=lines, next=key(lines[-1]) if len(rows) > limit else None)


def _tracks(transaction: Transaction, wanted: Select[Any]) -> tuple[TrackLine, ...]:
    return tuple(
        TrackLine(
            case=_line(transaction, row),
            person=row.person or None,
            track=row.track,
            state=row.track_state,
            clear_until=moments.read_maybe_day(row.clear_until),
            waits_on=row.track_waits_on,
            due_on=moments.read_maybe_day(row.track_due_on),
            followed_from=moments.read_maybe_day(row.followed_from),
        )
        for row in transaction.connection.execute(wanted)
    )


def _line(transaction: Transaction, row: Row[Any]) -> CaseLine:
    key = transaction.vault.unwrap(row.id, row.key_id, row.wrapped)
    return CaseLine(
        id=row.id,
        reference=row.reference,
        programme=row.programme,
        digest=row.digest,
        office=row.office,
        version=row.version,
        state=row.state,
        phase=row.phase,
        outcome=row.outcome,
        waits_on=row.waits_on,
        due_on=moments.read_maybe_day(row.due_on),
        next_instant=moments.read_maybe_instant(row.next_instant),
        on_hold=row.on_hold,
        opened=moments.read_instant(row.opened),
        changed=moments.read_instant(row.changed),
        summary=canonical.read(key.open(summary_place(row.id, row.version), row.summary)),
        priority=row.priority,
        then_by=moments.read_maybe_day(row.then_by),
    )
