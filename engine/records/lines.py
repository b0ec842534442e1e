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
NOT_SHOWN = ("head", "snapshot", "changed", "watched", "turns", "rank", "entered_on")


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
    return tuple(
        one for one in once if not any(other is not one and other.is_at(one.programme, one.office) for other in once)
    )


def covers(grant: Grant, role: ColumnElement[str | None] | None) -> Iterator[ColumnElement[bool]]:
    if grant.programme != EVERY:
        yield ROW.programme == grant.programme
    if grant.office != EVERY:
        yield ROW.office == grant.office
    if role is not None:
        yield role == grant.role


def case_lines() -> Select[Any]:
    shown = [column for column in case_row.columns if column.name not in NOT_SHOWN]
    return select(*shown, case_key.c.key_id, case_key.c.wrapped).join_from(
        case_row, case_key, case_key.c.case_id == ROW.id
    )


def track_lines() -> Select[Any]:
    own = [column.label(f"its_{column.name}") for column in track_row.columns]
    return case_lines().add_columns(*own).join(track_row, track_row.c.case_id == ROW.id)


def tracks_of(transaction: Transaction, wanted: Select[Any]) -> tuple[TrackLine, ...]:
    """The tracks with their cases, each of which is read once."""
    rows = transaction.connection.execute(wanted).all()
    cases = {row.id: line_of(transaction, row) for row in {row.id: row for row in rows}.values()}
    return tuple(track_of(cases[row.id], row, "its_") for row in rows)


def track_of(case: CaseLine, row: Row[Any], before: str = "") -> TrackLine:
    """A row of a track with its case; `before` stands before the names of its columns."""
    its = row._mapping
    return TrackLine(
        case=case,
        person=its[f"{before}person"] or None,
        track=its[f"{before}track"],
        state=its[f"{before}state"],
        clear_until=moments.read_maybe_day(its[f"{before}clear_until"]),
        waits_on=its[f"{before}waits_on"],
        due_on=moments.read_maybe_day(its[f"{before}due_on"]),
        followed_from=moments.read_maybe_day(its[f"{before}followed_from"]),
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
