"""A mistake in the log, corrected by an entry that names the one it corrects and says why (semantics 35)."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, replace
from typing import Any

from engine.entry import Entry, Written
from engine.expressions import Expression
from engine.model import ANYONE, CASE, Action, Machine, Programme, State, Timer
from engine.running import noting, ticks
from engine.running.answers import values_written
from engine.running.asked import Asked
from engine.running.attached import CAUSE
from engine.running.behind import facts_behind
from engine.running.corrected import may_be_empty, place_of
from engine.running.draft import Draft
from engine.running.judging import same_person
from engine.running.no_longer import no_longer
from engine.step import Corrected
from engine.values import Document, Value
from engine.why_not import Unmet


def unmet(draft: Draft, asked: Asked) -> Iterator[Unmet]:
    """What stands in the way of a correction: which entry, whose it is to correct, and that something is said."""
    if asked.asking_only and asked.step.corrects is None:
        return
    corrected = draft.inputs.corrected
    if asked.step.corrects is None:
        yield Unmet(code="answers_missing", kind="answer", says="Say which entry is corrected", field="corrects")
    elif corrected is None:
        yield asked.unmet("answers_wrong", "answer", "The log of this case has no such entry", field="corrects")
    elif corrected.entry.cause == CAUSE:
        says = "A wrong file stays in the log; attach the right one"
        yield asked.unmet("answers_wrong", "answer", says, field="corrects")
    elif corrected.entry.cause == ticks.CAUSE:
        yield asked.unmet("answers_wrong", "answer", "Check the paper file once more", field="corrects")
    elif corrected.entry.cause == noting.CAUSE:
        says = "A note stays as it was written; write another one"
        yield asked.unmet("answers_wrong", "answer", says, field="corrects")
    elif corrected.entry.actor is None:
        says = "This came about by itself; correct what it follows from"
        yield asked.unmet("answers_wrong", "answer", says, field="corrects")
    else:
        yield from _may_not(draft, asked, corrected)


def _may_not(draft: Draft, asked: Asked, corrected: Corrected) -> Iterator[Unmet]:
    found = draft.programme.find_action(corrected.action) if corrected.action else None
    by = found[1].by if found else draft.programme.opening.by
    if ANYONE not in by and asked.step.actor.roles.isdisjoint(by):
        titles = " or ".join(draft.programme.roles.get(role, role) for role in by)
        yield asked.unmet("not_your_role", "role", f"This is done by: {titles}", waits_on=by[0] if by else None)
    for name in found[1].not_whoever_did if found else ():
        if (says := same_person(draft, asked, name, corrected.entry.person)) is not None:
            yield asked.unmet("same_person", "separation", says, waits_on=by[0])
    yield from _cannot_empty(draft, asked, corrected)
    if found and (found[1].verified_by or found[1].countersigned_by) and written(draft, asked):
        says = "Two people stand for this; it is decided anew by a step of the programme"
        yield asked.unmet("pending", "pending", says)


def _cannot_empty(draft: Draft, asked: Asked, corrected: Corrected) -> Iterator[Unmet]:
    """What must be answered is mended by another answer; what is not asked, or answered anew, is not emptied."""
    facts = draft.programme.facts
    stands = {place_of(one, facts[one.fact]): facts[one.fact] for one in corrected.stands}
    optional = may_be_empty(draft.programme, corrected)
    for place in asked.step.empties:
        person, _, key = place.rpartition(".")
        if place not in stands:
            yield Unmet(code="answers_wrong", kind="answer", says=f"'{place}' is not asked here", field=place)
        elif stands[place].name not in optional:
            yield Unmet(code="answers_missing", kind="answer", says=f"Answer: {stands[place].label}", field=place)
        elif key in (asked.answers.each.get(person, {}) if person else asked.answers.own):
            says = f"{stands[place].label}: Give an answer or empty it, not both"
            yield Unmet(code="answers_wrong", kind="answer", says=says, field=place)


def written(draft: Draft, asked: Asked) -> tuple[Written, ...]:
    """The values that are other than they stand, of those that the entry wrote; None for one that is emptied."""
    corrected, facts = draft.inputs.corrected, draft.programme.facts
    stands = {(one.owner, one.fact): one.value for one in corrected.stands} if corrected else {}
    emptied = (
        one for one in (corrected.stands if corrected else ()) if place_of(one, facts[one.fact]) in asked.step.empties
    )
    answered = (_with_file(one, stands.get((one.owner, one.fact))) for one in values_written(asked.asks, asked.answers))
    given = (*answered, *(replace(one, value=None) for one in emptied))
    return tuple(one for one in given if (one.owner, one.fact) in stands and stands[one.owner, one.fact] != one.value)


def _with_file(given: Written, stands: Value | None) -> Written:
    """A paper that is put right keeps its file, unless another one is given."""
    if isinstance(given.value, Document) and isinstance(stands, Document) and given.value.file is None:
        return replace(given, value=given.value.with_file_of(stands))
    return given


def change(corrected: Corrected) -> dict[str, Any]:
    """What is told beside the values: which act of whom was corrected, so that duties kept apart stay apart."""
    return {"corrected": {"action": corrected.action, "person": corrected.entry.person}}


def untrue(draft: Draft, corrected: Corrected, written: tuple[Written, ...]) -> tuple[dict[str, Any], ...]:
    """What recorded acts required and is untrue by what is put right: facts are facts, so it is told and kept."""
    if not written:
        return ()
    found = no_longer(draft.programme, draft.inputs, corrected.log, corrected.entry.seq, written)
    told = [asdict(one) for one in found]
    return ({"no_longer": told},) if told else ()


# what was built on it


def built_on(programme: Programme, stands: tuple[Written, ...], later: Iterable[Entry]) -> tuple[Entry, ...]:
    """Of later entries, those that hang on one of these values: by what was required, by when it moved, by a time.

    What was recorded of one person does not hang on another's.
    """
    facts, owners = frozenset(one.fact for one in stands), {None, *(one.owner for one in stands)}
    of_all = any(one.owner == CASE for one in stands)
    concerned = (one for one in later if of_all or one.person in owners)
    return tuple(one for one in concerned if not facts.isdisjoint(_read(programme, one)))


def _read(programme: Programme, entry: Entry) -> frozenset[str]:
    machine = programme.machine(entry.machine)
    origin, target = machine.states.get(entry.origin or ""), machine.states.get(entry.target or "")
    found = programme.find_action(entry.action) if entry.action else None
    asked = [*(_of_action(found[1]) if found else ()), *(one.check for one in (target.only_while if target else ()))]
    asked += _of_move(machine, origin, entry)
    asked += [one for one in (machine.opens_when, machine.needed_if) if one and entry.cause == "opens_when"]
    return frozenset(_dates(machine, origin, entry)).union(*(facts_behind(programme, one) for one in asked))


def _of_action(action: Action) -> Iterator[Expression]:
    yield from (one.check for one in (*action.requires, *action.requires_each))
    yield from (move.when for move in action.to if move.when)


def _of_move(machine: Machine, origin: State | None, entry: Entry) -> list[Expression]:
    if origin is None:
        return []
    if entry.cause == "automatic":
        return [one.when for one in origin.automatically if one.when and one.to == entry.target]
    return [one.check for one in origin.only_while] if entry.cause == "only_while" else []


def _dates(machine: Machine, origin: State | None, entry: Entry) -> Iterator[str]:
    """The facts from which a time counted that spoke, or a window that ended; and those that are news."""
    if entry.cause == "when_changed" and machine.when_changed:
        yield from machine.when_changed.facts
    if origin is not None and entry.cause == "lapse" and origin.clears:
        yield from (one for one in (origin.clears.counts_from, origin.clears.until, origin.clears.before) if one)
    if entry.cause == "timer":
        timer = _timer(machine, origin, entry.ground or "")
        yield from (one for one in ((timer.counts_from, timer.of, timer.at) if timer else ()) if one)


def _timer(machine: Machine, origin: State | None, ground: str) -> Timer | None:
    timers = (*machine.timers.values(), *(origin.timers.values() if origin else ()))
    return next((one for one in timers if machine.whole(one.name) == ground), None)
