"""What a team has on its hands: how many open cases each member keeps, whose turn cases are, what the clock left."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, null, select

from engine.records import moments
from engine.records.accounts import Grant
from engine.records.choices import awaits, standings
from engine.records.facets import how_many
from engine.records.lines import ROW, CaseLine, case_lines, in_reach, line_of
from engine.records.tables import case_row, keeper_row, track_row, waking
from engine.records.transaction import Transaction
from engine.records.turns import Kind


@dataclass(frozen=True, slots=True, kw_only=True)
class Load:
    """The open cases that one account keeps in a programme at an office; `keeper` None: those that nobody keeps."""

    programme: str
    office: str
    keeper: str | None
    open: int
    overdue: int
    soon: int
    on_hold: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """How many open cases wait for a role at an office: themselves (`track` None), or in one of their tracks."""

    programme: str
    office: str
    track: str | None
    role: str
    cases: int


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class KeptIn:
    """Where somebody keeps open cases: in a role of a programme at an office."""

    programme: str
    office: str
    role: str


def kept_in(transaction: Transaction, user: str) -> tuple[KeptIn, ...]:
    """Where an account keeps open cases, each role once."""
    places = select(ROW.programme, ROW.office, keeper_row.c.role).distinct()
    own = places.join_from(keeper_row, case_row, ROW.id == keeper_row.c.case_id)
    rows = transaction.connection.execute(own.where(keeper_row.c.keeper == user, ROW.outcome.is_(None)))
    return tuple(sorted(KeptIn(**row._mapping) for row in rows))


def loads(transaction: Transaction, grants: Sequence[Grant], today: date) -> tuple[Load, ...]:
    """By programme, office and keeper; who keeps a case in two roles keeps it once."""
    its, other = keeper_row.c, keeper_row.alias("other").c
    again = exists().where(other.case_id == its.case_id, other.keeper == its.keeper, other.role < its.role)
    # Not by the key of the case: the few that are kept are found in the index of all, and no wide row is read.
    keepers = _sums(its.keeper, today).join_from(case_row, keeper_row, func.coalesce(ROW.id, "") == its.case_id)
    keepers = keepers.where(ROW.kept, ~again).group_by(its.keeper)
    nobody = _sums(null().label("keeper"), today).where(ROW.kept.is_(False))
    here = ROW.outcome.is_(None), in_reach(grants)
    each = [one.where(*here).group_by(ROW.programme, ROW.office) for one in (keepers, nobody)]
    return tuple(Load(**row._mapping) for one in each for row in transaction.connection.execute(one))


def _sums(keeper: ColumnElement[Any], today: date) -> Select[Any]:
    sums = {name: how_many(condition) for name, condition in standings(today).items() if name != "closed"}
    return select(ROW.programme, ROW.office, keeper, *(one.label(name) for name, one in sums.items()))


def kept(transaction: Transaction, grants: Sequence[Grant]) -> int:
    """How many open cases somebody keeps, each counted once."""
    found = select(func.count()).select_from(case_row).where(ROW.outcome.is_(None), ROW.kept, in_reach(grants))
    return transaction.connection.execute(found).scalar_one()


def waiting(transaction: Transaction, programme: str, office: str, role: str, tracks: Sequence[str]) -> int:
    """How many open cases of a programme at an office wait for a role, or one of these tracks of theirs."""
    here = (ROW.programme == programme, ROW.office == office, ROW.outcome.is_(None), awaits(role, tracks))
    return transaction.connection.execute(select(func.count()).select_from(case_row).where(*here)).scalar_one()


def turns(transaction: Transaction, kinds: Sequence[Kind]) -> tuple[Turn, ...]:
    """For whom the cases of these kinds wait, and each of their tracks."""
    if not kinds:
        return ()
    here, some = (ROW.programme, ROW.office), ROW.turns.in_([one.text for one in kinds])
    own = select(*here, ROW.waits_on.label("role"), func.count().label("cases"))
    own = own.where(some, ROW.waits_on.is_not(None)).group_by(*here, ROW.waits_on)
    place, turn = track_row.c.track, track_row.c.waits_on
    tracks = select(*here, place, turn.label("role"), func.count(ROW.id.distinct()).label("cases"))
    tracks = tracks.join_from(track_row, case_row, ROW.id == track_row.c.case_id).where(some, turn.is_not(None))
    found = [Turn(**row._mapping, track=None) for row in transaction.connection.execute(own)]
    found += [Turn(**row._mapping) for row in transaction.connection.execute(tracks.group_by(*here, place, turn))]
    return tuple(found)


def left_behind(
    transaction: Transaction, grants: Sequence[Grant], before: datetime, sleeps: datetime, limit: int
) -> tuple[CaseLine, ...]:
    """Open cases in which something fell due before an instant and may not have been recorded, the longest due first.

    Those that sleep for longer than until `sleeps` were looked at, and nothing was due in them.
    """
    its = case_row.alias("late").c
    asleep = exists().where(
        waking.c.case_id == its.id, waking.c.version == its.version, waking.c.at > moments.instant(sleeps)
    )
    # Found in the index of the instants alone: most that are found there sleep, and their wide rows are not read.
    late = select(its.id, its.next_instant).where(its.next_instant < moments.instant(before), ~asleep)
    found = late.cte("late_cases").prefix_with("MATERIALIZED", dialect="postgresql")
    here = func.coalesce(and_(ROW.outcome.is_(None), in_reach(grants)), false())
    first = select(ROW.id).join_from(found, case_row, ROW.id == found.c.id).where(here)
    first = first.order_by(found.c.next_instant, found.c.id).limit(limit)
    return _lines(transaction, case_lines().where(ROW.id.in_(first)).order_by(ROW.next_instant, ROW.id))


def on_hold(transaction: Transaction, kinds: Sequence[Kind], limit: int) -> tuple[CaseLine, ...]:
    """Of the cases of these kinds those on hold; those in which nothing was recorded for longest first."""
    held = select(ROW.id).where(ROW.turns.in_([one.text for one in kinds if one.on_hold]))
    first = held.order_by(ROW.changed, ROW.id).limit(limit)
    return _lines(transaction, case_lines().where(ROW.id.in_(first)).order_by(ROW.changed, ROW.id))


def _lines(transaction: Transaction, wanted: Select[Any]) -> tuple[CaseLine, ...]:
    return tuple(line_of(transaction, row) for row in transaction.connection.execute(wanted))
