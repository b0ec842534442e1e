"""The team as whoever gives its cases out sees it: who keeps how many, what stands still and why."""

from datetime import timedelta

from engine import Caseway, Member, Opening, Stuck, Wanted
from tests.test_casework import Clock, act, booked, caseway, clock, opened, staff
from tests.test_forecasting import NOBODY, quiet

__all__ = ["caseway", "clock", "quiet"]


def members(caseway: Caseway, who: str) -> dict[str, Member]:
    names = {staff(caseway, name).user: name for name in ("caseworker", "physician", "elsewhere")}
    board = caseway.team.board(staff(caseway, who))
    return {names.get(one.user, one.name) if one.user else "nobody": one for one in board.members}


def stuck(caseway: Caseway, who: str) -> list[Stuck]:
    return list(caseway.team.board(staff(caseway, who)).stuck)


def test_everybody_of_the_team_is_shown_with_the_open_cases_that_they_keep_and_what_nobody_keeps(
    caseway: Caseway,
) -> None:
    first, _ = opened(caseway).case.id, opened(caseway)
    act(caseway, "caseworker", first, "take_case")
    seen = members(caseway, "caseworker")
    assert (seen["caseworker"].open, seen["nobody"].open) == (1, 1)
    assert seen["physician"].open == 0 and "elsewhere" not in seen


def test_nobody_elsewhere_sees_the_team(caseway: Caseway) -> None:
    opened(caseway)
    (nobody,) = [one for one in members(caseway, "elsewhere").values() if one.user is None]
    assert nobody.open == 0


def test_a_turn_of_a_role_that_nobody_holds_is_told_until_somebody_does(caseway: Caseway) -> None:
    case = opened(caseway).case.id
    decided = {"decided_on": "2026-03-02", "source": "letter.pdf", "decision": "approved"}
    act(caseway, "caseworker", case, "member.decide", answers=decided)
    assert stuck(caseway, "caseworker") == []
    caseway.administration.close_user(None, "physician")
    (one,) = stuck(caseway, "caseworker")
    assert (one.kind, one.role, one.cases) == ("nobody", "physician", 1)


def listed(caseway: Caseway, who: str, **chosen: str | tuple[str, ...]) -> int:
    """How many cases the list has that is cut to these choices."""
    which = {name: (one,) if isinstance(one, str) else one for name, one in chosen.items()}
    return caseway.case_lists.cases(staff(caseway, who), Wanted(**which)).tally.found  # type: ignore[arg-type]


def test_cases_that_wait_for_a_role_in_any_part_are_told_once_and_listed(caseway: Caseway) -> None:
    """One waits in a track, two themselves; one of these two also in a track."""
    decided = {"decided_on": "2026-03-02", "source": "letter.pdf", "decision": "approved"}
    for _ in range(3):
        case = opened(caseway).case.id
        act(caseway, "caseworker", case, "member.decide", answers=decided)
    opened(caseway)
    caseway.administration.close_user(None, "physician")
    (one,) = stuck(caseway, "caseworker")
    here = {"programme": one.law.id, "office": one.place or "", "standing": "open"}
    assert one.cases == listed(caseway, "caseworker", **here, turn=one.role or "") == 3
    assert listed(caseway, "caseworker", **here) == 4
    assert listed(caseway, "caseworker", **here | {"office": "cairo-office"}, turn=one.role or "") == 0


def test_what_no_clock_recorded_is_listed_by_name(caseway: Caseway, clock: Clock) -> None:
    booked(caseway)
    booked(caseway)
    opened(caseway)
    clock.now += timedelta(days=4000)
    (one,) = [one for one in stuck(caseway, "caseworker") if one.kind == "no_clock"]
    assert one.cases == len(one.named) == listed(caseway, "caseworker", case=one.named) == 2


def test_a_case_that_somebody_keeps_in_two_roles_is_kept_once(caseway: Caseway) -> None:
    case = opened(caseway).case.id
    act(caseway, "caseworker", case, "take_case")
    act(caseway, "physician", case, "take_case")
    board = caseway.team.board(staff(caseway, "caseworker"))
    assert (board.kept, board.whole) == (1, True) and sum(one.open for one in board.members if one.user) == 2
    assert board.kept == listed(caseway, "caseworker", kept=("me", "others"), standing="open")


def test_what_fell_due_and_no_clock_recorded_is_told(caseway: Caseway, clock: Clock) -> None:
    booked(caseway)
    assert stuck(caseway, "caseworker") == []
    clock.now += timedelta(days=4000)
    kinds = {one.kind for one in stuck(caseway, "caseworker")}
    assert "no_clock" in kinds
    caseway.casework.let_due_pass()
    assert "no_clock" not in {one.kind for one in stuck(caseway, "caseworker")}


def test_a_case_that_was_looked_at_and_had_nothing_due_is_not_behind(caseway: Caseway, clock: Clock) -> None:
    booked(caseway)
    for _ in range(40):
        clock.now += timedelta(days=1)
        caseway.casework.let_due_pass()
        clock.now += timedelta(hours=2)
        assert "no_clock" not in {one.kind for one in stuck(caseway, "caseworker")}


def test_the_turn_of_a_restricted_check_is_told_to_those_alone_who_may_know_of_it(quiet: Caseway) -> None:
    opening = Opening(actor=NOBODY, people={"amina": {"given_names": "Amina"}})
    quiet.casework.open(staff(quiet, "caseworker"), "quiet", "north", opening)
    officer = staff(quiet, "security")
    quiet.administration.close_user(None, "security")
    assert stuck(quiet, "caseworker") == []
    assert [one.role for one in quiet.team.board(officer).stuck] == ["security"]
