"""Absence and cover on the pages: entered, worked under, told to whoever comes back, and never beyond its days."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

import engine
from tests.web.conftest import PASSWORD, TestClock, give_first_password, sign_in, token_of
from tests.web.test_steps import acts
from tests.web.test_team import rows, words

Clients = Callable[[str], FlaskClient]


@pytest.fixture
def carim(app: Flask, caseway: engine.Caseway) -> FlaskClient:
    """A colleague of Nadia, signed in."""
    added = caseway.administration.add_user(
        None, "carim", ["us-rsc:caseworker"], ["amman-office"], display_name="Carim Example"
    )
    give_first_password(app, added.token, PASSWORD)
    client = app.test_client()
    sign_in(client, "carim")
    return client


def user(caseway: engine.Caseway, name: str) -> str:
    return caseway.administration.caller_named(name).user


def enters(client: FlaskClient, absent: str, **typed: str) -> str:
    """The page after an absence of today and the next two days was sent."""
    form = client.get(f"/away/{absent}")
    (today,) = re.findall(r'name="first"[^>]*value="([0-9-]+)"', form.text)
    sent = {"csrf_token": token_of(form), "first": today, "note": "", "programme": "*"} | typed
    return client.post(f"/away/{absent}", data=sent, follow_redirects=True).text


def test_work_is_covered_from_its_own_tab_told_in_the_log_and_to_whoever_comes_back(
    signed_in: Clients, family_case: engine.Case, caseway: engine.Caseway, carim: FlaskClient, test_clock: TestClock
) -> None:
    acts(caseway, "nadia", family_case, "take_case", answers={"role": "caseworker"})
    nadia, absent = signed_in("nadia"), user(caseway, "nadia")
    assert f'href="/away/{absent}"' in nadia.get("/").text and "For Nadia" not in carim.get("/").text
    last = (test_clock().date() + timedelta(2)).isoformat()
    entered = enters(nadia, absent, last=last, covered_by=user(caseway, "carim"), note="Ask me nothing")
    assert "Carim Example covers" in words(entered) and "Ask me nothing" in entered

    home = carim.get("/")
    assert "For Nadia, until" in words(home.text) and f'href="/for/{absent}"' in home.text
    theirs = carim.get(f"/for/{absent}").text
    assert family_case.reference in theirs and "Waiting on others 1" in words(theirs) and "Ask me nothing" in theirs
    page = words(carim.get(f"/cases/{family_case.reference}").text)
    assert "Carim Example covers" in page.partition("Kept by")[2].partition("Holds")[0] and "Ask me nothing" not in page
    acts(caseway, "carim", family_case, "hand_back_case", note="Nobody was free")
    log = words(carim.get(f"/cases/{family_case.reference}/log").text)
    assert "for Nadia, who is away" in log

    told = list(rows(nadia.get("/").text, "while-away"))
    assert len(told) == 1 and "Carim Example, for you" in told[0] and "Nobody was free" in told[0]
    test_clock.passes(timedelta(days=3))
    sign_in(carim, "carim")
    assert "For Nadia" not in carim.get("/").text and carim.get(f"/for/{absent}").status_code == 404


def test_the_settings_lead_whoever_works_on_cases_to_their_absence_and_nobody_else(
    signed_in: Clients, caseway: engine.Caseway
) -> None:
    for name, led in (("nadia", True), ("selma", True), ("aziz", False), ("dana", False)):
        assert (f'href="/away/{user(caseway, name)}"' in signed_in(name).get("/account").text) is led, name


def test_what_is_wrong_about_an_absence_is_said_at_its_field_and_nothing_typed_is_lost(
    signed_in: Clients, caseway: engine.Caseway, carim: FlaskClient
) -> None:
    nadia, absent = signed_in("nadia"), user(caseway, "nadia")
    wrong = enters(nadia, absent, last="soon", note="Back in spring")
    assert "Enter a day" in wrong and "Choose who covers, or nobody yet" in wrong and "Back in spring" in wrong
    backwards = enters(nadia, absent, last="2020-01-01", covered_by="nobody")
    assert 'href="#f-last">The last day lies before the first' in backwards


def test_the_team_sees_who_is_away_what_stands_still_for_it_and_ends_it(
    signed_in: Clients, family_case: engine.Case, caseway: engine.Caseway, carim: FlaskClient, test_clock: TestClock
) -> None:
    acts(caseway, "nadia", family_case, "take_case", answers={"role": "caseworker"})
    selma, absent = signed_in("selma"), user(caseway, "nadia")
    day = test_clock().date().isoformat()
    page = enters(selma, absent, last=day, covered_by="nobody")
    team = selma.get("/team").text
    assert "Nobody covers yet" in next(iter(rows(team, "members")))
    assert "Nadia is away, and nobody covers" in next(iter(rows(team, "stuck")))
    (end,) = re.findall(rf'action="(/away/{absent}/[0-9]+/end)"', page)
    assert carim.get(f"/away/{absent}").status_code == 404
    selma.post(end, data={"csrf_token": token_of(selma.get(f"/away/{absent}"))})
    assert "Nobody covers yet" not in selma.get("/team").text


def test_an_auditor_reads_in_the_register_who_was_away_and_who_covered(
    signed_in: Clients, caseway: engine.Caseway, carim: FlaskClient, test_clock: TestClock
) -> None:
    absent, today = user(caseway, "nadia"), test_clock().date()
    away = engine.Away(absent=absent, covered_by=user(caseway, "carim"), programme="*", first=today, last=today)
    entry = caseway.covering.begin(caseway.administration.caller_named("selma"), away)
    caseway.covering.end(caseway.administration.caller_named("nadia"), entry)
    page = words(signed_in("aziz").get("/audit").text)
    assert "Absence of Nadia" in page and "Carim Example covers" in page
    assert f"Absence ended early, entry {entry}" in page
