"""Civil time: spans, dates known only in part, and the calendar of an office.

Instants are aware datetimes in UTC; a date is a civil date and means nothing until an office's zone is named.
"""

import calendar
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

UNITS = ("hour", "day", "working day", "week", "month", "year")
_SPAN = re.compile(r"([0-9]{1,5}) (hour|day|working day|week|month|year)s?")
_EDTF = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?(~?)")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A length of time as people say it: `10 working days`, `72 hours`, `forever`."""

    count: int
    unit: str  # one of UNITS, or `forever`

    @property
    def in_hours(self) -> bool:
        return self.unit == "hour"

    def __str__(self) -> str:
        if self.unit == "forever":
            return "forever"
        return f"{self.count} {self.unit}{'' if self.count == 1 else 's'}"


FOREVER = Span(0, "forever")
EVER = datetime.min.replace(tzinfo=UTC)  # before every instant
NEVER = datetime.max.replace(tzinfo=UTC)  # after every instant


def parse_span(text: str) -> Span:
    """`3 weeks` as a Span. Raises ValueError in words."""
    if text == "forever":
        return FOREVER
    match = _SPAN.fullmatch(text)
    if match is None:
        raise ValueError(f"'{text}' is not a span; write it like '90 days', '10 working days', '72 hours' or 'forever'")
    return Span(int(match[1]), match[2])


@dataclass(frozen=True, slots=True)
class Days:
    """A date known only in part: some day from `first` to `last`, both included. `text` is what was written (EDTF)."""

    first: date
    last: date
    text: str

    def __str__(self) -> str:
        return self.text


def parse_date(text: str, partial: bool = False) -> date | Days:
    """`2004-12-31`, and where `partial` also `1990`, `2004-12`, `2009~` and `unknown` (EDTF, ISO 8601-2).

    An estimate (`~`) is taken one year, month or day wider on both sides, since nobody was sure of it.
    Raises ValueError in words.
    """
    if partial and text == "unknown":
        return Days(date.min, date.max, text)
    match = _EDTF.fullmatch(text)
    try:
        if match is not None and match[3] and not match[4]:
            return date.fromisoformat(text)
        if match is not None and partial:
            return _days_of(match, text)
    except (ValueError, OverflowError):
        raise ValueError(f"'{text}' is not a day of the calendar") from None
    known = " or, where less is known, 1990, 2004-12, 2009~, unknown" if partial else ""
    raise ValueError(f"'{text}' is not a date; write it as year-month-day, like 2026-03-02{known}")


def _days_of(match: re.Match[str], text: str) -> Days:
    year, month, day = int(match[1]), match[2], match[3]
    first = date(year, int(month or 1), int(day or 1))
    last = first if day else _last_day(year, int(month or 12))
    unit = "day" if day else "month" if month else "year"
    wider = 1 if match[4] else 0
    return Days(shifted(first, Span(wider, unit), -1), shifted(last, Span(wider, unit)), text)


def _last_day(year: int, month: int) -> date:
    return date(year, month, calendar.monthrange(year, month)[1])


@dataclass(frozen=True, slots=True)
class Office:
    """Where a case is kept: its zone decides what `today` is, its calendar which days are worked."""

    name: str
    title: str
    zone: ZoneInfo
    working_days: frozenset[int]  # Monday is 0
    holidays: frozenset[date]
    digest: str

    def day_of(self, moment: datetime) -> date:
        return _day_of(self.zone, moment)

    def begins(self, day: date) -> datetime:
        """The instant at which the civil day begins here, in UTC; at the edges of the calendar EVER or NEVER."""
        return _begins(self.zone, day)

    def ends(self, day: date) -> datetime:
        """The instant at which the civil day is over (24:00), in UTC; NEVER for the last day of the calendar."""
        return NEVER if day >= date.max - timedelta(1) else self.begins(day + timedelta(1))

    def works_on(self, day: date) -> bool:
        return day.weekday() in self.working_days and day not in self.holidays

    def new_from(self, now: datetime) -> datetime:
        """The beginning of the last working day before today, of the last seven: what was written since is new."""
        today = self.day_of(now)
        days = [today - timedelta(back) for back in range(1, 8)]
        return self.begins(next((day for day in days if self.works_on(day)), days[0]))


