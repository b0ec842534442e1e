"""Whoever takes part takes turns in one process, so that machine and disk treat all alike: medians, and ratios."""

import statistics
from collections.abc import Hashable, Mapping
from time import perf_counter
from typing import Any, TypeVar

from benchmarks.desk import Repeated

Name = TypeVar("Name", bound=Hashable)

ROUNDS = 400
WARM_UP = 50


def measured(
    contenders: Mapping[Name, Repeated], rounds: int = ROUNDS, warm_up: int = WARM_UP
) -> dict[Name, list[float]]:
    """The microseconds of each round."""
    taken: dict[Name, list[float]] = {name: [] for name in contenders}
    for number in range(warm_up + rounds):
        for name, contender in contenders.items():
            contender.prepare()
            began = perf_counter()
            contender.act()
            if number >= warm_up:
                taken[name].append((perf_counter() - began) * 1e6)
    return taken


def figures(taken: Mapping[str, list[float]], against: str | None = None) -> list[dict[str, Any]]:
    """Lines of the table. `against`: the contender to which the others are compared."""
    return [
        {
            "contender": name,
            "median_us": round(statistics.median(times)),
            "p95_us": round(statistics.quantiles(times, n=20)[-1]),
            "times": round(statistics.median(times) / statistics.median(taken[against]), 2) if against else None,
        }
        for name, times in taken.items()
    ]
