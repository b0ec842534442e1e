"""Before a case is opened: who is eligible, who might be known already, what it would come to. Nothing is written."""

from collections.abc import Iterator

from engine.alike import Alike, Newcomer, alike_in, newcomers
from engine.caller import Caller
from engine.case import Case
from engine.casework import Casework
from engine.critical import case_without
from engine.errors import Refused
from engine.model import Programme
from engine.reach import grants_of
from engine.reading.translating import in_language
from engine.records import search_lists
from engine.running.eligibility import not_eligible
from engine.running.opening import Opening, open_case
from engine.seeing import CaseSheet, as_seen, sheet_of
from engine.why_not import Unmet

MOST, LOOKED_AT = 12, 80


class Intake:
    """The door through which somebody looks before a case is opened. It is opened by `Casework.open`."""

    def __init__(self, casework: Casework):
        self.casework, self.records, self.now = casework, casework.records, casework.now

    def not_eligible(self, caller: Caller, programme: str, office: str, opening: Opening) -> tuple[Unmet, ...]:
        """Everything that stands in the way of what is asked first (`asked_first`). Raises NotFound."""
        with self.records.reading() as reading:
            law, inputs, asked = self.casework.to_open(reading, caller, programme, office, opening)
        return not_eligible(in_language(law, caller.language), asked, inputs, self.now())

    def alike(self, caller: Caller, programme: str, office: str, opening: Opening) -> tuple[Alike, ...]:
        """Who of the people might be in a case already that the caller sees; those that agree in most come first.

        Raises NotFound.
        """
        with self.records.reading() as reading:
            law, inputs, asked = self.casework.to_open(reading, caller, programme, office, opening)
            in_force = self.casework.published.in_force(reading)
            programmes, grants = sorted(caller.programmes()), grants_of(caller)
            found: list[Alike] = []
            for newcomer in newcomers(law, asked, inputs.office):
                lines = {
                    one.id: one
                    for words in newcomer.asked()
                    for one in search_lists.find(reading, grants, words, programmes, LOOKED_AT)
                }
                cases = reading.cases(list(lines))
                for line in lines.values():
                    theirs = in_language(in_force.version(line.programme, line.digest), caller.language)
                    found += _alike(theirs, cases[line.id], caller, newcomer)
        return tuple(sorted(found, key=lambda one: (-len(one.same), one.reference))[:MOST])

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


def _alike(law: Programme, case: Case, caller: Caller, newcomer: Newcomer) -> Iterator[Alike]:
    seen = case_without(law, as_seen(law, case, caller.actor_in(case)))
    facts = {one.id: one.facts for one in seen.people}
    for person, same in alike_in(law, seen, newcomer):
        yield Alike(
            newcomer=newcomer.id,
            reference=case.reference,
            person=person,
            law=law,
            facts={**seen.facts, **facts[person]},
            same=same,
        )
