"""Where a case stands in its programme's drawing, and what is met already of what cannot be done yet."""

import re
from collections.abc import Callable

from flask.testing import FlaskClient

import engine
from tests.web.journeys import is_booked, is_ready
from tests.web.test_cases import words
from tests.web.test_steps import acts, step_path

Clients = Callable[[str], FlaskClient]


def marked(page: str) -> list[str]:
    """The titles of the states that a page's drawings mark as the one of now."""
    return re.findall(r'<g class="(?:state|ending) current"[^>]*><title>([^<]*)', page)


def test_the_drawing_marks_where_the_case_stands_and_each_track_where_all_stand_alike(
    caseworker: FlaskClient, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    assert f'href="/cases/{family_case.reference}/where"' in caseworker.get(f"/cases/{family_case.reference}").text
    page = caseworker.get(f"/cases/{family_case.reference}/where").text
    assert marked(page)[0] == "Access to be decided"
    is_ready(caseway, family_case)
    page = caseworker.get(f"/cases/{family_case.reference}/where").text
    assert marked(page)[:2] == ["Ready to be booked", "Approved"]
    acts(
        caseway, "nadia", family_case, "member.withdraw_person", people=("sami",), answers={"decided_on": "2026-03-02"}
    )
    page = caseworker.get(f"/cases/{family_case.reference}/where").text
    assert re.search(r"Amina Specimen, Yusuf Specimen,? and Nour Specimen: Approved", words(page))
    assert "Approved" not in marked(page)


def test_what_is_met_already_is_told_beside_what_is_not_in_one_folded_line(
    signed_in: Clients, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    is_booked(caseway, family_case)
    page = signed_in("gita").get(f"/cases/{family_case.reference}").text
    met = "Already met (2) Met it is for your role; you did no step that somebody else must have done"
    assert met in words(page)
    assert '<details class="fold"><summary>Already met (2)' in page
    assert met not in words(signed_in("nadia").get(f"/cases/{family_case.reference}").text)


def test_when_something_happens_is_asked_anew_with_what_is_known_beside_it(
    signed_in: Clients, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    is_ready(caseway, family_case)
    acts(caseway, "omar", family_case, "travel.plan", answers={"travel_date": "2026-03-24"})
    page = signed_in("omar").get(step_path(family_case, "travel.book")).text
    assert "Now: 24 Mar 2026." in page
    assert re.search(r'name="a-travel_date" type="date" value=""', page)
