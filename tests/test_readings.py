"""What is critical is handed out only when it is recorded who reads it, and the record is proved like the log."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import text

from engine import Caseway, ReadingLine, Refused, Step
from engine.records.upgrade import migrations
from tests.quiet import NOBODY, act, open_case, opened, staff

PROGRAMME = """
programme: telling
title: Telling
usually_by: caseworker
roles: {caseworker: Caseworker, physician: Physician, checker: Second physician}
facts:
  case: {seen_on: date}
  person: {given_names: text}
tracks:
  exam:
    per: person
    facts: {diagnosis: {type: text, class: critical, may_read: [physician, checker]}, fit: boolean}
    states:
      to_examine:
        actions:
          examine:
            by: physician
            countersigned_by: checker
            ask: [diagnosis, fit]
            requires: {no_contradiction: {check: fit or diagnosis != "Fit", says: Both cannot be, shown_as: Look again}}
            to: examined
      examined:
        actions:
          treat:
            by: [physician, caseworker]
            requires:
              known_ill:
                check: diagnosis == "None" and fit
                says: There is something to treat
                shown_as: The physician has not spoken
            to: treated
      treated: {waits_on: nobody}
phases:
  all:
    begun:
      actions:
        look: {ask: [seen_on], to: stay}
        finish: {to: finished}
