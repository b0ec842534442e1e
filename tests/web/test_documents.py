"""Documents on the pages: a file sent with a form, kept when the rest is refused, listed with its versions, saved."""

import re
from collections.abc import Mapping
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

import engine
from tests.web.conftest import token_of
from tests.web.test_steps import PRESCREENING, Clients, acts, grants_access, hidden, is_interviewed, messages, step_path
from web.uploads import Upload

PDF = b"%PDF-1.7\nA form that nobody signed"
PRESCREEN = "conduct_prescreening"
PAPERS = {f"a-{name}": f"{name}.pdf" for name in ("privacy_release", "application", "sworn_statement")}
TALK = {"a-told_it_is_free": "true", "a-interpreter": "I7", "a-account": "In the file", **PAPERS}


@pytest.fixture
def case(caseway: engine.Caseway, family_case: engine.Case) -> engine.Case:
    """A case in which the prescreening, which asks for three documents, is next."""
    grants_access(caseway, family_case)
    acts(caseway, "nadia", family_case, PRESCREENING, answers={"prescreen_on": "2026-03-02"})
    return family_case


def a_file(content: bytes = PDF, name: str = "scan.pdf") -> tuple[str, bytes]:
    return name, content


def posts(client: FlaskClient, path: str, fields: Mapping[str, object]) -> TestResponse:
    """A form with files as a browser sends it, in memory."""
    parts = []
    for name, given in fields.items():
        file, value = given if isinstance(given, tuple) else (None, str(given).encode())
        called = f'; filename="{file}"\r\nContent-Type: text/html' if file else ""
        parts.append(f'--edge\r\nContent-Disposition: form-data; name="{name}"{called}\r\n\r\n'.encode() + value)
    body = b"\r\n".join([*parts, b"--edge--\r\n"])
    return client.post(path, data=body, content_type="multipart/form-data; boundary=edge", follow_redirects=True)


def sends(client: FlaskClient, case: engine.Case, **typed: object) -> TestResponse:
    path = step_path(case, PRESCREEN)
    each = {f"e-{person.id}-prescreened_on": "2026-03-02" for person in case.people}
    page = client.get(path, follow_redirects=True)
    data = {"csrf_token": token_of(page), "then": "check", **TALK, **each, **typed}
    return posts(client, path, data)


def recorded(client: FlaskClient, case: engine.Case) -> TestResponse:
    """The prescreening with a file at one of its documents."""
    check = sends(client, case, **{"a-application.upload": a_file()})
    assert check.status_code == 200, messages(check)
    return client.post(step_path(case, PRESCREEN), data={**hidden(check), "then": "record"})


def attach_path(case: engine.Case, fact: str = "application") -> str:
    return f"/cases/{case.reference}/documents/{fact}?{urlencode({'of': 'case'})}"


def test_a_file_is_checked_recorded_listed_and_saved_as_an_attachment_that_no_browser_runs(
    caseworker: FlaskClient, case: engine.Case, caseway: engine.Caseway
) -> None:
    check = sends(caseworker, case, **{"a-application.upload": a_file()})
    assert "application.pdf, file: PDF, 0.1 MB" in re.sub("[\u2068\u2069]", "", check.text)
    caseworker.post(step_path(case, PRESCREEN), data={**hidden(check), "then": "record"})
    page = caseworker.get(f"/cases/{case.reference}/documents").text
    assert "Form I-590" in page
    (address,) = re.findall(r'href="(/cases/[^"]+/files/[^"]+)"', page)
    answer = caseworker.get(address)
    assert (answer.data, answer.mimetype) == (PDF, "application/pdf")
    assert answer.headers["Content-Disposition"] == "attachment; filename=application.pdf"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox;")
    assert answer.headers["Cache-Control"] == "no-store"
    assert address in caseworker.get(f"/cases/{case.reference}/log").text
    assert caseway.auditing.verify(None).is_whole


def test_a_file_that_is_refused_costs_nothing_that_was_typed(caseworker: FlaskClient, case: engine.Case) -> None:
    answer = sends(caseworker, case, **{"a-application.upload": a_file(b"<html>", "form.pdf")})
    assert answer.status_code == 422
    assert messages(answer) == [
        "Form I-590: The file is of no kind that is taken: PDF, JPEG, PNG, TIFF, HEIC, DOCX, ODT"
    ]
    assert 'value="application.pdf"' in answer.text
    assert 'value="I7"' in answer.text


def test_a_file_that_is_too_large_is_told_with_its_size_and_the_form_stays(
    caseworker: FlaskClient, case: engine.Case
) -> None:
    answer = sends(caseworker, case, **{"a-application.upload": a_file(PDF.ljust(12_400_000))})
    assert messages(answer) == ["Form I-590: The file has 12.4 megabytes; at most 10.0 are taken"]
    assert 'value="I7"' in answer.text
    assert "at most 10 MB." in answer.text


