"""What a run over a thousand cases costs each: looking at it first, then doing the step, on both kinds of database."""

from collections.abc import Callable
from time import perf_counter
from typing import Any

from benchmarks.act import KINDS
from benchmarks.desk import LETTER, NOBODY, OFFICE, at_work
from benchmarks.processor import processor_of
from engine import BulkCase, BulkStep, Caller, Caseway, Opening
from tests.web.statements import statements

CASES = 1000
PROGRAMME = "small-resettlement"
DECIDE = BulkStep(action="member.decide", answers={"decision": "approved", **LETTER})


def run(cases: int = CASES) -> dict[str, list[dict[str, Any]]]:
    found = {}
    for kind, place in KINDS.items():
        with place() as where, at_work(where.ours, where.home / "ours") as (caseway, caller):
            found[f"Bulk: a decision about two people in {cases:,} cases, for each case, {kind}"] = [
                _line(title, cost, cases) for title, cost in _costs(caseway, caller, cases).items()
            ]
    return found


def _costs(caseway: Caseway, caller: Caller, cases: int) -> dict[str, tuple[float, float, int]]:
    own = [BulkCase(id=_opened(caseway, caller), answers={}) for _ in range(cases)]
    run = caseway.bulk.begin(caller, "benchmark", PROGRAMME, DECIDE, own, tried_on=[own[0].id])
    looked = _spent(caseway, lambda: _to_the_end(caseway, run))
    caseway.bulk.start(caller, run)
    done = _spent(caseway, lambda: _to_the_end(caseway, run))
    if caseway.bulk.run(caller, run).tally != {"done": cases}:
        raise RuntimeError("Not every case was decided")
    return {"looked at": looked, "done": done}


def _opened(caseway: Caseway, caller: Caller) -> str:
    people = {one: {"family_name": "Specimen", "given_names": "Amina", "born_on": "1991"} for one in ("p0", "p1")}
    return caseway.casework.open(caller, PROGRAMME, OFFICE, Opening(actor=NOBODY, people=people)).case.id


def _to_the_end(caseway: Caseway, run: str) -> None:
    while caseway.bulk.carry_on(run):
        pass


def _spent(caseway: Caseway, work: Callable[[], None]) -> tuple[float, float, int]:
    """Seconds of processor and of wall time, and how many statements."""
    with statements(caseway) as asked:
        processor = processor_of(caseway)
        began = processor(), perf_counter()
        work()
        ended = perf_counter(), processor()
    return ended[1] - began[0], ended[0] - began[1], len(asked)


def _line(title: str, cost: tuple[float, float, int], cases: int) -> dict[str, Any]:
    processor, wall, asked = cost
    return {
        "contender": title,
        "cpu_ms": round(processor * 1000 / cases, 2),
        "wall_ms": round(wall * 1000 / cases, 2),
        "statements": round(asked / cases, 1),
    }
