"""Civil time: spans, days known in part, an office's days, and the edges of the calendar."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as some

from engine.civil import (
    EVER,
    NEVER,
    Days,
    Office,
    ahead_of,
    moved,
    over,
    parse_date,
    parse_span,
    shifted,
    years_between,
)

ZONES = [
    "UTC",
    "Africa/Cairo",
    "Asia/Beirut",
    "Asia/Amman",
    "America/New_York",
    "America/Havana",
    "Pacific/Apia",
    "Asia/Tokyo",
]


def office(zone="UTC", *holidays):
    return Office("o", "O", ZoneInfo(zone), frozenset(range(5)), frozenset(holidays), "d")


@pytest.mark.parametrize(
    "text", ["90 days", "1 day", "10 working days", "72 hours", "6 months", "1 year", "3 weeks", "forever"]
)
def test_a_span_is_written_as_it_is_read(text):
    assert str(parse_span(text)) == text


@pytest.mark.parametrize(
    "text", ["", "days", "-1 days", "1.5 days", "90", "1000000 days", "3 fortnights", "3  days", "٣ days", "3 days "]
)
def test_what_is_no_span_says_how_one_is_written(text):
    with pytest.raises(ValueError, match="write it like '90 days'"):
        parse_span(text)


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("1990", "1990-01-01", "1990-12-31"),
        ("2004-02", "2004-02-01", "2004-02-29"),
        ("2009~", "2008-01-01", "2010-12-31"),
        ("2004-12~", "2004-11-01", "2005-01-31"),
        ("2004-12-31~", "2004-12-30", "2005-01-01"),
        ("unknown", "0001-01-01", "9999-12-31"),
    ],
)
def test_a_date_known_in_part_is_a_span_of_days(text, first, last):
    found = parse_date(text, partial=True)
    assert isinstance(found, Days) and (found.first.isoformat(), found.last.isoformat()) == (first, last)
    assert str(found) == text


@pytest.mark.parametrize(
    "text", ["1990", "2004-12", "unknown", "2026-02-30", "2026-13-01", "20260101", "0000-01-01", "x", "2026-1-1"]
)
def test_a_whole_date_is_asked_for_where_a_part_will_not_do(text):
    with pytest.raises(ValueError, match="not a da"):
        parse_date(text)


@pytest.mark.parametrize("text", ["0000", "0001~", "9999~", "2004-13", "9999-12~", "0001-01~", "2004-02-30~"])
def test_a_part_beyond_the_calendar_is_refused_in_words(text):
    with pytest.raises(ValueError, match="not a day of the calendar"):
        parse_date(text, partial=True)


@pytest.mark.parametrize(
    ("day", "span", "later"),
    [
        ("2026-01-31", "1 month", "2026-02-28"),
        ("2024-01-31", "1 month", "2024-02-29"),
        ("2024-02-29", "1 year", "2025-02-28"),
        ("2026-10-31", "4 months", "2027-02-28"),
        ("2026-03-02", "2 weeks", "2026-03-16"),
        ("2026-12-31", "1 day", "2027-01-01"),
    ],
)
def test_a_day_so_much_later(day, span, later):
    assert shifted(date.fromisoformat(day), parse_span(span)) == date.fromisoformat(later)


def test_a_date_is_not_moved_by_hours():
    with pytest.raises(ValueError, match="hours"):
        shifted(date(2026, 3, 2), parse_span("3 hours"))


def test_working_days_leave_out_the_weekend_and_holidays_both_ways():
    at = office("UTC", date(2026, 3, 5))
    assert shifted(date(2026, 3, 4), parse_span("1 working day"), 1, at) == date(2026, 3, 6)
    assert shifted(date(2026, 3, 9), parse_span("3 working days"), -1, at) == date(2026, 3, 3)
    with pytest.raises(ValueError, match="office"):
        shifted(date(2026, 3, 4), parse_span("1 working day"))


@given(some.dates(date(1900, 1, 1), date(2100, 1, 1)), some.sampled_from(ZONES))
def test_a_day_is_every_instant_from_its_beginning_until_its_end(day, zone):
    at = office(zone)
    begins, ends = at.begins(day), at.ends(day)
    assert begins <= ends
    if begins < ends:  # Apia left out 30 December 2011
        assert at.day_of(begins) == at.day_of(ends - timedelta(microseconds=1)) == day
        assert at.day_of(begins - timedelta(microseconds=1)) < day < at.day_of(ends)


@given(some.datetimes(datetime(1990, 1, 1), datetime(2060, 1, 1)), some.integers(0, 3000), some.sampled_from(ZONES))
def test_a_span_in_hours_is_elapsed_time_whatever_the_clocks_do(naive, hours, zone):
    moment = naive.replace(tzinfo=UTC)
    assert moved(moment, parse_span(f"{hours} hours"), office(zone)) - moment == timedelta(hours=hours)


def test_a_span_in_days_keeps_the_local_time():
    at = office("Europe/Berlin")
    start = datetime(2026, 3, 28, 9, tzinfo=at.zone).astimezone(UTC)
    assert moved(start, parse_span("1 day"), at).astimezone(at.zone).hour == 9
    assert moved(start, parse_span("1 day"), at) - start == timedelta(hours=23)


def test_a_week_before_a_day_whose_midnight_the_clocks_leap_over_is_the_beginning_of_a_day():
    """24 April 2026 begins at 01:00 in Cairo."""
    cairo = office("Africa/Cairo")
    assert cairo.begins(date(2026, 4, 24)) == datetime(2026, 4, 23, 22, tzinfo=UTC)
    assert ahead_of(date(2026, 4, 24), parse_span("1 week"), cairo) == datetime(2026, 4, 16, 22, tzinfo=UTC)
    assert ahead_of(date(2026, 4, 24), parse_span("24 hours"), cairo) == datetime(2026, 4, 22, 22, tzinfo=UTC)


@given(
    some.dates(),
    some.sampled_from(["5 years", "90 days", "72 hours", "forever", "99999 months"]),
    some.sampled_from(ZONES),
)
def test_beyond_the_calendar_is_never_or_ever_and_no_error(day, span, zone):
    at, length = office(zone), parse_span(span)
    assert EVER <= ahead_of(day, length, at) <= over(day, length, at) <= NEVER
    assert EVER <= at.begins(day) <= at.ends(day) <= NEVER
    assert isinstance(at.day_of(at.ends(day)), date)


def test_for_ever_has_no_end():
    assert moved(datetime(2026, 1, 1, tzinfo=UTC), parse_span("forever"), office()) == NEVER
    assert over(date(2026, 1, 1), parse_span("forever"), office()) == NEVER


@pytest.mark.parametrize(
    ("born", "day", "years"),
    [
        ("2008-03-20", "2026-03-19", 17),
        ("2008-03-20", "2026-03-20", 18),
        ("2008-02-29", "2026-02-28", 17),
        ("2008-02-29", "2026-03-01", 18),
    ],
)
def test_years_are_completed_on_the_birthday(born, day, years):
    assert years_between(date.fromisoformat(born), date.fromisoformat(day)) == years
