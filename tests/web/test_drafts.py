"""Drafts of a step's form: kept by the button or while somebody types, taken up again as they were, never a trap."""

from collections.abc import Callable
from datetime import timedelta

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
    confirmed = hidden(caseworker.post(path, data={**form, **GRANT, "then": "check"}))
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
    confirmed = hidden(caseworker.post(path, data={**form, "then": "check"}))
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
