"""The second case of a step over two: the one that a split opens, the one that a merge empties (semantics 40)."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from engine.caller import Caller
from engine.case import Case
from engine.errors import NotFound
from engine.listing import rows_of
from engine.model import Ask, Programme
from engine.numbers import numbers_of
from engine.records.database import Reading, Writing
from engine.running.clashes import clash_asks
from engine.running.decide import Decision
from engine.running.operations import over_two
from engine.step import Beside, Inputs, Step
from engine.up_to_now import UpToNow, check_version, visible


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """A fact in which two cases differ that are to be merged, with both values."""

    ask: Ask
    here: Any
    there: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Merging:
    """The case that a merge would empty, as the actor may know it: who would come, and what has to be chosen.

    `version` is handed back with the step, so that a change there is noticed.
    """

    case: str
    reference: str
    office: str
    version: int
    people: tuple[str, ...]
    clashes: tuple[Clash, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """Another case that shared people with this one by a split or a merge.

    `people` are ids; `came`: they came from there, else they went there. `may_open`: the caller sees that case.
    """

    reference: str
    people: tuple[str, ...]
    came: bool
    may_open: bool


class TwoCases:
    """How the second case is found, brought up to now, and written in the same transaction."""

    def __init__(self, time: UpToNow, new_id: Callable[[], str]):
        self.time, self.new_id = time, new_id

    def beside(
        self, transaction: Reading, caller: Caller, case: Case, step: Step, expected: int | None = None
    ) -> Beside | None:
        """The second case of a step over two, up to now; the actor learns of none that is not theirs to see.

        None for any other step. Raises OutOfDate.
        """
        kind, sought = over_two(self.time.law(transaction, case)[0], case, step)
        if kind == "split":
            return Beside(id=self.new_id() if isinstance(transaction, Writing) else "", reference="")
        if kind is None or sought is None:
            return None
        try:
            other = visible(transaction, caller, sought)
        except NotFound:
            return Beside(id="", reference=sought)
        if other.id == case.id:
            return Beside(id=other.id, reference=other.reference)
        check_version(transaction, self.time.law(transaction, other)[0], other, caller, expected)
        _, inputs, other = self._both_up_to_now(transaction, case, other)
        roles = caller.roles_at(other.programme, other.office)
        return Beside(id=other.id, reference=other.reference, case=other, inputs=inputs, roles=roles)

    def _both_up_to_now(self, transaction: Reading, case: Case, other: Case) -> tuple[Programme, Inputs, Case]:
        if not isinstance(transaction, Writing):
            return self.time.as_of_now(transaction, other)[:3]
        transaction.lock(case.id, other.id)
        return self.time.made_up(transaction, other)[:3]

    def waiting(self, reading: Reading, caller: Caller, case: Case) -> Beside | None:
        """The other case of a merge that waits for a second person."""
        actor = caller.actor_in(case)
        steps = (Step(action=one.action, actor=actor, other=one.other) for one in case.pending if one.other)
        return next((found for one in steps if (found := self.beside(reading, caller, case, one))), None)

    def merging(self, reading: Reading, caller: Caller, case: Case, step: Step) -> Merging | None:
        """The other case of a merge, with all in which the two differ that the actor may read."""
        beside, law = self.beside(reading, caller, case, step), self.time.law(reading, case, caller.language)[0]
        if beside is None or beside.case is None:
            return None
        machine, name = law.split(step.action)
        action, other = machine.action(name, case.standing.state), beside.case
        here = self.time.as_of_now(reading, case)[2]
        asks = clash_asks(law, action, here, other, caller.actor_in(case).roles) if action else ()
        clashes = (Clash(ask=one, here=_fact(here, one), there=_fact(other, one)) for one in asks)
        theirs = numbers_of(reading, law, other.id, caller.actor_in(other))
        return Merging(
            case=other.id,
            reference=other.reference,
            office=other.office,
            version=theirs.of(reading.case(other.id).version),
            people=tuple(one.id for one in other.present),
            clashes=tuple(clashes),
        )

    def elsewhere(self, reading: Reading, caller: Caller, case: Case) -> tuple[Elsewhere, ...]:
        """Where the people came from last, and where those are who left into another case."""
        shared: dict[tuple[str, bool], list[str]] = {}
        for one in case.people:
            if one.left is None and one.came_through:
                shared.setdefault((one.came_through[-1], True), []).append(one.id)
            if one.left is not None and one.left.into is not None:
                shared.setdefault((one.left.into, False), []).append(one.id)
        return tuple(_elsewhere(reading.case(id_), caller, people, came) for (id_, came), people in shared.items())

    def record(self, writing: Writing, law: Programme, decision: Decision) -> None:
        """The other case of the step, in the same transaction."""
        if decision.case is None:
            return
        self.time.note_failures(decision)
        office = self.time.law(writing, decision.case)[1].office
        before, rows = decision.entries[0].seq - 1, rows_of(law, decision.case, office, decision.entries)
        writing.append(before, decision.entries, decision.case, rows)


def _fact(case: Case, ask: Ask) -> Any:
    return case.facts.get(ask.fact.name)


def _elsewhere(other: Case, caller: Caller, people: list[str], came: bool) -> Elsewhere:
    may_open = caller.may_see(other)
    return Elsewhere(reference=other.reference, people=tuple(people), came=came, may_open=may_open)
