"""Expressions of the generated subset, in three values (docs/language/expressions.md). None is unknown.

Numbers, days and moments are spans (least, most), so that what is known in part is told like what is known.
`and` and `or` ask both sides, that it may be seen which facts an answer hangs on.
"""

import ast
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from tests.model import days, texts

Truth = bool | None
UNKNOWN_DAY = date.min  # asked for a day that is not known, an age is not known


@dataclass
class Place:
    """From where one asks: the case as a dict, whose track, of which person, judged at which instant."""

    programme: dict
    case: dict
    track: str
    person: str | None
    at: datetime
    age_on: date | None = None
    read: set = field(default_factory=set)

    @property
    def zone(self):
        return self.case["zone"]

    @property
    def today(self) -> date:
        return days.day_of(self.at, self.zone)

    def of(self, person: str | None) -> "Place":
        return replace(self, person=person)


def present(case: dict) -> list[str]:
    return [one for one in case["people"] if one not in case["left"]]


def fact(place: Place, name: str, person: str | None = None) -> Any:
    """The value of a fact by its name from here; None if there is none."""
    if name.partition(".")[0] in place.programme.get("links", {}):
        return seen(place, name.partition(".")[0]).get("facts", {}).get(name.partition(".")[2])
    owner, whole, declared = texts.fact_named(place.programme, place.track, name)
    key = (person or place.person if owner == "person" else "case", whole)
    place.read.add(key)
    return place.case["facts"].get(key, declared.get("default"))


def seen(place: Place, link: str) -> dict:
    """A linked case as this one has last seen it; nothing where none was named."""
    return place.case["links"].get(link, {})


def true(place: Place, text: str) -> bool:
    """Only true opens anything."""
    return truth(place, text) is True


def truth(place: Place, text: str) -> Truth:
    answer = ask(place, ast.parse(_python(text), mode="eval").body)
    assert answer in (True, False, None), (text, answer)
    return answer


def _python(text: str) -> str:
    return text.replace("true", "True").replace("false", "False")


def ask(place: Place, node: ast.AST) -> Any:
    return _KINDS[type(node)](place, node)


def _constant(place: Place, node: ast.Constant) -> Any:
    return (node.value, node.value) if type(node.value) is int else node.value


def _name(place: Place, node: ast.Name) -> Any:
    name = node.id
    if name == "today":
        return place.today, place.today
    if name == "now":
        return place.at, place.at
    if name == "age":
        return age(place, place.age_on or place.today) if place.age_on is not UNKNOWN_DAY else None
    if name in place.programme.get("conditions", {}):
        return truth(place, place.programme["conditions"][name])
    return _spanned(fact(place, name))


def _spanned(value: Any) -> Any:
    if isinstance(value, bool) or value is None or isinstance(value, (str, tuple)):
        return value
    return value, value


def age(place: Place, day: date) -> tuple[int, int] | None:
    born = fact(place, "born_on")
    if born is None:
        return None
    first, last = born if isinstance(born, tuple) else (born, born)
    return days.years(last, day), days.years(first, day)


def _attribute(place: Place, node: ast.Attribute) -> Any:
    return _spanned(fact(place, f"{node.value.id}.{node.attr}"))  # type: ignore[attr-defined]


def both(answers: list[Truth]) -> Truth:
    return False if False in answers else None if None in answers else True


def either(answers: list[Truth]) -> Truth:
    return True if True in answers else None if None in answers else False


def _bool(place: Place, node: ast.BoolOp) -> Truth:
    return (both if isinstance(node.op, ast.And) else either)([ask(place, part) for part in node.values])


def _sum(place: Place, node: ast.BinOp) -> tuple[int, int] | None:
    left, right = ask(place, node.left), ask(place, node.right)
    if left is None or right is None:
        return None
    if isinstance(node.op, ast.Add):
        return left[0] + right[0], left[1] + right[1]
    return left[0] - right[1], left[1] - right[0]


def _unary(place: Place, node: ast.UnaryOp) -> Truth:
    answer = ask(place, node.operand)
    return None if answer is None else not answer


def _compare(place: Place, node: ast.Compare) -> Truth:
    left, right = ask(place, node.left), ask(place, node.comparators[0])
    if left is None or right is None:
        return None
    if not isinstance(left, tuple):
        return (left == right) == isinstance(node.ops[0], ast.Eq)
    left, right = _same_kind(place, left, right)
    return _ORDER[type(node.ops[0])](left, right)


def _same_kind(place: Place, left: tuple, right: tuple) -> tuple[tuple, tuple]:
    """A date against a moment is the whole day."""
    if isinstance(left[0], datetime) == isinstance(right[0], datetime):
        return left, right
    return _as_moments(place, left), _as_moments(place, right)


def _as_moments(place: Place, span: tuple) -> tuple:
    if isinstance(span[0], datetime):
        return span
    return days.begin(span[0], place.zone), days.end(span[1], place.zone) - timedelta(microseconds=1)


def _less(left: tuple, right: tuple) -> Truth:
    return True if left[1] < right[0] else False if left[0] >= right[1] else None


def _equal(left: tuple, right: tuple) -> Truth:
    if left[1] < right[0] or right[1] < left[0]:
        return False
    return True if left == right and left[0] == left[1] else None


def _not(answer: Truth) -> Truth:
    return None if answer is None else not answer


_ORDER = {
    ast.Lt: _less,
    ast.Gt: lambda left, right: _less(right, left),
    ast.LtE: lambda left, right: _not(_less(right, left)),
    ast.GtE: lambda left, right: _not(_less(left, right)),
    ast.Eq: _equal,
    ast.NotEq: lambda left, right: _not(_equal(left, right)),
}


