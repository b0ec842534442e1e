"""What may be told to one person of a case: for the paper that is handed over, read out, or given to an interpreter.

Whoever else lives with that person may read it too. So it holds nothing that only some roles may read, nothing that is
critical or kept from the family, not even the person's own; and of who left in private only that they do not travel.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.case import Case, Person
from engine.civil import Office
from engine.critical import is_critical
from engine.model import Machine, Programme
from engine.seeing import CaseSheet
from engine.step import Actor
from engine.values import Value

FAMILY = "family"
NOBODY = Actor(user="", roles=frozenset())


@dataclass(frozen=True, slots=True, kw_only=True)
class Stands:
    """Where something stands, for those who wait. `track` None: the case; `says` is meant for them."""

    track: str | None
    state: str
    says: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Other:
    """Somebody else of the case. `outcome` None: in the case, or gone in a way that is not told (`travels` False)."""

    name: str
    travels: bool
    outcome: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FamilyPage:
    """`facts` are those of the case and of the person, by name; `holds` the words for what lies over them."""

    programme: Programme
    reference: str
    office: Office
    person: str
    name: str
    stands: tuple[Stands, ...]
    facts: Mapping[str, Value]
    holds: tuple[str, ...]
    others: tuple[Other, ...]
    names: Mapping[str, str]


def kept_from_family(programme: Programme, fact: str) -> bool:
    """Whether a fact is not for the family to learn."""
    found = programme.facts.get(fact)
    return found is not None and FAMILY in found.kept_from


def page_for(sheet: CaseSheet, person: str) -> FamilyPage:
    """The page for one person, from what nobody's roles see. Raises KeyError for nobody of the case."""
    case, own = sheet.case, sheet.case.person(person)
    facts = {**case.facts, **own.facts}
    return FamilyPage(
        programme=sheet.programme,
        reference=case.reference,
        office=sheet.inputs.office,
        person=person,
        name=sheet.names[person],
        stands=tuple(_stands(sheet.programme, case, own, sheet.restricted)),
        facts={name: value for name, value in facts.items() if _may_be_told(sheet.programme, name)},
        holds=tuple(dict.fromkeys(one.title for one in sheet.holds if one.over in (None, "case", "programme", person))),
        others=tuple(_other(sheet, one) for one in case.people if one.id != person),
        names=sheet.names,
    )


def _may_be_told(programme: Programme, fact: str) -> bool:
    return not kept_from_family(programme, fact) and not is_critical(programme, fact)


def _stands(programme: Programme, case: Case, own: Person, restricted: frozenset[str]) -> list[Stands]:
    found = [_stand(programme.case, case.standing.state, None)]
    for name, standing in {**case.tracks, **own.tracks}.items():
        track = programme.tracks[name]
        if name not in restricted and track.shown_as is None and not standing.closed:
            found.append(_stand(track, standing.state, track.title))
    hidden = (programme.tracks[name].shown_as for name in restricted)
    return found + [Stands(track=None, state=words, says=None) for words in dict.fromkeys(hidden) if words]


def _stand(machine: Machine, state: str, track: str | None) -> Stands:
    place = machine.states.get(state) or machine.endings.get(state)
    return Stands(track=track, state=machine.state_title(state), says=place.says if place else None)


def _other(sheet: CaseSheet, other: Person) -> Other:
    left = other.left
    told = left.outcome if left is not None and not left.private else None
    return Other(name=sheet.names[other.id], travels=left is None, outcome=told)
