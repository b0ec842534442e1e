"""Every page, looked at by axe wide and narrow, in English and in Arabic; one that nobody comes to is told by name."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from flask import Flask, request, template_rendered
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page, expect
from werkzeug.test import TestResponse

import engine
from tests.web.conftest import PASSWORD
from tests.web.journeys import is_ready
from tests.web.test_accounts import OURS, hidden_fields
from tests.web.test_audit import tamper
from tests.web.test_bulk import two_cases
from tests.web.test_steps import GRANT, acts, checked, hidden, sends, step_path
from tests.web.test_work import opened
from web.accounts import give_first_password

__all__ = ["two_cases"]

TEMPLATES = Path("web/templates")
FILES = {"static", "documents.fetch", "closed.as_text", "bulk.as_csv", "statistics.as_csv"}
ELSEWHERE = {"languages.choose"}
WIDE, NARROW, HEIGHT = 1280, 320, 900
"""In CSS pixels: a desk, and a telephone or a page at four times its size (WCAG 1.4.10)."""
Clients = Callable[[str], FlaskClient]
Two = tuple[engine.Case, engine.Case]


# what is a page


def addresses(app: Flask) -> set[str]:
    """Every address of the application that shows a page."""
    found = {rule.endpoint for rule in app.url_map.iter_rules() if "GET" in (rule.methods or ())}
    assert found >= FILES | ELSEWHERE
    return found - FILES - ELSEWHERE


def templates() -> set[str]:
    """Every template that is a page, and no part of one."""
    texts = {path.relative_to(TEMPLATES).as_posix(): path.read_text("utf-8") for path in TEMPLATES.rglob("*.html")}
    return {name for name, text in texts.items() if "{% extends" in text}


@contextmanager
def shown_by(app: Flask) -> Iterator[list[tuple[str, str]]]:
    """By which addresses which templates are shown meanwhile, in their order."""
    shown: list[tuple[str, str]] = []

    def saw(_: Flask, template: Any, **__: Any) -> None:
        shown.append((str(request.endpoint), template.name))

    with template_rendered.connected_to(saw, app):
        yield shown


# who looks


@dataclass(slots=True, kw_only=True)
class Looker:
    """Axe at a browser of one language, at which one colleague after the other sits down."""

    app: Flask
    page: Page
    address: str
    language: str
    shown: list[tuple[str, str]]
    measures: bool
    measured: set[str] = field(default_factory=set)
    found: list[str] = field(default_factory=list)

    def takes(self, client: FlaskClient) -> None:
        """The browser goes on in the session of a client."""
        client.set_cookie("caseway_language", self.language)
        for name in ("caseway_language", self.app.config["SESSION_COOKIE_NAME"]):
            if cookie := client.get_cookie(name):
                self.page.context.add_cookies([{"name": name, "value": cookie.value, "url": self.address}])

    def opens(self, *paths: str) -> None:
        for path in paths:
            self.page.goto(f"{self.address}{path}")
            self.looks(path)

    def reads(self, answer: TestResponse) -> None:
        """The page that came back when something was sent."""
        kept = {"body": answer.text, "content_type": "text/html; charset=utf-8"}
        self.page.route("**/sent", lambda route: route.fulfill(**kept), times=1)
        self.page.goto(f"{self.address}/sent")
        self.looks(answer.request.path)

    def looks(self, path: str) -> None:
        """What axe finds in either width of the window, and whether the page is wider than it.

        Colours are the same at every width and on every page of a template: measured once, they take little time.
        """
        template = self.shown[-1][1]
        contrast = self.measures and template not in self.measured
        self.measured.add(template)
        self.page.evaluate(f"{AXE_SCRIPT};0")
        for width in (WIDE, NARROW):
            self.page.set_viewport_size({"width": width, "height": HEIGHT})
            found = told_of(self.page, contrast=contrast and width == WIDE)
            self.found += [f"{path} ({template}, {width} px): {one}" for one in found]


def told_of(page: Page, *, contrast: bool) -> list[str]:
    """What is wrong with the page as it stands in its window."""
    found = [f"{one['id']} {one['nodes'][0]['html'][:120]}" for one in violations(page, contrast=contrast)]
    return [*found, "wider than the window"] if is_too_wide(page) else found


def is_too_wide(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))


def violations(page: Page, *, contrast: bool) -> list[dict[str, Any]]:
    options = {"resultTypes": ["violations"], "rules": {"color-contrast": {"enabled": contrast}}}
    return page.evaluate("options => axe.run(options).then(told => told.violations)", options)


def heard(page: Page) -> set[str]:
    """The roles of what a screen reader comes to, as the browser tells it."""
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    return {node["role"]["value"] for node in nodes if not node["ignored"]}


# what is there to be seen


def is_begun(caseway: engine.Caseway, given: str) -> str:
    """The key of nadia's draft of a new case of somebody and a sibling."""
    people = {f"p{number:012x}": names for number, names in enumerate((given, "Testo"))}
    answers = {"family_name": "Specimen", "born_on": "1991", "sex": "female", "nationality": "sy"}
    fields = [("newcomer", one) for one in people]
    for one, name in people.items():
        of_each = {**answers, "given_names": name, "relationship": "principal" if name == given else "sibling"}
        fields += [(f"e-{one}-{key}", value) for key, value in of_each.items()]
    whole = (("key", given), ("a-referred_by", "embassy"), ("a-host_country", "jo"), *fields)
    form = engine.Form(key=given, programme="us-rsc", office="amman-office", fields=whole)
    caseway.unfinished.keep(caseway.administration.caller_named("nadia"), form)
    return f"?draft={given}&part="


