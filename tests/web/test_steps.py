"""One step through its pages: form, check, confirm; whatever is sent, nothing half is recorded and nothing is lost."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from html import unescape

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

import engine
from tests.web.conftest import TestClock, token_of

GRANT = {"a-priority": "p1", "a-decided_on": "2026-03-01", "a-source": "access.pdf"}
PRESCREENING = "schedule_prescreening"
Clients = Callable[[str], FlaskClient]


def step_path(case: engine.Case, action: str) -> str:
    return f"/cases/{case.reference}/do/{action}"


def sends(client: FlaskClient, path: str, then: str = "check", **typed: object) -> TestResponse:
    """Sends a step's form as its page would, with what is typed."""
    token = token_of(client.get(path, follow_redirects=True))
    return client.post(path, data={"csrf_token": token, "then": then, **typed}, follow_redirects=then == "check")


def hidden(answer: TestResponse) -> dict[str, list[str]]:
    """The hidden fields of the page, as the next request sends them."""
    found: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', answer.text):
        found.setdefault(name, []).append(unescape(value))
    return found


def checked(client: FlaskClient, case: engine.Case, action: str, **typed: object) -> dict[str, list[str]]:
    """What the check page sends when the step is confirmed."""
    answer = sends(client, step_path(case, action), **typed)
    assert answer.status_code == 200, messages(answer)
    return {**hidden(answer), "then": ["record"]}


def messages(answer: TestResponse) -> list[str]:
    """The error summary: words with the field to which each leads."""
    found = re.search(r'id="problem".*?</div>', answer.text, flags=re.S)
    return [unescape(words) for words in re.findall(r"<a [^>]+>([^<]+)</a>", found[0])] if found else []


def version(caseway: engine.Caseway, case: engine.Case, name: str = "nadia") -> int:
    return caseway.casework.see(caseway.administration.caller_named(name), case.id).case.version


def acts(caseway: engine.Caseway, name: str, case: engine.Case, action: str, **step: object) -> engine.Acted:
    """A step straight through the front door, to prepare a page."""
    caller = caseway.administration.caller_named(name)
    actor = engine.Actor(user=caller.user, roles=frozenset())
    return caseway.casework.act(caller, case.id, engine.Step(action=action, actor=actor, **step))


def grants_access(caseway: engine.Caseway, case: engine.Case) -> None:
    acts(caseway, "nadia", case, "grant_access", answers={key[2:]: value for key, value in GRANT.items()})


