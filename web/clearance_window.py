"""Which days a case is cleared: the clearances as the timeline gets them, and their common window."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Literal

Status = Literal["cleared", "awaited", "lapsed", "not_started", "waived", "not_required"]
Kind = Literal["certain", "provisional", "none", "incomplete"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """One clearance; `ends` is its last day, inclusive. `begins` None: cut by the axis; `ends` None: no last day."""

    person: str
    clearance: str
    status: Status
    begins: date | None = None
    ends: date | None = None
    expected: date | None = None
    required: bool = True

    @property
    def counts(self) -> bool:
        return self.required and self.status not in ("waived", "not_required")

    @property
    def opens(self) -> date | None:
        return self.begins or (self.expected if self.status == "awaited" else None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """The clearances of one person, or of the whole case; `about` is the line under the name."""

    name: str
    about: str
    bars: Sequence[Bar]


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """The days on which everybody is cleared, both ends inclusive; None where nothing bounds it."""

    kind: Kind
    first: date | None
    last: date | None
    awaited: Sequence[Bar]
    lapsed: int
    not_started: int
    undated: int

    @property
    def stands(self) -> bool:
        return self.kind in ("certain", "provisional")

    @property
    def length(self) -> int | None:
        """Whole days from the first to the last, both counted."""
        return (self.last - self.first).days + 1 if self.stands and self.first and self.last else None


def find_window(bars: Iterable[Bar]) -> Window:
    """Latest beginning to earliest end over what is required and held or awaited."""
    counted = [bar for bar in bars if bar.counts]
    held = [bar for bar in counted if bar.status in ("cleared", "awaited")]
    awaited = [bar for bar in held if bar.status == "awaited"]
    first = max((bar.opens for bar in held if bar.opens), default=None)
    last = min((bar.ends for bar in held if bar.ends), default=None)
    missing = {
        "lapsed": sum(bar.status == "lapsed" for bar in counted),
        "not_started": sum(bar.status == "not_started" for bar in counted),
        "undated": sum(bar.opens is None for bar in awaited),
    }
    return Window(
        kind=_kind(first, last, bool(awaited), any(missing.values()) or not counted),
        first=first,
        last=last,
        awaited=awaited,
        **missing,
    )


def _kind(first: date | None, last: date | None, awaited: bool, incomplete: bool) -> Kind:
    if incomplete:
        return "incomplete"
    if first and last and first > last:
        return "none"
    return "provisional" if awaited else "certain"


def first_to_lapse(bars: Iterable[Bar]) -> Sequence[Bar]:
    """The required, cleared bars with the earliest last day; several when they end together."""
    ending = [bar for bar in bars if bar.counts and bar.status == "cleared" and bar.ends]
    earliest = min((bar.ends for bar in ending if bar.ends), default=None)
    return tuple(bar for bar in ending if bar.ends == earliest)


def all_bars(groups: Iterable[Group]) -> Iterator[Bar]:
    return chain.from_iterable(group.bars for group in groups)
