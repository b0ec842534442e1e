"""Statistics of a programme that may be handed on: no number in them tells of so few that somebody could be known."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from engine.caller import Caller
from engine.clock import Clock, clock
from engine.errors import NotFound
from engine.model import Programme
from engine.published import Published
from engine.reach import grants_of
from engine.reading.translating import in_language
from engine.records import tallies
from engine.records.database import Records

LEAST, MONTHS = 5, 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Tallied:
    """Numbers of cases by name, in order, rounded to five; None where it is withheld. `total` None: it would tell what
    is withheld."""

    cells: Mapping[str, int | None]
    total: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The open cases by phase, those that ended by outcome, and those opened in the last twelve months by month."""

    law: Programme
    phases: Tallied
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
        grants, months = grants_of(caller), last_months(self.now().date())
        with self.records.reading() as reading:
            law = in_language(self.published.in_force(reading).current(programme), caller.language)
            phases = tallies.by_phase(reading, grants, programme)
            outcomes = tallies.by_outcome(reading, grants, programme)
            opened = tallies.by_month(reading, grants, programme, date.fromisoformat(f"{months[0]}-01"))
        return Figures(
            law=law,
            phases=told({name: phases.get(name, 0) for name in law.phases}),
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
