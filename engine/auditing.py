"""What an auditor may do: read the log, see a case as it stood, prove everything whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import groupby

from engine.caller import ADMINISTRATOR, AUDITOR, Caller
from engine.case import Case
from engine.clock import Clock, clock
from engine.critical import Readings, case_without, critical_in, critical_of, entries_without
from engine.entries_seen import entry_as_seen, why_seen, words_instead
from engine.entry import Entry
from engine.errors import NotFound, Refused
from engine.listing import covered_in, last_shown, notices_of, rows_of
from engine.model import Programme
from engine.numbers import Numbers, lines_before, numbers_of
from engine.published import Published
from engine.reading.translating import in_language
from engine.records import heads, log, readings, rebuild, waking
from engine.records.breach import Breach
from engine.records.database import Reading, Records
from engine.records.heads import Head
from engine.records.log import KeptEntry
from engine.records.readings import CaseRead
from engine.records.register import REGISTER, Doing, started
from engine.records.rows import CaseRows
from engine.records.verify import check_projections, verify
from engine.records.verify_rows import Fold
from engine.running import outlook
from engine.running.replay import replay
from engine.seeing import as_seen
from engine.step import Actor
from engine.up_to_now import AFTER_AN_INCIDENT
from engine.why_not import Unmet

LAST = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """An entry as this reader may see it, with its hash and the hash before it (hex).

    `prev` None: it would tell that an entry in between is not seen. `why`: the words for why it came to this, where the
    reader may not read the reason itself. `shown_as`: the words for an entry of which an auditor sees that it is there.
    """

    entry: Entry
    hash: str
    prev: str | None
    why: str | None = None
    shown_as: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogPage:
    """A page of a case's log, newest first, under the reader's own numbers: what is not seen leaves no gap."""

    case: Case
    programme: Programme
    lines: tuple[LogLine, ...]
    before: int | None  # ask for the next page before this number; None: this was the last


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingLine:
    """Somebody read what is critical: who (an opaque id) in which roles, when (UTC), the facts by owner; its hash."""

    number: int
    user: str
    roles: tuple[str, ...]
    through: str | None
    at: datetime
    facts: Mapping[str, Sequence[str]]
    hash: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingsPage:
    """What was read of a case, newest first. `before`: as in `LogPage`, by the numbers of the readings."""

    case: Case
    programme: Programme
    lines: tuple[ReadingLine, ...]
    before: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnReading:
    """Something critical that one has read oneself: when (UTC), in which roles, how many answers; the case where it is
    still theirs to see."""

    number: int
    at: datetime
    roles: tuple[str, ...]
    answers: int
    reference: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnReadings:
    """A page of what one has read oneself, newest first. `before`: as in `ReadingsPage`."""

    lines: tuple[OwnReading, ...]
    before: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterPage:
    """A page of the system's own log, newest first: publishing, accounts, holds over programmes."""

    lines: tuple[LogLine, ...]
    before: int | None  # ask for the next page before this number; None: this was the last


@dataclass(frozen=True, slots=True, kw_only=True)
class Proof:
    """What a verification came to: every breach, and how much was looked at."""

    breaches: tuple[Breach, ...]
    cases: int
    entries: int
    at: datetime
    heads: tuple[Head, ...] = ()
    """Where each chain ends, to be kept elsewhere and handed to a later verification."""

    @property
    def heads_digest(self) -> str:
        """One line that stands for all heads."""
        return heads.digest_of(self.heads)

    @property
    def is_whole(self) -> bool:
        return not self.breaches


