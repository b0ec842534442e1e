"""A whole step with the keyboard alone: no mouse, and every place reached by the tab key in the order of the page."""

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

import engine
from tests.web.conftest import PASSWORD

MOST_TABS = 80


def reaches(page: Page, place: Locator) -> None:
    """Presses the tab key until this place has the focus."""
    for _ in range(MOST_TABS):
        if place.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"the tab key never comes to {place}")


def signs_in(page: Page, address: str) -> None:
    page.goto(f"{address}/sign-in")
    reaches(page, page.get_by_role("main").get_by_role("textbox").first)
    page.keyboard.type("nadia")
    reaches(page, page.get_by_label("Password", exact=True))
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")


def opens_the_step(page: Page) -> None:
    """From the list of work to the form."""
    reaches(page, page.get_by_role("link", name="Grant access", exact=True))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Grant access")


def fills_in(page: Page) -> None:
    """All but the source of the decision."""
    reaches(page, page.get_by_label("P-1 individual referral"))
    page.keyboard.press("Space")
    reaches(page, page.get_by_label("Decided on"))
    page.keyboard.type("02022026")  # the same day whether the browser asks for the day or the month first
    page.keyboard.press("Tab")


@pytest.mark.parametrize("javascript", [True, False])
def test_a_step_is_done_with_the_keyboard_alone(
    browser: Browser, address: str, family_case: engine.Case, javascript: bool
) -> None:
    with browser.new_context(java_script_enabled=javascript, reduced_motion="reduce") as context:
        page = context.new_page()
        signs_in(page, address)
        opens_the_step(page)
        fills_in(page)
        reaches(page, page.get_by_role("button", name="Continue to check"))
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_be_focused()
        page.keyboard.press("Tab")
        page.keyboard.press("Enter")  # the summary leads to the field
        expect(page.get_by_role("textbox", name="Source of the decision", exact=True)).to_be_focused()
        page.keyboard.type("access.pdf")
        page.keyboard.press("Enter")
        expect(page.get_by_role("heading", level=1)).to_have_text("Check and confirm")
        reaches(page, page.get_by_role("main").get_by_role("button", name="Grant access"))
        page.keyboard.press("Enter")
        expect(page.get_by_role("status")).to_contain_text("Recorded: Grant access")
