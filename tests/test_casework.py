"""A family's case through the door of casework: what is recorded, what sleeps, what somebody else may not see."""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread

import pytest
from sqlalchemy import text

from engine import (
    Acted,
    Actor,
    Caller,
    Caseway,
    NotFound,
    Opening,
    OutOfDate,
    Refused,
    Step,
    Unavailable,
    open_caseway,
    texts_under,
)
from engine.records import waking
from tests.docs.guide import small_programme

ROOT = Path(__file__).resolve().parents[1]
NOBODY = Actor(user="", roles=frozenset())
ROLES = ("caseworker", "physician", "movement")


class Clock:
    """The time of day, which only the test moves."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 7, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


def small_texts() -> dict[str, str]:
    """The programme of the designer's guide, and the offices that are shipped."""
    offices = {path: text for path, text in texts_under(ROOT / "programmes").items() if path.startswith("offices/")}
    return {**small_programme(), **offices}


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def caseway(database_url: str, tmp_path: Path, clock: Clock) -> Iterator[Caseway]:
    opened = open_caseway(database_url, tmp_path / "home", clock)
    opened.administration.first_start(small_texts())
    for role in ROLES:
        opened.administration.add_user(None, role, [f"small-resettlement:{role}"], ["amman-office"])
    opened.administration.add_user(None, "elsewhere", ["small-resettlement:caseworker"], ["cairo-office"])
    yield opened
    opened.close()


def staff(caseway: Caseway, name: str) -> Caller:
    return caseway.administration.caller_named(name)


def opened(caseway: Caseway, key: str | None = None) -> Acted:
    opening = Opening(actor=NOBODY, people={"amina": {"family_name": "Specimen", "born_on": "1991"}})
    return caseway.casework.open(staff(caseway, "caseworker"), "small-resettlement", "amman-office", opening, key)


def act(caseway: Caseway, who: str, case: str, action: str, **more: object) -> Acted:
    """An act, judged at the version it is given (`expected`) or whatever the case is at."""
    expected, key = more.pop("expected", None), more.pop("key", None)
    people = ("amina",) if "." in action else ()
    step = Step(action=action, actor=NOBODY, people=people, **more)  # type: ignore[arg-type]
    return caseway.casework.act(staff(caseway, who), case, step, expected=expected, key=key)  # type: ignore[arg-type]


def approve(caseway: Caseway, case: str) -> Acted:
    decided = {"decided_on": "2026-03-02", "source": "letter.pdf", "decision": "approved"}
    return act(caseway, "caseworker", case, "member.decide", answers=decided)


def booked(caseway: Caseway) -> str:
    """A case that is booked for 20 August, its medical of 2 March good until 2 September."""
    case = opened(caseway).case.id
    approve(caseway, case)
    act(caseway, "physician", case, "medical.record_exam", answers={"examined_on": "2026-03-02"})
    act(caseway, "movement", case, "book", answers={"travel_date": "2026-08-20"})
    return case


def state(caseway: Caseway, case: str) -> str:
    return caseway.casework.see(staff(caseway, "caseworker"), case).case.standing.state


def test_one_act_is_recorded_with_all_that_follows_from_it(caseway: Caseway) -> None:
    case = opened(caseway).case.id
    acted = approve(caseway, case)
    assert [(entry.cause, entry.machine, entry.target) for entry in acted.entries] == [
        ("action", "member", "approved"),
        ("opens_when", "medical", "to_examine"),
        ("automatic", "case", "clearing"),
    ]
    assert caseway.auditing.verify(None).is_whole


def test_the_same_request_twice_is_one_step(caseway: Caseway) -> None:
    first, again = opened(caseway, "key-1"), opened(caseway, "key-1")
    assert again.repeated
    assert (again.case.id, again.entries) == (first.case.id, first.entries)
    assert caseway.auditing.verify(None).cases == 1


def test_who_saw_an_older_version_is_told_so_and_nothing_is_written(caseway: Caseway) -> None:
    case = opened(caseway).case
    approve(caseway, case.id)
    with pytest.raises(OutOfDate):
        act(caseway, "caseworker", case.id, "withdraw_person", expected=case.version)
    assert len(caseway.auditing.log_page(staff(caseway, "caseworker"), case.id).lines) == 5


def test_a_refusal_tells_everything_at_once_and_writes_nothing(caseway: Caseway) -> None:
    case = opened(caseway).case
    with pytest.raises(Refused) as refused:
        act(caseway, "physician", case.id, "member.decide", answers={"decision": "perhaps"})
    assert sorted(one.code for one in refused.value.unmet) == [
        "answers_missing", "answers_missing", "answers_wrong", "not_your_role",
    ]  # fmt: skip
    assert caseway.casework.see(staff(caseway, "caseworker"), case.id).case.version == case.version


