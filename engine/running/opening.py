"""A case is opened by a step with its people and what is known of them (semantics 15)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.case import Case
from engine.entry import Entry, Judged, Written
from engine.model import ANYONE, Ask, Fact, Programme, Requirement
from engine.running.answers import read_answers, values_written
from engine.running.blocking import blocks_phase
from engine.running.decide import Decision, at_rest
from engine.running.draft import Draft
from engine.running.links import change_of
from engine.running.operations import may_be_called
from engine.running.replay import fold
from engine.running.secrecy import may_see_hold, veiled
from engine.running.view import CaseView
from engine.running.words import unmet_requirement
from engine.step import Actor, Inputs, Step
from engine.why_not import Unmet


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """What somebody asks for when a case begins. The first of `people` (id → answers as typed) is the principal.

    `links`: the references of other cases, by the name of the link.
    """

    actor: Actor
    people: Mapping[str, Mapping[str, Any]]
    facts: Mapping[str, Any] = field(default_factory=dict)
    starts_in: str | None = None
    links: Mapping[str, str] = field(default_factory=dict)
    happened: datetime | None = None
    note: str | None = None
    on_behalf_of: str | None = None


def open_case(
    programme: Programme, case_id: str, reference: str, opening: Opening, inputs: Inputs, now: datetime
) -> Decision:
    """The entries with which a case begins, at rest; or a refusal with everything that stands in the way. Pure.

    Of `inputs.linked` are those linked cases that there are and that the actor may see.
    """
    unmet = [*_role(programme, opening), *_people(opening), *_door(programme, opening), *_time(opening, now)]
    unmet += [*_links(programme, opening, inputs), *_held(programme, opening, inputs.at(now))]
    asks = _asks(programme)
    step = Step(action="open", actor=opening.actor, answers=opening.facts, each=opening.people)
    answers = read_answers(asks, step, tuple(opening.people), inputs.office, now)
    unmet += answers.unmet
    if unmet:
        return Decision(refused=tuple(unmet))
    entry = _entry(programme, case_id, reference, opening, inputs, now, values_written(asks, answers))
    return _rest(programme, fold(None, entry), entry, opening, inputs, now)


def _rest(programme: Programme, case: Case, entry: Entry, opening: Opening, inputs: Inputs, now: datetime) -> Decision:
    draft = Draft(programme, case, inputs, now)
    draft.first, draft.entries, draft.event = 1, [entry], entry.happened
    return at_rest(draft, lambda: _not_eligible(programme, opening, draft.view(entry.happened)))


def _role(programme: Programme, opening: Opening) -> list[Unmet]:
    by = programme.opening.by
    if ANYONE in by or not opening.actor.roles.isdisjoint(by):
        return []
    titles = " or ".join(programme.roles.get(role, role) for role in by)
    return [Unmet(code="not_your_role", kind="role", says=f"A case is opened by: {titles}", waits_on=by[0])]


def _people(opening: Opening) -> list[Unmet]:
    if not opening.people:
        says = "A case has at least one person, the principal applicant"
        return [Unmet(code="answers_missing", kind="answer", says=says, field="people")]
    wrong = [one for one in opening.people if not may_be_called(one)]
    return [
        Unmet(code="answers_wrong", kind="answer", says=f"Nobody can be called '{one}'", field="people")
        for one in wrong
    ]


def _door(programme: Programme, opening: Opening) -> list[Unmet]:
    doors = programme.starts_in or (programme.case.initial,)
    if opening.starts_in is None and len(doors) == 1 or opening.starts_in in doors:
        return []
    code = "answers_missing" if opening.starts_in is None else "answers_wrong"
    return [Unmet(code=code, kind="answer", says=f"Say where the case starts: {', '.join(doors)}", field="starts_in")]


def _held(programme: Programme, opening: Opening, inputs: Inputs) -> Iterator[Unmet]:
    """A hold over the programme that blocks everything, or entering the phase in which the case would begin."""
    phase = programme.phase_of(opening.starts_in or programme.case.initial) or ""
    for placed in inputs.programme_holds:
        hold = programme.holds.get(placed.name)
        if hold is None or not blocks_phase(hold, phase):
            continue
        if may_see_hold(hold, opening.actor.roles):
            yield Unmet(code="held", kind="hold", says=f"On hold: {hold.title}", waits_on=hold.lifted_by[0])
        else:
            yield Unmet(code="held", kind="hold", says=hold.shown_as or "On hold")


def _links(programme: Programme, opening: Opening, inputs: Inputs) -> Iterator[Unmet]:
    """A case that may not be seen is refused in the words of one that is not there."""
    for name, reference in opening.links.items():
        if name not in programme.links:
            says = f"'{name}' is not a link of this programme"
        elif name not in inputs.linked:
            says = f"There is no case {reference} of {programme.links[name].programme}"
        else:
            continue
        yield Unmet(code="answers_wrong", kind="answer", says=says, field=link_field(name))


def link_field(name: str) -> str:
    """How a refusal names the question for the reference of a linked case."""
    return f"links.{name}"


def _time(opening: Opening, now: datetime) -> list[Unmet]:
    if opening.happened is None or opening.happened <= now:
        return []
    return [
        Unmet(code="in_the_future", kind="time", says="What has not happened yet cannot be recorded", field="happened")
    ]


def _asks(programme: Programme) -> tuple[Ask, ...]:
    """What an opening asks; where a programme does not say, whatever is brought."""
    if programme.opening.asks:
        return programme.opening.asks
    return tuple(
        Ask(key=fact.name, fact=fact, required=False, each=fact.owner == "person") for fact in _untracked(programme)
    )


def _untracked(programme: Programme) -> list[Fact]:
    return [fact for fact in programme.facts.values() if fact.track is None]


def _entry(
    programme: Programme,
    case_id: str,
    reference: str,
    opening: Opening,
    inputs: Inputs,
    now: datetime,
    written: tuple[Written, ...],
) -> Entry:
    state = opening.starts_in or programme.case.initial
    opened = {"reference": reference, "programme": programme.id, "office": inputs.office.name, "state": state}
    return Entry(
        case=case_id,
        seq=1,
        step=1,
        cause="opening",
        machine="case",
        actor=opening.actor.user,
        roles=tuple(sorted(opening.actor.roles)),
        happened=opening.happened or now,
        recorded=now,
        digest=programme.digest,
        labels_digest=programme.labels_digest,
        inputs=inputs.versions(inputs.linked),
        note=opening.note,
        on_behalf_of=opening.on_behalf_of,
        judged=tuple(_judged(programme, opening)),
        written=written,
        changes=(
            {"opened": opened},
            *({"joined": person} for person in opening.people),
            *(change_of(name, sight) for name, sight in inputs.linked.items()),
        ),
    )


def _judged(programme: Programme, opening: Opening) -> Iterator[Judged]:
    """What the opening requires, all of it true where a case is opened; what it read stands in the same entry."""
    yield from (Judged(name=one.name, person=None, truth="true") for one in programme.opening.requires)
    for one in programme.opening.requires_each:
        yield from (Judged(name=one.name, person=person, truth="true") for person in opening.people)


def _not_eligible(programme: Programme, opening: Opening, view: CaseView) -> list[Unmet]:
    found = [_seen(programme, opening, one, view) for one in programme.opening.requires]
    found += [
        _seen(programme, opening, one, place)
        for one in programme.opening.requires_each
        for place in view.person_views()
    ]
    return [one for one in found if one is not None]


def _seen(programme: Programme, opening: Opening, requirement: Requirement, place: CaseView) -> Unmet | None:
    unmet = unmet_requirement(requirement, place)
    return veiled(programme, opening.actor.roles, requirement, unmet) if unmet else None
