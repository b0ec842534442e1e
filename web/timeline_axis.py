"""The axis of the clearance timeline: days to percent, mirrored for right-to-left pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from web.clearance_window import Window

LEAD, TAIL, DAY = timedelta(days=20), timedelta(days=62), timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A piece of the axis: `x` is its physical beginning, `start` and `end` follow the reading direction."""

    x: float
    width: float
    start: float
    end: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Axis:
    """Days to percent. `ends` is the first day no longer shown."""

    begins: date
    ends: date
    rtl: bool

    def logical(self, day: date) -> float:
        share = (day - self.begins).days / (self.ends - self.begins).days * 100
        return round(min(100.0, max(0.0, share)), 3)

    def mirrored(self, x: float) -> float:
        return round(100 - x, 3) if self.rtl else x

    def x(self, day: date) -> float:
        return self.mirrored(self.logical(day))

    def stretch(self, first: date | None, after: date | None) -> Stretch:
        """From `first` to the day before `after`; None reaches to the edge."""
        a, b = self.logical(first or self.begins), self.logical(after or self.ends)
        start, end = self.mirrored(a), self.mirrored(b)
        return Stretch(x=min(start, end), width=round(abs(b - a), 3), start=start, end=end)


def find_axis(window: Window, *, today: date, travel: date | None, rtl: bool) -> Axis:
    """Whole months, with room before the first thing to see and after the last."""
    earliest = min(day for day in (today, window.first) if day) - LEAD
    latest = max(day for day in (today, travel, window.first, window.last) if day) + TAIL
    return Axis(begins=earliest.replace(day=1), ends=_next_month(latest), rtl=rtl)


def firsts_of_months(axis: Axis) -> Iterator[date]:
    first = axis.begins
    while first < axis.ends:
        yield first
        first = _next_month(first)


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def day_after(day: date | None) -> date | None:
    return day + DAY if day else None
