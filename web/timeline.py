"""The clearance timeline: from dated clearances to positions and words.

`draw` turns the clearances of a case into a `Picture`: every x is a percentage of the
picture's width, already mirrored for right-to-left pages, and every word is already in the
reader's language. `parts/timeline.html` prints it and computes nothing.

A last day counts whole: an end, the band's end and a gap are drawn at the day after it;
a beginning, today and travel are drawn at the day itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import chain
from typing import Literal, Protocol

Status = Literal["cleared", "awaited", "lapsed", "not_started", "waived", "not_required"]
Kind = Literal["certain", "provisional", "none", "incomplete"]

MANY_ROWS = 24
MONTHS_NARROW, MONTHS_WIDE = 8, 16
FLAGS_TOO_CLOSE, TRAVEL_TOO_FAR, LABEL_EDGE = 18.0, 86.0, 16.0
LEAD, TAIL = timedelta(days=20), timedelta(days=62)
DAY = timedelta(days=1)


class Tongue(Protocol):
    """The reader's language; gettext as Flask-Babel has it, days as the office writes them."""

    rtl: bool

    def gettext(self, text: str, **values: object) -> str: ...
    def ngettext(self, one: str, many: str, num: int, **values: object) -> str: ...
    def day(self, day: date) -> str: ...  # 26 Jan 2027
    def day_briefly(self, day: date) -> str: ...  # 26 Jan
    def days(self, first: date, last: date) -> str: ...  # 4 – 26 Jan 2027
    def days_briefly(self, first: date, last: date) -> str: ...  # 4 – 26 Jan
    def month(self, day: date) -> str: ...  # Jan
    def year(self, day: date) -> str: ...  # 2027


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """Words at a place; `anchor` is an SVG text-anchor, `narrow` what is left of the words on a narrow page."""

    x: float
    words: str
    narrow: str
    anchor: Literal["start", "middle", "end"] = "start"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A piece of the axis: `x` is its physical beginning, `start` and `end` follow the reading direction."""

    x: float
    width: float
    start: float
    end: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    x: float
    name: str
    year: str
    on_wide: bool
    on_narrow: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line: `status` and `words` for the status column, and what the picture cell shows."""

    clearance: str
    status: str
    words: str
    valid_until: str
    shape: Literal["bar", "awaited", "lapsed", ""]
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
class Sentence:
    """One of the three answers above the picture."""

    term: str
    words: str
    detail: str
    stop: bool = False


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
    bars = list(_bars(groups))
    window = find_window(bars)
    pen = _Pen(
        axis=find_axis(window, today=today, travel=travel, rtl=tongue.rtl),
        tongue=tongue, today=today, travel=travel, warn_days=warn_days, first=first_to_lapse(bars),
    )
    shown = groups if show_all or len(bars) <= MANY_ROWS else fold(groups, tongue)
    return Picture(
        rtl=tongue.rtl,
        sentences=(_cleared_sentence(window, tongue), _lapse_sentence(pen), _travel_sentence(window, pen)),
        months=tuple(_months(pen.axis, tongue)),
        kind=window.kind,
        band=pen.axis.stretch(window.first, _after(window.last)) if window.stands else None,
        window_label=_window_label(window, pen.axis, tongue),
        today=_today_flag(pen),
        travel=_travel_flag(pen),
        groups=tuple(_drawn(group, pen) for group in shown),
        rows_hidden=len(bars) - len(list(_bars(shown))) if shown is not groups else 0,
        rows=len(bars),
        counted=sum(bar.counts for bar in bars),
        cleared=sum(bar.counts and bar.status == "cleared" for bar in bars),
    )


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
    return Window(kind=_kind(first, last, bool(awaited), any(missing.values()) or not counted),
                  first=first, last=last, awaited=awaited, **missing)


def _kind(first: date | None, last: date | None, awaited: bool, incomplete: bool) -> Kind:
    if incomplete:
        return "incomplete"
    if first and last and first > last:
        return "none"
    return "provisional" if awaited else "certain"


