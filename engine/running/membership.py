"""Who is in a case after an entry, and what is known: values, who joins, comes, leaves and returns, what is waived."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from engine.case import Case, Left, Person, case_with
from engine.entry import Entry
from engine.running import visits
from engine.values import Value


def values(case: Case, entry: Entry) -> dict[str, Any]:
    """The parts of the case that are other with the values of this entry."""
    given: dict[str, dict[str, Value | None]] = {}
    for one in entry.written:
        given.setdefault(one.owner, {})[one.fact] = one.value
    parts: dict[str, Any] = {"facts": _with(case.facts, given["case"])} if "case" in given else {}
    if not given.keys().isdisjoint([person.id for person in case.people]):
        parts["people"] = tuple([_knowing(person, given.get(person.id)) for person in case.people])
    return parts


def _knowing(person: Person, values: Mapping[str, Value | None] | None) -> Person:
    return person if values is None else replace(person, facts=_with(person.facts, values))


def _with(facts: Mapping[str, Value], values: Mapping[str, Value | None]) -> dict[str, Value]:
    merged = {**facts, **values}
    return {name: value for name, value in merged.items() if value is not None}


def joined(case: Case, entry: Entry, what: str) -> Case:
    case = case_with(
        case, people=(*case.people, Person(id=what, joined=entry.happened)), principal=case.principal or what
    )
    own = replace(entry, written=tuple(one for one in entry.written if one.owner == what))
    return case_with(case, **values(case, own))


def came(case: Case, entry: Entry, what: Mapping[str, Any]) -> Case:
    """Somebody joins from another case; who was here before that begins anew here, and the log keeps the rest."""
    others = tuple(one for one in case.people if one.id != what["person"])
    case = joined(case_with(case, people=others), entry, what["person"])
    through = tuple(what["through"])
    return visits.with_person(case, what["person"], lambda person: replace(person, came_through=through))


def left(case: Case, entry: Entry, what: Mapping[str, Any]) -> Case:
    left = Left(
        outcome=what["outcome"],
        happened=entry.happened,
        entry=entry.step,
        private=what.get("private", False),
        into=what.get("into"),
    )
    case = visits.with_person(case, what["person"], lambda person: replace(person, left=left))
    if left.into:  # the holds over the person go along
        case = case_with(case, holds=tuple(one for one in case.holds if one.over != what["person"]))
    return visits.without_tasks(case, "member", what["person"])


def returned(case: Case, entry: Entry, what: str) -> Case:
    return visits.with_person(case, what, lambda person: replace(person, left=None))


def waived(case: Case, entry: Entry, what: Mapping[str, Any]) -> Case:
    """Waived for these people; with nobody named, for the case."""
    tracks = set(what["tracks"])
    for one in what["people"]:
        case = visits.with_person(case, one, lambda person: replace(person, waived=person.waived | tracks))
    return case if what["people"] else case_with(case, waived=case.waived | tracks)
