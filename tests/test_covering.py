"""Who is away and who covers, through the doors: who may enter it, for how long it holds, what the log says."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text

from engine import Away, Caseway, Cover, NotFound, Refused
from tests.test_casework import Clock, act, caseway, clock, opened, staff
from tests.test_keeping import keepers

__all__ = ["caseway", "clock"]
TODAY = date(2026, 3, 2)
DECIDED = {"decided_on": "2026-03-02", "source": "letter.pdf", "decision": "approved"}


@pytest.fixture
def team(caseway: Caseway) -> Caseway:
    """Nadia and Omar work beside the caseworker, Idris beside the physician."""
    for name, role in (("nadia", "caseworker"), ("omar", "caseworker"), ("idris", "physician")):
        caseway.administration.add_user(None, name, [f"small-resettlement:{role}"], ["amman-office"])
    return caseway


def user(team: Caseway, name: str | None) -> str | None:
    return staff(team, name).user if name else None


def away(team: Caseway, absent: str, cover: str | None, by: str | None = None, **more: object) -> int:
    """Enters an absence of three days from today, by the absent unless told."""
    asked = {"programme": "small-resettlement", "first": TODAY, "last": TODAY + timedelta(2)} | more
    return team.covering.begin(
        staff(team, by or absent), Away(absent=user(team, absent), covered_by=user(team, cover), **asked)
    )


def refused(team: Caseway, *asked: str | None, **more: object) -> list[str]:
    with pytest.raises(Refused) as found:
        away(team, *asked, **more)
    return [one.says for one in found.value.unmet]


def kept(team: Caseway) -> str:
    case = opened(team).case.id
    act(team, "caseworker", case, "take_case")
    return case


def test_a_cover_holds_from_the_first_day_through_the_last_of_the_office_of_the_case(
    team: Caseway, clock: Clock
) -> None:
    case = kept(team)
    away(team, "caseworker", "nadia", first=TODAY + timedelta(1))
    held = []
    for moment in ("02 20:59", "02 21:00", "04 20:59", "04 21:00"):  # midnight in Amman is 21:00 UTC
        clock.now = datetime.strptime(f"2026-03-{moment}+0000", "%Y-%m-%d %H:%M%z")
        held.append(bool(team.casework.see(staff(team, "nadia"), case).actor.covers))
    assert held == [False, True, True, False]


def test_whoever_sees_a_case_is_told_that_its_keeper_is_away_on_these_days_and_not_why(team: Caseway) -> None:
    case, physician, days = kept(team), staff(team, "physician"), [TODAY + timedelta(one) for one in range(-1, 4)]
    entry = away(team, "caseworker", "nadia", note="Surgery")
    away(team, "omar", None)
    found = [team.keeping.away(physician, case, day) for day in days]
    assert [list(one) for one in found] == [[], *[[user(team, "caseworker")]] * 3, []]
    assert "Surgery" not in str(found) and "Surgery" in str(team.covering.seen(staff(team, "caseworker")))
    team.covering.end(staff(team, "caseworker"), entry)
    assert not any(team.keeping.away(physician, case, day) for day in days)
    with pytest.raises(NotFound):
        team.keeping.away(staff(team, "elsewhere"), case, TODAY)


def test_what_is_done_in_the_place_of_somebody_absent_is_in_the_log_and_proved(team: Caseway) -> None:
    case = kept(team)
    entry = away(team, "caseworker", "nadia", note="Leave")
    (told, *_) = act(team, "nadia", case, "member.decide", answers=DECIDED).entries
    assert told.covers == (Cover(absent=user(team, "caseworker"), absence=entry, role="caseworker"),)
    (of_a_colleague, *_) = act(team, "omar", case, "hand_back_case").entries
    assert of_a_colleague.covers == () and keepers(team, case) == {}
    assert team.auditing.verify(None).is_whole
    with team.records.writing() as writing:
        writing.connection.execute(text("DELETE FROM covered_row"))
    assert not team.auditing.verify(None).is_whole
    assert team.auditing.rebuild(None) == 1 and team.auditing.verify(None).is_whole


def test_a_cover_ends_early_for_whoever_is_back_and_for_nobody_of_another_office(team: Caseway) -> None:
    case = kept(team)
    entry = away(team, "caseworker", "nadia")
    with pytest.raises(Refused):
        team.covering.end(staff(team, "elsewhere"), entry)
    assert team.casework.see(staff(team, "nadia"), case).actor.covers
    team.covering.end(staff(team, "caseworker"), entry)
    assert team.casework.see(staff(team, "nadia"), case).actor.covers == ()
    with pytest.raises(NotFound):
        team.covering.end(staff(team, "caseworker"), entry)
    assert team.auditing.verify(None).is_whole


def test_an_absence_is_entered_by_whoever_is_away_or_by_who_gives_them_cases(team: Caseway) -> None:
    away(team, "caseworker", "nadia", by="omar")
    theirs = "An absence is entered and ended by whoever is away, or by whoever gives them cases"
    assert refused(team, "nadia", None, by="elsewhere") == [theirs]
    with pytest.raises(NotFound):
        team.covering.to_cover(staff(team, "elsewhere"), user(team, "nadia"))


def test_who_covers_could_keep_each_case_in_its_role_and_gets_no_role_by_it(team: Caseway) -> None:
    kept(team)
    assert refused(team, "caseworker", "idris") == ["Idris works in none of these roles here"]
    assert refused(team, "caseworker", "elsewhere") == ["Elsewhere works in none of these roles here"]
    omar = user(team, "omar")
    team.administration.close_user(None, "omar")
    gone = Away(absent=user(team, "caseworker"), covered_by=omar, programme="*", first=TODAY, last=TODAY)
    with pytest.raises(Refused, match="Omar works in none of these roles here"):
        team.covering.begin(staff(team, "caseworker"), gone)
    asked = team.covering.to_cover(staff(team, "caseworker"), user(team, "caseworker"))
    assert [name for _, name in asked.colleagues] == ["Nadia"]
    assert (asked.today, asked.programmes) == (TODAY, {"small-resettlement": "Resettlement, a small example"})


def test_a_case_kept_in_a_role_that_somebody_does_not_hold_is_not_covered_by_them(team: Caseway) -> None:
    both = ["small-resettlement:caseworker", "small-resettlement:physician"]
    team.administration.add_user(None, "samir", both, ["amman-office"])
    act(team, "samir", opened(team).case.id, "take_case", answers={"role": "physician"})
    lacks = "Nadia does not hold each role in which cases are kept: Panel physician"
    assert refused(team, "samir", "nadia") == [lacks]
    away(team, "samir", "idris")


def test_nobody_covers_twice_over_in_a_ring_or_at_second_hand(team: Caseway) -> None:
    away(team, "caseworker", "nadia", first=TODAY + timedelta(1))
    later = {"first": TODAY + timedelta(2), "last": TODAY + timedelta(9)}
    at_second_hand = "Whoever is to be away covers for somebody on some of these days; nobody covers at second hand"
    entered = "An absence on some of these days is entered already; end it first"
    assert refused(team, "caseworker", "omar", **later) == [entered]
    assert refused(team, "caseworker", "omar", **later | {"programme": "*"}) == [entered]
    assert refused(team, "omar", "caseworker", **later) == ["Whoever is to cover is away on some of these days"]
    assert refused(team, "nadia", "omar", **later) == [at_second_hand]
    assert refused(team, "nadia", "nadia", **later) == [at_second_hand, "Nobody covers for themselves"]
    away(team, "nadia", "caseworker", first=TODAY + timedelta(3), last=TODAY + timedelta(3))


@pytest.mark.parametrize(
    ("first", "last", "says"),
    [
        (-1, 2, "An absence begins today or later"),
        (2, 1, "The last day lies before the first"),
        (0, 366, "An absence lasts a year at most; it can be entered anew"),
    ],
)
def test_an_absence_has_days_ahead_in_their_order(team: Caseway, first: int, last: int, says: str) -> None:
    days = {"first": TODAY + timedelta(first), "last": TODAY + timedelta(last)}
    assert refused(team, "caseworker", "nadia", **days) == [says]


def lists(team: Caseway, who: str) -> dict[str, list[str]]:
    work = team.worklist.work(staff(team, who))
    groups = {name: getattr(work, name) for name in ("mine", "covered", "colleagues", "new")}
    return {name: [one.case.id for one in group] for name, group in groups.items() if group}


def to_do(team: Caseway) -> str:
    """A case that the physician keeps and has to work on."""
    case = opened(team).case.id
    act(team, "caseworker", case, "member.decide", answers=DECIDED)
    act(team, "physician", case, "take_case")
    return case


def test_the_work_of_somebody_absent_is_apart_on_the_list_of_who_covers_and_of_nobody_else(
    team: Caseway, clock: Clock
) -> None:
    team.administration.add_user(None, "samir", ["small-resettlement:physician"], ["amman-office"])
    case = to_do(team)
    away(team, "physician", "idris", first=TODAY + timedelta(1))
    assert lists(team, "idris") == {"colleagues": [case]}
    clock.now += timedelta(days=1)
    assert lists(team, "idris") == {"covered": [case]}
    assert lists(team, "samir") == {"colleagues": [case]}
    work = team.worklist.in_place_of(staff(team, "idris"), user(team, "physician"))
    assert [one.case.id for one in work.queue] == [case]
    with pytest.raises(NotFound):
        team.worklist.in_place_of(staff(team, "samir"), user(team, "physician"))
    clock.now += timedelta(days=2)
    assert lists(team, "idris") == {"colleagues": [case]}


def test_who_was_away_is_told_what_was_done_for_them_in_that_time_and_by_whom(team: Caseway, clock: Clock) -> None:
    case = to_do(team)
    entry = away(team, "physician", "idris")
    act(team, "idris", case, "medical.record_exam", answers={"examined_on": "2026-03-02"})
    act(team, "idris", case, "hand_back_case")
    team.covering.end(staff(team, "physician"), entry)
    told = team.while_away.told(staff(team, "physician"))
    assert [(one.case.id, one.entry.action, one.by) for one in told] == [
        (case, "hand_back_case", "Idris"),
        (case, "medical.record_exam", "Idris"),
    ]
    assert team.while_away.told(staff(team, "idris")) == ()
    clock.now += timedelta(days=18)
    assert team.while_away.told(staff(team, "physician")) == ()


def test_cases_of_somebody_absent_stand_still_until_somebody_covers_or_they_are_back(team: Caseway) -> None:
    kept(team)

    def still() -> list[tuple[str, int, date | None]]:
        found = team.team.board(staff(team, "nadia")).stuck
        return [(one.says, one.cases, one.since) for one in found if one.kind == "absent"]

    assert still() == []
    entry = away(team, "caseworker", None)
    assert still() == [("Caseworker", 1, TODAY)]
    team.covering.end(staff(team, "caseworker"), entry)
    assert still() == []
    away(team, "caseworker", "omar")
    assert still() == []
    team.administration.close_user(None, "omar")
    assert still() == [("Caseworker", 1, TODAY)]
    team.administration.close_user(None, "caseworker")
    assert still() == [("Caseworker", 1, None)]


def test_an_absence_is_shown_to_those_in_it_and_to_who_gives_cases(team: Caseway) -> None:
    away(team, "caseworker", "nadia", first=TODAY + timedelta(1))
    (seen,) = team.covering.seen(staff(team, "omar"))
    assert (seen.absent, seen.covered_by, seen.now) == ("Caseworker", "Nadia", False)
    assert len(team.covering.seen(staff(team, "nadia"))) == 1
    assert team.covering.seen(staff(team, "elsewhere")) == ()
