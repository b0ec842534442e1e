"""The cases that one colleague keeps, and to whom they can go: they are given by a run (see `engine.bulk`)."""

from collections.abc import Iterable
from dataclasses import dataclass

from engine.caller import Caller
from engine.case_lists import CaseLists
from engine.keeping import Colleague, Keeping
from engine.records import listings
from engine.records.choices import Wanted
from engine.work_items import ListedCase

MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An open case that somebody keeps in a role."""

    case: ListedCase
    role: str


class Sharing:
    """The door by which a team's cases are shared anew."""

    def __init__(self, case_lists: CaseLists, keeping: Keeping):
        self.case_lists, self.keeping = case_lists, keeping

    def kept_by(self, caller: Caller, user: str) -> tuple[Kept, ...]:
        """The open cases that an account keeps, as far as the caller sees them: the first hundred due."""
        wanted = Wanted(keeper=(user,), standing=("open",))
        cases = self.case_lists.cases(caller, wanted, order="due", limit=MOST).cases
        with self.keeping.casework.records.reading() as reading:
            keepers = listings.keepers(reading, [one.id for one in cases])
        return tuple(
            Kept(case=one, role=role)
            for one in cases
            for (case_id, role), keeper in sorted(keepers.items())
            if case_id == one.id and keeper.keeper == user
        )

    def colleagues(self, caller: Caller, kept: Iterable[Kept]) -> tuple[Colleague, ...]:
        """Whoever works where any of these cases is, in a role in which one is kept there, by name."""
        found: dict[str, Colleague] = {}
        for (_, _, role), case_id in {
            (one.case.programme, one.case.office, one.role): one.case.id for one in kept
        }.items():
            fitting = (one for one in self.keeping.colleagues(caller, case_id) if role in one.roles)
            found.update({one.name: one for one in fitting})
        return tuple(found[name] for name in sorted(found))
