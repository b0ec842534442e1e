"""The pages of programmes: who may read them, what they show, and holds laid over a whole programme."""

import re
from pathlib import Path

import pytest

import engine
from tests.places.browser import opened_page
from tests.web.conftest import PASSWORD, token_of
from web.accounts import give_first_password

HERE = "/programmes/us-rsc"
PROGRAMMES = Path("programmes")


@pytest.mark.parametrize("name", ["dana", "aziz", "adem", "nadia", "gita"])
def test_a_programme_is_read_by_designers_auditors_and_whoever_works_in_it(signed_in, name):
    client = signed_in(name)
    assert client.get(HERE).status_code == 200
    assert "us-rsc" in client.get("/programmes").text


@pytest.fixture
def outsider(caseway, app, signed_in):
    """Somebody whose only programme is another one."""
    account = caseway.signing_in.account_named("gita")
    grants = tuple(engine.Grant(programme="other", role=one.role, office=one.office) for one in account.grants)
    return engine.caller_of(engine.Account(**{**_fields(account), "grants": grants}))


def _fields(account):
    return {name: getattr(account, name) for name in engine.Account.__slots__}


def test_a_programme_is_nothing_for_whoever_has_no_part_in_it(app, outsider, signed_in, monkeypatch):
    client = signed_in("gita")
    monkeypatch.setattr("web.programmes.current_caller", lambda: outsider)
    assert client.get(HERE).status_code == 404
    assert "us-rsc" not in client.get("/programmes").text


@pytest.mark.parametrize("path", ["/programmes/nowhere", f"{HERE}?version=0000", f"{HERE}/holds/nothing/place"])
def test_what_is_not_published_is_not_found(signed_in, path):
    client = signed_in("selma")
    token = token_of(client.get(f"{HERE}/holds"))
    found = client.post(path, data={"csrf_token": token}) if path.endswith("place") else client.get(path)
    assert found.status_code == 404


def test_the_page_shows_every_state_with_what_leads_out_of_it(signed_in):
    text = signed_in("dana").get(HERE).text
    law = engine.check(engine.texts_under(PROGRAMMES), "us-rsc").programmes["us-rsc"]
    for machine in law.machines():
        assert [name for name in machine.states if f'id="{machine.name}-{name}"' not in text] == []
    booked = text[text.index('id="case-travel.booked"') :].split("</li></ul>")[0]
    assert "Record the departure" in booked and "Airport operations" in booked and "Under way" in booked


def test_open_cases_are_counted_on_the_version_that_they_stand_on(signed_in, family_case):
    page = signed_in("dana").get(HERE).text
    assert "1 open case" in page
    versions = page[page.index("<h2>Versions") :].split("</section>")[0]
    assert re.search(r'data-l="Open cases">1<', versions)


def test_a_closed_case_is_no_open_case(caseway, signed_in, family_case):
    nadia = caseway.administration.caller_named("nadia")
    step = engine.Step(
        action="withdraw",
        actor=nadia.actor_in(family_case),
        answers={"decided_on": "2026-03-02", "withdrawal_statement": "w.pdf"},
    )
    assert caseway.casework.act(nadia, family_case.id, step).case.outcome
    assert "0 open cases" in signed_in("dana").get(HERE).text


def test_an_earlier_version_stays_readable_and_says_that_it_is_one(caseway, signed_in, family_case, test_clock):
    texts = engine.texts_under(PROGRAMMES)
    path = "us-rsc/programme.yaml"
    newer = texts | {path: texts[path].replace("due: 60 days", "due: 61 days", 1)}
    assert newer[path] != texts[path]
    old = caseway.drafting.current("us-rsc")[1].digest
    caseway.drafting.publish(caseway.administration.caller_named("dana"), newer, "us-rsc")
    client = signed_in("dana")
    live, earlier = client.get(HERE).text, client.get(f"{HERE}?version={old}").text
    assert "Due: 61 days" in live and "This is an earlier version" not in live
    assert "Due: 60 days" in earlier and "This is an earlier version" in earlier
    versions = live[live.index("<h2>Versions") :].split("</section>")[0]
    assert re.findall(r'data-l="Open cases">(\d+)<', versions) == ["0", "1"]
    assert "Dana" in versions and "The system" in versions


def test_the_drawing_speaks_the_direction_of_the_page(signed_in):
    client = signed_in("dana")
    assert 'direction="ltr"' in client.get(HERE).text
    client.get("/language/ar")
    assert 'direction="rtl"' in client.get(HERE).text


def test_nothing_inline_is_on_the_page(signed_in):
    assert re.findall(r"\sstyle=|<style|\son\w+=", signed_in("dana").get(HERE).text) == []


# holds over the programme


def _place(client, act="place"):
    token = token_of(client.get(f"{HERE}/holds"))
    return client.post(f"{HERE}/holds/suspension/{act}", data={"csrf_token": token, "note-suspension": "by decree 7"})


