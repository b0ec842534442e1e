"""A case as JSON and back, whole: what the sealed snapshot in the case row holds, so that deciding reads one row."""

from typing import Any

from engine.case import Case, Done, Left, Overdue, Pending, Person, PlacedHold, Standing
from engine.records.shapes import DAY, LIST, MOMENT, NAMES, VALUE, each, maybe, named, record

_FACTS = named(VALUE)
_STANDING = record(Standing, since=MOMENT, been=LIST, spoken=NAMES, extended=named(MOMENT))
_LEFT = record(Left, happened=MOMENT)
_PERSON = record(
    Person, facts=_FACTS, tracks=named(_STANDING), waived=NAMES, joined=MOMENT, left=maybe(_LEFT)
)
_HOLD = record(PlacedHold, happened=MOMENT, review_on=DAY)
_PENDING = record(
    Pending, people=LIST, roles=LIST, answers=_FACTS, each=named(_FACTS), happened=MOMENT, confirmed_by=LIST
)
_DONE = record(Done, by=LIST, visits=LIST)
_OVERDUE = record(Overdue, ended=MOMENT)
_CASE = record(
    Case,
    opened=MOMENT,
    standing=_STANDING,
    facts=_FACTS,
    tracks=named(_STANDING),
    waived=NAMES,
    people=each(_PERSON),
    holds=each(_HOLD),
    pending=each(_PENDING),
    done=named(_DONE),
    overdue=each(_OVERDUE),
)


def case_to_json(case: Case) -> dict[str, Any]:
    return _CASE.write(case)


def case_from_json(tree: dict[str, Any]) -> Case:
    """The inverse of `case_to_json`."""
    return _CASE.read(tree)
