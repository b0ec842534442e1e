"""The file check: everything that must be in the file of a case, beside what was found when the paper was looked at."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from engine.caller import Caller
from engine.case import Case
from engine.casework import Casework
from engine.critical import critical_of, is_critical
from engine.entries_seen import checked_in, entries_seen
from engine.entry import Entry
from engine.file_contents import must_be_there
from engine.model import Programme
from engine.numbers import Numbers, numbers_of
from engine.running.mandatory import EXPIRED, MISSING, Mandatory
from engine.running.ticks import CAUSE
from engine.running.ticks import THERE as IN_THE_PAPER_FILE
from engine.up_to_now import visible


@dataclass(frozen=True, slots=True, kw_only=True)
class Tick:
    """What was found of one thing: `record` as in the case then, `paper` there, missing, differs (`says` what) or
    not_looked_at."""

    owner: str
    name: str
    record: str
    paper: str
    says: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperCheck:
    """A check of the paper file as its entry tells it, as far as the reader may see it. `entry`: the reader's number.

    `by` is the opaque id of who checked; `happened` and `recorded` are UTC.
    """

    entry: int
    by: str
    happened: datetime
    recorded: datetime
    note: str | None
    ticks: tuple[Tick, ...]

    @property
    def found(self) -> int:
        """Of how many things the paper file has the same as the record."""
        return sum(one.paper == IN_THE_PAPER_FILE for one in self.ticks)

    @property
    def mismatches(self) -> tuple[Tick, ...]:
        """What the record and the paper file do not agree about, or what was not looked at."""
        return tuple(one for one in self.ticks if one.paper != IN_THE_PAPER_FILE or one.record in (MISSING, EXPIRED))


@dataclass(frozen=True, slots=True, kw_only=True)
class FileCheck:
    """What one reader may know of the file of a case. `checks`: those of the paper file, the newest first."""

    items: tuple[Mandatory, ...]
    checks: tuple[PaperCheck, ...]
    written_by: Mapping[tuple[str, str], int]  # the reader's number of the entry to correct, by owner and name
    may_check: bool

    @property
    def complete(self) -> int:
        """How many things the record has, and none of them expired."""
        return sum(one.record not in (MISSING, EXPIRED) for one in self.items)


class FileChecks:
    """The door to the file check; the paper file is checked by the action `check_paper_file`."""

    def __init__(self, casework: Casework):
        self.casework, self.records, self.now = casework, casework.records, casework.now

    def see(self, caller: Caller, case_id: str) -> FileCheck:
        """What must be in the file by now and what was found in the paper file, as far as the caller may read it.

        That the caller reads what is critical of it is recorded first. Raises NotFound.
        """
        with self.records.reading() as reading:
            case = visible(reading, caller, case_id)
            law, inputs = self.casework.time.law(reading, case, caller.language)
            actor = caller.actor_in(case)
            numbers = numbers_of(reading, law, case.id, actor)
            entries = tuple(one.entry for one in reading.entries(case.id))
        items = must_be_there(law, case, entries, actor, inputs.office.day_of(self.now()))
        seen = entries_seen(law, entries, actor)
        checks = tuple(one for one in reversed(seen) if one.cause == CAUSE)
        self._note_critical(caller, case, law, items, checks)
        return FileCheck(
            items=items,
            checks=tuple(_check(numbers, one) for one in checks),
            written_by=dict(_written(numbers, seen)),
            may_check=bool(actor.roles),
        )

    def _note_critical(
        self, caller: Caller, case: Case, law: Programme, items: tuple[Mandatory, ...], checks: tuple[Entry, ...]
    ) -> None:
        critical = critical_of(law, checks)
        for one in items:
            if is_critical(law, one.name) and one.value is not None:
                critical.setdefault(one.owner, {})[one.name] = one.value
        self.casework.readings.note(caller, case, critical)


def ticks_of(entry: Entry) -> tuple[Tick, ...]:
    """What an entry says was found in the paper file, as far as the entry was handed out."""
    return tuple(Tick(**one) for one in checked_in(entry))


def _check(numbers: Numbers, entry: Entry) -> PaperCheck:
    return PaperCheck(
        entry=numbers.of(entry.seq),
        by=entry.actor or "",
        happened=entry.happened,
        recorded=entry.recorded,
        note=entry.note,
        ticks=ticks_of(entry),
    )


def _written(numbers: Numbers, entries: tuple[Entry, ...]) -> Iterator[tuple[tuple[str, str], int]]:
    """Every thing with the entry that wrote it, the last one last."""
    for entry in entries:
        for one in entry.written if entry.actor else ():
            yield (one.owner, one.fact), numbers.of(entry.seq)
