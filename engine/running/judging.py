"""May this happen? Everything that stands in the way of one action, at once (semantics 3 to 7)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from engine.case import Done, Pending, Standing, Step, Unmet, action_key
from engine.civil import moved, shifted
from engine.expressions.node import Node
from engine.model import ANYONE, CASE, STAY, Action, Hold, Machine, Move, Requirement
from engine.running import blocking
from engine.running.answers import Answers, read_answers
from engine.running.draft import Draft, chosen
from engine.running.secrecy import may_see_hold, veiled
from engine.running.view import CaseView, concerned
from engine.running.words import state_words, unmet_requirement, worded


@dataclass(slots=True)
class Asked:
    """One action asked for: of which machine, about whom, with which answers, judged at which event time."""

    machine: Machine
    action: Action
    step: Step
    people: tuple[str, ...]
    happened: datetime
    answers: Answers
    asking_only: bool = False  # `explain`: no answers are expected yet

    @property
    def whole(self) -> str:
        return self.machine.whole(self.action.name)

    @property
    def asked_facts(self) -> frozenset[str]:
        return frozenset(ask.fact.name for ask in self.action.asks)


def asked_for(draft: Draft, machine: Machine, action: Action, step: Step, asking_only: bool = False) -> Asked:
    """The request with its people found and its answers read."""
    happened = step.happened or draft.now
    people = _people(draft, machine, action, step, happened)
    answers = read_answers(action.asks, step, people, draft.inputs.office)
    return Asked(machine, action, step, people, happened, answers, asking_only)


def _people(draft: Draft, machine: Machine, action: Action, step: Step, happened: datetime) -> tuple[str, ...]:
    if action.does and action.does.kind == "add_person":
        return step.newcomers or tuple(step.each)
    if machine.per == "person" or action.people == "chosen" or action.kind in ("place", "lift"):
        return tuple(dict.fromkeys(step.people))
    if action.people is not None and not isinstance(action.people, str):
        views = draft.view(happened).person_views()
        return tuple(one.person_id for one in views if one.person_id and action.people.holds(one))
    each = bool(
        action.requires_each or action.sets_each or any(ask.each or ask.fact.owner == "person" for ask in action.asks)
    )
    return tuple(one.id for one in draft.case.present) if each else ()


def offered(draft: Draft, machine: Machine, action: Action, standing: Standing | None) -> bool:
    """Whether the action stands in the state in which its machine stands."""
    if standing is None:
        return False
    if standing.closed and not _brings_back(machine, action, standing):
        return False
    if action.case_in is not None and draft.case.standing.state not in action.case_in:
        return False
    state = machine.states.get(standing.state)
    if state is not None and state.actions.get(action.name) is action:
        return True
    if machine.anywhere.get(action.name) is not action:
        return False
    return standing.state in action.offered_in if action.offered_in is not None else state is not None


def _brings_back(machine: Machine, action: Action, standing: Standing) -> bool:
    return action.offered_in is not None and standing.state in action.offered_in and standing.state in machine.endings


def before_answers(draft: Draft, asked: Asked) -> list[Unmet]:
    """All that can be said without the answers: state, role, separation, counts, time, holds, a pending decision."""
    action, machine = asked.action, asked.machine
    unmet = list(_role(draft, asked))
    if machine.per == "person" and not asked.people:
        unmet.append(Unmet(code="answers_missing", kind="answer", says="Say for whom", field="people"))
    unmet += _unknown_people(draft, asked)
    for person in concerned(machine, [one for one in asked.people if _known(draft, one)]):
        unmet += _of_one(draft, asked, person)
    unmet += _holds(draft, asked, None)
    if action.reasons and asked.step.reason not in action.reasons and not asked.asking_only:
        code = "answers_missing" if asked.step.reason is None else "answers_wrong"
        unmet.append(Unmet(code=code, kind="answer", says="Choose a reason", field="reason"))
    if (
        (action.note_required or asked.step.reason == "other")
        and not (asked.step.note or "").strip()
        and not asked.asking_only
    ):
        unmet.append(Unmet(code="answers_missing", kind="answer", says="Write a note", field="note"))
    return unmet


def _known(draft: Draft, person: str) -> bool:
    return any(one.id == person for one in draft.case.people)


def _unknown_people(draft: Draft, asked: Asked) -> Iterator[Unmet]:
    if asked.action.does and asked.action.does.kind == "add_person":
        return
    for person in asked.people:
        if not _known(draft, person):
            yield Unmet(
                code="answers_wrong", kind="answer", says=f"Nobody called '{person}' is in this case", field="people"
            )


def _role(draft: Draft, asked: Asked) -> Iterator[Unmet]:
    by = asked.action.by
    if ANYONE in by or not asked.step.actor.roles.isdisjoint(by):
        return
    titles = " or ".join(draft.programme.roles.get(role, role) for role in by)
    yield Unmet(
        code="not_your_role", kind="role", says=f"This is done by: {titles}", machine=asked.machine.name, waits_on=by[0]
    )


def _of_one(draft: Draft, asked: Asked, person: str | None) -> Iterator[Unmet]:
    machine, action = asked.machine, asked.action
    standing = draft.case.standing_of(machine.name, person)
    left = person is not None and draft.case.person(person).left is not None
    if not offered(draft, machine, action, standing) or (
        left and not (standing and _brings_back(machine, action, standing))
    ):
        words = state_words(draft.programme, machine.name, draft.view().of(person))
        yield Unmet(
            code="not_in_this_state",
            kind="state",
            says=f"{machine.title}: {words}",
            person=person,
            machine=machine.name,
        )
        return
    assert standing is not None
    place = draft.view(asked.happened).of(person).at_machine(machine)
    yield from _separation(draft, asked, person)
    yield from _count(draft, asked, person, standing)
    yield from _time(draft, asked, place, standing)
    yield from _pending(draft, asked, person)


def _separation(draft: Draft, asked: Asked, person: str | None) -> Iterator[Unmet]:
    for name in asked.action.not_whoever_did:
        if asked.step.actor.user in doers(draft, name, person):
            title = _title(draft, name)
            yield Unmet(
                code="same_person",
                kind="separation",
                says=f"Somebody else must do this than did: {title}",
                person=person,
                machine=asked.machine.name,
                waits_on=asked.action.by[0],
            )


def doers(draft: Draft, whole_name: str, person: str | None) -> frozenset[str]:
    """Who ever did an action in this case (for that person, where it is done per person)."""
    done = draft.case.done
    keys = {action_key(whole_name, person), action_key(whole_name, None)}
    return frozenset(user for key in keys for user in done.get(key, Done()).by)


def _title(draft: Draft, whole_name: str) -> str:
    found = draft.programme.find_action(whole_name)
    return found[1].title if found else whole_name


def _count(draft: Draft, asked: Asked, person: str | None, standing: Standing) -> Iterator[Unmet]:
    action = asked.action
    if action.at_most is None:
        return
    done = draft.case.done.get(action_key(asked.whole, person), Done())
    times = done.visits.count(standing.visit) if action.at_most_per_visit else done.times
    if times >= action.at_most:
        word = "once" if action.at_most == 1 else f"{action.at_most} times"
        yield Unmet(
            code="times_used",
            kind="rule",
            says=f"This can be done {word} only",
            person=person,
            machine=asked.machine.name,
        )


def _time(draft: Draft, asked: Asked, place: CaseView, standing: Standing) -> Iterator[Unmet]:
    action, happened, office = asked.action, asked.happened, draft.inputs.office
    if happened > draft.now:
        yield Unmet(
            code="in_the_future", kind="time", says="What has not happened yet cannot be recorded", field="happened"
        )
    if happened < standing.since and not action.overturns and not action.never_blocked:
        began = worded(standing.since, office)
        yield Unmet(
            code="before_the_visit",
            kind="time",
            says=f"This cannot have happened before {began}",
            person=place.person_id,
            field="happened",
        )
    if action.open_from is not None:
        yield from _not_open_yet(asked, place)
    if action.overturns is not None:
        yield from _too_late(asked, standing, place)


def _not_open_yet(asked: Asked, place: CaseView) -> Iterator[Unmet]:
    opens = asked.action.open_from
    assert opens is not None
    event, office = place.any_fact(opens.of), place.office
    if event is None:
        yield Unmet(
            code="not_open_yet",
            kind="time",
            says="The date it depends on is not known yet",
            person=place.person_id,
            unknown=True,
        )
        return
    if isinstance(event, datetime):
        first = moved(event, opens.before, office, -1)
    else:
        first = (
            moved(office.begins(event), opens.before, office, -1)
            if opens.before.in_hours
            else office.begins(shifted(event, opens.before, -1, office))
        )
    if asked.happened < first:
        yield Unmet(
            code="not_open_yet",
            kind="time",
            says=f"Possible from {worded(first, office)}",
            person=place.person_id,
            possible_from=first,
        )


def _too_late(asked: Asked, standing: Standing, place: CaseView) -> Iterator[Unmet]:
    """Overturning is allowed where that silence has led, if the event lies before the timer's end (semantics 34)."""
    ended = standing.silence_ended
    if standing.silence != asked.machine.whole(asked.action.overturns or "") or ended is None:
        yield Unmet(
            code="not_in_this_state",
            kind="state",
            says="This did not come about by silence",
            person=place.person_id,
            machine=asked.machine.name,
        )
    elif asked.happened > ended:
        says = f"The time was over on {worded(ended - timedelta(seconds=1), place.office)}"
        yield Unmet(code="time_is_over", kind="time", says=says, person=place.person_id, field="happened")


