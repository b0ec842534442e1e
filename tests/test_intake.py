"""Who might be known already, before a case is opened: in any spelling and script, and only as far as one may see."""

from typing import Any

import pytest

from engine import Alike, Caseway, Opening
from tests.test_casework import NOBODY, caseway, clock, staff

__all__ = ["caseway", "clock"]

KNOWN = {"given_names": "محمد علي", "family_name": "الخطيب", "born_on": "1991-05-04"}
SAME = {"given_names", "family_name", "born_on"}


def opens(caseway: Caseway, who: str, office: str, **people: Any) -> str:
    opening = Opening(actor=NOBODY, people=people)
    return caseway.casework.open(staff(caseway, who), "small-resettlement", office, opening).case.reference


def alike(caseway: Caseway, who: str = "caseworker", office: str = "amman-office", **people: Any) -> tuple[Alike, ...]:
    opening = Opening(actor=NOBODY, people=people)
    return caseway.intake.alike(staff(caseway, who), "small-resettlement", office, opening)


@pytest.fixture
def known(caseway: Caseway) -> Caseway:
    opens(caseway, "caseworker", "amman-office", first=KNOWN)
    return caseway


def test_somebody_is_alike_by_name_in_any_spelling_with_a_birth_date_that_fits(known: Caseway) -> None:
    table = {
        ("Mohammed Ali", "Al-Khatib", "1991-05-04"): SAME,
        ("Muhamad Ali", "Alkhateeb", "1991-04-05"): SAME,
        ("محمد علی", "الخطیب", "1991-05-04"): SAME,
        ("Mohamed", "Khatib", "1991"): {"given_names", "family_name"},
        ("Khatib", "Mohamed Ali", ""): {"given_names", "family_name"},
        ("Mohamed", "Specimen", "1991-05-04"): {"given_names", "born_on"},
        ("Mohammed Ali", "Al-Khatib", "1971-05-04"): None,
        ("Mohammed Ali", "Al-Khatib", "1991-07-04"): None,
        ("Mohamed", "Specimen", "1991"): None,
        ("Ahmed", "Al-Khatib", "1991"): None,
        ("Mohammed", "Al-Khatib", "the day after"): {"given_names", "family_name"},
    }
    for (given, family, born), expected in table.items():
        found = alike(known, p1={"given_names": given, "family_name": family, "born_on": born})
        assert [one.same for one in found] == ([expected] if expected else []), (given, family, born)


def test_each_newcomer_is_compared_and_what_is_known_there_is_told(known: Caseway) -> None:
    (found,) = alike(known, p1={"given_names": "Amina", "family_name": "Specimen"}, p2=KNOWN)
    assert (found.newcomer, found.person, found.facts["family_name"]) == ("p2", "first", "الخطيب")


def test_a_case_that_the_caller_does_not_see_is_like_nobodys(known: Caseway) -> None:
    assert alike(known, who="elsewhere", office="cairo-office", p1=KNOWN) == ()
    reference = opens(known, "elsewhere", "cairo-office", first=KNOWN)
    assert [one.reference for one in alike(known, who="elsewhere", office="cairo-office", p1=KNOWN)] == [reference]
