"""A priority on the pages: points with their reasons, lists in its order and filtered, changed by hand."""

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

import engine
from tests.priority.texts import intake_texts
from tests.web.conftest import app_for, opened_with, sign_in

NOBODY = engine.Actor(user="", roles=frozenset())
STAFF = {"clara": "clerk", "pia": "counsellor", "lena": "lead"}


@pytest.fixture
def caseway(tmp_path: Path) -> Iterator[engine.Caseway]:
    yield from opened_with(intake_texts(), tmp_path)


@pytest.fixture
def app(caseway: engine.Caseway, tmp_path: Path) -> Flask:
    return app_for(caseway, tmp_path, {name: [f"intake:{role}"] for name, role in STAFF.items()})


@pytest.fixture
def cases(caseway: engine.Caseway, app: Flask) -> list[engine.Case]:
    """Three cases of which the second has most points, two of its reasons found in confidence; the last has none."""
    found = []
    for name in ("Plain", "Urgent", "Lastly"):
        people = {"amina": {"family_name": name, **({"expecting": "true"} if name == "Urgent" else {})}}
        opening = engine.Opening(actor=NOBODY, people=people)
        found.append(caseway.casework.open(staff(caseway, "clara"), "intake", "amman-office", opening).case)
    for case in found[:2]:
        does(caseway, case, "clara", "register", answers={"registered_on": "2026-01-02"})
    needs = {"amina": {"violence": "true", "threatened": "true"}}
    does(caseway, found[1], "pia", "note_needs", people=("amina",), each=needs)
    does(caseway, found[1], "pia", "review_needs")
    return found


def staff(caseway: engine.Caseway, name: str) -> engine.Caller:
    return caseway.administration.caller_named(name)


def does(caseway: engine.Caseway, case: engine.Case, who: str, action: str, **more: object) -> None:
    step = engine.Step(action=action, actor=NOBODY, **more)  # type: ignore[arg-type]
    caseway.casework.act(staff(caseway, who), case.id, step)


def signed_in(app: Flask, name: str) -> FlaskClient:
    client = app.test_client()
    sign_in(client, name)
    return client


def panel(client: FlaskClient, case: engine.Case) -> str:
    page = client.get(f"/cases/{case.reference}").text
    found = re.search(r'<section class="panel priority".*?</section>', page, re.S)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", found[0])).split()) if found else ""


def test_the_page_of_a_case_tells_its_points_and_why_as_far_as_the_reader_may_know(app: Flask, cases) -> None:
    clara = panel(signed_in(app, "clara"), cases[1])
    assert "75 points" in clara and "Expects a child 15 points" in clara
    assert "A need that was found in confidence 60 points" in clara
    assert "violence" not in clara and "threatened" not in clara and "Change the priority" not in clara
    pia = panel(signed_in(app, "pia"), cases[1])
    assert "Has suffered violence 30 points" in pia and "found in confidence" not in pia
    assert "No reason gives points." in panel(signed_in(app, "clara"), cases[0])
    assert panel(signed_in(app, "clara"), cases[2]) == ""


def test_it_is_changed_by_hand_and_page_and_log_tell_it(app: Flask, caseway, cases) -> None:
    lena = signed_in(app, "lena")
    assert "Change the priority" in panel(lena, cases[0])
    form = lena.get(f"/cases/{cases[0].reference}/do/change_priority").text
    assert "Points" in form
    does(caseway, cases[0], "lena", "change_priority", answers={"points": "90"}, note="A hearing is near")
    told = panel(lena, cases[0])
    assert "90 points" in told and "Set by hand by Lena; these reasons give 0" in told
    assert "Priority: 0 → 90" in lena.get(f"/cases/{cases[0].reference}/log").text


def listed(client: FlaskClient, address: str) -> list[str]:
    return re.findall(r"Plain|Urgent|Lastly", client.get(address).text.partition("<tbody")[2].partition("</tbody")[0])


def test_the_list_of_its_programme_is_in_its_order_and_is_filtered_by_points(app: Flask, cases) -> None:
    clara = signed_in(app, "clara")
    assert listed(clara, "/cases?programme=intake") == ["Urgent", "Plain", "Lastly"]
    assert listed(clara, "/cases?programme=intake&points=30") == ["Urgent"]
    assert listed(clara, "/cases?programme=intake&points=none") == ["Lastly"]
    assert "30 points or more" in clara.get("/cases?programme=intake").text
    assert "30 points or more" not in clara.get("/cases").text
    for after in ("x~y~z~w", "1~2", "-99999999999~a~b~c", "~~~"):
        assert listed(clara, f"/cases?programme=intake&after={after}") == ["Urgent", "Plain", "Lastly"]


def test_what_has_most_points_stands_first_in_the_work_of_the_day(app: Flask, cases) -> None:
    page = signed_in(app, "clara").get("/").text
    assert "75 points" in page
    assert page.index("Urgent") < page.index("Plain") < page.index("Lastly")


def test_it_is_told_in_arabic(app: Flask, cases) -> None:
    clara = signed_in(app, "clara")
    clara.set_cookie("language", "ar")
    page = clara.get(f"/cases/{cases[1].reference}", headers={"Accept-Language": "ar"}).text
    assert "الأولوية" in page
