"""The actions that the engine derives: placing and lifting holds, extending a time, confirming that one ran out,
saying who keeps the case, changing its priority by hand, correcting a mistake, putting a file to a document, checking
the paper file."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from engine.model import CASE, CHANGE_PRIORITY, NOTE, PAPER_CHECK, Hold, Move, Timer
from engine.running import (
    attaching,
    correcting,
    judged,
    keeping,
    laid,
    noting,
    scoring,
    silence,
    ticking,
    ticks,
    timers,
)
from engine.running.asked import Asked
from engine.running.attached import ATTACH, CAUSE
from engine.running.corrected import CORRECT
from engine.running.draft import Draft, chosen, leads_on
from engine.running.judging import before_answers
from engine.running.view import CaseView, concerned
from engine.running.words import worded
from engine.why_not import Unmet


def take(draft: Draft, asked: Asked) -> list[Unmet]:
    """Put a derived action into the draft, or say all that is unmet."""
    unmet = judge(draft, asked)
    if not unmet:
        _DERIVED[asked.action.kind](draft, asked)
    return unmet


def judge(draft: Draft, asked: Asked) -> list[Unmet]:
    """Everything that stands in the way of a derived action; the draft stays as it is."""
    unmet = before_answers(draft, asked)
    unmet += () if asked.asking_only else asked.answers.unmet
    if any(one.kind == "state" or one.field == "people" for one in unmet):
        return unmet
    return unmet + list(_UNMET[asked.action.kind](draft, asked))


def _entry(asked: Asked) -> dict[str, Any]:
    step = asked.step
    return {
        "action": asked.whole,
        "actor": step.actor.user,
        "roles": tuple(sorted(step.actor.roles)),
        "happened": asked.happened,
        "reason": step.reason,
        "note": step.note,
        "on_behalf_of": step.on_behalf_of,
        "corrects": step.corrects,
        "decided_by": asked.action.decision_of,
    }


def _beside(draft: Draft, asked: Asked) -> tuple[dict[str, Any], ...]:
    return keeping.told_beside(draft.case, asked.step, asked.action)


# holds


def _hold(draft: Draft, asked: Asked) -> Hold:
    return draft.programme.holds[asked.action.concerns or ""]


def _over(draft: Draft, asked: Asked) -> tuple[str, ...]:
    return asked.people or ((CASE,) if CASE in _hold(draft, asked).over else ())


def _cannot_place(draft: Draft, asked: Asked) -> Iterator[Unmet]:
    hold, laid_over = _hold(draft, asked), _over(draft, asked)
    if not laid_over and not asked.asking_only:
        yield Unmet(code="answers_missing", kind="answer", says="Say over whom", field="people")
    if asked.people and "person" not in hold.over:
        says = "This hold lies over the case, not over a person"
        yield Unmet(code="answers_wrong", kind="answer", says=says, field="people")
    for one in laid_over:
        if laid.laid(draft, hold.name, one) and not (asked.asking_only and "person" in hold.over):
            yield asked.unmet("not_in_this_state", "state", f"Already placed: {hold.title}", _person(one))


def _cannot_lift(draft: Draft, asked: Asked) -> Iterator[Unmet]:
    hold = _hold(draft, asked)
    for one in _over(draft, asked) or (CASE,):
        placed = laid.laid(draft, hold.name, one)
        if placed is None:
            yield asked.unmet("not_in_this_state", "state", f"Not placed: {hold.title}", _person(one))
        else:
            yield from laid.not_by_who_placed(asked, hold, placed)


def _person(laid_over: str) -> str | None:
    return laid_over if laid_over not in (CASE, "programme") else None


def _place(draft: Draft, asked: Asked) -> None:
    hold = _hold(draft, asked)
    _each_over(draft, asked, lambda over: laid.placing(draft, hold, over, asked.happened))


def _lift(draft: Draft, asked: Asked) -> None:
    _each_over(draft, asked, lambda over: laid.lifting(asked.action.concerns or "", over))


def _each_over(draft: Draft, asked: Asked, change: Callable[[str], Mapping[str, Any]]) -> None:
    beside = _beside(draft, asked)
    for one in _over(draft, asked):
        what = _entry(asked) | {"ground": asked.action.concerns, "changes": (change(one), *beside)}
        draft.record(asked.machine, None, "hold", **what)


# times


def _timer(asked: Asked, state: str) -> Timer | None:
    name, place = asked.action.concerns or "", asked.machine.states.get(state)
    return (place.timers.get(name) if place else None) or asked.machine.timers.get(name)


def _cannot_extend(draft: Draft, asked: Asked) -> Iterator[Unmet]:
    for person in concerned(asked.machine, asked.people):
        standing = draft.case.standing_of(asked.machine.name, person)
        timer = _timer(asked, standing.state) if standing else None
        if standing is None or timer is None or timer.extended is None:
            continue
        place = draft.view(asked.happened).of(person).at_machine(asked.machine)
        ends = timers.end(place, asked.machine, timer, standing)
        if ends is None:
            yield asked.unmet("not_open_yet", "time", "This time does not run yet", person, unknown=True)
            continue
        if asked.happened >= ends and not draft.is_overdue(asked.machine.name, person, timer.name):
            yield asked.unmet("time_is_over", "time", f"The time was over on {worded(ends, place.office)}", person)
        if standing.extensions.get(timer.name, 0) >= timer.extended.times:
            yield asked.unmet("times_used", "rule", "This time cannot be extended again", person)
        most = timers.at_most_until(place, asked.machine, timer, standing)
        yield from _wrong_end(draft, asked, timer, ends, most, place)


def _wrong_end(
    draft: Draft, asked: Asked, timer: Timer, ends: datetime, most: datetime | None, place: CaseView
) -> Iterator[Unmet]:
    assert timer.extended is not None
    if "until" not in asked.answers.own:
        return
    until = _until(draft, asked)
    if until <= ends or most is not None and until > most:
        says = f"Later than now, and not beyond {timer.extended.up_to} from its start"
        yield asked.unmet("extension_too_long", "answer", says, place.person_id, field="until")


def _until(draft: Draft, asked: Asked) -> datetime:
    """The new end: the last day, included."""
    until: Any = asked.answers.own["until"]
    return until if isinstance(until, datetime) else draft.inputs.office.ends(until)


def _extend(draft: Draft, asked: Asked) -> None:
    until = _until(draft, asked)
    change = {"extended": {"timer": asked.action.concerns, "until": until.isoformat()}}
    ground = asked.machine.whole(asked.action.concerns or "")
    for person in concerned(asked.machine, asked.people):
        changes = (change, *_beside(draft, asked))
        draft.record(asked.machine, person, "extension", ground=ground, changes=changes, **_entry(asked))


def _nothing_ran_out(draft: Draft, asked: Asked) -> Iterator[Unmet]:
    for person in concerned(asked.machine, asked.people):
        if not draft.is_overdue(asked.machine.name, person, asked.action.concerns or ""):
            says = "No time has run out that would have to be confirmed"
            yield asked.unmet("not_in_this_state", "state", says, person)


def _confirm_end(draft: Draft, asked: Asked) -> None:
    """Somebody confirms what a time that ran out long ago leads to; the move is theirs, its ground the timer."""
    for person in concerned(asked.machine, asked.people):
        place = draft.view().of(person).at_machine(asked.machine)
        move = chosen(asked.action.to, place)
        what = {**_entry(asked), **_said_by_silence(draft, asked, person, place, move)}
        changes = (*_beside(draft, asked), *what.pop("changes", ()))
        if move is not None and leads_on(move):
            fresh = frozenset((one.owner, one.fact) for one in what["written"])
            by = f"action {asked.action.name}"
            draft.move(asked.machine, person, "overdue", by, move.to, changes=changes, fresh=fresh, **what)
        else:
            done = {"confirmed_overdue": asked.action.concerns}
            draft.record(asked.machine, person, "overdue", changes=(done, *changes), **what)


def _said_by_silence(
    draft: Draft, asked: Asked, person: str | None, place: CaseView, move: Move | None
) -> dict[str, Any]:
    """What silence writes and when it ended, by the facts as they are: they may have been mended since."""
    standing = draft.case.standing_of(asked.machine.name, person)
    timer = _timer(asked, standing.state) if standing else None
    assert standing is not None and timer is not None
    ends = timers.end(place, asked.machine, timer, standing)
    assert ends is not None, "without an end there is no task"
    written = tuple(silence.writes(draft, timer, person, ends, place))
    told = judged.told(judged.of_timer(asked.machine, timer, move, place))
    return {"ground": asked.machine.whole(timer.name), "due_at": ends, "written": written, **told}


# who keeps the case


def _keep(draft: Draft, asked: Asked) -> None:
    changed = keeping.change(draft, asked)
    changes = (changed, *_beside(draft, asked))
    draft.record(asked.machine, None, "keeping", ground=changed["kept"]["role"], changes=changes, **_entry(asked))


# its priority


def _change_priority(draft: Draft, asked: Asked) -> None:
    changes = (scoring.change(draft, asked), *_beside(draft, asked))
    draft.record(asked.machine, None, "priority", changes=changes, **_entry(asked))


# a mistake


def _correct(draft: Draft, asked: Asked) -> None:
    """On the machine of the entry that is corrected, so that whoever may not see that may not see this either."""
    corrected = draft.inputs.corrected
    assert corrected is not None
    written = correcting.written(draft, asked)
    untrue = correcting.untrue(draft, corrected, written)
    changes = (correcting.change(corrected), *untrue, *_beside(draft, asked))
    machine = draft.programme.machine(corrected.entry.machine)
    draft.record(machine, corrected.entry.person, "correction", written=written, changes=changes, **_entry(asked))


# a file


def _attach(draft: Draft, asked: Asked) -> None:
    what = attaching.entry_of(draft, asked) | {"changes": _beside(draft, asked)}
    track = draft.programme.facts[what["ground"]].track
    machine = draft.programme.tracks.get(track or "", asked.machine)
    person = asked.people[0] if asked.people else None
    draft.record(machine, person, CAUSE, **_entry(asked), **what)


# the paper file


def _check_paper(draft: Draft, asked: Asked) -> None:
    changes = (ticking.change(draft, asked), *_beside(draft, asked))
    written = ticking.written(draft, asked)
    draft.record(asked.machine, None, ticks.CAUSE, written=written, changes=changes, **_entry(asked))


# a note


def _note(draft: Draft, asked: Asked) -> None:
    ground = asked.answers.own.get("role")
    draft.record(asked.machine, None, noting.CAUSE, ground=ground, changes=_beside(draft, asked), **_entry(asked))


_UNMET: Mapping[str, Callable[[Draft, Asked], Iterator[Unmet]]] = {
    "place": _cannot_place,
    "lift": _cannot_lift,
    "extend": _cannot_extend,
    "confirm_end": _nothing_ran_out,
    **dict.fromkeys(keeping.KEEPING, keeping.unmet),
    CHANGE_PRIORITY: scoring.unmet,
    CORRECT: correcting.unmet,
    ATTACH: attaching.unmet,
    PAPER_CHECK: ticking.unmet,
    NOTE: lambda _, asked: noting.unmet(asked),
}
_DERIVED: Mapping[str, Callable[[Draft, Asked], None]] = {
    "place": _place,
    "lift": _lift,
    "extend": _extend,
    "confirm_end": _confirm_end,
    **dict.fromkeys(keeping.KEEPING, _keep),
    CHANGE_PRIORITY: _change_priority,
    CORRECT: _correct,
    ATTACH: _attach,
    PAPER_CHECK: _check_paper,
    NOTE: _note,
}
