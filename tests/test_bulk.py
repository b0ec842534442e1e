"""A step done in many cases through the doors: looked at, done one by one, cut short and gone on with, seen by whom."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest

from engine import BulkCase, BulkStep, Case, Caseway, Chosen, NotFound, Opening, Refused, open_caseway
from engine.bulk_work import HELD
from engine.records import bulk
from tests.test_casework import NOBODY, ROLES, Clock, act, clock, opened, small_texts, staff
from tests.test_casework import caseway as on_both
from tests.test_keeping import keepers

__all__ = ["clock", "on_both"]

DECIDED = {"decided_on": "2026-03-02", "source": "letter.pdf", "decision": "approved"}
DECIDE = BulkStep(action="member.decide", answers=DECIDED)


@pytest.fixture(scope="module")
def caseway(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Caseway]:
    """One for all tests here that take cases of their own: a new database for each would take longer than the test."""
    home = tmp_path_factory.mktemp("bulk")
    opened_once = open_caseway(f"sqlite:///{home / 'caseway.sqlite'}", home, Clock())
    opened_once.administration.first_start(small_texts())
    for name in (*ROLES, "nadia", "leaving"):
        role = name if name in ROLES else "caseworker"
        opened_once.administration.add_user(None, name, [f"small-resettlement:{role}"], ["amman-office"])
    opened_once.administration.add_user(None, "elsewhere", ["small-resettlement:caseworker"], ["cairo-office"])
    yield opened_once
    opened_once.close()


@pytest.fixture
def cases(caseway: Caseway) -> tuple[str, ...]:
    return tuple(opened(caseway).case.id for _ in range(3))


def begun(caseway: Caseway, cases: tuple[str, ...], step: BulkStep = DECIDE, who: str = "caseworker") -> str:
    """A run under a key that its cases alone have."""
    kept = [BulkCase(id=one, answers={}) for one in cases]
    return caseway.bulk.begin(staff(caseway, who), cases[0], "small-resettlement", step, kept, tried_on=cases[:1])


def through(caseway: Caseway, run: str) -> list[str]:
    """How the cases stand once there is nothing left to do."""
    while caseway.bulk.carry_on(run):
        pass
    return standings(caseway, run)


def standings(caseway: Caseway, run: str) -> list[str]:
    return [one.standing for one in caseway.bulk.cases(staff(caseway, "caseworker"), run)]


def done(caseway: Caseway, run: str) -> list[str]:
    caseway.bulk.start(staff(caseway, "caseworker"), run)
    return through(caseway, run)


def decided(caseway: Caseway, cases: tuple[str, ...]) -> list[int]:
    """How often it was decided in each case."""
    return [sum(one.entry.action == "member.decide" for one in log(caseway, case)) for case in cases]


def log(caseway: Caseway, case: str) -> list:
    return list(caseway.auditing.log_page(staff(caseway, "caseworker"), case).lines)


# what is common


def test_of_many_cases_the_steps_are_offered_that_they_have_in_common_with_how_many_stand_there(
    caseway: Caseway, cases: tuple[str, ...]
) -> None:
    act(caseway, "caseworker", cases[0], "member.decide", answers=DECIDED)
    chosen = caseway.bulk_choice.choosing(staff(caseway, "caseworker"), Chosen(ids=cases))
    assert chosen is not None and set(chosen.cases) == set(cases)
    offered = {one.action: (len(one.cases), one.why_not) for one in chosen.common}
    assert offered["member.decide"] == (2, None) and offered["take_case"] == (3, None)
    assert "medical.record_exam" not in offered and "hand_back_case" not in offered
    assert caseway.bulk_choice.choosing(staff(caseway, "elsewhere"), Chosen(ids=cases)) is None


# looked at, done, told


def test_each_case_is_a_step_of_its_own_and_its_log_says_in_which_run(caseway: Caseway, cases: tuple[str, ...]) -> None:
    run = begun(caseway, cases)
    assert through(caseway, run) == ["able"] * 3 and decided(caseway, cases) == [0, 0, 0]
    assert done(caseway, run) == ["done"] * 3 and decided(caseway, cases) == [1, 1, 1]
    (first,) = [one.entry for one in log(caseway, cases[0]) if one.entry.action == "member.decide"]
    assert {"in_bulk": run} in first.changes
    assert caseway.bulk.cases(staff(caseway, "caseworker"), run)[0].entry == first.seq
    assert caseway.auditing.verify(None).is_whole


def test_a_case_that_is_blocked_says_why_and_keeps_no_other_back(caseway: Caseway, cases: tuple[str, ...]) -> None:
    act(caseway, "caseworker", cases[1], "member.decide", answers=DECIDED)
    run = begun(caseway, cases)
    assert through(caseway, run) == ["able", "blocked", "able"]
    assert done(caseway, run) == ["done", "blocked", "done"]
    (_, blocked, _) = caseway.bulk.cases(staff(caseway, "caseworker"), run)
    assert blocked.why and all(one.unmet.says for one in blocked.why)


def test_what_is_typed_wrong_is_told_before_anything_is_kept(caseway: Caseway, cases: tuple[str, ...]) -> None:
    with pytest.raises(Refused) as refused:
        begun(caseway, cases, BulkStep(action="member.decide", answers={"decision": "perhaps"}))
    assert {one.field for one in refused.value.unmet} >= {"decided_on", "decision"}
    assert not caseway.bulk.has(staff(caseway, "caseworker"), cases[0])


def test_a_run_begun_or_confirmed_twice_does_nothing_twice_and_is_nobody_elses(
    caseway: Caseway, cases: tuple[str, ...]
) -> None:
    run = begun(caseway, cases)
    assert begun(caseway, cases[:1]) == run and len(standings(caseway, run)) == 3
    through(caseway, run)
    done(caseway, run)
    assert done(caseway, run) == ["done"] * 3 and decided(caseway, cases) == [1, 1, 1]
    with pytest.raises(NotFound):
        caseway.bulk.has(staff(caseway, "physician"), run)
    with pytest.raises(NotFound):
        caseway.bulk.stop(staff(caseway, "physician"), run)


def test_a_case_that_changed_after_it_was_looked_at_is_left_as_it_is_and_can_be_looked_at_again(
    caseway: Caseway, cases: tuple[str, ...]
) -> None:
    run = begun(caseway, cases)
    through(caseway, run)
    act(caseway, "caseworker", cases[1], "take_case")
    assert done(caseway, run) == ["done", "changed", "done"] and decided(caseway, cases) == [1, 0, 1]
    again = caseway.bulk.again(staff(caseway, "caseworker"), run, f"{run} again")
    assert through(caseway, again) == ["able"]
    assert done(caseway, again) == ["done"] and decided(caseway, cases) == [1, 1, 1]
    assert caseway.bulk.run(staff(caseway, "caseworker"), again).again == run
    assert standings(caseway, run) == ["done", "changed", "done"]


# cut short


def test_a_run_cut_short_goes_on_and_what_it_did_is_done_once(
    on_both: Caseway, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    cases = tuple(opened(on_both).case.id for _ in range(3))
    run = begun(on_both, cases)
    through(on_both, run)
    on_both.bulk.start(staff(on_both, "caseworker"), run)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as once, pytest.raises(KeyboardInterrupt):
        once.setattr(bulk, "settle", killed)
        once.setattr(bulk, "release", killed)
        on_both.bulk.carry_on()
    assert standings(on_both, run) == ["able"] * 3 and decided(on_both, cases) == [1, 1, 1]
    assert not on_both.bulk.carry_on(run), "another holds it still"
    clock.now += HELD + timedelta(seconds=1)
    assert through(on_both, run) == ["done"] * 3 and decided(on_both, cases) == [1, 1, 1]


def test_two_who_work_at_once_do_no_case_twice(on_both: Caseway, clock: Clock, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("engine.bulk_work.PIECE", 1)
    cases = tuple(opened(on_both).case.id for _ in range(3))
    run = begun(on_both, cases)
    through(on_both, run)
    on_both.bulk.start(staff(on_both, "caseworker"), run)

    def work(_: int) -> int:
        return sum(on_both.bulk.carry_on() for _ in range(3 * len(cases)))

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, range(2)))
    assert through(on_both, run) == ["done"] * 3 and decided(on_both, cases) == [1, 1, 1]


def test_a_run_is_stopped_and_gone_on_with(
    caseway: Caseway, cases: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("engine.bulk_work.PIECE", 1)
    run, own = begun(caseway, cases), staff(caseway, "caseworker")
    through(caseway, run)
    caseway.bulk.start(own, run)
    assert caseway.bulk.carry_on(run)
    caseway.bulk.stop(own, run)
    assert not caseway.bulk.carry_on(run) and standings(caseway, run) == ["done", "able", "able"]
    caseway.bulk.go_on(own, run)
    assert through(caseway, run) == ["done"] * 3 and caseway.bulk.run(own, run).standing == "ended"


def test_whoever_has_no_account_any_more_does_nothing_any_more(caseway: Caseway, cases: tuple[str, ...]) -> None:
    run, own = begun(caseway, cases, who="leaving"), staff(caseway, "leaving")
    while caseway.bulk.carry_on(run):
        pass
    caseway.bulk.start(own, run)
    caseway.administration.close_user(None, "leaving")
    assert caseway.bulk.carry_on(run) and not caseway.bulk.carry_on(run)
    assert caseway.bulk.run(own, run).standing == "stopped"
    assert {one.standing for one in caseway.bulk.cases(own, run)} == {"able"}


def test_a_case_in_which_something_is_broken_keeps_no_other_back(
    caseway: Caseway, cases: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    run = begun(caseway, cases)
    asked = caseway.casework.asked

    def broken(reading: object, caller: object, case: Case, step: object) -> object:
        if case.id == cases[1]:
            raise RuntimeError("a broken case")
        return asked(reading, caller, case, step)

    monkeypatch.setattr(caseway.casework, "asked", broken)
    assert through(caseway, run) == ["able", "blocked", "able"]
    assert [one for one in caseway.casework.incidents if cases[1] in one] and not any(
        "a broken case" in one for one in caseway.casework.incidents
    )


# who sees it


def test_what_was_typed_and_why_something_was_refused_is_for_who_may_read_all_of_it(
    caseway: Caseway, cases: tuple[str, ...]
) -> None:
    act(caseway, "caseworker", cases[1], "member.decide", answers=DECIDED)
    run = begun(caseway, cases)
    through(caseway, run)
    others = staff(caseway, "physician")  # gives cases out too, as the programme names nobody for it
    seen = caseway.bulk.run(others, run)
    assert not seen.own and seen.step is None and seen.tally == {"able": 2, "blocked": 1}
    assert [one.why for one in caseway.bulk.cases(others, run)] == [(), None, ()]
    with pytest.raises(NotFound):
        caseway.bulk.run(staff(caseway, "elsewhere"), run)
    assert caseway.bulk.runs(staff(caseway, "elsewhere")) == ()
    assert run in [one.id for one in caseway.bulk.runs(others)]
    with pytest.raises(NotFound):
        caseway.bulk.again(others, run, "theirs")
    opening = Opening(actor=NOBODY, people={"amina": {"family_name": "Specimen", "born_on": "1991"}})
    own = caseway.casework.open(staff(caseway, "elsewhere"), "small-resettlement", "cairo-office", opening).case.id
    both = [BulkCase(id=one, answers={}) for one in (own, cases[0])]
    with pytest.raises(NotFound):
        caseway.bulk.begin(staff(caseway, "elsewhere"), f"{run} far", "small-resettlement", DECIDE, both)


def test_nothing_of_it_is_kept_in_clear(caseway: Caseway, cases: tuple[str, ...]) -> None:
    act(caseway, "caseworker", cases[1], "member.decide", answers=DECIDED)
    through(caseway, begun(caseway, cases, BulkStep(action="member.decide", answers=DECIDED, note="As in the letter")))
    with caseway.records.reading() as reading:
        rows = [
            *reading.connection.execute(bulk.bulk_run.select()),
            *reading.connection.execute(bulk.bulk_case.select()),
        ]
    kept = b"".join(part if isinstance(part, bytes) else str(part).encode() for row in rows for part in row)
    assert b"As in the letter" not in kept and b"member.decide" not in kept


def test_what_was_only_looked_at_is_forgotten_and_what_was_done_is_kept(
    caseway: Caseway, cases: tuple[str, ...]
) -> None:
    own, kept, looked = staff(caseway, "caseworker"), begun(caseway, cases[:2]), begun(caseway, cases[2:])
    through(caseway, looked)
    through(caseway, kept)
    done(caseway, kept)
    with caseway.records.writing() as writing:
        bulk.forget(writing, caseway.casework.now() + timedelta(seconds=1))
    assert caseway.bulk.has(own, kept) and not caseway.bulk.has(own, looked)


# giving


def test_the_cases_of_a_colleague_are_given_by_a_run_each_in_the_role_in_which_it_is_kept(
    caseway: Caseway, cases: tuple[str, ...]
) -> None:
    for case in cases:
        act(caseway, "caseworker", case, "take_case")
    boss, nadia = staff(caseway, "nadia"), staff(caseway, "nadia").user
    theirs = caseway.sharing.kept_by(boss, staff(caseway, "caseworker").user)
    kept = [BulkCase(id=one.case.id, answers={"role": one.role}) for one in theirs if one.case.id in cases]
    step = BulkStep(action="assign_case", answers={"to": "nadia"}, note="On leave")
    run = caseway.bulk.begin(boss, f"{cases[0]} given", "small-resettlement", step, kept)
    while caseway.bulk.carry_on(run):
        pass
    act(caseway, "caseworker", cases[0], "assign_case", answers={"to": "nadia"}, note="Already hers")
    caseway.bulk.start(boss, run)
    while caseway.bulk.carry_on(run):
        pass
    assert {one.case.id: one.standing for one in caseway.bulk.cases(boss, run)} == {
        cases[0]: "changed",
        cases[1]: "done",
        cases[2]: "done",
    }
    assert [keepers(caseway, case) for case in cases] == [{"caseworker": nadia}] * 3


def test_what_was_done_stays_done_whatever_a_slower_worker_was_told(caseway: Caseway, cases: tuple[str, ...]) -> None:
    key = begun(caseway, cases[:1])
    through(caseway, key)
    caseway.bulk.start(staff(caseway, "caseworker"), key)
    with caseway.records.reading() as reading:
        run = bulk.run_of(reading, key)
    assert run is not None
    for standing in ("done", "refused", "changed"):
        with caseway.records.writing() as writing:
            bulk.settle(writing, run, [bulk.RunCase(number=1, case=cases[0], standing=standing)])
    assert standings(caseway, key) == ["done"]
