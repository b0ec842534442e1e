"""One step, decided: the entries to record, or one refusal with everything that stands in the way. Pure.

No database, no clock, no input or output: the same programme, case, step, inputs and moment give the same answer.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from engine.case import Case, Entry, Inputs, Judged, Pending, Step, Unmet, Written
from engine.model import MEMBER, STAY, Action, Machine, Move, Programme
from engine.running import operations
from engine.running.answers import values_written
from engine.running.draft import CannotRest, Draft
from engine.running.judging import Asked, asked_for, before_answers, entered_state, with_answers
from engine.running.machine import tables_of
from engine.running.settle import settle
from engine.running.view import concerned


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """What one step comes to. Refused: nothing else is set. `failures`: expressions that could not be evaluated."""

    entries: tuple[Entry, ...] = ()
    case: Case | None = None
    refused: tuple[Unmet, ...] = ()
    failures: tuple[str, ...] = ()


def draft_of(programme: Programme, case: Case, inputs: Inputs, now: datetime) -> Draft:
    """A draft on which a step can be tried or explained."""
    return Draft(programme, tables_of(programme), case, inputs, now)


def decide(programme: Programme, case: Case, step: Step, inputs: Inputs, now: datetime) -> Decision:
    """What follows when somebody asks for this step now (UTC): entries and the case after them, or a refusal."""
    draft = draft_of(programme, case, inputs, now)
    found = programme.find_action(step.action)
    if found is None:
        return Decision(
            refused=(Unmet(code="not_in_this_state", kind="state", says=f"There is no action '{step.action}'"),)
        )
    try:
        unmet = _take(draft, *found, step)
        if not unmet:
            settle(draft)
    except CannotRest as chain:
        unmet = [Unmet(code="cannot_rest", kind="author", says=f"The programme cannot come to rest: {chain}")]
    if unmet:
        return Decision(refused=tuple(dict.fromkeys(unmet)), failures=_failures(draft))
    return Decision(entries=tuple(draft.entries), case=draft.case, failures=_failures(draft))


def let_time_pass(programme: Programme, case: Case, inputs: Inputs, now: datetime) -> Decision:
    """Time as a step: what falls due at this instant. Raises CannotRest on an author's cycle (an incident)."""
    draft = draft_of(programme, case, inputs, now)
    settle(draft)
    return Decision(entries=tuple(draft.entries), case=draft.case, failures=_failures(draft))


def _failures(draft: Draft) -> tuple[str, ...]:
    return tuple(f"{text}: {type(error).__name__}" for text, error in draft.failures)


def _take(draft: Draft, machine: Machine, action: Action, step: Step) -> list[Unmet]:
    """Put the step into the draft, or say all that is unmet."""
    if action.kind != "act":
        return _derived(draft, machine, action, step)
    asked = asked_for(draft, machine, action, step)
    unmet, targets = weigh(draft, asked)
    if unmet:
        return unmet + _entering(draft, asked, targets)
    if action.verified_by or action.countersigned_by:
        unmet = _entering(draft, asked, targets)
        if not unmet:
            _pend(draft, asked)
        return unmet
    return _carry_out(draft, asked, targets)


def judge(draft: Draft, asked: Asked) -> list[Unmet]:
    """Everything unmet in 4 to 6 of the semantics; the draft stays as it is."""
    unmet, targets = weigh(draft, asked)
    return unmet + _entering(draft, asked, targets)


Targets = Mapping[str | None, Move | None]


def weigh(draft: Draft, asked: Asked) -> tuple[list[Unmet], Targets]:
    """What is unmet before the move, and where the move would lead for each concerned."""
    unmet = before_answers(draft, asked) + operations.unmet(draft, asked)
    unmet += () if asked.asking_only else asked.answers.unmet
    hopeless = any(one.kind == "state" or one.field == "people" for one in unmet)
    if hopeless or (asked.answers.unmet and not asked.asking_only):
        return unmet, {}
    found, targets = with_answers(draft, asked, _write)
    return unmet + found, targets


def _entering(draft: Draft, asked: Asked, targets: Targets) -> list[Unmet]:
    """What keeps the target from being entered, tried on a copy."""
    if not any(move is not None and move.to != STAY for move in targets.values()):
        return []
    trial = draft.copy()
    _act(trial, asked, targets, ())
    return _not_admitted(trial, asked, targets)


def _not_admitted(draft: Draft, asked: Asked, targets: Targets) -> list[Unmet]:
    return [
        unmet
        for person, move in targets.items()
        if move is not None and move.to != STAY
        for unmet in entered_state(draft, asked, person, move.to)
    ]


def _write(trial: Draft, asked: Asked) -> None:
    """The answers and the operation, without the move and without counting the act."""
    person = asked.people[0] if asked.machine.per == "person" and asked.people else None
    trial.record(
        asked.machine,
        person,
        "trial",
        happened=asked.happened,
        written=_written(trial, asked),
        changes=operations.changes(trial, asked),
    )


