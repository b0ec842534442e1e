"""What may be done and why not, what ends when, what is clear, and whose turn it is (semantics 52 to 54)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime

from engine.case import Case, Standing
from engine.model import CASE, CHANGE_PRIORITY, NOTE, PAPER_CHECK, Action, Machine, Programme
from engine.running import derived, keeping, timers
from engine.running.acting import judge
from engine.running.asked import Asked, action_meant, asked_for, offered
from engine.running.attached import ATTACH
from engine.running.corrected import CORRECT
from engine.running.draft import Draft
from engine.running.instants import next_after, next_instant
from engine.running.judging import SECOND, confirmer_of
from engine.running.links import looking_again
from engine.running.met import met_of
from engine.running.second_person import second
from engine.running.standings import standings
from engine.running.validity import Clearance
from engine.running.view import CaseView, turn_of, view_of
from engine.step import Actor, Beside, Inputs, Step
from engine.why_not import Met, Unmet

__all__ = [
    "AFTER_ANSWERS",
    "OFFERED",
    "REFUSED",
    "Cleared",
    "Deadline",
    "Offer",
    "clearances",
    "clearances_counted",
    "deadlines",
    "explain",
    "explain_one",
    "next_after",
    "next_instant",
    "standings",
    "timers_in",
    "turn",
    "turn_in",
]

OFFERED, AFTER_ANSWERS, REFUSED = "offered", "possible after answers", "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One action of a state that a machine stands in: may it be done by this actor, and if not, all that is missing.

    `met` is what is so already of an action that may not be done.
    """

    action: str
    title: str
    machine: str
    person: str | None
    status: str
    unmet: tuple[Unmet, ...]
    of: Action
    met: tuple[Met, ...] = ()


def explain(programme: Programme, case: Case, inputs: Inputs, now: datetime, actor: Actor) -> tuple[Offer, ...]:
    """Every action of the states that the case and its tracks stand in, as `decide` would judge it on empty answers."""
    draft = Draft(programme, case, _with_beside(inputs), now)
    standing = _standing_actions(draft, actor)
    return tuple(_offer(draft, machine, action, person, actor) for machine, person, action in standing)


def explain_one(programme: Programme, case: Case, inputs: Inputs, now: datetime, step: Step) -> Offer | None:
    """One action by its whole name, also where it is not offered; None when the programme knows none."""
    draft = Draft(programme, case, _with_beside(inputs), now)
    found = action_meant(draft, step)
    return _judged(draft, *found, step) if found else None


def _with_beside(inputs: Inputs) -> Inputs:
    """What a second person would agree to is tried: a split that waits needs a case to open, which has no id yet."""
    return inputs if inputs.beside else replace(inputs, beside=Beside(id="", reference=""))


def _standing_actions(draft: Draft, actor: Actor) -> Iterator[tuple[Machine, str | None, Action]]:
    for machine in (draft.programme.case, *draft.programme.tracks.values()):
        for person in _for_whom(draft, machine):
            standing = draft.case.standing_of(machine.name, person)
            state = machine.states.get(standing.state) if standing else None
            for action in {**machine.anywhere, **(state.actions if state else {})}.values():
                if offered(draft, machine, action, person) and _waits(draft, action, person, actor):
                    yield machine, person, action


def _for_whom(draft: Draft, machine: Machine) -> tuple[str | None, ...]:
    """For whom a machine stands, those included who left in a way that an action may still overturn."""
    if machine.per == "case":
        return (None,)
    return tuple(one.id for one in draft.case.people if machine.name in one.tracks)


