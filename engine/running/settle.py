"""How a case comes to rest: the layers of semantics 16 to 25, one thing at a time, from the top after each."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from engine.case import Standing, Written
from engine.model import Machine, Requirement, State, Timer
from engine.running import timers, validity
from engine.running.draft import Draft, chosen, leads_on
from engine.running.view import CaseView, turn_of

MOST_ROUNDS = 2_000


def settle(draft: Draft) -> None:
    """Let everything follow that follows by itself. Raises CannotRest with the chain in words."""
    for _ in range(MOST_ROUNDS):
        if not _one_thing(draft):
            return
    raise RuntimeError("a case did not come to rest")


def _one_thing(draft: Draft) -> bool:
    if draft.case.outcome is not None:
        return False
    return _nobody_left(draft) or _opens(draft) or _sides_move(draft) or _moves(draft, draft.programme.case, None)


def _nobody_left(draft: Draft) -> bool:
    """Nobody is left in the case: `when_empty` says where it goes."""
    moves = draft.programme.when_empty
    if draft.case.present or not draft.case.people or not moves:
        return False
    move = chosen(moves, draft.view())
    if move is None:
        return False
    draft.record(
        draft.programme.case,
        None,
        "when_empty",
        target=move.to,
        ground="when_empty",
        changes=draft.entering(draft.programme.case, None, move.to, False),
    )
    return True


def _opens(draft: Draft) -> bool:
    """A track whose `opens_when` and `needed_if` are true, for a person or the case, and that is not open: it opens."""
    for track in draft.programme.tracks.values():
        for person in _wanting(draft, track):
            if _opens_for(draft.view().of(person), track):
                written = draft.forgetting(track, person, track.initial, frozenset())
                draft.record(track, person, "opens_when", target=track.initial, written=written)
                return True
    return False


def _wanting(draft: Draft, track: Machine) -> Iterator[str | None]:
    """For whom a track is not open yet."""
    if track.per == "case":
        if track.name not in draft.case.tracks:
            yield None
        return
    yield from (one.id for one in draft.case.present if track.name not in one.tracks)


def _opens_for(place: CaseView, track: Machine) -> bool:
    if track.opens_when is not None and not track.opens_when.holds(place):
        return False
    return validity.needed_on(place, track, place.today) is True


def _sides_move(draft: Draft) -> bool:
    for track in draft.programme.tracks.values():
        for person in draft.standing_for(track):
            if _moves(draft, track, person):
                return True
    return False


def _moves(draft: Draft, machine: Machine, person: str | None) -> bool:
    """The first that applies in one machine, safety before progress: lapse, `only_while`, timer, automatic."""
    standing = draft.case.standing_of(machine.name, person)
    state = machine.states.get(standing.state) if standing else None
    if standing is None or state is None or standing.closed:
        return False
    place = draft.view().of(person).at_machine(machine)
    return (
        _lapses(draft, machine, person, state, standing, place)
        or _falls_out(draft, machine, person, state, place)
        or _time_speaks(draft, machine, person, standing, place)
        or _goes_on(draft, machine, person, state, place)
    )


def _lapses(
    draft: Draft, machine: Machine, person: str | None, state: State, standing: Standing, place: CaseView
) -> bool:
    window = state.clears
    if window is None or window.then is None:
        return False
    found = validity.lapsed(place, window, standing)
    if found is None:
        return False
    answer, ended = found
    draft.move(machine, person, "lapse", "lapse", window.then, ground=answer, due_at=min(ended, draft.now))
    return True


def _falls_out(draft: Draft, machine: Machine, person: str | None, state: State, place: CaseView) -> bool:
    """An `only_while` that is not true any more: the first unmet one says where to."""
    broken = next((one for one in state.only_while if not one.check.holds(place)), None)
    if broken is None or broken.to is None:
        return False
    draft.move(
        machine, person, "only_while", "only_while", broken.to, ground=f"{machine.whole(state.name)}.{broken.name}"
    )
    return True


def _goes_on(draft: Draft, machine: Machine, person: str | None, state: State, place: CaseView) -> bool:
    """The first automatic whose `when` is true and whose target admits."""
    for move in state.automatically:
        if (move.when is None or move.when.holds(place)) and _admits(draft, machine, person, move.to):
            draft.move(machine, person, "automatic", "automatic", move.to, ground=move.when.text if move.when else None)
            return True
    return False


def _admits(draft: Draft, machine: Machine, person: str | None, target: str) -> bool:
    state = machine.states.get(target)
    if state is None or not state.only_while:
        return True
    trial = draft.copy()
    trial.moved = {}
    trial.record(
        machine, person, "automatic", target=target, written=trial.forgetting(machine, person, target, frozenset())
    )
    return not unmet_of_state(state.only_while, trial.view().of(person).at_machine(machine))


def unmet_of_state(only_while: tuple[Requirement, ...], place: CaseView) -> list[Requirement]:
    """What keeps a machine from standing in a state."""
    return [one for one in only_while if not one.check.holds(place)]


# timers


def _time_speaks(draft: Draft, machine: Machine, person: str | None, standing: Standing, place: CaseView) -> bool:
    found = [
        (timer, ends)
        for timer in timers.running(machine, standing)
        if (ends := timers.end(place, machine, timer, standing))
    ]
    for timer, _ in found:
        if _pauses_or_goes_on(draft, machine, person, timer, standing, place):
            return True
    due = [(ends, timer) for timer, ends in found if _is_due(draft, machine, person, timer, ends, standing, place)]
    if not due:
        return False
    ends, timer = min(due, key=lambda one: one[0])
    _speak(draft, machine, person, timer, ends, place)
    return True


def _pauses_or_goes_on(
    draft: Draft, machine: Machine, person: str | None, timer: Timer, standing: Standing, place: CaseView
) -> bool:
    """Note that a timer begins to stand still, or to run again."""
    still = timers.stands_still(standing, timer)
    wanted = _wants_to_stand_still(draft, person, timer, place)
    if still == wanted:
        return False
    change = {"timer": timer.name, "at": draft.now.isoformat()}
    draft.record(
        machine,
        person,
        "pause",
        ground=machine.whole(timer.name),
        changes=({"paused" if wanted else "resumed": change},),
    )
    return True


def _wants_to_stand_still(draft: Draft, person: str | None, timer: Timer, place: CaseView) -> bool:
    if timer.pauses_while is not None and timer.pauses_while.holds(place):
        return True
    placed = place.shared.case.holds + place.shared.inputs.programme_holds
    concerned = {"case", "programme", person or "case"}
    names = {hold.name for hold in placed if hold.over in concerned}
    return any(timer.name in draft.programme.holds[name].pauses for name in names if name in draft.programme.holds)


def _is_due(
    draft: Draft,
    machine: Machine,
    person: str | None,
    timer: Timer,
    ends: datetime,
    standing: Standing,
    place: CaseView,
) -> bool:
    if (
        timer.name in standing.spoken
        or timers.stands_still(standing, timer)
        or draft.overdue(machine.name, person, timer.name)
    ):
        return False
    return timers.speaks_at(place, timer, ends) <= draft.now and not kept_silent(draft, machine, person, ends)


def kept_silent(draft: Draft, machine: Machine, person: str | None, ends: datetime) -> bool:
    """A decision taken before the end of a time, and still waiting for its second person, keeps that time silent."""
    return any(
        one.machine == machine.name and (person is None or person in one.people) and one.happened < ends
        for one in draft.case.pending
    )


def _speak(draft: Draft, machine: Machine, person: str | None, timer: Timer, ends: datetime, place: CaseView) -> None:
    whole, spoke = machine.whole(timer.name), {"spoke": timer.name}
    if timer.unless is not None and timer.unless.holds(place):
        draft.record(machine, person, "timer", ground=whole, due_at=ends, changes=(spoke,), reason="unless")
        return
    move = chosen(timer.to, place)
    if move is not None and _of_the_past(draft, place, machine, timer, ends, move.to):
        ran_out = {"ran_out": {"timer": timer.name, "ended": ends.isoformat()}}
        draft.record(
            machine,
            person,
            "timer",
            ground=whole,
            due_at=ends,
            changes=(spoke, ran_out),
            told=_asked(draft, place, machine, timer),
            sop=timer.sop,
        )
        return
    written = tuple(_silent_values(draft, timer, person, ends, place))
    if leads_on(move):
        assert move is not None
        draft.move(
            machine,
            person,
            "timer",
            f"timer {timer.name}",
            move.to,
            ground=whole,
            due_at=ends,
            written=written,
            told=timer.tells,
            sop=timer.sop,
        )
        return
    draft.record(
        machine,
        person,
        "timer",
        ground=whole,
        due_at=ends,
        changes=(spoke,),
        written=written,
        told=timer.tells,
        sop=timer.sop,
    )


def _of_the_past(draft: Draft, place: CaseView, machine: Machine, timer: Timer, ends: datetime, target: str) -> bool:
    """A late entry shows that a time ended long ago: what would end something becomes a task (semantics 33)."""
    return target in machine.endings and timers.speaks_at(place, timer, ends) < draft.now


def _asked(draft: Draft, place: CaseView, machine: Machine, timer: Timer) -> tuple[str, ...]:
    """Whose work list gets "time ran out; confirm or extend": whom the timer tells, else whose turn it is."""
    turn = turn_of(place, machine)
    return timer.tells or ((turn,) if turn in draft.programme.roles else ())


def _silent_values(
    draft: Draft, timer: Timer, person: str | None, ends: datetime, place: CaseView
) -> Iterator[Written]:
    office = draft.inputs.office
    for name, value in timer.sets:
        fact = draft.programme.facts[name]
        due = ends if fact.type == "moment" else validity.last_day(office, ends)
        yield written_value(draft, name, person, due if value == "=due" else value, place)


def written_value(draft: Draft, name: str, person: str | None, value: Any, place: CaseView) -> Written:
    """A Written for a constant, or for another fact's value where `value` is `=` and its name."""
    fact = draft.programme.facts[name]
    if isinstance(value, str) and value.startswith("="):
        value = place.any_fact(value[1:])
    return Written(owner="case" if fact.owner == "case" else person or "case", fact=name, value=value)