class Auditing:
    """The door through which the log is read and proved."""

    def __init__(self, records: Records, published: Published, now: Clock = clock):
        self.records, self.published, self.now = records, published, now
        self.readings = Readings(records, now)

    def log_page(
        self, caller: Caller, case_id: str, before: int | None = None, limit: int = LAST, *, reads: bool = False
    ) -> LogPage:
        """Entries of a case, newest first, before a number. Raises NotFound.

        `reads`: with the values that are critical, and that this caller reads them is recorded first.
        """
        with self.records.reading() as reading:
            case, programme = self._visible(reading, caller, case_id)
            actor = caller.actor_in(case)
            numbers = numbers_of(reading, programme, case.id, actor)
            kept = lines_before(reading, case.id, numbers, before, limit)
        lines = tuple(_line_seen(programme, one, actor, numbers) for one in kept)
        last = lines[-1].entry.seq if lines else 1
        entries = [one.entry for one in lines]
        if reads:
            self.readings.note(caller, case, critical_of(programme, entries))
        else:
            kept_back = zip(lines, entries_without(programme, entries), strict=True)
            lines = tuple(replace(line, entry=entry) for line, entry in kept_back)
        seen = case_without(programme, numbers.case(as_seen(programme, case, actor)))
        return LogPage(case=seen, programme=programme, lines=lines, before=last if last > 1 else None)

    def readings_page(self, caller: Caller, case_id: str, before: int | None = None, limit: int = LAST) -> ReadingsPage:
        """Who read what is critical of a case, newest first. Raises Refused for whoever does not audit, NotFound."""
        _may_audit(caller)
        with self.records.reading() as reading:
            case, programme = self._visible(reading, caller, case_id)
            kept = readings.page(reading, case.id, before, limit)
        lines = tuple(_read_by(one) for one in kept)
        last = lines[-1].number if len(lines) == limit else None
        return ReadingsPage(case=case_without(programme, case), programme=programme, lines=lines, before=last)

    def own_readings(self, caller: Caller, before: int | None = None, limit: int = LAST) -> OwnReadings:
        """What the caller has read that is critical, newest first, as an auditor may see it of everybody."""
        with self.records.reading() as reading:
            kept = readings.page_of_reader(reading, caller.user, before, limit)
        lines = tuple(_own_reading(caller, *one) for one in kept)
        return OwnReadings(lines=lines, before=lines[-1].number if len(lines) == limit else None)

    def register_page(self, caller: Caller, before: int | None = None, limit: int = LAST) -> RegisterPage:
        """Entries of the register, newest first, before a number. Raises Refused for whoever does not audit."""
        _may_audit(caller)
        with self.records.reading() as reading:
            kept = log.last_entries(reading, REGISTER, before, limit) if started(reading) else ()
        last = kept[-1].entry.seq if kept else 1
        return RegisterPage(lines=tuple(_line(one) for one in kept), before=last if last > 1 else None)

    def as_of(self, caller: Caller, case_id: str, at: datetime) -> tuple[Case, Programme]:
        """The case as its log told it at an instant of record time. Raises NotFound where it was not open yet."""
        with self.records.reading() as reading:
            case, programme = self._visible(reading, caller, case_id)
            entries = [one.entry for one in reading.entries(case.id) if one.entry.recorded <= at]
            actor = caller.actor_in(case)
            numbers = numbers_of(reading, programme, case.id, actor)
        if not entries:
            raise NotFound(f"{case.reference} was not open at that time")
        then = numbers.case(as_seen(programme, replay(entries), actor))
        self.readings.note(caller, case, critical_in(programme, then))
        return then, programme

    def verify(self, caller: Caller | None, against: Sequence[Head] = ()) -> Proof:
        """Proves the log with its values, the definitions and the list rows. `caller` None: the machine's own user.

        `against`: heads that were kept elsewhere since an earlier proof; the log must go on from each of them.
        """
        _may_audit(caller)
        with self.records.reading() as reading:
            breaches = verify(reading, self._folding(reading))
            if not breaches:
                breaches = tuple(self._oversleeping(reading))
            breaches = (*breaches, *heads.check_heads(reading, against))
            (cases, entries), found = reading.counted(), heads.heads(reading)
        return Proof(breaches=breaches, cases=cases, entries=entries, at=self.now(), heads=found)

    def rebuild(self, caller: Caller | None, through: str | None = None) -> int:
        """Makes list rows and snapshots anew where they are not what the log tells; gives in how many cases.

        Each case is a transaction of its own, told in the register. One whose log does not hold stays as it is.
        Raises Refused.
        """
        if caller is not None and not caller.has(ADMINISTRATOR):
            says = "List rows are made anew by an administrator"
            raise Refused((Unmet(code="not_your_role", kind="role", says=says, waits_on=ADMINISTRATOR),))
        with self.records.reading() as reading:
            told = [
                one for one in rebuild.cases_by_id(reading) if rebuild.differs(reading, one, self._folding(reading))
            ]
        doing = Doing(actor=caller.user if caller else None, now=self.now(), on_behalf_of=through)
        return sum(self._rebuilt(doing, case_id) for case_id in told)

    def _rebuilt(self, doing: Doing, case_id: str) -> bool:
        with self.records.writing() as writing:
            return rebuild.rebuild(writing, doing, case_id, self._folding(writing))

    def check_projections(self, caller: Caller | None) -> Proof:
        """Proves that the list rows equal the replayed log."""
        _may_audit(caller)
        with self.records.reading() as reading:
            breaches = check_projections(reading, self._folding(reading))
            cases, entries = reading.counted()
        return Proof(breaches=breaches, cases=cases, entries=entries, at=self.now())

    def _visible(self, reading: Reading, caller: Caller, case_id: str) -> tuple[Case, Programme]:
        case = reading.case(case_id)
        if not caller.may_see(case):
            raise NotFound(f"There is no case {case_id}")
        law, _ = self.published.law_of(reading, case.programme, case.digest, case.office)
        return case, in_language(law, caller.language)

    def _folding(self, reading: Reading) -> Fold:
        return lambda entries: self._fold(reading, entries)

    def _fold(self, reading: Reading, entries: Sequence[Entry]) -> tuple[Case, CaseRows]:
        """The case and its list rows as these entries tell them, by the calendars and words of their time."""
        case, last = replay(entries), entries[-1]
        calendar = next(entry.inputs["calendar"] for entry in reversed(entries) if entry.inputs)
        office = self.published.office_as_it_was(reading, case.office, calendar)
        programme = self.published.programme(reading, case.programme, last.digest, last.labels_digest)
        rows = rows_of(programme, case, office, [last])
        return case, replace(
            rows,
            shown=last_shown(programme, entries),
            covered=tuple(covered_in(entries)),
            notices=tuple(
                told
                for (digest, words), group in groupby(entries, lambda one: (one.digest, one.labels_digest))
                for told in notices_of(self.published.programme(reading, case.programme, digest, words), group)
            ),
        )

    def _oversleeping(self, reading: Reading) -> list[Breach]:
        """An open case that is to be looked at later than something in it can change would miss its time."""
        found = []
        for case_id, until in waking.planned(reading):
            case = reading.case(case_id)
            due, late = self._changes(reading, case), self.now() + AFTER_AN_INCIDENT
            if due is not None and (until is None or until > max(due, late)):
                what = f"It is to be looked at later than {due.isoformat()}, when it may change"
                found.append(Breach(case=case_id, reference=case.reference, thing="waking", what=what))
        return found

    def _changes(self, reading: Reading, case: Case) -> datetime | None:
        """When something in an open case can next change by itself, by what is in force around it now."""
        since = case.recorded or case.opened
        programme, inputs = self.published.law_of(reading, case.programme, case.digest, case.office, since)
        return outlook.next_instant(programme, case, inputs, self.now())


