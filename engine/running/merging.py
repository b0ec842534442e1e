"""A merge: the people of another case of the same programme come over, and that case ends (semantics 40)."""

from collections.abc import Iterator, Mapping
from typing import Any

from engine.case import Case
from engine.entry import Entry, Written
from engine.model import ANYONE, DUPLICATE_MERGED, PERSON, Programme
from engine.running import blocking
from engine.running.asked import Asked
from engine.running.bringing import Luggage, arrivals, facts_of_case, facts_of_people, names_other, unpack
from engine.running.clashes import clashing, readable
from engine.running.draft import Draft
from engine.running.entering import all_tracks
from engine.running.judging import told_of_hold, waiting
from engine.running.view import view_of
from engine.running.words import worded
from engine.step import Beside, Inputs
from engine.why_not import Unmet

Change = Mapping[str, Any]


def unmet(draft: Draft, asked: Asked) -> Iterator[Unmet]:
    """What stands in the way in the other case, and what the two do not agree in."""
    beside = draft.inputs.beside
    if asked.step.other is None:
        yield _wrong("Name the other case", "answers_missing")
    elif asked.step.other in (draft.case.id, draft.case.reference) or (beside and beside.id == draft.case.id):
        yield _wrong("This is the same case; name the other one")
    elif beside is None or beside.case is None:
        yield _wrong(f"There is no case {asked.step.other}")
    else:
        yield from _of_other(draft, asked, beside, beside.case)


def _wrong(says: str, code: str = "answers_wrong") -> Unmet:
    return Unmet(code=code, kind="answer", says=says, field="other")


def _of_other(draft: Draft, asked: Asked, beside: Beside, other: Case) -> Iterator[Unmet]:
    unfit = _unfit(draft, other)
    if unfit is not None:
        yield unfit
        return
    yield from () if asked.again else role_there(draft, asked)
    yield from _their_holds(draft, asked, beside, other)
    yield from waiting(asked, other, tuple(one.id for one in other.present), clearing(draft.programme))
    yield from _namesakes(draft.case, other)
    yield from _disagreed(draft, asked, other)
    if asked.happened < other.standing.since and not asked.action.never_blocked:
        says = f"This cannot have happened before {worded(other.standing.since, draft.inputs.office)}"
        yield asked.unmet("before_the_visit", "time", says, field="happened")


def _unfit(draft: Draft, other: Case) -> Unmet | None:
    if other.programme != draft.case.programme:
        return _wrong(f"{other.reference} is a case of another programme")
    if other.digest != draft.case.digest:
        return _wrong(f"{other.reference} was opened under another version of the programme")
    if other.outcome is not None:
        return _wrong(f"{other.reference} has ended")
    return None


def role_there(draft: Draft, asked: Asked) -> Iterator[Unmet]:
    """Whoever merges, or agrees to it, has the role for that at the other case's office as well."""
    by, beside = asked.action.by, draft.inputs.beside
    if beside is None or beside.case is None:
        return
    if ANYONE not in by and beside.roles.isdisjoint(by) and not asked.step.actor.roles.isdisjoint(by):
        titles = " or ".join(draft.programme.roles.get(role, role) for role in by)
        yield asked.unmet("not_your_role", "role", f"This is done by: {titles}", waits_on=by[0] if by else None)


def _their_holds(draft: Draft, asked: Asked, beside: Beside, other: Case) -> Iterator[Unmet]:
    inputs = _inputs_there(draft, beside)
    for hold in blocking.blocking(draft.programme, other, inputs, asked.machine, asked.action, (), None):
        yield told_of_hold(asked, draft.programme.holds[hold.name], hold.over)


def _inputs_there(draft: Draft, beside: Beside) -> Inputs:
    """What the other case reads from outside now: without what has lain over the programme since its last entry."""
    return (beside.inputs or draft.inputs).at(draft.now)


