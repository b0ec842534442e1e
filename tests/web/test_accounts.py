"""Signing in and out, passwords, and what a session is worth."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from time import process_time

import pytest
from flask import Flask, request
from flask.testing import FlaskClient
from playwright.sync_api import Page

import engine
from engine.records.accounts import change_account
from engine.records.register import Doing
from tests.web.conftest import PASSWORD, TestClock, sign_in, token_of
from web import create_app
from web.accounts.sessions import IDLE, LONGEST

NEW = "figs before the rain"
OURS = {"Sec-Fetch-Site": "same-origin"}


def is_signed_in(client: FlaskClient) -> bool:
    return client.get("/account").status_code == 200


def link_of(caseway: engine.Caseway, name: str = "newcomer") -> str:
    added = caseway.administration.add_user(None, name, ["us-rsc:caseworker"], ["amman-office"])
    return f"/first/{added.token}"


def set_first(client: FlaskClient, link: str, new: str = NEW, repeated: str | None = None):
    data = {"new": new, "repeated": new if repeated is None else repeated, "csrf_token": token_of(client.get(link))}
    return client.post(link, data=data)


def change(client: FlaskClient, current: str = PASSWORD, new: str = NEW):
    token = token_of(client.get("/account/password"))
    data = {"current": current, "new": new, "repeated": new, "csrf_token": token}
    return client.post("/account/password", data=data)


# signing in


def test_whoever_signed_in_sees_who_and_where_they_are(caseworker: FlaskClient) -> None:
    page = caseworker.get("/account")
    assert page.status_code == 200
    assert "RSC caseworker, Amman" in page.text


def test_a_wrong_password_opens_nothing(stranger: FlaskClient) -> None:
    assert sign_in(stranger, "nadia", "lentils and olive oi").status_code == 422
    assert not is_signed_in(stranger)


def test_a_name_counts_the_same_in_capitals(stranger: FlaskClient) -> None:
    sign_in(stranger, " Nadia ")
    assert is_signed_in(stranger)


def test_an_unknown_name_reads_like_a_wrong_password(stranger: FlaskClient) -> None:
    known, unknown = sign_in(stranger, "nadia", "not the password"), sign_in(stranger, "nobody", "not the password")
    assert without_variance(known.text, "nadia") == without_variance(unknown.text, "nobody")
    assert known.status_code == unknown.status_code


def without_variance(page: str, name: str) -> str:
    return re.sub(r'name="csrf_token" value="[^"]+"', "", page).replace(name, "")


def test_an_unknown_name_costs_as_much_time_as_a_wrong_password(caseway: engine.Caseway, home: Path) -> None:
    stranger = create_app(caseway, home).test_client()
    sign_in(stranger, "nadia")
    stranger.post("/sign-out", data={"csrf_token": token_of(stranger.get("/account"))})
    times = {name: fastest(lambda name=name: sign_in(stranger, name, "not the password")) for name in ("nadia", "who")}
    assert 0.5 < times["who"] / times["nadia"] < 2


def fastest(act: Callable[[], object]) -> float:
    taken = []
    for _ in range(3):
        began = process_time()
        act()
        taken.append(process_time() - began)
    return min(taken)


def test_an_account_without_a_password_cannot_sign_in(stranger: FlaskClient, caseway: engine.Caseway) -> None:
    link_of(caseway)
    assert sign_in(stranger, "newcomer", "").status_code == 422
    assert sign_in(stranger, "newcomer", "None").status_code == 422


def test_after_signing_in_one_lands_on_the_page_one_asked_for(stranger: FlaskClient) -> None:
    asked = stranger.get("/account/password")
    assert asked.headers["Location"] == "/sign-in?next=/account/password"
    assert sign_in(stranger, "nadia", next="/account/password").headers["Location"] == "/account/password"


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)", "/a\nb"]
)
def test_signing_in_never_leads_to_another_site(stranger: FlaskClient, elsewhere: str) -> None:
    assert sign_in(stranger, "nadia", next=elsewhere).headers["Location"] == "/"


def test_the_eleventh_wrong_try_is_turned_away_even_if_right(stranger: FlaskClient) -> None:
    tries = [sign_in(stranger, "nadia", f"wrong {n}").status_code for n in range(10)]
    assert tries == [422] * 10
    assert sign_in(stranger, "nadia").status_code == 429
    assert not is_signed_in(stranger)


def test_tries_for_one_name_do_not_shut_out_another(stranger: FlaskClient) -> None:
    for n in range(11):
        sign_in(stranger, "nadia", f"wrong {n}")
    assert sign_in(stranger, "rana").status_code == 303


def test_an_unknown_name_is_turned_away_after_as_many_tries(stranger: FlaskClient) -> None:
    assert [sign_in(stranger, "nobody", f"wrong {n}").status_code for n in range(11)] == [422] * 10 + [429]


def test_many_addresses_together_get_no_more_tries_at_one_name_than_sixty(app: Flask) -> None:
    codes = []
    for n in range(62):
        client = app.test_client()
        token = token_of(client.get("/sign-in"))
        data = {"name": "nobody", "password": "", "csrf_token": token}
        codes.append(client.post("/sign-in", data=data, environ_base={"REMOTE_ADDR": f"192.0.2.{n}"}).status_code)
    assert codes == [422] * 60 + [429] * 2


def test_signing_in_right_is_never_counted(app: Flask) -> None:
    assert {sign_in(app.test_client(), "nadia").status_code for _ in range(12)} == {303}


# sessions


def test_a_session_begins_anew_at_sign_in(stranger: FlaskClient) -> None:
    before = token_of(stranger.get("/sign-in"))
    sign_in(stranger, "nadia")
    assert stranger.post("/sign-out", data={"csrf_token": before}).status_code == 400


def test_signing_out_makes_a_copied_cookie_worthless(app: Flask, caseworker: FlaskClient) -> None:
    thief = app.test_client()
    thief.set_cookie("caseway_session", caseworker.get_cookie("caseway_session").value)
    assert is_signed_in(thief)
    caseworker.post("/sign-out", data={"csrf_token": token_of(caseworker.get("/account"))})
    assert not is_signed_in(thief)
    assert not is_signed_in(caseworker)


def test_a_session_lives_while_it_is_used(caseworker: FlaskClient, test_clock: TestClock) -> None:
    for _ in range(4):
        test_clock.passes(IDLE - timedelta(minutes=1))
        assert is_signed_in(caseworker)


def test_whoever_idled_signs_in_again_and_is_told_why(caseworker: FlaskClient, test_clock: TestClock) -> None:
    test_clock.passes(IDLE + timedelta(minutes=1))
    assert "Your session had ended" in caseworker.get("/account", follow_redirects=True).text


def test_no_session_outlives_a_working_day(caseworker: FlaskClient, test_clock: TestClock) -> None:
    for _ in range(int(LONGEST / timedelta(minutes=25))):
        test_clock.passes(timedelta(minutes=25))
        assert is_signed_in(caseworker)
    test_clock.passes(timedelta(minutes=25))
    assert not is_signed_in(caseworker)


def test_a_forged_session_is_none(stranger: FlaskClient) -> None:
    stranger.set_cookie("caseway_session", "eyJfdXNlcl9pZCI6ImFuIGFkbWluIn0.Zm9yZ2Vk.Zm9yZ2Vk")
    assert not is_signed_in(stranger)


def test_a_token_in_the_address_or_a_header_opens_nothing(app: Flask, caseworker: FlaskClient) -> None:
    with app.test_request_context():
        token = app.extensions["security"].datastore.find_user(username="rana").get_auth_token()
    stale = caseworker.get_cookie("caseway_session").value
    caseworker.post("/sign-out", data={"csrf_token": token_of(caseworker.get("/account"))})
    for cookie in (None, stale):
        client = app.test_client()
        if cookie:
            client.set_cookie("caseway_session", cookie)
        assert client.get(f"/account?auth_token={token}").status_code == 303
        assert client.get("/account", headers={"Authentication-Token": token}).status_code == 303


def test_a_closed_account_is_signed_out_and_stays_out(
    app: Flask, caseway: engine.Caseway, caseworker: FlaskClient
) -> None:
    open_account = caseway.signing_in.account_named("nadia")
    assert open_account
    with caseway.records.writing() as writing:
        change_account(writing, Doing(actor=None, now=open_account.created), replace(open_account, active=False))
    assert caseway.signing_in.account_of_session(open_account.fs_uniquifier) is None
    assert not is_signed_in(caseworker)
    assert sign_in(app.test_client(), "nadia").status_code == 422


# what was typed


def test_a_form_outlives_its_session_and_is_sent_again_only_by_hand(app: Flask, test_clock: TestClock) -> None:
    app.add_url_rule("/probe", "probe", lambda: f"taken: {request.form['account']}", methods=["POST"])
    client = app.test_client()
    sign_in(client, "nadia")
    typed = {"account": "Came <alone> & on foot", "a-met_by": "Her aunt", "then": "check"}
    typed["csrf_token"] = token_of(client.get("/account"))
    test_clock.passes(IDLE + timedelta(minutes=1))
    late = client.post("/probe?part=2", data=typed, headers=OURS)
    assert late.status_code == 401
    fields = {"name": "nadia", "password": PASSWORD, **hidden_fields(late.text)}
    sent = client.post("/sign-in", data=fields, headers=OURS)
    offered = client.get(sent.headers["Location"])
    assert sent.status_code == 303 and client.get(sent.headers["Location"]).text.count("Her aunt") == 2
    assert "Came &lt;alone&gt; &amp; on foot" in offered.text
    assert "<bdi>Met by</bdi>: <bdi>Her aunt</bdi>" in offered.text
    assert "<bdi>check</bdi>" not in offered.text
    assert 'action="/probe?part=2"' in offered.text
    sent = client.post("/probe?part=2", data=hidden_fields(form_of(offered.text, "/probe")), headers=OURS)
    assert sent.text == "taken: Came <alone> & on foot"
    assert "Her aunt" not in client.get(offered.request.full_path, follow_redirects=True).text


def form_of(page: str, action: str) -> str:
    """From the form with this action on."""
    return page[page.index(f'action="{action}') :]


def hidden_fields(page: str) -> dict[str, str]:
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', page)
    plain = {"&lt;": "<", "&gt;": ">", "&amp;": "&", "&#34;": '"', "&#39;": "'"}
    return {name: re.sub("&[^;]+;", lambda entity: plain[entity[0]], value) for name, value in found}


def test_a_wrong_password_does_not_lose_what_was_typed(app: Flask) -> None:
    app.add_url_rule("/probe", "probe", lambda: "", methods=["POST"])
    client = app.test_client()
    late = client.post("/probe", data={"account": "On foot"}, headers=OURS)
    fields = {"name": "nadia", "password": "wrong", **hidden_fields(late.text)}
    assert "On foot" in client.post("/sign-in", data=fields, headers=OURS).text


def test_what_another_site_sent_is_not_offered_again(app: Flask, caseworker: FlaskClient) -> None:
    forged = caseworker.post(
        "/account/password", data={"note": "pay Mallory"}, headers={"Sec-Fetch-Site": "cross-site"}
    )
    assert forged.status_code == 400
    assert "pay Mallory" not in forged.text


def test_passwords_never_go_along_with_what_was_typed(stranger: FlaskClient) -> None:
    typed = {"current": PASSWORD, "new": NEW, "repeated": NEW, "note": "kept"}
    late = stranger.post("/account/password", data=typed, headers=OURS)
    assert "kept" in late.text
    assert PASSWORD not in late.text and NEW not in late.text


# passwords


def test_the_owner_of_a_new_account_sets_its_password_once(stranger: FlaskClient, caseway: engine.Caseway) -> None:
    link = link_of(caseway)
    assert set_first(stranger, link).status_code == 303
    again = set_first(stranger, link, "another one entirely")
    assert again.status_code == 404
    assert "This link is no good any more" in again.text
    assert sign_in(stranger, "newcomer", NEW).status_code == 303


def test_a_link_for_the_first_password_lasts_three_days(
    stranger: FlaskClient, caseway: engine.Caseway, test_clock: TestClock
) -> None:
    link = link_of(caseway)
    test_clock.passes(timedelta(days=3, seconds=1))
    assert set_first(stranger, link).status_code == 404


def test_a_password_that_is_refused_does_not_use_up_the_link(stranger: FlaskClient, caseway: engine.Caseway) -> None:
    link = link_of(caseway)
    assert set_first(stranger, link, "elevenchars").status_code == 422
    assert set_first(stranger, link, NEW, repeated="figs before the rein").status_code == 422
    assert set_first(stranger, link).status_code == 303


def test_twelve_characters_of_any_kind_will_do(stranger: FlaskClient, caseway: engine.Caseway) -> None:
    assert set_first(stranger, link_of(caseway), "تين قبل المطر").status_code == 303
    assert sign_in(stranger, "newcomer", "تين قبل المطر").status_code == 303


def test_the_same_letters_typed_another_way_are_the_same_password(
    stranger: FlaskClient, caseway: engine.Caseway
) -> None:
    set_first(stranger, link_of(caseway), "caf\u00e9 au lait froid")
    assert sign_in(stranger, "newcomer", "cafe\u0301 au lait froid").status_code == 303


def test_passwords_are_kept_by_argon2_alone(caseway: engine.Caseway) -> None:
    kept = caseway.signing_in.account_named("nadia")
    assert kept is not None and (kept.password_hash or "").startswith("$argon2id$")


def test_a_hash_that_was_too_cheap_is_made_anew_at_sign_in(caseway: engine.Caseway, home: Path) -> None:
    cheap = caseway.signing_in.account_named("nadia")
    stranger = create_app(caseway, home).test_client()
    sign_in(stranger, "nadia")
    dear = caseway.signing_in.account_named("nadia")
    assert cheap and dear and cheap.password_hash != dear.password_hash
    assert "m=256," in (cheap.password_hash or "") and "m=65536," in (dear.password_hash or "")
    assert is_signed_in(stranger)


def test_a_new_password_counts_and_the_old_one_does_not(app: Flask, caseworker: FlaskClient) -> None:
    assert change(caseworker).status_code == 303
    assert sign_in(app.test_client(), "nadia").status_code == 422
    assert sign_in(app.test_client(), "nadia", NEW).status_code == 303


def test_a_new_password_ends_the_sessions_on_other_machines_only(
    signed_in: Callable[[str], FlaskClient],
) -> None:
    here, elsewhere = signed_in("nadia"), signed_in("nadia")
    change(here)
    assert is_signed_in(here)
    assert not is_signed_in(elsewhere)


def test_nobody_changes_a_password_without_knowing_it(caseworker: FlaskClient) -> None:
    refused = change(caseworker, current="something else")
    assert refused.status_code == 422
    assert "This is not your password" in refused.text
    assert change(caseworker).status_code == 303


def test_one_sees_when_the_account_was_used_before(app: Flask, test_clock: TestClock) -> None:
    first = app.test_client()
    sign_in(first, "nadia")
    assert "first time" in first.get("/account").text
    test_clock.passes(timedelta(hours=2))
    second = app.test_client()
    sign_in(second, "nadia")
    assert "2 Mar 2026, 07:00" in second.get("/account").text


# in a browser


def test_the_back_button_shows_nothing_after_signing_out(page: Page, address: str) -> None:
    page.goto(f"{address}/sign-in?next=/account")
    page.get_by_label("User name").fill("nadia")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.locator("details.me summary").click()
    page.get_by_role("button", name="Sign out").click()
    page.go_back()
    page.wait_for_load_state()
    assert "Nadia" not in page.content()


def test_a_browser_brings_back_what_was_typed(
    page_without_javascript: Page, address: str, test_clock: TestClock
) -> None:
    page = page_without_javascript
    page.goto(f"{address}/sign-in?next=/account/password")
    page.get_by_label("User name").fill("nadia")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_label("Password in force").fill(PASSWORD)
    test_clock.passes(IDLE + timedelta(minutes=1))
    page.get_by_role("button", name="Change the password").click()
    assert "Your session has ended and nothing was recorded" in page.get_by_role("alert").inner_text()


@pytest.mark.parametrize("holds", [b"", b"short", b"\xff" * 64])
@pytest.mark.parametrize("key", ["session", "password"])
def test_with_a_damaged_key_there_are_no_pages(caseway: engine.Caseway, home: Path, key: str, holds: bytes) -> None:
    path = home / "keys" / f"{key}.key"
    path.write_bytes(holds)
    with pytest.raises(engine.WrongKey) as refused:
        create_app(caseway, home)
    assert str(refused.value) == f"The key file {path} is damaged; bring back its backup"
