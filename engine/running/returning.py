"""Who comes back as a state is entered from an ending, and with which tracks (semantics 14)."""

from collections.abc import Iterable, Mapping
from typing import Any

from engine.case import Case, Person
from engine.model import CASE, MEMBER, Machine, Programme


def coming_back(
    programme: Programme, case: Case, machine: Machine, person: str | None
) -> tuple[Mapping[str, Any], ...]:
    """A state entered from an ending brings back the person, or the case, with the tracks that it had closed."""
    standing = case.standing_of(machine.name, person)
    if standing is None or standing.state not in machine.endings:
        return ()
    if machine.name == MEMBER and person is not None:
        return _person_back(programme, case, person, standing.step)
    if machine.name == CASE:
        return _case_back(programme, case, standing.step)
    return ()


def _person_back(programme: Programme, case: Case, person: str, step: int) -> tuple[Mapping[str, Any], ...]:
    """With the tracks that closed then, save those that the case has closed for all meanwhile."""
    tracks = _closed_by(case.person(person), step)
    place = programme.case.states.get(case.standing.state)
    shut = [pair for pair in tracks if place and pair[0] in place.closes]
    return ({"returned": person}, {"reopened": tracks}, *(({"closed": shut},) if shut else ()))


def _case_back(programme: Programme, case: Case, step: int) -> tuple[Mapping[str, Any], ...]:
    gone = _gone_with(programme, case, step)
    return (
        *({"returned": one.id} for one in gone),
        {"reopened": closed_in(programme, case, step, gone)},
        {"outcome": None},
    )


def closed_in(programme: Programme, case: Case, step: int, people: Iterable[Person]) -> list[list[str | None]]:
    """The tracks of the case that a step has closed, those that these people lost with it or as they left, and
    those that had outlived others until then."""
    back = {one.id: one.left.entry if one.left else step for one in people}
    shared: list[list[str | None]] = [[name, None] for name, one in case.tracks.items() if one.closed == step]
    own = (pair for one in case.people if one.id in back for pair in _closed_by(one, back[one.id]))
    others = (pair for one in case.people if one.id not in back for pair in _closed_by(one, step))
    return [*shared, *own, *(pair for pair in others if outlives(programme, str(pair[0])))]


def _closed_by(person: Person, step: int) -> list[list[str | None]]:
    return [[name, person.id] for name, one in person.tracks.items() if one.closed == step]


def _gone_with(programme: Programme, case: Case, step: int) -> list[Person]:
    """Who was in the case when it closed in that step; where nobody was, who left last before it.

    Whoever is in another case instead stays there.
    """
    gone = [(one.left.entry, one) for one in case.people if one.left and not one.left.into]
    inside = [one for entry, one in gone if entry == step and was_inside(programme, one)]
    last = max((entry for entry, _ in gone), default=0)
    return inside or [one for entry, one in gone if entry == last]


def was_inside(programme: Programme, person: Person) -> bool:
    """Whether somebody who is gone left with the case, not by an ending of their own nor into another case."""
    if person.left is not None and person.left.into:
        return False
    return person.tracks[MEMBER].state not in programme.tracks[MEMBER].endings


def outlives(programme: Programme, track: str) -> bool:
    """Whether a track goes on when its person has left."""
    return track == MEMBER or programme.tracks[track].outlives_person
