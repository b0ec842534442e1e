"""Booking and flying through the pages: each limit is told with the day, and nobody is asked for papers in the air."""

import re
from collections.abc import Callable

from flask.testing import FlaskClient

import engine
from tests.web.journeys import is_ready
from tests.web.test_steps import acts, messages, sends, step_path

Clients = Callable[[str], FlaskClient]
ROUTE = {"a-route": "AMM-JFK", "a-booking_reference": "S1"}


def flight(day: str) -> dict[str, str]:
    return {"a-travel_date": day, "a-departs_at": f"{day}T14:00", **ROUTE}


def test_a_day_beyond_a_window_is_refused_with_the_last_possible_day(
    signed_in: Clients, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    is_ready(caseway, family_case)
    omar, path = signed_in("omar"), step_path(family_case, "travel.book")
    (said,) = messages(sends(omar, path, **flight("2026-04-02")))
    assert said.endswith("Exit permit is not clear on the day of travel. The last possible day is 1 Apr 2026")
    assert messages(sends(omar, path, **flight("2026-04-01"))) == []


def test_a_day_too_near_is_refused_with_the_first_possible_day_when_booking_and_when_moving_a_booking(
    signed_in: Clients, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    is_ready(caseway, family_case)
    omar = signed_in("omar")
    near = "The day is too near to tell the receiving side in time; the first possible day is 16 March 2026"
    assert messages(sends(omar, step_path(family_case, "travel.book"), **flight("2026-03-15"))) == [near]
    acts(caseway, "omar", family_case, "travel.book", answers={k[2:]: v for k, v in flight("2026-03-16").items()})
    moved = sends(omar, step_path(family_case, "travel.rebook"), reason="airline", **flight("2026-03-15"))
    assert messages(moved) == [near]


def test_the_booking_form_says_until_when_everybody_is_cleared(
    signed_in: Clients, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    is_ready(caseway, family_case)
    page = signed_in("omar").get(step_path(family_case, "travel.book")).text
    asked = re.search(r'for="f-a-travel_date".*?<input', page, flags=re.S)
    assert "Everybody is cleared until 1 Apr 2026" in asked[0]