def _pending(draft: Draft, asked: Asked, person: str | None) -> Iterator[Unmet]:
    if asked.action.never_blocked or asked.action.kind in ("verify", "countersign", "reject", "place", "lift"):
        return
    for one in draft.case.pending:
        if one.machine == asked.machine.name and (person is None or person in one.people):
            yield Unmet(
                code="pending",
                kind="pending",
                says=f"Waits for a second person: {_title(draft, one.action)}",
                person=person,
                machine=asked.machine.name,
                waits_on=_confirmers(draft, one),
            )


def _confirmers(draft: Draft, pending: Pending) -> str | None:
    found = draft.programme.find_action(pending.action)
    confirmer = (found[1].verified_by or found[1].countersigned_by) if found else None
    return confirmer.role if confirmer else None


def _holds(draft: Draft, asked: Asked, target: str | None) -> list[Unmet]:
    """Holds that stop the action itself, or (once the target is known) its entering a phase."""
    programme, case = draft.programme, draft.case
    entered = programme.phase_of(target) if target and asked.machine.name == CASE else None
    if target is not None and (entered is None or entered == programme.phase_of(case.standing.state)):
        return []
    people = [one for one in asked.people if _known(draft, one)]
    found = blocking.blocking(programme, case, draft.inputs, asked.machine, asked.action, people, entered)
    return list(dict.fromkeys(_held(draft, asked, programme.holds[hold.name], hold.over) for hold in found))


