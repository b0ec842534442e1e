"""Drafts of a step's form: kept by the button or while somebody types, taken up again as they were, never a trap."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

import engine
from tests.web.conftest import TestClock
from tests.web.test_steps import GRANT, acts, hidden, step_path

Clients = Callable[[str], FlaskClient]
NOTE = "Half a sentence about Sampletown"
TYPED = {"a-priority": "p1", "a-decided_on": "soon", "note": NOTE}


def keeps(client: FlaskClient, case: engine.Case, **typed: object) -> str:
    """Types into the form of a step and keeps it; the address of the draft."""
    path = step_path(case, "grant_access")
    answer = client.post(path, data={**hidden(client.get(path)), **(typed or TYPED), "then": "draft"})
    assert answer.status_code == 303
    return answer.headers["Location"]


def test_a_draft_is_kept_whatever_is_missing_or_wrong_in_it_and_comes_back(
    caseworker: FlaskClient, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    page = caseworker.get(keeps(caseworker, family_case)).text
    assert "Draft saved 10:00. Only you see it; it is kept until 16 Mar 2026." in page
    assert NOTE in page
    assert 'value="soon"' in page
    assert 'value="p1" checked' in page


def test_a_draft_stands_on_my_work_of_its_writer_alone_and_beside_the_step(
    caseworker: FlaskClient, family_case: engine.Case, signed_in: Clients
) -> None:
    place = keeps(caseworker, family_case)
    assert f'href="{place}"' in caseworker.get("/").text
    assert "You began this step before" in caseworker.get(step_path(family_case, "grant_access")).text
    selma = signed_in("selma")
    assert "draft=" not in selma.get("/").text
    assert NOTE not in selma.get(place, follow_redirects=True).text


def test_a_script_keeps_it_quietly_and_gets_its_status_line(caseworker: FlaskClient, family_case: engine.Case) -> None:
    path = step_path(family_case, "grant_access")
    form = {**hidden(caseworker.get(path)), **TYPED, "then": "draft"}
    json = {"Accept": "application/json"}
    told = caseworker.post(path, data=form, headers=json)
    assert (told.status_code, told.json) == (
        200,
        {"words": "Draft saved 10:00. Only you see it; it is kept until 16 Mar 2026."},
    )
    long = caseworker.post(path, data={**form, "note": "x" * 200_001}, headers=json)
    assert (long.status_code, long.json) == (422, {"words": "A draft has at most 200000 characters"})
    confirmed = hidden(caseworker.post(path, data={**form, **GRANT, "then": "check"}, follow_redirects=True))
    caseworker.post(path, data={**confirmed, "then": "record"})
    assert caseworker.post(path, data=form, headers=json).json == {"words": "This was recorded already"}


def test_what_is_too_long_to_keep_is_told_on_the_form_with_everything_typed(
    caseworker: FlaskClient, family_case: engine.Case
) -> None:
    path = step_path(family_case, "grant_access")
    form = {**hidden(caseworker.get(path)), **TYPED, "note": "x" * 200_001, "then": "draft"}
    answer = caseworker.post(path, data=form)
    assert answer.status_code == 422
    assert "A draft has at most 200000 characters" in answer.text
    assert 'value="soon"' in answer.text


def test_the_step_once_recorded_takes_its_draft_away(caseworker: FlaskClient, family_case: engine.Case) -> None:
    place, path = keeps(caseworker, family_case), step_path(family_case, "grant_access")
    form = {**hidden(caseworker.get(place)), **GRANT}
    confirmed = hidden(caseworker.post(path, data={**form, "then": "check"}, follow_redirects=True))
    caseworker.post(path, data={**confirmed, "then": "record"})
    assert "draft=" not in caseworker.get("/").text
    assert "This was recorded already: Grant access" in caseworker.get(place).text


def test_a_draft_of_an_older_version_shows_what_happened_meanwhile_and_loses_nothing(
    caseworker: FlaskClient, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    place = keeps(caseworker, family_case)
    acts(caseway, "nadia", family_case, "grant_access", answers={key[2:]: value for key, value in GRANT.items()})
    page = caseworker.get(place).text
    assert "The case changed meanwhile" in page
    assert "This step cannot be done any more" in page
    assert NOTE in page


def test_a_draft_is_discarded_by_its_button(caseworker: FlaskClient, family_case: engine.Case) -> None:
    place, path = keeps(caseworker, family_case), step_path(family_case, "grant_access")
    answer = caseworker.post(path, data={**hidden(caseworker.get(place)), "then": "discard"})
    assert answer.headers["Location"] == f"/cases/{family_case.reference}"
    assert "draft=" not in caseworker.get("/").text


def test_a_draft_opens_at_its_own_step_only(caseworker: FlaskClient, family_case: engine.Case) -> None:
    key = keeps(caseworker, family_case).partition("draft=")[2]
    assert caseworker.get(step_path(family_case, "withdraw_person") + f"?draft={key}").status_code == 404


def test_an_old_draft_is_not_there_and_the_empty_form_says_so(
    caseworker: FlaskClient, family_case: engine.Case, signed_in: Clients, test_clock: TestClock
) -> None:
    place = keeps(caseworker, family_case)
    test_clock.passes(timedelta(days=15))
    page = signed_in("nadia").get(place).text
    assert "This draft is not there any more" in page
    assert NOTE not in page


def test_the_check_has_an_address_without_anything_typed_and_comes_again_on_reload_and_on_the_way_back(
    caseworker: FlaskClient, family_case: engine.Case, signed_in: Clients
) -> None:
    path = step_path(family_case, "grant_access")
    sent = caseworker.post(path, data={**hidden(caseworker.get(path)), **GRANT, "note": NOTE, "then": "check"})
    place = sent.headers["Location"]
    assert sent.status_code == 303
    assert re.fullmatch(rf"{path}\?draft=[0-9a-f]{{32}}&part=check", place)
    for _ in range(2):
        page = caseworker.get(place)
        assert page.status_code == 200 and "Check and confirm" in page.text and NOTE in page.text
    assert NOTE not in signed_in("selma").get(place, follow_redirects=True).text
    back = caseworker.get(path, follow_redirects=True)
    assert back.request.full_path == place.removesuffix("&part=check") and NOTE in back.text
    caseworker.post(path, data={**hidden(page), "then": "record"})
    assert "This was recorded already: Grant access" in caseworker.get(place).text


def test_the_way_back_from_a_check_leads_to_what_was_typed_of_the_same_people_and_of_the_case_as_it_is(
    caseworker: FlaskClient, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    one, other = (person.id for person in family_case.people[:2])
    path = step_path(family_case, "amend_person")
    typed = {"people": one, f"e-{one}-family_name": "Exemplar", "note": NOTE, "then": "check"}
    assert caseworker.post(path, data={**hidden(caseworker.get(f"{path}?person={one}")), **typed}).status_code == 303
    assert NOTE in caseworker.get(f"{path}?person={one}", follow_redirects=True).text
    assert caseworker.get(f"{path}?person={other}").status_code == 200
    acts(caseway, "nadia", family_case, "amend_person", people=(other,), each={other: {"sex": "male"}}, note="Seen")
    again = caseworker.get(f"{path}?person={one}")
    assert again.status_code == 200 and "You began this step before" in again.text


PAGES = ("/team/give/{nadia}", "/cases/{case}/file-check", "/programmes/us-rsc/holds")


@pytest.mark.parametrize("page", PAGES)
def test_what_is_typed_on_any_other_page_is_kept_for_its_writer_and_gone_once_it_is_discarded(
    page: str, signed_in: Clients, caseway: engine.Caseway, family_case: engine.Case
) -> None:
    acts(caseway, "nadia", family_case, "take_case", answers={"role": "caseworker"})
    nadia = caseway.administration.caller_named("nadia").user
    path, selma = page.format(case=family_case.reference, nadia=nadia), signed_in("selma")
    note = "note-suspension" if "holds" in page else "note"
    to = f"{path}/suspension/place" if "holds" in page else path
    kept = selma.post(to, data={**hidden(selma.get(path)), note: NOTE, "then": "draft"})
    place = kept.headers["Location"]
    assert kept.status_code == 303 and place.startswith(f"{path}?draft=")
    found = selma.get(place)
    assert NOTE in found.text and "Discard the draft" in found.text
    selma.post(to, data={**hidden(found), "then": "discard"})
    assert "draft=" not in selma.get("/").text


def test_a_page_that_was_taken_needs_its_draft_no_more_and_one_that_was_refused_keeps_it(
    signed_in: Clients, caseway: engine.Caseway
) -> None:
    path, selma = f"/away/{caseway.administration.caller_named('selma').user}", signed_in("selma")
    place = selma.post(path, data={**hidden(selma.get(path)), "note": NOTE, "then": "draft"}).headers["Location"]
    away = {**hidden(selma.get(place)), "first": "2026-03-04", "last": "soon", "covered_by": "nobody", "note": NOTE}
    wrong = selma.post(path, data=away)
    assert wrong.status_code == 422 and NOTE in wrong.text and f'href="{place}"' in selma.get("/").text
    assert selma.post(path, data={**away, "last": "2026-03-05"}).status_code == 303
    assert "draft=" not in selma.get("/").text
