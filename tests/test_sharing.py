"""Many cases of one colleague given to another: seen first, then done, a refused one keeps no other back."""

import pytest

from engine import Caseway
from tests.test_casework import act, caseway, clock, opened, staff
from tests.test_keeping import keepers

__all__ = ["caseway", "clock"]


@pytest.fixture
def kept(caseway: Caseway) -> tuple[str, ...]:
    """Two cases that the caseworker keeps; nadia works beside."""
    caseway.administration.add_user(None, "nadia", ["small-resettlement:caseworker"], ["amman-office"])
    cases = tuple(opened(caseway).case.id for _ in range(2))
    for case in cases:
        act(caseway, "caseworker", case, "take_case")
    return cases


def test_what_giving_would_come_to_is_seen_and_nothing_is_written(caseway: Caseway, kept: tuple[str, ...]) -> None:
    boss, user = staff(caseway, "nadia"), staff(caseway, "caseworker").user
    theirs = caseway.sharing.kept_by(boss, user)
    assert {one.case.id for one in theirs} == set(kept) and {one.role for one in theirs} == {"caseworker"}
    assert [one.unmet for one in caseway.sharing.foresee(boss, theirs, "nadia", "On leave")] == [(), ()]
    (wrong, _) = caseway.sharing.foresee(boss, theirs, "elsewhere", "On leave")
    assert [one.code for one in wrong.unmet] == ["answers_wrong"]
    assert keepers(caseway, kept[0]) == {"caseworker": user}


def test_each_case_is_given_by_a_step_of_its_own_and_a_refused_one_keeps_no_other_back(
    caseway: Caseway, kept: tuple[str, ...]
) -> None:
    boss, nadia = staff(caseway, "nadia"), staff(caseway, "nadia").user
    theirs = caseway.sharing.kept_by(boss, staff(caseway, "caseworker").user)
    act(caseway, "caseworker", kept[0], "assign_case", answers={"to": "nadia"}, note="Already hers")
    found = {one.kept.case.id: [it.code for it in one.unmet] for one in _give(caseway, theirs)}
    assert found == {kept[0]: ["not_in_this_state"], kept[1]: []}
    assert keepers(caseway, kept[1]) == {"caseworker": nadia}
    before = [caseway.casework.see(boss, case).case.version for case in kept]
    assert _give(caseway, theirs)[theirs[0].case.id == kept[0]].unmet == ()
    assert [caseway.casework.see(boss, case).case.version for case in kept] == before
    assert caseway.sharing.kept_by(boss, staff(caseway, "caseworker").user) == ()


def test_nobody_elsewhere_sees_what_a_colleague_keeps(caseway: Caseway, kept: tuple[str, ...]) -> None:
    assert caseway.sharing.kept_by(staff(caseway, "elsewhere"), staff(caseway, "caseworker").user) == ()


def _give(caseway: Caseway, kept: tuple) -> tuple:
    return caseway.sharing.give(staff(caseway, "nadia"), kept, "nadia", "On leave", "one request")
