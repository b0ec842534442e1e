"""What else changes as a state or an ending is entered (semantics 13 and 14): who leaves, and which tracks stop."""

from collections.abc import Iterable, Mapping
from typing import Any

from engine.case import Case
from engine.entry import Written
from engine.model import CASE, MEMBER, Machine, Programme
from engine.running import timers
from engine.running.returning import coming_back, outlives

Changes = tuple[Mapping[str, Any], ...]
Pairs = list[list[str | None]]  # of tracks, each with the id of a person or None


def entering(
    programme: Programme,
    case: Case,
    machine: Machine,
    person: str | None,
    target: str,
    *,
    private: bool = False,
    spoken: frozenset[str] = frozenset(),
) -> Changes:
    """What else changes when this state or ending is entered. `spoken`: the timer by which it is."""
    ending, kept = machine.endings.get(target), running_on(case, machine, person, spoken)
    if ending is None:
        back = coming_back(programme, case, machine, person)
        returned = frozenset(change["returned"] for change in back if "returned" in change)
        return (*kept, *back, *closing(programme, case, machine, target, returned))
    if machine.name == CASE:
        return (*kept, *_case_ends(case, ending.outcome))
    if machine.name == MEMBER and person:
        return (*kept, *_person_leaves(programme, case, person, ending.outcome, private))
    return kept


def _case_ends(case: Case, outcome: str) -> Changes:
    left = ({"left": {"person": one.id, "outcome": outcome}} for one in case.present)
    return (*left, {"closed": all_tracks(case)}, {"outcome": outcome})


def _person_leaves(programme: Programme, case: Case, person: str, outcome: str, private: bool) -> Changes:
    tracks = [[name, person] for name in case.person(person).tracks if not outlives(programme, name)]
    return ({"left": {"person": person, "outcome": outcome, "private": private}}, {"closed": tracks})


def running_on(case: Case, machine: Machine, person: str | None, spoken: frozenset[str] = frozenset()) -> Changes:
    """That the timers outside the states run on, those that have spoken with them."""
    standing = case.standing_of(machine.name, person)
    kept = timers.kept(machine, standing, spoken) if standing and machine.timers else ()
    return ({"runs_on": list(kept)},) if kept else ()


def all_tracks(case: Case) -> Pairs:
    """Every track that was ever opened, of the case and of its people, save where each person stands."""
    own: Pairs = [[name, None] for name in case.tracks]
    return own + [[name, one.id] for one in case.people for name in one.tracks if name != MEMBER]


def closing(
    programme: Programme, case: Case, machine: Machine, target: str, returned: frozenset[str] = frozenset()
) -> Changes:
    """What a state closes, of who comes back with its entering too."""
    names = machine.states[target].closes
    closed: Pairs = [
        [name, one] for name in sorted(names) for one in standing_for(case, programme.tracks[name], returned)
    ]
    return ({"closed": closed},) if closed else ()


def closed_here(programme: Programme, case: Case) -> Pairs:
    """The tracks that the state in which the case stands has stopped, when it was entered or as somebody came."""
    place = programme.case.states.get(case.standing.state)
    return [
        [name, one]
        for name in sorted(place.closes if place else ())
        for one in standing_for(case, programme.tracks[name])
        if (own := case.standing_of(name, one)) is not None and own.closed >= case.standing.step
    ]


def standing_for(case: Case, track: Machine, returned: frozenset[str] = frozenset()) -> tuple[str | None, ...]:
    """For whom a track is open: the case, or which of its people; one that outlives them, those who left too."""
    if track.per == CASE:
        return (None,) if track.name in case.tracks else ()
    people = (one for one in case.people if track.outlives_person or one.left is None or one.id in returned)
    return tuple(one.id for one in people if track.name in one.tracks)


def forgotten(programme: Programme, case: Case, machine: Machine, person: str | None, target: str) -> list[Written]:
    """The emptying of the facts that a state forgets when entered, of those that are known."""
    state = machine.states.get(target)
    found = []
    for name in state.forgets if state else ():
        whose = _owners(programme, case, person, name)
        found += [written for owner in whose if (written := emptied(case, owner, name))]
    return found


def _owners(programme: Programme, case: Case, person: str | None, fact: str) -> Iterable[str]:
    if programme.facts[fact].owner == CASE:
        return (CASE,)
    return (person,) if person else (one.id for one in case.present)


def emptied(case: Case, owner: str, name: str) -> Written | None:
    """A Written that empties the fact, or None when there is nothing to empty."""
    facts = case.facts if owner == CASE else case.person(owner).facts
    return Written(owner=owner, fact=name, value=None) if name in facts else None
