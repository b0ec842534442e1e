"""The page of a case and the opening of one: what everybody may see of it, and what a stranger may not."""

import re
from collections.abc import Callable
from datetime import timedelta
from html import unescape

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

import engine
from tests.web.conftest import TestClock, token_of
from tests.web.journeys import TODAY, is_clearing
from tests.web.test_steps import acts, hidden, is_interviewed, messages

Clients = Callable[[str], FlaskClient]
NEW = "/cases/new/us-rsc/amman-office"
CASE = {"a-referred_by": "embassy", "a-host_country": "jo"}
PERSON = {"family_name": "Sample", "given_names": "Testa", "born_on": "1990", "sex": "female", "nationality": "sy"}


def page_of(client: FlaskClient, case: engine.Case) -> str:
    return client.get(f"/cases/{case.reference}").text


def words(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()


def steps(page: str) -> list[str]:
    """The rows of the next steps."""
    panel = re.search(r'<section class="panel next".*?</section>', page, flags=re.S)
    return [words(row) for row in re.findall(r'<li><div class="step">(.*?)</div></li>', panel[0], flags=re.S)]


def test_the_page_says_where_the_case_stands_and_on_whom_it_waits(
    caseworker: FlaskClient, family_case: engine.Case
) -> None:
    page = words(page_of(caseworker, family_case))
    for said in ("Amina Specimen", family_case.reference, "Access to be decided", "Refugee coordinator (PRM)"):
        assert said in page


def test_the_same_step_of_several_people_is_one_row(
    caseworker: FlaskClient, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    is_interviewed(caseway, family_case)
    page = page_of(caseworker, family_case)
    rows = steps(page)
    assert len([row for row in rows if row.startswith("Record an approval")]) == 1
    assert len(rows) <= 5
    assert re.search(r"\d of \d .{0,60}Fingerprints: To be done", words(page.partition("People of this case")[2]))


def test_a_step_that_cannot_be_yet_says_everything_that_is_missing_and_who_must_act(
    caseworker: FlaskClient, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    is_interviewed(caseway, family_case)
    each = {family_case.people[2].id: {"family_name": "Samplesen"}}
    acts(caseway, "nadia", family_case, "amend_person", people=tuple(each), each=each, note="By the passport")
    closed = [row for row in steps(page_of(caseworker, family_case)) if "Cannot start yet" in row]
    assert len(closed) == 1
    assert "The checks on this person are not clear (Nour Samplesen)" in closed[0]
    assert "Nour Samplesen: Name check (CLASS), missing (RSC caseworker)" in closed[0]
    assert "You can fix" in closed[0]


def test_a_reader_who_may_not_see_a_hold_sees_only_its_other_words(
    signed_in: Clients, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    acts(caseway, "ines", family_case, "place_security", people=(family_case.people[1].id,), note="Look closely")
    page = page_of(signed_in("nadia"), family_case)
    assert "A restricted check" in page
    for secret in ("Security hold", "Look closely", "place_security", "Ines"):
        assert secret not in page
    assert "Security hold" in page_of(signed_in("ines"), family_case)


def test_a_finding_is_on_no_page_of_whoever_may_not_read_it(
    signed_in: Clients, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    is_interviewed(caseway, family_case)
    person = family_case.people[0].id
    answers = {"decided_on": "2026-03-02", "source": "notice.pdf", "denial_ground": "credibility"}
    answers |= {"notice_dated": "2026-03-02"}
    acts(caseway, "nadia", family_case, "member.deny", people=(person,), answers=answers)
    acts(caseway, "rana", family_case, "member.verify_deny", people=(person,))
    facts = f"/cases/{family_case.reference}/facts"
    assert "Credibility" in signed_in("nadia").get(facts).text
    omar = signed_in("omar")
    assert "Credibility" not in omar.get(facts).text
    assert "Credibility" not in page_of(omar, family_case)
    (deadlines,) = re.findall(r"<h2>Deadlines.*?</section>", page_of(signed_in("nadia"), family_case), flags=re.S)
    assert re.search("Time to ask for a review.*?If nothing is done: Out denied", words(deadlines))


def test_a_case_of_another_office_reads_like_one_that_does_not_exist(
    signed_in: Clients, family_case: engine.Case
) -> None:
    stranger = signed_in("nadia_in_cairo")
    theirs, nobodys = stranger.get(f"/cases/{family_case.reference}"), stranger.get("/cases/AMM-99999999")
    assert (theirs.status_code, nobodys.status_code) == (404, 404)
    main = re.compile(r"<main.*?</main>", flags=re.S)
    assert main.findall(theirs.text) == main.findall(nobodys.text)


# opening a case


def typed(client: FlaskClient, then: str, people: int = 1, **more: str) -> dict[str, object]:
    """What the form sends, with so many people typed in."""
    ids = [f"p{number:012x}" for number in range(people)]
    fields = {f"e-{one}-{key}": value for one in ids for key, value in PERSON.items()}
    roles = {f"e-{one}-relationship": "principal" if one == ids[0] else "sibling" for one in ids}
    page = client.get(NEW)
    own = {"csrf_token": token_of(page), "key": hidden(page)["key"], "newcomer": ids, "then": then}
    return {**own, **CASE, **fields, **roles, **more}


def test_a_case_is_opened_with_its_people(caseworker: FlaskClient) -> None:
    answer = caseworker.post(NEW, data=typed(caseworker, "open", people=2))
    assert answer.status_code == 303
    page = caseworker.get(answer.headers["Location"]).text
    assert "Opened: case" in page
    assert words(page).count("Testa Sample") >= 2


def test_a_form_sent_twice_opens_one_case(caseworker: FlaskClient) -> None:
    data = typed(caseworker, "open")
    places = {caseworker.post(NEW, data=data).headers["Location"] for _ in range(2)}
    assert len(places) == 1


def test_one_more_person_keeps_what_was_typed(caseworker: FlaskClient) -> None:
    answer = caseworker.post(NEW, data=typed(caseworker, "add"))
    page = caseworker.get(answer.headers["Location"]).text
    assert "Person 2 of 2" in page
    assert 'value="Testa"' in page
    first = caseworker.get(answer.headers["Location"].replace("part=people", "part=eligible")).text
    assert re.search(r'value="jo" selected', first)


def test_a_person_is_taken_away_and_the_principal_applicant_stays(caseworker: FlaskClient) -> None:
    for number, people in ((1, 2), (0, 1)):
        data = typed(caseworker, f"remove-p{number:012x}", people=people)
        page = caseworker.post(NEW, data=data, follow_redirects=True).text
        assert "Person 1 of 1" in page
        assert 'value="Testa"' in page


def test_who_is_not_eligible_is_told_why_at_the_field(caseworker: FlaskClient) -> None:
    answer = caseworker.post(NEW, data=typed(caseworker, "open", **{"a-host_country": "sy"}))
    assert answer.status_code == 422
    assert "A person inside the own country is not a refugee in the sense of this programme" in answer.text
    people = caseworker.get(f"{NEW}?draft={hidden(answer)['key'][0]}&part=people")
    assert 'value="Testa"' in people.text


def test_what_is_wrong_says_with_whom_and_leads_to_the_question(caseworker: FlaskClient) -> None:
    first, second = (f"p{number:012x}" for number in range(2))
    wrong = {f"e-{first}-born_on": "2090"}
    page = caseworker.post(NEW, data=typed(caseworker, "open", people=2, **wrong)).text
    assert f'href="#f-e-{first}-born_on"' in page
    assert "Person 1 of 2: Date of birth: What has not happened yet cannot be recorded" in words(page)
    wrong = {f"e-{second}-born_on": "2090"}
    page = caseworker.post(NEW, data=typed(caseworker, "open", people=2, **wrong)).text
    assert "Person 2 of 2: Date of birth: What has not happened yet cannot be recorded" in words(page)


def test_the_list_of_countries_holds_countries_only(caseworker: FlaskClient) -> None:
    countries = caseworker.get(NEW).text.partition('id="f-a-host_country"')[2].partition("</select>")[0]
    assert 'value="jo"' in countries
    for code in ("eu", "ez", "un", "qo"):
        assert f'value="{code}"' not in countries


def test_whoever_may_not_open_a_case_is_not_led_to_it(signed_in: Clients) -> None:
    assert signed_in("omar").get(NEW).status_code == 404
    assert 'href="/cases/new"' not in signed_in("omar").get("/").text


def test_odd_people_break_nothing(caseworker: FlaskClient) -> None:
    token = token_of(caseworker.get(NEW))
    for people in ([], ["x"], ["../"], [f"p{n:012x}" for n in range(80)], ["p" + "0" * 12] * 5):
        answer = caseworker.post(NEW, data={"csrf_token": token, "newcomer": people, "then": "open"})
        assert answer.status_code == 422, people


def test_a_rule_about_one_person_says_with_whom_even_where_it_reads_the_case_too(caseworker: FlaskClient) -> None:
    second = f"p{1:012x}"
    page = caseworker.post(NEW, data=typed(caseworker, "open", people=2, **{f"e-{second}-nationality": "jo"})).text
    told = "Person 2 of 2: A person inside the own country is not a refugee in the sense of this programme"
    assert told in words(page)
    assert f'href="#f-e-{second}-nationality"' in page


def test_what_is_checked_is_told_before_anybody_types(caseworker: FlaskClient) -> None:
    page = words(caseworker.get(NEW).text)
    assert "A referral from UNHCR needs the UNHCR case number" in page
    assert "Say which nationality the person has, or that the person is stateless" in page


def test_one_goes_on_at_the_person_who_was_added(caseworker: FlaskClient) -> None:
    page = caseworker.post(NEW, data=typed(caseworker, "add"), follow_redirects=True).text
    assert re.findall(r"<fieldset[^>]* autofocus><legend[^>]*>([^<]*)", page) == ["Person 2 of 2"]
    assert "autofocus" not in caseworker.get(NEW).text


def test_a_new_case_does_not_say_that_its_checks_wait_for_a_decision(
    caseworker: FlaskClient, family_case: engine.Case
) -> None:
    page = words(page_of(caseworker, family_case))
    assert "No clearance has started. Each opens by itself when the case has come so far." in page


def test_a_deadline_of_a_track_names_the_track_and_for_whom(
    caseworker: FlaskClient, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    is_clearing(caseway, family_case)
    people = tuple(one.id for one in family_case.people)
    acts(caseway, "idris", family_case, "medical.invite", people=people, answers={"invited_for": "2026-03-09"})
    panel = re.search(r"<h2>Deadlines.*?</section>", page_of(caseworker, family_case), flags=re.S)
    assert "Medical exam: Invited to the medical exam, everybody in the case" in words(panel[0])


def test_a_birth_year_gives_the_youngest_and_the_oldest_age(caseworker: FlaskClient, family_case: engine.Case) -> None:
    page = words(page_of(caseworker, family_case))
    assert "Spouse, 37 to 38" in page
    assert "Principal, 34" in page


def test_a_caseworker_reads_the_programme_and_changes_nothing(
    caseworker: FlaskClient, family_case: engine.Case
) -> None:
    assert 'href="/programmes"' in caseworker.get("/").text
    page = caseworker.get("/programmes/us-rsc")
    assert page.status_code == 200
    assert "<form" not in re.search(r"<main.*</main>", page.text, flags=re.S)[0]


def test_what_is_due_and_not_recorded_yet_is_told_on_top_of_the_page_and_counted(
    signed_in: Clients, family_case: engine.Case, caseway: engine.Caseway, test_clock: TestClock
) -> None:
    is_clearing(caseway, family_case)
    acts(caseway, "idris", family_case, "medical.invite", people=("amina",), answers={"invited_for": TODAY})
    acts(caseway, "idris", family_case, "medical.examine", people=("amina",), answers={"examined_on": TODAY})
    healthy = {"finding": "no_class", "medical_report": "ds-2054.pdf"}
    acts(caseway, "idris", family_case, "medical.give_result", people=("amina",), answers=healthy)
    assert "Due by now" not in page_of(signed_in("nadia"), family_case)
    test_clock.passes(timedelta(days=200))
    page = words(page_of(signed_in("nadia"), family_case))
    told = page[page.index("Due by now") : page.index("Next steps")]
    assert "Amina Specimen" in told and "Medical" in told
    caseway.casework.let_due_pass()
    assert "Due by now" not in page_of(signed_in("nadia"), family_case)


def test_a_case_is_checked_before_it_is_opened_and_nothing_is_recorded_until_then(
    caseworker: FlaskClient, caseway: engine.Caseway
) -> None:
    answer = caseworker.post(NEW, data=typed(caseworker, "check", people=2), follow_redirects=True)
    page = words(answer.text)
    for said in ("Country of stay Jordan", "Person 2 of 2: Testa Sample", "Nationality Syria"):
        assert said in page
    assert "The case begins in: Access to be decided" in page
    assert caseway.cases() == 0
    opened = caseworker.post(NEW, data={**hidden(answer), "then": "open"})
    assert words(caseworker.get(opened.headers["Location"]).text).count("Testa Sample") >= 2
    assert caseway.cases() == 1


def test_an_opening_sent_again_after_back_opens_nothing_and_leads_to_the_case(
    caseworker: FlaskClient, caseway: engine.Caseway
) -> None:
    data = typed(caseworker, "open")
    place = caseworker.post(NEW, data=data).headers["Location"]
    answer = caseworker.post(NEW, data={**data, "then": "check"})
    assert answer.status_code == 409
    assert "This was recorded already: Case opened" in answer.text
    assert f'href="{place}"' in answer.text
    assert caseway.cases() == 1


def test_what_eligibility_hangs_on_is_asked_before_anything_else_and_judged_at_once(caseworker: FlaskClient) -> None:
    page = caseworker.get(NEW).text
    asked = re.findall(r'name="[ae]-(?:p[0-9a-f]{12}-)?(\w+)"', page)
    assert list(dict.fromkeys(asked)) == [
        "referred_by",
        "host_country",
        "unhcr_case_number",
        "nationality",
        "stateless",
    ]
    form = {key: value[0] for key, value in hidden(caseworker.get(NEW)).items()}
    own = f"e-{form['newcomer']}"
    first = {
        **form,
        "a-referred_by": "unhcr",
        "a-host_country": "jo",
        "then": "next",
    }
    answer = caseworker.post(NEW, data={**first, f"{own}-nationality": "sy"})
    assert answer.status_code == 422
    assert messages(answer) == ["A referral from UNHCR needs the UNHCR case number"]
    answer = caseworker.post(NEW, data={**first, "a-referred_by": "embassy", f"{own}-nationality": "sy"})
    assert "part=people" in answer.headers["Location"]
    people = caseworker.get(answer.headers["Location"]).text
    assert f"{own}-family_name" in people
    assert f"{own}-nationality" not in people


def test_what_the_first_person_can_only_be_is_not_asked_of_them_and_is_no_answer_for_the_others(
    caseworker: FlaskClient, caseway: engine.Caseway
) -> None:
    first, second = (f"p{number:012x}" for number in range(2))
    kept = caseworker.post(NEW, data=typed(caseworker, "draft", people=2))
    people = caseworker.get(f"{kept.headers['Location']}&part=people").text
    assert f"e-{first}-family_name" in people and f"e-{first}-relationship" not in people
    offered = re.findall(rf'name="e-{second}-relationship" value="(\w+)"', people)
    assert "spouse" in offered and "principal" not in offered
    opened = caseworker.post(NEW, data=typed(caseworker, "open", people=2, **{f"e-{first}-relationship": ""}))
    reference = opened.headers["Location"].rpartition("/")[2]
    case = caseway.casework.see(caseway.administration.caller_named("nadia"), reference).case
    assert [one.facts["relationship"] for one in case.people] == ["principal", "sibling"]


def part_of(client: FlaskClient, answer: TestResponse, then: str, **typed: str) -> TestResponse:
    """Sends the part to which an answer leads, with the people that its page names."""
    form = hidden(client.get(answer.headers["Location"]))
    return client.post(NEW, data={**form, **typed, "then": then})


def test_a_part_left_for_another_keeps_what_was_typed_in_all_of_them(caseworker: FlaskClient) -> None:
    whole = typed(caseworker, "draft", people=2)
    kept = caseworker.post(NEW, data=whole)
    answer = part_of(caseworker, kept, "draft", **{"part": "papers", "a-referral_paper": "referral.pdf"})
    answer = part_of(caseworker, answer, "back", **{"part": "papers", "a-referral_paper": "letter.pdf"})
    assert "part=people" in answer.headers["Location"]
    check = words(caseworker.get(answer.headers["Location"].replace("part=people", "part=check")).text)
    assert "letter.pdf" in check
    assert check.count("Family name Sample") == 2
    assert "referral.pdf" not in check


def test_what_was_ticked_and_is_not_any_more_is_gone_from_the_draft(caseworker: FlaskClient) -> None:
    person = f"p{0:012x}"
    kept = caseworker.post(NEW, data=typed(caseworker, "draft", **{f"e-{person}-stateless": "true"}))
    page = caseworker.get(kept.headers["Location"].replace("draft=", "part=eligible&draft=")).text
    assert re.search(rf'name="e-{person}-stateless" value="true" checked', page)
    sent = {"part": "eligible", "a-host_country": "jo", "a-referred_by": "embassy"}
    answer = part_of(caseworker, kept, "draft", **sent)
    page = caseworker.get(answer.headers["Location"]).text
    assert not re.search(rf'name="e-{person}-stateless" value="true" checked', page)


def test_a_new_case_is_kept_as_a_draft_of_its_writer_until_it_is_opened(
    caseworker: FlaskClient, signed_in: Clients
) -> None:
    kept = caseworker.post(NEW, data=typed(caseworker, "draft"))
    place, mine = kept.headers["Location"].partition("&")[0], caseworker.get("/").text
    assert place in unescape(mine)
    assert "Testa Sample Not opened yet" in words(mine)
    assert "Testa" not in signed_in("selma").get(place, follow_redirects=True).text
    check = caseworker.get(f"{place}&part=check")
    opened = caseworker.post(NEW, data={**hidden(check), "then": "open"})
    assert "draft=" not in caseworker.get("/").text
    back = caseworker.get(f"{place}&part=check").text
    assert "This was recorded already: Case opened" in back
    assert f'href="{opened.headers["Location"]}"' in back


def test_who_may_be_known_already_is_shown_side_by_side_and_the_opening_keeps_why_it_is_somebody_else(
    caseworker: FlaskClient, caseway: engine.Caseway
) -> None:
    first = caseworker.post(NEW, data=typed(caseworker, "open")).headers["Location"].rpartition("/")[2]
    again = {f"e-p{0:012x}-given_names": "Tista", f"e-p{0:012x}-nationality": "iq"}
    answer = caseworker.post(NEW, data=typed(caseworker, "open", **again))
    page = caseworker.get(answer.headers["Location"])
    assert "Given names Tista Testa Agrees" in words(page.text)
    assert "Nationality Iraq Syria" in words(page.text)
    assert f'href="/cases/{first}"' in page.text
    assert caseway.cases() == 1
    refused = caseworker.post(NEW, data={**hidden(page), "then": "next"})
    assert messages(refused) == [f"Say why it is not the same as in case {first}"]
    reason = {f"u-{first}": "Another mother, and born elsewhere"}
    checked = caseworker.post(NEW, data={**hidden(page), **reason, "then": "next"}, follow_redirects=True)
    opened = caseworker.post(NEW, data={**hidden(checked), "then": "open"}).headers["Location"]
    log = words(caseworker.get(f"{opened}/log").text)
    assert f"Not the same as in case {first}: Another mother, and born elsewhere" in log
    assert caseway.cases() == 2


def test_a_number_that_another_case_has_is_told_whatever_the_names(
    caseworker: FlaskClient, family_case: engine.Case
) -> None:
    number = {"a-referred_by": "unhcr", "a-unhcr_case_number": "999 26c 4"}
    answer = caseworker.post(NEW, data=typed(caseworker, "check", **number), follow_redirects=True)
    assert answer.request.args["part"] == "same"
    assert "UNHCR case number 999 26c 4 999-26C00004 Agrees" in words(answer.text)
