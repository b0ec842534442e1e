"""The clearance timeline: from dated clearances to positions and words.

`draw` turns the clearances of a case into a `Picture`: every x is a percentage of the
picture's width, already mirrored for right-to-left pages, and every word is already in the
reader's language. `parts/timeline.html` prints it and computes nothing.

A last day counts whole: an end, the band's end and a gap are drawn at the day after it;
a beginning, today and travel are drawn at the day itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from web.clearance_window import Bar, Group, Kind, Window, all_bars, find_window, first_to_lapse
from web.timeline_axis import Axis, Stretch, day_after, find_axis
from web.timeline_months import Month, months_of
from web.timeline_words import (
    Sentence,
    Tongue,
    cleared_sentence,
    lapse_sentence,
    missing_words,
    span_words,
    status_of,
    travel_sentence,
    valid_until,
)

Anchor = Literal["start", "middle", "end"]
Shape = Literal["bar", "awaited", "lapsed", ""]

MANY_ROWS = 24
FLAGS_TOO_CLOSE, TRAVEL_TOO_FAR, LABEL_EDGE = 18.0, 86.0, 16.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """Words at a place; `anchor` is an SVG text-anchor, `narrow` what is left of the words on a narrow page."""

    x: float
    words: str
    narrow: str
    anchor: Anchor = "start"


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line: `status` and `words` for the status column, and what the picture cell shows."""

    clearance: str
    status: str
    words: str
    valid_until: str
    shape: Shape
    stretch: Stretch | None = None
    beyond: bool = False
    first_to_lapse: bool = False
    short: Stretch | None = None
    label: Label | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawnGroup:
    name: str
    about: str
    rows: Sequence[Row]


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    rtl: bool
    sentences: Sequence[Sentence]
    months: Sequence[Month]
    kind: Kind
    band: Stretch | None
    window_label: Label
    today: Label
    travel: Label | None
    groups: Sequence[DrawnGroup]
    rows_hidden: int
    rows: int
    counted: int
    cleared: int


def draw(
    groups: Sequence[Group],
    *,
    today: date,
    travel: date | None,
    tongue: Tongue,
    warn_days: int = 30,
    show_all: bool = False,
) -> Picture:
    """Positions and words of the timeline of one case.

    `warn_days`: so many days ahead the first to lapse is named in the status column even
    where travel comes earlier. Above 24 rows each person gets one bar for all that is in
    order, unless `show_all`.
    """
    bars = list(all_bars(groups))
    window = find_window(bars)
    axis = find_axis(window, today=today, travel=travel, rtl=tongue.rtl)
    first = first_to_lapse(bars)
    pen = _Pen(axis=axis, tongue=tongue, today=today, travel=travel, warn_days=warn_days, first=first)
    shown = groups if show_all or len(bars) <= MANY_ROWS else fold(groups, tongue)
    return Picture(
        rtl=tongue.rtl,
        sentences=_sentences(window, pen),
        months=tuple(months_of(axis, tongue)),
        kind=window.kind,
        band=axis.stretch(window.first, day_after(window.last)) if window.stands else None,
        window_label=_window_label(window, axis, tongue),
        today=_today_flag(pen),
        travel=travel_flag(axis, today, travel, tongue),
        groups=tuple(_drawn(group, pen) for group in shown),
        rows_hidden=len(bars) - len(list(all_bars(shown))),
        rows=len(bars),
        counted=sum(bar.counts for bar in bars),
        cleared=sum(bar.counts and bar.status == "cleared" for bar in bars),
    )


def _sentences(window: Window, pen: _Pen) -> Sequence[Sentence]:
    return (
        cleared_sentence(window, pen.tongue),
        lapse_sentence(pen.first, pen.today, pen.tongue),
        travel_sentence(pen.travel, window, pen.tongue),
    )


def fold(groups: Sequence[Group], tongue: Tongue) -> Sequence[Group]:
    """Per person one bar where all that is in order holds together, and each row that asks for attention."""
    first = first_to_lapse(all_bars(groups))
    return tuple(replace(group, bars=_folded(group, first, tongue)) for group in groups)


def _folded(group: Group, first: Sequence[Bar], tongue: Tongue) -> Sequence[Bar]:
    quiet = [bar for bar in group.bars if _is_quiet(bar, first)]
    loud = [bar for bar in group.bars if bar.counts and bar not in quiet]
    together = [_all_of(group, quiet, tongue)] if len(quiet) > 1 else quiet
    idle = all(bar.status == "not_started" for bar in loud) and len(loud) > 1
    return (*together, *([_none_of(group, loud, tongue)] if idle else loud))


def _is_quiet(bar: Bar, first: Sequence[Bar]) -> bool:
    return bar.counts and bar.status == "cleared" and bar not in first


def _all_of(group: Group, bars: Sequence[Bar], tongue: Tongue) -> Bar:
    return Bar(
        person=group.name,
        clearance=tongue.ngettext("All %(num)s cleared", "All %(num)s cleared", len(bars)),
        status="cleared",
        begins=max((bar.begins for bar in bars if bar.begins), default=None),
        ends=min((bar.ends for bar in bars if bar.ends), default=None),
    )


