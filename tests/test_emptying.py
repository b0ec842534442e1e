"""What was entered by mistake is emptied; what is wrong in a case that has ended is put right, and nothing moves."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import Acted, Caseway, Entry, Refused, Step
from tests.quiet import NOBODY, act, open_case, opened, staff

PROGRAMME = """
programme: mending
title: Mending
usually_by: caseworker
roles: {caseworker: Caseworker, officer: Officer}
facts:
  person: {given_names: text, passport_number: text, passport_until: date}
opening: {ask_each: [given_names], may_ask_each: [passport_number]}
tracks:
  pass_check:
    per: person
    when_changed: {facts: [passport_until], to: to_check, says: Another paper}
    states:
      to_check: {actions: {check: {to: checked}}}
      checked: {waits_on: nobody}
phases:
  all:
    begun:
      actions:
        amend: {people: chosen, ask_each: [passport_until], may_ask_each: [passport_number], to: stay}
        finish: {to: finished}
      automatically:
        - {when: 'anyone(passport_number == "0000")', to: odd}
    odd: {actions: {go_on: {to: finished}}}
endings: {finished: completed, empty: family_left}
when_empty: [{otherwise: empty}]
anywhere:
  back: {in: [finished], does: reopen, to: begun}
"""
NOTE = {"note": "There is no such paper"}
PAPER = {"passport_number": "X 12", "passport_until": "2030-01-02"}


@pytest.fixture
def caseway(sqlite_url: str, tmp_path: Path) -> Iterator[Caseway]:
    made = opened(sqlite_url, tmp_path / "home", PROGRAMME, ("caseworker", "officer"))
    yield made
    made.close()


@pytest.fixture
def case(caseway: Caseway) -> str:
    case = open_case(caseway, "caseworker", "mending")
    act(caseway, "caseworker", case, "amend", "amina", each={"amina": PAPER})
    act(caseway, "caseworker", case, "pass_check.check", "amina")
    return case


def log(caseway: Caseway, case: str) -> list[Entry]:
    return [one.entry for one in caseway.auditing.log_page(staff(caseway, "caseworker"), case).lines]


def number(caseway: Caseway, case: str, action: str) -> int:
    return next(one.seq for one in log(caseway, case) if one.action == action)


def correct(caseway: Caseway, case: str, entry: int, **more: object) -> Acted:
    step = Step(action="correct_entry", actor=NOBODY, corrects=entry, **{**NOTE, **more})  # type: ignore[arg-type]
    return caseway.casework.act(staff(caseway, "caseworker"), case, step)


def refused(caseway: Caseway, case: str, entry: int, **more: object) -> list[tuple[str, str | None]]:
    with pytest.raises(Refused) as found:
        correct(caseway, case, entry, **more)
    return [(one.code, one.field) for one in found.value.unmet]


def test_what_was_never_there_is_emptied_and_may_be_given_again(caseway: Caseway, case: str) -> None:
    entry = number(caseway, case, "amend")
    found = caseway.casework.correcting(staff(caseway, "caseworker"), case, entry)
    assert found.empties == ("amina.passport_number",)
    acted = correct(caseway, case, entry, empties=("amina.passport_number",))
    assert [(one.fact, one.value) for one in acted.entries[0].written] == [("passport_number", None)]
    assert "passport_number" not in acted.case.person("amina").facts
    again = correct(caseway, case, acted.entries[0].seq, each={"amina": {"passport_number": "X 13"}})
    assert again.case.person("amina").facts["passport_number"] == "X 13"
    assert caseway.auditing.verify(None).is_whole


def test_what_must_be_answered_is_not_emptied(caseway: Caseway, case: str) -> None:
    entry = number(caseway, case, "amend")
    until, paper = "amina.passport_until", "amina.passport_number"
    assert refused(caseway, case, entry, empties=(until,)) == [("answers_missing", until)]
    assert refused(caseway, case, entry, empties=("amina.given_names",)) == [("answers_wrong", "amina.given_names")]
    both = {"each": {"amina": {"passport_number": "X 13"}}, "empties": (paper,)}
    assert refused(caseway, case, entry, **both) == [("answers_wrong", paper)]
    with pytest.raises(Refused) as found:
        act(caseway, "caseworker", case, "finish", empties=(paper,))
    assert [one.field for one in found.value.unmet] == ["empties"]


def test_one_request_to_empty_is_not_another(caseway: Caseway, case: str) -> None:
    who, entry = staff(caseway, "caseworker"), number(caseway, case, "amend")
    step = Step(action="correct_entry", actor=NOBODY, corrects=entry, **NOTE)  # type: ignore[arg-type]
    caseway.casework.act(who, case, step, key="k1")
    emptied = Step(action="correct_entry", actor=NOBODY, corrects=entry, empties=("amina.passport_number",), **NOTE)  # type: ignore[arg-type]
    with pytest.raises(Refused) as found:
        caseway.casework.act(who, case, emptied, key="k1")
    assert [one.code for one in found.value.unmet] == ["key_reused"]


def test_a_case_that_has_ended_is_corrected_and_nothing_moves(caseway: Caseway, case: str) -> None:
    act(caseway, "caseworker", case, "finish")
    before = caseway.casework.see(staff(caseway, "caseworker"), case).case
    mended = {"amina": {"passport_number": "0000", "passport_until": "2031-01-02"}}
    acted = correct(caseway, case, number(caseway, case, "amend"), each=mended)
    assert [one.cause for one in acted.entries] == ["correction"]
    after = acted.case
    assert (after.outcome, after.standing) == (before.outcome, before.standing)
    assert after.person("amina").tracks == before.person("amina").tracks
    assert after.person("amina").facts["passport_number"] == "0000"
    assert caseway.casework.let_due_pass() == 0
    assert caseway.auditing.verify(None).is_whole


def test_a_case_brought_back_is_judged_by_what_was_put_right(caseway: Caseway, case: str) -> None:
    act(caseway, "caseworker", case, "finish")
    correct(caseway, case, number(caseway, case, "amend"), each={"amina": {"passport_number": "0000"}})
    act(caseway, "caseworker", case, "back")
    assert caseway.casework.see(staff(caseway, "caseworker"), case).case.standing.state == "odd"


def test_what_was_put_right_meanwhile_is_news_once_the_case_is_brought_back(caseway: Caseway, case: str) -> None:
    act(caseway, "caseworker", case, "finish")
    correct(caseway, case, number(caseway, case, "amend"), each={"amina": {"passport_until": "2031-01-02"}})
    assert "passport_until" not in repr(caseway.casework.see(staff(caseway, "officer"), case).case.unheard)
    act(caseway, "caseworker", case, "back")
    sheet = caseway.casework.see(staff(caseway, "caseworker"), case)
    assert sheet.case.person("amina").tracks["pass_check"].state == "to_check"
    act(caseway, "caseworker", case, "pass_check.check", "amina")
    act(caseway, "caseworker", case, "finish")
    act(caseway, "caseworker", case, "back")
    sheet = caseway.casework.see(staff(caseway, "caseworker"), case)
    assert sheet.case.person("amina").tracks["pass_check"].state == "checked"
    assert caseway.auditing.verify(None).is_whole


def test_only_who_may_do_the_act_corrects_it_in_a_case_that_has_ended(caseway: Caseway, case: str) -> None:
    act(caseway, "caseworker", case, "finish")
    step = Step(action="correct_entry", actor=NOBODY, corrects=number(caseway, case, "amend"), note="Not mine")
    with pytest.raises(Refused) as found:
        caseway.casework.act(staff(caseway, "officer"), case, step)
    assert [one.code for one in found.value.unmet] == ["not_your_role"]
