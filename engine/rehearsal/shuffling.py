"""The same programme and the same case with side tracks and people in another order: both come to the same rest.

People and side tracks come to rest before the case is looked at, so no order of theirs may change a result (semantics
17). Whatever a step leads to is therefore decided once more in another order, and compared.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime
from random import Random
from typing import Any

from engine.case import Case
from engine.model import Programme
from engine.rehearsal.telling import rest_of
from engine.running.decide import Decision, decide
from engine.running.operations import over_two
from engine.step import Beside, Inputs, Step

ELSEWHERE = Beside(id="elsewhere", reference="elsewhere")


def other_order(law: Programme, random: Random) -> Programme:
    """The programme with its tracks in another order, under a digest of its own: what is kept of it hangs on that."""
    names = random.sample([*law.tracks], len(law.tracks))
    return replace(law, tracks={name: law.tracks[name] for name in names}, digest=f"{law.digest} {' '.join(names)}")


def in_other_order(case: Case, random: Random) -> Case:
    """The case with its people as if they had joined in another order."""
    return replace(case, people=tuple(random.sample(case.people, len(case.people))))


def decided_apart(
    laws: tuple[Programme, Programme], case: Case, step: Step, inputs: Inputs, now: datetime, random: Random
) -> Iterator[str]:
    """What a step comes to by the first programme and not by the second, in another order, people shuffled too.

    A merge is not asked: it needs a second case in the same order.
    """
    if over_two(laws[0], case, step)[0] == "merge":
        return
    beside = replace(inputs, beside=ELSEWHERE)
    turned = replace(step, people=tuple(random.sample(step.people, len(step.people))))
    first = decide(laws[0], case, step, beside, now)
    second = decide(laws[1], in_other_order(case, random), turned, beside, now)
    yield from _apart(_come_to(first), _come_to(second))


def _apart(one: Mapping[str, Any], other: Mapping[str, Any]) -> Iterator[str]:
    for name in sorted({*one, *other}):
        if one.get(name) != other.get(name):
            yield f"{name}: {one.get(name, 'not there')}, and in another order {other.get(name, 'not there')}"


def _come_to(decision: Decision) -> dict[str, Any]:
    """Where everything stands after a step, and what everybody knows; of a refusal what it says no with."""
    if decision.case is None:
        return {"refused": sorted({(one.code, one.person or "") for one in decision.refused})}
    case = decision.case
    facts = {f"{one.id} {name}": value for one in case.people for name, value in one.facts.items()}
    left = {f"{one.id} left": one.left.outcome for one in case.people if one.left}
    return {**rest_of(case), **case.facts, **facts, **left, "ended": case.outcome}
