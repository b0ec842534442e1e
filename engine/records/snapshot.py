"""A case as JSON and back, whole: what the sealed snapshot in the case row holds, so that deciding reads one row."""

from collections.abc import Mapping
from typing import Any

from engine.case import Case
from engine.records.shapes import record

_CASE = record(Case)


def case_to_json(case: Case) -> dict[str, Any]:
    return _CASE.write(case)


def case_from_json(tree: Mapping[str, Any]) -> Case:
    """The inverse of `case_to_json`."""
    return _CASE.read(tree)
