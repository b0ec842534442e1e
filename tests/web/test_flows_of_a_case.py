"""What is done in one case, in a browser: with and without scripts, in both directions, in a narrow window."""

from pathlib import Path

from playwright.sync_api import FilePayload, Locator, expect

import engine
from tests.web.conftest import FAMILY
from tests.web.desk import Desk
from tests.web.test_correcting import number_of
from tests.web.test_documents import PDF, PRESCREEN, TALK
from tests.web.test_steps import GRANT, PRESCREENING, acts, grants_access, is_interviewed, step_path
from tests.web.test_two_cases import AGREE, MERGE, asked_to_split, other_reference

TODAY, DECIDED = "2026-03-02", {"decided_on": "2026-03-02", "source": "notice.pdf"}
AS_CASEWORKER = {"role": "caseworker"}
SIGNED = PDF + b", signed"


def is_to_be_prescreened(desk: Desk) -> engine.Case:
    case = desk.new_case()
    grants_access(desk.caseway, case)
    acts(desk.caseway, "nadia", case, PRESCREENING, answers={"prescreen_on": TODAY})
    return case


def present(desk: Desk, case: engine.Case) -> list[str]:
    """Who is in the case, by their given names."""
    return [str(one.facts["given_names"]) for one in desk.case(case).people if one.left is None]


def a_scan(content: bytes) -> FilePayload:
    return {"name": "scan.pdf", "mimeType": "application/pdf", "buffer": content}


def test_a_step_is_opened_from_my_work_mended_checked_confirmed_by_two_clicks_and_recorded_once(desk: Desk) -> None:
    case = desk.new_case()
    acts(desk.caseway, "leila", case, "take_case", answers=AS_CASEWORKER)
    desk.sits_down("leila")
    desk.opens("/")
    desk.follows(desk.way(step_path(case, "grant_access")))
    desk.checks()
    desk.is_refused(3)
    desk.answers(GRANT)
    desk.checks()
    desk.is_headed("Check and confirm")
    assert desk.case(case).standing.state == "referred"
    desk.page.locator("#confirm button.btn-primary").dblclick()
    expect(desk.page).to_have_url(f"{desk.address}/cases/{case.reference}")
    desk.looks()
    assert (desk.case(case).standing.state, desk.times(case, "grant_access")) == ("access_granted", 1)
    acts(desk.caseway, "leila", case, "hand_back_case", answers=AS_CASEWORKER)


def test_the_next_case_of_the_queue_is_taken_by_a_button_and_is_kept_by_whoever_took_it(desk: Desk) -> None:
    grants_access(desk.caseway, desk.new_case())
    desk.sits_down("nadia")
    desk.opens("/queue")
    desk.presses("Take next")
    assert desk.told() == desk.says("You keep this case now.")
    nadia = desk.caller("nadia")
    taken = desk.caseway.casework.see(nadia, desk.page.url.rpartition("/")[2]).case
    assert [one.user for one in taken.keepers] == [nadia.user]
    assert desk.last(taken) == "take_case"


def test_who_was_a_moment_too_late_sees_both_answers_and_chooses_which_stands(desk: Desk) -> None:
    case = desk.new_case()
    desk.sits_down("nadia")
    desk.opens(f"{step_path(case, 'amend_person')}?person=amina")
    desk.answers({"-family_name": "Exemplar", "-given_names": "Amina Rose", "note": "By the certificate"})
    theirs = {"amina": {"family_name": "Samplesen"}}
    acts(desk.caseway, "nadia", case, "amend_person", people=("amina",), each=theirs, note="By the passport")
    desk.checks()
    desk.is_headed("The case changed meanwhile")
    desk.shows("Samplesen")
    desk.answers({"-family_name": "yours"})
    desk.checks()
    desk.confirms()
    assert desk.case(case).person("amina").facts["family_name"] == "Exemplar"
    assert desk.times(case, "amend_person") == 2


