"""A case as JSON and back, whole: what the sealed snapshot in the case row holds, so that deciding reads one row."""

from collections.abc import Mapping
from typing import Any

from engine.case import Case, Person
from engine.records.recent import Opened
from engine.records.shapes import record

_PERSON = record(Person)
_REST = record(Case, without=("people",))


def case_to_json(case: Case, before: Opened | None = None) -> dict[str, Any]:
    """The case as JSON. What is the same object in the case as it was `before` is taken from there."""
    if before is None:
        return {**_REST.write(case), "people": [_PERSON.write(one) for one in case.people]}
    tree = before.tree["case"]
    known = {person.id: (person, written) for person, written in zip(before.case.people, tree["people"], strict=True)}
    return {
        **_REST.rewrite(case, before.case, tree),
        "people": [_rewritten(one, *known.get(one.id, (None, None))) for one in case.people],
    }


def _rewritten(person: Person, old: Person | None, tree: dict[str, Any] | None) -> dict[str, Any]:
    if old is None or tree is None:
        return _PERSON.write(person)
    return tree if person is old else _PERSON.rewrite(person, old, tree)


def case_from_json(tree: Mapping[str, Any]) -> Case:
    """The inverse of `case_to_json`."""
    rest = {name: part for name, part in tree.items() if name != "people"}
    return Case(**_REST.read(rest), people=tuple([_PERSON.read(one) for one in tree["people"]]))
