"""Who keeps which case: the next of the team's queue is taken, and a colleague is found to give one to."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from engine.caller import Caller
from engine.casework import Acted, Casework
from engine.colleagues import working_in
from engine.errors import OutOfDate, Refused
from engine.records import absences
from engine.records.absences import Absence
from engine.step import Actor, Step
from engine.up_to_now import visible
from engine.work_items import WorkItem
from engine.worklist import Worklist

TAKE = "take_case"


@dataclass(frozen=True, slots=True, kw_only=True)
class Colleague:
    """Somebody who works in a case's programme at its office: the name to sign in by, and the one to be called by."""

    name: str
    display_name: str
    roles: frozenset[str]


class Keeping:
    """The door through which work is shared among a team. A case is given by `Casework.act`, like every step."""

    def __init__(self, casework: Casework, worklist: Worklist):
        self.casework, self.worklist = casework, worklist

    def take_next(self, caller: Caller) -> Acted | None:
        """Takes the most pressing case that waits for the caller and that nobody keeps; None where there is none.

        What a colleague takes at the same moment is passed over.
        """
        page = self.worklist.queue(caller)
        while True:
            for item in page.items:
                acted = self._taken(caller, item) if not item.confirms and item.action is not None else None
                if acted is not None:
                    return acted
            if page.next is None:
                return None
            page = self.worklist.queue(caller, page.next)

    def _taken(self, caller: Caller, item: WorkItem) -> Acted | None:
        """None where somebody else has taken it meanwhile."""
        step = Step(action=TAKE, actor=Actor(user=caller.user, roles=frozenset()), answers={"role": item.role})
        try:
            return self.casework.act(caller, item.case.id, step)
        except (Refused, OutOfDate):
            return None

    def notes(self, caller: Caller, case_id: str) -> dict[str, str]:
        """By role, the note with which the case was given to whoever keeps it and has not answered yet.

        Raises NotFound.
        """
        with self.casework.records.reading() as reading:
            case = visible(reading, caller, case_id)
            places = {one.role: (case.id, one.given_in) for one in case.keepers if one.given_in is not None}
            entries = reading.entries_at(list(places.values()))
        return {role: entries[place].note or "" for role, place in places.items()}

    def away(self, caller: Caller, case_id: str, day: date) -> Mapping[str, Absence]:
        """Of those who keep a case, by account, who is away on a day at its office; not why. Raises NotFound."""
        with self.casework.records.reading() as reading:
            case = visible(reading, caller, case_id)
            found = absences.away(reading, {one.user for one in case.keepers}, case.programme, day)
        return {user: replace(one, note=None) for user, one in found.items()}

    def colleagues(self, caller: Caller, case_id: str) -> tuple[Colleague, ...]:
        """Who works in the case's programme at its office, by name. Raises NotFound."""
        with self.casework.records.reading() as reading:
            case = visible(reading, caller, case_id)
            return tuple(
                Colleague(name=name, display_name=one.name, roles=one.roles_at(case.programme, case.office))
                for name, one in working_in(reading, case)
            )
