"""What the clearance timeline says: the three sentences above it, its status words, its last days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from web.clearance_window import Bar, Status, Window


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
class Sentence:
    """One of the three answers above the picture."""

    term: str
    words: str
    detail: str
    stop: bool = False


def cleared_sentence(window: Window, tongue: Tongue) -> Sentence:
    _ = tongue.gettext
    term = _("Everybody cleared")
    if window.kind == "none":
        never = _("No day on which everybody is cleared")
        return Sentence(term=term, words=_("No common day"), detail=never, stop=True)
    if window.kind == "incomplete":
        return Sentence(term=term, words=_("No day yet"), detail=missing_words(window, tongue), stop=True)
    parts = (length_words(window, tongue), provided_words(window, tongue))
    return Sentence(term=term, words=span_words(window, tongue), detail=_(", ").join(part for part in parts if part))


def length_words(window: Window, tongue: Tongue) -> str:
    """Empty where nothing ends the window."""
    length = window.length
    return tongue.ngettext("%(num)s day", "%(num)s days", length) if length else ""


def provided_words(window: Window, tongue: Tongue) -> str:
    """On what the window depends; empty when nothing is awaited."""
    if not window.awaited:
        return ""
    if len(window.awaited) == 1:
        bar = window.awaited[0]
        return tongue.gettext("if cleared: %(clearance)s, %(person)s", clearance=bar.clearance, person=bar.person)
    count = len(window.awaited)
    return tongue.ngettext("if %(num)s awaited is cleared", "if %(num)s awaited are cleared", count)


def missing_words(window: Window, tongue: Tongue) -> str:
    """What keeps the case from having a window, counted."""
    counted = (
        tongue.ngettext("%(num)s lapsed", "%(num)s lapsed", window.lapsed) if window.lapsed else "",
        tongue.ngettext("%(num)s not started", "%(num)s not started", window.not_started) if window.not_started else "",
        tongue.ngettext("%(num)s without a date", "%(num)s without a date", window.undated) if window.undated else "",
    )
    return tongue.gettext(", ").join(words for words in counted if words)


def span_words(window: Window, tongue: Tongue, *, briefly: bool = False) -> str:
    """The window's days in words, without years if `briefly`."""
    first, last = window.first, window.last
    day = tongue.day_briefly if briefly else tongue.day
    if first and last:
        return tongue.days_briefly(first, last) if briefly else tongue.days(first, last)
    if first:
        return tongue.gettext("From %(day)s", day=day(first))
    return tongue.gettext("Until %(day)s", day=day(last)) if last else tongue.gettext("Any day")


def lapse_sentence(first: Sequence[Bar], today: date, tongue: Tongue) -> Sentence:
    """Who and what lapses first, and when; `first` as `first_to_lapse` gives it."""
    _ = tongue.gettext
    term = _("First to lapse")
    if not first or first[0].ends is None:
        return Sentence(term=term, words=_("Nothing yet"), detail="")
    ends = first[0].ends
    when = _("%(day)s, %(distance)s", day=tongue.day(ends), distance=distance((ends - today).days, tongue))
    return Sentence(term=term, words=_named(first, tongue), detail=when)


def _named(bars: Sequence[Bar], tongue: Tongue) -> str:
    words = tongue.gettext("%(person)s, %(clearance)s", person=bars[0].person, clearance=bars[0].clearance)
    others = len(bars) - 1
    if not others:
        return words
    return tongue.ngettext("%(what)s and %(num)s more", "%(what)s and %(num)s more", others, what=words)


def distance(days: int, tongue: Tongue) -> str:
    if days < 0:
        return tongue.ngettext("%(num)s day ago", "%(num)s days ago", -days)
    return tongue.ngettext("in %(num)s day", "in %(num)s days", days) if days else tongue.gettext("today")


def travel_sentence(travel: date | None, window: Window, tongue: Tongue) -> Sentence:
    """The planned day and whether everybody is cleared on it."""
    term = tongue.gettext("Planned travel")
    if travel is None:
        return Sentence(term=term, words=tongue.gettext("No date yet"), detail="")
    detail, outside = _fit(travel, window, tongue)
    return Sentence(term=term, words=tongue.day(travel), detail=detail, stop=outside)


def _fit(travel: date, window: Window, tongue: Tongue) -> tuple[str, bool]:
    if not window.stands:
        return tongue.gettext("Not a day on which everybody is cleared"), True
    if window.last and travel > window.last:
        late = (travel - window.last).days
        return tongue.ngettext(
            "%(num)s day after the last possible day", "%(num)s days after the last possible day", late
        ), True
    if window.first and travel < window.first:
        early = (window.first - travel).days
        return tongue.ngettext(
            "%(num)s day before the first possible day", "%(num)s days before the first possible day", early
        ), True
    return tongue.gettext("Everybody is cleared on that day"), False


def status_of(bar: Bar, today: date, tongue: Tongue) -> tuple[str, str]:
    """Kind (see parts/words.html) and words of the status column."""
    _ = tongue.gettext
    if bar.status == "awaited" and bar.expected:
        return "waiting", _("Awaited, by %(day)s", day=tongue.day_briefly(bar.expected))
    if bar.status == "cleared" and bar.begins and bar.begins > today:
        return "done", _("Cleared, starts later")
    return _plain_status(bar.status, tongue)


def _plain_status(status: Status, tongue: Tongue) -> tuple[str, str]:
    _ = tongue.gettext
    return {
        "cleared": ("done", _("Cleared")),
        "awaited": ("waiting", _("Awaited")),
        "lapsed": ("lapsed", _("Lapsed")),
        "not_started": ("none", _("Not started")),
        "waived": ("none", _("Waived")),
        "not_required": ("none", _("Not required")),
    }[status]


def valid_until(bar: Bar, tongue: Tongue) -> str:
    if bar.ends:
        return tongue.day(bar.ends)
    return tongue.gettext("no last day") if bar.status == "cleared" else "–"
