"""The web room as it is run: a real database with US refugee admissions published, and a sign-in for each role."""

import re
import shutil
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser
from werkzeug.serving import make_server
from werkzeug.test import TestResponse

import engine
from tests.places.browser import LONGEST_WAIT
from tests.web.desk import Desk
from web import create_app
from web.accounts import give_first_password

PASSWORD = "lentils and olive oil"
ROLES = {
    "nadia": "us-rsc:caseworker",
    "rana": "us-rsc:reviewer",
    "selma": "us-rsc:supervisor",
    "ines": "us-rsc:integrity",
    "idris": "us-rsc:physician",
    "tala": "us-rsc:trainer",
    "omar": "us-rsc:movement",
    "gita": "us-rsc:airport",
    "aziz": "auditor",
    "dana": "designer",
    "adem": "administrator",
}
"""By user name; those of the programme work at the Amman office. `nadia_in_cairo` is a caseworker elsewhere."""
FAMILY = {
    "amina": {"given_names": "Amina", "born_on": "1991-05-04", "sex": "female", "relationship": "principal"},
    "yusuf": {"given_names": "Yusuf", "born_on": "1988", "sex": "male", "relationship": "spouse"},
    "nour": {"given_names": "Nour", "born_on": "2014-09-12", "sex": "female", "relationship": "child"},
    "sami": {"given_names": "Sami", "born_on": "2023-01-20", "sex": "male", "relationship": "child"},
}
FACTS = {"referred_by": "unhcr", "host_country": "JO", "unhcr_case_number": "999-26C00004"}
NEEDED = ("us-rsc/", "modules/", "offices/")
TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')


@dataclass(slots=True)
class TestClock:
    """The time of day in a test, which only the test moves on."""

    __test__ = False
    now: datetime = field(default=datetime(2026, 3, 2, 7, 0, tzinfo=UTC))

    def __call__(self) -> datetime:
        return self.now

    def passes(self, span: timedelta) -> None:
        self.now += span


@pytest.fixture(scope="session")
def furnished_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the programme published and every account's password set; copied for each test."""
    home = tmp_path_factory.mktemp("furnished")
    caseway = engine.open_caseway(_url(home), home, TestClock())
    texts = {path: text for path, text in engine.texts_under(Path("programmes")).items() if path.startswith(NEEDED)}
    assert caseway.administration.first_start(texts) == ("us-rsc",), (
        "the programme of these tests has findings: run `caseway check`"
    )
    app = create_app(caseway, home, testing=True)
    for name, role in ROLES.items():
        offices = ["amman-office"] if ":" in role else []
        give_first_password(app, caseway.administration.add_user(None, name, [role], offices).token, PASSWORD)
    elsewhere = caseway.administration.add_user(None, "nadia_in_cairo", ["us-rsc:caseworker"], ["cairo-office"])
    give_first_password(app, elsewhere.token, PASSWORD)
    caseway.close()
    return home


def opened_with(texts: Mapping[str, str], home: Path) -> Iterator[engine.Caseway]:
    """A Caseway of its own for the tests of other programmes than US refugee admissions."""
    caseway = engine.open_caseway(_url(home), home, TestClock())
    caseway.administration.first_start(texts)
    yield caseway
    caseway.close()


def app_for(caseway: engine.Caseway, home: Path, staff: Mapping[str, Sequence[str]]) -> Flask:
    """Its pages, with these people of the Amman office and their roles."""
    app = create_app(caseway, home, testing=True)
    for name, roles in staff.items():
        added = caseway.administration.add_user(None, name, roles, ["amman-office"])
        give_first_password(app, added.token, PASSWORD)
    return app


def _url(home: Path) -> str:
    return f"sqlite:///{home}/caseway.sqlite"


@pytest.fixture
def home(furnished_home: Path, tmp_path: Path) -> Path:
    return shutil.copytree(furnished_home, tmp_path / "home")


@pytest.fixture
def test_clock() -> TestClock:
    return TestClock()


@pytest.fixture
def caseway(home: Path, test_clock: TestClock) -> Iterator[engine.Caseway]:
    opened = engine.open_caseway(_url(home), home, test_clock)
    yield opened
    opened.close()


@pytest.fixture
def app(caseway: engine.Caseway, home: Path) -> Flask:
    return create_app(caseway, home, testing=True)


