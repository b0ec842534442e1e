"""The months of the clearance timeline's axis, and which of them have room for their name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from web.timeline_axis import Axis, firsts_of_months
from web.timeline_words import Tongue

WIDE, NARROW = 88, 40
"""How many letters, at the size of months, stand side by side on the whole axis."""
SHORTEST, GAP = 4, 1
BEYOND = 10.0
"""By how much of the axis the last name may run over its end on a wide page, where a column follows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    x: float
    name: str
    year: str
    on_wide: bool
    on_narrow: bool


def months_of(axis: Axis, tongue: Tongue) -> Iterator[Month]:
    """Every month of the axis, with the year at the first one and at each January; on a narrow page names alone."""
    firsts = list(firsts_of_months(axis))
    names = {first: tongue.month(first) for first in firsts}
    years = {first: tongue.year(first) if first == firsts[0] or first.month == 1 else "" for first in firsts}
    whole = {first: names[first] + (f" {years[first]}" if years[first] else "") for first in firsts}
    on_wide, on_narrow = _named(axis, whole, WIDE, 100 + BEYOND), _named(axis, names, NARROW, 100)
    for first in firsts:
        yield Month(
            x=axis.x(first),
            name=names[first],
            year=years[first],
            on_wide=first in on_wide,
            on_narrow=first in on_narrow,
        )


def _named(axis: Axis, words: dict[date, str], letters: int, end: float) -> set[date]:
    """The months whose words run neither into the next ones nor over the end; Januaries come first, then the first."""
    found: dict[date, float] = {}
    for first in sorted(words, key=lambda one: (one.month != 1, one)):
        start = axis.logical(first)
        after = start + (max(SHORTEST, len(words[first])) + GAP) / letters * 100
        if after <= end and _is_free(axis, found, start, after):
            found[first] = after
    return set(found)


def _is_free(axis: Axis, found: dict[date, float], start: float, after: float) -> bool:
    taken: Sequence[tuple[float, float]] = [(axis.logical(first), until) for first, until in found.items()]
    return all(after <= begins or until <= start for begins, until in taken)
