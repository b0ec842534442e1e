"""What is done with many cases and among colleagues, in a browser: with and without scripts, in both directions."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

import engine
from tests.web.conftest import PASSWORD
from tests.web.desk import Desk
from tests.web.test_steps import GRANT, acts, grants_access, step_path

EASTERN = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
SOON = "2026-03-04"


def kept_by(desk: Desk, case: engine.Case) -> list[str]:
    return [desk.caseway.administration.display_names()[one.user] for one in desk.case(case).keepers]


def is_kept(desk: Desk, name: str) -> engine.Case:
    case = desk.new_case()
    acts(desk.caseway, name, case, "take_case", answers={"role": "caseworker"})
    return case


def test_a_language_is_chosen_somebody_signs_in_at_the_second_try_and_out_again(desk: Desk) -> None:
    desk.is_left()
    desk.page.goto(f"{desk.address}/account")
    for language in ("ar", desk.language):
        if desk.page.get_attribute("html", "lang") != language:
            desk.page.locator(f"a[hreflang={language}]").click()
            expect(desk.page.locator("html")).to_have_attribute("lang", language)
    desk.answers({"name": "gita", "password": "not the password"})
    desk.presses("Sign in")
    desk.is_refused()
    desk.answers({"password": PASSWORD})
    desk.presses("Sign in")
    desk.is_headed("My settings")
    desk.page.locator(".burger summary").click()
    desk.follows(desk.page.get_by_role("button", name=desk.says("Sign out"), exact=True))
    desk.opens("/account")
    desk.is_headed("Sign in")


def test_the_list_is_filtered_sorted_and_kept_under_a_name_for_those_with_whom_it_is_shared(desk: Desk) -> None:
    desk.new_case()
    desk.sits_down("nadia")
    desk.opens("/cases")
    desk.answers({"standing": "open"})
    desk.presses("Apply filters")
    desk.follows(desk.link("Columns"))
    desk.follows(desk.way("&cols=opened#col-opened"))
    name = f"Ours, {desk.kind}"
    desk.answers({"name": name, "shared": "us-rsc caseworker amman-office"})
    desk.presses("Save")
    desk.sits_down("carim")
    desk.opens("/cases")
    desk.page.locator("details.drop summary").click()
    desk.follows(desk.main().get_by_role("link", name=name))
    desk.follows(desk.way("sort=due"))
    desk.follows(desk.page.locator(".chips a").first)
    address = desk.page.url
    assert "cols=opened" in address and "sort=due" in address and "standing" not in address
    assert name in [view.name for view, _ in desk.caseway.saved_views.seen(desk.caller("carim"))]


def test_a_case_is_found_by_a_number_in_the_digits_of_whoever_seeks_it(desk: Desk) -> None:
    case = desk.new_case()
    number = str(case.facts["unhcr_case_number"]).replace("-", " ").lower()
    desk.sits_down("nadia")
    desk.opens("/account")
    desk.page.locator(".burger summary").click()
    field = desk.page.locator("#find-narrow")
    field.fill(number.translate(EASTERN) if desk.language == "ar" else number)
    with desk.page.expect_navigation():
        field.press("Enter")
    desk.looks()
    desk.follows(desk.way(f"/cases/{case.reference}"))
    expect(desk.page.locator(".facts")).to_contain_text(case.reference)


def test_a_step_is_done_in_the_cases_ticked_and_once_more_in_the_one_that_changed_meanwhile(desk: Desk) -> None:
    cases = is_kept(desk, "hasan"), is_kept(desk, "hasan")
    desk.sits_down("hasan")
    desk.opens("/cases?kept=me")
    desk.follows(desk.link("Many at once"))
    for one in cases:
        desk.answers({"case": one.reference})
    desk.presses("Do a step in those ticked")
    desk.follows(desk.way("/do/us-rsc/grant_access"))
    desk.checks()
    desk.is_refused(3)
    desk.answers(GRANT)
    desk.checks()
    assert [desk.times(one, "grant_access") for one in cases] == [0, 0]
    acts(desk.caseway, "nadia", cases[1], "place_protection", note="Somebody follows the family")
    desk.follows(desk.page.locator("#confirm .btn-primary"))
    assert [desk.times(one, "grant_access") for one in cases] == [1, 0]
    desk.follows(desk.page.locator("main [name=then][value=again]"))
    desk.follows(desk.page.locator("#confirm .btn-primary"))
    assert [desk.times(one, "grant_access") for one in cases] == [1, 1]


def test_a_case_is_given_with_a_note_accepted_given_on_and_returned_with_a_note(desk: Desk) -> None:
    case = desk.new_case()
    grants_access(desk.caseway, case)
    desk.sits_down("selma")
    desk.opens(f"/cases/{case.reference}")
    desk.follows(desk.way("/do/assign_case"))
    desk.answers({"a-to": "carim", "a-role": "caseworker", "note": "Speaks Kurmanji"})
    desk.checks()
    desk.confirms()
    desk.sits_down("carim")
    desk.opens("/")
    desk.shows("Speaks Kurmanji")
    desk.presses("Accept")
    assert (kept_by(desk, case), desk.times(case, "accept_case")) == (["Carim Example"], 1)
    on = {"to": "dalia", "role": "caseworker"}
    acts(desk.caseway, "selma", case, "assign_case", answers=on, note="Carim is needed elsewhere")
    desk.sits_down("dalia")
    desk.opens("/")
    desk.shows("Carim is needed elsewhere")
    desk.follows(desk.way(step_path(case, "return_case")))
    desk.checks()
    desk.is_refused()
    desk.answers({"note": "No interpreter here"})
    desk.checks()
    desk.confirms()
    assert (kept_by(desk, case), desk.times(case, "return_case")) == (["Carim Example"], 1)
    acts(desk.caseway, "carim", case, "hand_back_case", answers={"role": "caseworker"})


def test_a_colleague_covers_for_somebody_away_who_reads_what_was_done_and_ends_it(desk: Desk) -> None:
    case, absent = is_kept(desk, "nadia"), desk.caller("nadia").user
    desk.sits_down("nadia")
    desk.opens("/")
    desk.follows(desk.way(f"/away/{absent}"))
    desk.answers({"last": SOON, "covered_by": desk.caller("carim").user, "note": "Ask the family first"})
    desk.presses("Enter the absence")
    assert desk.told() == desk.says("The absence is entered.")
    desk.sits_down("carim")
    desk.opens("/")
    desk.follows(desk.way(f"/for/{absent}"))
    desk.shows("Ask the family first")
    desk.opens(step_path(case, "grant_access"))
    desk.answers(GRANT)
    desk.checks()
    desk.confirms()
    desk.sits_down("nadia")
    desk.opens("/")
    expect(desk.page.locator("#while-away")).to_contain_text(case.reference)
    desk.opens(f"/away/{absent}")
    desk.presses("End it now")
    assert desk.told() == desk.says("The absence is over; nobody covers any more.")
    assert desk.caseway.worklist.work(desk.caller("carim")).covers == ()


def test_a_supervisor_moves_a_case_from_one_colleague_to_another_from_the_page_of_the_team(desk: Desk) -> None:
    case = is_kept(desk, "nadia")
    desk.sits_down("selma")
    desk.opens("/team")
    desk.follows(desk.way(f"/team/give/{desk.caller('nadia').user}"))
    desk.checks()
    desk.is_refused(3)
    desk.answers({"case": f"{case.id} caseworker", "to": "dalia", "note": "Twenty are too many"})
    desk.checks()
    assert kept_by(desk, case) == ["Nadia"]
    desk.follows(desk.page.locator("#confirm .btn-primary"))
    assert (kept_by(desk, case), desk.times(case, "assign_case")) == (["Dalia Example"], 1)
    acts(desk.caseway, "dalia", case, "return_case", answers={"role": "caseworker"}, note="Back to the team")


def test_a_supervisor_reads_and_saves_the_numbers_and_sees_what_is_about_to_lapse(desk: Desk) -> None:
    desk.sits_down("selma")
    desk.opens("/statistics")
    with desk.page.expect_download() as coming:
        desk.link("Download as CSV").click()
    assert coming.value.suggested_filename == "us-rsc-statistics.csv"
    desk.opens("/lapsing")
    desk.answers({"days": "90"})
    desk.presses("Apply filters")
    assert "days=90" in desk.page.url
    expect(desk.page.locator(".chips .chip")).to_have_count(1)


@pytest.fixture
def afterwards(desk: Desk) -> Iterator[None]:
    """The programme of all other flows goes on, whatever happened in this one."""
    yield
    sura = desk.caller("sura")
    if desk.caseway.holding.over(sura, "us-rsc"):
        desk.caseway.holding.lift(sura, "us-rsc", "suspension", "The test is over")


@pytest.mark.usefixtures("afterwards")
def test_a_supervisor_stops_the_programme_and_another_lets_it_go_on(desk: Desk) -> None:
    desk.sits_down("selma")
    desk.opens("/programmes/us-rsc/holds")
    desk.answers({"suspension": "The presidential determination is awaited"})
    desk.follows(desk.page.locator("main form .btn-primary"))
    assert desk.caseway.holding.over(desk.caller("sura"), "us-rsc")
    desk.sits_down("sura")
    desk.opens("/programmes/us-rsc/holds")
    desk.shows("The presidential determination is awaited")
    desk.answers({"suspension": "It was signed"})
    desk.follows(desk.page.locator("main form .btn-primary"))
    assert not desk.caseway.holding.over(desk.caller("sura"), "us-rsc")