def has_a_file(caseway: engine.Caseway, case: engine.Case) -> None:
    """The application, with a file."""
    nadia = caseway.administration.caller_named("nadia")
    scan = caseway.files.put(nadia, "scan.pdf", b"%PDF-1.7")
    caseway.files.attach(nadia, case.id, "case", "application", scan.id)


def has_a_long_name(caseway: engine.Caseway, case: engine.Case) -> None:
    """The principal applicant, in one word that no line can hold."""
    person = case.people[0].id
    each = {person: {"family_name": "Wordwithoutanyend" * 4}}
    acts(caseway, "nadia", case, "amend_person", people=(person,), each=each, note="By the passport")


def is_away(caseway: engine.Caseway, case: engine.Case) -> str:
    """Nadia, who keeps the case; Carim covers for her, and has acted in it. Gives who she is."""
    nadia, today = caseway.administration.caller_named("nadia"), caseway.casework.now().date()
    days = {"first": today, "last": today + timedelta(2)}
    carim = caseway.administration.caller_named("carim").user
    acts(caseway, "nadia", case, "take_case", answers={"role": "caseworker"})
    away = engine.Away(absent=nadia.user, covered_by=carim, programme="*", note="Ask the family first", **days)
    caseway.covering.begin(nadia, away)
    acts(caseway, "carim", case, "place_protection", note="Somebody follows the family")
    return nadia.user


def together(caseway: engine.Caseway, cases: Two) -> str:
    """A run over both cases that nobody has looked at yet; it can be done in the second only."""
    step = engine.BulkStep(action="take_case", answers={"role": "caseworker"}, note="As in the list of Monday")
    kept = [engine.BulkCase(id=one.id, answers={}) for one in cases]
    return caseway.bulk.begin(caseway.administration.caller_named("nadia"), "ab12", "us-rsc", step, kept)


def carried_through(caseway: engine.Caseway, run: str) -> None:
    while caseway.bulk.carry_on(run):
        pass


# the pages of each


def of_the_desk(looker: Looker, caseway: engine.Caseway, absent: str) -> None:
    new = "/cases/new/us-rsc/amman-office"
    unknown, known = is_begun(caseway, "Testa"), is_begun(caseway, "Amina")
    looker.opens("/", "/queue", "/lapsing", "/search?q=amena", "/cases/view", "/cases/new", new)
    looker.opens("/cases?programme=us-rsc")
    for width in (NARROW, WIDE):
        looker.page.set_viewport_size({"width": width, "height": HEIGHT})
        assert heard(looker.page) >= {"table", "row", "columnheader", "rowheader", "cell"}, "in every width a table"
    looker.opens(*(f"{new}{part}" for part in (f"{unknown}people", f"{unknown}check", f"{known}same")))
    looker.opens(
        "/account", "/account/recorded", "/account/password", f"/away/{absent}", "/programmes", "/programmes/us-rsc"
    )
    looker.page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
    looker.looks("/programmes/us-rsc, unfolded")
    looker.opens("/nothing-here")


def of_a_case(looker: Looker, case: engine.Case, shorter: engine.Case) -> None:
    """What grows with the case is looked at in a short one."""
    here, person = f"/cases/{case.reference}", case.people[2].id
    parts = ("where", "documents", "notes", "do/write_note", "documents/application?of=case", "why/travel.depart")
    steps = ("member.record_death", "reopen", f"amend_person?person={person}")
    looker.opens(here, *(f"{here}/{part}" for part in parts), *(f"{here}/do/{step}" for step in steps))
    there, person = f"/cases/{shorter.reference}", shorter.people[0].id
    looker.opens(*(f"{there}/{part}" for part in ("facts", "log", "log/1", "file-check", f"tell/{person}")))


def of_many_cases(looker: Looker, caseway: engine.Caseway, cases: Two) -> None:
    ticked = "&".join(f"case={one.reference}" for one in cases)
    run, here = together(caseway, cases), "/cases/together"
    looker.opens(f"{here}/choose", f"{here}/choose?{ticked}", f"{here}/do/us-rsc/assign_case?{ticked}")
    looker.opens(f"{here}/{run}")
    carried_through(caseway, run)
    looker.opens(f"{here}/{run}")
    caseway.bulk.start(caseway.administration.caller_named("nadia"), run)
    carried_through(caseway, run)
    looker.opens(f"{here}/{run}", f"{here}/")