def _waits(draft: Draft, action: Action, person: str | None, actor: Actor) -> bool:
    """Confirming is offered where a decision waits for it, lifting where a hold lies, and so on."""
    if action.kind in SECOND:
        waiting = (one for one in draft.case.pending if one.action == action.concerns)
        return any(person is None or person in one.people for one in waiting)
    if action.kind == "lift":
        return any(hold.name == action.concerns for hold in draft.case.holds)
    if action.kind in keeping.KEEPING:
        return keeping.may_begin(draft.programme, draft.case, actor, action)
    if action.kind in (CORRECT, ATTACH, PAPER_CHECK, NOTE):
        return False  # which entry, document or paper is meant has to be said first; a note is no step on the way
    if action.kind == CHANGE_PRIORITY:
        return draft.case.score is not None
    if action.kind == "confirm_end":
        return any(one.timer == action.concerns and one.person == person for one in draft.case.overdue)
    return True


def _offer(draft: Draft, machine: Machine, action: Action, person: str | None, actor: Actor) -> Offer:
    people = (person,) if person else _lifted_over(draft, action)
    return _judged(draft, machine, action, Step(action=machine.whole(action.name), actor=actor, people=people))


def _lifted_over(draft: Draft, action: Action) -> tuple[str, ...]:
    """Over whom the hold lies that would be lifted; of several, the one placed first."""
    laid = (hold.over for hold in draft.case.holds if hold.name == action.concerns and action.kind == "lift")
    first = next(laid, "case")
    return () if first == "case" else (first,)


def _judged(draft: Draft, machine: Machine, action: Action, step: Step) -> Offer:
    draft = looking_again(draft, action)
    asked = asked_for(draft, machine, action, step, asking_only=True)
    unmet = tuple(dict.fromkeys(one for one in _unmet(draft, asked) if one.field != "people"))
    status = REFUSED if unmet else AFTER_ANSWERS if _asks(asked) else OFFERED
    person = step.people[0] if machine.per == "person" and step.people else None
    return Offer(
        action=asked.whole,
        title=action.title,
        machine=machine.name,
        person=person,
        status=status,
        unmet=unmet,
        of=action,
        met=met_of(draft, asked, unmet),
    )


def _unmet(draft: Draft, asked: Asked) -> list[Unmet]:
    if asked.action.kind in SECOND:
        return second(draft.copy(), asked.machine, asked.action, asked.step)
    return judge(draft, asked) if asked.action.kind == "act" else derived.judge(draft, asked)


def _asks(asked: Asked) -> bool:
    """Whether somebody has to say more than that it is to be done."""
    action = asked.action
    if (asked.chooses or asked.adds) and not asked.people or asked.merges:
        return True
    return bool(action.asks or action.reasons or action.note_required or action.confirm)


# where it stands


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """Something that ends: a timer, a service time, a hold's review. `ends` is UTC.

    `leads_to`: the state to which a timer then moves its machine by itself; None where nothing moves, or where a
    condition decides.
    """

    machine: str
    person: str | None
    name: str
    title: str
    ends: datetime
    kind: str  # timer, due, review
    leads_to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cleared:
    """One track's clearance for one person (or the case), as of a day."""

    person: str | None
    track: str
    state: str | None
    answer: Clearance
    waits_on: str | None
    due: datetime | None


def deadlines(programme: Programme, case: Case, inputs: Inputs, now: datetime) -> tuple[Deadline, ...]:
    """Everything of an open case that has an end, the earliest first."""
    return deadlines_in(view_of(programme, case, inputs, now))


def deadlines_in(view: CaseView) -> tuple[Deadline, ...]:
    """The same, of a view."""
    found = [] if view.shared.case.outcome else [*timers_in(view), *_service_times(view), *_reviews(view)]
    return tuple(sorted(found, key=lambda one: one.ends))


def timers_in(view: CaseView) -> Iterator[Deadline]:
    """The timers that run and have not spoken, as the machines are declared."""
    for machine, person, standing in standings(view):
        running = () if standing.closed else tuple(timers.running(machine, standing))
        place = view.of(person).at_machine(machine) if running else view
        for timer in running:
            ends = timers.end(place, machine, timer, standing)
            if ends is not None and standing.spoken.isdisjoint({timer.name, f"unless {timer.name}"}):
                yield Deadline(
                    machine=machine.name,
                    person=person,
                    name=timer.name,
                    title=timer.title,
                    ends=ends,
                    kind="timer",
                    leads_to=timer.to[0].to if timer.to and timer.to[0].when is None else None,
                )


