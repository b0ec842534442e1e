"""Cases of a colleague given to another on the pages: nothing typed is lost, each case is told with what came of it."""

from collections.abc import Callable

from flask.testing import FlaskClient

import engine
from tests.web.conftest import token_of
from tests.web.test_steps import acts, hidden
from tests.web.test_team import words

Clients = Callable[[str], FlaskClient]


def test_a_supervisor_gives_a_colleagues_cases_to_another_after_looking_at_what_comes_of_it(
    signed_in: Clients, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    caseway.administration.add_user(None, "carim", ["us-rsc:caseworker"], ["amman-office"], display_name="Carim")
    acts(caseway, "nadia", family_case, "take_case", answers={"role": "caseworker"})
    nadia, selma = caseway.administration.caller_named("nadia").user, signed_in("selma")
    assert f'href="/team/give/{nadia}"' in selma.get("/team").text
    form = selma.get(f"/team/give/{nadia}")
    token = token_of(form)
    wrong = selma.post(f"/team/give/{nadia}", data={"csrf_token": token, "note": "On leave from Monday"}).text
    assert "Choose at least one case" in wrong and "Choose a colleague" in wrong and "On leave from Monday" in wrong
    sent = {**hidden(form), "case": f"{family_case.id} caseworker", "to": "carim", "note": "On leave"}
    seen = selma.post(f"/team/give/{nadia}", data=sent, follow_redirects=True)
    assert "Possible in 1 of 1 case" in words(seen.text) and "Carim" in seen.text
    given = selma.post(seen.request.path, data={**hidden(seen), "then": "start"}, follow_redirects=True).text
    assert "Done in 1 of 1 case" in words(given)
    again = selma.post(f"/team/give/{nadia}", data=sent, follow_redirects=True)
    assert again.request.path == seen.request.path and "This was recorded already" in again.text
    assert "Carim RSC caseworker, since" in words(selma.get(f"/cases/{family_case.reference}").text)
    assert "No open case that you see is kept by this colleague." in selma.get(f"/team/give/{nadia}").text


def test_only_who_gives_cases_out_finds_the_page_and_only_of_somebody(
    signed_in: Clients, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    nadia = caseway.administration.caller_named("nadia").user
    assert signed_in("nadia").get(f"/team/give/{nadia}").status_code == 404
    assert signed_in("selma").get("/team/give/nobody").status_code == 404
