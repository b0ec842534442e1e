"""A hold over a whole programme: it stops every case at once, leaves each where it stands, and ends by itself."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from engine import Away, Caseway, NotFound, Refused, Step
from tests.moratorium import PROGRAMME, Counted, a_place, cases, open_cases, pass_all, staff
from tests.test_casework import NOBODY, Clock

MANY = 120


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def caseway(database_url: str, tmp_path: Path, clock: Clock) -> Iterator[Caseway]:
    opened = a_place(database_url, tmp_path / "home", clock)
    yield opened
    opened.close()


def place(caseway: Caseway, who: str = "boss", hold: str = "moratorium") -> None:
    caseway.holding.place(staff(caseway, who), PROGRAMME, hold)


def lift(caseway: Caseway, who: str = "chief", hold: str = "moratorium") -> None:
    caseway.holding.lift(staff(caseway, who), PROGRAMME, hold)


def grants(caseway: Caseway, case: str) -> list[str]:
    """What stands in the way of granting; nothing: it was granted."""
    try:
        caseway.casework.act(staff(caseway, "clerk"), case, Step(action="grant", actor=NOBODY))
    except Refused as refused:
        return [one.code for one in refused.unmet]
    return []


def ends(caseway: Caseway, case: str, who: str = "clerk") -> dict[str, str]:
    sheet = caseway.casework.see(staff(caseway, who), case)
    return {one.name: one.ends.date().isoformat() for one in sheet.deadlines}


def days(clock: Clock, count: int) -> None:
    clock.now += timedelta(days=count)


def proof(caseway: Caseway) -> list[str]:
    return [one.thing for one in caseway.auditing.verify(None).breaches]


def test_no_case_is_opened_while_the_programme_is_stopped_and_again_once_it_is_not(caseway: Caseway) -> None:
    place(caseway)
    with pytest.raises(Refused) as refused:
        open_cases(caseway, 1)
    assert [(one.code, one.says) for one in refused.value.unmet] == [("held", "On hold: Moratorium")]
    lift(caseway)
    assert len(open_cases(caseway, 1)) == 1


def test_many_cases_are_stopped_at_once_and_go_on_exactly_where_they_stood(caseway: Caseway, clock: Clock) -> None:
    ids = open_cases(caseway, MANY)
    before = cases(caseway, ids)
    days(clock, 5)
    with Counted(caseway) as placing:
        place(caseway)
    assert placing.statements < 25  # not one for each case
    assert {str(grants(caseway, one)) for one in ids[:3]} == {"['held']"}
    pass_all(caseway)
    days(clock, 10)
    with Counted(caseway) as lifting:
        lift(caseway)
    assert lifting.statements < 25
    pass_all(caseway)
    for was, now in zip(before, cases(caseway, ids), strict=True):
        assert (now.standing.state, now.standing.since, now.standing.visit) == ("asked", was.standing.since, 1)
        assert {name: (one.since, one.seconds) for name, one in now.standing.paused.items()} == {
            "due": (None, 10 * 86400),
            "silence": (None, 10 * 86400),
        }
        assert (now.holds, now.people, now.facts, now.version) == (was.holds, was.people, was.facts, was.version + 4)
    assert grants(caseway, ids[0]) == []
    assert proof(caseway) == []


def test_a_case_that_nobody_looked_at_meanwhile_makes_up_for_the_whole_time(caseway: Caseway, clock: Clock) -> None:
    (case,) = open_cases(caseway, 1)
    days(clock, 5)
    place(caseway)
    days(clock, 30)  # its silence would have spoken long ago
    lift(caseway)
    days(clock, 1)
    pass_all(caseway)
    with caseway.records.reading() as reading:
        told = [(one.entry.cause, one.entry.changes) for one in reading.entries(case)][-4:]
    began, ended = "2026-03-07T07:00:00+00:00", "2026-04-06T07:00:00+00:00"
    assert [(cause, *change.items()) for cause, (change,) in told] == [
        ("pause", ("paused", {"timer": "due", "at": began})),
        ("pause", ("paused", {"timer": "silence", "at": began})),
        ("pause", ("resumed", {"timer": "due", "at": ended})),
        ("pause", ("resumed", {"timer": "silence", "at": ended})),
    ]
    assert ends(caseway, case)["silence"] == "2026-04-21"  # 20 days and those 30


def test_it_ends_by_itself_for_an_act_and_on_the_pages_before_the_clock_has_looked(
    caseway: Caseway, clock: Clock
) -> None:
    (case,) = open_cases(caseway, 1)
    place(caseway)
    (placed,) = caseway.holding.over(staff(caseway, "clerk"), PROGRAMME)
    assert placed.ends is not None and placed.ends.date().isoformat() == "2026-05-01"
    days(clock, 59)
    assert grants(caseway, case) == ["held"]
    days(clock, 1)
    assert caseway.holding.over(staff(caseway, "clerk"), PROGRAMME) == ()
    assert caseway.casework.see(staff(caseway, "clerk"), case).holds == ()
    assert grants(caseway, case) == []


def test_that_it_ended_stands_in_the_register_once_and_the_cases_go_on(caseway: Caseway, clock: Clock) -> None:
    (case,) = open_cases(caseway, 1)
    place(caseway)
    days(clock, 61)
    pass_all(caseway)
    pass_all(caseway)
    register = _register(caseway)
    assert [one for one in register if one[0] == "hold"] == [("hold", "end", None), ("hold", "place", "boss")]
    (now,) = cases(caseway, [case])
    assert {name: one.seconds for name, one in now.standing.paused.items()} == dict.fromkeys(
        ("due", "silence"), 60 * 86400
    )
    with pytest.raises(NotFound):
        lift(caseway)
    place(caseway)  # it may be placed anew
    assert proof(caseway) == []


def _register(caseway: Caseway) -> list[tuple[str, str | None, str | None]]:
    caseway.administration.add_user(None, "ada", ["auditor"])
    names = {staff(caseway, one).user: one for one in ("boss", "chief")}
    lines = caseway.auditing.register_page(staff(caseway, "ada")).lines
    return [(one.entry.cause, one.entry.action, names.get(one.entry.actor or "")) for one in lines]


def test_what_the_register_tells_of_a_hold_that_ended_is_proved(caseway: Caseway, clock: Clock) -> None:
    place(caseway)
    days(clock, 61)
    pass_all(caseway)
    assert proof(caseway) == []
    with caseway.records.writing() as writing:
        writing.connection.execute(text("UPDATE programme_hold SET until = '2026-03-03T00:00:00.000000Z'"))
    assert proof(caseway) == ["programme hold"]


def test_its_review_stands_among_the_deadlines_of_every_case(caseway: Caseway) -> None:
    (case,) = open_cases(caseway, 1)
    place(caseway)
    assert ends(caseway, case)["moratorium"] == "2026-03-16"


def test_a_hidden_hold_over_the_programme_is_told_in_its_words_and_no_more(caseway: Caseway, clock: Clock) -> None:
    (case,) = open_cases(caseway, 1)
    place(caseway, "guard", "quiet")
    days(clock, 1)
    sheet = caseway.casework.see(staff(caseway, "clerk"), case)
    assert [(one.title, one.over, one.by, one.hidden) for one in sheet.holds] == [
        ("Something is being looked at", None, None, True)
    ]
    assert sheet.inputs.programme_holds == () and "quiet" not in ends(caseway, case)
    assert caseway.holding.over(staff(caseway, "clerk"), PROGRAMME) == ()
    assert ends(caseway, case, "guard")["quiet"] == "2026-03-05"
    caseway.casework.act(staff(caseway, "clerk"), case, Step(action="look", actor=NOBODY))
    assert _lay(caseway, case, "clerk") == [[], []]
    assert _lay(caseway, case, "guard") == [["quiet@2026-03-02T07:00:00+00:00"], []]


def _lay(caseway: Caseway, case: str, who: str) -> list[object]:
    """What the entries say lay over the programme, the newest first."""
    lines = caseway.auditing.log_page(staff(caseway, who), case).lines
    return [one.entry.inputs.get("programme_holds") for one in lines if one.entry.inputs]


def test_who_may_not_see_a_hold_is_told_that_there_is_none_by_placing_and_lifting(caseway: Caseway) -> None:
    place(caseway, "guard", "quiet")
    for act in (place, lift):
        with pytest.raises(NotFound, match="knows no hold 'quiet'"):
            act(caseway, "boss", "quiet")


def test_who_covers_for_whoever_placed_it_does_not_lift_it(caseway: Caseway) -> None:
    place(caseway)
    caseway.administration.add_user(None, "boss2", [f"{PROGRAMME}:boss"])
    boss, today = staff(caseway, "boss"), caseway.casework.now().date()
    away = Away(absent=boss.user, covered_by=staff(caseway, "boss2").user, programme="*", first=today, last=today)
    entry = caseway.covering.begin(boss, away)
    with pytest.raises(Refused) as refused:
        lift(caseway, "boss2")
    assert [one.code for one in refused.value.unmet] == ["same_person"]
    caseway.covering.end(boss, entry)
    lift(caseway, "boss2")
