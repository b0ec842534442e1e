"""Who keeps a case, on the pages: taken from its page or from the queue, given to a colleague, covered, handed back."""

import re
from collections.abc import Callable

from flask.testing import FlaskClient

import engine
from tests.web.conftest import token_of
from tests.web.test_cases import page_of, words
from tests.web.test_steps import acts, grants_access, hidden
from tests.web.test_work import block

Clients = Callable[[str], FlaskClient]


def press(client: FlaskClient, case: engine.Case, action: str) -> str:
    """The button of that action on the page of the case, pressed; gives the page that follows."""
    page = page_of(client, case)
    form = re.search(rf'<form method="post" action="[^"]*/do/{action}">.*?</form>', page, flags=re.S)
    assert form, f"there is no button {action}"
    sent = dict(re.findall(r'name="([^"]+)" value="([^"]*)"', form[0]))
    return client.post(f"/cases/{case.reference}/do/{action}", data=sent, follow_redirects=True).text


def test_a_case_is_taken_from_its_page_and_handed_back(
    signed_in: Clients, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    grants_access(caseway, family_case)
    nadia = signed_in("nadia")
    assert "Nobody keeps this case yet." in page_of(nadia, family_case)
    kept = press(nadia, family_case, "take_case")
    assert "Nobody keeps this case yet." not in kept and "Hand back the case" in kept
    assert "Schedule the prescreening" in block(nadia.get("/").text, "yours")
    assert "Schedule the prescreening" not in block(nadia.get("/").text, "new")
    form = nadia.get(f"/cases/{family_case.reference}/do/hand_back_case", follow_redirects=True).text
    assert "For the file" in form and "Who does it" not in form and "About this step" not in form
    press(nadia, family_case, "hand_back_case")
    assert "Schedule the prescreening" in block(nadia.get("/").text, "new")


def test_the_next_of_the_queue_is_taken_and_the_team_sees_who_keeps_it(
    signed_in: Clients, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    grants_access(caseway, family_case)
    caseway.administration.add_user(None, "carim", ["us-rsc:caseworker"], ["amman-office"], display_name="Carim")
    nadia = signed_in("nadia")
    token = token_of(nadia.get("/"))
    taken = nadia.post("/take-next", data={"csrf_token": token}, follow_redirects=True).text
    assert "You keep this case now." in taken and family_case.reference in taken
    assert "Take next" not in nadia.get("/").text
    carim = caseway.administration.caller_named("carim")
    assert [one.case.id for one in caseway.worklist.work(carim).colleagues] == [family_case.id]


def test_a_colleague_is_chosen_among_those_who_work_there_and_what_others_do_is_told_as_done_for_them(
    signed_in: Clients, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    caseway.administration.add_user(None, "carim", ["us-rsc:caseworker"], ["amman-office"], display_name="Carim")
    caseway.administration.add_user(None, "far", ["us-rsc:caseworker"], ["cairo-office"], display_name="Far Away")
    nadia, selma = signed_in("nadia"), signed_in("selma")
    refused = nadia.get(f"/cases/{family_case.reference}/do/assign_case").text
    assert "This is done by: RSC supervisor" in words(refused) and 'value="carim"' not in refused
    form = selma.get(f"/cases/{family_case.reference}/do/assign_case")
    assert 'value="carim"' in form.text and "Far Away" not in form.text
    sent = {**hidden(form), "a-to": "carim", "a-role": "caseworker", "then": "record"}
    done = selma.post(f"/cases/{family_case.reference}/do/assign_case", data=sent, follow_redirects=True).text
    assert "Carim RSC caseworker, since" in words(done)
    grants_access(caseway, family_case)
    assert "for Carim" in words(page_of(nadia, family_case))
    assert "for Carim" in words(nadia.get(f"/cases/{family_case.reference}/log").text)


def test_what_was_given_is_accepted_from_my_work_or_returned_with_a_note_and_the_giver_sees_what_came_of_it(
    signed_in: Clients, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    grants_access(caseway, family_case)
    nadia, selma, here = signed_in("nadia"), signed_in("selma"), f"/cases/{family_case.reference}"
    to = {"to": "nadia", "role": "caseworker"}
    acts(caseway, "selma", family_case, "assign_case", answers=to, note="Speaks Kurmanji")
    given = words(nadia.get("/").text)
    assert "Given by Selma, not accepted yet" in given and "Note: Speaks Kurmanji" in given
    assert "Given by Selma, not accepted yet" in words(page_of(selma, family_case))
    asked = {"csrf_token": token_of(nadia.get("/")), "then": "record", "a-role": "caseworker", "key": "ab"}
    form = nadia.get(f"{here}/do/return_case")
    assert "Return the case" in form.text
    refused = nadia.post(f"{here}/do/return_case", data=asked)
    assert refused.status_code == 422 and "Write a note" in refused.text
    nadia.post(f"{here}/do/return_case", data={**asked, "note": "On leave"})
    log = words(selma.get(f"{here}/log").text)
    assert (
        "Return the case" in log and "On leave" in log and "Nobody keeps this case yet." in page_of(selma, family_case)
    )
    acts(caseway, "selma", family_case, "assign_case", answers=to)
    assert "Accept the case" in page_of(nadia, family_case)
    assert f'action="{here}/do/accept_case"' in nadia.get("/").text
    nadia.post(f"{here}/do/accept_case", data={**asked, "key": "cd"})
    assert "not accepted yet" not in page_of(selma, family_case) + nadia.get("/").text
