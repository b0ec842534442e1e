"""Figures that may be handed on: of so few that somebody could be known, nothing is told, nor can it be worked out."""

import pytest
from hypothesis import given
from hypothesis import strategies as some

from engine import Caseway, NotFound, Tallied
from engine.statistics import told
from tests.test_casework import caseway, clock, opened, staff

__all__ = ["caseway", "clock"]


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
