"""Figures that may be handed on: of so few that somebody could be known, nothing is told, nor can it be worked out."""

from datetime import date, timedelta
from functools import cache
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as some

from engine import Caseway, NotFound, Programme, Stay, Tallied, check
from engine.records.tallies import Stood
from engine.statistics import percentile, phases, stays, told
from tests.docs.guide import small_programme
from tests.test_casework import Clock, caseway, clock, opened, staff

__all__ = ["caseway", "clock"]
TODAY = date(2026, 3, 2)


@cache
def small() -> Programme:
    return check(small_programme(), "small-resettlement").programmes["small-resettlement"]


def test_a_small_number_is_withheld_with_the_total_and_every_other_is_rounded() -> None:
    figures = told({"intake": 3, "travel": 7, "arrival": 23, "none": 0})
    assert figures.cells == {"intake": None, "travel": 5, "arrival": 25, "none": 0}
    assert figures.total is None
    assert told({"travel": 8, "arrival": 20}) == Tallied(cells={"travel": 10, "arrival": 20}, total=30)


@given(some.lists(some.integers(0, 30), max_size=5))
def test_no_small_number_can_be_worked_out(counts: list[int]) -> None:
    """Whatever a withheld number is, each other small one in its place would have told the same."""
    figures = told(dict(zip("abcde", counts, strict=False)))
    for place, count in enumerate(counts):
        for other in range(1, 5) if 0 < count < 5 else ():
            instead = [*counts[:place], other, *counts[place + 1 :]]
            assert told(dict(zip("abcde", instead, strict=False))) == figures


def some_states(counts: list[int]) -> tuple[Tallied, list[int | None]]:
    """A phase with so many open cases in each of its states: what is told of it, and of them."""
    law = small()
    stood = [
        Stood(phase="decision", state=f"s{place}", since=TODAY, cases=count, overdue=0)
        for place, count in enumerate(counts)
    ]
    return phases(law, stood), [one.cases for one in stays(law, stood, TODAY)]


@given(some.lists(some.integers(1, 12), min_size=1, max_size=4))
def test_what_is_told_of_a_phase_and_of_its_states_narrows_down_nothing_that_is_withheld(counts: list[int]) -> None:
    """Of a state that is withheld, each number from 1 to 4 remains possible, whatever is told of the others."""
    figures, parts = some_states(counts)
    for total in (figures.cells["decision"], figures.total):
        if total is None:
            continue
        ranges = [range(1, 5) if one is None else range(max(5, one - 2), one + 3) for one in parts]
        fitting = [one for one in product(*ranges) if total - 2 <= sum(one) <= total + 2]
        for place, part in enumerate(parts):
            assert part is not None or {one[place] for one in fitting} == {1, 2, 3, 4}


def test_a_phase_is_told_beside_states_that_are_withheld_where_it_tells_nothing_of_them() -> None:
    assert some_states([23, 3])[0].cells["decision"] == 25
    figures, parts = some_states([5, 1, 1])
    assert (figures.cells["decision"], figures.total, parts) == (None, None, [5, None, None])


def test_percentiles_are_days_that_so_many_have_not_gone_beyond() -> None:
    days = {0: 1, 3: 4, 10: 4, 40: 1}
    assert (percentile(days, 50), percentile(days, 90), percentile(days, 100)) == (3, 10, 40)
    assert percentile({7: 3}, 50) == 7 and percentile({}, 50) is None


def test_how_long_is_told_of_five_cases_and_of_ten_the_longest_with_the_target_of_the_state() -> None:
    def stay(days: list[int], late: int = 0) -> Stay:
        stood = [
            Stood(phase="travel", state="unbooking", since=TODAY - timedelta(one), cases=1, overdue=number < late)
            for number, one in enumerate(days)
        ]
        (found,) = stays(small(), stood, TODAY)
        return found

    few, some_, many = stay([3] * 4), stay([1, 2, 3, 4, 90], 5), stay([*range(1, 10), 90], 2)
    assert (few.cases, few.median, few.ninetieth, few.overdue) == (None, None, None, None)
    assert (some_.cases, some_.median, some_.ninetieth, some_.overdue) == (5, 3, None, 5)
    assert (many.cases, many.median, many.ninetieth, many.overdue) == (10, 5, 9, None)
    assert str(few.target) == "1 working day"


def test_days_in_a_state_begin_when_a_case_came_there(caseway: Caseway, clock: Clock) -> None:
    for _ in range(5):
        opened(caseway)
    clock.now += timedelta(days=40)
    (stay,) = caseway.statistics.figures(staff(caseway, "caseworker"), "small-resettlement").stays
    assert (stay.state, stay.cases, stay.median, stay.overdue) == ("deciding", 5, 40, 0)


def test_the_figures_reach_as_far_as_somebodys_roles(caseway: Caseway) -> None:
    for _ in range(6):
        opened(caseway)
    here = caseway.statistics.figures(staff(caseway, "caseworker"), "small-resettlement")
    assert here.phases.total == here.months.total == 5 and max(here.phases.cells.values()) == 5
    assert list(here.months.cells)[-1] == "2026-03" and len(here.months.cells) == 12
    elsewhere = caseway.statistics.figures(staff(caseway, "elsewhere"), "small-resettlement")
    assert elsewhere.phases.total == 0 and not elsewhere.outcomes.cells
    with pytest.raises(NotFound):
        caseway.statistics.figures(staff(caseway, "caseworker"), "another")
