"""Decisions that wait for a second person: pending, confirmed, rejected (semantics 8 to 10)."""

from dataclasses import replace
from typing import Any

from engine.case import Pending
from engine.entry import Written
from engine.model import Action, Machine
from engine.running.acting import carry_out, entering, weigh
from engine.running.asked import Asked, asked_again, asked_for
from engine.running.draft import Draft
from engine.running.judging import before_answers, confirmations
from engine.running.keeping import for_keeper, told_beside
from engine.running.merging import role_there
from engine.running.view import concerned
from engine.running.words import FOR_WHO_DID
from engine.step import Step
from engine.why_not import Unmet


def pend(draft: Draft, asked: Asked) -> None:
    """Log the decision as it was asked; each person's waits by itself."""
    beside = told_beside(draft.case, asked.step, asked.action)
    for person in concerned(asked.machine, asked.people):
        people = (person,) if person else asked.people
        draft.record(
            asked.machine,
            person,
            "pending",
            action=asked.whole,
            actor=asked.step.actor.user,
            roles=tuple(sorted(asked.step.actor.roles)),
            decided_by=asked.action.decision_of,
            reason=asked.step.reason,
            note=asked.step.note,
            happened=asked.happened,
            on_behalf_of=asked.step.on_behalf_of,
            corrects=asked.step.corrects,
            written=_kept(asked, people),
            changes=({"pended": _pended(draft, asked, people)}, *beside),
            sop=asked.action.sop,
        )


def _pended(draft: Draft, asked: Asked, people: tuple[str, ...]) -> dict[str, Any]:
    merges = asked.action.does is not None and asked.action.does.kind == "merge"
    other = {"other": draft.inputs.beside.id} if merges and draft.inputs.beside else {}
    return {"people": list(people), "private": asked.step.private, **other}


def _kept(asked: Asked, people: tuple[str, ...]) -> tuple[Written, ...]:
    own = (Written(owner="pending", fact=key, value=value) for key, value in asked.answers.own.items())
    each = (
        Written(owner=f"pending:{who}", fact=key, value=value)
        for who in people
        for key, value in asked.answers.each.get(who, {}).items()
    )
    return (*own, *each)


def second(draft: Draft, machine: Machine, action: Action, step: Step) -> list[Unmet]:
    """Confirm or reject a pending decision; the last confirmation carries it out, judged afresh."""
    found, unmet = _meant(draft, machine, action, step)
    unmet = unmet or _may_not(draft, machine, action, step, found)
    if unmet:
        return unmet
    for pending in found:
        _say(draft, machine, action, step, pending)
    if action.kind == "reject":
        draft.rejected = found
        return []
    return [one for pending in found for one in _carry_out_if_agreed(draft, machine, pending)]


def _meant(draft: Draft, machine: Machine, action: Action, step: Step) -> tuple[tuple[Pending, ...], list[Unmet]]:
    """The pending decisions that are meant: one for each person named; unnamed, the only one there is."""
    waiting = [one for one in draft.case.pending if one.action == action.concerns]
    if machine.per == "person" and step.people:
        found = [next((one for one in waiting if person in one.people), None) for person in step.people]
        meant = tuple(dict.fromkeys(one.entry for one in found if one))
        waiting = [one for one in waiting if one.entry in meant] if None not in found else []
    if not waiting:
        says = "No such decision waits for a second person"
        return (), [Unmet(code="not_in_this_state", kind="state", says=says, machine=machine.name)]
    if len(waiting) > 1 and not step.people:
        return (), [Unmet(code="answers_missing", kind="answer", says="Say for whom", field="people")]
    return tuple(waiting), []


def _may_not(draft: Draft, machine: Machine, action: Action, step: Step, found: tuple[Pending, ...]) -> list[Unmet]:
    people = tuple(dict.fromkeys(person for one in found for person in one.people))
    asked = asked_for(draft, machine, action, replace(step, people=people))
    unmet = [one for one in before_answers(draft, asked) if one.kind in ("role", "hold", "time")]
    had_a_part = frozenset[str]().union(*(one.had_a_part for one in found))
    if action.kind != "reject" and not had_a_part.isdisjoint(step.actor.counts_as):
        says = "A second person must do this" if step.actor.user in had_a_part else FOR_WHO_DID
        unmet.append(asked.unmet("same_person", "separation", says, waits_on=action.by[0]))
    return unmet if action.kind == "reject" else [*unmet, *role_there(draft, asked)]


def _say(draft: Draft, machine: Machine, action: Action, step: Step, pending: Pending) -> None:
    """What the second person did, as an entry of its own."""
    rejects = action.kind == "reject"
    by = f"{action.kind}:{step.actor.user}"
    change: dict[str, Any] = {"fell": pending.entry} if rejects else {"confirmed": {"entry": pending.entry, "by": by}}
    draft.record(
        machine,
        pending.people[0] if machine.per == "person" else None,
        "rejection" if rejects else "confirmation",
        action=machine.whole(action.name),
        actor=step.actor.user,
        roles=tuple(sorted(step.actor.roles)),
        happened=step.happened or draft.now,
        reason=step.reason,
        note=step.note,
        on_behalf_of=step.on_behalf_of,
        changes=(change, *for_keeper(draft.case, step.actor, action)),
    )


def _carry_out_if_agreed(draft: Draft, machine: Machine, pending: Pending) -> list[Unmet]:
    """Once nobody's agreement is missing, the decision is judged afresh and carried out."""
    agreed = next(one for one in draft.case.pending if one.entry == pending.entry)
    if any(missing > 0 for _, _, missing in confirmations(draft, agreed)):
        return []
    action = _action_of(draft, machine, agreed)
    asked = asked_again(draft, machine, action, agreed)
    without = draft.copy()
    waiting = tuple(one for one in draft.case.pending if one.entry != pending.entry)
    without.case = replace(draft.case, pending=waiting)
    unmet, targets = weigh(without, asked)
    if unmet:
        return unmet + entering(without, asked, targets)
    draft.event = agreed.happened
    return carry_out(draft, asked, targets, agreed, tuple(name.partition(":")[2] for name in agreed.confirmed_by))


def _action_of(draft: Draft, machine: Machine, pending: Pending) -> Action:
    person = pending.people[0] if machine.per == "person" else None
    standing = draft.case.standing_of(machine.name, person)
    action = machine.action(draft.programme.split(pending.action)[1], standing.state if standing else None)
    assert action is not None, "a pending decision names an action of its programme"
    return action
