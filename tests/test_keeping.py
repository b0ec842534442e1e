"""A team's cases through the doors: whose they are, who takes the next, to whom one may be given, what is proved."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import text

from engine import Caseway, NotFound, Refused, Work, WorkItem
from tests.test_casework import act, caseway, clock, opened, staff

__all__ = ["caseway", "clock"]


@pytest.fixture
def team(caseway: Caseway) -> Caseway:
    caseway.administration.add_user(None, "nadia", ["small-resettlement:caseworker"], ["amman-office"])
    return caseway


def in_clearance(caseway: Caseway) -> str:
    """A case in which a caseworker has nothing to do but to find it: the members wait for a decision typed in."""
    return opened(caseway).case.id


def keepers(caseway: Caseway, case: str) -> dict[str, str]:
    found = caseway.casework.see(staff(caseway, "caseworker"), case).case.keepers
    return {one.role: one.user for one in found}


def lists(caseway: Caseway, who: str) -> dict[str, int]:
    work = caseway.worklist.work(staff(caseway, who))
    return {"mine": len(work.mine), "queue": len(work.queue), "colleagues": len(work.colleagues)}


def examined(caseway: Caseway) -> str:
    case = opened(caseway).case.id
    decided = {"decided_on": "2026-03-02", "source": "letter.pdf", "decision": "approved"}
    act(caseway, "caseworker", case, "member.decide", answers=decided)
    return case


def test_taking_the_next_case_takes_it_out_of_the_queue_of_the_others(team: Caseway) -> None:
    team.administration.add_user(None, "idris", ["small-resettlement:physician"], ["amman-office"])
    case = examined(team)
    assert lists(team, "physician") == lists(team, "idris") == {"mine": 0, "queue": 1, "colleagues": 0}
    acted = team.keeping.take_next(staff(team, "idris"))
    assert acted is not None and acted.case.id == case
    assert keepers(team, case) == {"physician": staff(team, "idris").user}
    assert lists(team, "idris") == {"mine": 1, "queue": 0, "colleagues": 0}
    assert lists(team, "physician") == {"mine": 0, "queue": 0, "colleagues": 1}
    assert team.keeping.take_next(staff(team, "physician")) is None
    act(team, "idris", case, "hand_back_case")
    assert lists(team, "physician") == {"mine": 0, "queue": 1, "colleagues": 0}


def test_of_two_who_press_at_once_one_gets_the_next_case_and_the_other_the_one_after(team: Caseway) -> None:
    team.administration.add_user(None, "idris", ["small-resettlement:physician"], ["amman-office"])
    cases, at_once = {examined(team), examined(team)}, Barrier(2)

    def presses(name: str) -> str:
        caller = staff(team, name)
        at_once.wait()
        acted = team.keeping.take_next(caller)
        assert acted is not None
        return acted.case.id

    with ThreadPoolExecutor(2) as hands:
        taken = list(hands.map(presses, ("idris", "physician")))
    assert set(taken) == cases
    for name, case in zip(("idris", "physician"), taken, strict=True):
        assert keepers(team, case) == {"physician": staff(team, name).user}
    assert team.keeping.take_next(staff(team, "physician")) is None
    assert team.auditing.verify(None).is_whole


def test_a_case_is_given_only_to_somebody_of_that_role_at_that_office_whose_account_is_open(team: Caseway) -> None:
    case = opened(team).case.id
    for nobody in ("elsewhere", "physician", "nobody.known"):
        with pytest.raises(Refused) as refused:
            act(team, "caseworker", case, "assign_case", answers={"to": nobody, "role": "caseworker"})
        assert [one.code for one in refused.value.unmet] == ["answers_wrong"]
    act(team, "caseworker", case, "assign_case", answers={"to": "nadia"})
    assert keepers(team, case) == {"caseworker": staff(team, "nadia").user}
    team.administration.close_user(None, "nadia")
    act(team, "caseworker", case, "hand_back_case")
    with pytest.raises(Refused):
        act(team, "caseworker", case, "assign_case", answers={"to": "nadia", "role": "caseworker"})


def test_colleagues_are_those_who_work_in_the_programme_at_the_office(team: Caseway) -> None:
    case = opened(team).case.id
    found = team.keeping.colleagues(staff(team, "caseworker"), case)
    assert {one.name for one in found} == {"caseworker", "physician", "movement", "nadia"}
    with pytest.raises(NotFound):
        team.keeping.colleagues(staff(team, "elsewhere"), case)


def test_what_a_colleague_returns_goes_back_to_who_gave_it_else_to_who_kept_it_else_to_the_queue(team: Caseway) -> None:
    case = opened(team).case.id
    act(team, "caseworker", case, "assign_case", answers={"to": "nadia", "role": "caseworker"}, note="She knows them")
    act(team, "nadia", case, "return_case", note="I leave on Monday")
    assert keepers(team, case) == {"caseworker": staff(team, "caseworker").user}
    act(team, "caseworker", case, "assign_case", answers={"to": "nadia"}, note="Then from Tuesday on")
    team.administration.close_user(None, "caseworker")
    act(team, "nadia", case, "return_case", note="Not even then")
    assert keepers_as(team, "nadia", case) == {}
    assert team.auditing.verify(None).is_whole


def keepers_as(caseway: Caseway, who: str, case: str) -> dict[str, str]:
    return {one.role: one.user for one in caseway.casework.see(staff(caseway, who), case).case.keepers}


def test_both_see_what_was_given_until_it_is_accepted_with_its_note_and_it_is_proved(team: Caseway) -> None:
    case = opened(team).case.id
    act(team, "caseworker", case, "assign_case", answers={"to": "nadia", "role": "caseworker"}, note="She knows them")
    giver, receiver = staff(team, "caseworker"), staff(team, "nadia")
    (waits,) = team.worklist.work(receiver).given
    assert waits.came is not None and (waits.came.note, waits.came.role) == ("She knows them", "caseworker")
    assert {one.given_away for one in everything(team.worklist.work(giver)) if one.case.id == case} == {True}
    with team.records.writing() as writing:
        writing.connection.execute(text("UPDATE keeper_row SET given = NULL WHERE case_id = :case"), {"case": case})
    assert not team.auditing.verify(None).is_whole and team.auditing.rebuild(None) == 1
    assert team.worklist.work(receiver).given == (waits,)
    act(team, "nadia", case, "accept_case")
    assert team.worklist.work(receiver).given == ()
    assert {one.given_away for one in everything(team.worklist.work(giver)) if one.case.id == case} == {False}
    assert team.auditing.verify(None).is_whole


def everything(work: Work) -> list[WorkItem]:
    return [*work.mine, *work.colleagues, *work.waiting, *work.later, *work.new, *work.soon, *work.returned]


def test_who_keeps_a_case_is_proved_from_the_log(team: Caseway) -> None:
    case = opened(team).case.id
    act(team, "caseworker", case, "take_case")
    act(team, "caseworker", case, "assign_case", answers={"to": "nadia"}, note="She speaks Kurmanji")
    assert keepers(team, case) == {"caseworker": staff(team, "nadia").user}
    assert team.auditing.verify(None).is_whole
    entry = team.auditing.log_page(staff(team, "caseworker"), case).lines[0].entry
    assert (entry.cause, entry.action, entry.note) == ("keeping", "assign_case", "She speaks Kurmanji")
    decided = {"decided_on": "2026-03-02", "source": "letter.pdf", "decision": "approved"}
    acted = act(team, "caseworker", case, "member.decide", answers=decided)
    covered = {"for_keeper": {"role": "caseworker", "user": staff(team, "nadia").user}}
    assert covered in acted.entries[0].changes
    assert team.auditing.verify(None).is_whole


def test_a_case_made_anew_from_its_log_has_its_keepers_again(team: Caseway) -> None:
    kept, taken_from = opened(team).case.id, opened(team).case.id
    act(team, "caseworker", kept, "take_case")
    act(team, "caseworker", taken_from, "take_case")
    with team.records.writing() as writing:
        writing.connection.execute(text("UPDATE keeper_row SET keeper = 'u9' WHERE case_id = :case"), {"case": kept})
        writing.connection.execute(text("DELETE FROM keeper_row WHERE case_id = :case"), {"case": taken_from})
    assert not team.auditing.verify(None).is_whole
    assert team.auditing.rebuild(None) == 2
    assert team.auditing.verify(None).is_whole
