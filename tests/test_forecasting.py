"""The forecast through the doors: what is told is what the clock then brings; a page costs few questions; nobody is
told of a case that is out of their reach."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import event

from engine import Actor, Caseway, Foreseen, Opening, Step, open_caseway
from tests.test_casework import Clock, act, approve, booked, caseway, clock, opened, staff, state
from tests.test_seeing import OFFICE

__all__ = ["caseway", "clock"]
NOBODY = Actor(user="", roles=frozenset())


def ahead(caseway: Caseway, who: str = "caseworker", days: int = 30, **which: Any) -> tuple[Foreseen, ...]:
    return caseway.forecasting.cases(staff(caseway, who), days, **which).cases


def examined(caseway: Caseway, on: str = "2026-03-02") -> str:
    case = opened(caseway).case.id
    approve(caseway, case)
    act(caseway, "physician", case, "medical.record_exam", answers={"examined_on": on})
    return case


def test_a_case_is_told_as_soon_as_its_clearance_ends_within_the_days_and_says_what_falls(
    caseway: Caseway, clock: Clock
) -> None:
    case = examined(caseway)
    clock.now += timedelta(days=150)
    assert ahead(caseway, days=33) == ()
    (found,) = ahead(caseway, days=34)
    (lapse,) = found.forecast.lapses
    assert (found.case.id, found.names["amina"], lapse.track) == (case, "Specimen", "medical")
    assert (lapse.last_day, lapse.renewed_by) == (date(2026, 9, 2), ("physician",))
    assert [(one.machine, one.target) for one in lapse.falls] == [("medical", "to_examine"), ("case", "clearing")]


def test_what_is_told_is_what_the_clock_brings_and_looking_ahead_writes_nothing(caseway: Caseway, clock: Clock) -> None:
    case = booked(caseway)
    clock.now += timedelta(days=160)
    (found,) = ahead(caseway)
    (lapse,) = found.forecast.lapses
    assert (found.forecast.travels_on, found.forecast.is_booked) == (date(2026, 8, 20), True)
    version = caseway.casework.see(staff(caseway, "caseworker"), case).case.version
    for moment, stands in ((lapse.lost_at - timedelta(seconds=1), "booked"), (lapse.lost_at, lapse.falls[-1].target)):
        clock.now = moment
        caseway.casework.let_due_pass()
        assert state(caseway, case) == stands
        assert caseway.auditing.verify(None).is_whole
    assert caseway.casework.see(staff(caseway, "caseworker"), case).case.version == version + len(lapse.falls)
    assert ahead(caseway) == ()


def test_what_fell_due_and_is_not_recorded_is_reckoned_with_as_if_it_were(caseway: Caseway, clock: Clock) -> None:
    names = {"amina": "2026-03-02", "yusuf": "2026-03-20"}
    people = {name: {"family_name": "Specimen", "born_on": "1991"} for name in names}
    who = staff(caseway, "caseworker")
    opening = Opening(actor=NOBODY, people=people)
    case = caseway.casework.open(who, "small-resettlement", "amman-office", opening).case.id
    approved = {"decided_on": "2026-03-02", "source": "letter.pdf", "decision": "approved"}
    decide = Step(action="member.decide", actor=NOBODY, people=tuple(names), answers=approved)
    caseway.casework.act(who, case, decide)
    clock.now += timedelta(days=20)
    for name, on in names.items():
        exam = Step(action="medical.record_exam", actor=NOBODY, people=(name,), answers={"examined_on": on})
        caseway.casework.act(staff(caseway, "physician"), case, exam)
    act(caseway, "movement", case, "book", answers={"travel_date": "2026-08-20"})
    clock.now += timedelta(days=170)  # the first clearance has ended, and nothing has told the case
    (before,) = ahead(caseway)
    caseway.casework.let_due_pass()
    (after,) = ahead(caseway)
    assert [one.person for one in before.forecast.lapses] == ["yusuf"]
    assert before.forecast == after.forecast and not before.forecast.is_booked


def test_a_case_elsewhere_is_told_to_nobody_here(caseway: Caseway, clock: Clock) -> None:
    examined(caseway)
    clock.now += timedelta(days=170)
    caseway.administration.add_user(None, "omar", ["auditor"])
    assert len(ahead(caseway)) == 1
    assert ahead(caseway, "elsewhere") == ahead(caseway, "omar") == ()
    assert ahead(caseway, programme="small-resettlement", office="amman-office") == ahead(caseway)
    assert ahead(caseway, programme="another") == ahead(caseway, office="cairo-office") == ()


def test_every_case_is_on_one_page_and_only_one_the_first_to_lapse_first(caseway: Caseway, clock: Clock) -> None:
    made = {}
    for number in range(7):
        clock.now += timedelta(days=number % 2)
        made[examined(caseway, clock.now.date().isoformat())] = clock.now.date()
    clock.now += timedelta(days=160)
    seen, key = [], None
    while True:
        page = caseway.forecasting.cases(staff(caseway, "caseworker"), 60, after=key, limit=2)
        seen += [one.case.id for one in page.cases]
        if (key := page.next) is None:
            break
    assert sorted(seen) == sorted(made)
    assert [made[one] for one in seen] == sorted(made.values())


def test_a_page_of_many_cases_asks_the_database_no_more_than_one_of_few(caseway: Caseway, clock: Clock) -> None:
    examined(caseway)
    clock.now += timedelta(days=1)
    who, asked, database = staff(caseway, "caseworker"), list[str](), caseway.records.readers.database

    def note(*told: Any) -> None:
        asked.append(told[2])

    event.listen(database, "before_cursor_execute", note)
    assert len(caseway.forecasting.cases(who, 200).cases) == 1
    of_one = len(asked)
    for _ in range(4):
        examined(caseway)
    asked.clear()
    assert len(caseway.forecasting.cases(who, 200).cases) == 5
    event.remove(database, "before_cursor_execute", note)
    assert 0 < of_one == len(asked) <= 4


QUIET = """
programme: quiet
title: Quiet
usually_by: caseworker
roles: {caseworker: Caseworker, security: Security officer}
facts:
  case: {referred_on: date}
  person: {given_names: text}
