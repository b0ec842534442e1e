"""What comes back to somebody, is given to them, or is to be looked at again: apart from what is merely new."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from engine import Caseway, Opening, Work, open_caseway
from tests.linked.texts import linked_texts
from tests.test_casework import NOBODY, Clock, act, staff

TEXT = """
programme: desk
title: Desk work
usually_by: clerk
roles: {clerk: Clerk, doctor: Doctor, guard: Guard}
facts:
  person: {family_name: text}
opening: {may_ask_each: [family_name]}
phases:
  work:
    reading:
      actions:
        ask_doctor: {to: asked}
        close: {to: completed}
    asked:
      only_while:
        let_be: {check: not held("quiet"), says: Something is looked into, shown_as: Something is open, to: reading}
      actions:
        answer: {by: doctor, to: reading}
        decline: {by: doctor, to: reading}
endings: {completed: completed, everybody_left: family_left}
when_empty: [{otherwise: everybody_left}]
holds:
  quiet:
    over: [case]
    placed_by: guard
    lifted_by: guard
    may_see: guard
    shown_as: Something is open
    blocks: [ask_doctor]
  pause: {over: [case], placed_by: clerk, lifted_by: clerk, same_person: true, blocks: [answer], review: 14 days}
"""


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def desk(database_url: str, tmp_path: Path, clock: Clock) -> Iterator[Caseway]:
    opened = open_caseway(database_url, tmp_path / "home", clock)
    opened.administration.first_start({**linked_texts(), "desk/programme.yaml": TEXT})
    for name, role in (("nadia", "clerk"), ("omar", "clerk"), ("idris", "doctor"), ("gita", "guard")):
        opened.administration.add_user(None, name, [f"desk:{role}"], ["amman-office"])
    yield opened
    opened.close()


def a_case(desk: Caseway, by: str = "nadia") -> str:
    opening = Opening(actor=NOBODY, people={"amina": {}})
    return desk.casework.open(staff(desk, by), "desk", "amman-office", opening).case.id


def work(desk: Caseway, who: str) -> Work:
    return desk.worklist.work(staff(desk, who))


def groups(desk: Caseway, who: str) -> dict[str, int]:
    names = ("returned", "given", "review", "mine", "new", "later", "on_hold")
    return {name: len(found) for name in names if (found := getattr(work(desk, who), name))}


def test_what_comes_back_says_from_whom_and_what_they_did_until_somebody_acts_on_it(desk: Caseway) -> None:
    case = a_case(desk)
    assert groups(desk, "nadia") == {"new": 1}
    act(desk, "nadia", case, "ask_doctor")
    assert groups(desk, "idris") == {"new": 1}
    act(desk, "idris", case, "answer")
    (back,) = work(desk, "nadia").returned
    assert back.came is not None
    assert (back.came.by, back.came.action, back.action) == ("Idris", "answer", "ask_doctor")
    assert groups(desk, "omar") == {"new": 1}
    act(desk, "nadia", case, "place_pause")
    assert groups(desk, "nadia") == {"on_hold": 1}


def test_what_came_back_before_the_last_working_day_is_no_more_told_as_such(desk: Caseway, clock: Clock) -> None:
    case = a_case(desk)
    act(desk, "nadia", case, "take_case")
    act(desk, "nadia", case, "ask_doctor")
    clock.now += timedelta(days=3)  # Thursday, the last day worked before Sunday
    act(desk, "idris", case, "answer")
    clock.now += timedelta(days=3)
    assert groups(desk, "nadia") == {"returned": 1}
    clock.now += timedelta(days=1)
    assert groups(desk, "nadia") == {"mine": 1}


def test_a_case_that_a_colleague_gave_is_told_with_their_name_until_it_is_worked_on(desk: Caseway) -> None:
    case, other = a_case(desk), a_case(desk)
    act(desk, "nadia", case, "assign_case", answers={"to": "omar"}, note="You know the family")
    act(desk, "omar", other, "take_case")
    (given,) = work(desk, "omar").given
    assert given.came is not None and (given.case.id, given.came.by) == (case, "Nadia")
    assert groups(desk, "omar") == {"given": 1, "mine": 1}
    act(desk, "omar", case, "place_pause")
    assert groups(desk, "omar") == {"mine": 2}


def test_a_hold_is_back_on_the_list_of_who_lifts_it_on_the_day_set_for_looking_at_it_again(
    desk: Caseway, clock: Clock
) -> None:
    case = a_case(desk)
    act(desk, "nadia", case, "place_pause")
    (held,) = work(desk, "nadia").on_hold
    assert held.review_on == date(2026, 3, 16)
    clock.now += timedelta(days=13)
    assert groups(desk, "nadia") == {"on_hold": 1}
    clock.now += timedelta(days=1)
    (again,) = work(desk, "nadia").review
    assert (again.action, again.due) == ("lift_pause", date(2026, 3, 16))
    assert groups(desk, "idris") == {"on_hold": 1}
    act(desk, "nadia", case, "lift_pause")
    assert "review" not in groups(desk, "nadia")


def test_what_somebody_may_not_know_brings_a_case_back_without_saying_by_whom_or_how(desk: Caseway) -> None:
    case = a_case(desk)
    act(desk, "nadia", case, "ask_doctor")
    act(desk, "gita", case, "place_quiet")
    (back,) = work(desk, "nadia").returned
    assert back.came is not None and (back.came.by, back.came.action) == ("", None)
