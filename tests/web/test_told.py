"""What may be told to somebody, as a page to hand over; and who read what is critical, as a page for the auditor."""

from collections.abc import Callable

from flask.testing import FlaskClient

import engine

Clients = Callable[[str], FlaskClient]


def test_the_page_of_what_is_known_leads_to_what_may_be_told(caseworker: FlaskClient, family_case: engine.Case) -> None:
    facts, person = f"/cases/{family_case.reference}/facts", family_case.people[0].id
    address = f"/cases/{family_case.reference}/tell/{person}"
    assert f'href="{address}"' in caseworker.get(facts).text
    page = caseworker.get(address)
    assert page.status_code == 200 and "What was told in confidence is not on it." in page.text
    assert caseworker.get(f"/cases/{family_case.reference}/tell/nobody").status_code == 404


def test_who_read_what_is_critical_is_a_page_for_the_auditor_alone(
    signed_in: Clients, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    address = f"/cases/{family_case.reference}/log/readings"
    assert signed_in("nadia").get(address).status_code == 404
    assert "Nobody has read anything critical of this case." in signed_in("aziz").get(address).text
    values = {"case": {"persecution_claim": "Told alone"}}
    caseway.casework.readings.note(caseway.administration.caller_named("nadia"), family_case, values)
    page = signed_in("aziz").get(address).text
    assert "Nadia" in page and "RSC caseworker" in page and "Told alone" not in page
    assert f'href="{address}"' in signed_in("aziz").get(f"/cases/{family_case.reference}/log").text


def test_everybody_finds_what_is_recorded_about_them(
    signed_in: Clients, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    own = "/account/recorded"
    assert f'href="{own}"' in signed_in("nadia").get("/").text
    assert "You have read nothing critical." in signed_in("nadia").get(own).text
    values = {"case": {"persecution_claim": "Told alone"}}
    caseway.casework.readings.note(caseway.administration.caller_named("nadia"), family_case, values)
    page = signed_in("nadia").get(own).text
    assert f'href="/cases/{family_case.reference}"' in page and "1 answer" in page and "Told alone" not in page
    assert "127.0.0.1" in page and "RSC caseworker" in page
    assert family_case.reference not in signed_in("aziz").get(own).text
