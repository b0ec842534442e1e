"""What was done for somebody who was away, told to them when they are back."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from engine.caller import Caller
from engine.civil import days_now
from engine.clock import Clock, clock
from engine.critical import entries_without
from engine.entries_seen import entries_seen
from engine.entry import Entry
from engine.numbers import numbers_of
from engine.published import Published
from engine.reach import grants_of
from engine.records import absences, accounts, listings
from engine.records.database import Reading, Records
from engine.records.lines import CaseLine
from engine.standing_in import LATELY
from engine.work_items import ListedCase, listed_for

MOST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class DoneFor:
    """An entry of what was done in the place of whoever reads it, as they may see it, and by whom."""

    case: ListedCase
    entry: Entry
    by: str


class WhileAway:
    """The door by which those who were away catch up."""

    def __init__(self, records: Records, published: Published, now: Clock = clock):
        self.records, self.published, self.now = records, published, now

    def told(self, caller: Caller) -> tuple[DoneFor, ...]:
        """What was done for the caller in each absence that has begun and was not over for more than two weeks; by
        case, the case in which something was done last first."""
        since, until = days_now(self.now())
        with self.records.reading() as reading:
            lately = absences.concerning(reading, caller.user, since - LATELY)
            begun = [one for one in lately if one.absent == caller.user and one.first <= until]
            if not begun:
                return ()
            first = min(one.first for one in begun) - timedelta(1)
            from_then = datetime.combine(first, time(), self.now().tzinfo)
            numbers = frozenset(one.entry for one in begun)
            grants = grants_of(caller)
            found = listings.done_for(reading, grants, caller.user, from_then, MOST)
            told = [one for line, entries in found for one in self._told(reading, caller, line, entries)]
            names = accounts.display_names(reading, {one.actor for _, one in told if one.actor})
        during = [(case, one) for case, one in told if {it.absence for it in one.covers} <= numbers]
        return tuple(DoneFor(case=case, entry=one, by=names.get(one.actor or "", "")) for case, one in during)

    def _told(
        self, reading: Reading, caller: Caller, line: CaseLine, numbers: Sequence[int]
    ) -> Iterator[tuple[ListedCase, Entry]]:
        """Those of the entries that the caller may see, under the numbers by which they know them."""
        case = listed_for(self.published.in_force(reading), caller, line, self.now())
        actor = caller.actor_in(reading.case(line.id))
        kept = tuple(one.entry for one in reading.entries_numbered(line.id, numbers))
        counted = numbers_of(reading, case.law, line.id, actor)
        for entry in counted.entries(entries_without(case.law, entries_seen(case.law, kept, actor))):
            yield case, entry
