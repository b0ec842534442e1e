"""What a reader sees of a case is counted without a gap, so that no number tells how much is hidden."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from engine import Actor, Caseway, Entry, OutOfDate, Refused, Step, Wanted
from engine.records.tables import case_row
from tests.quiet import act, open_case, opened, staff

PROGRAMME = """
programme: hushed
title: Hushed
usually_by: caseworker
roles: {caseworker: Caseworker, security: Security officer}
facts:
  case: {seen_on: date}
  person: {given_names: text}
tracks:
  vetting:
    per: person
    title: Vetting
    shown_as: A restricted check
    facts: {finding: {type: text, class: critical, may_read: [security]}}
    states:
      to_ask: {actions: {ask: {by: security, ask: [finding], to: asked}}}
      asked: {waits_on: nobody, actions: {ask_again: {by: security, to: to_ask}}}
holds:
  danger:
    title: Danger
    over: [case]
    placed_by: security
    lifted_by: security
    same_person: true
    may_see: [security]
    shown_as: A restricted check
    review: 14 days
    blocks: [finish]
phases:
  all:
    begun:
      actions:
        look: {ask: [seen_on], to: stay}
        finish: {to: finished}
        give_up: {to: given_up}
endings: {finished: completed, given_up: ineligible, empty: family_left}
when_empty: [{otherwise: empty}]
"""
SEEN = {"answers": {"seen_on": "2026-03-02"}}


@pytest.fixture
def caseway(sqlite_url: str, tmp_path: Path) -> Iterator[Caseway]:
    made = opened(sqlite_url, tmp_path / "home", PROGRAMME, ("caseworker", "security"))
    yield made
    made.close()


@pytest.fixture
def case(caseway: Caseway) -> str:
    return open_case(caseway, "caseworker", "hushed")


def version(caseway: Caseway, who: str, case: str) -> int:
    return caseway.casework.see(staff(caseway, who), case).case.version


def hide(caseway: Caseway, case: str) -> None:
    """What only security sees: an entry of the vetting, and the hold."""
    act(caseway, "security", case, "vetting.ask", "amina", answers={"finding": "A name that is alike"})
    act(caseway, "security", case, "place_danger")


def log(caseway: Caseway, who: str, case: str, before: int | None = None, limit: int = 50) -> list[Entry]:
    page = caseway.auditing.log_page(staff(caseway, who), case, before, limit)
    return [one.entry for one in page.lines]


def test_what_is_hidden_leaves_no_gap_in_the_numbers(caseway: Caseway, case: str) -> None:
    hide(caseway, case)
    act(caseway, "caseworker", case, "look", **SEEN)
    numbers = [one.seq for one in log(caseway, "caseworker", case)]
    assert numbers == list(range(len(numbers), 0, -1))
    assert version(caseway, "caseworker", case) == numbers[0] < version(caseway, "security", case)
    sheet = caseway.casework.see(staff(caseway, "caseworker"), case)
    assert [one.seq for one in sheet.latest] == numbers


def test_the_case_is_the_same_before_and_after_what_is_hidden(caseway: Caseway, case: str) -> None:
    def seen() -> str:
        sheet = caseway.casework.see(staff(caseway, "caseworker"), case)
        lines = caseway.auditing.log_page(staff(caseway, "caseworker"), case).lines
        return repr((sheet.case, sheet.latest, lines))

    before = seen()
    act(caseway, "security", case, "vetting.ask", "amina", answers={"finding": "A name that is alike"})
    act(caseway, "security", case, "vetting.ask_again", "amina")
    assert seen() == before


def test_what_is_hidden_makes_nobody_out_of_date_and_still_counts(caseway: Caseway, case: str) -> None:
    shown = version(caseway, "caseworker", case)
    hide(caseway, case)
    with pytest.raises(Refused) as refused:
        act_at(caseway, case, "finish", shown)
    assert [one.says for one in refused.value.unmet] == ["A restricted check"]
    act_at(caseway, case, "look", shown, **SEEN)


def act_at(caseway: Caseway, case: str, action: str, expected: int | None, **more: object) -> None:
    step = Step(action=action, actor=Actor(user="", roles=frozenset()), **more)  # type: ignore[arg-type]
    caseway.casework.act(staff(caseway, "caseworker"), case, step, expected=expected)


def test_who_saw_less_than_there_is_to_see_is_out_of_date_by_the_own_count(caseway: Caseway, case: str) -> None:
    shown = version(caseway, "caseworker", case)
    hide(caseway, case)
    act(caseway, "caseworker", case, "look", **SEEN)
    with pytest.raises(OutOfDate) as late:
        act_at(caseway, case, "look", shown, **SEEN)
    assert (late.value.expected, late.value.actual) == (shown, shown + 1)
    with pytest.raises(OutOfDate):  # the true number is no number of theirs
        act_at(caseway, case, "look", version(caseway, "security", case), **SEEN)


def test_a_page_of_the_log_begins_where_the_one_before_ended(caseway: Caseway, case: str) -> None:
    for _ in range(3):
        act(caseway, "caseworker", case, "look", **SEEN)
        act(caseway, "security", case, "place_danger")
        act(caseway, "security", case, "lift_danger")
    whole = log(caseway, "caseworker", case)
    pages = [*log(caseway, "caseworker", case, None, 2), *log(caseway, "caseworker", case, len(whole) - 1, 50)]
    assert pages == whole


def test_no_hash_of_an_entry_before_tells_that_one_is_hidden(caseway: Caseway, case: str) -> None:
    page = caseway.auditing.log_page(staff(caseway, "caseworker"), case)
    assert {one.prev for one in page.lines} == {None}
    whole = caseway.auditing.log_page(staff(caseway, "security"), case).lines
    assert [one.prev for one in whole[:-1]] == [one.hash for one in whole[1:]]


def test_an_auditor_sees_that_every_entry_is_there(caseway: Caseway, case: str) -> None:
    hide(caseway, case)
    lines = caseway.auditing.log_page(staff(caseway, "auditor"), case).lines
    assert [one.entry.seq for one in lines] == [one.seq for one in log(caseway, "security", case)]
    assert [one.shown_as for one in lines[:2]] == ["A restricted check", "A restricted check"]
    assert [(one.entry.action, one.entry.ground, one.entry.changes) for one in lines[:2]] == [(None, None, ())] * 2
    assert [one.prev for one in lines[:-1]] == [one.hash for one in lines[1:]]


def test_a_correction_names_the_entry_that_the_reader_meant(caseway: Caseway, case: str) -> None:
    hide(caseway, case)
    act(caseway, "caseworker", case, "look", **SEEN)
    meant = version(caseway, "caseworker", case)
    act(caseway, "caseworker", case, "look", **SEEN, corrects=meant)
    mended, first = log(caseway, "caseworker", case)[:2]
    assert (mended.corrects, first.seq) == (meant, meant)
    mended, first = log(caseway, "security", case)[:2]
    assert mended.corrects == first.seq > meant


def test_lists_are_in_the_order_of_what_everybody_may_see(caseway: Caseway, case: str) -> None:
    second = open_case(caseway, "caseworker", "hushed")

    def listed() -> tuple[list[tuple[str, object]], object]:
        page = caseway.case_lists.cases(staff(caseway, "caseworker"), Wanted(), limit=1)
        rest = caseway.case_lists.cases(staff(caseway, "caseworker"), Wanted(), after=page.next)
        return [(one.id, one.shown) for one in (*page.cases, *rest.cases)], page.next

    before = listed()
    assert [one for one, _ in before[0]] == [second, case]
    hide(caseway, case)
    assert listed() == before
    act(caseway, "caseworker", case, "look", **SEEN)
    assert [one for one, _ in listed()[0]] == [case, second]
    assert caseway.auditing.verify(None).is_whole


def test_an_order_told_otherwise_than_by_the_log_is_found_and_made_anew(caseway: Caseway, case: str) -> None:
    hide(caseway, case)
    with caseway.records.writing() as writing:
        writing.connection.execute(update(case_row).values(shown=case_row.c.changed))
    assert [one.thing for one in caseway.auditing.verify(None).breaches] == ["case row"]
    assert caseway.auditing.rebuild(None) == 1
    assert caseway.auditing.verify(None).is_whole
