"""What one may not read, one cannot deduce: from the case, its log, what is offered, or a refusal."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import Actor, Caller, Caseway, NotFound, Opening, Refused, Step, open_caseway

NOBODY = Actor(user="", roles=frozenset())
OFFICE = "office: north\ntitle: North\nzone: Asia/Amman\nworking_days: [sunday, monday, tuesday]\nholidays: []\n"
PROGRAMME = """
programme: quiet
title: Quiet
reference: "{office}-{serial:06}"
usually_by: caseworker
roles: {caseworker: Caseworker, security: Security officer, checker: Second officer}
authorities: {agency: Agency}
facts:
  case: {referred_on: date}
  person:
    given_names: text
tracks:
  vetting:
    per: person
    title: Vetting
    shown_as: A restricted check
    facts:
      finding: {type: choice, of: [none, match], class: critical, may_read: [security, checker]}
      letter: text
      written_on: date
    states:
      to_ask:
        actions:
          answer:
            by: security
            decision_of: agency
            verified_by: checker
            ask: [finding, letter, written_on]
            to: [{when: finding == "match", to: matched}, {otherwise: fine}]
      matched:
        actions:
          resolve: {by: security, to: fine}
      fine: {clears: {from: written_on, for: 90 days}}
  exam:
    per: person
    facts:
      diagnosis: {type: text, class: critical, may_read: [security]}
    states:
      to_examine:
        actions:
          examine: {by: security, countersigned_by: checker, ask: [diagnosis], to: examined}
      examined: {waits_on: nobody}
checklists: {to_go: [vetting]}
phases:
  all:
    begun:
      actions:
        correct_personal_data: {may_ask: [referred_on], to: stay}
        finish:
          requires:
            vetted: {check: to_go.clear_on(today), says: The vetting is not done, shown_as: A restricted check is open}
          to: finished
