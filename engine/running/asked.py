"""What is asked for: which action of which machine, about whom, with which answers, judged at which event time."""

from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime

from engine.case import Pending, Standing
from engine.model import CHOSEN, NOTE, PAPER_CHECK, Action, Ask, Machine
from engine.running import ticks
from engine.running.answers import Answers, read_answers
from engine.running.clashes import clash_asks, clashing
from engine.running.corrected import CORRECT, asks_of, people_of
from engine.running.draft import Draft
from engine.step import Actor, Step
from engine.why_not import Unmet


@dataclass(slots=True)
class Asked:
    """One action asked for. `asking_only`: it is explained, no answers are expected yet. `again`: others agreed."""

    machine: Machine
    action: Action
    step: Step
    people: tuple[str, ...]
    happened: datetime
    answers: Answers
    asking_only: bool = False
    more: tuple[Ask, ...] = ()  # questions that the other case of a merge brings, or the entry that is corrected
    again: bool = False

    @property
    def whole(self) -> str:
        return self.machine.whole(self.action.name)

    @property
    def asks(self) -> tuple[Ask, ...]:
        return (*self.action.asks, *self.more)

    @property
    def adds(self) -> bool:
        return self.action.does is not None and self.action.does.kind == "add_person"

    @property
    def merges(self) -> bool:
        return self.action.does is not None and self.action.does.kind == "merge"

    @property
    def chooses(self) -> bool:
        """Whether somebody must say whom it is about."""
        return self.machine.per == "person" or self.action.people == CHOSEN

    @property
    def unanswered(self) -> Set[str]:
        """The facts that are asked now and not soundly answered yet."""
        return {ask.fact.name for ask in self.asks} if self.asking_only else self.answers.open

    def known(self, draft: Draft) -> tuple[str, ...]:
        """Of those it is about, the ones who are or were in the case."""
        ever = {one.id for one in draft.case.people}
        return tuple(one for one in self.people if one in ever)

    def unmet(self, code: str, kind: str, says: str, person: str | None = None, **more: object) -> Unmet:
        """Something of this action's machine that stands in the way."""
        return Unmet(code=code, kind=kind, says=says, person=person, machine=self.machine.name, **more)  # type: ignore[arg-type]


def action_meant(draft: Draft, step: Step) -> tuple[Machine, Action] | None:
    """The action of that name: in the state its machine stands in, then `anywhere`, else wherever there is one."""
    machine, name = draft.programme.split(step.action)
    ever = {one.id for one in draft.case.people}
    person = next((one for one in step.people if one in ever), None) if machine.per == "person" else None
    standing = draft.case.standing_of(machine.name, person) if machine.per == "case" or person else None
    action = machine.action(name, standing.state if standing else None)
    return (machine, action) if action else None


def asked_for(draft: Draft, machine: Machine, action: Action, step: Step, asking_only: bool = False) -> Asked:
    """The request with its people found and its answers read."""
    happened = step.happened or draft.now
    people = _people(draft, machine, action, step, happened)
    more = _brought_in(draft, action, step)
    answers = read_answers((*action.asks, *more), step, people, draft.inputs.office, draft.now)
    answers.open |= _differing(draft, action, answers)
    return Asked(machine, action, step, people, happened, answers, asking_only, more)


def _brought_in(draft: Draft, action: Action, step: Step) -> tuple[Ask, ...]:
    """The questions that only the other case of a merge brings, the entry that is corrected, or the file's list."""
    if action.kind == CORRECT:
        return asks_of(draft.programme, draft.inputs.corrected)
    if action.kind == PAPER_CHECK:
        return ticks.asks_of(draft.inputs.listed)
    return _of_other_case(draft, action, step)


def _of_other_case(draft: Draft, action: Action, step: Step) -> tuple[Ask, ...]:
    beside = draft.inputs.beside
    if beside is None or action.does is None or action.does.kind != "merge":
        return ()
    return clash_asks(draft.programme, action, draft.case, beside.case, step.actor.roles)


def _differing(draft: Draft, action: Action, answers: Answers) -> set[str]:
    """The facts in which the other case of a merge differs, and of which nobody has said yet which answer stands."""
    beside = draft.inputs.beside
    if beside is None or beside.case is None or action.does is None or action.does.kind != "merge":
        return set()
    return {one.name for one in clashing(draft.programme, draft.case, beside.case) if one.key not in answers.own}


def asked_again(draft: Draft, machine: Machine, action: Action, pending: Pending) -> Asked:
    """A pending decision as it was asked, with the first doer's roles and event time (semantics 9)."""
    step = Step(
        action=pending.action,
        actor=Actor(user=pending.actor, roles=frozenset(pending.roles), covers=pending.covers),
        people=pending.people,
        reason=pending.reason,
        note=pending.note,
        happened=pending.happened,
        private=pending.private,
        on_behalf_of=pending.on_behalf_of,
        other=pending.other,
    )
    each = {person: dict(pending.each.get(person, {})) for person in pending.people}
    answers, more = Answers(own=dict(pending.answers), each=each), _of_other_case(draft, action, step)
    answers.open |= _differing(draft, action, answers)
    return Asked(machine, action, step, pending.people, pending.happened, answers, again=True, more=more)


def _people(draft: Draft, machine: Machine, action: Action, step: Step, happened: datetime) -> tuple[str, ...]:
    if action.does and action.does.kind == "add_person":
        return step.newcomers or tuple(step.each)
    if action.kind == CORRECT:
        return people_of(draft.inputs.corrected)
    if action.kind == PAPER_CHECK:
        return ticks.people_of(draft.inputs.listed)
    if machine.per == "person" or action.people == CHOSEN or action.kind in ("place", "lift"):
        return tuple(dict.fromkeys(step.people))
    if action.people is not None and not isinstance(action.people, str):
        views = draft.view(happened).at_machine(machine).person_views()
        return tuple(one.person_id for one in views if one.person_id and action.people.holds(one))
    return tuple(one.id for one in draft.case.present) if _of_everyone(action) else ()


def _of_everyone(action: Action) -> bool:
    if action.requires_each or action.sets_each:
        return True
    return any(ask.each or ask.fact.owner == "person" for ask in action.asks)


def offered(draft: Draft, machine: Machine, action: Action, person: str | None) -> bool:
    """Whether the action stands where its machine stands, for that person or the case."""
    standing = draft.case.standing_of(machine.name, person)
    if standing is None or not _is_written_there(machine, action, standing):
        return False
    if action.case_in is not None and draft.case.standing.state not in action.case_in:
        return False
    if brings_back(machine, action, standing):
        return True
    gone = person is not None and draft.case.person(person).left is not None
    return not standing.closed and (not gone or machine.outlives_person)


def _is_written_there(machine: Machine, action: Action, standing: Standing) -> bool:
    state = machine.states.get(standing.state)
    if action.kind in (CORRECT, PAPER_CHECK, NOTE) or (state is not None and state.actions.get(action.name) is action):
        return True
    if machine.anywhere.get(action.name) is not action:
        return False
    return standing.state in action.offered_in if action.offered_in is not None else state is not None


def brings_back(machine: Machine, action: Action, standing: Standing) -> bool:
    """An action that is offered in an ending leads out of it again."""
    return standing.state in machine.endings and standing.state in (action.offered_in or ())
