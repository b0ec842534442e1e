"""A linked case on the pages: its reference asked when a case is opened, what is seen of it on the case's own page."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

import engine
from tests.linked.texts import linked_texts
from tests.web.conftest import app_for, opened_with, sign_in, token_of

NOBODY = engine.Actor(user="", roles=frozenset())
NEW = "/cases/new/joining/amman-office"


@pytest.fixture
def caseway(tmp_path: Path) -> Iterator[engine.Caseway]:
    yield from opened_with(linked_texts(), tmp_path)


@pytest.fixture
def app(caseway: engine.Caseway, tmp_path: Path) -> Flask:
    return app_for(caseway, tmp_path, {"clara": ["petition:clerk", "joining:clerk"], "joe": ["joining:clerk"]})


@pytest.fixture
def petition(caseway: engine.Caseway, app: Flask) -> str:
    opening = engine.Opening(
        actor=NOBODY,
        people={"amina": {}},
        facts={"filed_on": "2026-01-10", "threatened": "true", "address": "Hill Road"},
    )
    clara = caseway.administration.caller_named("clara")
    return caseway.casework.open(clara, "petition", "amman-office", opening).case.reference


def signed_in(app: Flask, name: str) -> FlaskClient:
    client = app.test_client()
    sign_in(client, name)
    return client


def opened(client: FlaskClient, reference: str) -> str:
    """What the page says after a case was opened with this reference."""
    form = client.get(NEW)
    sent = {"csrf_token": token_of(form), "then": "open", "l-anchor": reference}
    return client.post(NEW, data=sent, follow_redirects=True).text


def test_a_case_is_opened_with_the_reference_of_another_and_shows_what_is_seen_of_it(app: Flask, petition: str) -> None:
    page = opened(signed_in(app, "clara"), f" {petition} ")
    assert "Linked cases" in page and f'href="/cases/{petition}"' in page
    assert "Filed" in page and "Refugee" in page and "10 Jan 2026" in page
    assert "Hill Road" not in page and "hreatened" not in page
    assert "the linked case: Anchor" in page


def test_who_may_not_see_the_other_case_is_told_that_there_is_none_and_keeps_what_was_typed(
    app: Flask, petition: str
) -> None:
    page = opened(signed_in(app, "joe"), petition)
    assert f"There is no case {petition} of petition" in page
    assert f'value="{petition}"' in page and "Error:" in page


def test_who_may_not_open_the_other_case_sees_its_reference_without_a_way_there(app: Flask, petition: str) -> None:
    page = opened(signed_in(app, "clara"), petition)
    reference = page.partition("Opened: case ")[2].partition(".")[0]
    seen = signed_in(app, "joe").get(f"/cases/{reference}").text
    assert petition in seen and f'href="/cases/{petition}"' not in seen


def test_the_log_says_in_words_that_the_linked_case_has_changed(
    app: Flask, caseway: engine.Caseway, petition: str
) -> None:
    client = signed_in(app, "clara")
    reference = opened(client, petition).partition("Opened: case ")[2].partition(".")[0]
    clara = caseway.administration.caller_named("clara")
    caseway.casework.act(clara, petition, engine.Step(action="approve", actor=NOBODY))
    caseway.casework.let_due_pass()
    log = client.get(f"/cases/{reference}/log").text
    assert "The linked case has changed: Anchor" in log, log
    assert "Ready to travel" in client.get(f"/cases/{reference}").text
