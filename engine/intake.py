"""Before a case is opened: who is eligible, and what the opening would come to, with nothing written."""

from engine.caller import Caller
from engine.case import Unmet
from engine.casework import Casework
from engine.errors import Refused
from engine.reading.translating import in_language
from engine.running.eligibility import not_eligible
from engine.running.opening import Opening, open_case
from engine.seeing import CaseSheet, sheet_of


class Intake:
    """The door through which somebody looks before a case is opened. It is opened by `Casework.open`."""

    def __init__(self, casework: Casework):
        self.casework, self.records, self.now = casework, casework.records, casework.now

    def not_eligible(self, caller: Caller, programme: str, office: str, opening: Opening) -> tuple[Unmet, ...]:
        """Everything that stands in the way of what is asked first (`asked_first`). Raises NotFound."""
        with self.records.reading() as reading:
            law, inputs, asked = self.casework.to_open(reading, caller, programme, office, opening)
        return not_eligible(in_language(law, caller.language), asked, inputs, self.now())

    def foresee(self, caller: Caller, programme: str, office: str, opening: Opening) -> CaseSheet:
        """The case as the caller would see it then, without a reference; `latest` are the entries of its opening.

        Raises Refused with everything that stands in the way, NotFound.
        """
        with self.records.reading() as reading:
            law, inputs, asked = self.casework.to_open(reading, caller, programme, office, opening)
        told, now = in_language(law, caller.language), self.now()
        decision = open_case(told, self.casework.new_id(), "", asked, inputs, now)
        if decision.case is None:
            raise Refused(decision.refused)
        return sheet_of(told, decision.case, inputs.at(now), now, asked.actor, decision.entries)
