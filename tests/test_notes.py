"""Notes on a case: for everybody who works in it, or for those of one role alone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import Caseway, NotFound, Refused
from tests.quiet import act, open_case, opened, staff

SECRET = "Threatened by a neighbour"
PROGRAMME = """
programme: noting
title: Noting
usually_by: caseworker
roles: {caseworker: Caseworker, protection: Protection officer, physician: Physician}
facts:
  case: {asked_on: date, finding: {type: text, may_read: [physician]}}
  person: {given_names: text}
phases:
  work:
    desk:
      actions:
        ask_again: {may_ask: [asked_on], note: required, to: stay}
        find: {by: physician, ask: [finding], note: optional, to: stay}
        close: {to: closed}
endings: {closed: completed, everybody_left: family_left}
when_empty: [{otherwise: everybody_left}]
"""


@pytest.fixture
def caseway(database_url: str, tmp_path: Path) -> Iterator[Caseway]:
    made = opened(database_url, tmp_path / "home", PROGRAMME, ("caseworker", "protection", "physician"))
    yield made
    made.close()


@pytest.fixture
def case(caseway: Caseway) -> str:
    return open_case(caseway, "caseworker", "noting")


def read_by(caseway: Caseway, who: str, case: str) -> list[str | None]:
    return [one.note for one in caseway.notes.see(staff(caseway, who), case).entries]


def test_a_note_is_an_entry_of_its_own_that_moves_nothing(caseway: Caseway, case: str) -> None:
    before = caseway.casework.see(staff(caseway, "caseworker"), case).case
    act(caseway, "caseworker", case, "write_note", note="Comes on Tuesdays only")
    sheet = caseway.casework.see(staff(caseway, "physician"), case)
    assert (sheet.case.standing, sheet.case.version) == (before.standing, before.version + 1)
    assert [(one.cause, one.action, one.note) for one in sheet.latest][:1] == [
        ("note", "write_note", "Comes on Tuesdays only")
    ]
    assert caseway.auditing.verify(None).is_whole


def test_all_notes_are_read_together_the_newest_first_those_of_steps_among_them(caseway: Caseway, case: str) -> None:
    act(caseway, "caseworker", case, "ask_again", note="No answer")
    act(caseway, "caseworker", case, "ask_again", note="Still none")
    act(caseway, "physician", case, "write_note", note="I know them")
    assert read_by(caseway, "caseworker", case) == ["I know them", "Still none", "No answer"]


def test_a_note_for_a_role_is_read_by_those_who_hold_it_and_by_who_wrote_it(caseway: Caseway, case: str) -> None:
    act(caseway, "caseworker", case, "write_note", note=SECRET, answers={"role": "protection"})
    assert read_by(caseway, "protection", case) == [SECRET] == read_by(caseway, "caseworker", case)
    assert read_by(caseway, "physician", case) == [] == read_by(caseway, "auditor", case)
    for who in ("physician", "auditor"):
        told = (
            caseway.casework.see(staff(caseway, who), case),
            caseway.auditing.log_page(staff(caseway, who), case, reads=True),
        )
        assert SECRET not in repr(told)
        assert "write_note" in repr(told), "that there is a note, everybody sees"


def test_a_note_beside_an_answer_is_read_by_whoever_may_read_the_answer(caseway: Caseway, case: str) -> None:
    act(caseway, "physician", case, "find", note=SECRET, answers={"finding": "Fever"})
    assert read_by(caseway, "physician", case) == [SECRET]
    assert read_by(caseway, "caseworker", case) == []


@pytest.mark.parametrize("note", [None, "", "  "])
def test_a_note_says_something(caseway: Caseway, case: str, note: str | None) -> None:
    with pytest.raises(Refused) as refused:
        act(caseway, "caseworker", case, "write_note", note=note)
    assert [one.field for one in refused.value.unmet] == ["note"]


def test_a_note_is_for_a_role_of_the_programme(caseway: Caseway, case: str) -> None:
    with pytest.raises(Refused) as refused:
        act(caseway, "caseworker", case, "write_note", note="For whom?", answers={"role": "nobody"})
    assert [one.field for one in refused.value.unmet] == ["role"]


def test_a_note_is_not_corrected_but_followed_by_another(caseway: Caseway, case: str) -> None:
    act(caseway, "caseworker", case, "write_note", note="Lives in Sampletown", answers={"role": "protection"})
    number = caseway.casework.see(staff(caseway, "caseworker"), case).case.version
    with pytest.raises(Refused, match="write another one"):
        act(caseway, "caseworker", case, "correct_entry", corrects=number, answers={"role": "physician"}, note="Oh")
    assert read_by(caseway, "physician", case) == []


def test_notes_are_written_to_a_case_that_has_ended_too(caseway: Caseway, case: str) -> None:
    act(caseway, "caseworker", case, "close")
    act(caseway, "caseworker", case, "write_note", note="They wrote a card")
    assert read_by(caseway, "caseworker", case) == ["They wrote a card"]


def test_who_works_elsewhere_finds_no_notes_and_an_auditor_writes_none(caseway: Caseway, case: str) -> None:
    assert not caseway.notes.see(staff(caseway, "auditor"), case).may_write
    with pytest.raises(Refused):
        act(caseway, "auditor", case, "write_note", note="I was here")
    caseway.administration.add_user(None, "stranger", ["designer"], [])
    with pytest.raises(NotFound):
        caseway.notes.see(staff(caseway, "stranger"), case)
