"""What may be done, why not, whose turn it is, and when something can next change by itself (semantics 28 and 52 to 54)."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from engine.case import Actor, Case, Inputs, Standing, Step, Unmet
from engine.civil import Span, moved, shifted
from engine.expressions import Expression
from engine.expressions.node import Node
from engine.model import Action, Machine, Programme, State
from engine.running import timers, validity
from engine.running.decide import draft_of, judge
from engine.running.draft import Draft
from engine.running.judging import asked_for, offered
from engine.running.validity import Clearance
from engine.running.view import CaseView, turn_of, view_of

OFFERED, AFTER_ANSWERS, REFUSED = "offered", "possible after answers", "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """One action of a state that a machine stands in: may it be done by this actor, and if not, all that is missing."""

    action: str
    title: str
    machine: str
    person: str | None
    status: str
    unmet: tuple[Unmet, ...]
    of: Action


def explain(programme: Programme, case: Case, inputs: Inputs, now: datetime, actor: Actor) -> tuple[Offer, ...]:
    """Every action of the states that the case and its tracks stand in, as `decide` would judge it on empty answers."""
    draft = draft_of(programme, case, inputs, now)
    return tuple(_offer(draft, machine, action, person, actor) for machine, person, action in _standing_actions(draft))


def explain_one(programme: Programme, case: Case, inputs: Inputs, now: datetime, step: Step) -> Offer | None:
    """One action by its whole name, also where it is not offered; None when the programme knows none."""
    found = programme.find_action(step.action)
    if found is None:
        return None
    draft = draft_of(programme, case, inputs, now)
    return _judged(draft, *found, step)


def _standing_actions(draft: Draft) -> Iterator[tuple[Machine, str | None, Action]]:
    for machine in (draft.programme.case, *draft.programme.tracks.values()):
        for person in _for_whom(draft, machine):
            standing = draft.case.standing_of(machine.name, person)
            for action in machine.actions().values():
                if offered(draft, machine, action, standing) and _waits(draft, action, person):
                    yield machine, person, action


def _for_whom(draft: Draft, machine: Machine) -> tuple[str | None, ...]:
    """For whom a machine stands, those included who left in a way that an action may still overturn."""
    if machine.per == "case":
        return (None,)
    return tuple(one.id for one in draft.case.people if machine.name in one.tracks)


def _waits(draft: Draft, action: Action, person: str | None) -> bool:
    """Confirming is offered where a decision waits for it, lifting where a hold lies, and so on."""
    if action.kind in ("verify", "countersign", "reject"):
        return any(
            one.action == action.concerns and (person is None or person in one.people) for one in draft.case.pending
        )
    if action.kind == "lift":
        return any(hold.name == action.concerns for hold in draft.case.holds)
    if action.kind == "confirm_end":
        return any(one.timer == action.concerns and one.person == person for one in draft.case.overdue)
    return True


def _offer(draft: Draft, machine: Machine, action: Action, person: str | None, actor: Actor) -> Offer:
    people = (person,) if person else _lifted_over(draft, action)
    return _judged(draft, machine, action, Step(action=machine.whole(action.name), actor=actor, people=people))


def _lifted_over(draft: Draft, action: Action) -> tuple[str, ...]:
    if action.kind != "lift":
        return ()
    return tuple(hold.over for hold in draft.case.holds if hold.name == action.concerns and hold.over != "case")[:1]


def _judged(draft: Draft, machine: Machine, action: Action, step: Step) -> Offer:
    asked = asked_for(draft, machine, action, step, asking_only=True)
    unmet = tuple(dict.fromkeys(one for one in judge(draft, asked) if one.field != "people"))
    asks = bool(action.asks or action.reasons or action.note_required or action.confirm)
    status = REFUSED if unmet else AFTER_ANSWERS if asks else OFFERED
    person = step.people[0] if machine.per == "person" and step.people else None
    return Offer(
        action=machine.whole(action.name),
        title=action.title,
        machine=machine.name,
        person=person,
        status=status,
        unmet=unmet,
        of=action,
    )


# where it stands


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadline:
    """Something that ends: a timer, a service time, a hold's review. `ends` is UTC."""

    machine: str
    person: str | None
    name: str
    title: str
    ends: datetime
    kind: str  # timer, due, review


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
    view = view_of(programme, case, inputs, now)
    found = [] if case.outcome else [*_of_machines(view), *_reviews(view)]
    return tuple(sorted(found, key=lambda one: one.ends))


def standings(view: CaseView) -> Iterator[tuple[Machine, str | None, Standing]]:
    """Every machine that is open, for whom, and where it stands."""
    case, programme = view.shared.case, view.shared.programme
    if not case.standing.closed and case.outcome is None:
        yield programme.case, None, case.standing
    for track in programme.tracks.values():
        if track.per == "case" and track.name in case.tracks:
            yield track, None, case.tracks[track.name]
        elif track.per == "person":
            yield from ((track, one.id, one.tracks[track.name]) for one in case.present if track.name in one.tracks)


def _of_machines(view: CaseView) -> Iterator[Deadline]:
    for machine, person, standing in standings(view):
        if standing.closed:
            continue
        place = view.of(person).at_machine(machine)
        for timer in timers.running(machine, standing):
            ends = timers.end(place, machine, timer, standing)
            if ends is not None and timer.name not in standing.spoken:
                yield Deadline(
                    machine=machine.name, person=person, name=timer.name, title=timer.title, ends=ends, kind="timer"
                )
        state = machine.states.get(standing.state)
        due = timers.due_end(place, state, standing)
        if state is not None and due is not None:
            yield Deadline(
                machine=machine.name, person=person, name=state.name, title=state.title, ends=due, kind="due"
            )