def _line_seen(programme: Programme, kept: KeptEntry, actor: Actor, numbers: Numbers) -> LogLine:
    return LogLine(
        entry=numbers.entry(entry_as_seen(programme, kept.entry, actor)),
        hash=kept.hash.hex(),
        prev=kept.prev.hex() if numbers.shown is None else None,
        why=why_seen(programme, kept.entry, actor),
        shown_as=words_instead(programme, kept.entry, actor),
    )


def _read_by(kept: KeptEntry) -> ReadingLine:
    entry = kept.entry
    return ReadingLine(
        number=entry.seq,
        user=entry.actor or "",
        roles=entry.roles,
        through=entry.on_behalf_of,
        at=entry.recorded,
        facts=entry.changes[0]["read"],
        hash=kept.hash.hex(),
    )


def _own_reading(caller: Caller, kept: KeptEntry, case: CaseRead) -> OwnReading:
    entry = kept.entry
    sees = caller.has(AUDITOR) or caller.roles_at(case.programme, case.office)
    return OwnReading(
        number=entry.seq,
        at=entry.recorded,
        roles=entry.roles,
        answers=sum(len(facts) for facts in entry.changes[0]["read"].values()),
        reference=case.reference if sees else None,
    )


def _line(kept: KeptEntry) -> LogLine:
    return LogLine(entry=kept.entry, hash=kept.hash.hex(), prev=kept.prev.hex())


def _may_audit(caller: Caller | None) -> None:
    if caller is not None and not (caller.has(AUDITOR) or caller.has(ADMINISTRATOR)):
        raise Refused(
            (Unmet(code="not_your_role", kind="role", says="The log is proved by an auditor", waits_on=AUDITOR),)
        )
