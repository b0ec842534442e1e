"""Cases, tracks and notices as lists read them, with how far a reader's grants reach and what is asked for.

Every list is cut to the grants of whoever looks: a case is in reach where a grant covers its programme and its office.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, and_, false, or_, select, true

from engine.records import canonical, moments
from engine.records.accounts import EVERY, Grant
from engine.records.projections import summary_place
from engine.records.tables import case_key, case_row, track_row
from engine.records.transaction import Transaction

ROW = case_row.c
Key = tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseLine:
    """A case in a list. `summary` is opened: it holds names. `shown`: when all could see its last change."""

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
    shown: datetime
    summary: dict[str, str]
    priority: int | None = None
    then_by: date | None = None
    lapses_on: date | None = None


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
    """Lines of a list, and the key to hand in as `after` for the next page; None: this is the last one.

    `in_all`: how many there are, where that was asked and a line is there.
    """

    lines: tuple[CaseLine, ...]
    next: Key | None
    in_all: int = 0


def in_reach(grants: Sequence[Grant], role: ColumnElement[str | None] | None = None) -> ColumnElement[bool]:
    """Cases that a grant covers; with a column of roles, only those where it holds the role granted there."""
    asked = grants if role is not None else places(grants)
    return or_(false(), *(and_(true(), *covers(grant, role)) for grant in asked))


def places(grants: Sequence[Grant]) -> tuple[Grant, ...]:
    """Of these grants one for each place: no two of them cover the same case."""
    once = {(one.programme, one.office): one for one in grants}.values()
    return tuple(one for one in once if not any(other is not one and _is_within(one, other) for other in once))


def _is_within(one: Grant, other: Grant) -> bool:
    return other.programme in (EVERY, one.programme) and other.office in (EVERY, one.office)


def covers(grant: Grant, role: ColumnElement[str | None] | None) -> Iterator[ColumnElement[bool]]:
    if grant.programme != EVERY:
        yield ROW.programme == grant.programme
    if grant.office != EVERY:
        yield ROW.office == grant.office
    if role is not None:
        yield role == grant.role


def case_lines() -> Select[Any]:
    shown = [column for column in case_row.columns if column.name not in ("head", "snapshot")]
    return select(*shown, case_key.c.key_id, case_key.c.wrapped).join_from(
        case_row, case_key, case_key.c.case_id == ROW.id
    )


def track_lines() -> Select[Any]:
    own = track_row.c
    told = [own.person, own.track, own.state.label("track_state"), own.clear_until]
    told += [own.waits_on.label("track_waits_on"), own.due_on.label("track_due_on"), own.followed_from]
    return case_lines().add_columns(*told).join(track_row, own.case_id == ROW.id)


def page_of(transaction: Transaction, wanted: Select[Any], limit: int, key: Any) -> Page:
    """One line more is asked for than shown, to know whether there is a next page."""
    rows = transaction.connection.execute(wanted.limit(limit + 1)).all()
    lines = tuple(line_of(transaction, row) for row in rows[:limit])
    return Page(lines=lines, next=key(lines[-1]) if len(rows) > limit else None)


def tracks_of(transaction: Transaction, wanted: Select[Any]) -> tuple[TrackLine, ...]:
    return tuple(
        TrackLine(
            case=line_of(transaction, row),
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


def line_of(transaction: Transaction, row: Row[Any]) -> CaseLine:
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
        shown=moments.read_instant(row.shown),
        summary=canonical.read(key.open(summary_place(row.id, row.version), row.summary)),
        priority=row.priority,
        then_by=moments.read_maybe_day(row.then_by),
        lapses_on=moments.read_maybe_day(row.lapses_on),
    )
