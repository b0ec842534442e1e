"""The file check through its door: what must be in the file by now, what the paper file had, and who may know of it."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from engine import (
    Actor,
    Caller,
    Caseway,
    FileCheck,
    NotFound,
    Opening,
    Refused,
    Step,
    Tick,
    open_caseway,
    rehearse,
    walk,
)
from tests.records.tampering import hand_in
from tests.test_casework import Clock

NOBODY = Actor(user="", roles=frozenset())
OFFICE = "office: north\ntitle: North\nzone: Asia/Amman\nworking_days: [sunday, monday, tuesday]\nholidays: []\n"
SOUTH = OFFICE.replace("north", "south")
PROGRAMME = """
programme: filing
title: Filing
sop: Handbook
reference: "{office}-{serial:06}"
usually_by: caseworker
roles: {caseworker: Caseworker, security: Security officer, checker: Second officer}
authorities: {ministry: Ministry}
opening: {ask: [number], may_ask: [place], ask_each: [given_names], may_ask_each: [born_on]}
facts:
  case:
    number: text
    place: text
    urgent: {type: boolean, default: false}
    letter: {type: document, label: Letter}
    seats: integer
    aside: text
  person:
    given_names: text
    born_on: date
    heard_on: date
    trauma: {type: text, class: critical}
    report: {type: document, label: Report, may_read: [security, checker]}
tracks:
  vetting:
    per: person
    title: Vetting
    shown_as: A restricted check
    facts: {finding: {type: document, label: Finding, may_read: [security, checker]}}
    states:
      to_ask:
        actions: {answer: {by: security, countersigned_by: checker, ask: [finding], to: told}}
      told: {waits_on: nobody}
phases:
  all:
    begun:
      sop: Handbook, 3
      actions:
        receive: {ask: [letter], may_ask: [aside], sop: "Handbook, 3.1", to: stay}
        hear: {ask_each: [heard_on, trauma], to: stay}
        report: {by: security, people: chosen, ask_each: [report], to: stay}
        decide: {decision_of: ministry, to: stay}
        check_place: {requires: {here: {check: place == "north" and not urgent, says: Elsewhere}}, to: stay}
        book: {ask: [seats], to: booked}
        join: {does: add_person, ask_each: [given_names], to: stay}
        finish: {to: finished}
    booked: {actions: {cancel: {to: again}}}
    again: {forgets: [seats], actions: {end: {to: finished}}}
endings: {finished: completed, empty: family_left}
when_empty: [{otherwise: empty}]
"""


SUBMITTING = """
programme: submitting
title: Submitting
usually_by: caseworker
roles: {caseworker: Caseworker, security: Security officer}
opening: {ask: [number], may_ask_each: [passport]}
facts:
  case:
    number: text
    letter: {type: document, label: Letter}
    report: {type: document, label: Report, may_read: [security]}
  person:
    passport: text
    file_agrees: boolean
phases:
  all:
    begun:
      forgets: [file_agrees]
      actions:
        receive: {ask: [letter], to: stay}
        report: {by: security, ask: [report], to: stay}
        join: {does: add_person, at_most: 1, ask_each: [passport], to: stay}
        submit:
          requires: {checked: {check: everyone(file_agrees), says: The paper file does not agree}}
          to: submitted
    submitted: {actions: {send_back: {to: begun}, finish: {to: finished}}}
