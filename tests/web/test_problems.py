"""What people are told when something ends badly, and what the operator is."""

import json
import shutil
from pathlib import Path

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

import engine
from tests.web.conftest import sign_in, token_of
from tests.web.test_steps import GRANT, checked, hidden, step_path
from web.door import current_caller, door


def probe(app: Flask, name: str, view, methods: tuple[str, ...] = ("GET",)) -> None:
    app.add_url_rule(f"/{name}", name, view, methods=list(methods))


def failing(error: Exception):
    def view() -> str:
        raise error

    return view


def incidents(home: Path) -> list[dict]:
    path = home / "incidents.log"
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


def signed_in_to(app: Flask) -> FlaskClient:
    client = app.test_client()
    sign_in(client, "nadia")
    return client


def test_what_is_not_yours_reads_like_what_is_not_there(app: Flask, family_case: engine.Case) -> None:
    probe(app, "see/<case>", show)
    client = app.test_client()
    sign_in(client, "nadia_in_cairo")
    theirs, nobodys = client.get(f"/see/{family_case.id}"), client.get("/see/no-such-case")
    assert theirs.status_code == nobodys.status_code == 404
    assert told(theirs.text) == told(nobodys.text)
    assert "not yours to see" in theirs.text


def show(case: str) -> str:
    return door().casework.see(current_caller(), case).case.reference


def told(page: str) -> str:
    """What a page says, without its frame."""
    return page[page.index("<main") : page.index("</main>")]


def test_a_wrong_address_gets_a_page_with_a_way_back(caseworker: FlaskClient) -> None:
    page = caseworker.get("/nowhere/at/all")
    assert page.status_code == 404
    assert 'class="btn btn-primary" href="/' in page.text


def test_a_refusal_names_everything_that_stands_in_the_way(app: Flask, home: Path) -> None:
    unmet = [engine.Unmet(code="x", kind="fact", says=says) for says in ("The exam is missing", "Nobody <b>signed</b>")]
    probe(app, "refused", failing(engine.Refused(unmet)))
    page = signed_in_to(app).get("/refused")
    assert page.status_code == 409
    assert "The exam is missing" in page.text and "Nobody &lt;b&gt;signed&lt;/b&gt;" in page.text
    assert incidents(home) == []


def test_whoever_was_too_late_is_told_so(app: Flask) -> None:
    probe(app, "late", failing(engine.OutOfDate("AMM-1", 3, 4)))
    page = signed_in_to(app).get("/late")
    assert page.status_code == 409
    assert "Somebody was faster" in page.text


def test_the_unexpected_gets_a_number_and_no_traceback(app: Flask, home: Path) -> None:
    probe(app, "broken", failing(ValueError("Yusuf Specimen was typed")), ("GET", "POST"))
    client = signed_in_to(app)
    page = client.post("/broken", data={"csrf_token": token_of(client.get("/account")), "name": "Yusuf Specimen"})
    (kept,) = incidents(home)
    assert page.status_code == 500
    assert kept["incident"] in page.text
    assert "ValueError" not in page.text and "Traceback" not in page.text and "Yusuf" not in page.text
    assert kept["chain"][0]["kind"] == "builtins.ValueError"
    assert any("test_problems.py" in frame for frame in kept["chain"][0]["frames"])
    assert kept["endpoint"] == "broken" and kept["user"].startswith("u-")


def test_nothing_that_was_typed_is_in_the_file_of_incidents(app: Flask, home: Path) -> None:
    probe(app, "broken", lambda: int(request.form["name"]), ("POST",))
    client = signed_in_to(app)
    client.post("/broken?q=Nour", data={"csrf_token": token_of(client.get("/account")), "name": "Yusuf"})
    text = (home / "incidents.log").read_text()
    assert "int" in text or "ValueError" in text
    assert "Yusuf" not in text and "Nour" not in text
    assert (home / "incidents.log").stat().st_mode & 0o077 == 0


def test_a_database_that_is_gone_gets_a_page_too(app: Flask, caseway: engine.Caseway, home: Path) -> None:
    client = signed_in_to(app)
    caseway.close()
    for path in home.glob("caseway.sqlite*"):
        path.unlink()
    (home / "caseway.sqlite").mkdir()
    page = client.get("/account")
    assert page.status_code == 503
    assert incidents(home)[0]["incident"] in page.text
    shutil.rmtree(home / "caseway.sqlite")


def test_records_that_are_not_of_this_version_are_called_unreachable(app: Flask, home: Path) -> None:
    probe(app, "away", failing(engine.Unavailable("The database is not reachable")))
    page = signed_in_to(app).get("/away")
    assert page.status_code == 503
    assert incidents(home)[0]["incident"] in page.text


def test_a_request_of_the_wrong_kind_is_told_which_is_right(caseworker: FlaskClient) -> None:
    page = caseworker.get("/sign-out")
    assert page.status_code == 405
    assert "POST" in page.headers["Allow"]


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        (b"note=" + b"x" * 3_000_000, "application/x-www-form-urlencoded"),
        (
            b"".join(b'--b\r\nContent-Disposition: form-data; name="f"\r\n\r\n\r\n' for _ in range(5_100))
            + b"--b--\r\n",
            "multipart/form-data; boundary=b",
        ),
    ],
    ids=["too long", "too many"],
)
def test_a_form_that_is_too_large_is_turned_away(caseworker: FlaskClient, body: bytes, kind: str) -> None:
    answer = caseworker.post("/sign-out", data=body, content_type=kind)
    assert answer.status_code == 413
    assert "too much at once" in answer.text and "what you typed still stands" in answer.text


def test_bytes_that_are_no_text_are_a_bad_request_or_harmless(caseworker: FlaskClient, home: Path) -> None:
    for path in ("/%ff%fe", "/account?next=%00", "/language/%E2%82", "/sign-in?next=%ff"):
        assert caseworker.get(path).status_code in (200, 303, 404)
    assert incidents(home) == []


@pytest.mark.parametrize(("error", "code"), [(ValueError("broken"), 500), (engine.Unavailable("gone"), 503)])
def test_what_was_typed_outlives_a_failure_of_ours_and_is_recorded_once(
    app: Flask,
    caseworker: FlaskClient,
    family_case: engine.Case,
    caseway: engine.Caseway,
    monkeypatch: pytest.MonkeyPatch,
    error: Exception,
    code: int,
) -> None:
    path, ours = step_path(family_case, "grant_access"), {"Sec-Fetch-Site": "same-origin"}
    data = checked(caseworker, family_case, "grant_access", **{**GRANT, "note": "Typed with care"})
    act = caseway.casework.act

    def answer_lost(*given: object, **more: object) -> None:
        if more["key"]:
            act(*given, **more)
        raise error

    app.config["PROPAGATE_EXCEPTIONS"] = False
    with monkeypatch.context() as line:
        line.setattr(caseway.casework, "act", answer_lost)
        keyless = caseworker.post(path, data={**data, "key": ""}, headers=ours)
        page = caseworker.post(path, data=data, headers=ours)
    assert "What you typed is kept on this page" not in keyless.text
    assert page.status_code == code
    assert "What you typed is kept on this page" in page.text
    assert 'value="Typed with care"' in page.text
    after = caseway.casework.see(caseway.administration.caller_named("nadia"), family_case.id).case.version
    again = caseworker.post(path, data=hidden(page), headers=ours)
    assert again.status_code == 303
    assert caseway.casework.see(caseway.administration.caller_named("nadia"), family_case.id).case.version == after
