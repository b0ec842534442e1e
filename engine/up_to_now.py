"""A case up to now: every instant that was missed is made up, each a step of its own at its own time."""

from collections import deque
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from engine.caller import Caller
from engine.case import Case
from engine.clock import Clock
from engine.entry import Entry
from engine.errors import CasewayError, NotFound, OutOfDate, Unavailable
from engine.linking import Linking
from engine.listing import rows_of
from engine.model import ENGLISH, Programme
from engine.numbers import numbers_of
from engine.published import Published
from engine.reading.translating import in_language
from engine.records import waking
from engine.records.database import Reading, Records, Writing
from engine.records.log import Foretold
from engine.running import outlook
from engine.running.decide import Decision, let_time_pass, time_steps
from engine.running.draft import CannotRest
from engine.running.links import is_news
from engine.step import Inputs

AFTER_AN_INCIDENT = timedelta(hours=1)


class UpToNow:
    """How time passes in a case, with the law of its version and what surrounds it."""

    def __init__(self, records: Records, published: Published, linking: Linking, now: Clock):
        self.records, self.published, self.linking, self.now = records, published, linking, now
        self.incidents: deque[str] = deque(maxlen=1_000)

    def passes(self, case_id: str) -> bool:
        """One case brought up to now. Where nothing was due it sleeps until something may be."""
        try:
            with self.records.writing() as writing:
                before = writing.case(case_id)
                law, inputs, after, _ = self.made_up(writing, before)
                after = self._rest(writing, law, inputs, after)
                if after.version == before.version:
                    until = outlook.next_instant(law, after, inputs, self.now())
                    waking.sleep(writing, case_id, after.version, until)
                return after.version != before.version
        except OutOfDate:
            return False
        except Unavailable:
            raise  # it is not the case that is wrong
        except (CannotRest, CasewayError) as error:
            self.incidents.append(f"{case_id}: {error}")
            with self.records.writing() as writing:
                waking.postpone(writing, case_id, self.now() + AFTER_AN_INCIDENT)
            return False

    def _rest(self, writing: Writing, law: Programme, inputs: Inputs, case: Case) -> Case:
        """What follows now from something outside the case, such as a hold over the programme."""
        if case.outcome is not None:
            return case
        then = let_time_pass(law, case, inputs, self.now())
        return self._append_time(writing, law, inputs, case, then)

    def _append_time(self, writing: Writing, law: Programme, inputs: Inputs, case: Case, then: Decision) -> Case:
        self.note_failures(then)
        if then.case is None or not then.entries:
            return case
        writing.append(case.version, then.entries, then.case, rows_of(law, then.case, inputs.office, then.entries))
        return then.case

    def made_up(self, writing: Writing, case: Case) -> tuple[Programme, Inputs, Case, bool]:
        """The case with every missed instant made up, each a step of its own; and whether there can be none."""
        (law, inputs), now = self.law(writing, case), self.now()
        missed = may_have_missed(writing.foretold(case), case, inputs, now)
        for before, then in _time_steps(law, case, inputs, now) if missed else ():
            case = self._append_time(writing, law, inputs, before, then)
        return law, inputs, case, not missed

    def as_of_now(self, reading: Reading, case: Case) -> tuple[Programme, Inputs, Case, tuple[Entry, ...]]:
        """The same with nothing written; and the entries of time that are due and not recorded yet."""
        (law, inputs), now, due = self.law(reading, case), self.now(), list[Entry]()
        if may_have_missed(reading.foretold(case), case, inputs, now):
            for _, then in _time_steps(law, case, inputs, now):
                case, due = then.case or case, [*due, *then.entries]
        return law, inputs, case, tuple(due)

    def law(self, reading: Reading, case: Case, language: str = ENGLISH) -> tuple[Programme, Inputs]:
        """The version under which a case goes, and everything from outside that is read in it."""
        since = case.recorded or case.opened
        law, inputs = self.published.law_of(reading, case.programme, case.digest, case.office, since)
        law = in_language(law, language)
        return law, replace(inputs, linked=self.linking.now(reading, law, case)) if case.links else inputs

    def note_failures(self, decision: Decision) -> None:
        """What could not be judged is an incident; the case goes on."""
        self.incidents += decision.failures


def visible(reading: Reading, caller: Caller, sought: str) -> Case:
    """The case of that id or reference. Raises NotFound, for what is not theirs as for what is not."""
    case = reading.case(sought)
    if not caller.may_see(case):
        raise NotFound(f"There is no case {sought}")
    return case


def check_version(reading: Reading, law: Programme, case: Case, caller: Caller, expected: int | None) -> None:
    """Raises OutOfDate where the case is not as the caller saw it, at a version by the caller's own count."""
    if expected is None:
        return
    seen = numbers_of(reading, law, case.id, caller.actor_in(case)).of(case.version)
    if expected != seen:
        raise OutOfDate(case.reference, expected, seen)


def may_have_missed(foretold: Foretold, case: Case, inputs: Inputs, now: datetime) -> bool:
    """Whether something may have fallen due: its instant has come, or what it was reckoned by is no longer so."""
    if inputs.programme_holds or foretold.calendar != inputs.office.digest or is_news(case, inputs.linked):
        return True
    return foretold.instant is not None and foretold.instant <= now


def _time_steps(law: Programme, case: Case, inputs: Inputs, now: datetime) -> Iterator[tuple[Case, Decision]]:
    """The steps of time between the case's last entry and now, each at its own instant; then, what is seen anew."""
    at, before = case.recorded or case.opened, replace(inputs, linked={})
    if at in before.changes():  # a hold came at the very instant of the last entry, and after it
        then = let_time_pass(law, case, before, at, recorded=now)
        yield case, then
        case = then.case or case
    for _, earlier, then in time_steps(law, case, before, at, now, recorded=now):
        yield earlier, then
        case = then.case or case
    if is_news(case, inputs.linked):
        yield case, let_time_pass(law, case, inputs, now)