def find_axis(window: Window, *, today: date, travel: date | None, rtl: bool) -> Axis:
    """Whole months, with room before the first thing to see and after the last."""
    earliest = min(day for day in (today, window.first) if day) - LEAD
    latest = max(day for day in (today, travel, window.first, window.last) if day) + TAIL
    return Axis(begins=earliest.replace(day=1), ends=_next_month(latest), rtl=rtl)


def first_to_lapse(bars: Iterable[Bar]) -> Sequence[Bar]:
    """The required, cleared bars with the earliest last day; several when they end together."""
    ending = [bar for bar in bars if bar.counts and bar.status == "cleared" and bar.ends]
    earliest = min((bar.ends for bar in ending if bar.ends), default=None)
    return tuple(bar for bar in ending if bar.ends == earliest)


def fold(groups: Sequence[Group], tongue: Tongue) -> Sequence[Group]:
    """Per person one bar where all that is in order holds together, and each row that asks for attention."""
    first = first_to_lapse(_bars(groups))
    return tuple(replace(group, bars=_folded(group, first, tongue)) for group in groups)


def _folded(group: Group, first: Sequence[Bar], tongue: Tongue) -> Sequence[Bar]:
    quiet = [bar for bar in group.bars if _is_quiet(bar, first)]
    loud = [bar for bar in group.bars if bar.counts and bar not in quiet]
    return (*([_all_of(group, quiet, tongue)] if quiet else []), *loud)


def _is_quiet(bar: Bar, first: Sequence[Bar]) -> bool:
    return bar.counts and bar.status == "cleared" and bar not in first


def _all_of(group: Group, bars: Sequence[Bar], tongue: Tongue) -> Bar:
    return Bar(
        person=group.name,
        clearance=tongue.ngettext("%(num)s cleared", "All %(num)s cleared", len(bars)),
        status="cleared",
        begins=max((bar.begins for bar in bars if bar.begins), default=None),
        ends=min((bar.ends for bar in bars if bar.ends), default=None),
    )


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
    row = Row(clearance=bar.clearance, status=kind, words=words, valid_until=_valid_until(bar, pen.tongue),
              shape=_shape(bar, pen.axis))
    if not row.shape:
        return row
    row = replace(row, stretch=pen.axis.stretch(bar.opens, _after(bar.ends)),
                  beyond=bar.ends is None or _after(bar.ends) > pen.axis.ends)
    return _as_first_to_lapse(row, bar, pen) if bar in pen.first and not row.beyond else row


def _shape(bar: Bar, axis: Axis) -> Literal["bar", "awaited", "lapsed", ""]:
    if (bar.opens or axis.begins) >= axis.ends or (bar.ends and bar.ends < (bar.opens or axis.begins)):
        return ""
    if bar.status == "awaited" and bar.opens is None:
        return ""
    return {"cleared": "bar", "awaited": "awaited", "lapsed": "lapsed"}.get(bar.status, "")


def _as_first_to_lapse(row: Row, bar: Bar, pen: _Pen) -> Row:
    short = pen.days_short(bar)
    named = replace(row, first_to_lapse=True, label=_lapse_label(bar, short, pen) if bar is pen.first[0] else None)
    return replace(named, short=pen.axis.stretch(_after(bar.ends), pen.travel)) if short > 0 else named


def _lapse_label(bar: Bar, short: int, pen: _Pen) -> Label:
    _ = pen.tongue.gettext
    if short <= 0 or pen.travel is None or bar.ends is None:
        return Label(x=pen.axis.x(_after(bar.ends) or pen.axis.ends), words=_("first to lapse"), narrow="")
    gap = pen.tongue.ngettext("%(num)s day short", "%(num)s days short", short)
    return Label(x=pen.axis.x(pen.travel), words=_("first to lapse, %(gap)s", gap=gap), narrow=gap)