endings: {finished: completed, empty: family_left}
when_empty: [{otherwise: empty}]
"""


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("filing")


@pytest.fixture(scope="module")
def caseway(home: Path, clock: Clock) -> Iterator[Caseway]:
    """One for all of these tests, each of which has a case of its own."""
    opened = open_caseway(f"sqlite:///{home / 'caseway.sqlite'}", home, clock)
    texts = {"filing/programme.yaml": PROGRAMME.lstrip(), "offices/north.yaml": OFFICE, "offices/south.yaml": SOUTH}
    texts["submitting/programme.yaml"] = SUBMITTING.lstrip()
    assert opened.administration.first_start(texts) == ("filing", "submitting")
    for role in ("caseworker", "security", "checker"):
        both = [f"submitting:{role}"] if role != "checker" else []
        opened.administration.add_user(None, role, [f"filing:{role}", *both], ["north"])
    opened.administration.add_user(None, "elsewhere", ["filing:caseworker"], ["south"])
    opened.administration.add_user(None, "auditor", ["auditor"], [])
    yield opened
    opened.close()


def staff(caseway: Caseway, name: str) -> Caller:
    return caseway.administration.caller_named(name)


@pytest.fixture
def case(caseway: Caseway) -> str:
    people = {"amina": {"given_names": "Amina"}, "sami": {"given_names": "Sami"}}
    opening = Opening(actor=NOBODY, people=people, facts={"number": "N-7", "place": "north"})
    return caseway.casework.open(staff(caseway, "caseworker"), "filing", "north", opening).case.id


def act(caseway: Caseway, who: str, case: str, action: str, **more: object) -> None:
    caseway.casework.act(staff(caseway, who), case, Step(action=action, actor=NOBODY, **more))  # type: ignore[arg-type]


def check(caseway: Caseway, who: str, case: str, **more: object) -> None:
    act(caseway, who, case, "check_paper_file", **more)


def seen(caseway: Caseway, case: str, who: str = "caseworker") -> FileCheck:
    return caseway.file_checks.see(staff(caseway, who), case)


def records(caseway: Caseway, case: str, who: str = "caseworker") -> dict[str, str]:
    return {f"{one.owner}.{one.name}": one.record for one in seen(caseway, case, who).items}


def ticks(caseway: Caseway, case: str, who: str = "caseworker") -> dict[str, str]:
    return {f"{one.owner}.{one.name}": one.paper for one in seen(caseway, case, who).checks[0].ticks}


def hear(caseway: Caseway, case: str, *people: str) -> None:
    answers = {"heard_on": "2026-03-01", "trauma": "what nobody wrote"}
    act(caseway, "caseworker", case, "hear", each=dict.fromkeys(people, answers))


OPENED = {"case.number": "there", "amina.given_names": "there", "sami.given_names": "there"}


# what must be there


def test_what_the_opening_asked_must_be_there_and_what_it_might_ask_need_not(caseway: Caseway, case: str) -> None:
    assert records(caseway, case) == OPENED
    assert {one.asked.how for one in seen(caseway, case).items} == {"opening"}


def test_what_a_step_asked_must_be_there_with_the_procedure_nearest_to_it(caseway: Caseway, case: str) -> None:
    act(caseway, "caseworker", case, "receive", answers={"letter": "The letter"})
    hear(caseway, case, "amina", "sami")
    heard = {f"{one}.{fact}": "there" for one in ("amina", "sami") for fact in ("heard_on", "trauma")}
    assert records(caseway, case) == {**OPENED, "case.letter": "no_file", **heard}
    asked = {one.name: one.asked for one in seen(caseway, case).items}
    assert (asked["letter"].action, asked["letter"].sop) == ("receive", "Handbook, 3.1")
    assert (asked["heard_on"].action, asked["heard_on"].sop) == ("hear", "Handbook, 3")
    assert asked["number"].sop == "Handbook"


def test_who_can_supply_a_thing_is_whoever_is_asked_for_it(caseway: Caseway, case: str) -> None:
    act(caseway, "caseworker", case, "decide", answers={"decided_on": "2026-03-01", "source": "Cable"})
    act(caseway, "security", case, "vetting.answer", people=("amina",), answers={"finding": "Nothing found"})
    by = {one.name: one.supplied_by for one in seen(caseway, case, "security").items}
    assert (by["number"], by["decide:source"]) == (("caseworker",), ("caseworker",))
    assert by["vetting.answer:countersign"] == ("checker",)


def test_what_a_check_was_passed_by_must_be_there(caseway: Caseway, case: str) -> None:
    act(caseway, "caseworker", case, "check_place")
    place = next(one for one in seen(caseway, case).items if one.name == "place")
    assert (place.record, place.asked.how, place.asked.action) == ("there", "check", "check_place")
    assert "case.urgent" not in records(caseway, case)  # as it is by default; nobody was to answer it


def test_what_everybody_was_asked_is_missing_of_who_joined_later(caseway: Caseway, case: str) -> None:
    hear(caseway, case, "amina", "sami")
    joins = {"newcomers": ("nour",), "each": {"nour": {"given_names": "Nour"}}}
    act(caseway, "caseworker", case, "join", **joins)
    found = records(caseway, case)
    assert (found["nour.given_names"], found["nour.heard_on"], found["sami.heard_on"]) == ("there", "missing", "there")
    assert seen(caseway, case).complete == len(found) - 2


def test_a_document_is_expired_the_day_after_its_last_day(caseway: Caseway, case: str, clock: Clock) -> None:
    last = (clock.now + timedelta(days=3)).date().isoformat()
    act(caseway, "caseworker", case, "receive", answers={"letter": {"name": "Letter", "expires_on": last}})
    clock.now += timedelta(days=3)
    assert records(caseway, case)["case.letter"] == "no_file"
    clock.now += timedelta(days=1)
    assert records(caseway, case)["case.letter"] == "expired"


def test_what_a_decision_brings_must_be_there_under_its_own_name(caseway: Caseway, case: str) -> None:
    act(caseway, "caseworker", case, "decide", answers={"decided_on": "2026-03-01", "source": "Cable"})
    found = records(caseway, case)
    assert (found["case.decide:decided_on"], found["case.decide:source"]) == ("there", "no_file")


def test_a_signature_is_missing_until_the_second_person_signed(caseway: Caseway, case: str) -> None:
    act(caseway, "security", case, "vetting.answer", people=("amina",), answers={"finding": "Nothing found"})
    assert records(caseway, case, "security")["amina.vetting.answer:countersign"] == "missing"
    act(caseway, "checker", case, "vetting.countersign_answer", people=("amina",))
    assert records(caseway, case, "security")["amina.vetting.answer:countersign"] == "there"


def test_what_a_state_has_forgotten_is_mandatory_only_when_it_is_asked_again(caseway: Caseway, case: str) -> None:
    act(caseway, "caseworker", case, "book", answers={"seats": 2})
    assert records(caseway, case)["case.seats"] == "there"
    act(caseway, "caseworker", case, "cancel")
    assert "case.seats" not in records(caseway, case)


# the paper file


def test_a_check_of_the_paper_file_is_an_entry_that_tells_what_was_found(caseway: Caseway, case: str) -> None:
    answers = {"number": "differs: N-8"}
    check(caseway, "caseworker", case, answers=answers, each={"amina": {"given_names": "there"}}, note="Box 4")
    found = seen(caseway, case).checks[0]
    number, amina, sami = found.ticks
    assert number == Tick(owner="case", name="number", record="there", paper="differs", says="N-8")
    assert (amina.paper, sami.paper) == ("there", "not_looked_at")
    assert (found.found, len(found.ticks), found.note) == (1, 3, "Box 4")
    assert found.mismatches == (number, sami)


def test_everything_else_is_said_in_one_word_and_nothing_in_the_case_changes(caseway: Caseway, case: str) -> None:
    before = caseway.casework.see(staff(caseway, "caseworker"), case).case
    check(caseway, "caseworker", case, answers={"everything": "there"}, each={"sami": {"given_names": "missing"}})
    after = caseway.casework.see(staff(caseway, "caseworker"), case).case
    assert ticks(caseway, case) == {"case.number": "there", "amina.given_names": "there", "sami.given_names": "missing"}
    assert replace(after, version=before.version, recorded=before.recorded) == before
    assert after.version == before.version + 1


def test_later_checks_stand_before_earlier_ones(caseway: Caseway, case: str) -> None:
    check(caseway, "caseworker", case, answers={"everything": "missing"})
    check(caseway, "security", case, answers={"everything": "there"})
    assert [one.found for one in seen(caseway, case).checks] == [3, 0]


def test_the_paper_file_of_a_closed_case_is_checked_too(caseway: Caseway, case: str) -> None:
    act(caseway, "caseworker", case, "finish")
    check(caseway, "caseworker", case, answers={"everything": "there"})
    assert seen(caseway, case).checks[0].found == 3


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({}, "everything"),
        ({"answers": {"number": "torn"}}, "number"),
        ({"answers": {"number": "differs:  "}}, "number"),
        ({"answers": {"number": "differs: " + "x" * 501}}, "number"),
        ({"answers": {"letter": "there"}}, "letter"),
        ({"each": {"nobody": {"given_names": "there"}}}, "nobody"),
        ({"answers": {"everything": "torn"}}, "everything"),
    ],
)
def test_what_is_said_wrongly_is_refused_at_its_place(
    caseway: Caseway, case: str, given: dict[str, object], field: str
) -> None:
    with pytest.raises(Refused) as refused:
        check(caseway, "caseworker", case, **given)
    assert field in [one.field for one in refused.value.unmet]
    assert not seen(caseway, case).checks


def test_what_is_asked_of_another_person_alone_is_not_ticked(caseway: Caseway, case: str) -> None:
    act(caseway, "security", case, "report", people=("amina",), each={"amina": {"report": "A report"}})
    with pytest.raises(Refused) as refused:
        check(caseway, "security", case, each={"sami": {"report": "there"}})
    assert [one.field for one in refused.value.unmet] == ["sami.report"]


def test_who_only_audits_sees_the_check_and_checks_nothing(caseway: Caseway, case: str) -> None:
    assert not seen(caseway, case, "auditor").may_check
    with pytest.raises(Refused) as refused:
        check(caseway, "auditor", case, answers={"everything": "there"})
    assert "not_your_role" in [one.code for one in refused.value.unmet]


# who may know


def test_what_may_not_be_read_is_neither_listed_nor_counted_nor_told(caseway: Caseway, case: str) -> None:
    act(caseway, "security", case, "report", people=("amina",), each={"amina": {"report": "A report"}})
    act(caseway, "security", case, "vetting.answer", people=("amina",), answers={"finding": "Nothing found"})
    act(caseway, "checker", case, "vetting.countersign_answer", people=("amina",))
    check(caseway, "security", case, answers={"everything": "there"}, note="All of it")
    officer, caseworker = (seen(caseway, case, who) for who in ("security", "caseworker"))
    assert {one.name for one in officer.items} >= {"report", "vetting.finding", "vetting.answer:countersign"}
    assert records(caseway, case) == OPENED
    assert len(caseworker.checks[0].ticks) == caseworker.checks[0].found == 3
    assert (caseworker.checks[0].note, officer.checks[0].note) == (None, "All of it")
    page = caseway.auditing.log_page(staff(caseway, "caseworker"), case)
    assert "vetting" not in str(page.lines[0].entry.changes)
    assert "report" not in str(page.lines[0].entry.changes)


def test_what_a_paper_says_of_something_critical_is_told_only_where_the_reading_is_recorded(
    caseway: Caseway, case: str
) -> None:
    hear(caseway, case, "amina", "sami")
    check(caseway, "caseworker", case, each={"amina": {"trauma": "differs: something else"}})
    caller, auditor = staff(caseway, "caseworker"), staff(caseway, "auditor")
    kept_back = caseway.auditing.log_page(caller, case).lines[0].entry
    assert "something else" not in str(kept_back)
    assert "something else" not in str(caseway.casework.see(caller, case).latest)
    assert caseway.auditing.readings_page(auditor, case).lines == ()
    (differs,) = (one for one in seen(caseway, case).checks[0].mismatches if one.paper == "differs")
    assert (differs.owner, differs.name, differs.says) == ("amina", "trauma", "something else")
    (read,) = caseway.auditing.readings_page(auditor, case).lines
    assert {owner: list(facts) for owner, facts in read.facts.items()} == {"amina": ["trauma"], "sami": ["trauma"]}


def test_a_case_that_is_not_the_readers_has_no_file_check(caseway: Caseway, case: str) -> None:
    with pytest.raises(NotFound):
        seen(caseway, case, "elsewhere")


# a programme that asks for it


@pytest.fixture
def submitting(caseway: Caseway) -> str:
    opening = Opening(actor=NOBODY, people={"amina": {}}, facts={"number": "N-9"})
    return caseway.casework.open(staff(caseway, "caseworker"), "submitting", "north", opening).case.id


def submit(caseway: Caseway, case: str) -> str | None:
    """Nothing where the case is submitted, else why not."""
    try:
        act(caseway, "caseworker", case, "submit")
    except Refused as refused:
        return " ".join(one.says for one in refused.unmet)
    return None


def test_a_step_can_require_that_the_paper_file_was_checked_and_agrees(caseway: Caseway, submitting: str) -> None:
    assert submit(caseway, submitting) == "Not known yet: The paper file does not agree"
    check(caseway, "caseworker", submitting, answers={"number": "differs: N-8"})
    assert submit(caseway, submitting) == "The paper file does not agree"
    check(caseway, "caseworker", submitting, answers={"number": "there"})
    assert submit(caseway, submitting) is None
    act(caseway, "caseworker", submitting, "send_back")
    assert submit(caseway, submitting) == "Not known yet: The paper file does not agree"


def test_what_is_not_looked_at_or_lacking_in_the_record_does_not_agree(caseway: Caseway, submitting: str) -> None:
    expired = {"name": "Letter", "expires_on": "2026-01-01"}
    act(caseway, "caseworker", submitting, "receive", answers={"letter": expired})
    check(caseway, "caseworker", submitting, answers={"everything": "there"})
    assert submit(caseway, submitting) == "The paper file does not agree"
    act(caseway, "caseworker", submitting, "receive", answers={"letter": "Letter"})
    check(caseway, "caseworker", submitting, answers={"number": "there"})
    assert submit(caseway, submitting) == "The paper file does not agree"
    check(caseway, "caseworker", submitting, answers={"everything": "there"})
    assert submit(caseway, submitting) is None


def test_what_some_may_not_read_tells_them_nothing_by_whether_the_file_agrees(
    caseway: Caseway, submitting: str
) -> None:
    act(caseway, "security", submitting, "report", answers={"report": "A report"})
    check(caseway, "security", submitting, answers={"number": "there", "report": "missing"})
    assert submit(caseway, submitting) is None


def join(caseway: Caseway, case: str, person: str) -> None:
    joins = {"newcomers": (person,), "each": {person: {"passport": "P-1"}}}
    act(caseway, "caseworker", case, "join", **joins)


def agreeing(caseway: Caseway, case: str) -> dict[str, object]:
    found = caseway.casework.see(staff(caseway, "caseworker"), case).case
    return {one.id: one.facts.get("file_agrees") for one in found.people}


def test_a_check_before_somebody_joined_does_not_count_for_that_person(caseway: Caseway, submitting: str) -> None:
    check(caseway, "caseworker", submitting, answers={"everything": "there"})
    join(caseway, submitting, "nour")
    assert agreeing(caseway, submitting) == {"amina": True, "nour": None}
    assert submit(caseway, submitting) == "Not known yet: The paper file does not agree"
    check(caseway, "caseworker", submitting, answers={"everything": "there"})
    assert submit(caseway, submitting) is None


def test_what_differs_of_one_person_is_not_held_against_the_others_and_what_is_the_cases_is(
    caseway: Caseway, submitting: str
) -> None:
    join(caseway, submitting, "nour")
    everything = {"everything": "there"}
    check(caseway, "caseworker", submitting, answers=everything, each={"nour": {"passport": "missing"}})
    assert agreeing(caseway, submitting) == {"amina": True, "nour": False}
    check(caseway, "caseworker", submitting, answers={**everything, "number": "differs: N-8"})
    assert agreeing(caseway, submitting) == {"amina": False, "nour": False}


def test_whether_the_file_agrees_is_not_put_right_by_hand(caseway: Caseway, submitting: str) -> None:
    check(caseway, "caseworker", submitting, answers={"everything": "missing"})
    version = caseway.casework.see(staff(caseway, "caseworker"), submitting).case.version
    with pytest.raises(Refused) as refused:
        answers = {"file_agrees": True}
        act(caseway, "caseworker", submitting, "correct_entry", corrects=version, answers=answers, note="Agrees")
    assert "Check the paper file once more" in [one.says for one in refused.value.unmet]
    assert submit(caseway, submitting) == "The paper file does not agree"


SENT = """
scenario: The paper file is compared before it is sent
why: It must agree
programme: submitting
clock: {starts: 2026-03-02 09:00, zone: Asia/Amman, calendar: north}
staff: {nadia: caseworker}
case: {number: N-7}
people: {amina: {}}
story:
  - {by: nadia, do: submit, refused: [checked]}
  - {by: nadia, do: check_paper_file, with: {number: "differs: N-8"}}
  - {by: nadia, do: submit, refused: [checked]}
  - {by: nadia, do: check_paper_file, with: {everything: there}}
  - {by: nadia, do: submit}
