"""Silence as an answer: timers that stand still, run again, and speak (semantics 30 to 34)."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from engine.case import Standing
from engine.entry import Written
from engine.model import Machine, Timer
from engine.running import blocking, judged, timers, validity
from engine.running.draft import Draft, chosen, leads_on
from engine.running.view import CaseView, turn_of


def speaks(draft: Draft, machine: Machine, person: str | None, standing: Standing, place: CaseView) -> bool:
    """The next thing that time does in one machine, if any: stand still or go on, run again, speak."""
    if _service_time_stands_still(draft, machine, person, standing):
        return True
    found: list[tuple[Timer, datetime]] = []
    for timer in timers.running(machine, standing):
        ends = timers.end(place, machine, timer, standing)
        if _runs_again(draft, machine, person, timer, ends, standing, place):
            return True
        if ends is not None:
            found.append((timer, ends))
            if timer.name not in standing.spoken and _stands_still(draft, machine, person, timer, standing, place):
                return True
    due = [(ends, timer) for timer, ends in found if _is_due(draft, machine, person, timer, ends, standing, place)]
    if due:
        ends, timer = min(due, key=lambda one: one[0])
        _speak(draft, machine, person, timer, ends, place)
    return bool(due)


# standing still


def _service_time_stands_still(draft: Draft, machine: Machine, person: str | None, standing: Standing) -> bool:
    """Holds may pause the service time of a visit, which is shown and moves nothing."""
    state = machine.states[standing.state]
    if state.due is None:
        return False
    wanted = blocking.stands_still(draft.programme, draft.case, draft.inputs, person, timers.DUE)
    if timers.is_paused(standing, timers.DUE) == wanted:
        return False
    _note_pause(draft, machine, person, timers.DUE, wanted, {})
    return True


def _stands_still(
    draft: Draft, machine: Machine, person: str | None, timer: Timer, standing: Standing, place: CaseView
) -> bool:
    by_hold = blocking.stands_still(draft.programme, draft.case, draft.inputs, person, machine.whole(timer.name))
    wanted = by_hold or (timer.pauses_while is not None and timer.pauses_while.holds(place))
    if timers.is_paused(standing, timer.name) == wanted:
        return False
    _note_pause(draft, machine, person, timer.name, wanted, judged.told(judged.of_pause(machine, timer, place)))
    return True


def _note_pause(
    draft: Draft, machine: Machine, person: str | None, name: str, wanted: bool, told: Mapping[str, Any]
) -> None:
    """Note that a time begins to stand still, or goes on."""
    change = {"paused" if wanted else "resumed": {"timer": name, "at": draft.now.isoformat()}}
    changes = (change, *told.get("changes", ()))
    draft.record(machine, person, "pause", ground=machine.whole(name), **{**told, "changes": changes})


def _runs_again(
    draft: Draft,
    machine: Machine,
    person: str | None,
    timer: Timer,
    ends: datetime | None,
    standing: Standing,
    place: CaseView,
) -> bool:
    """A time that had run out, and whose end lies ahead since the fact it counts from has changed. A task that it had
    run out falls, too, where its end is not known any more."""
    if timer.name not in standing.spoken:
        return False
    if ends <= draft.now if ends is not None else not draft.is_overdue(machine.name, person, timer.name):
        return False
    told = judged.told(judged.of_end(machine, timer, place))
    changes = ({"runs_again": timer.name}, *told.get("changes", ()))
    draft.record(machine, person, "runs_again", ground=machine.whole(timer.name), **{**told, "changes": changes})
    return True


# speaking


def _is_due(
    draft: Draft,
    machine: Machine,
    person: str | None,
    timer: Timer,
    ends: datetime,
    standing: Standing,
    place: CaseView,
) -> bool:
    if not standing.spoken.isdisjoint({timer.name, f"unless {timer.name}"}):
        return False
    if timers.stands_still(standing, timer) or timers.speaks_at(place, timer, ends) > draft.now:
        return False
    return not any(
        one.machine == machine.name and (person is None or person in one.people) and one.happened < ends
        for one in draft.case.pending
    )


def _speak(draft: Draft, machine: Machine, person: str | None, timer: Timer, ends: datetime, place: CaseView) -> None:
    what: dict[str, Any] = {"ground": machine.whole(timer.name), "due_at": ends, "sop": timer.sop}
    spoke: dict[str, Any] = {"spoke": timer.name}
    move = chosen(timer.to, place)
    silent = timer.unless is not None and timer.unless.holds(place)
    askings = judged.of_timer(machine, timer, None if silent else move, place)
    what["judged"], read = judged.names(askings), judged.read(askings)
    if silent:
        changes = ({"spoke": f"unless {timer.name}"}, *read)
        draft.record(machine, person, "timer", changes=changes, reason="unless", **what)
    elif move is not None and _of_the_past(draft, machine, person, timer, ends, move.to, place):
        ran_out = {"ran_out": {"timer": timer.name}}
        told = _asked(draft, place, machine, timer)
        draft.record(machine, person, "timer", changes=(spoke, ran_out, *read), told=told, **what)
    else:
        what |= {"told": timer.tells, "written": tuple(writes(draft, timer, person, ends, place))}
        if move is not None and leads_on(move):
            changes = (*((spoke,) if timer.name in machine.timers else ()), *read)
            fresh = frozenset((one.owner, one.fact) for one in what["written"])
            draft.move(machine, person, "timer", f"timer {timer.name}", move.to, changes=changes, fresh=fresh, **what)
        else:
            draft.record(machine, person, "timer", changes=(spoke, *read), **what)


def _of_the_past(
    draft: Draft,
    machine: Machine,
    person: str | None,
    timer: Timer,
    ends: datetime,
    target: str,
    place: CaseView,
) -> bool:
    """A late entry shows that a time ended long ago: what would end something becomes a task (semantics 33).

    Not so a time that was kept silent by a decision which has just been rejected: it speaks (semantics 9).
    """
    if target not in machine.endings or timers.speaks_at(place, timer, ends) >= draft.now:
        return False
    return not any(
        one.machine == machine.name and (person is None or person in one.people) and one.happened < ends
        for one in draft.rejected
    )


def _asked(draft: Draft, place: CaseView, machine: Machine, timer: Timer) -> tuple[str, ...]:
    """Whose work list gets "time ran out; confirm or extend": whom the timer tells, else whose turn it is, where that
    is nobody of the house whoever may confirm it."""
    if timer.tells:
        return timer.tells
    turn = turn_of(place, machine)
    if turn is not None and turn in draft.programme.roles:
        return (turn,)
    every = machine.every_action()
    return next((one.by for one in every if one.kind == "confirm_end" and one.concerns == timer.name), ())


def writes(draft: Draft, timer: Timer, person: str | None, ends: datetime, place: CaseView) -> Iterator[Written]:
    """What silence writes: constants, and the timer's end. Of two ends in one step the later counts (semantics 31)."""
    for name, value in timer.sets:
        moment = draft.programme.facts[name].type == "moment"
        due = ends if moment else validity.last_day(draft.inputs.office, ends)
        written = written_value(draft, name, person, due if value == "=due" else value, place)
        if value != "=due" or not _later_end(draft, written, ends):
            yield written


def _later_end(draft: Draft, written: Written, ends: datetime) -> bool:
    """Whether the end of a timer that ended later stands in this fact since this step."""
    spoken = (one for one in draft.entries if one.due_at is not None and one.due_at > ends)
    return any((written.owner, written.fact) == (one.owner, one.fact) for entry in spoken for one in entry.written)


def written_value(draft: Draft, name: str, person: str | None, value: Any, place: CaseView) -> Written:
    """A Written for a constant, or for another fact's value where `value` is `=` and its name."""
    fact = draft.programme.facts[name]
    if isinstance(value, str) and value.startswith("="):
        value = place.any_fact(value[1:])
    return Written(owner="case" if fact.owner == "case" else person or "case", fact=name, value=value)
