"""Holds as they are laid and lifted: by their own two actions, and by an action that `places` or `lifts` them."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from engine.case import PlacedHold
from engine.civil import moved, shifted
from engine.model import CASE, PERSON, Hold
from engine.running.asked import Asked
from engine.running.draft import Draft
from engine.running.words import FOR_WHO_DID
from engine.why_not import Unmet

Change = Mapping[str, Any]


def laid(draft: Draft, name: str, over: str) -> PlacedHold | None:
    """The hold of that name that lies over a person (by id) or the case, if one does."""
    return next((hold for hold in draft.case.holds if (hold.name, hold.over) == (name, over)), None)


def placing(draft: Draft, hold: Hold, over: str, happened: datetime) -> Change:
    """The change that lays a hold: when it is to be looked at again, and when it falls by itself."""
    office = draft.inputs.office
    review = shifted(office.day_of(happened), hold.review, 1, office) if hold.review else None
    ends = moved(happened, hold.at_most, office) if hold.at_most else None
    return {
        "placed": {
            "hold": hold.name,
            "over": over,
            "review_on": review.isoformat() if review else None,
            "ends": ends.isoformat() if ends else None,
        }
    }


def lifting(name: str, over: str) -> Change:
    return {"lifted": {"hold": name, "over": over}}


def not_by_who_placed(asked: Asked, hold: Hold, placed: PlacedHold) -> Iterator[Unmet]:
    """Never the same person places and lifts, unless the hold says so."""
    actor = asked.step.actor
    if not hold.same_person and not actor.counts_as.isdisjoint(placed.placed_by):
        person = None if placed.over == CASE else placed.over
        says = "Whoever placed a hold does not lift it" if actor.user in placed.placed_by else FOR_WHO_DID
        yield asked.unmet("same_person", "separation", says, person, waits_on=hold.lifted_by[0])


# by an action of the programme


def by_action(draft: Draft, asked: Asked, person: str | None, first: bool) -> Iterator[Change]:
    """What the entry of an act lays and lifts: of several people in one step, what lies over the case in the first."""
    holds = draft.programme.holds
    for name in asked.action.places:
        for over in _over(holds[name], asked, person):
            if first or over != CASE:
                yield placing(draft, holds[name], over, asked.happened)
    for one in _lifted(draft, asked, person):
        if first or one.over != CASE:
            yield lifting(one.name, one.over)


def unmet(draft: Draft, asked: Asked) -> Iterator[Unmet]:
    for one in lifted(draft, asked):
        yield from not_by_who_placed(asked, draft.programme.holds[one.name], one)


def lifted(draft: Draft, asked: Asked) -> tuple[PlacedHold, ...]:
    """The holds that the act itself would lift; they do not stop it."""
    if not asked.action.lifts:
        return ()
    people = asked.people if asked.machine.per == PERSON else (None,)
    return tuple(dict.fromkeys(one for person in people for one in _lifted(draft, asked, person)))


def _lifted(draft: Draft, asked: Asked, person: str | None) -> Iterator[PlacedHold]:
    for name in asked.action.lifts:
        for over in _over(draft.programme.holds[name], asked, person):
            if (found := laid(draft, name, over)) is not None:
                yield found


def _over(hold: Hold, asked: Asked, person: str | None) -> tuple[str, ...]:
    """Over the person, or the people whom the action names; else over the case, if the hold may lie there."""
    people = (person,) if person else asked.people
    named = person is not None or asked.action.people is not None or asked.adds
    if PERSON in hold.over and (named or CASE not in hold.over):
        return people
    return (CASE,) if CASE in hold.over else ()
