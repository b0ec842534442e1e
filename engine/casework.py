"""What a caseworker may do: open a case, act on it, see why not. Every act is one database transaction."""

import uuid
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from engine.caller import EVERYWHERE, Caller
from engine.case import Case
from engine.clock import Clock, clock
from engine.colleagues import actor_in, who_is_to_keep
from engine.correcting import Correcting, corrected, correcting
from engine.critical import (
    Readings,
    case_without,
    critical_in,
    critical_of,
    critical_told,
    entries_without,
    offers_without,
)
from engine.entries_seen import entries_seen
from engine.entry import Entry, OtherCase
from engine.errors import NotFound, OutOfDate, Overtaken, Refused
from engine.family import NOBODY, FamilyPage, page_for
from engine.file_contents import papers_listed
from engine.linking import Linking
from engine.listing import rows_of
from engine.model import Programme
from engine.numbers import lines_before, numbers_of
from engine.published import Published
from engine.reading.translating import in_language
from engine.records import bulk, files, idempotency, programme_holds, references, unfinished, waking
from engine.records.database import Reading, Records, Writing
from engine.records.idempotency import Answer
from engine.running import outlook
from engine.running.decide import Decision, decide
from engine.running.opening import Opening, open_case
from engine.running.outlook import Offer
from engine.seeing import CaseSheet, as_seen, offers_seen, sheet_of
from engine.step import Actor, Beside, Inputs, Step
from engine.two_cases import Elsewhere, Merging, TwoCases
from engine.up_to_now import UpToNow, check_version, visible
from engine.uploads import UPLOADS_ARE_KEPT, opening_with_files, step_with_files
from engine.values import to_json