def test_a_new_case_is_opened_from_its_draft_after_saying_why_nobody_in_it_is_known_already(desk: Desk) -> None:
    known = desk.new_case()
    desk.sits_down("nadia")
    desk.opens("/cases/new")
    desk.follows(desk.way("/cases/new/us-rsc/amman-office"))
    desk.answers({"a-referred_by": "unhcr", "a-host_country": "jo", "-nationality": "sy"})
    desk.answers({"a-unhcr_case_number": str(known.facts["unhcr_case_number"])})
    desk.presses("Continue")
    desk.answers({"-given_names": "Testa", "-family_name": f"Of {known.reference}", "-born_on": "1991"})
    desk.presses("Save draft")
    draft = desk.page.url.partition("draft=")[2].partition("&")[0]
    desk.opens("/")
    desk.follows(desk.page.locator(f"main #drafts a[href*='{draft}']"))
    desk.answers({"-sex": "female"})
    desk.presses("Continue")
    desk.presses("Continue")
    desk.is_headed("Is somebody known already?")
    for why in desk.page.locator("main [name^='u-']").all():
        why.fill("One number for two families")
    desk.presses("Continue")
    desk.is_headed("Check and confirm")
    cases = desk.caseway.cases()
    desk.presses("Open the case")
    opened = desk.caseway.casework.see(desk.caller("nadia"), desk.page.url.rpartition("/")[2]).case
    assert [one.facts["given_names"] for one in opened.people] == ["Testa"]
    assert desk.caseway.cases() == cases + 1


def test_an_entry_is_corrected_from_the_log_which_then_shows_both(desk: Desk) -> None:
    case = desk.new_case()
    grants_access(desk.caseway, case)
    number = number_of(desk.caseway, case, "nadia", "grant_access")
    desk.sits_down("nadia")
    desk.opens(f"/cases/{case.reference}/log")
    desk.follows(desk.way(f"/do/correct_entry?corrects={number}"))
    desk.answers({"a-priority": "p2", "note": "The letter says group"})
    desk.checks()
    desk.confirms()
    assert desk.case(case).facts["priority"] == "p2"
    desk.opens(f"/cases/{case.reference}/log")
    desk.shows("The letter says group")
    assert (desk.times(case, "correct_entry"), desk.times(case, "grant_access")) == (1, 1)


def test_a_case_is_held_until_a_paper_comes_and_goes_on_when_the_hold_is_lifted(desk: Desk) -> None:
    case = desk.new_case()
    desk.sits_down("nadia")
    desk.opens(f"/cases/{case.reference}")
    desk.begins("place_missing_document")
    desk.answers({"people": "case", "note": "The birth certificate"})
    desk.checks()
    desk.confirms()
    assert [one.name for one in desk.case(case).holds] == ["missing_document"]
    desk.follows(desk.way("/do/lift_missing_document"))
    desk.answers({"note": "It came"})
    desk.checks()
    desk.confirms()
    assert not desk.case(case).holds
    assert desk.times(case, "place_missing_document") == desk.times(case, "lift_missing_document") == 1


def test_the_paper_file_is_compared_with_the_record_and_a_difference_leads_to_its_place(desk: Desk) -> None:
    case = is_to_be_prescreened(desk)
    desk.sits_down("nadia")
    desk.opens(f"/cases/{case.reference}/file-check")
    desk.answers({"t-case-host_country": "differs"})
    desk.presses("Record what was found")
    desk.is_refused()
    desk.answers({"w-case-host_country": "Lebanon", "everything": "there", "note": "Cabinet 4"})
    desk.presses("Record what was found")
    assert desk.told() == desk.says("What was found in the paper file is recorded")
    desk.shows("Lebanon")
    assert desk.times(case, "check_paper_file") == 1


