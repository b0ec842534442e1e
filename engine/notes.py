"""The notes of a case: what was written beside its steps, and for itself."""

from dataclasses import dataclass

from engine.caller import Caller
from engine.casework import Casework
from engine.critical import critical_of
from engine.entries_seen import entries_seen
from engine.entry import Entry
from engine.numbers import numbers_of
from engine.up_to_now import visible


@dataclass(frozen=True, slots=True, kw_only=True)
class NotesSeen:
    """The entries with a note that one reader may read, under the reader's numbers, the newest first."""

    entries: tuple[Entry, ...]
    may_write: bool


class Notes:
    """The door to the notes; one is written by the action `write_note`."""

    def __init__(self, casework: Casework):
        self.casework, self.records = casework, casework.records

    def see(self, caller: Caller, case_id: str) -> NotesSeen:
        """The notes as far as the caller may read them.

        That the caller reads what was written with what is critical is recorded first. Raises NotFound.
        """
        with self.records.reading() as reading:
            case = visible(reading, caller, case_id)
            law = self.casework.time.law(reading, case)[0]
            actor = caller.actor_in(case)
            numbers = numbers_of(reading, law, case.id, actor)
            entries = tuple(one.entry for one in reading.entries(case.id))
        noted = tuple(one for one in reversed(entries_seen(law, entries, actor)) if one.note)
        self.casework.readings.note(caller, case, critical_of(law, noted))
        return NotesSeen(entries=numbers.entries(noted), may_write=bool(actor.roles))
