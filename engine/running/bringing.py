"""What people bring along from one case into another: facts, standings, waivers, holds, who did what (semantics 40)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.case import Case, Done, Person, PlacedHold, Standing
from engine.entry import Written
from engine.model import CASE, FILE_AGREES, MEMBER, PERSON, Fact, Machine, Programme
from engine.running import brought, validity
from engine.running.draft import Draft
from engine.running.view import CaseView

Change = Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Luggage:
    """Who changes over, and what goes along. `origin` is their case as they leave it, `view` sees it then.

    `kept` names the tracks that go along with `member`. `forgets` are the facts that are empty where they arrive.
    """

    programme: Programme
    origin: Case
    view: CaseView
    people: tuple[Person, ...]
    kept: frozenset[str]
    forgets: frozenset[str] = frozenset()

    @property
    def tracks(self) -> tuple[Machine, ...]:
        """The machines that go along, as declared."""
        return tuple(one for one in self.programme.tracks.values() if one.name == MEMBER or one.name in self.kept)


def names_other(did: str, case: Case, entry: int, people: tuple[str, ...]) -> Change:
    """How an entry names the other case of its step: what became of that, and its entry that names this one."""
    named = {"did": did, "case": case.id, "reference": case.reference, "office": case.office, "entry": entry}
    return {"other_case": {**named, "people": list(people)}}


def arrivals(luggage: Luggage) -> tuple[Change, ...]:
    """The people themselves, what was waived for them, and who did what: changes of the entry with which they come."""
    origin = luggage.origin
    came = ({"came": {"person": one.id, "through": [*one.came_through, origin.id]}} for one in luggage.people)
    waived = ({"waived": {"tracks": sorted(one.waived), "people": [one.id]}} for one in luggage.people if one.waived)
    done = {key: told for key, did in origin.done.items() if (told := _did(luggage, key, did))}
    return (*came, *waived, *(({"done_before": done},) if done else ()))


def _did(luggage: Luggage, key: str, did: Done) -> Change | None:
    """Whoever did something stays known everywhere; how often counts on where the machine goes along."""
    action, _, person = key.rpartition("|")
    if person and person not in {one.id for one in luggage.people}:
        return None
    machine, _ = luggage.programme.split(action)
    counts = {"times": did.times, "visits": list(did.visits)} if machine in luggage.tracks else {}
    return {"by": list(did.by), **counts}


def facts_of_people(luggage: Luggage) -> tuple[Written, ...]:
    """The facts of the people that belong to no track; those of a track go with it."""
    return tuple(
        Written(owner=one.id, fact=name, value=value)
        for one in luggage.people
        for name, value in one.facts.items()
        if _goes(luggage, luggage.programme.facts[name], None)
    )


def facts_of_case(luggage: Luggage) -> Iterator[Written]:
    for name, value in luggage.origin.facts.items():
        if _goes(luggage, luggage.programme.facts[name], None):
            yield Written(owner=CASE, fact=name, value=value)


def _goes(luggage: Luggage, fact: Fact, track: str | None) -> bool:
    """A check of the paper file stays with the file that was checked; nobody's paper has been, where they arrive."""
    return fact.track == track and fact.name not in luggage.forgets and fact.name != FILE_AGREES


def unpack(draft: Draft, luggage: Luggage, closes: frozenset[str] = frozenset()) -> None:
    """The tracks and holds, each by an entry of its own, so that who may not see one sees nothing of it.

    `closes` are the tracks that are closed where they arrive.
    """
    for track in luggage.tracks:
        for person, standing in _standings(luggage, track):
            _bring(draft, luggage, track, person, standing, track.name in closes)
    for hold in _holds(luggage):
        _bring_hold(draft, hold)


def _standings(luggage: Luggage, track: Machine) -> Iterator[tuple[str | None, Standing]]:
    if track.per == PERSON:
        yield from ((one.id, one.tracks[track.name]) for one in luggage.people if track.name in one.tracks)
    elif track.name in luggage.origin.tracks:
        yield None, luggage.origin.tracks[track.name]


def _bring(
    draft: Draft, luggage: Luggage, track: Machine, person: str | None, standing: Standing, closes: bool
) -> None:
    told = brought.standing_told(luggage.origin, standing, _used_up(luggage, track, person, standing))
    if closes:
        told["closed"] = True
    overdue = (
        {"ran_out": {"timer": one.timer}}
        for one in luggage.origin.overdue
        if (one.machine, one.person) == (track.name, person) and not told["closed"]
    )
    draft.record(
        track,
        person,
        "brought_along",
        target=standing.state,
        written=tuple(_facts_of_track(luggage, track, person)),
        changes=({"brought": told}, *overdue),
    )


def _used_up(luggage: Luggage, track: Machine, person: str | None, standing: Standing) -> bool:
    window = validity.window_of(track, standing)
    return window is not None and validity.used_up(luggage.view.of(person).at_machine(track), window, standing)


def _facts_of_track(luggage: Luggage, track: Machine, person: str | None) -> Iterator[Written]:
    owners: Iterable[tuple[str, Mapping[str, Any]]] = ((CASE, luggage.origin.facts),) if person is None else ()
    for owner, facts in (*owners, *((one.id, one.facts) for one in luggage.people if one.id == person)):
        for name, value in facts.items():
            if _goes(luggage, luggage.programme.facts[name], track.name):
                yield Written(owner=owner, fact=name, value=value)


def _holds(luggage: Luggage) -> Iterator[PlacedHold]:
    """Those over the people, and copies of those over the case."""
    over = {CASE, *(one.id for one in luggage.people)}
    yield from (one for one in luggage.origin.holds if one.over in over)


def _bring_hold(draft: Draft, hold: PlacedHold) -> None:
    """As it was laid; where the same hold lies already, both are one, which ends when the later of them would."""
    own = next((one for one in draft.case.holds if (one.name, one.over) == (hold.name, hold.over)), None)
    ends = hold.ends if own is None else _later(own.ends, hold.ends)
    placed = {
        "hold": hold.name,
        "over": hold.over,
        "by": hold.by,
        "again": list(hold.again),
        **({"stood_for": list(hold.stood_for)} if hold.stood_for else {}),
        "happened": hold.happened.isoformat(),
        "note": hold.note,
        "review_on": hold.review_on.isoformat() if hold.review_on else None,
        "ends": ends.isoformat() if ends else None,
    }
    draft.record(draft.programme.case, None, "brought_along", ground=hold.name, changes=({"placed": placed},))


def _later(one: datetime | None, other: datetime | None) -> datetime | None:
    """None: it lies until somebody lifts it."""
    return None if one is None or other is None else max(one, other)