def test_a_request_that_is_larger_than_any_form_with_files_is_told_how_much_is_taken(
    app: Flask, caseworker: FlaskClient, case: engine.Case
) -> None:
    app.extensions["caseway"].files.most_bytes = 1_000_000
    answer = sends(caseworker, case, **{"a-application.upload": a_file(PDF.ljust(6_100_000))})
    assert (answer.status_code, "At most 6 megabytes" in answer.text) == (413, True)


def test_a_file_that_was_taken_is_kept_while_the_rest_is_mended_and_may_be_left_out(
    caseworker: FlaskClient, case: engine.Case
) -> None:
    wrong = sends(caseworker, case, **{"a-application.upload": a_file(), "a-told_it_is_free": "false"})
    assert wrong.status_code == 422
    assert "scan.pdf" in wrong.text
    sent = hidden(wrong)["a-application.file"][0]
    again = sends(caseworker, case, **{"a-application.file": sent})
    assert "file: PDF" in again.text
    without = sends(caseworker, case, **{"a-application.file": sent, "a-application.without": "true"})
    assert (without.status_code, "file: PDF" in without.text) == (200, False)


def test_a_draft_keeps_the_file_and_discarding_it_deletes_the_file(
    caseworker: FlaskClient, case: engine.Case, caseway: engine.Caseway
) -> None:
    kept = sends(caseworker, case, then="draft", **{"a-application.upload": a_file()})
    assert "scan.pdf" in kept.text
    nadia = caseway.administration.caller_named("nadia")
    (file,) = hidden(kept)["a-application.file"]
    assert caseway.files.sent(nadia, file) is not None
    fields = {"csrf_token": token_of(kept), "then": "discard", "key": hidden(kept)["key"][0]}
    caseworker.post(step_path(case, PRESCREEN), data={**fields, "a-application.file": file})
    assert caseway.files.sent(nadia, file) is None


def test_a_new_version_is_put_to_a_document_and_the_old_one_stays(caseworker: FlaskClient, case: engine.Case) -> None:
    recorded(caseworker, case)
    path = attach_path(case)
    missing = caseworker.post(path, data={"csrf_token": token_of(caseworker.get(path)), "note": "Scanned anew"})
    assert (missing.status_code, messages(missing)) == (422, ["Choose a file"])
    assert "Scanned anew" in missing.text
    sent = {"csrf_token": token_of(caseworker.get(path)), "file.upload": a_file(PDF + b"2")}
    done = posts(caseworker, path, sent)
    assert (done.status_code, done.request.path) == (200, f"/cases/{case.reference}/documents")
    addresses = re.findall(r'href="(/cases/[^"]+/files/[^"]+)"', done.text)
    assert [caseworker.get(one).data for one in addresses] == [PDF + b"2", PDF]
    assert "Attach a file: " in caseworker.get(attach_path(case)).text


def test_the_second_person_has_the_file_that_the_first_sent_at_hand(
    caseway: engine.Caseway, family_case: engine.Case, signed_in: Clients
) -> None:
    is_interviewed(caseway, family_case)
    sent = caseway.files.put(caseway.administration.caller_named("nadia"), "letter.pdf", PDF)
    answers = {"decided_on": "2026-03-02", "source": {"name": "Letter", "file": sent.id}}
    acts(caseway, "nadia", family_case, "member.approve", people=("amina",), answers=answers)
    page = signed_in("rana").get(step_path(family_case, "member.verify_approve") + "?person=amina").text
    (address,) = re.findall(r'href="(/cases/[^"]+/files/[^"]+)"', page)
    assert signed_in("rana").get(address.replace("&amp;", "&")).data == PDF


def test_who_may_not_read_a_document_gets_no_file_and_who_may_not_be_asked_for_it_puts_none(
    caseworker: FlaskClient, case: engine.Case, signed_in: Clients
) -> None:
    recorded(caseworker, case)
    page = caseworker.get(f"/cases/{case.reference}/documents").text
    (address,) = re.findall(r'href="(/cases/[^"]+/files/[^"]+)"', page)
    assert signed_in("nadia_in_cairo").get(address).status_code == 404
    assert caseworker.get(address.replace("application", "sworn_statement")).status_code == 404
    assert signed_in("idris").get(attach_path(case)).status_code == 404


def test_of_a_file_that_is_too_large_no_more_is_held_than_tells_so() -> None:
    upload = Upload(10)
    for _ in range(5):
        assert upload.write(b"12345678") == 8
    assert (upload.size, len(upload.getvalue())) == (40, 11)
