"""What is met already of a step that cannot be done yet: told by what it reads, to whoever may read that."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from engine import Caseway, Met
from tests.quiet import act, open_case, opened, staff

PROGRAMME = """
programme: waiting
title: Waiting
usually_by: caseworker
roles: {caseworker: Caseworker, physician: Physician}
facts:
  case:
    plague: {type: boolean, class: critical, may_read: [physician]}
    paper: text
    weight: integer
    colour: text
    planned: {type: date, label: Planned}
  person: {given_names: text}
tracks:
  exam:
    per: person
    title: Exam
    facts: {seen_on: {type: date, label: Seen on}}
    states:
      to_see: {actions: {see: {ask: [seen_on], to: seen}}}
      seen: {waits_on: nobody, clears: {from: seen_on, for: 1 year, then: to_see}}
  bath:
    per: person
    title: Bath
    facts: {washed_on: {type: date, label: Washed on}}
    states:
      to_wash: {actions: {wash: {ask: [washed_on], to: washed}}}
      washed: {waits_on: nobody, clears: {from: washed_on, for: 1 year, then: to_wash}}
checklists: {to_go: [exam, bath]}
phases:
  all:
    begun:
      actions:
        examine: {by: physician, ask: [plague, paper], to: stay}
        plan: {ask: [planned], to: stay}
        go_on:
          by: [caseworker, physician]
          ask: [colour]
          requires:
            healthy: {check: not plague, says: Is ill, shown_as: Not yet}
            written: {check: known(paper), says: There is no paper}
            bright: {check: colour == "red" or known(paper), says: Is dull}
            ready: {check: to_go.clear_on(planned), says: Somebody is not ready}
          to: finished
        stay_away:
          requires:
            ready: {check: to_go.clear_on(today), says: Somebody is not ready}
            washed: {check: bath.clear_on(planned), says: Nobody is washed for so long}
          to: finished
endings: {finished: completed, empty: family_left}
when_empty: [{otherwise: empty}]
"""
ROLE, PAPER = Met(kind="role"), Met(kind="rule", facts=("paper",))


@pytest.fixture
def caseway(sqlite_url: str, tmp_path: Path) -> Iterator[Caseway]:
    made = opened(sqlite_url, tmp_path / "home", PROGRAMME, ("caseworker", "physician"))
    yield made
    made.close()


def met(caseway: Caseway, who: str, case: str, action: str = "go_on") -> set[Met]:
    return {one for offer in caseway.casework.explain(staff(caseway, who), case, action) for one in offer.met}


def test_what_holds_whatever_is_answered_is_met_and_nobody_learns_it_of_what_they_may_not_read(
    caseway: Caseway,
) -> None:
    case = open_case(caseway, "caseworker", "waiting")
    assert met(caseway, "caseworker", case) == {ROLE}
    act(caseway, "physician", case, "examine", answers={"plague": False, "paper": "a"})
    assert met(caseway, "caseworker", case) == {ROLE, PAPER}
    assert met(caseway, "physician", case) == {ROLE, PAPER, Met(kind="rule", facts=("plague",))}


def goes(caseway: Caseway, after: int = 0) -> dict[str, str]:
    """A day so long after today, for every question."""
    day = str(caseway.casework.now().date() + timedelta(days=after))
    return {"seen_on": day, "washed_on": day, "planned": day}


def does(caseway: Caseway, case: str, action: str, day: dict[str, str], *people: str) -> None:
    asked = {"exam.see": "seen_on", "bath.wash": "washed_on", "plan": "planned"}[action]
    act(caseway, "caseworker", case, action, *people, answers={asked: day[asked]})


def test_of_a_checklist_that_is_not_clear_the_tracks_that_are_clear_today_are_met(caseway: Caseway) -> None:
    case = open_case(caseway, "caseworker", "waiting", "amina", "yusuf")
    does(caseway, case, "plan", goes(caseway, after=20))
    does(caseway, case, "exam.see", goes(caseway), "amina")
    assert met(caseway, "caseworker", case) == {ROLE}
    does(caseway, case, "exam.see", goes(caseway), "yusuf")
    assert met(caseway, "caseworker", case) == {ROLE, Met(kind="clear", tracks=("exam",))}


def test_a_track_that_is_no_reason_why_not_is_met_whatever_else_it_keeps_from_being_done(caseway: Caseway) -> None:
    case = open_case(caseway, "caseworker", "waiting")
    does(caseway, case, "plan", goes(caseway, after=400))
    does(caseway, case, "bath.wash", goes(caseway), "amina")
    assert met(caseway, "caseworker", case, "stay_away") == {ROLE, Met(kind="clear", tracks=("bath",))}


def test_what_is_clear_on_the_day_asked_and_not_today_is_not_told_as_clear(caseway: Caseway) -> None:
    case = open_case(caseway, "caseworker", "waiting")
    does(caseway, case, "plan", goes(caseway, after=20))
    does(caseway, case, "exam.see", goes(caseway, after=10), "amina")
    assert met(caseway, "caseworker", case) == {ROLE}


def test_of_what_may_be_done_nothing_is_told_as_met(caseway: Caseway) -> None:
    case = open_case(caseway, "caseworker", "waiting")
    act(caseway, "physician", case, "examine", answers={"plague": False, "paper": "a"})
    does(caseway, case, "plan", goes(caseway))
    does(caseway, case, "exam.see", goes(caseway), "amina")
    does(caseway, case, "bath.wash", goes(caseway), "amina")
    assert met(caseway, "caseworker", case) == set()