def _carry_out(
    draft: Draft, asked: Asked, targets: Targets, pending: Pending | None = None, confirmed_by: tuple[str, ...] = ()
) -> list[Unmet]:
    """The entries of the act itself; refused when the state entered does not admit, asked after the whole move."""
    _act(draft, asked, targets, confirmed_by, pending)
    return _not_admitted(draft, asked, targets)


def _written(draft: Draft, asked: Asked) -> tuple[Written, ...]:
    return (*values_written(asked.action.asks, asked.answers), *operations.set_values(draft, asked))


def _act(
    draft: Draft, asked: Asked, targets: Targets, confirmed_by: tuple[str, ...], pending: Pending | None = None
) -> None:
    written, before = _written(draft, asked), draft.case
    for number, person in enumerate(concerned(asked.machine, asked.people)):
        first = number == 0
        own = _of_person(written, person, first) if asked.machine.per == "person" else written
        _one_act(draft, asked, person, targets.get(person), own, confirmed_by, pending if first else None, first)
    operations.afterwards(draft, asked)
    _news(draft, written, before)


def _of_person(written: tuple[Written, ...], person: str | None, first: bool) -> tuple[Written, ...]:
    """Of several people in one step, each has an entry of their own; what belongs to the case stands in the first."""
    return tuple(
        one for one in written if one.owner == person or one.owner == "entry" or (first and one.owner == "case")
    )


def _one_act(
    draft: Draft,
    asked: Asked,
    person: str | None,
    move: Move | None,
    written: tuple[Written, ...],
    confirmed_by: tuple[str, ...],
    pending: Pending | None,
    first: bool,
) -> None:
    step, action = asked.step, asked.action
    changes = (
        *(operations.changes(draft, asked) if first else ()),
        *(({"fell": pending.entry},) if pending else ()),
        *(({"waived": list(action.waives)},) if action.waives else ()),
    )
    what: dict[str, Any] = {
        "action": asked.whole,
        "actor": step.actor.user,
        "roles": tuple(sorted(step.actor.roles)),
        "decided_by": action.decision_of,
        "confirmed_by": confirmed_by,
        "on_behalf_of": step.on_behalf_of,
        "corrects": step.corrects,
        "reason": step.reason,
        "note": step.note,
        "happened": asked.happened,
        "sop": action.sop,
        "changes": changes,
        "judged": _judged(asked, person),
    }
    if move is None or move.to == STAY:
        draft.record(asked.machine, person, "action", written=written, **what)
        return
    fresh = frozenset((one.owner, one.fact) for one in written)
    draft.move(
        asked.machine,
        person,
        "action",
        f"action {action.name}",
        move.to,
        written=written,
        fresh=fresh,
        private=step.private and action.may_be_private,
        **what,
    )
    _case_comes_back(draft, asked, person)


def _judged(asked: Asked, person: str | None) -> tuple[Judged, ...]:
    """Every requirement that had to be true for the act to be taken."""
    own = [Judged(name=one.name, person=person, truth="true") for one in asked.action.requires]
    each = [
        Judged(name=one.name, person=who, truth="true") for one in asked.action.requires_each for who in asked.people
    ]
    return (*own, *each)


def _case_comes_back(draft: Draft, asked: Asked, person: str | None) -> None:
    """Who is brought back from an ending that ended the case in the same step brings the case back (semantics 34)."""
    standing = draft.case.standing
    if asked.machine.name != MEMBER or draft.case.outcome is None or standing.came_from is None:
        return
    changes = draft.entering(draft.programme.case, None, standing.came_from, False)
    others = tuple(one for one in changes if "returned" not in one)
    draft.record(
        draft.programme.case, None, "brought_back", target=standing.came_from, ground=asked.whole, changes=others
    )


def _news(draft: Draft, written: tuple[Written, ...], before: Case) -> None:
    """Each changed fact named in a `when_changed` moves that track; a first value is no change (semantics 12)."""
    for track in draft.programme.tracks.values():
        if track.when_changed is None:
            continue
        for person in draft.standing_for(track):
            if _voided(draft, track, person, written, before):
                draft.move(
                    track, person, "when_changed", "when_changed", track.when_changed.to, ground=track.when_changed.says
                )


def _voided(draft: Draft, track: Machine, person: str | None, written: tuple[Written, ...], before: Case) -> bool:
    standing = draft.case.standing_of(track.name, person)
    if (
        standing is None
        or standing.closed
        or standing.state in track.endings
        or standing.state == track.when_changed.to
    ):  # type: ignore[union-attr]
        return False
    owner = person or "case"
    if owner != "case" and owner not in {one.id for one in before.people}:
        return False
    facts = before.facts if owner == "case" else before.person(owner).facts
    names = track.when_changed.facts if track.when_changed else frozenset()
    return any(
        one.owner == owner and one.fact in names and facts.get(one.fact) is not None and facts[one.fact] != one.value
        for one in written
    )


