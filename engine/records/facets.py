"""By what a list of cases is cut, and how many cases each choice would leave: as far as the reader's grants reach.

A facet cuts by a column (where the case is), or by a condition (how it stands on a day, and for whom). What a facet's
own choices count is cut by every other facet.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, false, func, literal, or_, select, true, union_all

from engine.records.accounts import Grant
from engine.records.choices import Looking, Wanted, offered
from engine.records.lines import ROW, in_reach, places
from engine.records.tables import case_row
from engine.records.transaction import Transaction

ANYWHERE, OF_A_PROGRAMME = ("programme", "office"), ("phase", "state", "waits_on")
CONDITIONS = ("standing", "lapses", "kept", "keeper", "points", "outcome", "opened", "ends", "turn")
MOST_COUNTED = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """How many cases are in reach, how many of them are wanted, and how many each choice of a facet would leave; of
    more than MOST_COUNTED one more than these."""

    all: int
    found: int
    choices: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


def filters(which: Wanted, looking: Looking) -> Iterator[ColumnElement[bool]]:
    """What a case must be, to be listed."""
    yield from _at(which, (*ANYWHERE, *OF_A_PROGRAMME))
    yield from _conditions(which, looking).values()
    yield from _begins(which)


def _at(which: Wanted, names: Iterable[str]) -> Iterator[ColumnElement[bool]]:
    for name in names:
        if chosen := getattr(which, name):
            yield ROW[name].in_(chosen)


def _conditions(which: Wanted, looking: Looking) -> dict[str, ColumnElement[bool]]:
    """What the facets that are no columns ask for; those of which nothing is chosen are left out."""
    if not any(getattr(which, name) for name in CONDITIONS):
        return {}
    found = offered(looking, which, which.points)
    chosen = {name: [found[name][one] for one in getattr(which, name) if one in found[name]] for name in found}
    return {name: or_(false(), *some) for name, some in chosen.items() if some}


def counted(
    transaction: Transaction, grants: Sequence[Grant], which: Wanted, looking: Looking, points: Iterable[str] = ()
) -> Tally:
    """Counts the choices of every facet; those of `points` are told. Phases, states and turns where one programme is
    chosen, to which they belong. Nothing is counted further than MOST_COUNTED: where more are in reach, the choices are
    counted among those at the places chosen, unless they are as many as well."""
    every = _as_far(transaction, grants, _begins(which))
    if every <= MOST_COUNTED:
        return _whole(transaction, grants, which, looking, points, ())
    within = tuple(_at(which, ANYWHERE))
    if within and _as_far(transaction, grants, (*within, *_begins(which))) <= MOST_COUNTED:
        found = _whole(transaction, grants, which, looking, points, within)
        its_own = {name: one for name, one in found.choices.items() if name not in ANYWHERE}
        return replace(found, all=every, choices=its_own)
    cut = tuple(filters(which, looking))
    return Tally(all=every, found=_as_far(transaction, grants, cut) if cut else every)


def _as_far(transaction: Transaction, grants: Sequence[Grant], cut: Sequence[ColumnElement[bool]]) -> int:
    """How many cases there are, counted place by place along the index and no further than one more than the most."""
    found = [select(literal(1)).select_from(case_row).where(in_reach([one]), *cut) for one in places(grants)]
    if not found:
        return 0
    some = union_all(*found).limit(MOST_COUNTED + 1).subquery()
    return transaction.connection.execute(select(func.count()).select_from(some)).scalar_one()


def _whole(
    transaction: Transaction,
    grants: Sequence[Grant],
    which: Wanted,
    looking: Looking,
    points: Iterable[str],
    within: Sequence[ColumnElement[bool]],
) -> Tally:
    """Counts every choice among the cases within."""
    asked, passes = offered(looking, which, (*points, *which.points)), _conditions(which, looking)
    reach = (in_reach(grants), *within, *_begins(which))
    rows = _sums(transaction, reach, asked, passes, and_(true(), *_at(which, OF_A_PROGRAMME)))
    choices = _places(rows, which) | _summed(rows, which, asked)
    if len(which.programme) == 1:
        choices |= _in_programme(transaction, grants, which, passes)
    here = [row for row in rows if _is_at(row, which, ANYWHERE)]
    return Tally(all=sum(row.every for row in rows), found=sum(row.wanted for row in here), choices=choices)


def _sums(
    transaction: Transaction,
    reach: Sequence[ColumnElement[bool]],
    asked: Mapping[str, Mapping[str, ColumnElement[bool]]],
    passes: Mapping[str, ColumnElement[bool]],
    its_own: ColumnElement[bool],
) -> Sequence[Row[Any]]:
    """One row for each programme and office: how many there are, pass, would pass in another programme, and of each
    choice pass all but its own facet."""
    sums = [func.count().label("every"), how_many(and_(its_own, *passes.values())).label("wanted")]
    sums.append(how_many(and_(true(), *passes.values())).label("elsewhere"))
    for facet, choices in asked.items():
        others = [one for name, one in passes.items() if name != facet]
        sums += [how_many(and_(its_own, one, *others)).label(f"{facet} {name}") for name, one in choices.items()]
    columns = [ROW[name] for name in ANYWHERE]
    wanted = select(*columns, *sums).select_from(case_row).where(*reach).group_by(*columns)
    return transaction.connection.execute(wanted).all()


def _begins(which: Wanted) -> tuple[ColumnElement[bool], ...]:
    begins = () if which.reference is None else (ROW.reference.istartswith(which.reference, autoescape=True),)
    return (*begins, ROW.reference.in_(which.case)) if which.case else begins


def how_many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    """The number of rows of a group for which it holds."""
    return func.count().filter(condition)


def _places(rows: Iterable[Row[Any]], which: Wanted) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {name: {} for name in ANYWHERE}
    for row in rows:
        if _is_at(row, which, ("office",)):
            found["programme"][row.programme] = found["programme"].get(row.programme, 0) + row.elsewhere
        if _is_at(row, which, ("programme",)):
            found["office"][row.office] = found["office"].get(row.office, 0) + row.wanted
    return found


def _summed(
    rows: Iterable[Row[Any]], which: Wanted, asked: Mapping[str, Mapping[str, ColumnElement[bool]]]
) -> dict[str, dict[str, int]]:
    here = [row._mapping for row in rows if _is_at(row, which, ANYWHERE)]
    return {
        facet: {name: sum(row[f"{facet} {name}"] for row in here) for name in choices}
        for facet, choices in asked.items()
    }


def _in_programme(
    transaction: Transaction, grants: Sequence[Grant], which: Wanted, passes: Mapping[str, ColumnElement[bool]]
) -> dict[str, dict[str, int]]:
    """The choices that belong to the one programme that is chosen."""
    columns, at_office = [ROW[name] for name in OF_A_PROGRAMME], [ROW.office.in_(which.office)] if which.office else []
    here = (in_reach(grants), ROW.programme.in_(which.programme), *at_office, *passes.values())
    wanted = select(*columns, func.count().label("many")).select_from(case_row).where(*here).group_by(*columns)
    found: dict[str, dict[str, int]] = {name: {} for name in OF_A_PROGRAMME}
    for row in transaction.connection.execute(wanted):
        for name in OF_A_PROGRAMME:
            choice = row._mapping[name]
            if choice is not None and _is_at(row, which, [one for one in OF_A_PROGRAMME if one != name]):
                found[name][choice] = found[name].get(choice, 0) + row.many
    return found


def _is_at(row: Row[Any], which: Wanted, names: Iterable[str]) -> bool:
    return all(not getattr(which, name) or row._mapping[name] in getattr(which, name) for name in names)