def test_a_case_of_another_office_does_not_exist(caseway: Caseway) -> None:
    case = opened(caseway).case.id
    with pytest.raises(NotFound):
        caseway.casework.see(staff(caseway, "elsewhere"), case)
    with pytest.raises(NotFound):
        caseway.auditing.log_page(staff(caseway, "elsewhere"), case)


def test_a_medical_that_runs_out_gives_the_seats_back_by_itself(caseway: Caseway, clock: Clock) -> None:
    case = booked(caseway)
    clock.now = datetime(2026, 8, 19, tzinfo=UTC)
    assert caseway.casework.let_due_pass() == 0
    assert state(caseway, case) == "booked"
    clock.now = datetime(2026, 9, 3, tzinfo=UTC)
    assert caseway.casework.let_due_pass() == 1
    assert state(caseway, case) == "unbooking"
    assert caseway.auditing.verify(None).is_whole


def test_what_is_due_is_seen_before_the_clock_has_recorded_it(caseway: Caseway, clock: Clock) -> None:
    case = booked(caseway)
    clock.now = datetime(2026, 9, 3, tzinfo=UTC)
    nadia = staff(caseway, "caseworker")
    sheet = caseway.casework.see(nadia, case)
    assert sheet.case.standing.state == "unbooking"
    assert [(one.cause, one.machine, one.target) for one in sheet.due] == [
        ("lapse", "medical", "to_examine"),
        ("only_while", "case", "unbooking"),
    ]
    assert "confirm_cancelled" in {one.action for one in caseway.casework.explain(nadia, case)}
    assert (sheet.case.version, len(page(caseway, case))) == (sheet.latest[0].seq, sheet.latest[0].seq)
    act(
        caseway,
        "movement",
        case,
        "confirm_cancelled",
        answers={"cancelled_on": "2026-09-03"},
        expected=sheet.case.version,
    )
    then = caseway.casework.see(nadia, case)
    assert (then.case.standing.state, then.due) == ("clearing", ())
    assert caseway.auditing.verify(None).is_whole


def test_what_fell_due_while_nobody_looked_is_made_up_before_the_next_act(caseway: Caseway, clock: Clock) -> None:
    case = booked(caseway)
    clock.now = datetime(2026, 9, 10, 9, tzinfo=UTC)
    with pytest.raises(Refused) as refused:
        act(caseway, "movement", case, "depart")
    assert {one.code for one in refused.value.unmet} == {"not_in_this_state"}
    (lapse,) = [line.entry for line in page(caseway, case) if line.entry.cause == "lapse"]
    assert (lapse.due_at, lapse.recorded) == (datetime(2026, 9, 2, 21, tzinfo=UTC), clock.now)


def test_what_fell_due_by_a_calendar_published_since_is_made_up_before_the_next_act(
    caseway: Caseway, clock: Clock
) -> None:
    programme, office = "small-resettlement/programme.yaml", "offices/amman-office.yaml"
    texts = small_texts()
    texts[programme] = texts[programme].replace("warn: 30 days, ", "")  # nothing can change before the medical lapses
    caseway.drafting.publish(None, texts, "small-resettlement")
    case = opened(caseway).case.id
    approve(caseway, case)
    act(caseway, "physician", case, "medical.record_exam", answers={"examined_on": "2026-03-02"})
    clock.now += timedelta(days=3)
    act(caseway, "movement", case, "book", answers={"travel_date": "2026-08-20"})
    texts[office] = texts[office].replace("zone: Asia/Amman", "zone: Asia/Tokyo")
    caseway.drafting.publish(None, texts, "small-resettlement")
    clock.now = datetime(2026, 9, 2, 17, tzinfo=UTC)  # the second of September is over in Tokyo, not in Amman
    with pytest.raises(Refused):
        act(caseway, "movement", case, "depart")
    assert [line.entry.cause for line in page(caseway, case)].count("lapse") == 1


def test_a_new_calendar_wakes_the_cases_of_its_office_and_a_waking_removed_by_hand_is_found(
    caseway: Caseway, clock: Clock
) -> None:
    texts, office = small_texts(), "offices/amman-office.yaml"
    case = booked(caseway)
    assert caseway.auditing.verify(None).is_whole
    texts[office] = texts[office].replace("zone: Asia/Amman", "zone: Asia/Tokyo")
    caseway.drafting.publish(None, texts, "small-resettlement")
    with caseway.records.writing() as writing:
        assert waking.cases_due(writing, clock.now, 9) == (case,)
        writing.connection.execute(text("DELETE FROM waking"))
    (breach,) = caseway.auditing.verify(None).breaches
    assert (breach.case, breach.thing) == (case, "waking")