def _held(draft: Draft, asked: Asked, hold: Hold, over: str) -> Unmet:
    """A hidden hold is told in its `shown_as` words, and whom it lies over is not."""
    person = over if over not in ("case", "programme") else None
    if may_see_hold(hold, asked.step.actor.roles):
        return Unmet(
            code="held",
            kind="hold",
            says=f"On hold: {hold.title}",
            person=person,
            machine=asked.machine.name,
            waits_on=hold.lifted_by[0],
        )
    return Unmet(code="held", kind="hold", says=hold.shown_as or "On hold")


def with_answers(draft: Draft, asked: Asked, writes: Any) -> tuple[list[Unmet], dict[str | None, Move | None]]:
    """`requires` and `requires_each` on the draft with the answers written, and the target for each concerned.

    `writes` puts the answers into a draft (the entries of the act without its move).
    """
    trial = draft.copy()
    writes(trial, asked)
    unmet = list(_requirements(trial, asked))
    targets: dict[str | None, Move | None] = {}
    for person in concerned(asked.machine, [one for one in asked.people if _known(trial, one)]):
        place = trial.view(asked.happened).of(person).at_machine(asked.machine)
        move = _target(asked, place)
        targets[person] = move
        if move is not None and move.to != STAY:
            unmet += _holds(draft, asked, move.to)
    return list(dict.fromkeys(unmet)), targets


def _target(asked: Asked, place: CaseView) -> Move | None:
    """The arm that is taken; while only explaining, none where it hangs on what will be answered."""
    if asked.asking_only and any(move.when and _hangs_on(move.when.node, asked) for move in asked.action.to):
        return None
    return chosen(asked.action.to, place)


def _requirements(trial: Draft, asked: Asked) -> Iterator[Unmet]:
    view = trial.view(asked.happened)
    for person in concerned(asked.machine, [one for one in asked.people if _known(trial, one)]):
        for requirement in asked.action.requires:
            yield from unmet_as_seen(trial, asked, requirement, view.of(person).at_machine(asked.machine))
    for person in asked.people:
        if _known(trial, person):
            for requirement in asked.action.requires_each:
                yield from unmet_as_seen(trial, asked, requirement, view.of(person).at_machine(asked.machine))


def unmet_as_seen(
    trial: Draft, asked: Asked, requirement: Requirement, place: CaseView, code: str | None = None
) -> Iterator[Unmet]:
    """What is not met about a requirement, in the words that the actor may see."""
    if asked.asking_only and not refuses_already(requirement.check.node, asked, place):
        return
    unmet = unmet_requirement(requirement, place, code)
    if unmet is not None:
        unmet = replace(unmet, machine=asked.machine.name)
        yield veiled(trial.programme, asked.step.actor.roles, requirement, unmet)


def refuses_already(node: Node, asked: Asked, place: CaseView) -> bool:
    """Whether something is unmet whatever will be answered: a part that reads none of the facts asked now."""
    if node.kind in ("and", "named"):
        return any(refuses_already(part, asked, place) for part in node.parts)
    return not _hangs_on(node, asked) and node.ask(place) is not True


def _hangs_on(node: Node, asked: Asked) -> bool:
    return any(fact in asked.asked_facts for _, fact in node.reads)


def entered_state(draft: Draft, asked: Asked, person: str | None, target: str) -> list[Unmet]:
    """The `only_while` of the target, asked on the draft as it stands after the move; refused as `state.name`."""
    state = asked.machine.states.get(target)
    if state is None:
        return []
    place = draft.view(asked.happened).of(person).at_machine(asked.machine)
    return [
        unmet
        for one in state.only_while
        for unmet in unmet_as_seen(draft, asked, one, place, f"{asked.machine.whole(target)}.{one.name}")
    ]
