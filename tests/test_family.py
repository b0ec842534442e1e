"""What was told in confidence, and a wish to leave in private, stay with those who must know: not with the family."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine import Actor, Caseway, FamilyPage, NotFound, Opening
from tests.quiet import act, opened, staff

PROGRAMME = """
programme: confiding
title: Confiding
usually_by: caseworker
roles: {caseworker: Caseworker, physician: Physician}
facts:
  case: {town: text}
  person:
    given_names: text
    phone: text
    beaten: {type: text, kept_from: [family]}
    diagnosis: {type: text, may_read: [physician]}
    ill_treated: {type: text, class: critical}
tracks:
  member:
    per: person
    states:
      with_us: {says: You may withdraw at any moment, waits_on: nobody}
    endings: {out_withdrawn: withdrawn_by_person, out_deceased: deceased}
    anywhere:
      withdraw_person: {decision_of: person, never_blocked: true, may_be_private: true, to: out_withdrawn}
      record_death: {never_blocked: true, to: out_deceased}
  safety:
    per: person
    title: Safety of the person
    shown_as: A talk with somebody
    facts: {danger: {type: text, may_read: [physician]}}
    states:
      to_ask: {actions: {ask: {by: physician, ask: [danger], to: asked}}}
      asked: {waits_on: nobody}
phases:
  all:
    begun:
      says: Somebody will call you
      actions: {finish: {to: finished}}
endings: {finished: completed, empty: family_left}
when_empty: [{otherwise: empty}]
"""
BEATEN = "Beaten at home, told alone"
PEOPLE = {
    "amina": {
        "given_names": "Amina",
        "phone": "0700",
        "beaten": BEATEN,
        "diagnosis": "Ill",
        "ill_treated": "In prison",
    },
    "yusuf": {"given_names": "Yusuf", "phone": "0800"},
}


@pytest.fixture
def caseway(sqlite_url: str, tmp_path: Path) -> Iterator[Caseway]:
    made = opened(sqlite_url, tmp_path / "home", PROGRAMME, ("caseworker", "physician"))
    yield made
    made.close()


@pytest.fixture
def case(caseway: Caseway) -> str:
    opening = Opening(actor=Actor(user="", roles=frozenset()), people=PEOPLE, facts={"town": "Amman"})
    return caseway.casework.open(staff(caseway, "caseworker"), "confiding", "north", opening).case.id


def told(caseway: Caseway, case: str, person: str, who: str = "physician") -> FamilyPage:
    return caseway.casework.told_to(staff(caseway, who), case, person)


@pytest.mark.parametrize("person", ["amina", "yusuf"])
@pytest.mark.parametrize("secret", [BEATEN, "Ill", "In prison", "Safety of the person", "to_ask"])
def test_what_was_told_in_confidence_is_on_nobodys_paper(caseway: Caseway, case: str, person: str, secret: str) -> None:
    page = told(caseway, case, person)
    assert secret not in repr((page.stands, page.facts, page.holds, page.others))


def test_the_paper_says_where_it_stands_and_what_the_person_said(caseway: Caseway, case: str) -> None:
    page = told(caseway, case, "amina")
    assert page.facts == {"town": "Amman", "given_names": "Amina", "phone": "0700"}
    assert [(one.state, one.says) for one in page.stands] == [
        ("Begun", "Somebody will call you"),
        ("With us", "You may withdraw at any moment"),
        ("A talk with somebody", None),
    ]


def test_what_is_known_of_another_of_the_case_is_not_on_the_paper(caseway: Caseway, case: str) -> None:
    page = told(caseway, case, "yusuf")
    assert "0700" not in repr(page.facts)
    assert [(one.name, one.travels, one.outcome) for one in page.others] == [("Amina", True, None)]


@pytest.mark.parametrize("private, outcome", [(True, None), (False, "withdrawn_by_person")])
def test_of_who_left_in_private_the_others_learn_only_that_they_do_not_travel(
    caseway: Caseway, case: str, private: bool, outcome: str | None
) -> None:
    today = caseway.casework.now().date().isoformat()
    act(caseway, "caseworker", case, "member.withdraw_person", "amina", answers={"decided_on": today}, private=private)
    assert [(one.travels, one.outcome) for one in told(caseway, case, "yusuf").others] == [(False, outcome)]


def test_the_paper_is_the_same_whoever_prints_it_and_for_nobody_else(caseway: Caseway, case: str) -> None:
    assert told(caseway, case, "amina", "physician") == told(caseway, case, "amina", "caseworker")
    for person in ("nobody", ""):
        with pytest.raises(NotFound):
            told(caseway, case, person)


def test_no_paper_is_a_reading_of_what_is_critical(caseway: Caseway, case: str) -> None:
    told(caseway, case, "amina")
    assert caseway.auditing.readings_page(staff(caseway, "auditor"), case).lines == ()
