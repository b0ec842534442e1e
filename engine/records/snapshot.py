"""A case as JSON and back, whole: what the sealed snapshot in the case row holds, so that deciding reads one row."""

from collections.abc import Mapping
from typing import Any

from engine.case import Case, Person
from engine.records.recent import Opened
from engine.records.shapes import record

_PERSON = record(Person)
_REST = record(Case, without=("people",))


def case_to_json(case: Case, before: Opened | None = None) -> dict[str, Any]:
    """The case as JSON. Of the people, those who are the same objects as `before` are taken from there."""
    known = {} if before is None else dict(zip(map(id, before.case.people), before.tree["case"]["people"], strict=True))
    return {**_REST.write(case), "people": [known.get(id(one)) or _PERSON.write(one) for one in case.people]}


def case_from_json(tree: Mapping[str, Any]) -> Case:
    """The inverse of `case_to_json`."""
    rest = {name: part for name, part in tree.items() if name != "people"}
    return Case(**_REST.read(rest), people=tuple([_PERSON.read(one) for one in tree["people"]]))
