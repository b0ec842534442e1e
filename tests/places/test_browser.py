"""The browser of the tests: it runs pages with and without their scripts, and reaches nothing outside."""

import pytest
from playwright.sync_api import Error, Page

WELCOME = "<h1>Arrivals</h1><script>document.querySelector('h1').textContent = 'Departures'</script>"


def test_a_page_runs_its_script(page: Page) -> None:
    page.set_content(WELCOME)
    assert page.inner_text("h1") == "Departures"


def test_a_page_without_javascript_does_not_run_its_script(page_without_javascript: Page) -> None:
    page_without_javascript.set_content(WELCOME)
    assert page_without_javascript.inner_text("h1") == "Arrivals"


def test_a_page_reaches_no_name_outside_this_machine(page: Page) -> None:
    with pytest.raises(Error, match="ERR_NAME_NOT_RESOLVED"):
        page.goto("http://caseway.example/")
