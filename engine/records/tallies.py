"""How many cases there are: where the open ones are, since when, how others ended, when they began or lapse."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func, select

from engine.records import moments
from engine.records.accounts import Grant
from engine.records.choices import standings
from engine.records.facets import how_many
from engine.records.lines import ROW, in_reach
from engine.records.tables import case_row
from engine.records.transaction import Transaction


def by_outcome(transaction: Transaction, grants: Sequence[Grant], programme: str) -> Mapping[str, int]:
    """The cases in reach that have ended, by outcome."""
    return _counted(transaction, grants, programme, ROW.outcome, ROW.outcome.is_not(None))


def by_month(transaction: Transaction, grants: Sequence[Grant], programme: str, since: date) -> Mapping[str, int]:
    """The cases in reach that were opened since a day, by the month in UTC (`2026-03`)."""
    return _counted(transaction, grants, programme, func.substr(ROW.opened, 1, 7), ROW.opened >= since.isoformat())


@dataclass(frozen=True, slots=True, kw_only=True)
class Stood:
    """How many open cases have stood in a state since a day (in UTC), and in how many of them it is overdue. `since`
    None: of these it is not known."""

    phase: str | None
    state: str
    since: date | None
    cases: int
    overdue: int


def by_state(transaction: Transaction, grants: Sequence[Grant], programme: str, today: date) -> tuple[Stood, ...]:
    """The open cases in reach, by phase, by the state in which they stand and the day on which they came there."""
    by, late = (ROW.phase, ROW.state, ROW.entered_on), how_many(standings(today)["overdue"])
    wanted = select(*by, func.count().label("cases"), late.label("overdue")).select_from(case_row)
    wanted = wanted.where(ROW.programme == programme, in_reach(grants), ROW.outcome.is_(None)).group_by(*by)
    return tuple(
        Stood(
            phase=row.phase,
            state=row.state,
            since=moments.read_maybe_day(row.entered_on),
            cases=row.cases,
            overdue=row.overdue,
        )
        for row in transaction.connection.execute(wanted)
    )


def _counted(
    transaction: Transaction,
    grants: Sequence[Grant],
    programme: str,
    by: ColumnElement[Any],
    which: ColumnElement[bool],
) -> Mapping[str, int]:
    wanted = select(by.label("choice"), func.count().label("cases")).select_from(case_row)
    wanted = wanted.where(ROW.programme == programme, in_reach(grants), which).group_by(by)
    return {row.choice: row.cases for row in transaction.connection.execute(wanted) if row.choice is not None}


def by_lapse(
    transaction: Transaction,
    grants: Sequence[Grant],
    where: tuple[str | None, str | None],
    first: date,
    last: date,
) -> Mapping[date, int]:
    """The cases in reach by the day on which their first clearance ends, of these days; `where` names the programme and
    the office, if not all are meant."""
    day = ROW.lapses_on
    wanted = select(day.label("day"), func.count().label("cases")).select_from(case_row).where(in_reach(grants))
    wanted = wanted.where(day >= first.isoformat(), day <= last.isoformat(), *_at(*where)).group_by(day)
    return {date.fromisoformat(row.day): row.cases for row in transaction.connection.execute(wanted)}


def _at(programme: str | None, office: str | None) -> Iterator[ColumnElement[bool]]:
    if programme is not None:
        yield ROW.programme == programme
    if office is not None:
        yield ROW.office == office
