"""Two people at one case: who was a moment too late sees both answers, loses nothing, and can go on."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

import engine
from tests.web.conftest import token_of
from tests.web.test_steps import GRANT, acts, checked, grants_access, hidden, step_path, version

AMEND = "amend_person"


@pytest.fixture
def amended(caseway: engine.Caseway, family_case: engine.Case) -> Callable[..., None]:
    """A colleague corrects the family name of somebody meanwhile."""

    def amend(person: str, **facts: str) -> None:
        acts(caseway, "nadia", family_case, AMEND, people=(person,), each={person: facts}, note="By the passport")

    return amend


def typed(person: str, **facts: str) -> dict[str, str]:
    each = {f"e-{person}-{key}": value for key, value in facts.items()}
    return {"people": person, "note": "By the certificate", **each}


def test_a_check_of_an_old_page_shows_both_answers_and_who_gave_the_other(
    caseworker: FlaskClient, family_case: engine.Case, amended: Callable[..., None]
) -> None:
    person, path = family_case.people[1].id, step_path(family_case, AMEND)
    page = caseworker.get(f"{path}?person={person}")
    amended(person, family_name="Samplesen")
    data = {**hidden(page), "then": "check", **typed(person, family_name="Exemplar", given_names="Yusuf Ali")}
    answer = caseworker.post(path, data=data)
    assert answer.status_code == 409
    assert "Exemplar" in answer.text
    assert "Samplesen" in answer.text
    assert "Nadia, RSC caseworker, Today" in answer.text
    assert "Correct personal data" in answer.text
    assert "Yusuf Ali" in answer.text
    assert "By the certificate" in answer.text


def going_on(caseworker: FlaskClient, case: engine.Case, amended: Callable[..., None], choice: str) -> str:
    """From an old page by way of the conflict to the check, without JavaScript."""
    person, path = case.people[1].id, step_path(case, AMEND)
    page = caseworker.get(f"{path}?person={person}")
    amended(person, family_name="Samplesen")
    data = {**hidden(page), "then": "check", **typed(person, family_name="Exemplar", given_names="Yusuf Ali")}
    conflict = caseworker.post(path, data=data)
    chosen = {**hidden(conflict), f"keep-e-{person}-family_name": choice}
    again = caseworker.post(path, data=chosen, follow_redirects=True)
    assert again.status_code == 200
    done = caseworker.post(path, data={**hidden(again), "then": "record"})
    assert done.status_code == 303
    return person


@pytest.mark.parametrize(("choice", "name"), [("yours", "Exemplar"), ("theirs", "Samplesen")])
def test_whoever_goes_on_chooses_which_answer_stands(
    caseworker: FlaskClient,
    family_case: engine.Case,
    caseway: engine.Caseway,
    amended: Callable[..., None],
    choice: str,
    name: str,
) -> None:
    person = going_on(caseworker, family_case, amended, choice)
    sheet = caseway.casework.see(caseway.administration.caller_named("nadia"), family_case.id)
    assert sheet.case.person(person).facts["family_name"] == name
    assert sheet.case.person(person).facts["given_names"] == "Yusuf Ali"


def test_a_change_between_check_and_confirmation_is_no_silent_overwriting(
    caseworker: FlaskClient, family_case: engine.Case, caseway: engine.Caseway, amended: Callable[..., None]
) -> None:
    data = checked(caseworker, family_case, "grant_access", **GRANT)
    amended(family_case.people[0].id, family_name="Samplesen")
    before = version(caseway, family_case)
    answer = caseworker.post(step_path(family_case, "grant_access"), data=data)
    assert answer.status_code == 409
    assert "The case changed meanwhile" in answer.text
    assert version(caseway, family_case) == before
    again = caseworker.post(step_path(family_case, "grant_access"), data=hidden(answer), follow_redirects=True)
    assert again.status_code == 200
    assert "access.pdf" in again.text


def test_a_step_that_was_done_meanwhile_says_so_and_keeps_what_was_typed(
    caseworker: FlaskClient, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    path = step_path(family_case, "grant_access")
    page = caseworker.get(path)
    grants_access(caseway, family_case)
    answer = caseworker.post(path, data={**hidden(page), "then": "check", **GRANT})
    assert answer.status_code == 409
    assert "This step cannot be done any more" in answer.text
    assert "access.pdf" in answer.text
    assert token_of(answer)


def test_what_is_known_of_somebody_stands_in_the_form_and_of_what_was_left_as_it_was_the_others_answer_is_offered(
    caseworker: FlaskClient, family_case: engine.Case, amended: Callable[..., None]
) -> None:
    person, path = family_case.people[1].id, step_path(family_case, AMEND)
    page = caseworker.get(f"{path}?person={person}")
    for name, value in (("family_name", "Specimen"), ("born_on", "1988")):
        assert re.search(rf'name="e-{person}-{name}"[^>]* value="{value}"', page.text), name
    assert re.search(rf'name="e-{person}-sex" value="male" checked', page.text)
    amended(person, family_name="Samplesen", given_names="Yusef")
    data = {**hidden(page), "then": "check", **typed(person, family_name="Specimen", given_names="Yusuf Ali")}
    conflict = caseworker.post(path, data=data).text
    assert re.search(rf'name="keep-e-{person}-family_name" value="theirs" checked', conflict)
    assert re.search(rf'name="keep-e-{person}-given_names" value="yours" checked', conflict)
