"""Many cases of one colleague given to another: seen first, then done, each case a step of its own."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from engine.caller import Caller
from engine.case import Actor, Step, Unmet
from engine.case_lists import CaseLists
from engine.casework import Casework
from engine.errors import NotFound, Refused
from engine.keeping import Colleague, Keeping
from engine.records import listings
from engine.records.facets import Wanted
from engine.work_items import ListedCase

MOST = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """An open case that somebody keeps in a role."""

    case: ListedCase
    role: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Given:
    """What came of giving a case, or would come: with nothing `unmet` it is the colleague's."""

    kept: Kept
    unmet: tuple[Unmet, ...]


class Sharing:
    """The door by which a team's cases are shared anew. Every case is given by `Casework.act`, like every step."""

    def __init__(self, casework: Casework, case_lists: CaseLists, keeping: Keeping):
        self.casework, self.case_lists, self.keeping = casework, case_lists, keeping

    def kept_by(self, caller: Caller, user: str) -> tuple[Kept, ...]:
        """The open cases that an account keeps, as far as the caller sees them: the first hundred due."""
        wanted = Wanted(keeper=(user,), standing=("open",))
        cases = self.case_lists.cases(caller, wanted, order="due", limit=MOST).cases
        with self.casework.records.reading() as reading:
            keepers = listings.keepers(reading, [one.id for one in cases])
        return tuple(
            Kept(case=one, role=role)
            for one in cases
            for (case_id, role), keeper in sorted(keepers.items())
            if case_id == one.id and keeper == user
        )

    def colleagues(self, caller: Caller, kept: Iterable[Kept]) -> tuple[Colleague, ...]:
        """Whoever works where any of these cases is, by name."""
        places = {(one.case.programme, one.case.office): one.case.id for one in kept}
        found = {one.name: one for case_id in places.values() for one in self.keeping.colleagues(caller, case_id)}
        return tuple(found[name] for name in sorted(found))

    def foresee(self, caller: Caller, kept: Sequence[Kept], to: str, note: str) -> tuple[Given, ...]:
        """What giving these cases to a colleague would come to, with nothing written."""

        def seen(one: Kept) -> tuple[Unmet, ...]:
            return self.casework.foresee(caller, one.case.id, _step(caller, one, to, note)).refused

        return tuple(Given(kept=one, unmet=_found(seen, one)) for one in kept)

    def give(self, caller: Caller, kept: Sequence[Kept], to: str, note: str, key: str) -> tuple[Given, ...]:
        """Gives each of these cases; one that is refused keeps no other back. `key` makes a repetition harmless."""

        def given(one: Kept) -> tuple[Unmet, ...]:
            own = f"{key} {one.case.id} {one.role}"
            self.casework.act(caller, one.case.id, _step(caller, one, to, note), key=own)
            return ()

        return tuple(Given(kept=one, unmet=_found(given, one)) for one in kept)


def _step(caller: Caller, one: Kept, to: str, note: str) -> Step:
    actor = Actor(user=caller.user, roles=frozenset())
    return Step(action="assign_case", actor=actor, answers={"to": to, "role": one.role}, note=note)


def _found(asked: Callable[[Kept], tuple[Unmet, ...]], one: Kept) -> tuple[Unmet, ...]:
    """What stands in the way; a case that has gone out of reach meanwhile is one of them."""
    try:
        return asked(one)
    except Refused as refused:
        return refused.unmet
    except NotFound as gone:
        return (Unmet(code="not_in_this_state", kind="state", says=str(gone)),)