def test_a_step_is_checked_before_it_is_recorded_and_the_page_says_what_will_follow(
    caseworker: FlaskClient, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    before = version(caseway, family_case)
    answer = sends(caseworker, step_path(family_case, "grant_access"), **GRANT)
    assert answer.status_code == 200
    assert "The case goes on to: Prescreening to be arranged" in answer.text
    assert "Next for you: Schedule the prescreening" in answer.text
    assert version(caseway, family_case) == before


def test_what_is_confirmed_is_recorded_and_told_on_the_page_of_the_case(
    caseworker: FlaskClient, family_case: engine.Case
) -> None:
    answer = caseworker.post(
        step_path(family_case, "grant_access"), data=checked(caseworker, family_case, "grant_access", **GRANT)
    )
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/cases/{family_case.reference}")
    page = caseworker.get(answer.headers["Location"])
    assert "Recorded: Grant access. The case is now in: Prescreening to be arranged." in page.text


def test_a_form_sent_twice_is_one_step(
    caseworker: FlaskClient, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    data = checked(caseworker, family_case, "grant_access", **GRANT)
    first = caseworker.post(step_path(family_case, "grant_access"), data=data)
    after = version(caseway, family_case)
    second = caseworker.post(step_path(family_case, "grant_access"), data=data)
    assert (first.status_code, second.status_code) == (303, 303)
    assert version(caseway, family_case) == after


def test_what_is_missing_is_told_at_its_field_and_nothing_typed_is_lost(
    caseworker: FlaskClient, family_case: engine.Case
) -> None:
    typed = {**GRANT, "a-decided_on": "soon", "a-priority": ""}
    answer = sends(caseworker, step_path(family_case, "grant_access"), **typed)
    assert answer.status_code == 422
    assert [words.partition(":")[0] for words in messages(answer)] == ["Answer", "Decided on"]
    assert 'href="#f-a-priority"' in answer.text
    assert 'value="soon"' in answer.text
    assert 'value="access.pdf"' in answer.text
    assert "<title>Error:" in answer.text


def test_a_rule_that_reads_an_answer_is_told_at_that_answer(
    caseworker: FlaskClient, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    grants_access(caseway, family_case)
    acts(caseway, "nadia", family_case, PRESCREENING, answers={"prescreen_on": "2026-03-02"})
    own = {"a-told_it_is_free": "false", "a-interpreter": "I7", "a-account": "In the file"}
    papers = {f"a-{name}": f"{name}.pdf" for name in ("privacy_release", "application", "sworn_statement")}
    each = {f"e-{person.id}-prescreened_on": "2026-03-02" for person in family_case.people}
    answer = sends(caseworker, step_path(family_case, "conduct_prescreening"), **own, **papers, **each)
    assert messages(answer) == ["Every family hears first that the service is free of charge"]
    assert 'href="#f-a-told_it_is_free"' in answer.text


def test_an_answer_can_be_changed_from_the_check_and_the_rest_is_kept(
    caseworker: FlaskClient, family_case: engine.Case
) -> None:
    check = sends(caseworker, step_path(family_case, "grant_access"), **GRANT)
    change = re.search(r'href="([^"]+)#f-a-source">Change', check.text)
    assert change is not None
    answer = caseworker.get(unescape(change[1]))
    assert answer.status_code == 200
    assert 'value="access.pdf"' in answer.text
    assert re.search(r'value="p1" checked', answer.text)


def test_a_step_of_another_role_shows_who_does_it_and_cannot_be_sent(
    caseworker: FlaskClient, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    path = step_path(family_case, "reopen")
    page = caseworker.get(path)
    assert "RSC supervisor" in page.text
    before = version(caseway, family_case)
    answer = caseworker.post(path, data={"csrf_token": token_of(page), "then": "record", "note": "x"})
    assert answer.status_code == 422
    assert version(caseway, family_case) == before


def test_an_unknown_step_is_not_found(caseworker: FlaskClient, family_case: engine.Case) -> None:
    for action in ("nothing", "medical", "medical.", "name_check.none", "a" * 3000):
        assert caseworker.get(step_path(family_case, action)).status_code == 404, action


ODD = [
    {},
    {"a-priority": ["p1", "p2"], "a-decided_on": "2026-03-01", "a-source": "x"},
    {**GRANT, "a-decided_on": "9999-99-99"},
    {**GRANT, "a-decided_on": "0000-00-00"},
    {**GRANT, "a-source": "s" * 100_000},
    {**GRANT, "note": "n" * 100_000},
    {**GRANT, "note": "a\x00b"},
    {**GRANT, "happened": "0001-01-01T00:00"},
    {**GRANT, "happened": "9999-12-31T23:59"},
    {**GRANT, "happened": "yesterday"},
    {**GRANT, "people": ["nobody", "amina", "amina"]},
    {**GRANT, "version": "-1"},
    {**GRANT, "version": "٣"},
    {**GRANT, "key": "../../etc"},
    {**GRANT, "then": "record", "version": "999999999"},
    {**GRANT, "then": "whatever"},
    {**GRANT, "e-amina-born_on": "1990"},
    {**GRANT, "a-unknown": "x", "newcomer": "p000000000000"},
    {**GRANT, "reason": "none of these", "private": "true"},
]


def test_odd_input_is_answered_and_never_breaks_the_page(caseworker: FlaskClient, family_case: engine.Case) -> None:
    path = step_path(family_case, "grant_access")
    token = token_of(caseworker.get(path))
    for data in ODD:
        answer = caseworker.post(path, data={"csrf_token": token, **data}, follow_redirects=True)
        assert answer.status_code in (200, 409, 422), data


def test_a_date_typed_in_arabic_digits_is_that_date(caseworker: FlaskClient, family_case: engine.Case) -> None:
    answer = sends(caseworker, step_path(family_case, "grant_access"), **{**GRANT, "a-decided_on": "٢٠٢٦-٠٣-٠١"})
    assert answer.status_code == 200
    assert "1 Mar 2026" in answer.text


def test_a_late_entry_says_when_it_happened(
    caseworker: FlaskClient, family_case: engine.Case, caseway: engine.Caseway, test_clock: TestClock
) -> None:
    test_clock.passes(timedelta(minutes=20))
    happened = {"happened": "2026-03-02T10:10"}
    data = checked(caseworker, family_case, "grant_access", **GRANT, **happened)
    caseworker.post(step_path(family_case, "grant_access"), data=data)
    nadia = caseway.administration.caller_named("nadia")
    entry = caseway.auditing.log_page(nadia, family_case.id).lines[0].entry
    assert entry.happened.isoformat() == "2026-03-02T07:10:00+00:00"
    assert entry.recorded == test_clock.now


def test_what_cannot_be_taken_back_needs_a_tick(
    caseworker: FlaskClient, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    typed = {"a-decided_on": "2026-03-01", "a-withdrawal_statement": "signed.pdf"}
    data = checked(caseworker, family_case, "withdraw", **typed)
    path = step_path(family_case, "withdraw")
    unsure = caseworker.post(path, data=data)
    assert unsure.status_code == 422
    assert messages(unsure) == ["Tick that you are sure"]
    assert caseworker.post(path, data={**data, "sure": "true"}).status_code == 303
    page = caseworker.get(f"/cases/{family_case.reference}").text
    assert "Withdrawn by the person" in page
    assert "Completed" not in page


def test_a_hold_is_placed_over_one_person_and_lifted_from_the_case(
    caseworker: FlaskClient, family_case: engine.Case
) -> None:
    person = family_case.people[1].id
    path = step_path(family_case, "place_missing_document")
    assert messages(sends(caseworker, path, people=person)) == ["Write a note"]
    assert "Put on hold: Missing document" in caseworker.get(path).text
    data = checked(caseworker, family_case, "place_missing_document", people=person, note="The family book")
    assert caseworker.post(step_path(family_case, "place_missing_document"), data=data).status_code == 303
    page = caseworker.get(f"/cases/{family_case.reference}").text
    assert "On hold: Missing document" in page
    lift = re.search(r'href="([^"]+lift_missing_document[^"]*)"', page)
    assert lift is not None
    answer = caseworker.get(unescape(lift[1]))
    data = {**hidden(answer), "then": ["check"]}
    check = caseworker.post(step_path(family_case, "lift_missing_document"), data=data, follow_redirects=True)
    done = caseworker.post(step_path(family_case, "lift_missing_document"), data={**hidden(check), "then": ["record"]})
    assert done.status_code == 303
    assert "Nothing holds this case." in caseworker.get(f"/cases/{family_case.reference}").text


def test_people_are_chosen_before_each_is_asked(caseworker: FlaskClient, family_case: engine.Case) -> None:
    path = step_path(family_case, "amend_person")
    first = caseworker.get(path)
    assert "For whom" in first.text
    assert "Family name" not in first.text
    nobody = sends(caseworker, path, "people")
    assert messages(nobody) == ["Choose at least one person"]
    person = family_case.people[2].id
    then = sends(caseworker, path, "people", people=person)
    assert then.status_code == 303
    form = caseworker.get(then.headers["Location"])
    assert re.findall(r'<legend class="h2">([^<]+)', form.text) == ["Nour Specimen", "For the file"]
    assert "Now: Specimen." in form.text


def test_somebody_else_verifies_a_decision_and_sees_what_was_decided(
    signed_in: Clients, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    is_interviewed(caseway, family_case)
    person = family_case.people[0].id
    answers = {"decided_on": "2026-03-02", "source": "notice-of-approval.pdf"}
    acts(caseway, "nadia", family_case, "member.approve", people=(person,), answers=answers)
    own = signed_in("nadia").get(step_path(family_case, "member.verify_approve"))
    assert "RSC quality reviewer" in own.text
    rana = signed_in("rana")
    page = rana.get(step_path(family_case, "member.verify_approve"))
    assert "notice-of-approval.pdf" in page.text
    told = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page.text))
    for words in (
        "Who decides USCIS refugee officer",
        "Recorded by Nadia, RSC caseworker · 2 Mar 2026, 10:00",
        "Leads to Approved",
    ):
        assert f"Amina Specimen: {words}" in told
    data = checked(rana, family_case, "member.verify_approve", people=person)
    assert rana.post(step_path(family_case, "member.verify_approve"), data=data).status_code == 303
    sheet = caseway.casework.see(caseway.administration.caller_named("rana"), family_case.id)
    assert sheet.case.person(person).tracks["member"].state == "approved"


def is_interviewed(caseway: engine.Caseway, case: engine.Case) -> None:
    """The case brought straight to the day of the decisions."""
    today, people = "2026-03-02", tuple(one.id for one in case.people)
    grants_access(caseway, case)
    acts(caseway, "nadia", case, PRESCREENING, answers={"prescreen_on": today})
    papers = {name: f"{name}.pdf" for name in ("privacy_release", "application", "sworn_statement")}
    talk = {"told_it_is_free": "true", "interpreter": "I7", "account": "In the file"}
    each = {one: {"prescreened_on": today} for one in people}
    acts(caseway, "nadia", case, "conduct_prescreening", answers={**papers, **talk}, each=each)
    acts(caseway, "rana", case, "check_paper_file", answers={"everything": "there"})
    acts(caseway, "rana", case, "pass_quality_check")
    sent, adults = {"requested_on": today}, people[:2]
    acts(caseway, "nadia", case, "name_check.request", people=people, answers=sent)
    acts(caseway, "nadia", case, "interagency_check.request", people=adults, answers=sent)
    acts(caseway, "nadia", case, "schedule_interview", answers={"interview_on": today, "ride": "Ride 2"})
    reply = {"replied_on": today, "decided_on": today, "source": "reply.pdf"}
    acts(caseway, "nadia", case, "name_check.record_clear_reply", people=people, answers=reply)
    acts(caseway, "nadia", case, "interagency_check.record_clear_reply", people=adults, answers=reply)
    acts(caseway, "nadia", case, "record_interview", answers={"interviewed_on": today})


def test_what_will_follow_names_an_ending_by_what_it_came_to(caseworker: FlaskClient, family_case: engine.Case) -> None:
    typed = {"people": family_case.people[1].id, "a-died_on": "2026-02", "a-evidence": "certificate.pdf"}
    page = sends(caseworker, step_path(family_case, "member.record_death"), **typed).text
    assert "What will follow" in page
    assert "Deceased" in page
    assert "Out deceased" not in page


def test_a_second_person_reads_the_same_answer_for_several_people_once_in_their_order(
    signed_in: Clients, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    is_interviewed(caseway, family_case)
    people = tuple(one.id for one in family_case.people[:2])
    answers = {"decided_on": "2026-03-02", "source": "notice.pdf"}
    acts(caseway, "nadia", family_case, "member.approve", people=people, answers=answers)
    asked = "&".join(f"person={one}" for one in people)
    rana = signed_in("rana")
    page = rana.get(f"{step_path(family_case, 'member.verify_approve')}?{asked}").text
    names = caseway.casework.see(caseway.administration.caller_named("rana"), family_case.id).names
    assert f"{names[people[0]]} and {names[people[1]]}: Source of the decision" in page
    assert page.count("notice.pdf") == 1


def test_what_will_follow_names_people_and_no_machine(
    signed_in: Clients, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    is_interviewed(caseway, family_case)
    person = family_case.people[0].id
    answers = {"decided_on": "2026-03-02", "source": "notice.pdf"}
    acts(caseway, "nadia", family_case, "member.approve", people=(person,), answers=answers)
    rana = signed_in("rana")
    mine = rana.get("/").text
    assert "To be decided · 1 person" in mine
    assert "Member:" not in mine
    page = sends(rana, step_path(family_case, "member.verify_approve"), people=person).text
    assert "Amina Specimen: Approved" in page
    assert "Person of" not in page


def test_only_what_is_at_rest_has_a_tick_in_what_will_follow(
    signed_in: Clients, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    is_interviewed(caseway, family_case)
    people = [one.id for one in family_case.people]
    answers = {"decided_on": "2026-03-02", "source": "notice.pdf"}
    acts(caseway, "nadia", family_case, "member.approve", people=tuple(people), answers=answers)
    page = sends(signed_in("rana"), step_path(family_case, "member.verify_approve"), people=people).text
    lines = re.findall(r"<li>(<svg.*?</svg>)<span>(.*?)</span></li>", page, flags=re.S)
    (settled,) = (icon for icon, words in lines if words.endswith("Approved"))
    (to_do,) = (icon for icon, words in lines if words.startswith("Medical exam of"))
    assert settled != to_do
    assert settled not in [icon for icon, words in lines if "To be" in words]


def test_what_a_document_says_of_itself_is_asked_kept_on_refusal_and_shown_on_the_case(
    caseworker: FlaskClient, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    grants_access(caseway, family_case)
    acts(caseway, "nadia", family_case, PRESCREENING, answers={"prescreen_on": "2026-03-02"})
    path = step_path(family_case, "conduct_prescreening")
    own = {"a-told_it_is_free": "true", "a-interpreter": "I7", "a-account": "In the file"}
    papers = {f"a-{name}": f"{name}.pdf" for name in ("privacy_release", "application", "sworn_statement")}
    each = {f"e-{person.id}-prescreened_on": "2026-03-02" for person in family_case.people}
    said = {"a-application.signed_on": "soon", "a-application.expires_on": "2027-02-28", "a-application.language": "ar"}
    refused = sends(caseworker, path, **own, **papers, **each, **said)
    assert refused.status_code == 422
    (message,) = messages(refused)
    assert "soon" in message and 'href="#f-a-application"' in refused.text
    for kept in ('name="a-application.signed_on" type="text" dir="ltr" value="soon"', 'value="2027-02-28"'):
        assert kept in refused.text
    assert '<option value="ar" selected>' in refused.text
    said["a-application.signed_on"] = "٢٠٢٦-٠٢-٢٨"
    answer = sends(caseworker, path, **own, **papers, **each, **said)
    told = "application.pdf, signed on 28 Feb 2026, valid until 28 Feb 2027, Arabic"
    assert told in without_isolates(answer.text)
    caseworker.post(path, data={**hidden(answer), "then": ["record"]})
    assert told in without_isolates(caseworker.get(f"/cases/{family_case.reference}/facts").text)
    known = caseway.casework.see(caseway.administration.caller_named("nadia"), family_case.id).case.facts
    assert known["application"].expires_on == date(2027, 2, 28)
    assert known["sworn_statement"].signed_on is None


def test_dates_without_a_document_are_not_enough(caseworker: FlaskClient, family_case: engine.Case) -> None:
    typed = {**GRANT, "a-source": "", "a-source.issued_on": "2026-03-01"}
    answer = sends(caseworker, step_path(family_case, "grant_access"), **typed)
    assert answer.status_code == 422
    assert 'href="#f-a-source"' in answer.text and 'value="2026-03-01"' in answer.text


def without_isolates(text: str) -> str:
    return re.sub("[\N{FIRST STRONG ISOLATE}\N{POP DIRECTIONAL ISOLATE}]", "", text)


def test_a_form_sent_again_after_it_was_recorded_says_so_and_leads_on(
    caseworker: FlaskClient, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    path = step_path(family_case, "grant_access")
    form = {**hidden(caseworker.get(path)), **GRANT}
    confirmed = hidden(caseworker.post(path, data={**form, "then": "check"}, follow_redirects=True))
    caseworker.post(path, data={**confirmed, "then": "record"})
    after = version(caseway, family_case)
    answer = caseworker.post(path, data={**form, "then": "check", "a-priority": "p2"})
    assert answer.status_code == 409
    assert "This was recorded already: Grant access (Today 10:00)." in answer.text
    assert f'href="/cases/{family_case.reference}"' in answer.text
    assert f'href="{path}"' in answer.text
    assert "P-2 group" in answer.text
    assert version(caseway, family_case) == after


def test_who_confirms_twice_is_told_that_it_was_recorded_once(
    caseworker: FlaskClient, family_case: engine.Case
) -> None:
    path, data = step_path(family_case, "grant_access"), checked(caseworker, family_case, "grant_access", **GRANT)
    for _ in range(2):
        answer = caseworker.post(path, data=data)
    assert answer.headers["Location"] == f"/cases/{family_case.reference}"
    assert "This was recorded already: Grant access (Today 10:00). It was not recorded a second time." in (
        caseworker.get(answer.headers["Location"]).text
    )


def test_the_check_says_which_time_begins_and_which_runs_no_longer(
    caseworker: FlaskClient, family_case: engine.Case, caseway: engine.Caseway
) -> None:
    grants_access(caseway, family_case)
    told = _lines(sends(caseworker, step_path(family_case, PRESCREENING), **{"a-prescreen_on": "2026-03-02"}))
    assert "Deadline starts: Prescreening arranged, until 2 Mar 2026" in told
    assert "Deadline stops: Prescreening to be arranged, so far until 1 May 2026" in told


def _lines(answer: TestResponse) -> list[str]:
    """What will follow, line by line."""
    found = re.search(r'<ul class="follows">.*?</ul>', answer.text, flags=re.S)
    return [unescape(one) for one in re.findall(r"<span>([^<]+)</span>", found[0])] if found else []