def _status(bar: Bar, pen: _Pen) -> tuple[str, str]:
    _ = pen.tongue.gettext
    if pen.runs_out_first(bar):
        return "runs_out", _("Runs out first")
    if bar.status == "awaited" and bar.expected:
        return "waiting", _("Awaited, by %(day)s", day=pen.tongue.day_briefly(bar.expected))
    if bar.status == "cleared" and bar.begins and bar.begins > pen.today:
        return "done", _("Cleared, starts later")
    return {
        "cleared": ("done", _("Cleared")),
        "awaited": ("waiting", _("Awaited")),
        "lapsed": ("lapsed", _("Lapsed")),
        "not_started": ("none", _("Not started")),
        "waived": ("none", _("Waived")),
        "not_required": ("none", _("Not required")),
    }[bar.status]


def _valid_until(bar: Bar, tongue: Tongue) -> str:
    if bar.ends:
        return tongue.day(bar.ends)
    return tongue.gettext("no last day") if bar.status == "cleared" else "–"


def _cleared_sentence(window: Window, tongue: Tongue) -> Sentence:
    _ = tongue.gettext
    term = _("Everybody cleared")
    if window.kind == "none":
        return Sentence(term=term, words=_("No common day"), detail=_("No day on which everybody is cleared"), stop=True)
    if window.kind == "incomplete":
        return Sentence(term=term, words=_("No day yet"), detail=_missing(window, tongue), stop=True)
    parts = (_length(window, tongue), _provided(window, tongue))
    return Sentence(term=term, words=_span(window, tongue), detail=_(", ").join(part for part in parts if part))


def _span(window: Window, tongue: Tongue) -> str:
    if window.first and window.last:
        return tongue.days(window.first, window.last)
    if window.first:
        return tongue.gettext("From %(day)s", day=tongue.day(window.first))
    return tongue.gettext("Until %(day)s", day=tongue.day(window.last)) if window.last else tongue.gettext("Any day")


def _length(window: Window, tongue: Tongue) -> str:
    length = window.length
    return tongue.ngettext("%(num)s day", "%(num)s days", length) if length else ""


def _provided(window: Window, tongue: Tongue) -> str:
    if not window.awaited:
        return ""
    if len(window.awaited) == 1:
        bar = window.awaited[0]
        return tongue.gettext("if cleared: %(clearance)s, %(person)s", clearance=bar.clearance, person=bar.person)
    count = len(window.awaited)
    return tongue.ngettext("if %(num)s awaited is cleared", "if %(num)s awaited are cleared", count)


def _missing(window: Window, tongue: Tongue) -> str:
    many = tongue.ngettext
    counted = (
        many("%(num)s lapsed", "%(num)s lapsed", window.lapsed) if window.lapsed else "",
        many("%(num)s not started", "%(num)s not started", window.not_started) if window.not_started else "",
        many("%(num)s without a date", "%(num)s without a date", window.undated) if window.undated else "",
    )
    return tongue.gettext(", ").join(words for words in counted if words)


def _lapse_sentence(pen: _Pen) -> Sentence:
    _, many = pen.tongue.gettext, pen.tongue.ngettext
    term = _("First to lapse")
    if not pen.first or pen.first[0].ends is None:
        return Sentence(term=term, words=_("Nothing yet"), detail="")
    bar, others = pen.first[0], len(pen.first) - 1
    words = _("%(person)s, %(clearance)s", person=bar.person, clearance=bar.clearance)
    more = many("and %(num)s more", "and %(num)s more", others) if others else ""
    when = _distance((pen.first[0].ends - pen.today).days, pen.tongue)
    detail = _("%(day)s, %(distance)s", day=pen.tongue.day(pen.first[0].ends), distance=when)
    return Sentence(term=term, words=f"{words} {more}".strip(), detail=detail)