KEYS_ARE_KEPT, UNFINISHED_ARE_KEPT = timedelta(days=30), timedelta(days=14)
LATEST = 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Acted:
    """What an act came to: the case after it and the entries that it made (with those of an earlier equal request)."""

    case: Case
    entries: tuple[Entry, ...]
    programme: Programme
    repeated: bool = False

    @property
    def other_case(self) -> OtherCase | None:
        """The other case of a step over two: the one that a split opened, or that a merge emptied."""
        return next((one.other_case for one in self.entries if one.other_case), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A step as it is judged: in the case as it stands now, by its law, with everything from outside."""

    law: Programme
    case: Case
    step: Step
    inputs: Inputs


@dataclass(frozen=True, slots=True, kw_only=True)
class Stands:
    """A case as it stands now for somebody: the law in their language, what surrounds it, in which roles they act."""

    law: Programme
    case: Case
    inputs: Inputs
    actor: Actor


class Casework:
    """The door through which cases are opened, moved and seen: by pages, commands, scenarios and the clock alike."""

    def __init__(
        self,
        records: Records,
        published: Published,
        now: Clock = clock,
        new_id: Callable[[], str] | None = None,
        linking: Linking | None = None,
    ):
        self.records, self.published, self.now = records, published, now
        self.linking = linking or Linking(published)
        self.new_id = new_id or (lambda: str(uuid.uuid4()))
        self.readings = Readings(records, now)
        self.time = UpToNow(records, published, self.linking, now)
        self.two_cases = TwoCases(self.time, self.new_id)
        self._forgot = datetime.min.replace(tzinfo=UTC)

    @property
    def incidents(self) -> deque[str]:
        """What went wrong in a programme and stopped nobody, for whoever runs the house."""
        return self.time.incidents

    # acting

    def open(self, caller: Caller, programme: str, office: str, opening: Opening, key: str | None = None) -> Acted:
        """Opens a case in the current version. `opening.actor` is replaced by the caller in that office's roles.

        Raises Refused with everything that stands in the way, NotFound.
        """
        parts = ("open", programme, office, opening.people, opening.facts, opening.starts_in)
        request = self._request(*parts, *([opening.links] if opening.links else [])) if key else ""
        with self.records.writing() as writing:
            earlier = self._earlier(writing, caller, key, request)
            if earlier:
                return earlier
            law, inputs, asked = self.to_open(writing, caller, programme, office, opening)
            number = self._reference(writing, law, office, inputs)
            decision = open_case(law, self.new_id(), number, asked, inputs, self.now())
            if not decision.refused:
                return self._record(writing, law, 0, decision, inputs, caller, key, request)
            told = in_language(law, caller.language)
            again = decision if told is law else open_case(told, self.new_id(), number, asked, inputs, self.now())
            raise Refused(again.refused)

    def to_open(
        self, transaction: Reading, caller: Caller, programme: str, office: str, opening: Opening
    ) -> tuple[Programme, Inputs, Opening]:
        """The version in which a case is opened now, what surrounds it, and what the caller asks for."""
        newest = self.published.current(transaction, programme)
        law, inputs = self.published.law_of(transaction, programme, newest.digest, office)
        actor = _actor(caller, programme, office)
        given = opening_with_files(transaction, caller.user, self.now(), opening)
        asked = replace(given, actor=actor, on_behalf_of=opening.on_behalf_of or caller.through)
        if asked.links:
            inputs = replace(inputs, linked=self.linking.named(transaction, caller, law, asked.links))
        return law, inputs, asked

    def act(
        self,
        caller: Caller,
        case_id: str,
        step: Step,
        *,
        expected: int | None = None,
        expected_other: int | None = None,
        key: str | None = None,
    ) -> Acted:
        """Takes a step in a case. `expected` is the version that the caller saw, `key` makes a repetition harmless.

        A step over two cases is one transaction; `expected_other` is the version seen of the one that a merge empties.
        What fell due before is recorded first and stays, even if the step is refused.
        Raises Refused, OutOfDate, NotFound.
        """
        parts = (step.action, step.people, step.answers, step.each, step.reason, step.note, str(step.happened))
        of_other = (step.other, expected_other) if step.other else ()
        corrects = (f"corrects {step.corrects}", *step.empties) if step.corrects else ()
        request = self._request(case_id, *parts, expected, *of_other, *corrects) if key else ""
        with _as_counted(case_id, expected), self.records.writing() as writing:
            earlier = self._earlier(writing, caller, key, request)
            if earlier:
                return earlier
            case = visible(writing, caller, case_id)
            beside = self.two_cases.beside(writing, caller, case, step, expected_other)
            before, (law, inputs, case, rested) = case, self.time.made_up(writing, case)
            check_version(writing, law, before, caller, expected)
            step = step_with_files(writing, caller.user, self.now(), step)
            actor = actor_in(writing, caller, case, inputs.office, self.now())
            asked = replace(step, actor=actor, on_behalf_of=step.on_behalf_of or caller.through)
            asked = who_is_to_keep(writing, case, _correcting(writing, law, case, asked))
            inputs = self._looked_up(writing, law, case, asked, inputs)
            decision = self._decided(writing, law, case, asked, inputs, beside, rested)
            if not decision.refused:
                return self._record(writing, law, case.version, decision, inputs, caller, key, request)
        self.time.note_failures(decision)
        told = in_language(law, caller.language)
        again = decision if told is law else decide(told, case, asked, replace(inputs, beside=beside), self.now())
        refused = again.refused or decision.refused
        self.readings.note(caller, case, critical_told(law, case, refused))
        raise Refused(refused)

    def _decided(
        self,
        writing: Writing,
        law: Programme,
        case: Case,
        step: Step,
        inputs: Inputs,
        beside: Beside | None,
        rested: bool,
    ) -> Decision:
        """What the step comes to. A case that a split opens gets its reference once nothing stands in the way."""
        if beside is None:
            return decide(law, case, step, inputs, self.now(), rested)
        decision = decide(law, case, step, replace(inputs, beside=beside), self.now())
        if decision.beside is None or beside.case is not None:
            return decision
        named = replace(beside, reference=self._reference(writing, law, case.office, inputs))
        return decide(law, case, step, replace(inputs, beside=named), self.now())

    def foresee(self, caller: Caller, case_id: str, step: Step) -> Decision:
        """What the step would come to, with nothing written: for the check before confirming. Raises NotFound.

        That the caller reads what is critical in a refusal is recorded first, as by `act` and `explain`.
        """
        with self.records.reading() as reading:
            asked = self.asked(reading, caller, visible(reading, caller, case_id), step)
        return self.foreseen(caller, asked)

    def asked(self, reading: Reading, caller: Caller, case: Case, step: Step) -> Asked:
        """A step asked for in a case that was read, with all that it is judged by. Raises NotFound."""
        beside = self.two_cases.beside(reading, caller, case, step)
        law, inputs, case, _ = self.time.as_of_now(reading, case)
        step = step_with_files(reading, caller.user, self.now(), step)
        actor = actor_in(reading, caller, case, inputs.office, self.now())
        asked = _correcting(reading, law, case, replace(step, actor=actor))
        asked = who_is_to_keep(reading, case, asked)
        inputs = self._looked_up(reading, law, case, asked, inputs)
        return Asked(law=law, case=case, step=asked, inputs=replace(inputs, beside=beside))

    def foreseen(self, caller: Caller, asked: Asked) -> Decision:
        """What a step comes to that was asked for; that the caller reads what is critical is recorded, as by
        `foresee`."""
        decision = decide(in_language(asked.law, caller.language), asked.case, asked.step, asked.inputs, self.now())
        self.readings.note(caller, asked.case, critical_told(asked.law, asked.case, decision.refused))
        return decision

    def _looked_up(self, reading: Reading, law: Programme, case: Case, step: Step, inputs: Inputs) -> Inputs:
        """What the log tells a step that corrects an entry, or that checks the paper file."""
        today = inputs.office.day_of(self.now())
        listed = papers_listed(reading, law, case, step.actor, step.action, today)
        return replace(inputs, corrected=corrected(reading, law, case, step.actor, step), listed=listed)

    def _request(self, *parts: Any) -> str:
        return idempotency.digest_of(self.records.vault, {"asked": _plain(parts)})

    def _earlier(self, writing: Writing, caller: Caller, key: str | None, request: str) -> Acted | None:
        found = idempotency.recall(writing, caller.user, key, request) if key else None
        return self.acted_before(writing, caller, found) if found else None

    def acted_before(self, transaction: Reading, caller: Caller, answer: Answer) -> Acted:
        """What an earlier request came to."""
        case = transaction.case(answer.case)
        entries = transaction.entries(answer.case, after=answer.first - 1, limit=answer.last - answer.first + 1)
        law, _ = self.time.law(transaction, case, caller.language)
        return Acted(case=case, entries=tuple(one.entry for one in entries), programme=law, repeated=True)

    def _reference(self, writing: Writing, law: Programme, office: str, inputs: Inputs) -> str:
        year = str(inputs.office.day_of(self.now()).year)
        return references.allocate(
            writing, law.reference, {"office": office.partition("-")[0].upper()[:3], "year": year}
        )

    def _record(
        self,
        writing: Writing,
        law: Programme,
        before: int,
        decision: Decision,
        inputs: Inputs,
        caller: Caller,
        key: str | None,
        request: str,
    ) -> Acted:
        if decision.refused or decision.case is None:
            raise Refused(decision.refused)
        self.time.note_failures(decision)
        rows = rows_of(
            law,
            decision.case,
            inputs.office,
            decision.entries,
            writing.listed(decision.case),
            decision.touched,
            decision.seen,
        )
        writing.append(before, decision.entries, decision.case, rows)
        if decision.beside is not None:
            self.two_cases.record(writing, law, decision.beside)
        if key:
            answer = Answer(case=decision.case.id, first=decision.entries[0].seq, last=decision.entries[-1].seq)
            idempotency.remember(writing, caller.user, key, request, answer, self.now())
            unfinished.drop(writing, caller.user, key)
        return Acted(case=decision.case, entries=decision.entries, programme=in_language(law, caller.language))

    # time

    def let_due_pass(self, limit: int = 200) -> int:
        """Takes the steps of time that have fallen due, each case in a transaction of its own; gives how many moved.

        A case whose programme cannot come to rest is an incident; the others go on.
        """
        self._forget_old_requests()
        self._end_holds_over_programmes()
        with self.records.reading() as reading:
            due = waking.cases_due(reading, self.now(), limit)
        return sum(self.time.passes(case_id) for case_id in due)

    def _forget_old_requests(self) -> None:
        """Once a day: a request's key is kept for a month, long enough for a queue on a bad line; a form for less."""
        if self.now() - self._forgot < timedelta(days=1):
            return
        self._forgot = self.now()
        with self.records.writing() as writing:
            idempotency.forget(writing, self.now() - KEYS_ARE_KEPT)
            unfinished.forget(writing, self.now() - UNFINISHED_ARE_KEPT)
            bulk.forget(writing, self.now() - UNFINISHED_ARE_KEPT)
            files.forget(writing, self.now() - UPLOADS_ARE_KEPT)

    def _end_holds_over_programmes(self) -> None:
        with self.records.reading() as reading:
            ended = programme_holds.any_ended(reading, self.now())
        if ended:
            with self.records.writing() as writing:
                self.end_holds(writing)

    def end_holds(self, writing: Writing) -> None:
        """A hold over a programme that has lain as long as it may is told in the register, and its cases fall due."""
        for programme in programme_holds.end_holds(writing, self.now()):
            waking.wake(writing, self.now(), programme=programme)

    # seeing

    def read(self, caller: Caller, case_id: str) -> CaseSheet:
        """The same with what is critical in it: that this caller reads it is recorded first.

        Raises NotFound, Unavailable.
        """
        sheet = self._seen(caller, case_id)
        self.readings.note(caller, sheet.case, critical_in(sheet.programme, sheet.case))
        return sheet

    def see(self, caller: Caller, case_id: str) -> CaseSheet:
        """The case as this caller may see it now, at the version of its log: what is due is told, recorded or not.

        What is critical is not in it (see `read`). Raises NotFound, for what is not theirs as for what is not.
        """
        sheet = self._seen(caller, case_id)
        law = sheet.programme
        return replace(
            sheet,
            case=case_without(law, sheet.case),
            offers=offers_without(law, sheet.offers),
            latest=entries_without(law, sheet.latest),
            due=entries_without(law, sheet.due),
        )

    def told_to(self, caller: Caller, case_id: str, person: str) -> FamilyPage:
        """What may be told to one person of the case, whoever asks for it. Raises NotFound."""
        sheet = self._seen(caller, case_id, NOBODY)
        if person not in sheet.names:
            raise NotFound(f"Nobody of that id is in {sheet.case.reference}")
        return page_for(sheet, person)

    def _seen(self, caller: Caller, case_id: str, reader: Actor | None = None) -> CaseSheet:
        """The sheet of the caller; or of another `reader`, in a case that the caller sees."""
        with self.records.reading() as reading:
            kept = visible(reading, caller, case_id)
            law, inputs, case, due = self._as_of_now(reading, caller, kept)
            case = self.linking.spoken(reading, case, caller.language)
            actor = reader or actor_in(reading, caller, case, inputs.office, self.now())
            numbers = numbers_of(reading, law, case.id, actor)
            latest = lines_before(reading, case.id, numbers, None, LATEST)
        now, entries = self.now(), tuple(one.entry for one in latest)
        seen = replace(case, version=kept.version, recorded=kept.recorded)
        return sheet_of(law, seen, inputs.at(now), now, actor, entries, due, numbers)

    def _as_of_now(
        self, reading: Reading, caller: Caller, kept: Case
    ) -> tuple[Programme, Inputs, Case, tuple[Entry, ...]]:
        """The law in the caller's language, what surrounds the case, with the other case of a merge that waits; the
        case as of now, and what is due of it and not recorded yet."""
        law, inputs, case, due = self.time.as_of_now(reading, kept)
        beside = self.two_cases.waiting(reading, caller, kept) if case.pending else None
        inputs = replace(inputs, beside=beside) if beside else inputs
        return in_language(law, caller.language), inputs, case, due

    def as_told(self, caller: Caller, acted: Acted) -> Acted:
        """What an act came to, as far as this caller may read it: to be shown after acting."""
        actor, law = caller.actor_in(acted.case), acted.programme
        with self.records.reading() as reading:
            numbers = numbers_of(reading, law, acted.case.id, actor)
        entries = numbers.entries(entries_without(law, entries_seen(law, acted.entries, actor)))
        return replace(acted, case=case_without(law, numbers.case(as_seen(law, acted.case, actor))), entries=entries)

    def explain(self, caller: Caller, case_id: str, action: str | None = None) -> tuple[Offer, ...]:
        """Everything that may be done and, for what may not, all that is missing. Raises NotFound."""
        with self.records.reading() as reading:
            stands = self.standing(reading, caller, visible(reading, caller, case_id))
        return self.explained(caller, stands, action)

    def standing(self, reading: Reading, caller: Caller, case: Case) -> Stands:
        """How a case that was read stands for the caller."""
        law, inputs, case, _ = self._as_of_now(reading, caller, case)
        actor = actor_in(reading, caller, case, inputs.office, self.now())
        return Stands(law=law, case=case, inputs=inputs, actor=actor)

    def explained(self, caller: Caller, stands: Stands, action: str | None = None) -> tuple[Offer, ...]:
        """The same as `explain`, of how a case stands. Raises NotFound."""
        offers = self._offers(stands.law, stands.case, stands.inputs, stands.actor, action)
        unmet = (each for one in offers for each in one.unmet)
        self.readings.note(caller, stands.case, critical_told(stands.law, stands.case, unmet))
        return offers

    def _offers(
        self, law: Programme, case: Case, inputs: Inputs, actor: Actor, action: str | None
    ) -> tuple[Offer, ...]:
        if action is None:
            return offers_seen(law, outlook.explain(law, case, inputs, self.now(), actor), actor)
        if law.find_action(action) is None:
            raise NotFound(f"{law.id} knows no action '{action}'")
        people = [one.id for one in case.present] if law.find_action(action)[0].per == "person" else [None]  # type: ignore[index]
        steps = (Step(action=action, actor=actor, people=(one,) if one else ()) for one in people)
        offers = (outlook.explain_one(law, case, inputs, self.now(), step) for step in steps)
        return tuple(one for one in offers if one is not None)

    def correcting(self, caller: Caller, case_id: str, number: int) -> Correcting:
        """An entry of the log before it is corrected: what may be put right, and what was built on it.

        That the caller reads what is critical in it is recorded first. Raises NotFound, for an entry that the
        caller may not see as for one that is not there.
        """
        with self.records.reading() as reading:
            case = visible(reading, caller, case_id)
            law, _ = self.time.law(reading, case, caller.language)
            actor = caller.actor_in(case)
            numbers = numbers_of(reading, law, case.id, actor)
            found = correcting(reading, law, case, actor, numbers, number)
        if found is None:
            raise NotFound(f"The log of {case.reference} has no entry {number}")
        self.readings.note(caller, case, critical_of(law, (found.corrected.entry, *found.built_on)))
        return found

    def merging(self, caller: Caller, case_id: str, step: Step) -> Merging | None:
        """The other case of a merge, before it is asked for; None where there is none that is the caller's to see."""
        with self.records.reading() as reading:
            case = visible(reading, caller, case_id)
            found = self.two_cases.merging(reading, caller, case, step)
        if found is not None:
            self._note_clashes(caller, case, found)
        return found

    def _note_clashes(self, caller: Caller, case: Case, merging: Merging) -> None:
        """Of facts in which two cases differ both values are shown: what is critical of them is read."""
        clashes = [one for one in merging.clashes if one.ask.fact.data_class == "critical"]
        values = {one.ask.fact.name: f"{one.here} {one.there}" for one in clashes}
        self.readings.note(caller, case, {"case": values} if values else {})

    def elsewhere(self, caller: Caller, case_id: str) -> tuple[Elsewhere, ...]:
        """The cases from which people of this one came, and into which people of it went. Raises NotFound."""
        with self.records.reading() as reading:
            return self.two_cases.elsewhere(reading, caller, visible(reading, caller, case_id))

    def programme_for(self, caller: Caller, name: str) -> Programme:
        """The current version of a programme in which the caller works. Raises NotFound."""
        if name not in caller.programmes() and not any(one.programme == EVERYWHERE for one in caller.duties):
            raise NotFound(f"There is no programme {name}")
        with self.records.reading() as reading:
            return in_language(self.published.current(reading, name), caller.language)


def _actor(caller: Caller, programme: str, office: str) -> Actor:
    roles = caller.roles_at(programme, office)
    if not roles:
        raise NotFound(f"There is no programme {programme} at {office}")
    return Actor(user=caller.user, name=caller.name, roles=roles)


def _correcting(reading: Reading, law: Programme, case: Case, step: Step) -> Step:
    """A step that corrects an entry, by the number that the log has for what the actor knows by another."""
    if step.corrects is None:
        return step
    return replace(step, corrects=numbers_of(reading, law, case.id, step.actor).seq(step.corrects))


@contextmanager
def _as_counted(case: str, expected: int | None) -> Iterator[None]:
    """Who was overtaken by another writer learns no number of the log's own count."""
    try:
        yield
    except Overtaken:
        raise OutOfDate(case, expected, None) from None


def _plain(part: Any) -> Any:
    if isinstance(part, Mapping):
        return {str(key): _plain(value) for key, value in part.items()}
    if isinstance(part, (list, tuple)):
        return [_plain(one) for one in part]
    return (
        part
        if part is None or isinstance(part, (str, int, bool))
        else str(part if isinstance(part, float) else to_json(part))
    )
