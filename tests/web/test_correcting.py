"""A mistake is corrected from the log: the form as it stands, what was built on it told first, both in the log."""

import re
from collections.abc import Callable

from flask.testing import FlaskClient

import engine
from tests.web.journeys import is_clearing
from tests.web.test_cases import words
from tests.web.test_steps import acts, grants_access, hidden, messages, sends, step_path
from tests.web.test_work import is_examined

Clients = Callable[[str], FlaskClient]


def number_of(caseway: engine.Caseway, case: engine.Case, who: str, action: str, person: str | None = None) -> int:
    """How somebody counts an entry: only what they may see has a number for them."""
    page = caseway.auditing.log_page(caseway.administration.caller_named(who), case.id)
    lines = (line.entry for line in page.lines)
    return next(one.seq for one in lines if one.action == action and person in (None, one.person))


def link_of(page: str, number: int) -> str:
    found = re.search(rf'href="(/cases/[^"]+/do/correct_entry\?corrects={number})"', page)
    assert found, "the entry offers no correction"
    return found[1]


def test_an_entry_is_corrected_from_the_log_and_the_log_shows_both(
    signed_in: Clients, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    is_clearing(caseway, family_case)
    is_examined(caseway, family_case, "amina", "yusuf")
    number = number_of(caseway, family_case, "idris", "medical.examine", "amina")
    idris, log = signed_in("idris"), f"/cases/{family_case.reference}/log"
    address = link_of(idris.get(log).text, number)
    form = idris.get(address)
    assert 'name="e-amina-examined_on"' in form.text and 'value="2026-03-02"' in form.text
    assert f"Entry {number}: Record the medical exam" in words(form.text)
    typed = {"e-amina-examined_on": "2026-02-27", "note": "The paper says Friday"}
    check = sends(idris, step_path(family_case, "correct_entry"), corrects=str(number), **typed)
    assert check.status_code == 200
    built = words(check.text)
    assert "Amina Specimen: " in built and "27 Feb 2026" in built
    assert re.search(r"Look at entry \d+ again, it was built on this: Exit permit: opened \(Amina Specimen\)", built)
    assert "was built on this" in built and "Yusuf" not in built
    idris.post(step_path(family_case, "correct_entry"), data={**hidden(check), "then": ["record"]})
    told = words(idris.get(log).text)
    assert f"Corrects entry {number}" in told and "Note: The paper says Friday" in told
    assert re.search(r"Corrected by entry \d+", told)
    amina = caseway.casework.see(caseway.administration.caller_named("idris"), family_case.id).case.person("amina")
    assert str(amina.facts["medical.examined_on"]) == "2026-02-27"


def test_what_is_wrong_with_a_correction_is_told_and_nothing_typed_is_lost(
    caseworker: FlaskClient, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    typed = {"e-amina-born_on": "soon", "e-amina-family_name": "Exemplar"}
    answer = sends(caseworker, f"{step_path(family_case, 'correct_entry')}?corrects=1", corrects="1", **typed)
    assert answer.status_code == 422
    assert len(messages(answer)) == 2  # the day, and the note that is missing
    assert 'value="soon"' in answer.text and 'value="Exemplar"' in answer.text


def test_who_may_not_do_the_act_may_not_correct_it_and_an_entry_that_is_not_there_is_not_found(
    signed_in: Clients, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    grants_access(caseway, family_case)
    number = number_of(caseway, family_case, "gita", "grant_access")
    path = step_path(family_case, "correct_entry")
    answer = sends(signed_in("gita"), f"{path}?corrects={number}", corrects=str(number), note="Wrong")
    assert answer.status_code == 422 and "This is done by: RSC caseworker" in words(answer.text)
    for wrong in ("", "?corrects=0", "?corrects=999", "?corrects=x", "?corrects=-1"):
        assert signed_in("nadia").get(f"{path}{wrong}").status_code == 404, wrong


def test_what_never_was_so_is_emptied_in_a_case_that_has_ended(
    caseworker: FlaskClient, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    answers = {"decided_on": "2026-03-02", "withdrawal_statement": "signed.pdf"}
    acts(caseway, "nadia", family_case, "withdraw", answers=answers)
    log = f"/cases/{family_case.reference}/log"
    form = caseworker.get(link_of(caseworker.get(log).text, 1))
    assert 'value="amina.nationality"' in form.text and 'value="amina.family_name"' not in form.text
    typed = {"empties": ["amina.nationality"], "note": "It is not known after all"}
    kept = {"e-amina-nationality": "sy", "e-yusuf-nationality": "sy"}
    check = sends(caseworker, step_path(family_case, "correct_entry"), corrects="1", **typed, **kept)
    assert check.status_code == 200
    assert "Empty it Amina Specimen: Nationality" in words(check.text)
    assert "The case stays in: Withdrawn" in words(check.text)
    rule = "Say which nationality the person has, or that the person is stateless (Amina Specimen)"
    untrue = f"Entry 1, Case opened, required what holds no longer: {rule}"
    assert untrue in words(check.text)
    caseworker.post(step_path(family_case, "correct_entry"), data={**hidden(check), "then": ["record"]})
    case = caseway.casework.see(caseway.administration.caller_named("nadia"), family_case.id).case
    assert "nationality" not in case.person("amina").facts and case.outcome == "withdrawn_by_person"
    assert case.person("yusuf").facts["nationality"] == "sy"
    told = words(caseworker.get(log).text)
    assert "Emptied: Amina Specimen: Nationality" in told and untrue in told
