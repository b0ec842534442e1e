"""What is met already of an action that may not be done yet: told beside what is not, as far as it may be read."""

from collections.abc import Iterator

from engine.model import ANYONE, Programme, Requirement
from engine.running.asked import Asked
from engine.running.behind import facts_behind
from engine.running.draft import Draft
from engine.running.secrecy import may_know, may_see_track
from engine.running.view import CaseView, concerned
from engine.why_not import Met, Unmet


def met_of(draft: Draft, asked: Asked, unmet: tuple[Unmet, ...]) -> tuple[Met, ...]:
    """Role, time and separation where the action asks for them, the requirements that hold whatever is answered, and
    of those that do not, the clearances that count today."""
    seen = may_see_track(draft.programme, asked.step.actor.roles, asked.machine)
    if not unmet or not seen or asked.action.kind != "act":
        return ()
    kinds, codes = {one.kind for one in unmet}, {one.code for one in unmet}
    found = [Met(kind="role")] if ANYONE not in asked.action.by and "role" not in kinds else []
    if "state" in kinds:
        return tuple(found)
    found += [Met(kind="time")] if asked.action.open_from and "not_open_yet" not in codes else []
    found += [Met(kind="separation")] if asked.action.not_whoever_did and "separation" not in kinds else []
    return (*found, *dict.fromkeys(_requirements(draft, asked, unmet)))


def _requirements(draft: Draft, asked: Asked, unmet: tuple[Unmet, ...]) -> Iterator[Met]:
    known = asked.known(draft)
    view = draft.view(asked.happened).at_machine(asked.machine)
    places = [view.of(person) for person in concerned(asked.machine, known)]
    for requirement in asked.action.requires:
        yield from _met(draft.programme, asked, requirement, places, unmet)
    for requirement in asked.action.requires_each:
        yield from _met(draft.programme, asked, requirement, [view.of(person) for person in known], unmet)


def _met(
    programme: Programme, asked: Asked, requirement: Requirement, places: list[CaseView], unmet: tuple[Unmet, ...]
) -> Iterator[Met]:
    """One requirement, where it holds for all; else each track of it that is clear today and is no reason why not."""
    roles = asked.step.actor.roles
    if not places or not may_know(programme, roles, requirement.check):
        return
    tracks = tuple(_tracks(programme, requirement))
    if all(requirement.check.ask(place) is True for place in places):
        if asked.unanswered.isdisjoint(facts_behind(programme, requirement.check)):
            facts = tuple(sorted({name for owner, name in requirement.check.reads if owner in ("case", "person")}))
            yield from [Met(kind="rule", facts=facts, tracks=tracks)] if facts or tracks else []
        return
    against = {reason.track for one in unmet if one.code == requirement.name for reason in one.reasons}
    for track in tracks if against else ():
        seen = may_see_track(programme, roles, programme.tracks[track])
        if seen and track not in against and all(place.clear_on(track, place.today) is True for place in places):
            yield Met(kind="clear", tracks=(track,))


def _tracks(programme: Programme, requirement: Requirement) -> Iterator[str]:
    for one in dict.fromkeys(requirement.check.asks):
        target = one.partition(":")[2]
        yield from (name for name in programme.checklists.get(target, (target,)) if name in programme.tracks)