def token_of(answer: TestResponse) -> str:
    """The token of the first form of a page."""
    found = TOKEN.search(answer.text)
    assert found, "the page has no form with a token"
    return found[1]


def sign_in(client: FlaskClient, name: str, password: str = PASSWORD, **fields: str) -> TestResponse:
    """Signs in as a person would: by the form of the page."""
    token = token_of(client.get("/sign-in"))
    return client.post("/sign-in", data={"name": name, "password": password, "csrf_token": token, **fields})


@pytest.fixture
def stranger(app: Flask) -> FlaskClient:
    """A client that has not signed in."""
    return app.test_client()


@pytest.fixture
def signed_in(app: Flask) -> Callable[[str], FlaskClient]:
    """Gives a client signed in by a user name of ROLES."""

    def client_of(name: str) -> FlaskClient:
        client = app.test_client()
        assert sign_in(client, name).status_code == 303
        return client

    return client_of


@pytest.fixture
def caseworker(signed_in: Callable[[str], FlaskClient]) -> FlaskClient:
    return signed_in("nadia")


@pytest.fixture
def family_case(caseway: engine.Caseway) -> engine.Case:
    """A case of four clearly invented people, opened by nadia."""
    nadia = caseway.administration.caller_named("nadia")
    people = {name: {"family_name": "Specimen", "nationality": "SY", **facts} for name, facts in FAMILY.items()}
    actor = engine.Actor(user=nadia.user, name=nadia.name, roles=frozenset())
    opening = engine.Opening(actor=actor, people=people, facts=FACTS)
    return caseway.casework.open(nadia, "us-rsc", "amman-office", opening).case


@contextmanager
def served(app: Flask) -> Iterator[str]:
    """Where the application is served to a browser."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    serving = Thread(target=server.serve_forever)
    serving.start()
    yield f"http://127.0.0.1:{server.port}"
    server.shutdown()
    serving.join()
    server.server_close()


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with served(app) as where:
        yield where


# desks: one home for all flows, one page for each way of using it


CASEWORKERS = dict.fromkeys(("carim", "dalia", "hasan", "leila"), "us-rsc:caseworker")
COLLEAGUES = CASEWORKERS | {"sura": "us-rsc:supervisor"}
"""Those of a flow that reads a list of somebody's work: it has nothing of the other flows."""
DESKS = {
    f"{language}-{kind}": (kind == "scripted", language) for language in ("en", "ar") for kind in ("scripted", "plain")
}


@pytest.fixture(scope="session")
def desks(
    furnished_home: Path, tmp_path_factory: pytest.TempPathFactory, browser: Browser
) -> Iterator[Callable[[bool, str], Desk]]:
    home = shutil.copytree(furnished_home, tmp_path_factory.mktemp("desks") / "home")
    caseway = engine.open_caseway(_url(home), home, TestClock())
    app = create_app(caseway, home, testing=True)
    for name, role in COLLEAGUES.items():
        added = caseway.administration.add_user(
            None, name, [role], ["amman-office"], display_name=f"{name.title()} Example"
        )
        give_first_password(app, added.token, PASSWORD)
    cookie = app.config["SESSION_COOKIE_NAME"]

    @cache
    def session_of(name: str) -> Mapping[str, str]:
        client = app.test_client()
        sign_in(client, name)
        kept = client.get_cookie(cookie)
        assert kept is not None
        return {cookie: kept.value}

    with served(app) as where:

        @cache
        def desk(javascript: bool, language: str) -> Desk:
            window = {"width": 320, "height": 900}
            context = browser.new_context(java_script_enabled=javascript, viewport=window, reduced_motion="reduce")
            context.set_default_timeout(LONGEST_WAIT)
            page, complaints = context.new_page(), list[str]()
            page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
            page.on("pageerror", lambda error: complaints.append(str(error)))
            return Desk(
                kind=f"{language}, {javascript}",
                page=page,
                address=where,
                caseway=caseway,
                language=language,
                session_of=session_of,
                complaints=complaints,
            )

        yield desk
    caseway.close()


@pytest.fixture(params=DESKS.values(), ids=DESKS.keys())
def desk(request: pytest.FixtureRequest, desks: Callable[[bool, str], Desk]) -> Iterator[Desk]:
    """A desk at which the browser has nothing to complain of but what was refused."""
    one = desks(*request.param)
    one.complaints.clear()
    yield one
    assert [said for said in one.complaints if "status of 4" not in said] == []
