"""The second case of a step over two: the one that a split opens, the one that a merge empties (semantics 40)."""

from collections.abc import Callable

from engine.caller import Caller
from engine.case import Beside, Case, Inputs, Step
from engine.errors import NotFound
from engine.listing import rows_of
from engine.model import Programme
from engine.records.database import Reading, Writing
from engine.running.decide import Decision
from engine.running.operations import over_two
from engine.up_to_now import UpToNow, check_version, visible


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
        check_version(other, expected)
        _, inputs, other = self._both_up_to_now(transaction, case, other)
        roles = caller.roles_at(other.programme, other.office)
        return Beside(id=other.id, reference=other.reference, case=other, inputs=inputs, roles=roles)

    def _both_up_to_now(self, transaction: Reading, case: Case, other: Case) -> tuple[Programme, Inputs, Case]:
        if not isinstance(transaction, Writing):
            return self.time.as_of_now(transaction, other)
        transaction.lock(case.id, other.id)
        return self.time.made_up(transaction, other)[:3]

    def record(self, writing: Writing, law: Programme, decision: Decision) -> None:
        """The other case of the step, in the same transaction."""
        if decision.case is None:
            return
        self.time.note_failures(decision)
        office = self.time.law(writing, decision.case)[1].office
        before, rows = decision.entries[0].seq - 1, rows_of(law, decision.case, office, decision.entries)
        writing.append(before, decision.entries, decision.case, rows)