def _service_times(view: CaseView) -> Iterator[Deadline]:
    for machine, person, standing in standings(view):
        state = None if standing.closed else machine.states.get(standing.state)
        due = timers.due_end(view.of(person).at_machine(machine), state, standing) if state and state.due else None
        if state is not None and due is not None:
            yield Deadline(
                machine=machine.name, person=person, name=state.name, title=state.title, ends=due, kind="due"
            )


def _reviews(view: CaseView) -> Iterator[Deadline]:
    """When a hold is to be looked at again. One over the programme may be unknown to the version of the case."""
    known = view.shared.programme.holds
    for hold in (*view.shared.inputs.programme_holds, *view.shared.case.holds):
        if hold.review_on is not None and hold.name in known:
            yield Deadline(
                machine="case",
                person=None if hold.over in ("case", "programme") else hold.over,
                name=hold.name,
                title=known[hold.name].title,
                ends=view.office.ends(hold.review_on),
                kind="review",
            )


def clearances(
    programme: Programme, case: Case, inputs: Inputs, now: datetime, day: date | None = None
) -> tuple[Cleared, ...]:
    """Every track that any checklist names, per person, asked for a day (today, unless told)."""
    view = view_of(programme, case, inputs, now)
    return tuple(_cleared(place, track, day or view.today) for place, track in _asked_for(view))


def clearances_counted(view: CaseView) -> Iterator[Cleared]:
    """The same for a list of cases, today: without what nobody needs or what is waived, and without whose turn it is;
    of a case in which nothing has begun, nothing."""
    places = tuple(_asked_for(view))
    if all(place.standing(track.name) is None for place, track in places):
        return
    for place, track in places:
        answer = place.clearance(track, view.today)
        if answer.required and not answer.waived:
            standing = place.standing(track.name)
            due = _due(place, track, standing) if standing and not answer.clear else None
            yield _said(place, track, standing, answer, None, due)


def _asked_for(view: CaseView) -> Iterator[tuple[CaseView, Machine]]:
    """Each track that a checklist names, and for whom it is asked: everybody, or the case."""
    named = {track for tracks in view.shared.programme.checklists.values() for track in tracks}
    for track in view.shared.programme.tracks.values():
        if track.name in named:
            yield from ((place, track) for place in (view.person_views() if track.per == "person" else (view.whole(),)))


def _cleared(place: CaseView, track: Machine, day: date) -> Cleared:
    standing = place.standing(track.name)
    due = _due(place, track, standing) if standing else None
    return _said(place, track, standing, place.clearance(track, day), turn_of(place, track), due)


def _due(place: CaseView, track: Machine, standing: Standing) -> datetime | None:
    return timers.due_end(place.at_machine(track), track.states.get(standing.state), standing)


def _said(
    place: CaseView,
    track: Machine,
    standing: Standing | None,
    answer: Clearance,
    waits_on: str | None,
    due: datetime | None,
) -> Cleared:
    person = place.person_id if track.per == "person" else None
    state = standing.state if standing else None
    return Cleared(person=person, track=track.name, state=state, answer=answer, waits_on=waits_on, due=due)


def turn(programme: Programme, case: Case, inputs: Inputs, now: datetime) -> str | None:
    """Whose turn it is in the case: a role, an authority, `person`, `nobody`; a pending decision's confirmer first."""
    return turn_in(Draft(programme, case, inputs, now))


def turn_in(draft: Draft) -> str | None:
    """The same, of a draft as it stands."""
    if draft.case.outcome is not None:
        return None
    confirmers = (confirmer_of(draft, one) for one in draft.case.pending if one.machine == CASE)
    return next((one for one in confirmers if one), None) or turn_of(draft.view(), draft.programme.case)
