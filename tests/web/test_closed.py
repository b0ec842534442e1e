"""Why a step is closed: as a page, as text for a mail, and with the rule as the programme has it."""

import re
from html import unescape
from pathlib import Path

from flask.testing import FlaskClient

import engine
from tests.web.conftest import app_for, sign_in

DEPART = "travel.depart"
HOW = "When everybody has boarded. Who booked the flight does not count the heads."
WRITTEN = re.compile(r"modules/travel\.yaml:(\d+)")
CHECK = "at_gate.clear_on(departs_at)"


def path(case: engine.Case, action: str = DEPART, rest: str = "") -> str:
    return f"/cases/{case.reference}/why/{action}{rest}"


def test_why_not_is_told_as_text_that_needs_no_page(caseworker: FlaskClient, family_case: engine.Case) -> None:
    told = caseworker.get(path(family_case, rest="/text"))
    assert told.mimetype == "text/plain"
    lines = told.text.splitlines()
    assert lines[0] == "Record the departure: why not"
    assert lines[1].startswith(f"{family_case.reference}, ") and lines[1].endswith("Access to be decided")
    assert lines[2] == "As of 2 Mar 2026, 10:00"
    assert "- Other role: This is done by: Airport operations" in lines
    assert lines[-1] == f"http://localhost{path(family_case)}"
    assert unescape(told.text) == told.text


def test_the_rule_is_shown_as_the_programme_has_it_with_its_line_for_designers_only(
    caseway: engine.Caseway, home: Path, family_case: engine.Case
) -> None:
    staff = {"lamia": ["us-rsc:caseworker"], "nida": ["us-rsc:caseworker", "designer"]}
    app = app_for(caseway, home, staff)
    pages = {}
    for name in staff:
        client = app.test_client()
        sign_in(client, name)
        pages[name] = unescape(client.get(path(family_case)).text)
    assert all(HOW in page and CHECK in page for page in pages.values())
    written = {name: set(WRITTEN.findall(page)) for name, page in pages.items()}
    text = Path("programmes/modules/travel.yaml").read_text(encoding="utf-8").splitlines()
    assert written["lamia"] == set()
    assert {text[int(line) - 1].split(":")[0].strip() for line in written["nida"]} == {"depart", "seen_in_time"}


def test_a_step_that_is_open_has_no_why_not(caseworker: FlaskClient, family_case: engine.Case) -> None:
    assert caseworker.get(path(family_case, "grant_access")).location.endswith("/do/grant_access")
    assert caseworker.get(path(family_case, "grant_access", "/text")).status_code == 404