def of_what_was_sent(looker: Looker, caseway: engine.Caseway, client: FlaskClient, cases: Two) -> None:
    """The check, what was recorded already, and the page of who was a moment too late."""
    case, path = cases[1], step_path(cases[1], "grant_access")
    looker.reads(sends(client, path))
    looker.reads(sends(client, path, **GRANT))
    confirmed = checked(client, case, "grant_access", **GRANT)
    client.post(path, data=confirmed)
    looker.reads(client.post(path, data={**confirmed, "then": "check"}, follow_redirects=True))
    (person,), path = case.people, step_path(case, "amend_person")
    form = client.get(f"{path}?person={person.id}")
    theirs = {person.id: {"family_name": "Samplesen"}}
    acts(caseway, "nadia", case, "amend_person", people=(person.id,), each=theirs, note="By the passport")
    typed = {"then": "check", "people": person.id, f"e-{person.id}-family_name": "Exemplar"}
    looker.reads(client.post(path, data={**hidden(form), **typed}, follow_redirects=True))


def keeps_a_draft(looker: Looker, caseway: engine.Caseway, case: engine.Case) -> None:
    """While somebody types."""
    looker.page.clock.install()
    looker.page.goto(f"{looker.address}{step_path(case, 'member.record_death')}")
    looker.page.locator("#f-note").fill("Half a sentence")
    looker.page.clock.fast_forward(20_000)
    expect(looker.page.locator(".saves")).not_to_be_empty()
    kept = caseway.unfinished.forms(caseway.administration.caller_named("nadia"))
    assert "member.record_death" in {one.action for one in kept}
    looker.page.locator("main form button.btn-primary").last.click()
    looker.looks("member.record_death, sent without answers")


def of_a_stranger(looker: Looker, client: FlaskClient, token: str) -> None:
    looker.takes(client)
    looker.opens("/sign-in", f"/first/{token}", "/help", "/accessibility")
    late = client.post("/cases/new/us-rsc/amman-office", data={"note": "On foot"}, headers=OURS)
    looker.reads(late)
    fields = {"name": "nadia", "password": PASSWORD, **hidden_fields(late.text)}
    looker.reads(client.post("/sign-in", data=fields, headers=OURS, follow_redirects=True))


@pytest.mark.parametrize("language", ["en", "ar"])
def test_axe_finds_nothing_on_any_page_of_anybody_and_each_fits_its_window(
    browser: Browser,
    address: str,
    app: Flask,
    home: Path,
    signed_in: Clients,
    caseway: engine.Caseway,
    two_cases: Two,
    language: str,
) -> None:
    case = two_cases[0]
    added = caseway.administration.add_user(None, "carim", ["us-rsc:caseworker"], ["amman-office"])
    give_first_password(app, added.token, PASSWORD)
    token = caseway.administration.add_user(None, "newly", ["us-rsc:caseworker"], ["amman-office"]).token
    is_ready(caseway, case)
    has_a_file(caseway, case)
    has_a_long_name(caseway, two_cases[1])
    absent = is_away(caseway, case)
    given = {"to": "nadia", "role": "caseworker"}
    acts(caseway, "selma", opened(caseway), "assign_case", answers=given, note="Speaks Kurmanji")
    acts(caseway, "ines", case, "place_security", people=(case.people[1].id,), note="A name on a list")
    with browser.new_context(reduced_motion="reduce") as context, shown_by(app) as shown:
        looker = Looker(
            app=app, page=context.new_page(), address=address, language=language, shown=shown, measures=language == "en"
        )
        of_a_stranger(looker, app.test_client(), token)
        nadia = signed_in("nadia")
        looker.takes(nadia)
        of_the_desk(looker, caseway, absent)
        of_a_case(looker, *two_cases)
        of_many_cases(looker, caseway, two_cases)
        of_what_was_sent(looker, caseway, nadia, two_cases)
        keeps_a_draft(looker, caseway, case)
        looker.takes(signed_in("carim"))
        looker.opens(f"/for/{absent}")
        looker.takes(signed_in("selma"))
        looker.opens("/team", "/statistics", f"/team/give/{absent}", "/programmes/us-rsc/holds")
        looker.page.set_viewport_size({"width": 900, "height": HEIGHT})
        assert not is_too_wide(looker.page), "the longest menu, on a tablet"
        looker.takes(signed_in("aziz"))
        tamper(home, "UPDATE log SET hash = x'00' WHERE case_id = ? AND seq = 1", case.id)
        looker.opens("/audit", f"/cases/{case.reference}/log/readings")
    assert looker.found == []
    assert addresses(app) - {endpoint for endpoint, _ in shown} == set()
    assert templates() - {template for _, template in shown} == set()
