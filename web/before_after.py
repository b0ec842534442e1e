"""The small picture of the check page: the days on which everybody is cleared, before and after a step."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from web.clearance_window import Group, Window, all_bars, find_window
from web.timeline import Label, travel_flag
from web.timeline_axis import Axis, Stretch, day_after, find_axis
from web.timeline_months import Month, months_of
from web.timeline_words import Tongue, cleared_sentence, length_words, provided_words, span_words


@dataclass(frozen=True, slots=True, kw_only=True)
class WindowRow:
    """`name` is Before or After, `words` the days and their number; `band` None when there is no such day."""

    name: str
    words: str
    band: Stretch | None


@dataclass(frozen=True, slots=True, kw_only=True)
class BeforeAfter:
    rtl: bool
    title: str
    months: Sequence[Month]
    rows: Sequence[WindowRow]
    travel: Label | None


def draw_before_after(
    before: Sequence[Group], after: Sequence[Group], *, today: date, travel: date | None, tongue: Tongue
) -> BeforeAfter:
    """Both windows on one axis that holds them both."""
    windows = [find_window(all_bars(groups)) for groups in (before, after)]
    axis = find_axis(_both(windows), today=today, travel=travel, rtl=tongue.rtl)
    names = (tongue.gettext("Before"), tongue.gettext("After"))
    return BeforeAfter(
        rtl=tongue.rtl,
        title=_title(windows[1], tongue),
        months=tuple(months_of(axis, tongue)),
        rows=tuple(_row(name, window, axis, tongue) for name, window in zip(names, windows, strict=True)),
        travel=travel_flag(axis, today, travel, tongue),
    )


def _both(windows: Sequence[Window]) -> Window:
    firsts = [window.first for window in windows if window.first]
    lasts = [day for window in windows for day in (window.first, window.last) if day]
    return replace(windows[0], first=min(firsts, default=None), last=max(lasts, default=None))


def _row(name: str, window: Window, axis: Axis, tongue: Tongue) -> WindowRow:
    if not window.stands:
        return WindowRow(name=name, words=cleared_sentence(window, tongue).words, band=None)
    band = axis.stretch(window.first, day_after(window.last))
    words = _together([span_words(window, tongue, briefly=True), length_words(window, tongue)], tongue)
    return WindowRow(name=name, words=words, band=band)


def _title(after: Window, tongue: Tongue) -> str:
    provided = provided_words(after, tongue) if after.stands else ""
    return _together([tongue.gettext("Days on which everybody is cleared"), provided], tongue)


def _together(parts: Sequence[str], tongue: Tongue) -> str:
    return tongue.gettext(", ").join(part for part in parts if part)
