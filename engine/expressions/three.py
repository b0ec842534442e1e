"""Three values: True, False and None for unknown. A value known only in part is compared as the span it may lie in."""

import operator
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from engine.civil import Days, Office, years_between

Truth = bool | None


@dataclass(frozen=True, slots=True)
class Between:
    """A whole number known only in part, such as an age: from `first` to `last`, both included."""

    first: int
    last: int

    def __str__(self) -> str:
        return f"{self.first} to {self.last}"


def both(left: Truth, right: Truth) -> Truth:
    if left is False or right is False:
        return False
    return None if left is None or right is None else True


def either(left: Truth, right: Truth) -> Truth:
    if left is True or right is True:
        return True
    return None if left is None or right is None else False


def opposite(value: Truth) -> Truth:
    return None if value is None else not value


def every(values: Iterable[Truth]) -> Truth:
    """True when all are; of nobody False, since nobody has anything in order."""
    seen = unknown = False
    for value in values:
        if value is False:
            return False
        seen, unknown = True, unknown or value is None
    return None if unknown else seen


def some(values: Iterable[Truth]) -> Truth:
    unknown = False
    for value in values:
        if value is True:
            return True
        unknown = unknown or value is None
    return None if unknown else False


def count(values: Iterable[Truth]) -> int | Between:
    """How many are true; with unknown ones among them, between the least and the most that may be."""
    known, unknown = 0, 0
    for value in values:
        known, unknown = known + (value is True), unknown + (value is None)
    return Between(known, known + unknown) if unknown else known


def _bounds(value: Any) -> tuple[Any, Any]:
    if isinstance(value, (Days, Between)):
        return value.first, value.last
    return value, value


def _as_instants(value: Any, office: Office) -> tuple[Any, Any]:
    """A date is the span of instants of that day at the office, so that hours are judged by the strictest reading."""
    if isinstance(value, datetime):
        return value, value
    first, last = _bounds(value)
    return office.begins(first), office.ends(last)


def _spread(left: Any, right: Any, office: Office) -> tuple[Any, Any, Any, Any]:
    if isinstance(left, datetime) != isinstance(right, datetime):
        return (*_as_instants(left, office), *_as_instants(right, office))
    return (*_bounds(left), *_bounds(right))


def reckon_between(adds: bool, left: Any, right: Any) -> Between:
    """Sum or difference of whole numbers of which at least one is known only in part."""
    (a, b), (c, d) = _bounds(left), _bounds(right)
    return Between(a + c, b + d) if adds else Between(a - d, b - c)


def compare(symbol: str, left: Any, right: Any, office: Office) -> Truth:
    """`left symbol right`; unknown when a side is missing, or when it is true for some of what may be, not for all."""
    if left is None or right is None:
        return None
    a_first, a_last, b_first, b_last = _spread(left, right, office)
    if symbol == "==":
        return _equal(a_first, a_last, b_first, b_last)
    if symbol == "!=":
        return opposite(_equal(a_first, a_last, b_first, b_last))
    if symbol in (">", ">="):
        a_first, a_last, b_first, b_last = b_first, b_last, a_first, a_last
    before: Callable[[Any, Any], bool] = operator.lt if symbol in ("<", ">") else operator.le
    if before(a_last, b_first):
        return True
    return None if before(a_first, b_last) else False


def _equal(a_first: Any, a_last: Any, b_first: Any, b_last: Any) -> Truth:
    if a_first == a_last and b_first == b_last:
        return bool(a_first == b_first)
    return False if a_last < b_first or b_last < a_first else None


def age_on(born: date | Days | None, day: date | Days | None) -> int | Between | None:
    """Completed years on a day; a birth date known in part gives a span of ages."""
    if born is None or day is None:
        return None
    (born_first, born_last), (first, last) = _bounds(born), _bounds(day)
    youngest, oldest = years_between(born_last, first), years_between(born_first, last)
    return youngest if youngest == oldest else Between(youngest, oldest)
