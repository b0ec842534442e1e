"""Many cases at once on the pages: ticked, one step chosen and filled in once, looked at, done, each case told."""

from collections.abc import Callable
from contextlib import ExitStack
from itertools import product

import pytest
from flask.testing import FlaskClient
from playwright.sync_api import Browser, expect

import engine
from tests.web.conftest import token_of
from tests.web.test_steps import GRANT, acts, hidden
from tests.web.test_team import words

Clients = Callable[[str], FlaskClient]
ANSWERS = {key[2:]: value for key, value in GRANT.items()}


@pytest.fixture
def two_cases(caseway: engine.Caseway, family_case: engine.Case) -> tuple[engine.Case, engine.Case]:
    nadia = caseway.administration.caller_named("nadia")
    actor = engine.Actor(user=nadia.user, name=nadia.name, roles=frozenset())
    people = {"omar": {"family_name": "Example", "given_names": "Omar", "born_on": "1980", "sex": "male"}}
    facts = {"referred_by": "unhcr", "host_country": "JO", "unhcr_case_number": "999-26C00005"}
    people["omar"] |= {"nationality": "SY", "relationship": "principal"}
    opening = engine.Opening(actor=actor, people=people, facts=facts)
    return family_case, caseway.casework.open(nadia, "us-rsc", "amman-office", opening).case


def begun(caseway: engine.Caseway, cases: tuple[engine.Case, ...]) -> str:
    """A run that nobody has looked at yet."""
    step = engine.BulkStep(action="grant_access", answers=ANSWERS, note="As in the list of Monday")
    kept = [engine.BulkCase(id=one.id, answers={}) for one in cases]
    return caseway.bulk.begin(caseway.administration.caller_named("nadia"), "ab12", "us-rsc", step, kept)


def test_cases_are_ticked_a_step_is_filled_in_once_and_each_case_is_told_what_came_of_it(
    caseworker: FlaskClient, caseway: engine.Caseway, two_cases: tuple[engine.Case, engine.Case]
) -> None:
    ticked = "&".join(f"case={one.reference}" for one in two_cases)
    for one in two_cases:
        assert f'name="case" value="{one.reference}"' in caseworker.get("/cases?ticked=none").text
    choices = words(caseworker.get(f"/cases/together/choose?{ticked}").text)
    assert "2 cases chosen" in choices and "Grant access 2 of 2 cases" in choices and "Not for many at once" in choices
    path = f"/cases/together/do/us-rsc/grant_access?{ticked}"
    form = caseworker.get(path)
    assert 'type="file"' not in form.text and "Source of the decision" in form.text
    wrong = caseworker.post(path, data={**hidden(form), "a-source": "list of Monday"})
    assert wrong.status_code == 422 and "There is a problem" in wrong.text and "list of Monday" in wrong.text
    sent = caseworker.post(path, data={**hidden(form), **GRANT})
    assert caseworker.post(path, data={**hidden(form), **GRANT}).headers["Location"] == sent.headers["Location"]
    page = caseworker.get(sent.headers["Location"])
    assert "Possible in 2 of 2 cases" in words(page.text) and "access.pdf" in page.text
    acts(caseway, "nadia", two_cases[1], "take_case", answers={"role": "caseworker"})
    here, confirmed = sent.headers["Location"], {**hidden(page), "then": "start"}
    done = caseworker.post(here, data=confirmed, follow_redirects=True)
    assert "Done in 1 of 2 cases" in words(done.text) and "Changed meanwhile, not done" in done.text
    assert "This was confirmed already" in caseworker.post(here, data=confirmed, follow_redirects=True).text
    told = caseworker.get(f"{here}.csv").text
    assert f"{two_cases[0].reference},Done," in told and f'{two_cases[1].reference},"Changed meanwhile' in told
    assert "done in many cases at once" in caseworker.get(f"/cases/{two_cases[0].reference}/log").text
    again = caseworker.post(here, data={**hidden(done), "then": "again"}, follow_redirects=True)
    assert "Possible in 1 of 1 case" in words(again.text) and here in again.text
    assert "Grant access" in caseworker.get("/cases/together/").text