def _none_of(group: Group, bars: Sequence[Bar], tongue: Tongue) -> Bar:
    """One row for all that has not started, where nothing else of the group asks for attention."""
    words = tongue.ngettext("%(num)s clearance", "%(num)s clearances", len(bars))
    return Bar(person=group.name, clearance=words, status="not_started")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Pen:
    axis: Axis
    tongue: Tongue
    today: date
    travel: date | None
    warn_days: int
    first: Sequence[Bar]

    def days_short(self, bar: Bar) -> int:
        return (self.travel - bar.ends).days if self.travel and bar.ends else 0

    def runs_out_first(self, bar: Bar) -> bool:
        soon = bar.ends is not None and (bar.ends - self.today).days <= self.warn_days
        return bar in self.first and (soon or self.days_short(bar) > 0)


def _drawn(group: Group, pen: _Pen) -> DrawnGroup:
    return DrawnGroup(name=group.name, about=group.about, rows=tuple(_row(bar, pen) for bar in group.bars))


def _row(bar: Bar, pen: _Pen) -> Row:
    kind, words = _status(bar, pen)
    row = Row(
        clearance=bar.clearance,
        status=kind,
        words=words,
        valid_until=valid_until(bar, pen.tongue),
        shape=_shape(bar, pen.axis),
    )
    if not row.shape:
        return row
    after = day_after(bar.ends)
    row = replace(row, stretch=pen.axis.stretch(bar.opens, after), beyond=after is None or after > pen.axis.ends)
    return _as_first_to_lapse(row, bar, pen) if bar in pen.first and not row.beyond else row


def _shape(bar: Bar, axis: Axis) -> Shape:
    if (bar.opens or axis.begins) >= axis.ends or (bar.ends and bar.ends < (bar.opens or axis.begins)):
        return ""
    if bar.status == "awaited" and bar.opens is None:
        return ""
    return {"cleared": "bar", "awaited": "awaited", "lapsed": "lapsed"}.get(bar.status, "")


def _status(bar: Bar, pen: _Pen) -> tuple[str, str]:
    if pen.runs_out_first(bar):
        return "runs_out", pen.tongue.gettext("Runs out first")
    return status_of(bar, pen.today, pen.tongue)


def _as_first_to_lapse(row: Row, bar: Bar, pen: _Pen) -> Row:
    short = pen.days_short(bar)
    named = replace(row, first_to_lapse=True, label=_lapse_label(bar, short, pen) if bar is pen.first[0] else None)
    return replace(named, short=pen.axis.stretch(day_after(bar.ends), pen.travel)) if short > 0 else named


def _lapse_label(bar: Bar, short: int, pen: _Pen) -> Label:
    _ = pen.tongue.gettext
    if short <= 0 or pen.travel is None or bar.ends is None:
        return Label(x=pen.axis.x(day_after(bar.ends) or pen.axis.ends), words=_("first to lapse"), narrow="")
    gap = pen.tongue.ngettext("%(num)s day short", "%(num)s days short", short)
    return Label(x=pen.axis.x(pen.travel), words=_("first to lapse, %(gap)s", gap=gap), narrow=gap)


def _window_label(window: Window, axis: Axis, tongue: Tongue) -> Label:
    if not window.stands:
        return _absent(window, tongue)
    briefly = span_words(window, tongue, briefly=True)
    words = tongue.gettext("Everybody cleared %(days)s", days=briefly)
    start, end = axis.logical(window.first or axis.begins), axis.logical(day_after(window.last) or axis.ends)
    return _over(start, end, axis, words, briefly)


def _absent(window: Window, tongue: Tongue) -> Label:
    _, why = tongue.gettext, missing_words(window, tongue)
    if window.kind == "none":
        words, narrow = _("No day on which everybody is cleared"), _("No common day")
    else:
        words, narrow = _("No day yet: %(why)s", why=why) if why else _("No day yet"), _("No day yet")
    return Label(x=50.0, words=words, narrow=narrow, anchor="middle")


def _over(start: float, end: float, axis: Axis, words: str, narrow: str) -> Label:
    centre = round((start + end) / 2, 3)
    if centre < LABEL_EDGE:
        return Label(x=axis.mirrored(start), words=words, narrow=narrow, anchor="start")
    if centre > 100 - LABEL_EDGE:
        return Label(x=axis.mirrored(end), words=words, narrow=narrow, anchor="end")
    return Label(x=axis.mirrored(centre), words=words, narrow=narrow, anchor="middle")


def _today_flag(pen: _Pen) -> Label:
    _ = pen.tongue.gettext
    words = _("Today %(day)s", day=pen.tongue.day_briefly(pen.today))
    before = pen.travel is not None and pen.today <= pen.travel and _close(pen.axis, pen.today, pen.travel)
    return Label(x=pen.axis.x(pen.today), words=words, narrow=_("Today"), anchor="end" if before else "start")


def travel_flag(axis: Axis, today: date, travel: date | None, tongue: Tongue) -> Label | None:
    """The travel line's words, before the line where there is no room after it."""
    if travel is None:
        return None
    words = tongue.gettext("Travel %(day)s", day=tongue.day_briefly(travel))
    before = axis.logical(travel) > TRAVEL_TOO_FAR or (travel < today and _close(axis, today, travel))
    return Label(x=axis.x(travel), words=words, narrow=words, anchor="end" if before else "start")


def _close(axis: Axis, today: date, travel: date) -> bool:
    return abs(axis.logical(travel) - axis.logical(today)) < FLAGS_TOO_CLOSE