def _distance(days: int, tongue: Tongue) -> str:
    if days < 0:
        return tongue.ngettext("%(num)s day ago", "%(num)s days ago", -days)
    return tongue.ngettext("in %(num)s day", "in %(num)s days", days) if days else tongue.gettext("today")


def _travel_sentence(window: Window, pen: _Pen) -> Sentence:
    _ = pen.tongue.gettext
    term = _("Planned travel")
    if pen.travel is None:
        return Sentence(term=term, words=_("No date yet"), detail="")
    detail, outside = _fit(pen.travel, window, pen.tongue)
    return Sentence(term=term, words=pen.tongue.day(pen.travel), detail=detail, stop=outside)


def _fit(travel: date, window: Window, tongue: Tongue) -> tuple[str, bool]:
    many = tongue.ngettext
    if not window.stands:
        return tongue.gettext("Not a day on which everybody is cleared"), True
    if window.last and travel > window.last:
        late = (travel - window.last).days
        return many("%(num)s day after the last possible day", "%(num)s days after the last possible day", late), True
    if window.first and travel < window.first:
        early = (window.first - travel).days
        return many("%(num)s day before the first possible day",
                    "%(num)s days before the first possible day", early), True
    return tongue.gettext("Everybody is cleared on that day"), False


def _window_label(window: Window, axis: Axis, tongue: Tongue) -> Label:
    _ = tongue.gettext
    if window.kind == "none":
        words = _("No day on which everybody is cleared")
        return Label(x=50.0, words=words, narrow=_("No common day"), anchor="middle")
    if window.kind == "incomplete":
        words = _("No day yet: %(why)s", why=_missing(window, tongue)) if _missing(window, tongue) else _("No day yet")
        return Label(x=50.0, words=words, narrow=_("No day yet"), anchor="middle")
    briefly = tongue.days_briefly(window.first, window.last) if window.first and window.last else _span(window, tongue)
    words = _("Everybody cleared %(days)s", days=briefly)
    return _over(axis.logical(window.first or axis.begins), axis.logical(_after(window.last) or axis.ends),
                 axis, words, briefly)


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
    before = _close(pen) and pen.travel is not None and pen.today <= pen.travel
    return Label(x=pen.axis.x(pen.today), words=words, narrow=_("Today"), anchor="end" if before else "start")


def _travel_flag(pen: _Pen) -> Label | None:
    if pen.travel is None:
        return None
    words = pen.tongue.gettext("Travel %(day)s", day=pen.tongue.day_briefly(pen.travel))
    before = pen.axis.logical(pen.travel) > TRAVEL_TOO_FAR or (_close(pen) and pen.travel < pen.today)
    return Label(x=pen.axis.x(pen.travel), words=words, narrow=words, anchor="end" if before else "start")


def _close(pen: _Pen) -> bool:
    if pen.travel is None:
        return False
    return abs(pen.axis.logical(pen.travel) - pen.axis.logical(pen.today)) < FLAGS_TOO_CLOSE


def _months(axis: Axis, tongue: Tongue) -> Iterator[Month]:
    firsts = list(_firsts(axis))
    wide, narrow = (-(-len(firsts) // most) for most in (MONTHS_WIDE, MONTHS_NARROW))
    for index, first in enumerate(firsts):
        year = tongue.year(first) if index == 0 or first.month == 1 else ""
        yield Month(x=axis.x(first), name=tongue.month(first), year=year,
                    on_wide=index % wide == 0, on_narrow=index % narrow == 0)


def _firsts(axis: Axis) -> Iterator[date]:
    first = axis.begins
    while first < axis.ends:
        yield first
        first = _next_month(first)


def _next_month(day: date) -> date:
    return (day.replace(day=1) + timedelta(days=32)).replace(day=1)


def _after(day: date | None) -> date | None:
    return day + DAY if day else None


def _bars(groups: Iterable[Group]) -> Iterator[Bar]:
    return chain.from_iterable(group.bars for group in groups)
