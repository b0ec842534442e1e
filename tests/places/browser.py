"""A real browser for the tests of pages: Chromium, driven by Playwright, shut off from every network but our own.

Its executable is the one that `./dev test` found and handed on in CASEWAY_BROWSER.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Playwright, sync_playwright

ARGUMENTS = (
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    # A page that needs something from outside fails here as it would in a camp without a line.
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost",
)
LONGEST_WAIT = 10_000
"""In milliseconds: how long a page may take to show what a test looks for."""


def executable(playwright: Playwright) -> str | None:
    """The browser to start, or None where none can be had."""
    named = os.environ.get("CASEWAY_BROWSER")
    found = named or shutil.which("chromium") or shutil.which("google-chrome") or playwright.chromium.executable_path
    return found if Path(found).is_file() else None


def arguments() -> list[str]:
    """Chromium's own sandbox cannot be had as root."""
    return [*ARGUMENTS, "--no-sandbox"] if os.geteuid() == 0 else [*ARGUMENTS]


@contextmanager
def opened_page(browser: Browser, *, javascript: bool) -> Iterator[Page]:
    """A page without cookies or history of any other test."""
    with browser.new_context(java_script_enabled=javascript) as context:
        context.set_default_timeout(LONGEST_WAIT)
        yield context.new_page()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = executable(playwright)
        if found is None:
            pytest.fail("No browser for the tests: start them with `./dev test`, which finds one.", pytrace=False)
        with playwright.chromium.launch(executable_path=found, args=arguments()) as browser:
            yield browser


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    with opened_page(browser, javascript=True) as page:
        yield page


@pytest.fixture
def page_without_javascript(browser: Browser) -> Iterator[Page]:
    with opened_page(browser, javascript=False) as page:
        yield page
