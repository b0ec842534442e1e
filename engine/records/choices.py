"""What the choices of a list's facets ask of a case: where it is, how it stands on a day, when it began, for whom."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, or_, select

from engine.records.lines import ROW
from engine.records.tables import keeper_row, track_row

STANDINGS, LAPSES = ("open", "overdue", "soon", "on_hold", "closed"), ("past", "30", "90", "later")
SOON, WEEK = 7, 7  # days ahead; days
KEPT = ("me", "nobody", "others")
NO_POINTS, SINCE, GIVEN = "none", "since-", "given"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Which cases to list: of each facet any of the choices named; where none is named, all.

    `standing` one of STANDINGS, `lapses` of LAPSES (in how many days the first clearance ends), `kept` of KEPT (by
    whom), `keeper` the ids of accounts, `points` so many or more, or `none` of them. `reference` is the beginning of
    one, `case` are whole ones. `outcome` is how a case ended, `opened` the month in UTC in which it was opened
    (`2026-03`) or since when (`since-2026-03`), `ends` the first day of the week in which its first clearance ends,
    `turn` a role for which it waits or one of its tracks that the reader may see, `team` GIVEN: those that the
    reader gives out.
    """

    programme: tuple[str, ...] = ()
    office: tuple[str, ...] = ()
    phase: tuple[str, ...] = ()
    state: tuple[str, ...] = ()
    waits_on: tuple[str, ...] = ()
    standing: tuple[str, ...] = ()
    lapses: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    keeper: tuple[str, ...] = ()
    points: tuple[str, ...] = ()
    outcome: tuple[str, ...] = ()
    opened: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()
    turn: tuple[str, ...] = ()
    case: tuple[str, ...] = ()
    team: tuple[str, ...] = ()
    reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """On which day somebody looks, and who: the opaque id of an account; in which tracks they may see whose turn it is,
    where a turn is asked for."""

    today: date
    user: str
    tracks: tuple[str, ...] = ()


def offered(looking: Looking, which: Wanted, points: Iterable[str]) -> dict[str, dict[str, ColumnElement[bool]]]:
    """What each choice asks for, of the facets that are no places. Some have only the choices that are made."""
    made: dict[str, Callable[[str], ColumnElement[bool] | None]] = {
        "keeper": kept_by,
        "outcome": lambda one: ROW.outcome == one,
        "opened": _opened,
        "ends": _ends,
        "turn": lambda one: awaits(one, looking.tracks),
    }
    found: dict[str, dict[str, ColumnElement[bool]]] = {
        "standing": standings(looking.today),
        "lapses": _lapses(looking.today),
        "kept": _keepers(looking.user),
        "points": {one: _points(one) for one in points if one == NO_POINTS or one.isdecimal()},
    }
    for facet, asks in made.items():
        asked = ((one, asks(one)) for one in getattr(which, facet))
        found[facet] = {one: condition for one, condition in asked if condition is not None}
    return found


def standings(today: date) -> dict[str, ColumnElement[bool]]:
    """How a case stands on a day, by the choices of STANDINGS."""
    is_open = ROW.outcome.is_(None)
    overdue = and_(is_open, ROW.due_on < today.isoformat())
    soon = and_(is_open, ROW.due_on >= today.isoformat(), ROW.due_on <= _days_on(today, SOON))
    conditions = (is_open, overdue, soon, and_(is_open, ROW.on_hold), ROW.outcome.is_not(None))
    return dict(zip(STANDINGS, conditions, strict=True))


def _lapses(today: date) -> dict[str, ColumnElement[bool]]:
    now, soon, late = (_days_on(today, days) for days in (0, 30, 90))
    day = ROW.lapses_on
    conditions = (day < now, and_(day >= now, day <= soon), and_(day > soon, day <= late), day > late)
    return dict(zip(LAPSES, conditions, strict=True))


def _days_on(today: date, days: int) -> str:
    return (today + timedelta(days)).isoformat()


def _keepers(user: str) -> dict[str, ColumnElement[bool]]:
    mine = kept_by(user)
    return dict(zip(KEPT, (mine, ROW.kept.is_(False), and_(ROW.kept, ~mine)), strict=True))


def kept_by(user: str) -> ColumnElement[bool]:
    return ROW.id.in_(select(keeper_row.c.case_id).where(keeper_row.c.keeper == user))


def _points(choice: str) -> ColumnElement[bool]:
    return ROW.priority.is_(None) if choice == NO_POINTS else ROW.priority >= int(choice)


def _opened(choice: str) -> ColumnElement[bool] | None:
    first = _day(f"{choice.removeprefix(SINCE)}-01")
    if first is None:
        return None
    behind = ROW.opened >= first.isoformat()
    return behind if choice.startswith(SINCE) else and_(behind, ROW.opened < _next_month(first).isoformat())


def _next_month(first: date) -> date:
    return (first + timedelta(31)).replace(day=1)


def _ends(choice: str) -> ColumnElement[bool] | None:
    first = _day(choice)
    return None if first is None else and_(ROW.lapses_on >= choice, ROW.lapses_on < _days_on(first, WEEK))


def _day(text: str) -> date | None:
    """A day of the years that can be told; None for what is none."""
    try:
        day = date.fromisoformat(text)
    except ValueError:
        return None
    return day if text == day.isoformat() and day.year < date.max.year else None


def awaits(role: str, tracks: Iterable[str]) -> ColumnElement[bool]:
    """That a case waits for a role, or one of these tracks of it."""
    its = track_row.c
    waiting = select(its.case_id).where(its.waits_on == role, its.track.in_(tuple(tracks)))
    return or_(ROW.waits_on == role, ROW.id.in_(waiting))