checklists: {to_go: [vetting]}
tracks:
  vetting:
    per: person
    shown_as: A restricted check
    facts:
      answered_on: {type: date, class: sensitive, may_read: [security]}
    states:
      to_ask:
        actions:
          answer: {by: security, ask: [answered_on], to: fine}
      fine:
        waits_on: nobody
        clears: {from: answered_on, for: 30 days, then: to_ask}
phases:
  all:
    begun:
      actions:
        finish:
          ask: [referred_on]
          requires:
            vetted: {check: to_go.clear_on(referred_on), says: Not done, shown_as: A restricted check is open}
          to: finished
endings: {finished: completed, empty: family_left}
when_empty: [{otherwise: empty}]
"""


@pytest.fixture
def quiet(sqlite_url: str, tmp_path: Path, clock: Clock) -> Iterator[Caseway]:
    opened = open_caseway(sqlite_url, tmp_path / "quiet", clock)
    assert opened.administration.first_start({"quiet/programme.yaml": QUIET.lstrip(), "offices/north.yaml": OFFICE})
    for role in ("caseworker", "security"):
        opened.administration.add_user(None, role, [f"quiet:{role}"], ["north"])
    yield opened
    opened.close()


def test_a_case_that_loses_a_restricted_check_alone_is_on_the_list_of_those_who_may_know(quiet: Caseway) -> None:
    opening = Opening(actor=NOBODY, people={"amina": {"given_names": "Amina"}})
    case = quiet.casework.open(staff(quiet, "caseworker"), "quiet", "north", opening).case.id
    step = Step(action="vetting.answer", actor=NOBODY, people=("amina",), answers={"answered_on": "2026-03-02"})
    quiet.casework.act(staff(quiet, "security"), case, step)
    assert [one.forecast.lapses[0].track for one in ahead(quiet, "security", 60)] == ["vetting"]
    page = quiet.forecasting.cases(staff(quiet, "caseworker"), 60)
    assert (page.cases, page.next) == ((), None)
