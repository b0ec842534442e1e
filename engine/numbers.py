"""How one reader counts the entries of a case: only those that the reader may see, from 1 on and without a gap.

So neither the numbers of what is seen nor the version of the case tell how much is hidden. Whoever may see every entry,
and an auditor, counts as the log does. A case is out of date for a reader when what that reader sees has changed. Of
another case (a linked one, the other of a split or merge) only an auditor is told numbers: who may see all of this one
may not see all of that.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from engine.case import Case, Person, Score, Standing
from engine.entries_seen import entry_hidden, hides_entries
from engine.entry import Entry
from engine.model import Programme
from engine.records.database import Reading
from engine.records.log import KeptEntry
from engine.step import Actor


@dataclass(frozen=True, slots=True, kw_only=True)
class Numbers:
    """`shown`: the log's numbers of the entries that are seen, in order; None: all are, and keep their numbers.

    `recorded`: when the last of them was. `others`: whether the numbers of other cases are told as well.
    """

    shown: tuple[int, ...] | None = None
    recorded: datetime | None = None
    others: bool = False

    def of(self, seq: int) -> int:
        """The reader's number of an entry; of one that is hidden, that of the last one seen before it."""
        return seq if self.shown is None else bisect_right(self.shown, seq)

    def of_step(self, step: int) -> int:
        """The reader's number of the first entry of a step that is seen."""
        return step if self.shown is None else bisect_left(self.shown, step) + 1

    def seq(self, number: int) -> int:
        """The log's number of what the reader knows by a number; one that no entry has, for a number too high."""
        if self.shown is None or number < 1:
            return number
        return self.shown[number - 1] if number <= len(self.shown) else (self.shown or (0,))[-1] + number

    def page(self, before: int | None, limit: int) -> tuple[int, ...]:
        """The log's numbers of the entries on a page that ends before a number of the reader's."""
        shown = self.shown or ()
        end = len(shown) if before is None else max(min(before - 1, len(shown)), 0)
        return shown[max(end - limit, 0) : end]

    def going_on(self, seqs: Iterable[int]) -> "Numbers":
        """The same with entries that are seen and not recorded yet."""
        if self.shown is None:
            return self
        last = self.shown[-1] if self.shown else 0
        return replace(self, shown=(*self.shown, *(seq for seq in seqs if seq > last)))

    def entry(self, entry: Entry) -> Entry:
        """An entry that is seen, under the reader's numbers."""
        if self.others:
            return entry
        corrects = entry.corrects if entry.corrects and self._is_shown(entry.corrects) else None
        changes = tuple(self._change(one) for one in entry.changes)
        inputs = {name: one for name, one in entry.inputs.items() if name not in ("linked", "other_case")}
        own = {"seq": self.of(entry.seq), "step": self.of_step(entry.step), "corrects": corrects and self.of(corrects)}
        return replace(entry, **own, changes=changes, inputs=inputs)

    def _is_shown(self, seq: int) -> bool:
        return self.shown is None or seq in self.shown

    def entries(self, entries: tuple[Entry, ...]) -> tuple[Entry, ...]:
        return tuple(self.entry(one) for one in entries)

    def _change(self, change: Mapping[str, Any]) -> Mapping[str, Any]:
        """Of what an entry changed, the numbers of entries that it names; those of another case are not told."""
        ((kind, what),) = change.items()
        if kind == "fell":
            return {kind: self.of(what)}
        if kind == "confirmed":
            return {kind: {**what, "entry": self.of(what["entry"])}}
        if kind == "no_longer":
            return {kind: [{**one, "entry": self.of(one["entry"])} for one in what if self._is_shown(one["entry"])]}
        if kind == "other_case":
            return {kind: {**what, "entry": 0}}
        return {kind: {**what, "version": 0}} if kind == "seen" else change

    def case(self, case: Case) -> Case:
        """The case as it is seen, at the reader's version."""
        links = case.links if self.others else {name: replace(one, version=0) for name, one in case.links.items()}
        if self.shown is None:
            return replace(case, links=links)
        return replace(
            case,
            version=self.of(case.version),
            recorded=self.recorded,
            standing=self._standing(case.standing),
            tracks=self._tracks(case.tracks),
            people=tuple(self._person(one) for one in case.people),
            pending=tuple(replace(one, entry=self.of(one.entry)) for one in case.pending),
            links=links,
            score=self._score(case.score),
        )

    def _score(self, score: Score | None) -> Score | None:
        return score and replace(score, entry=self.of(score.entry), changed=self.of(score.changed))

    def _person(self, person: Person) -> Person:
        left = person.left and replace(person.left, entry=self.of_step(person.left.entry))
        return replace(person, tracks=self._tracks(person.tracks), left=left)

    def _tracks(self, tracks: Mapping[str, Standing]) -> dict[str, Standing]:
        return {name: self._standing(one) for name, one in tracks.items()}

    def _standing(self, standing: Standing) -> Standing:
        return replace(
            standing,
            entry=self.of(standing.entry),
            step=self.of_step(standing.step),
            been={state: self.of(seq) for state, seq in standing.been.items()},
            closed=self.of_step(standing.closed) if standing.closed else 0,
        )


AS_IN_THE_LOG = Numbers(others=True)


def numbers_of(reading: Reading, programme: Programme, case_id: str, actor: Actor) -> Numbers:
    """How somebody counts the entries of a case. Raises Broken."""
    if actor.audits:
        return AS_IN_THE_LOG
    if not hides_entries(programme, actor):
        return Numbers()
    kept = list(enumerate(reading.subjects(case_id), 1))
    shown = [(seq, one) for seq, one in kept if not entry_hidden(programme, one, actor)]
    return Numbers(shown=tuple(seq for seq, _ in shown), recorded=shown[-1][1].recorded if shown else None)


def lines_before(
    reading: Reading, case_id: str, numbers: Numbers, before: int | None, limit: int
) -> tuple[KeptEntry, ...]:
    """The entries that the reader sees before a number of theirs (None: the newest), newest first, as they are kept."""
    if numbers.shown is None:
        return reading.last_entries(case_id, before, limit)
    return reading.entries_numbered(case_id, numbers.page(before, limit))
