"""What the room promises about every page: closed to strangers, no form without a token, headers, secrets."""

import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

import engine
from tests.web.conftest import sign_in, token_of
from web import create_app
from web.accounts.sessions import OPEN
from web.headers import HEADERS

ENCRYPTED = "https://caseway.example"


def addresses(app: Flask, method: str) -> Iterator[tuple[Rule, str]]:
    """Every address of the application that takes this method, with something in its blanks."""
    adapter = app.create_url_adapter(None) or app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if method in (rule.methods or ()):
            blanks = {
                name: 1 if "int" in type(rule._converters[name]).__name__.lower() else "x" for name in rule.arguments
            }
            yield rule, adapter.build(rule.endpoint, blanks, method=method)


def test_every_page_is_closed_to_strangers(app: Flask, stranger: FlaskClient) -> None:
    closed = [(rule, url) for rule, url in addresses(app, "GET") if rule.endpoint not in OPEN]
    answers = {url: stranger.get(url) for _, url in closed}
    assert len(answers) > 2
    assert {url for url, answer in answers.items() if not leads_to_sign_in(answer)} == set()


def leads_to_sign_in(answer) -> bool:
    return answer.status_code == 303 and answer.headers["Location"].startswith("/sign-in")


def test_every_act_is_closed_to_strangers_even_with_a_token(app: Flask, stranger: FlaskClient) -> None:
    token = token_of(stranger.get("/sign-in"))
    closed = [url for rule, url in addresses(app, "POST") if rule.endpoint not in OPEN]
    assert {url: stranger.post(url, data={"csrf_token": token}).status_code for url in closed} == dict.fromkeys(
        closed, 401
    )


def test_no_act_is_taken_without_a_token(app: Flask, caseworker: FlaskClient) -> None:
    acts = [url for _, url in addresses(app, "POST")]
    assert "/sign-out" in acts and "/sign-in" in acts
    assert {url: caseworker.post(url, data={"name": "nadia"}).status_code for url in acts} == dict.fromkeys(acts, 400)


def test_the_token_of_one_session_opens_nothing_in_another(app: Flask, caseworker: FlaskClient) -> None:
    other = app.test_client()
    sign_in(other, "rana")
    stolen = token_of(caseworker.get("/account"))
    assert other.post("/sign-out", data={"csrf_token": stolen}).status_code == 400


@pytest.mark.parametrize("path", ["/sign-in", "/account", "/nowhere", "/static/app.css", "/static/none.css"])
def test_every_answer_says_how_little_may_be_done_with_it(caseworker: FlaskClient, path: str) -> None:
    answer = caseworker.get(path, buffered=True)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS


def test_only_our_own_scripts_and_styles_run(stranger: FlaskClient) -> None:
    policy = dict(part.split(" ", 1) for part in stranger.get("/").headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["frame-ancestors"] == policy["base-uri"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["form-action"] == "'self'"


@pytest.mark.parametrize("path", ["/account", "/sign-in", "/nowhere"])
def test_no_page_stays_in_a_browser(caseworker: FlaskClient, path: str) -> None:
    assert caseworker.get(path).headers["Cache-Control"] == "no-store"


def test_a_static_file_is_kept_for_good_under_its_digest_only(stranger: FlaskClient) -> None:
    page = stranger.get("/sign-in").text
    named = page.split('<link rel="stylesheet" href="', 2)[2].partition('"')[0]
    assert named.startswith("/static/app.css?v=")
    assert "immutable" in stranger.get(named, buffered=True).headers["Cache-Control"]
    assert stranger.get("/static/app.css?v=000000000000", buffered=True).headers["Cache-Control"] == "no-store"


def test_encryption_is_asked_for_only_where_there_is_some(stranger: FlaskClient) -> None:
    assert "Strict-Transport-Security" not in stranger.get("/sign-in").headers
    assert "max-age=" in stranger.get("/sign-in", base_url=ENCRYPTED).headers["Strict-Transport-Security"]


@pytest.mark.parametrize(
    ("base", "client_at", "secure"),
    [
        ("http://127.0.0.1:8000", "127.0.0.1", False),
        ("http://localhost:8000", "127.0.0.1", False),
        ("http://[::1]:8000", "::1", False),
        ("http://caseway.example", "127.0.0.1", True),
        ("http://127.0.0.1:8000", "192.0.2.1", True),
        (ENCRYPTED, "127.0.0.1", True),
    ],
)
def test_the_cookie_leaves_this_machine_only_encrypted(app: Flask, base: str, client_at: str, secure: bool) -> None:
    answer = app.test_client().get("/sign-in", base_url=base, environ_base={"REMOTE_ADDR": client_at})
    parts = answer.headers["Set-Cookie"].split("; ")
    assert ("Secure" in parts) is secure
    assert "HttpOnly" in parts and "SameSite=Lax" in parts


def test_a_form_is_taken_over_https_though_no_referrer_is_sent(app: Flask) -> None:
    client = app.test_client()
    token = token_of(client.get("/sign-in", base_url=ENCRYPTED))
    answer = client.post("/sign-in", base_url=ENCRYPTED, data={"name": "x", "password": "y", "csrf_token": token})
    assert answer.status_code == 422


def test_what_somebody_is_called_is_text_and_not_markup(app: Flask, caseway: engine.Caseway) -> None:
    added = caseway.administration.add_user(
        None, "mallory", ["auditor"], display_name="<script>alert(1)</script>{{ 7 * 7 }}"
    )
    client = app.test_client()
    link = f"/first/{added.token}"
    data = {"new": "figs before the rain", "repeated": "figs before the rain", "csrf_token": token_of(client.get(link))}
    client.post(link, data=data)
    sign_in(client, "mallory", "figs before the rain")
    page = client.get("/account").text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;{{ 7 * 7 }}" in page
    assert "<script>alert" not in page


def test_a_template_that_names_nothing_known_fails_rather_than_staying_silent(app: Flask) -> None:
    template = app.jinja_env.from_string("{{ nothing }}")
    with pytest.raises(Exception, match="nothing"):
        template.render()


def test_secrets_are_made_once_and_read_by_their_owner_only(caseway: engine.Caseway, home: Path) -> None:
    first, second = create_app(caseway, home, testing=True), create_app(caseway, home, testing=True)
    assert first.secret_key == second.secret_key and len(str(first.secret_key)) == 64
    kept = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (home / "keys").iterdir()}
    assert {"session.key", "password.key"} <= set(kept)
    assert set(kept.values()) == {0o600}


def test_another_home_has_other_secrets(caseway: engine.Caseway, home: Path, tmp_path: Path) -> None:
    ours, theirs = create_app(caseway, home, testing=True), create_app(caseway, tmp_path / "other", testing=True)
    assert ours.secret_key != theirs.secret_key
