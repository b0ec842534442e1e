"""Days in other calendars: known pairs on both sides of leap years and new years."""

from datetime import date

import pytest

from web.calendars import CALENDARS, islamic, solar


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("1921-03-21", (1300, 1, 1)),
        ("1978-04-27", (1357, 2, 7)),
        ("1979-02-11", (1357, 11, 22)),
        ("2017-03-20", (1395, 12, 30)),
        ("2020-03-19", (1398, 12, 29)),
        ("2020-03-20", (1399, 1, 1)),
        ("2021-03-20", (1399, 12, 30)),
        ("2025-03-21", (1404, 1, 1)),
        ("2026-09-22", (1405, 6, 31)),
        ("2026-09-23", (1405, 7, 1)),
        ("2026-11-22", (1405, 9, 1)),
    ],
)
def test_a_day_of_the_solar_hijri_calendar(day: str, expected: tuple[int, int, int]) -> None:
    assert solar(date.fromisoformat(day)) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("1900-04-30", (1317, 12, 29)),
        ("1900-05-01", (1318, 1, 1)),
        ("2024-07-07", (1445, 12, 30)),
        ("2024-07-08", (1446, 1, 1)),
        ("2026-11-22", (1448, 6, 11)),
    ],
)
def test_a_day_of_the_islamic_calendar(day: str, expected: tuple[int, int, int]) -> None:
    assert islamic(date.fromisoformat(day)) == expected


def test_every_calendar_names_twelve_months_in_each_script() -> None:
    for calendar in CALENDARS.values():
        assert {script: len(set(months)) for script, months in calendar.months.items()} == {"Latn": 12, "Arab": 12}