def test_a_supervisor_lays_a_hold_over_the_programme_and_another_one_lifts_it(caseway, app, signed_in, family_case):
    selma, step = signed_in("selma"), f"/cases/{family_case.reference}"
    assert _place(selma).status_code == 303
    page = selma.get(f"{HERE}/holds").text
    assert "On hold" in page and "Placed by Selma" in page and "by decree 7" in page
    assert "Programme suspended" in signed_in("nadia").get(step).text
    added = caseway.administration.add_user(None, "sana", ["us-rsc:supervisor"], ["amman-office"])
    give_first_password(app, added.token, PASSWORD)
    sana = signed_in("sana")
    assert _place(sana, "lift").status_code == 303
    assert "Not placed" in sana.get(f"{HERE}/holds").text
    assert "Programme suspended" not in signed_in("nadia").get(step).text


def test_the_page_says_when_a_hold_is_to_be_reviewed_and_when_it_ends_by_itself(caseway, signed_in):
    texts, path = engine.texts_under(PROGRAMMES), "us-rsc/programme.yaml"
    reviewed, blocks = "    review: 30 days\n", "    blocks: everything\n"
    ends = f"    review: 14 days\n    at_most: 30 days\n{blocks}"
    newer = texts | {path: texts[path].replace(f"{reviewed}{blocks}", ends, 1)}
    caseway.drafting.publish(caseway.administration.caller_named("dana"), newer, "us-rsc")
    selma = signed_in("selma")
    _place(selma)
    page = selma.get(f"{HERE}/holds").text
    assert re.search("to be reviewed on [^·]*16[^·]*·[^·]*ends by itself on [^·<]*1 Apr", page)


def test_a_suspended_programme_opens_no_case_and_the_page_says_why(signed_in):
    _place(signed_in("selma"))
    nadia, new = signed_in("nadia"), "/cases/new/us-rsc/amman-office"
    answer = nadia.post(new, data={"csrf_token": token_of(nadia.get(new)), "then": "open"})
    assert answer.status_code == 422 and "On hold: Programme suspended" in answer.text


def test_whoever_placed_a_hold_is_offered_no_lifting_and_refused_it(signed_in):
    selma = signed_in("selma")
    _place(selma)
    assert "/suspension/lift" not in selma.get(f"{HERE}/holds").text
    token = token_of(selma.get("/"))
    assert selma.post(f"{HERE}/holds/suspension/lift", data={"csrf_token": token}).status_code == 409
    assert "On hold" in selma.get(f"{HERE}/holds").text


@pytest.mark.parametrize("name", ["nadia", "aziz", "dana"])
def test_others_do_not_see_the_page_of_holds(signed_in, name):
    client = signed_in(name)
    assert client.get(f"{HERE}/holds").status_code == 404
    assert f"{HERE}/holds" not in client.get(HERE).text


def test_a_hold_that_wants_a_note_is_not_placed_without(signed_in):
    selma = signed_in("selma")
    token = token_of(selma.get(f"{HERE}/holds"))
    answer = selma.post(f"{HERE}/holds/suspension/place", data={"csrf_token": token, "note-suspension": " "})
    assert answer.status_code == 422 and "Write a note" in answer.text
    assert "Not placed" in selma.get(f"{HERE}/holds").text


def test_placing_twice_is_refused_in_words(signed_in):
    selma = signed_in("selma")
    token = token_of(selma.get(f"{HERE}/holds"))
    _place(selma)
    again = selma.post(f"{HERE}/holds/suspension/place", data={"csrf_token": token, "note-suspension": "once more"})
    assert again.status_code == 409 and "already" in again.text


# as it is seen


@pytest.fixture
def designers_page(browser, address):
    with opened_page(browser, javascript=True) as page:
        page.goto(f"{address}/sign-in")
        page.fill("input[name=name]", "dana")
        page.fill("input[name=password]", PASSWORD)
        page.click("main form button.btn-primary")
        page.goto(f"{address}{HERE}")
        page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
        yield page


def test_every_word_of_the_drawing_fits_where_it_stands(designers_page):
    wide = designers_page.evaluate(
        """() => [...document.querySelectorAll('.drawing')].flatMap(drawing => {
        const boxes = [...drawing.querySelectorAll('.boxes rect')].map(one => one.getBBox());
        const holds = (box, it) => box.x <= it.x && it.x + it.width <= box.x + box.width
            && box.y <= it.y + 3 && it.y + it.height - 3 <= box.y + box.height;
        return [...drawing.querySelectorAll('.words text')].filter(text => {
            return !boxes.some(box => holds(box, text.getBBox()));
        }).map(text => text.textContent)})"""
    )
    assert wide == []


def test_the_page_does_not_scroll_sideways_at_320_px_but_the_drawing_does(designers_page):
    designers_page.set_viewport_size({"width": 320, "height": 700})
    assert designers_page.evaluate("document.documentElement.scrollWidth") == 320
    region = designers_page.locator("[role=region].diagram").first
    assert region.get_attribute("tabindex") == "0" and region.get_attribute("aria-label")
    assert region.evaluate("one => one.scrollWidth > one.clientWidth")