def test_what_is_typed_for_many_cases_is_a_draft_until_the_run_is_confirmed_and_can_be_changed_before(
    caseworker: FlaskClient, two_cases: tuple[engine.Case, engine.Case]
) -> None:
    path = "/cases/together/do/us-rsc/grant_access?" + "&".join(f"case={one.reference}" for one in two_cases)
    typed = {**hidden(caseworker.get(path)), **GRANT, "a-decided_on": "soon", "note": "Half a sentence"}
    kept = caseworker.post(path, data={**typed, "then": "draft"})
    page = caseworker.get(kept.headers["Location"])
    assert kept.status_code == 303 and "Half a sentence" in page.text and 'value="soon"' in page.text
    listed = caseworker.get("/").text
    assert kept.headers["Location"].replace("&", "&amp;") in listed and "Not opened yet" not in listed
    assert caseworker.get(kept.headers["Location"].replace("grant_access", "place_protection")).status_code == 404
    sent = {**typed, **hidden(page), **GRANT}
    first = caseworker.post(path, data=sent).headers["Location"]
    back = caseworker.get(path, follow_redirects=True)
    assert "Half a sentence" in back.text and "Change what you entered" in caseworker.get(first).text
    second = caseworker.post(path, data={**sent, **hidden(back), "note": "Whole"}).headers["Location"]
    run = caseworker.get(second)
    assert second != first and "Whole" in run.text and "Half a sentence" not in run.text
    caseworker.post(second, data={**hidden(run), "then": "start"})
    assert "draft=" not in caseworker.get("/").text
    assert "Whole" not in caseworker.get(path, follow_redirects=True).text


def test_all_that_match_the_filters_are_chosen_by_a_second_step(
    caseworker: FlaskClient, caseway: engine.Caseway, two_cases: tuple[engine.Case, engine.Case]
) -> None:
    page = caseworker.get("/cases?standing=open&ticked=page").text
    assert page.count(" checked>") >= 3 and "Tick none" in page  # the filter, and both cases
    acts(caseway, "nadia", two_cases[0], "grant_access", answers=ANSWERS)
    found = words(caseworker.get("/cases/together/choose?all=yes&standing=open").text)
    assert "2 cases chosen" in found and "Grant access 1 of 2 cases" in found
    assert "No case is chosen" in caseworker.get("/cases/together/choose?all=yes&standing=closed").text


def test_who_does_no_step_ticks_nothing_and_nobody_sees_what_others_began_or_typed(
    signed_in: Clients, caseway: engine.Caseway, two_cases: tuple[engine.Case, engine.Case]
) -> None:
    run = begun(caseway, two_cases)
    while caseway.bulk.carry_on(run):
        pass
    assert 'name="case"' not in signed_in("aziz").get("/cases?ticked=page").text
    assert signed_in("aziz").get(f"/cases/together/{run}").status_code == 404
    assert signed_in("nadia_in_cairo").get(f"/cases/together/{run}.csv").status_code == 404
    selma = signed_in("selma")
    seen = selma.get(f"/cases/together/{run}")
    assert "Possible in 2 of 2 cases" in words(seen.text)
    assert "list of Monday" not in seen.text and "access.pdf" not in seen.text and 'id="confirm"' not in seen.text
    token = token_of(selma.get("/settings"))
    assert selma.post(f"/cases/together/{run}", data={"csrf_token": token, "then": "start"}).status_code == 404


def test_the_page_of_a_run_follows_it_by_itself_with_and_without_scripts_in_both_directions(
    browser: Browser,
    address: str,
    caseway: engine.Caseway,
    two_cases: tuple[engine.Case, engine.Case],
    signed_in: Clients,
) -> None:
    run, nadia = begun(caseway, two_cases), signed_in("nadia")
    session = nadia.get_cookie(nadia.application.config["SESSION_COOKIE_NAME"])
    assert session
    with ExitStack() as all_at_once:
        pages = []
        for scripts, language in product((True, False), ("en", "ar")):
            context = all_at_once.enter_context(browser.new_context(java_script_enabled=scripts))
            kept = {session.key: session.value, "caseway_language": language}
            context.add_cookies([{"name": name, "value": value, "url": address} for name, value in kept.items()])
            pages.append(context.new_page())
            pages[-1].goto(f"{address}/cases/together/{run}")
            expect(pages[-1].get_by_role("progressbar")).to_be_visible()
        while caseway.bulk.carry_on(run):
            pass
        for page in pages:
            expect(page.locator("#confirm .btn-primary")).to_be_visible(timeout=20_000)


def test_what_cannot_be_undone_is_confirmed_by_a_tick_as_for_one_case(
    caseworker: FlaskClient, caseway: engine.Caseway, two_cases: tuple[engine.Case, engine.Case]
) -> None:
    died = {"died_on": "2026-02-01", "evidence": "certificate.pdf"}
    step = engine.BulkStep(action="member.record_death", answers=died)
    kept = [engine.BulkCase(id=two_cases[1].id, answers={})]
    nadia = caseway.administration.caller_named("nadia")
    run = caseway.bulk.begin(nadia, "cd34", "us-rsc", step, kept)
    assert caseway.bulk.carry_on(run)
    here = f"/cases/together/{run}"
    sent = {**hidden(caseworker.get(here)), "then": "start"}
    unsure = caseworker.post(here, data=sent)
    assert unsure.status_code == 422 and "Tick that you are sure" in unsure.text
    assert caseway.bulk.run(nadia, run).tally == {"able": 1}
    done = caseworker.post(here, data={**sent, "sure": "true"}, follow_redirects=True)
    assert "Done in 1 of 1 case" in words(done.text)
