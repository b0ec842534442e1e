"""What an action does besides writing and moving: people joining, the principal, holds, extensions, coming back."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from engine.case import Actor, Pending, PlacedHold, Step, Unmet, Written
from engine.civil import moved, shifted
from engine.model import MEMBER, Action, Machine, Timer
from engine.running import timers
from engine.running.answers import Answers
from engine.running.draft import Draft
from engine.running.judging import Asked
from engine.running.settle import written_value
from engine.running.words import worded


def changes(draft: Draft, asked: Asked) -> tuple[Mapping[str, Any], ...]:
    """The changes of the act's own entry that come from `does`."""
    kind = asked.action.does.kind if asked.action.does else None
    if kind == "add_person":
        return tuple({"joined": person} for person in asked.people)
    if kind == "change_principal":
        return ({"principal": asked.people[0]},) if asked.people else ()
    return ()


def unmet(draft: Draft, asked: Asked) -> list[Unmet]:
    """What stands in the way of the operation itself."""
    kind = asked.action.does.kind if asked.action.does else None
    if kind == "add_person" and not asked.people and not asked.asking_only:
        return [Unmet(code="answers_missing", kind="answer", says="Say who joins", field="people")]
    if kind == "change_principal" and not asked.asking_only:
        return list(_one_present(draft, asked))
    return []


def _one_present(draft: Draft, asked: Asked) -> Iterator[Unmet]:
    present = {one.id for one in draft.case.present}
    if len(asked.people) != 1 or asked.people[0] not in present:
        yield Unmet(code="answers_missing", kind="answer", says="Choose one person who is in the case", field="people")
    elif asked.people[0] == draft.case.principal:
        yield Unmet(
            code="answers_wrong", kind="answer", says="This person is the principal applicant already", field="people"
        )


def set_values(draft: Draft, asked: Asked) -> tuple[Written, ...]:
    """What the action writes without asking."""
    view = draft.view(asked.happened)
    own = [
        written_value(draft, name, asked.people[0] if asked.people else None, value, view)
        for name, value in asked.action.sets
    ]
    known = {one.id for one in draft.case.people}
    for person in asked.people:
        place = view.of(person) if person in known else view
        own += [written_value(draft, name, person, value, place) for name, value in asked.action.sets_each]
    return tuple(own)


def afterwards(draft: Draft, asked: Asked) -> None:
    """Reopening: who had left by their own ending, and is brought back, stands again where they left from."""
    if asked.action.does is None or asked.action.does.kind != "reopen":
        return
    member = draft.programme.tracks[MEMBER]
    for person in draft.case.present:
        standing = person.tracks.get(MEMBER)
        if standing is not None and standing.state in member.endings and standing.came_from:
            draft.record(member, person.id, "brought_back", target=standing.came_from, ground=asked.whole)


def asked_again(draft: Draft, machine: Machine, action: Action, pending: Pending) -> Asked:
    """A pending decision as it was asked, with the first doer's roles and event time (semantics 9)."""
    step = Step(
        action=pending.action,
        actor=Actor(user=pending.actor, roles=frozenset(pending.roles)),
        people=pending.people,
        reason=pending.reason,
        note=pending.note,
        happened=pending.happened,
        private=pending.private,
        on_behalf_of=pending.on_behalf_of,
    )
    each = {person: dict(pending.each.get(person, {})) for person in pending.people}
    return Asked(machine, action, step, pending.people, pending.happened, Answers(own=dict(pending.answers), each=each))


# the actions that the engine derives from holds and timers


def derived_unmet(draft: Draft, asked: Asked) -> list[Unmet]:
    return list(_UNMET[asked.action.kind](draft, asked))


def derive(draft: Draft, asked: Asked) -> None:
    """Carry out a derived action: its entries, judged before."""
    _DERIVED[asked.action.kind](draft, asked)


def _over(draft: Draft, asked: Asked) -> tuple[str, ...]:
    hold = draft.programme.holds[asked.action.concerns or ""]
    return asked.people or (("case",) if "case" in hold.over else ())


def _cannot_place(draft: Draft, asked: Asked) -> Iterator[Unmet]:
    hold, over = draft.programme.holds[asked.action.concerns or ""], _over(draft, asked)
    if not over:
        yield Unmet(code="answers_missing", kind="answer", says="Say over whom", field="people")
    if asked.people and "person" not in hold.over:
        yield Unmet(
            code="answers_wrong", kind="answer", says="This hold lies over the case, not over a person", field="people"
        )
    for one in over:
        if _placed(draft, hold.name, one):
            yield Unmet(
                code="not_in_this_state", kind="state", says=f"Already placed: {hold.title}", person=_person(one)
            )


def _cannot_lift(draft: Draft, asked: Asked) -> Iterator[Unmet]:
    hold = draft.programme.holds[asked.action.concerns or ""]
    for one in _over(draft, asked) or ("case",):
        placed = _placed(draft, hold.name, one)
        if placed is None:
            yield Unmet(code="not_in_this_state", kind="state", says=f"Not placed: {hold.title}", person=_person(one))
        elif not hold.same_person and placed.by == asked.step.actor.user:
            yield Unmet(
                code="same_person",
                kind="separation",
                says="Whoever placed a hold does not lift it",
                person=_person(one),
                waits_on=hold.lifted_by[0],
            )


def _placed(draft: Draft, name: str, over: str) -> PlacedHold | None:
    return next((hold for hold in draft.case.holds if (hold.name, hold.over) == (name, over)), None)


def _person(over: str) -> str | None:
    return over if over not in ("case", "programme") else None


