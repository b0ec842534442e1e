"""The list of cases, a page at a time: cut, sorted and counted as far as somebody's roles at their offices reach."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from engine.caller import Caller
from engine.case import Case
from engine.clock import Clock, clock
from engine.entries_seen import machine_seen
from engine.model import Programme
from engine.published import InForce, Published
from engine.reading.translating import in_language
from engine.records import accounts, facets, listings
from engine.records.choices import Wanted
from engine.records.database import Reading, Records
from engine.records.facets import Tally
from engine.records.lines import Page
from engine.running import outlook
from engine.running.outlook import Cleared
from engine.running.view import CaseView, view_of
from engine.step import Inputs
from engine.wanting import cut_for
from engine.work_items import ListedCase, listed_for

MOST_KEPT, NO_PAGE = 2000, Page(lines=(), next=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Clearing:
    """The clearances of a case that are counted, as one reader may see them: `restricted` tracks left out, and without
    whose turn it is; `names` by person's id."""

    programme: Programme
    case: Case
    inputs: Inputs
    now: datetime
    clearances: tuple[Cleared, ...]
    restricted: frozenset[str]
    names: Mapping[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class CasePage:
    """A page of the list, and how many cases every choice would leave. `next` is handed in as `after` for the next one.

    `keepers` are the names of those who keep each case, by its id; `clearings` are there where they were asked for.
    """

    cases: tuple[ListedCase, ...]
    tally: Tally
    next: tuple[str, ...] | None
    keepers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    clearings: Mapping[str, Clearing] = field(default_factory=dict)


class CaseLists:
    """The door to the list of cases."""

    def __init__(self, records: Records, published: Published, now: Clock = clock):
        self.records, self.published, self.now = records, published, now
        self.counted: dict[tuple[object, ...], tuple[Cleared, ...]] = {}

    def cases(
        self,
        caller: Caller,
        which: Wanted,
        *,
        order: str = "changed",
        after: tuple[str, ...] | None = None,
        limit: int = 25,
        points: Iterable[str] = (),
        clearances: bool = False,
    ) -> CasePage:
        """The cases in the caller's reach that are wanted, in an order of `listings.ORDERS`.

        `after` is the key of the line before, of the same order; `points` are the choices of points to be counted.
        """
        with self.records.reading() as reading:
            in_force = self.published.in_force(reading)
            grants, looking = cut_for(in_force, caller, which, self.now())
            tally = facets.counted(reading, grants, which, looking, points)
            page = NO_PAGE
            if tally.found:
                page = listings.cases(reading, grants, which, looking, order, limit, after, tally.found)
            ids = [line.id for line in page.lines]
            return CasePage(
                cases=tuple(listed_for(in_force, caller, line, self.now()) for line in page.lines),
                tally=tally,
                next=page.next,
                keepers=_keepers(reading, ids),
                clearings=self._clearings(reading, in_force, caller, ids) if clearances else {},
            )

    def _clearings(self, reading: Reading, in_force: InForce, caller: Caller, ids: list[str]) -> dict[str, Clearing]:
        now = self.now()
        return {one.id: self._clearing(in_force, caller, one, now) for one in reading.cases(ids).values()}

    def _clearing(self, in_force: InForce, caller: Caller, case: Case, now: datetime) -> Clearing:
        law = in_language(in_force.version(case.programme, case.digest), caller.language)
        inputs, actor = Inputs(office=in_force.office(case.office)), caller.actor_in(case)
        restricted = frozenset(name for name in law.tracks if not machine_seen(law, name, actor))
        view = view_of(law, case, inputs, now)
        return Clearing(
            programme=law,
            case=case,
            inputs=inputs,
            now=now,
            clearances=tuple(one for one in self._counted(view) if one.track not in restricted),
            restricted=restricted,
            names={one.id: view.of(one.id).name() for one in case.people},
        )

    def _counted(self, view: CaseView) -> tuple[Cleared, ...]:
        """Whatever is in reach of a day's lists is asked once a day, until somebody acts: days only, and no values."""
        case, office = view.shared.case, view.office
        if case.outcome is not None:
            return ()
        key = (case.id, case.version, case.digest, office.digest, view.today)
        found = self.counted.get(key)
        if found is None:
            if len(self.counted) >= MOST_KEPT:
                self.counted.clear()
            found = self.counted[key] = tuple(outlook.clearances_counted(view))
        return found


def _keepers(reading: Reading, ids: list[str]) -> dict[str, tuple[str, ...]]:
    kept = listings.keepers(reading, ids)
    names = accounts.display_names(reading, {one.keeper for one in kept.values()}) if kept else {}
    found: dict[str, list[str]] = {}
    for case_id, role in sorted(kept):
        keeper = kept[case_id, role].keeper
        found.setdefault(case_id, []).append(names.get(keeper, keeper))
    return {case_id: tuple(dict.fromkeys(some)) for case_id, some in found.items()}
