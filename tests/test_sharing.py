"""The cases that a colleague keeps, as whoever gives them to another sees them."""

from engine import Caseway
from tests.test_casework import act, caseway, clock, opened, staff

__all__ = ["caseway", "clock"]


def test_what_a_colleague_keeps_is_seen_by_who_works_there_and_by_nobody_elsewhere(caseway: Caseway) -> None:
    caseway.administration.add_user(None, "nadia", ["small-resettlement:caseworker"], ["amman-office"])
    kept, user = {opened(caseway).case.id for _ in range(2)}, staff(caseway, "caseworker").user
    for case in kept:
        act(caseway, "caseworker", case, "take_case")
    theirs = caseway.sharing.kept_by(staff(caseway, "nadia"), user)
    assert {one.case.id for one in theirs} == kept and {one.role for one in theirs} == {"caseworker"}
    found = {one.name: one.roles for one in caseway.sharing.colleagues(staff(caseway, "nadia"), theirs)}
    assert found.keys() >= {"nadia", "caseworker"} and all("caseworker" in roles for roles in found.values())
    everybody = caseway.keeping.colleagues(staff(caseway, "nadia"), min(kept))
    assert {one.name for one in everybody} > found.keys()
    assert caseway.sharing.kept_by(staff(caseway, "elsewhere"), user) == ()