def _namesakes(case: Case, other: Case) -> Iterator[Unmet]:
    """An id stays the same person: whoever is here under it came over to the other case from here, or is another."""
    known = {one.id for one in case.people}
    for one in other.present:
        if one.id in known and (one.id in {who.id for who in case.present} or case.id not in one.came_through):
            yield _wrong(f"Both cases have somebody called '{one.id}'")


def _disagreed(draft: Draft, asked: Asked, other: Case) -> Iterator[Unmet]:
    """Facts that clash are asked; who may not read one is not the one to choose."""
    for fact in clashing(draft.programme, draft.case, other):
        if not readable(fact, asked.step.actor.roles):
            says = "The two cases differ in something that you may not read"
            yield asked.unmet("not_your_role", "role", says)
        elif fact.key not in asked.answers.own and fact.key not in {one.field for one in asked.answers.unmet}:
            yield Unmet(code="answers_missing", kind="answer", says=f"Answer: {fact.label}", field=fact.key)


def clearing(programme: Programme) -> frozenset[str]:
    """The tracks of a person that can be clear; they come over with the people."""
    return frozenset(
        one.name
        for one in programme.tracks.values()
        if one.per == PERSON and any(state.clears for state in one.states.values())
    )


def taking_over(draft: Draft, asked: Asked) -> tuple[Change, ...]:
    """What the act's own entry says: which case it empties, and who comes."""
    other = draft.inputs.beside.case if draft.inputs.beside else None
    return (names_other("emptied", other, other.version + 1, _coming(other)),) if other else ()


def _coming(other: Case) -> tuple[str, ...]:
    return tuple(one.id for one in other.present)


def take_over(draft: Draft, asked: Asked, act: Entry) -> Draft | None:
    """The people join, with what they bring; gives the other case as it ends."""
    beside = draft.inputs.beside
    if beside is None or beside.case is None or draft.programme.merged_into is None:
        return None
    luggage = _luggage(draft, asked, beside, beside.case)
    written = (*_news_of_case(draft, luggage), *facts_of_people(luggage))
    draft.record(draft.programme.case, None, "brought_along", written=written, changes=arrivals(luggage))
    state = draft.programme.case.states.get(draft.case.standing.state)
    unpack(draft, luggage, state.closes if state else frozenset())
    return _emptied(draft, beside, beside.case, act)


def _luggage(draft: Draft, asked: Asked, beside: Beside, other: Case) -> Luggage:
    """What a state forgets belongs to a visit of the other case, and never counts as asked in this one."""
    forgotten = frozenset(name for state in draft.programme.case.states.values() for name in state.forgets)
    return Luggage(
        programme=draft.programme,
        origin=other,
        view=view_of(draft.programme, other, _inputs_there(draft, beside), asked.happened),
        people=other.present,
        kept=clearing(draft.programme),
        forgets=forgotten,
    )


def _news_of_case(draft: Draft, luggage: Luggage) -> Iterator[Written]:
    """The facts of the other case that this one lacks; those that clash were asked."""
    yield from (one for one in facts_of_case(luggage) if one.fact not in draft.case.facts)


def _emptied(draft: Draft, beside: Beside, other: Case, act: Entry) -> Draft:
    """The other case ends in the same step; everybody in it is in this one."""
    emptied = Draft(draft.programme, other, _inputs_there(draft, beside), draft.now, draft.recorded)
    emptied.event = act.happened
    people, ending = _coming(other), draft.programme.merged_into or ""
    left = ({"left": {"person": one, "outcome": DUPLICATE_MERGED, "into": draft.case.id}} for one in people)
    named = names_other("received", draft.case, act.seq, people)
    changes = (named, *left, {"closed": all_tracks(emptied.case)}, {"outcome": DUPLICATE_MERGED})
    doer = {name: getattr(act, name) for name in _OF_THE_DOER}
    emptied.arrive(draft.programme.case, None, "merged", ending, changes=changes, **doer)
    return emptied


_OF_THE_DOER = (
    "action",
    "actor",
    "roles",
    "decided_by",
    "confirmed_by",
    "on_behalf_of",
    "reason",
    "note",
    "happened",
    "sop",
)