@pytest.mark.parametrize(("moved", "says"), [("last + 1", "No case has the numbers 3"), ("1", "though 2 was given")])
def test_a_case_that_is_gone_leaves_a_gap_in_the_numbers_and_a_counter_moved_is_found(
    caseway: Caseway, moved: str, says: str
) -> None:
    for _ in range(2):
        opened(caseway)
    assert caseway.auditing.verify(None).is_whole
    with caseway.records.writing() as writing:
        writing.connection.execute(text(f"UPDATE reference_counter SET last = {moved}"))
    (breach,) = caseway.auditing.verify(None).breaches
    assert (breach.thing, says in breach.what) == ("reference", True)


def test_a_pipe_among_the_programmes_keeps_nobody_waiting(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text("programme: one")
    os.mkfifo(tmp_path / "pipe.yaml")
    answers = Thread(target=(tmp_path / "pipe.yaml").write_text, args=["x"], daemon=True)  # where it is read
    answers.start()
    assert texts_under(tmp_path) == {"one.yaml": "programme: one"}
    opened = os.open(tmp_path / "pipe.yaml", os.O_RDONLY | os.O_NONBLOCK)
    answers.join()
    os.close(opened)


def page(caseway: Caseway, case: str) -> tuple:
    return caseway.auditing.log_page(staff(caseway, "caseworker"), case).lines


def test_a_case_in_which_nothing_happens_is_not_looked_at_again_and_again(caseway: Caseway, clock: Clock) -> None:
    case = booked(caseway)
    looked: list[str] = []
    original = caseway.casework.time.passes
    caseway.casework.time.passes = lambda case_id: looked.append(case_id) or original(case_id)  # type: ignore[method-assign]
    for _ in range(3):
        clock.now += timedelta(days=60)
        for _ in range(3):
            caseway.casework.let_due_pass()
    assert len(looked) <= 3
    assert state(caseway, case) in ("booked", "unbooking")


def test_one_case_that_cannot_rest_keeps_no_other_waiting(caseway: Caseway, clock: Clock) -> None:
    broken, sound = booked(caseway), booked(caseway)
    with caseway.records.writing() as writing:
        writing.connection.execute(text("UPDATE case_row SET snapshot = head WHERE id = :id"), {"id": broken})
    clock.now = datetime(2026, 9, 3, tzinfo=UTC)
    assert caseway.casework.let_due_pass() == 1
    assert state(caseway, sound) == "unbooking"
    assert len(caseway.casework.incidents) == 1
    caseway.casework.let_due_pass()
    assert len(caseway.casework.incidents) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_database_that_fails_for_a_while_puts_no_case_off(caseway: Caseway, clock: Clock) -> None:
    booked(caseway)
    clock.now = datetime(2026, 9, 3, tzinfo=UTC)
    for old, new in (("publication", "away"), ("away", "publication")):
        with caseway.records.writing() as writing:
            writing.connection.exec_driver_sql(f"ALTER TABLE {old} RENAME TO {new}")
        if new == "away":
            with pytest.raises(Unavailable):
                caseway.casework.let_due_pass()
    assert caseway.casework.let_due_pass() == 1


def test_of_two_first_starts_at_once_one_publishes_and_neither_fails(database_url: str, tmp_path: Path) -> None:
    texts, home = small_texts(), tmp_path / "home"
    both = [open_caseway(database_url, home) for _ in range(2)]
    with ThreadPoolExecutor() as threads:
        published = list(threads.map(lambda one: one.administration.first_start(texts), both))
    assert sorted(published) == [(), ("small-resettlement",)]
    assert len(both[0].drafting.versions()) == 1
    for one in both:
        one.close()


def test_a_first_start_that_was_interrupted_is_made_again(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    opened = open_caseway(database_url, tmp_path / "home")
    with monkeypatch.context() as once, pytest.raises(KeyboardInterrupt):
        once.setattr("engine.drafting.Drafting._offices", interrupted)
        opened.administration.first_start(small_texts())
    assert opened.administration.first_start(small_texts()) == ("small-resettlement",)
    opened.close()


def test_a_case_set_to_sleep_too_long_is_found(caseway: Caseway, clock: Clock) -> None:
    case = booked(caseway)
    with caseway.records.writing() as writing:
        writing.connection.exec_driver_sql(
            "INSERT INTO waking (case_id, version, at) SELECT id, version, '9999' FROM case_row"
        )
    (breach,) = caseway.auditing.verify(None).breaches
    assert (breach.case, breach.thing) == (case, "waking")


def test_who_left_cannot_act_any_more_and_what_they_did_stays(caseway: Caseway) -> None:
    case = opened(caseway).case.id
    approve(caseway, case)
    caseway.administration.close_user(None, "caseworker")
    with pytest.raises(NotFound):
        staff(caseway, "caseworker")
    assert caseway.auditing.verify(None).is_whole
