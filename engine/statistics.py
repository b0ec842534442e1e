"""Statistics of a programme that may be handed on: no number in them tells of so few that somebody could be known."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import accumulate

from engine.caller import Caller
from engine.civil import Span
from engine.clock import Clock, clock
from engine.errors import NotFound
from engine.model import Programme
from engine.published import Published
from engine.reach import grants_of
from engine.reading.translating import in_language
from engine.records import tallies
from engine.records.database import Records
from engine.records.tallies import Stood

LEAST, MONTHS = 5, 12
LONGEST_FROM = 2 * LEAST  # cases; of fewer the 90th percentile is how long a single case has waited


@dataclass(frozen=True, slots=True, kw_only=True)
class Tallied:
    """Numbers of cases by name, in order, rounded to five; None where it is withheld. `total` None: it would tell what
    is withheld."""

    cells: Mapping[str, int | None]
    total: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Stay:
    """How long the open cases that stand in a state have stood there, in whole days.

    `cases` and `overdue` (those past the state's service time) are rounded to five, None where withheld. `median`: half
    of them, or more, have stood there so long at most; `ninetieth`: nine of ten. None where of so few that a case could
    be known. `target` is the state's service time, where that is a span.
    """

    state: str
    cases: int | None
    overdue: int | None
    median: int | None
    ninetieth: int | None
    target: Span | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The open cases by phase, and by state with how long; those that ended by outcome, and those opened in the last
    twelve months by month."""

    law: Programme
    phases: Tallied
    stays: tuple[Stay, ...]
    outcomes: Tallied
    months: Tallied


class Statistics:
    """The door to the figures of a programme, as far as somebody's roles at their offices reach."""

    def __init__(self, records: Records, published: Published, now: Clock = clock):
        self.records, self.published, self.now = records, published, now

    def figures(self, caller: Caller, programme: str) -> Figures:
        """Raises NotFound for a programme in which the caller has no role."""
        if programme not in caller.programmes():
            raise NotFound(f"There is no programme {programme}")
        today = self.now().date()
        grants, months = grants_of(caller), last_months(today)
        with self.records.reading() as reading:
            law = in_language(self.published.in_force(reading).current(programme), caller.language)
            stood = tallies.by_state(reading, grants, programme, today)
            outcomes = tallies.by_outcome(reading, grants, programme)
            opened = tallies.by_month(reading, grants, programme, date.fromisoformat(f"{months[0]}-01"))
        return Figures(
            law=law,
            phases=phases(law, stood),
            stays=stays(law, stood, today),
            outcomes=told(dict(sorted(outcomes.items()))),
            months=told({name: opened.get(name, 0) for name in months}),
        )


def last_months(today: date) -> tuple[str, ...]:
    """The twelve months that end with this one, the first one first, as `2026-03`."""
    last = today.year * 12 + today.month - 1
    return tuple(f"{one // 12:04}-{one % 12 + 1:02}" for one in range(last - MONTHS + 1, last + 1))


def told(counts: Mapping[str, int]) -> Tallied:
    """The same with every number from 1 to 4 withheld and the others rounded to five, as refugee statistics are. Where
    any is withheld, so is the total, that it may not be worked out."""
    cells = {name: _told(count) for name, count in counts.items()}
    return Tallied(cells=cells, total=None if None in cells.values() else _told(sum(counts.values())))


def _told(count: int) -> int | None:
    return None if 0 < count < LEAST else LEAST * ((count + LEAST // 2) // LEAST)


def phases(law: Programme, stood: Iterable[Stood]) -> Tallied:
    """The open cases by phase; those that only an earlier version has come last. A phase is withheld, too, where its
    number and those told of its states would narrow down what is withheld of another of them."""
    states: dict[str, dict[str, int]] = {name: {} for name in law.phases}
    for one in stood:
        its = states.setdefault(one.phase or "", {})
        its[one.state] = its.get(one.state, 0) + one.cases
    found, parts = told({name: sum(its.values()) for name, its in states.items()}), list[int | None]()
    cells = dict(found.cells)
    for name, its in states.items():
        here = [_told(count) for count in its.values()]
        parts += here
        cells[name] = cells[name] if _hides(cells[name], here) else None
    hides = None not in cells.values() and _hides(found.total, parts)
    return Tallied(cells=cells, total=found.total if hides else None)


def _hides(total: int | None, parts: Sequence[int | None]) -> bool:
    """Whether each part that is withheld may still be any number from 1 to 4, whatever the other numbers tell."""
    if total is None or None not in parts:
        return True
    least, most = (sum(ends) for ends in zip(*map(_between, parts), strict=True))
    low, high = _between(total)
    return high >= (LEAST - 1) + (least - 1) and low <= 1 + (most - (LEAST - 1))


def _between(number: int | None) -> tuple[int, int]:
    """The least and the most that a number that was told, or withheld, may have been."""
    if number is None:
        return 1, LEAST - 1
    return (max(LEAST, number - LEAST // 2), number + LEAST // 2) if number else (0, 0)


def stays(law: Programme, stood: Iterable[Stood], today: date) -> tuple[Stay, ...]:
    """By state, in the order of the programme; those that only an earlier version has come last."""
    found: dict[str, list[Stood]] = {}
    for one in stood:
        found.setdefault(one.state, []).append(one)
    names = (*(name for name in law.case.states if name in found), *sorted(found.keys() - law.case.states.keys()))
    return tuple(_stay(law, name, found[name], today) for name in names)


def _stay(law: Programme, name: str, stood: Iterable[Stood], today: date) -> Stay:
    stood, state = tuple(stood), law.case.states.get(name)
    cases = sum(one.cases for one in stood)
    days = {max((today - one.since).days, 0): one.cases for one in stood if one.since is not None}
    return Stay(
        state=name,
        cases=_told(cases),
        overdue=_told(sum(one.overdue for one in stood)) if cases >= LEAST else None,
        median=percentile(days, 50) if cases >= LEAST else None,
        ninetieth=percentile(days, 90) if cases >= LONGEST_FROM else None,
        target=state.due.span if state and state.due else None,
    )


def percentile(days: Mapping[int, int], part: int) -> int | None:
    """The least number of days that so many of a hundred cases have not gone beyond (nearest rank); None of none."""
    ordered = sorted(days.items())
    sums = zip(accumulate(cases for _, cases in ordered), ordered, strict=True)
    return next((day for reached, (day, _) in sums if 100 * reached >= part * sum(days.values())), None)
