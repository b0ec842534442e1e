"""About to lapse: what runs out, cut by its address, in every language, narrow, and told to nobody elsewhere."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

import engine
from tests.web.conftest import TestClock
from tests.web.journeys import is_booked, is_ready
from tests.web.test_steps import acts
from tests.web.test_team import counted, leading

Clients = Callable[[str], FlaskClient]


def rows(page: str) -> list[str]:
    """Each row of the table in plain words."""
    body = re.search(r"<tbody.*?</tbody>", page.partition('aria-labelledby="ahead"')[2], flags=re.S)
    found = re.findall(r"<tr.*?</tr>", body[0], flags=re.S) if body else []
    return [" ".join(re.sub(r"<[^>]+>|[\u2066-\u2069]", " ", row).split()) for row in found]


def test_what_runs_out_says_for_whom_until_when_what_falls_and_who_can_renew_it(
    caseworker: FlaskClient, family_case: engine.Case, caseway: engine.Caseway, test_clock: TestClock
) -> None:
    is_ready(caseway, family_case)
    (permit,) = rows(caseworker.get("/lapsing").text)
    assert "Exit permit Amina Specimen, Yusuf Specimen, Nour Specimen and Sami Specimen" in permit
    assert "Wed 1 Apr in 30 days" in permit
    assert "The case: Ready to be booked to → Clearances under way" in permit
    assert "–" in permit and "Movement operations" in permit
    acts(caseway, "omar", family_case, "travel.plan", answers={"travel_date": "2026-03-24"})
    (planned,) = rows(caseworker.get("/lapsing").text)
    assert "Planned for 24 Mar 2026" in planned


def test_a_booked_flight_is_told_beside_what_lapses(
    signed_in: Clients, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    is_booked(caseway, family_case)
    for name in ("nadia", "selma"):
        page = signed_in(name).get("/lapsing").text
        assert "Booked for 24 Mar 2026" in page
        assert 'href="/lapsing" aria-current="page"' in page or 'aria-current="page" href="/lapsing"' in page


def test_the_address_holds_every_filter(
    signed_in: Clients, family_case: engine.Case, caseway: engine.Caseway, test_clock: TestClock
) -> None:
    is_ready(caseway, family_case)
    nadia = signed_in("nadia")
    for query, told in (
        ("", 1),
        ("days=14", 0),
        ("days=60&programme=us-rsc&office=amman-office", 1),
        ("programme=another", 0),
        ("office=cairo-office", 0),
        ("days=9999", 1),
    ):
        assert len(rows(nadia.get(f"/lapsing?{query}").text)) == told, query
    page = nadia.get("/lapsing?days=60&programme=us-rsc").text
    links = [link.replace("&amp;", "&") for link in re.findall(r'class="chip" href="([^"]+)"', page)]
    assert links == ["/lapsing?programme=us-rsc", "/lapsing?days=60"]
    assert "No clearance lapses within 14 days" in nadia.get("/lapsing?days=14").text
    test_clock.passes(timedelta(days=17))
    assert len(rows(signed_in("nadia").get("/lapsing?days=14").text)) == 1


def test_it_is_told_to_nobody_elsewhere_and_to_no_auditor(
    signed_in: Clients, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    is_ready(caseway, family_case)
    assert rows(signed_in("nadia_in_cairo").get("/lapsing?office=amman-office").text) == []
    auditor = signed_in("aziz")
    assert auditor.get("/lapsing").status_code == 404
    assert "/lapsing" not in auditor.get("/cases").text


def test_each_week_leads_to_the_cases_that_lose_their_first_clearance_in_it(
    signed_in: Clients, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    is_ready(caseway, family_case)
    nadia = signed_in("nadia")
    for query in ("", "?programme=us-rsc&office=amman-office"):
        ((href, number),) = leading(nadia.get(f"/lapsing{query}").text)
        assert number == counted(nadia, href) == 1
        assert family_case.reference in nadia.get(href).text
        assert ("office" in href) == bool(query)
    assert leading(nadia.get("/lapsing?office=cairo-office").text) == []


def test_an_odd_address_gives_a_list_and_no_error(caseworker: FlaskClient, family_case: engine.Case) -> None:
    for query in ("after=x", "after=~", "after=%00~%00", "days=%00", "days=x", "office=" + "a" * 900):
        assert caseworker.get(f"/lapsing?{query}").status_code == 200, query


@pytest.mark.parametrize(
    ("language", "says"), [("en", "About to lapse"), ("fr", "Bientôt échu"), ("ar", "على وشك الانتهاء")]
)
def test_the_page_speaks_every_language(
    caseworker: FlaskClient, family_case: engine.Case, caseway: engine.Caseway, language: str, says: str
) -> None:
    is_ready(caseway, family_case)
    caseworker.set_cookie("caseway_language", language)
    page = caseworker.get("/lapsing").text
    assert f'<h1 id="ahead">{says}</h1>' in page
    (permit,) = rows(page)
    assert (" : " in permit) == (language == "fr")