endings: {finished: completed, empty: family_left}
when_empty: [{otherwise: empty}]
"""
SECRET = "A diagnosis told in confidence"
BEGAN = datetime(2026, 3, 2, 8, tzinfo=UTC)


class Time:
    now = BEGAN

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Time:
    return Time()


@pytest.fixture
def caseway(database_url: str, tmp_path: Path, clock: Time) -> Iterator[Caseway]:
    made = opened(database_url, tmp_path / "home", PROGRAMME, ("caseworker", "physician", "checker"))
    yield made.by_clock(clock)
    made.close()


@pytest.fixture
def case(caseway: Caseway) -> str:
    case = open_case(caseway, "caseworker", "telling")
    act(caseway, "physician", case, "exam.examine", "amina", answers={"diagnosis": SECRET, "fit": True})
    act(caseway, "checker", case, "exam.countersign_examine", "amina")
    return case


def read_by(caseway: Caseway, case: str) -> list[ReadingLine]:
    """The readings as the auditor sees them, the first one first."""
    return list(reversed(caseway.auditing.readings_page(staff(caseway, "auditor"), case).lines))


def test_who_looks_at_a_case_is_handed_nothing_critical_and_leaves_no_record(caseway: Caseway, case: str) -> None:
    who = staff(caseway, "physician")
    looked = (caseway.casework.see(who, case), caseway.auditing.log_page(who, case))
    assert SECRET not in repr(looked)
    assert read_by(caseway, case) == []


def test_who_reads_what_is_critical_is_recorded_with_time_and_role_and_what_but_not_the_answer(
    caseway: Caseway, case: str, clock: Time
) -> None:
    clock.now = BEGAN + timedelta(hours=2)
    sheet = caseway.casework.read(staff(caseway, "physician"), case)
    assert sheet.case.people[0].facts["exam.diagnosis"] == SECRET
    (line,) = read_by(caseway, case)
    assert (line.user, line.roles, line.at) == (staff(caseway, "physician").user, ("physician",), clock.now)
    assert line.facts == {"amina": ["exam.diagnosis"]}
    assert SECRET not in repr(line)


def test_who_may_not_read_it_leaves_no_record(caseway: Caseway, case: str) -> None:
    assert SECRET not in repr(caseway.casework.read(staff(caseway, "caseworker"), case))
    assert read_by(caseway, case) == []


def test_the_values_in_the_log_are_recorded_as_read_too(caseway: Caseway, case: str) -> None:
    page = caseway.auditing.log_page(staff(caseway, "checker"), case, reads=True)
    assert SECRET in repr(page.lines)
    assert [one.facts for one in read_by(caseway, case)] == [{"amina": ["exam.diagnosis"]}]


def test_the_case_as_it_stood_then_is_recorded_as_read_too(caseway: Caseway, case: str, clock: Time) -> None:
    then, _ = caseway.auditing.as_of(staff(caseway, "physician"), case, clock.now)
    assert SECRET in repr(then)
    assert len(read_by(caseway, case)) == 1


def refused(caseway: Caseway, who: str, case: str) -> str:
    with pytest.raises(Refused) as found:
        act(caseway, who, case, "exam.treat", "amina")
    return repr(found.value.unmet)


def foreseen(caseway: Caseway, who: str, case: str) -> str:
    step = Step(action="exam.treat", actor=NOBODY, people=("amina",))
    return repr(caseway.casework.foresee(staff(caseway, who), case, step).refused)


def explained(caseway: Caseway, who: str, case: str) -> str:
    return repr(caseway.casework.explain(staff(caseway, who), case))


def one_explained(caseway: Caseway, who: str, case: str) -> str:
    return repr(caseway.casework.explain(staff(caseway, who), case, "exam.treat"))


def test_a_refusal_that_shows_what_is_critical_is_a_reading(caseway: Caseway, case: str, clock: Time) -> None:
    for day, why_not in enumerate((refused, foreseen, explained, one_explained)):
        clock.now = BEGAN + timedelta(days=day)
        assert SECRET not in why_not(caseway, "caseworker", case)
        assert len(read_by(caseway, case)) == day
        assert SECRET in why_not(caseway, "physician", case)
        line = read_by(caseway, case)[-1]
        assert (line.at, line.user) == (clock.now, staff(caseway, "physician").user)
        assert line.facts == {"amina": ["exam.diagnosis"]}
    assert SECRET in refused(caseway, "physician", case)
    assert len(read_by(caseway, case)) == 4


def test_what_was_only_typed_in_is_no_reading(caseway: Caseway) -> None:
    case = open_case(caseway, "caseworker", "telling")
    step = Step(action="exam.examine", actor=NOBODY, people=("amina",), answers={"diagnosis": "Fit", "fit": False})
    (unmet,) = caseway.casework.foresee(staff(caseway, "physician"), case, step).refused
    assert ("exam.diagnosis", "Fit") in unmet.facts
    assert read_by(caseway, case) == []


def test_the_same_on_one_day_is_recorded_once_and_on_the_next_day_again(
    caseway: Caseway, case: str, clock: Time
) -> None:
    for hours in (1, 2, 25):
        clock.now = BEGAN + timedelta(hours=hours)
        caseway.casework.read(staff(caseway, "physician"), case)
    assert [one.at for one in read_by(caseway, case)] == [BEGAN + timedelta(hours=1), BEGAN + timedelta(hours=25)]


def test_what_one_did_is_told_without_what_is_critical(caseway: Caseway) -> None:
    case = open_case(caseway, "caseworker", "telling")
    who = staff(caseway, "physician")
    act(caseway, "physician", case, "exam.examine", "amina", answers={"diagnosis": SECRET, "fit": True})
    sheet = caseway.casework.see(who, case)
    assert SECRET not in repr((sheet.case, sheet.latest, sheet.offers))


def test_only_an_auditor_sees_who_read(caseway: Caseway, case: str) -> None:
    with pytest.raises(Refused):
        caseway.auditing.readings_page(staff(caseway, "physician"), case)


def test_everybody_finds_what_they_have_read_themselves_page_by_page(caseway: Caseway, case: str, clock: Time) -> None:
    for day in range(3):
        clock.now = BEGAN + timedelta(days=day)
        caseway.casework.read(staff(caseway, "physician"), case)
        caseway.casework.read(staff(caseway, "checker"), case)
    who = staff(caseway, "physician")
    page = caseway.auditing.own_readings(who, limit=2)
    assert [one.at for one in page.lines] == [BEGAN + timedelta(days=2), BEGAN + timedelta(days=1)]
    assert {(one.reference, one.roles, one.answers) for one in page.lines} == {
        (caseway.casework.see(who, case).case.reference, ("physician",), 1)
    }
    rest = caseway.auditing.own_readings(who, before=page.before, limit=2)
    assert [one.at for one in rest.lines] == [BEGAN]
    assert rest.before is None
    assert caseway.auditing.own_readings(staff(caseway, "caseworker")).lines == ()


def test_an_upgraded_database_knows_whose_the_earlier_readings_were(caseway: Caseway, case: str) -> None:
    caseway.casework.read(staff(caseway, "physician"), case)
    caseway.casework.read(staff(caseway, "checker"), case)
    migration = ScriptDirectory.from_config(migrations()).get_revision("0020").module
    with caseway.records.reading() as reading:
        kept = reading.connection.execute(text("SELECT * FROM reading_row ORDER BY entry")).mappings()
        assert migration.read_from_chain(reading.connection) == [dict(row) for row in kept]


def test_of_a_case_that_is_not_theirs_any_more_they_find_that_they_read_it_and_not_which(
    caseway: Caseway, case: str
) -> None:
    who = staff(caseway, "physician")
    caseway.casework.read(who, case)
    (line,) = caseway.auditing.own_readings(replace(who, duties=())).lines
    assert (line.reference, line.answers) == (None, 1)


def test_the_record_is_proved_with_the_log_and_its_head_kept_elsewhere(caseway: Caseway, case: str) -> None:
    before = caseway.auditing.verify(None)
    caseway.casework.read(staff(caseway, "physician"), case)
    proof = caseway.auditing.verify(None, before.heads)
    assert proof.is_whole
    assert "readings" in {one.case for one in proof.heads}