# A programme as a whole has many offices: what lies over it is reckoned in UTC, and every day is worked.
NO_OFFICE = Office(
    name="", title="", zone=ZoneInfo("UTC"), working_days=frozenset(range(7)), holidays=frozenset(), digest=""
)


def days_now(now: datetime) -> tuple[date, date]:
    """The first and the last day that it may be now at some office."""
    today = now.astimezone(UTC).date()
    return today - timedelta(1), today + timedelta(1)


@lru_cache(maxsize=4096)
def _day_of(zone: ZoneInfo, moment: datetime) -> date:
    try:
        return moment.astimezone(zone).date()
    except OverflowError:
        return moment.date()


@lru_cache(maxsize=4096)
def _begins(zone: ZoneInfo, day: date) -> datetime:
    try:
        return datetime.combine(day, time(), zone).astimezone(UTC)
    except OverflowError:
        return EVER if day == date.min else NEVER


def shifted(day: date, span: Span, sign: int = 1, office: Office | None = None) -> date:
    """The day so much later (or earlier, `sign` -1). Months clamp: 31 January and one month is 28 February.

    Working days need the office. Raises OverflowError beyond the calendar, ValueError for hours.
    """
    if span.unit == "forever":
        return date.max if sign > 0 else date.min
    if span.unit == "hour":
        raise ValueError("a date cannot be moved by hours")
    if span.unit == "working day":
        return _working_day(day, span.count, sign, office)
    if span.unit in ("day", "week"):
        return day + timedelta(days=sign * span.count * (7 if span.unit == "week" else 1))
    return _months_later(day, sign * span.count * (12 if span.unit == "year" else 1))


def _months_later(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    if not 1 <= year <= 9999:
        raise OverflowError("beyond the calendar")
    return min(date(year, month + 1, 1) + timedelta(day.day - 1), _last_day(year, month + 1))


def _working_day(day: date, count: int, sign: int, office: Office | None) -> date:
    if office is None:
        raise ValueError("working days need an office")
    while count:
        day += timedelta(sign)
        count -= office.works_on(day)
    return day


def moved(moment: datetime, span: Span, office: Office, sign: int = 1) -> datetime:
    """The instant so much later: hours are elapsed time, everything longer keeps the local time of the office.

    Beyond the calendar it is NEVER, or EVER where it is moved back.
    """
    try:
        return _moved(moment, span, office, sign)
    except OverflowError:
        return NEVER if sign > 0 else EVER


def _moved(moment: datetime, span: Span, office: Office, sign: int) -> datetime:
    if span.unit == "forever":
        raise OverflowError("for ever")
    if span.in_hours:
        return moment + sign * timedelta(hours=span.count)
    local = moment.astimezone(office.zone)
    day = shifted(local.date(), span, sign, office)
    return datetime.combine(day, local.timetz()).astimezone(UTC)


def over(day: date, span: Span, office: Office) -> datetime:
    """The instant at which a time counted from a civil day is over: its last day included, to 24:00 of the office.

    Hours are counted from the end of the day, since nobody knows when in its course it began.
    """
    if span.in_hours:
        return moved(office.ends(day), span, office)
    try:
        return office.ends(shifted(day, span, 1, office))
    except OverflowError:
        return NEVER


def ahead_of(day: date, span: Span, office: Office) -> datetime:
    """The instant so long before a civil day begins: hours are elapsed time, all that is longer leads to the beginning
    of a day, also from one whose midnight the clocks leap over (Cairo in April). Beyond the calendar it is EVER."""
    if span.in_hours:
        return moved(office.begins(day), span, office, -1)
    try:
        return office.begins(shifted(day, span, -1, office))
    except OverflowError:
        return EVER


def years_between(born: date, day: date) -> int:
    """Completed years; somebody born on 29 February completes a year on 1 March in common years."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