def _doer(asked: Asked) -> dict[str, Any]:
    step = asked.step
    return {
        "action": asked.whole,
        "actor": step.actor.user,
        "roles": tuple(sorted(step.actor.roles)),
        "happened": asked.happened,
        "reason": step.reason,
        "note": step.note,
        "on_behalf_of": step.on_behalf_of,
    }


def _place(draft: Draft, asked: Asked) -> None:
    hold, office = draft.programme.holds[asked.action.concerns or ""], draft.inputs.office
    review = shifted(office.day_of(asked.happened), hold.review, 1, office) if hold.review else None
    ends = moved(asked.happened, hold.at_most, office) if hold.at_most else None
    for one in _over(draft, asked):
        placed = {
            "hold": hold.name,
            "over": one,
            "review_on": review.isoformat() if review else None,
            "ends": ends.isoformat() if ends else None,
        }
        draft.record(asked.machine, None, "hold", ground=hold.name, changes=({"placed": placed},), **_doer(asked))


def _lift(draft: Draft, asked: Asked) -> None:
    for one in _over(draft, asked):
        draft.record(
            asked.machine,
            None,
            "hold",
            ground=asked.action.concerns,
            changes=({"lifted": {"hold": asked.action.concerns, "over": one}},),
            **_doer(asked),
        )


def _timer_of(asked: Asked, state: str) -> Timer | None:
    place = asked.machine.states.get(state)
    own = place.timers if place else {}
    return own.get(asked.action.concerns or "") or asked.machine.timers.get(asked.action.concerns or "")


def _concerned(asked: Asked) -> tuple[str | None, ...]:
    return asked.people if asked.machine.per == "person" else (None,)


def _cannot_extend(draft: Draft, asked: Asked) -> Iterator[Unmet]:
    until = asked.answers.own.get("until")
    for person in _concerned(asked):
        standing = draft.case.standing_of(asked.machine.name, person)
        timer = _timer_of(asked, standing.state) if standing else None
        if standing is None or timer is None or timer.extended is None:
            continue
        place = draft.view(asked.happened).of(person).at_machine(asked.machine)
        ends = timers.end(place, asked.machine, timer, standing)
        if ends is not None and asked.happened > ends:
            yield Unmet(
                code="time_is_over",
                kind="time",
                says=f"The time was over on {worded(ends, place.office)}",
                person=person,
            )
        if standing.extensions.get(timer.name, 0) >= timer.extended.times:
            yield Unmet(code="times_used", kind="rule", says="This time cannot be extended again", person=person)
        if until is not None and _too_long(timer, _instant(until, draft), ends, standing.extensions, place):
            yield Unmet(
                code="extension_too_long",
                kind="answer",
                says=f"Not beyond {timer.extended.up_to} from its start",
                person=person,
                field="until",
            )


def _instant(until: Any, draft: Draft) -> datetime:
    return until if isinstance(until, datetime) else draft.inputs.office.ends(until)


def _too_long(timer: Timer, until: datetime, ends: datetime | None, extended: Mapping[str, int], place: Any) -> bool:
    """Later than allowed from the timer's start, or not later than its end."""
    if ends is None or timer.extended is None:
        return False
    start = place.any_fact(timer.counts_from) if timer.counts_from else place.entered()
    if start is None:
        return until <= ends
    most = (
        moved(start, timer.extended.up_to, place.office)
        if isinstance(start, datetime)
        else _ends_of(start, timer, place)
    )
    return until <= ends or until > most


def _ends_of(start: date, timer: Timer, place: Any) -> datetime:
    assert timer.extended is not None
    return timers.ends_after(start, timer.extended.up_to, place.office)


def _extend(draft: Draft, asked: Asked) -> None:
    until = _instant(asked.answers.own["until"], draft)
    for person in _concerned(asked):
        change = {"extended": {"timer": asked.action.concerns, "until": until.isoformat()}}
        draft.record(
            asked.machine,
            person,
            "extension",
            ground=asked.machine.whole(asked.action.concerns or ""),
            changes=(change,),
            decided_by=asked.action.decision_of,
            **_doer(asked),
        )


def _nothing_ran_out(draft: Draft, asked: Asked) -> Iterator[Unmet]:
    for person in _concerned(asked):
        if draft.overdue(asked.machine.name, person, asked.action.concerns or "") is None:
            yield Unmet(
                code="not_in_this_state",
                kind="state",
                says="No time has run out that would have to be confirmed",
                person=person,
                machine=asked.machine.name,
            )


def _confirm_end(draft: Draft, asked: Asked) -> None:
    """Somebody confirms what a time that ran out long ago leads to; the move is theirs, its ground the timer."""
    name = asked.action.concerns or ""
    for person in _concerned(asked):
        task = draft.overdue(asked.machine.name, person, name)
        place = draft.view().of(person).at_machine(asked.machine)
        move = next((one for one in asked.action.to if one.when is None or one.when.holds(place)), None)
        if move is not None and task is not None:
            draft.move(
                asked.machine,
                person,
                "overdue",
                f"action {asked.action.name}",
                move.to,
                ground=asked.machine.whole(name),
                due_at=task.ended,
                changes=({"confirmed_overdue": name},),
                **_doer(asked),
            )


_UNMET: Mapping[str, Callable[[Draft, Asked], Iterator[Unmet]]] = {
    "place": _cannot_place,
    "lift": _cannot_lift,
    "extend": _cannot_extend,
    "confirm_end": _nothing_ran_out,
}
_DERIVED: Mapping[str, Callable[[Draft, Asked], None]] = {
    "place": _place,
    "lift": _lift,
    "extend": _extend,
    "confirm_end": _confirm_end,
}