endings: {finished: completed, empty: family_left}
when_empty: [{otherwise: empty}]
"""


@pytest.fixture
def caseway(sqlite_url: str, tmp_path: Path) -> Iterator[Caseway]:
    opened = open_caseway(sqlite_url, tmp_path / "home")
    texts = {"quiet/programme.yaml": PROGRAMME.lstrip(), "offices/north.yaml": OFFICE}
    assert opened.administration.first_start(texts) == ("quiet",)
    for role in ("caseworker", "security", "checker"):
        opened.administration.add_user(None, role, [f"quiet:{role}"], ["north"])
    yield opened
    opened.close()


def staff(caseway: Caseway, name: str) -> Caller:
    return caseway.administration.caller_named(name)


@pytest.fixture
def case(caseway: Caseway) -> str:
    people = {"amina": {"given_names": "Amina"}}
    opening = Opening(actor=NOBODY, people=people)
    return caseway.casework.open(staff(caseway, "caseworker"), "quiet", "north", opening).case.id


def act(caseway: Caseway, who: str, case: str, action: str, **more: object) -> None:
    step = Step(action=action, actor=NOBODY, people=("amina",) if "." in action else (), **more)  # type: ignore[arg-type]
    caseway.casework.act(staff(caseway, who), case, step)


def answer(caseway: Caseway, case: str, finding: str) -> None:
    today = caseway.casework.now().date().isoformat()
    answers = {"finding": finding, "letter": "Letter 7", "written_on": today}
    answers |= {"decided_on": today, "source": "letter.pdf"}
    act(caseway, "security", case, "vetting.answer", answers=answers)


def told(caseway: Caseway, case: str) -> str:
    """Everything that the caseworker is handed about the case, as text."""
    who = staff(caseway, "caseworker")
    sheet = caseway.casework.see(who, case)
    page = caseway.auditing.log_page(who, case)
    shown = (sheet.case, sheet.offers, sheet.deadlines, sheet.clearances, sheet.latest, page.case, page.lines)
    offers = caseway.casework.explain(who, case)
    then, _ = caseway.auditing.as_of(who, case, caseway.casework.now())
    return repr((shown, offers, then))


@pytest.mark.parametrize("secret", ["match", "to_ask", "fine", "'finding'", "Letter 7", "vetting.letter"])
def test_a_restricted_track_tells_the_caseworker_nothing(caseway: Caseway, case: str, secret: str) -> None:
    answer(caseway, case, "match")
    assert secret not in told(caseway, case)
    act(caseway, "checker", case, "vetting.verify_answer")
    assert secret not in told(caseway, case)


def test_no_fact_of_a_restricted_track_is_among_the_values_by_which_an_act_was_judged(
    caseway: Caseway, case: str
) -> None:
    answer(caseway, case, "none")
    act(caseway, "checker", case, "vetting.verify_answer")
    act(caseway, "caseworker", case, "finish")
    assert "vetting.written_on" not in told(caseway, case)
    page = caseway.auditing.log_page(staff(caseway, "security"), case)
    assert "vetting.written_on" in repr(page.lines[0].entry.changes)


def test_a_secret_answer_that_waits_for_a_second_person_stays_secret(caseway: Caseway, case: str) -> None:
    act(caseway, "security", case, "exam.examine", answers={"diagnosis": "Told to nobody"})
    assert "Told to nobody" not in told(caseway, case)
    page = caseway.auditing.log_page(staff(caseway, "security"), case, reads=True)
    assert "Told to nobody" in repr(page.lines)


def test_a_note_is_read_by_those_who_may_read_all_that_was_written_with_it(caseway: Caseway, case: str) -> None:
    act(caseway, "security", case, "exam.examine", answers={"diagnosis": "Told to nobody"}, note="It spreads")
    assert "It spreads" not in told(caseway, case)
    act(caseway, "checker", case, "exam.countersign_examine", note="So I see it too")
    assert "It spreads" not in told(caseway, case) and "So I see it too" not in told(caseway, case)
    page = caseway.auditing.log_page(staff(caseway, "security"), case)
    assert "It spreads" in repr(page.lines)
    act(caseway, "caseworker", case, "correct_personal_data", note="A slip of the pen")
    assert "A slip of the pen" in told(caseway, case)


def test_who_may_read_the_track_sees_it_whole(caseway: Caseway, case: str) -> None:
    answer(caseway, case, "match")
    act(caseway, "checker", case, "vetting.verify_answer")
    sheet = caseway.casework.read(staff(caseway, "security"), case)
    (amina,) = sheet.case.people
    assert (amina.tracks["vetting"].state, amina.facts["vetting.finding"]) == ("matched", "match")


def test_a_refusal_is_the_same_wherever_the_restricted_track_stands(caseway: Caseway, case: str) -> None:
    refusals = []
    for finding in ("", "match", ""):
        with pytest.raises(Refused) as refused:
            act(caseway, "caseworker", case, "vetting.resolve")
        refusals.append([(one.code, one.says, one.person) for one in refused.value.unmet])
        if finding:
            answer(caseway, case, finding)
            act(caseway, "checker", case, "vetting.verify_answer")
    assert refusals[0] == refusals[1] == refusals[2] == [("not_your_role", "A restricted check", None)]


def test_what_waits_on_it_is_told_in_the_words_shown_to_others(caseway: Caseway, case: str) -> None:
    with pytest.raises(Refused) as refused:
        act(caseway, "caseworker", case, "finish")
    (unmet,) = refused.value.unmet
    assert (unmet.says, unmet.reasons, unmet.facts) == ("A restricted check is open", (), ())


def test_somebody_elsewhere_is_told_that_there_is_no_such_case(caseway: Caseway, case: str) -> None:
    caseway.administration.add_user(None, "stranger", ["auditor"])
    stranger = staff(caseway, "stranger")
    assert caseway.casework.see(stranger, case).case.id == case
    with pytest.raises(NotFound):
        caseway.casework.see(Caller(user="u-none", name="Nobody"), case)


def entry_of(caseway: Caseway, case: str, action: str) -> int:
    lines = caseway.auditing.log_page(staff(caseway, "security"), case).lines
    return next(line.entry.seq for line in lines if line.entry.action == action and line.entry.cause == "action")


def test_an_entry_that_may_not_be_read_can_be_neither_looked_at_nor_corrected(caseway: Caseway, case: str) -> None:
    answer(caseway, case, "match")
    act(caseway, "checker", case, "vetting.verify_answer")
    number = entry_of(caseway, case, "vetting.answer")
    with pytest.raises(NotFound):
        caseway.casework.correcting(staff(caseway, "caseworker"), case, number)
    refused = []
    for one in (number, 999):
        step = Step(action="correct_entry", actor=NOBODY, corrects=one, note="It was another file")
        with pytest.raises(Refused) as found:
            caseway.casework.act(staff(caseway, "caseworker"), case, step)
        refused += [(it.code, it.says.replace(str(one), "…")) for it in found.value.unmet]
    assert refused[0] == refused[1]


def test_a_correction_of_a_restricted_track_tells_the_caseworker_nothing(caseway: Caseway, case: str) -> None:
    answer(caseway, case, "match")
    act(caseway, "checker", case, "vetting.verify_answer")
    act(caseway, "security", case, "correct_entry", corrects=entry_of(caseway, case, "vetting.answer"), note="Letter 8")
    for secret in ("Letter", "match", "correct_entry"):
        assert secret not in told(caseway, case)


def test_what_two_people_stand_for_is_not_made_another_by_one_alone(caseway: Caseway, case: str) -> None:
    answer(caseway, case, "match")
    act(caseway, "checker", case, "vetting.verify_answer")
    number = entry_of(caseway, case, "vetting.answer")
    with pytest.raises(Refused) as found:
        act(caseway, "security", case, "correct_entry", corrects=number, note="No", each={"amina": {"finding": "none"}})
    assert [one.code for one in found.value.unmet] == ["pending"]


def test_who_corrects_an_act_has_had_a_part_in_it(caseway: Caseway, case: str) -> None:
    act(caseway, "caseworker", case, "correct_entry", corrects=1, note="As in the passport")
    entry = caseway.auditing.log_page(staff(caseway, "caseworker"), case).lines[0].entry
    assert entry.changes == ({"corrected": {"action": None, "person": None}},)
