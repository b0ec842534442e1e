"""What one durable act costs, beside the floor: the same rows read and written by the raw driver (see `floor`)."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from typing import Any

from benchmarks.desk import AmendPerson, AmendUnderHold, RecordExam, Repeated, at_work
from benchmarks.floor import Floor
from benchmarks.household import AppendStep
from benchmarks.places import Place, on_postgresql, on_sqlite
from benchmarks.timing import ROUNDS, figures, measured
from engine import Caller, Caseway

FLOOR, READY = "raw driver, the same writes", "raw driver, their bytes ready"
Acts = Mapping[str, Callable[[Caseway, Caller], Repeated]]
ACTS: Acts = {
    "Casework.act: us-rsc, four people, amend_person": AmendPerson,
    "Casework.act: the same under a hold over the case": AmendUnderHold,
    "Casework.act: small programme, record_exam": RecordExam,
    "records alone: read the case, append a step": AppendStep,
}
KINDS: Mapping[str, Callable[[], AbstractContextManager[Place]]] = {"SQLite": on_sqlite, "PostgreSQL": on_postgresql}


def run(rounds: int = ROUNDS) -> dict[str, list[dict[str, Any]]]:
    """The lines of each act on each kind of database, its own floor first."""
    found = {}
    for kind, place in KINDS.items():
        with place() as where:
            for act, taken in _beside(where, rounds).items():
                found[f"{act}, {kind}"] = figures(taken, FLOOR)
    return found


def _beside(where: Place, rounds: int) -> dict[str, dict[str, list[float]]]:
    with at_work(where.floor, where.home / "floor") as desk:
        vault = desk[0].records.vault
        floors = {
            act: {FLOOR: Floor(where, make(*desk), vault), READY: Floor(where, make(*desk))}
            for act, make in ACTS.items()
        }
    with at_work(where.ours, where.home / "ours") as desk:
        contenders: dict[tuple[str, str], Repeated] = {}
        for act, make in ACTS.items():
            contenders |= {(act, who): floor for who, floor in floors[act].items()}
            contenders[act, "Caseway"] = make(*desk)
        taken = measured(contenders, rounds)
    return {act: {who: taken[act, who] for who in (FLOOR, READY, "Caseway")} for act in ACTS}
