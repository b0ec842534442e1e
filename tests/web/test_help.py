"""Help, and what is said of accessibility: at the same place of every page, open to all, with nothing of a case."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

import engine

CONTACT = "Help desk of Sampletown, extension 210"


@pytest.mark.parametrize("page", ["/help", "/accessibility"])
def test_whoever_is_not_signed_in_reads_it_with_whom_to_ask_and_nothing_of_a_case(
    page: str, app: Flask, stranger: FlaskClient, family_case: engine.Case
) -> None:
    assert "Ask your supervisor" in stranger.get(page).text
    app.config["CONTACT"] = CONTACT
    told = stranger.get(page)
    assert told.status_code == 200 and CONTACT in told.text and "Ask your supervisor" not in told.text
    assert family_case.reference not in told.text and "Specimen" not in told.text


def test_the_foot_of_every_page_begins_with_the_same_two_links(stranger: FlaskClient, caseworker: FlaskClient) -> None:
    pages = [stranger.get("/sign-in"), *(caseworker.get(one) for one in ("/", "/help", "/cases", "/nowhere", "/audit"))]
    for page in pages:
        foot = page.text[page.text.index("<footer>") :]
        assert re.findall(r'href="([^"]+)"', foot)[:2] == ["/help", "/accessibility"], page.request.path