def _reviews(view: CaseView) -> Iterator[Deadline]:
    for hold in view.shared.case.holds:
        if hold.review_on is not None:
            title = view.shared.programme.holds[hold.name].title
            yield Deadline(
                machine="case",
                person=None if hold.over == "case" else hold.over,
                name=hold.name,
                title=title,
                ends=view.office.ends(hold.review_on),
                kind="review",
            )


def clearances(
    programme: Programme, case: Case, inputs: Inputs, now: datetime, day: date | None = None
) -> tuple[Cleared, ...]:
    """Every track that any checklist names or that has a window, per person, asked for a day (today, unless told)."""
    view = view_of(programme, case, inputs, now)
    named = {track for tracks in programme.checklists.values() for track in tracks}
    found = []
    for track in programme.tracks.values():
        if track.name not in named:
            continue
        people = view.person_views() if track.per == "person" else (view.whole(),)
        found += [_cleared(place, track, day or view.today) for place in people]
    return tuple(found)


def _cleared(place: CaseView, track: Machine, day: date) -> Cleared:
    standing = place.standing(track.name)
    state = track.states.get(standing.state) if standing else None
    due = timers.due_end(place.at_machine(track), state, standing) if standing else None
    return Cleared(
        person=place.person_id if track.per == "person" else None,
        track=track.name,
        state=standing.state if standing else None,
        answer=place.clearance(track, day),
        waits_on=turn_of(place, track),
        due=due,
    )


def turn(programme: Programme, case: Case, inputs: Inputs, now: datetime) -> str | None:
    """Whose turn it is in the case: a role, an authority, `person`, `nobody`; a pending decision's confirmer first."""
    if case.outcome is not None:
        return None
    for pending in case.pending:
        found = programme.find_action(pending.action)
        confirmer = (found[1].verified_by or found[1].countersigned_by) if found and pending.machine == "case" else None
        if confirmer:
            return confirmer.role
    return turn_of(view_of(programme, case, inputs, now), programme.case)


# the next instant


def next_instant(programme: Programme, case: Case, inputs: Inputs, now: datetime) -> datetime | None:
    """The next instant (UTC) after now at which a time, a window, an age, or a comparison with today in use can change."""
    if case.outcome is not None:
        return None
    view = view_of(programme, case, inputs, now)
    return min((one for one in _instants(view) if one > now and one < timers.NEVER), default=None)


def _instants(view: CaseView) -> Iterator[datetime]:
    expressions = list(_in_use(view))
    for machine, person, standing in standings(view):
        if not standing.closed:
            yield from _of_standing(view.of(person).at_machine(machine), machine, standing)
    yield from (hold.ends for hold in view.shared.case.holds if hold.ends)
    if any(watches_clock(one.node) for one in expressions):
        yield view.office.ends(view.today)
    if any("age" in one.asks for one in expressions):
        yield from (view.office.begins(day) for day in _birthdays(view))


def _of_standing(place: CaseView, machine: Machine, standing: Standing) -> Iterator[datetime]:
    for timer in timers.running(machine, standing):
        ends = timers.end(place, machine, timer, standing)
        if ends is not None:
            yield ends
            yield timers.speaks_at(place, timer, ends)
    state = machine.states.get(standing.state)
    yield from _of_window(place, state)
    yield from _openings(place, state)


def _of_window(place: CaseView, state: State | None) -> Iterator[datetime]:
    window = state.clears if state else None
    start = place.any_fact(window.counts_from) if window and not window.always else None
    span = validity.bounds(place, window, start) if window and start is not None else None
    if span is not None:
        yield from span
        if span[1] < validity.ALWAYS and window is not None and window.warn:
            yield moved(span[1], window.warn, place.office, -1)


def _openings(place: CaseView, state: State | None) -> Iterator[datetime]:
    for action in state.actions.values() if state else ():
        event = place.any_fact(action.open_from.of) if action.open_from else None
        if isinstance(event, datetime) and action.open_from:
            yield moved(event, action.open_from.before, place.office, -1)


def _in_use(view: CaseView) -> Iterator[Expression]:
    """The expressions that settling would ask now."""
    for track in view.shared.programme.tracks.values():
        yield from (one for one in (track.opens_when, track.needed_if) if one)
    for machine, _, standing in standings(view):
        yield from _of_state(machine.states.get(standing.state))


def _of_state(state: State | None) -> Iterable[Expression]:
    if state is None:
        return ()
    own = [one.check for one in state.only_while] + [move.when for move in state.automatically if move.when]
    return own + [timer.pauses_while for timer in state.timers.values() if timer.pauses_while]


def watches_clock(node: Node) -> bool:
    """Whether a part compares with today or now directly; a window asked for today is covered by its own ends."""
    if node.kind == "clear":
        return False
    if node.parts:
        return any(watches_clock(part) for part in node.parts)
    return bool(node.asks & {"today", "now"})


def _birthdays(view: CaseView) -> Iterator[date]:
    for place in view.person_views():
        born: Any = place.fact("person", "born_on")
        for day in {born} if isinstance(born, date) else {born.first, born.last} if born else set():
            if date.min < day < date.max:
                this_year = (
                    shifted(day, Span(view.today.year - day.year, "year")) if view.today.year >= day.year else day
                )
                yield this_year
                yield shifted(this_year, Span(1, "year"))
