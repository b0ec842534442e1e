"""The file check on the pages: what must be there beside the paper file, ticks that are recorded, the log's words."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

import engine
from tests.web.conftest import token_of
from tests.web.test_steps import PRESCREENING, acts, grants_access, messages


@pytest.fixture
def case(caseway: engine.Caseway, family_case: engine.Case) -> engine.Case:
    grants_access(caseway, family_case)
    acts(caseway, "nadia", family_case, PRESCREENING, answers={"prescreen_on": "2026-03-02"})
    return family_case


def sends(client: FlaskClient, case: engine.Case, **said: str) -> TestResponse:
    path = f"/cases/{case.reference}/file-check"
    return client.post(path, data={"csrf_token": token_of(client.get(path)), **said})


def plain(answer: TestResponse) -> str:
    return re.sub("[\u2066-\u2069]", "", re.sub(r"<[^>]+>", "", answer.text))


def test_ticks_are_recorded_told_by_the_log_and_shown_at_the_next_check(
    caseworker: FlaskClient, case: engine.Case, caseway: engine.Caseway
) -> None:
    said = {"t-case-host_country": "differs", "w-case-host_country": "Lebanon", "everything": "there"}
    answer = sends(caseworker, case, **said, note="Cabinet 4")
    assert answer.status_code == 303, messages(answer)
    page = caseworker.get(answer.location)
    count = page.text.count('<fieldset class="on-paper"')
    assert f"Paper file {count - 1} of {count}" in plain(page)
    assert "Last time: Differs: Lebanon" in plain(page)
    assert not re.search(r'type="radio"[^>]*checked', page.text)
    told = plain(caseworker.get(f"/cases/{case.reference}/log"))
    assert f"In the paper file: {count - 1} of {count}" in told
    assert "Country of stay. Differs: Lebanon" in told
    assert caseway.auditing.verify(None).is_whole


def test_what_was_ticked_is_kept_where_something_is_wrong(caseworker: FlaskClient, case: engine.Case) -> None:
    answer = sends(caseworker, case, **{"t-case-host_country": "differs", "t-case-referred_by": "there"})
    assert answer.status_code == 422
    assert messages(answer) == ["Say what the paper says instead"]
    assert 'name="t-case-referred_by" value="there" checked' in answer.text
    anchors = re.findall(r'<li><a href="#([^"]+)"', answer.text)
    assert anchors and all(re.search(rf'<input [^>]*id="{one}"', answer.text) for one in anchors), "what can be focused"
    assert messages(sends(caseworker, case)) == ["Say of one thing at least whether it is in the paper file"]


def test_who_only_reads_sees_what_must_be_there_and_is_asked_nothing(
    signed_in: Callable[[str], FlaskClient], case: engine.Case
) -> None:
    auditor = signed_in("aziz")
    read = auditor.get(f"/cases/{case.reference}/file-check").text
    assert "Opening of the case" in read and "Given, no file" in read
    assert 'type="radio"' not in read
    assert sends(auditor, case, everything="there").status_code == 422
