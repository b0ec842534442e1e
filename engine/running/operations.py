"""What an action does besides asking and moving: people joining, the principal, values set, waivers, coming back."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from engine.case import Case
from engine.entry import Entry, Written
from engine.model import CASE, MEMBER, Programme
from engine.running import merging, splitting
from engine.running.asked import Asked
from engine.running.draft import Draft
from engine.running.entering import closed_here, running_on
from engine.running.judging import SECOND
from engine.running.silence import written_value
from engine.step import Step
from engine.why_not import Unmet

Change = Mapping[str, Any]
Given = Mapping[tuple[str, str], Any]
OVER_TWO = ("split", "merge")
RESERVED = ("case", "programme", "entry", "pending", "")


def over_two(programme: Programme, case: Case, step: Step) -> tuple[str | None, str | None]:
    """Whether a step is over two cases, `split` or `merge`; and of a merge the id or reference of the other one.

    A second person carries out what the first has asked.
    """
    machine, name = programme.split(step.action)
    action, other = machine.action(name, case.standing.state), step.other
    if action is not None and action.kind in SECOND and machine.name == CASE:
        waiting = next((one for one in case.pending if one.action == action.concerns), None)
        action = machine.action(programme.split(action.concerns or "")[1], case.standing.state)
        other = waiting.other if waiting else None
    kind = action.does.kind if action is not None and action.does is not None else None
    return (kind, other) if kind in OVER_TWO else (None, None)


def changes(draft: Draft, asked: Asked) -> tuple[Change, ...]:
    """The changes of the act's own entry that come from `does`, and that its requirements see."""
    kind = asked.action.does.kind if asked.action.does else None
    if kind == "add_person":
        return tuple({"joined": person} for person in asked.people)
    if kind == "change_principal":
        return ({"principal": asked.people[0]},) if asked.people else ()
    return _opened_again(draft) if kind == "reopen" and draft.case.outcome is None else ()


def _opened_again(draft: Draft) -> tuple[Change, ...]:
    """While the case is open: what the state that is left has closed goes on (semantics 13)."""
    tracks = closed_here(draft.programme, draft.case)
    return ({"reopened": tracks},) if tracks else ()


def changing_over(draft: Draft, asked: Asked) -> tuple[Change, ...]:
    """Who leaves in a split, who comes in a merge: after all that is required was asked of the case as it was."""
    kind = asked.action.does.kind if asked.action.does else None
    if kind == "split":
        return splitting.leaving(draft, asked)
    return merging.taking_over(draft, asked) if kind == "merge" else ()


def waiving(draft: Draft, asked: Asked, person: str | None) -> tuple[Change, ...]:
    """What counts as clear from now: for each whom the act is about, else for all; a track of the case for the case."""
    people = [person] if person else list(asked.people)
    tracks = {per: [name for name in asked.action.waives if _per(draft, name) == per] for per in ("person", CASE)}
    waived = ({"tracks": tracks["person"], "people": people}, {"tracks": tracks[CASE], "people": []})
    return tuple({"waived": one} for one in waived if one["tracks"])


def _per(draft: Draft, track: str) -> str:
    return draft.programme.tracks[track].per


def unmet(draft: Draft, asked: Asked) -> list[Unmet]:
    """What stands in the way of the operation itself."""
    kind = asked.action.does.kind if asked.action.does else None
    if asked.asking_only:
        return []
    if kind == "add_person":
        return list(_newcomers(draft, asked))
    if kind == "split" and asked.action.does:
        return list(splitting.unmet(draft, asked, asked.action.does))
    if kind == "merge":
        return list(merging.unmet(draft, asked))
    return list(_one_present(draft, asked)) if kind == "change_principal" else []


def _newcomers(draft: Draft, asked: Asked) -> Iterator[Unmet]:
    if not asked.people:
        yield Unmet(code="answers_missing", kind="answer", says="Say who joins", field="people")
    for one in asked.people:
        if one in asked.known(draft) or not may_be_called(one):
            says = f"A newcomer cannot be called '{one}' here"
            yield Unmet(code="answers_wrong", kind="answer", says=says, field="people")


def may_be_called(person: str) -> bool:
    """Whether a person's id can be told from the other owners of values and holds."""
    return person not in RESERVED and not set(person) & {"|", ":"}


def _one_present(draft: Draft, asked: Asked) -> Iterator[Unmet]:
    present = {one.id for one in draft.case.present}
    if len(asked.people) != 1 or asked.people[0] not in present:
        yield Unmet(code="answers_missing", kind="answer", says="Choose one person who is in the case", field="people")
    elif asked.people[0] == draft.case.principal:
        says = "This person is the principal applicant already"
        yield Unmet(code="answers_wrong", kind="answer", says=says, field="people")


def set_values(draft: Draft, asked: Asked, answered: Iterable[Written]) -> tuple[Written, ...]:
    """What the action writes without asking: once, or for each person whom it is about.

    A copy of a fact that the same act has `answered` takes the answer; else the value that the fact had before the act.
    """
    given = {(one.owner, one.fact): one.value for one in answered}
    return (*_set_once(draft, asked, given), *_set_each(draft, asked, given, asked.action.sets_each))


def _set_once(draft: Draft, asked: Asked, given: Given) -> Iterator[Written]:
    facts, view = draft.programme.facts, draft.view(asked.happened)
    for name, value in asked.action.sets:
        if facts[name].owner == "person":
            yield from _set_each(draft, asked, given, ((name, value),))
        else:
            yield written_value(draft, name, None, _answered(given, CASE, value), view)


def _set_each(draft: Draft, asked: Asked, given: Given, sets: tuple[tuple[str, Any], ...]) -> Iterator[Written]:
    view, known = draft.view(asked.happened), asked.known(draft)
    for person in asked.people:
        place = view.of(person) if person in known else view
        yield from (written_value(draft, name, person, _answered(given, person, value), place) for name, value in sets)


def _answered(given: Given, owner: str, value: Any) -> Any:
    """The answer in place of the name of the fact that it is copied from, where this act has answered it."""
    if not isinstance(value, str) or not value.startswith("="):
        return value
    copied = value.removeprefix("=")
    return given.get((owner, copied), given.get((CASE, copied), value))


def afterwards(draft: Draft, asked: Asked, before: Case, act: Entry) -> None:
    """What follows the move: the other case of a step over two begins or ends, and who is brought back stands again.

    `before` is the case before the step, `act` the entry of the act.
    """
    kind = asked.action.does.kind if asked.action.does else None
    if kind == "split":
        draft.beside = splitting.new_case(draft, asked, splitting.before_leaving(before, act), act)
    elif kind == "merge":
        draft.beside = merging.take_over(draft, asked, act)
    elif kind == "reopen":
        _stand_again(draft, asked)


def _stand_again(draft: Draft, asked: Asked) -> None:
    """Reopening: who had left by their own ending, and is brought back, stands again where they left from."""
    member = draft.programme.tracks[MEMBER]
    for person in draft.case.present:
        standing = person.tracks.get(MEMBER)
        if standing is not None and standing.state in member.endings and standing.came_from:
            changes = (*running_on(draft.case, member, person.id), {"final": True})
            draft.arrive(member, person.id, "brought_back", standing.came_from, ground=asked.whole, changes=changes)