def test_a_file_goes_with_a_form_is_followed_by_a_new_version_and_both_are_saved_as_they_were(desk: Desk) -> None:
    case = is_to_be_prescreened(desk)
    desk.sits_down("nadia")
    desk.opens(step_path(case, PRESCREEN))
    desk.answers({**TALK, "-prescreened_on": TODAY})
    desk.page.locator("[name='a-application.upload']").set_input_files(a_scan(PDF))
    desk.checks()
    desk.confirms()
    desk.opens(f"/cases/{case.reference}/documents")
    desk.follows(desk.way("/documents/application?of=case"))
    desk.page.locator("[type=file]").set_input_files(a_scan(SIGNED))
    desk.presses("Attach the file")
    assert [saved(desk, one) for one in desk.page.locator("main a[href*='/files/']").all()] == [SIGNED, PDF]


def saved(desk: Desk, link: Locator) -> bytes:
    with desk.page.expect_download() as coming:
        link.click()
    return Path(coming.value.path()).read_bytes()


def test_somebody_gets_a_case_of_their_own_when_a_second_person_agrees(desk: Desk) -> None:
    case = desk.new_case(**FAMILY)
    asked_to_split(desk.caseway, case)
    desk.sits_down("selma")
    desk.opens("/?all=second")
    desk.follows(desk.way(f"{step_path(case, AGREE)}"))
    desk.checks()
    desk.confirms()
    other = desk.caseway.casework.see(desk.caller("selma"), other_reference(desk.page.content(), case)).case
    assert ([one.id for one in other.people], len(present(desk, case))) == (["yusuf"], 3)
    desk.shows("Yusuf Specimen")


def test_a_duplicate_is_merged_into_the_case_that_stays(desk: Desk) -> None:
    case, other = desk.new_case(), desk.new_case(layla=FAMILY["amina"] | {"given_names": "Layla"})
    grants_access(desk.caseway, case)
    desk.sits_down("selma")
    desk.opens(step_path(case, MERGE))
    desk.answers({"other": other.reference})
    desk.presses("Continue")
    desk.answers({"c-unhcr_case_number": "here", "note": "One family"})
    desk.checks()
    desk.confirms()
    assert desk.case(other).outcome == "duplicate_merged"
    assert present(desk, case) == ["Amina", "Layla"]


def test_a_child_is_born_into_a_case_and_somebody_leaves_it(desk: Desk) -> None:
    case = desk.new_case(amina=FAMILY["amina"], yusuf=FAMILY["yusuf"])
    is_interviewed(desk.caseway, case)
    desk.sits_down("nadia")
    desk.opens(step_path(case, "add_newborn"))
    born = {"-given_names": "Lina", "-family_name": "Specimen", "-born_on": TODAY, "-sex": "female"}
    desk.answers({**born, "-evidence": "certificate.pdf", "-nationality": "sy"})
    desk.checks()
    desk.confirms()
    desk.opens(step_path(case, "member.withdraw_person"))
    desk.answers({"people": "yusuf", "a-decided_on": TODAY, "note": "Stays with a brother"})
    desk.checks()
    desk.confirms()
    assert present(desk, case) == ["Amina", "Lina"]


def test_a_decision_of_one_person_waits_for_another_who_finds_it_and_verifies_it(desk: Desk) -> None:
    case = desk.new_case()
    is_interviewed(desk.caseway, case)
    acts(desk.caseway, "nadia", case, "member.approve", people=("amina",), answers=DECIDED)
    desk.sits_down("nadia")
    desk.opens(step_path(case, "member.verify_approve"))
    expect(desk.button("Continue to check")).to_have_count(0)
    desk.sits_down("rana")
    desk.opens("/?all=second")
    desk.follows(desk.way(step_path(case, "member.verify_approve")))
    desk.shows("notice.pdf")
    desk.checks()
    desk.confirms()
    assert desk.case(case).standing.state != "interviewed"
    assert desk.times(case, "member.verify_approve") == 1