# decisions that wait for a second person, and the other derived actions


def _pend(draft: Draft, asked: Asked) -> None:
    step = asked.step
    kept = [Written(owner="pending", fact=key, value=value) for key, value in asked.answers.own.items()]
    kept += [
        Written(owner=f"pending:{who}", fact=key, value=value)
        for who, own in asked.answers.each.items()
        for key, value in own.items()
    ]
    person = asked.people[0] if asked.machine.per == "person" and len(asked.people) == 1 else None
    draft.record(
        asked.machine,
        person,
        "pending",
        action=asked.whole,
        actor=step.actor.user,
        roles=tuple(sorted(step.actor.roles)),
        decided_by=asked.action.decision_of,
        reason=step.reason,
        note=step.note,
        happened=asked.happened,
        on_behalf_of=step.on_behalf_of,
        written=tuple(kept),
        changes=({"pended": {"people": list(asked.people), "private": step.private}},),
        sop=asked.action.sop,
    )


def _derived(draft: Draft, machine: Machine, action: Action, step: Step) -> list[Unmet]:
    if action.kind in ("verify", "countersign", "reject"):
        return _second_person(draft, machine, action, step)
    asked = asked_for(draft, machine, action, step)
    unmet = before_answers(draft, asked) + asked.answers.unmet
    unmet += operations.derived_unmet(draft, asked)
    if unmet:
        return unmet
    operations.derive(draft, asked)
    return []


def _second_person(draft: Draft, machine: Machine, action: Action, step: Step) -> list[Unmet]:
    """Confirm or reject a pending decision; the last confirmation carries it out, judged afresh (semantics 8 to 10)."""
    pending = _found(draft, action, step)
    if pending is None:
        return [
            Unmet(
                code="not_in_this_state",
                kind="state",
                says="No such decision waits for a second person",
                machine=machine.name,
            )
        ]
    unmet = [
        one
        for one in before_answers(draft, asked_for(draft, machine, action, replace(step, people=pending.people)))
        if one.kind in ("role", "hold", "time")
    ]
    unmet = [one for one in unmet if one.code != "before_the_visit"]
    if action.kind != "reject" and step.actor.user in (
        pending.actor,
        *(name.partition(":")[2] for name in pending.confirmed_by),
    ):
        unmet.append(
            Unmet(
                code="same_person",
                kind="separation",
                says="A second person must do this",
                machine=machine.name,
                waits_on=action.by[0],
            )
        )
    if unmet:
        return unmet
    change = {"fell": pending.entry} if action.kind == "reject" else {"confirmed": pending.entry}
    _say(draft, machine, action, step, pending, change)
    return [] if action.kind == "reject" else _carry_out_if_agreed(draft, machine, pending)


def _say(
    draft: Draft, machine: Machine, action: Action, step: Step, pending: Pending, change: Mapping[str, Any]
) -> None:
    person = pending.people[0] if machine.per == "person" and len(pending.people) == 1 else None
    actor = step.actor.user if action.kind == "reject" else f"{action.kind}:{step.actor.user}"
    draft.record(
        machine,
        person,
        "rejection" if action.kind == "reject" else "confirmation",
        action=machine.whole(action.name),
        actor=step.actor.user,
        roles=tuple(sorted(step.actor.roles)),
        happened=step.happened or draft.now,
        note=step.note,
        changes=(change if "fell" in change else {"confirmed": {"entry": pending.entry, "by": actor}},),
    )


def _found(draft: Draft, action: Action, step: Step) -> Pending | None:
    wanted = set(step.people)
    for one in draft.case.pending:
        if one.action == action.concerns and (not wanted or wanted <= set(one.people)):
            return one
    return None


def _carry_out_if_agreed(draft: Draft, machine: Machine, pending: Pending) -> list[Unmet]:
    found = draft.programme.find_action(pending.action)
    assert found is not None
    action, confirmed = found[1], next(one for one in draft.case.pending if one.entry == pending.entry).confirmed_by
    for kind, confirmer in (("verify", action.verified_by), ("countersign", action.countersigned_by)):
        if confirmer and sum(name.startswith(f"{kind}:") for name in confirmed) < confirmer.at_least:
            return []
    return _carry_out_pending(draft, found[0], action, pending, tuple(name.partition(":")[2] for name in confirmed))


def _carry_out_pending(
    draft: Draft, machine: Machine, action: Action, pending: Pending, confirmed_by: tuple[str, ...]
) -> list[Unmet]:
    asked = operations.asked_again(draft, machine, action, pending)
    without = draft.copy()
    without.case = replace(draft.case, pending=tuple(one for one in draft.case.pending if one.entry != pending.entry))
    unmet, targets = weigh(without, asked)
    return unmet or _carry_out(draft, asked, targets, pending, confirmed_by)
