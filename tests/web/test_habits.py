"""How somebody likes the pages to be: off until chosen, kept in the browser, and nothing of it is recorded."""

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, expect

import engine
from tests.web.conftest import token_of
from tests.web.walking import Colleague

AFGHAN = {"caseway_calendar": "afghan"}
FIRST = {"caseway_calendar": "iranian", "caseway_calendar_first": "on"}


def keeps(client: FlaskClient, **chosen: str) -> None:
    """Sends the settings page's form."""
    token = token_of(client.get("/account"))
    assert client.post("/account/habits", data={"csrf_token": token, **chosen}).status_code == 303


@pytest.mark.parametrize(
    ("chosen", "language", "shown"),
    [
        ({}, "en", "Monday 2 March 2026</time>"),
        (AFGHAN, "en", "Monday 2 March 2026 (11 Hut 1404)"),
        (
            {"caseway_calendar": "iranian", "caseway_calendar_first": "on"},
            "en",
            "11 Esfand 1404 (Monday 2 March 2026)",
        ),
        ({"caseway_calendar": "islamic", "caseway_digits": "arab"}, "en", "Monday 2 March 2026 (13 Ramadan 1447)"),
        ({**AFGHAN, "caseway_digits": "arabext"}, "ar", "۲ آذار ۲۰۲۶ (۱۱ حوت ۱۴۰۴)"),
        ({"caseway_calendar": "mayan", "caseway_digits": "roman"}, "en", "Monday 2 March 2026</time>"),
    ],
)
def test_a_day_is_told_in_the_calendar_and_the_digits_of_whoever_reads(
    caseworker: FlaskClient, family_case: engine.Case, chosen: dict[str, str], language: str, shown: str
) -> None:
    keeps(caseworker, **chosen)
    caseworker.get(f"/language/{language}")
    page = caseworker.get(f"/cases/{family_case.reference}/log").text
    assert shown in page


def test_single_keys_are_off_until_somebody_switches_them_on(caseworker: FlaskClient) -> None:
    assert "keys.js" not in caseworker.get("/").text
    keeps(caseworker, caseway_keys="on")
    page = caseworker.get("/").text
    assert "keys.js" in page and '<dialog id="keys"' in page
    keeps(caseworker)
    assert "keys.js" not in caseworker.get("/").text


def test_single_keys_go_from_a_list_to_its_cases_and_never_stand_in_the_way_of_typing(
    browser: Browser, address: str, family_case: engine.Case
) -> None:
    case = f"{address}/cases/{family_case.reference}"
    with browser.new_context(reduced_motion="reduce", permissions=["clipboard-read", "clipboard-write"]) as context:
        page = context.new_page()
        context.add_cookies([{"name": "caseway_keys", "value": "on", "url": address}])
        Colleague(name="nadia", page=page, address=address).opens("/cases")
        page.keyboard.press("j")
        page.keyboard.press("o")
        page.wait_for_url(case)
        page.keyboard.press("t")
        page.wait_for_url(f"{case}/log")
        page.keyboard.press("?")
        expect(page.locator("#keys")).to_be_visible()
        page.keyboard.press("Escape")
        page.keyboard.press("/")
        page.keyboard.type("gi?")
        expect(page.locator("#find")).to_have_value("gi?")
        page.goto(f"{case}/why/travel.depart")
        page.get_by_role("link", name="Copy as text").click()
        expect(page.locator(".box .foot [role=status]")).to_have_text("Copied")
        assert "Airport operations" in page.evaluate("navigator.clipboard.readText()")
