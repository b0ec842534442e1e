"""Offices: a zone and a calendar, known by what they count and not by their words."""

from datetime import date

import pytest

from engine.civil import Span, shifted
from engine.reading import read_office

TEXT = """office: harbour
title: Harbour office
zone: Africa/Cairo
working_days: [sunday, monday, tuesday, wednesday, thursday]
holidays:
  - {day: 2026-03-08, title: Day of the harbour}
"""


def test_working_days_leave_out_the_weekend_and_the_holidays_of_the_office() -> None:
    office, findings = read_office("harbour.yaml", TEXT)
    assert office is not None and not findings
    assert shifted(date(2026, 3, 5), Span(1, "working day"), 1, office) == date(2026, 3, 9)


def test_the_digest_covers_the_calendar_and_not_the_words() -> None:
    def digest(text: str) -> str:
        office, _ = read_office("harbour.yaml", text)
        assert office is not None
        return office.digest

    assert digest(TEXT.replace("Day of the harbour", "Harbour day").replace("Harbour office", "Port")) == digest(TEXT)
    assert digest(TEXT.replace("2026-03-08", "2026-03-09")) != digest(TEXT)
    assert digest(TEXT.replace("sunday, ", "")) != digest(TEXT)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ("Africa/Cairo", "Africa/Kairo", (3, 7, "zone")),
        ("tuesday", "tusday", (4, 32, "unknown-word")),
        ("2026-03-08", "2026-02-30", (6, 11, "day")),
        ("zone:", "zoen:", (3, 1, "unknown-key")),
    ],
)
def test_a_wrong_calendar_is_told_at_its_place(old: str, new: str, place: tuple[int, int, str]) -> None:
    office, findings = read_office("harbour.yaml", TEXT.replace(old, new))
    assert office is None
    assert place in [(one.line, one.column, one.code) for one in findings]