def _call(place: Place, node: ast.Call) -> Any:
    if isinstance(node.func, ast.Name):
        return _CALLS[node.func.id](place, node.args[0])
    return METHODS[node.func.attr](place, node.func.value, node.args[0] if node.args else None)


def _known(place: Place, node: ast.AST) -> bool:
    name = node.id if isinstance(node, ast.Name) else f"{node.value.id}.{node.attr}"  # type: ignore[attr-defined]
    return fact(place, name) is not None


def _of_each(place: Place, node: ast.AST) -> list[Truth]:
    return [ask(place.of(one), node) for one in present(place.case)]


def _count(place: Place, node: ast.AST) -> tuple[int, int]:
    if isinstance(node, ast.Name) and node.id == "people":
        return (len(present(place.case)),) * 2
    answers = _of_each(place, node)
    return answers.count(True), answers.count(True) + answers.count(None)


def _everyone(place: Place, node: ast.AST) -> Truth:
    return both(_of_each(place, node)) if present(place.case) else False


def _anyone_ever(place: Place, node: ast.AST) -> Truth:
    return either([ask(place.of(one), node) for one in place.case["people"]])


def _principal(place: Place, node: ast.AST) -> Truth:
    """Unknown once that person has left."""
    first = place.case["people"][0]
    return None if first in place.case["left"] else ask(place.of(first), node)


def _held(place: Place, node: ast.AST) -> bool:
    return any(hold["name"] == node.value for hold in holds_over(place.case, place.person))  # type: ignore[attr-defined]


def holds_over(case: dict, person: str | None) -> list[dict]:
    """Those that lie over the case or its programme, and over this person; asked of the case, over anybody in it."""
    people = present(case) if person is None else [person]
    return [hold for hold in case["holds"] if hold["over"] in ("case", "programme", *people)]


def _times(place: Place, node: ast.AST) -> tuple[int, int]:
    person = place.person if texts.machine(place.programme, place.track).get("per") == "person" else None
    done = place.case["done"].get((texts.whole(place.track, node.value), person), [])  # type: ignore[attr-defined]
    return len(done), len(done)


_CALLS = {
    "known": _known,
    "everyone": _everyone,
    "anyone": lambda place, node: either(_of_each(place, node)),
    "nobody": lambda place, node: _not(either(_of_each(place, node))),
    "count": _count,
    "principal": _principal,
    "anyone_ever": _anyone_ever,
    "held": _held,
    "times": _times,
}


def standing(place: Place, track: str) -> dict | None:
    machine = texts.machine(place.programme, track)
    stands = place.case["machines"].get((track, place.person if machine.get("per") == "person" else None))
    return last_round(machine, stands)


def last_round(machine: dict, stands: dict | None) -> dict | None:
    """Whoever asks about a track that repeats asks about the last of all its rounds (19)."""
    return stands if stands is None or stands["round"] in (0, len(machine.get("repeats", {}).get("at", ()))) else None


def _at(place: Place, node: ast.AST, argument: ast.AST) -> Truth:
    if node.id in place.programme.get("links", {}):  # type: ignore[attr-defined]
        other = seen(place, node.id)  # type: ignore[attr-defined]
        return other["state"] in argument.value.split(" or ") if other else None  # type: ignore[attr-defined]
    stands = standing(place, node.id)  # type: ignore[attr-defined]
    return stands is not None and stands["state"] in argument.value.split(" or ")  # type: ignore[attr-defined]


def _was(place: Place, node: ast.AST, argument: ast.AST) -> bool:
    stands = standing(place, node.id)  # type: ignore[attr-defined]
    return stands is not None and bool(stands["been"].keys() & set(argument.value.split(" or ")))  # type: ignore[attr-defined]


def _any_of(place: Place, node: ast.AST, argument: ast.AST) -> Truth:
    """Of the phase of a linked case."""
    other = seen(place, node.value.id)  # type: ignore[attr-defined]
    return other["phase"] in argument.value.split(" or ") if other else None  # type: ignore[attr-defined]


def _shifted(sign: int):
    def shift(place: Place, node: ast.AST, argument: ast.AST) -> Any:
        span = ask(place, node)
        if span is None:
            return None
        if isinstance(span[0], datetime):
            return tuple(days.moment_plus(one, argument.value, place.zone, sign) for one in span)  # type: ignore[attr-defined]
        return tuple(days.day_plus(one, argument.value, sign) for one in span)  # type: ignore[attr-defined]

    return shift


def _refused(place: Place, node: ast.AST, argument: Any) -> bool:
    stands, machine = standing(place, node.id), texts.machine(place.programme, node.id)  # type: ignore[attr-defined]
    return bool(
        stands
        and stands["state"] in machine.get("endings", {})
        and texts.outcome(machine, stands["state"]) == "refused"
    )


METHODS = {  # `clear_on` stands beside the windows, `ended` and `ends` beside the times that run
    "at": _at,
    "was": _was,
    "refused": _refused,
    "any_of": _any_of,
    "plus": _shifted(1),
    "minus": _shifted(-1),
}


_KINDS = {
    ast.Constant: _constant,
    ast.Name: _name,
    ast.Attribute: _attribute,
    ast.BoolOp: _bool,
    ast.BinOp: _sum,
    ast.UnaryOp: _unary,
    ast.Compare: _compare,
    ast.Call: _call,
}