"""


STORIES = {"submitting/scenarios/sent.yaml": SENT.lstrip()}


def texts(programme: str) -> dict[str, str]:
    return {"submitting/programme.yaml": programme.lstrip(), "offices/north.yaml": OFFICE}


def test_a_story_says_what_was_found_in_the_paper_file() -> None:
    assert rehearse(texts(SUBMITTING), STORIES, "submitting").passed


def test_a_walk_at_random_comes_past_a_step_that_requires_the_check() -> None:
    onwards = "submitted: {actions: {send_back: {to: begun}, finish: {to: finished}}}"
    ends = SUBMITTING.replace(onwards, "submitted: {automatically: [{when: known(number), to: finished}]}")
    walked = walk(texts(ends), STORIES, "submitting", 30, 6)
    assert walked.outcomes.get("completed", 0) > 0


# the log


def test_what_was_found_is_sealed_and_the_log_proves_it(
    caseway: Caseway, home: Path, case: str, tmp_path: Path
) -> None:
    check(caseway, "caseworker", case, answers={"number": "differs: Written elsewhere"})
    assert caseway.auditing.verify(None).is_whole
    assert caseway.auditing.check_projections(None).is_whole
    number = caseway.auditing.log_page(staff(caseway, "auditor"), case).lines[0].entry.seq
    kept = b"".join(one.read_bytes() for one in home.glob("caseway.sqlite*"))
    assert b"Written elsewhere" not in kept
    copied = shutil.copytree(home, tmp_path / "home")
    with hand_in(f"sqlite:///{copied / 'caseway.sqlite'}", case, case) as hand:
        hand.flips("log_value", "sealed", f"case_id = :case AND seq = {number}")
    tampered = open_caseway(f"sqlite:///{copied / 'caseway.sqlite'}", copied)
    assert [one.case for one in tampered.auditing.verify(None).breaches] == [case]
    tampered.close()
