"""Notes on the pages: written by a form like any step, listed with those of steps, kept to a role."""

from collections.abc import Callable

from flask.testing import FlaskClient

import engine
from tests.web.conftest import token_of
from tests.web.test_steps import acts, hidden, messages, step_path

Clients = Callable[[str], FlaskClient]
WRITE = "write_note"


def writes(client: FlaskClient, case: engine.Case, note: str, **typed: str) -> str:
    """The page to which it leads; the note is checked and confirmed on the way."""
    page = client.get(step_path(case, WRITE), follow_redirects=True)
    sent = {"csrf_token": token_of(page), "then": "check", "note": note, **typed}
    check = client.post(step_path(case, WRITE), data=sent, follow_redirects=True)
    if check.status_code != 200:
        return check.text
    done = client.post(step_path(case, WRITE), data={**hidden(check), "then": "record"}, follow_redirects=True)
    assert done.status_code == 200, messages(done)
    return client.get(f"/cases/{case.reference}/notes").text


def test_a_note_is_written_and_listed_with_those_of_steps(
    caseworker: FlaskClient, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    empty = caseworker.get(f"/cases/{family_case.reference}/notes").text
    assert "No note is written yet" in empty and f'href="{step_path(family_case, WRITE)}"' in empty
    person = family_case.people[0].id
    acts(
        caseway,
        "nadia",
        family_case,
        "amend_person",
        people=(person,),
        note="Read again",
        each={person: {"sex": "female"}},
    )
    page = writes(caseworker, family_case, "Comes on Tuesdays\n<b>only</b>")
    assert page.index("Comes on Tuesdays</bdi><br><bdi>&lt;b&gt;only") < page.index("Read again")
    assert page.count(">Write a note<") == 1
    assert "Write a note" in caseworker.get(f"/cases/{family_case.reference}/log").text


def test_a_note_for_a_role_is_on_no_page_of_the_others(
    signed_in: Clients, caseworker: FlaskClient, family_case: engine.Case
) -> None:
    page = writes(caseworker, family_case, "Afraid of the neighbour", **{"a-role": "reviewer"})
    assert "Afraid of the neighbour" in page and "Only for:" in page
    here = f"/cases/{family_case.reference}"
    assert "Afraid of the neighbour" in signed_in("rana").get(f"{here}/notes").text
    for address in (here, f"{here}/notes", f"{here}/log", f"{here}/log/2"):
        for who in ("omar", "aziz"):
            assert "Afraid" not in signed_in(who).get(address).text
    assert "Only for:" in signed_in("omar").get(f"{here}/log").text


def test_an_empty_note_is_asked_for_and_an_auditor_is_offered_none(
    signed_in: Clients, caseworker: FlaskClient, family_case: engine.Case
) -> None:
    assert "There is a problem" in writes(caseworker, family_case, " ")
    assert WRITE not in signed_in("aziz").get(f"/cases/{family_case.reference}/notes").text


def test_whoever_writes_a_note_reads_in_their_language_who_may_write_one(
    caseworker: FlaskClient, family_case: engine.Case
) -> None:
    for language, says in (
        ("en", "everybody who works in the case"),
        ("fr", "tous ceux qui travaillent au dossier"),
        ("ar", "كل من يعمل في الملف"),
    ):
        caseworker.set_cookie("caseway_language", language)
        page = caseworker.get(step_path(family_case, WRITE), follow_redirects=True).text
        assert says in page and "anyone" not in page
