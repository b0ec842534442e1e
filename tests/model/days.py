"""Civil time as semantics 26 and 27 tell it, with a zone. Spans are texts, as in a programme."""

import calendar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Instant = datetime


def split(span: str) -> tuple[int, str]:
    """`2 weeks` as (14, "day"), `1 year` as (12, "month"), `72 hours` as (72, "hour")."""
    count, unit = span.split(" ")
    many, one = int(count), unit.rstrip("s")
    return (many * 7, "day") if one == "week" else (many * 12, "month") if one == "year" else (many, one)


def day_of(moment: Instant, zone: ZoneInfo) -> date:
    return moment.astimezone(zone).date()


def begin(day: date, zone: ZoneInfo) -> Instant:
    return datetime.combine(day, time(), zone).astimezone(UTC)


def end(day: date, zone: ZoneInfo) -> Instant:
    """24:00 of the day."""
    return begin(day + timedelta(1), zone)


def day_plus(day: date, span: str, sign: int = 1) -> date:
    count, unit = split(span)
    if unit == "day":
        return day + timedelta(sign * count)
    month = day.year * 12 + day.month - 1 + sign * count
    year, month = divmod(month, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def moment_plus(moment: Instant, span: str, zone: ZoneInfo, sign: int = 1) -> Instant:
    """Hours are elapsed time, what is longer keeps the local time."""
    count, unit = split(span)
    if unit == "hour":
        return moment + timedelta(hours=sign * count)
    local = moment.astimezone(zone)
    return datetime.combine(day_plus(local.date(), span, sign), local.timetz()).astimezone(UTC)


def later(start: date | Instant, span: str, zone: ZoneInfo) -> Instant:
    """When a time counted from this is over: of a date its last day too (26)."""
    if isinstance(start, datetime):
        return moment_plus(start, span, zone)
    if split(span)[1] == "hour":
        return moment_plus(end(start, zone), span, zone)
    return end(day_plus(start, span), zone)


def earlier(event: date | Instant, span: str, zone: ZoneInfo) -> Instant:
    """So long before an event; a day begins at its first moment."""
    if isinstance(event, datetime):
        return moment_plus(event, span, zone, -1)
    return moment_plus(begin(event, zone), span, zone, -1)


def years(born: date, day: date) -> int:
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))
