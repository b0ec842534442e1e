"""Expressions of the generated subset, in three values (docs/language/expressions.md). None is unknown.

Numbers, days and moments are spans (least, most), so that what is known in part is told like what is known.
`and` and `or` ask both sides, that it may be seen which facts an answer hangs on.
"""

import ast
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from tests.model import days, texts

Truth = bool | None
UNKNOWN_DAY = date.min  # asked for a day that is not known, an age is not known
LATE = datetime(9000, 1, 1, tzinfo=UTC)


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
    answer = _ask(place, ast.parse(_python(text), mode="eval").body)
    assert answer in (True, False, None), (text, answer)
    return answer


def _python(text: str) -> str:
    return text.replace("true", "True").replace("false", "False")


def _ask(place: Place, node: ast.AST) -> Any:
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
    return (both if isinstance(node.op, ast.And) else either)([_ask(place, part) for part in node.values])


def _sum(place: Place, node: ast.BinOp) -> tuple[int, int] | None:
    left, right = _ask(place, node.left), _ask(place, node.right)
    if left is None or right is None:
        return None
    if isinstance(node.op, ast.Add):
        return left[0] + right[0], left[1] + right[1]
    return left[0] - right[1], left[1] - right[0]


def _unary(place: Place, node: ast.UnaryOp) -> Truth:
    answer = _ask(place, node.operand)
    return None if answer is None else not answer


def _compare(place: Place, node: ast.Compare) -> Truth:
    left, right = _ask(place, node.left), _ask(place, node.comparators[0])
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
    return [_ask(place.of(one), node) for one in present(place.case)]


def _count(place: Place, node: ast.AST) -> tuple[int, int]:
    if isinstance(node, ast.Name) and node.id == "people":
        return (len(present(place.case)),) * 2
    answers = _of_each(place, node)
    return answers.count(True), answers.count(True) + answers.count(None)


def _everyone(place: Place, node: ast.AST) -> Truth:
    return both(_of_each(place, node)) if present(place.case) else False


def _anyone_ever(place: Place, node: ast.AST) -> Truth:
    return either([_ask(place.of(one), node) for one in place.case["people"]])


def _principal(place: Place, node: ast.AST) -> Truth:
    """Unknown once that person has left."""
    first = place.case["people"][0]
    return None if first in place.case["left"] else _ask(place.of(first), node)


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
        span = _ask(place, node)
        if span is None:
            return None
        if isinstance(span[0], datetime):
            return tuple(days.moment_plus(one, argument.value, place.zone, sign) for one in span)  # type: ignore[attr-defined]
        return tuple(days.day_plus(one, argument.value, sign) for one in span)  # type: ignore[attr-defined]

    return shift


def _clear_on(place: Place, node: ast.AST, argument: ast.AST) -> Truth:
    span = _ask(place, argument)
    tracks = texts.tracks_of(place.programme, node.id)  # type: ignore[attr-defined]
    return clear(place, tracks, None if span is None else span[0])


def _refused(place: Place, node: ast.AST, argument: Any) -> bool:
    stands, machine = standing(place, node.id), texts.machine(place.programme, node.id)  # type: ignore[attr-defined]
    return bool(
        stands
        and stands["state"] in machine.get("endings", {})
        and texts.outcome(machine, stands["state"]) == "refused"
    )


METHODS = {  # `ended` and `ends` are known to who knows the times that run
    "at": _at,
    "was": _was,
    "refused": _refused,
    "any_of": _any_of,
    "plus": _shifted(1),
    "minus": _shifted(-1),
    "clear_on": _clear_on,
}


def clear(place: Place, tracks: list[str], day: date | datetime | None) -> Truth:
    """Of everybody in the case, in each of the tracks; of nobody false (37)."""
    people = [place.person] if place.person else present(place.case)
    if not people and any(texts.machine(place.programme, one).get("per") == "person" for one in tracks):
        return False
    return both([track_clear(place.of(one), track, day) for one in people or [None] for track in tracks])


def track_clear(place: Place, track: str, day: date | datetime | None) -> Truth:
    """Semantics 36."""
    machine = texts.machine(place.programme, track)
    person = place.person if machine.get("per") == "person" else None
    here = replace(place, track=track, person=person, age_on=UNKNOWN_DAY if day is None else _day(place, day))
    _read_windows(here, machine)
    needed = needed_now(here, track)
    if (track, person) in place.case["waived"]:
        return True
    if needed is False:
        return True
    stands = last_round(machine, place.case["machines"].get((track, person)))
    window = machine["states"].get(stands["state"], {}).get("clears") if stands else None
    if not window:
        return None if needed is None else False
    return True if window is True else window_on(here, window, stands, day)


def _read_windows(place: Place, machine: dict) -> None:
    """Whoever asks for a clearance reads what its windows count from, whatever state it stands in."""
    for window in (state.get("clears") for state in machine["states"].values()):
        for key in ("from", "until", "before"):
            if isinstance(window, dict) and key in window:
                fact(place, window[key])


def _day(place: Place, day: date | datetime | None) -> date | None:
    return days.day_of(day, place.zone) if isinstance(day, datetime) else day


def needed_now(place: Place, track: str) -> Truth:
    asked = texts.machine(place.programme, track).get("needed_if")
    return True if asked is None else truth(replace(place, track=track), asked)


def needed_ahead(place: Place, track: str) -> bool:
    """Needed on a day ahead for which the programme asks it, if an age decides (19)."""
    if "age" not in texts.machine(place.programme, track).get("needed_if", ""):
        return False
    found = [fact(place, name) for asked, name in texts.asked_clear(place.programme) if track in asked]
    known = {_day(place, one) for one in found if one is not None}
    return any(one >= place.today and needed_now(replace(place, age_on=one), track) is True for one in known if one)


def window_on(place: Place, window: dict, stands: dict, day: date | datetime | None) -> Truth:
    """Whether a window holds on a day or at a moment (26, 36, 39)."""
    first, event = fact(place, window["from"]), "before" in window and fact(place, window["before"])
    if used_up(place, window, stands):
        return False
    if first is None or event is None:
        return None
    if event and too_far(place, window, first, event):
        return False
    ends = min(one for one in (window_end(place, window), event and _over(place, event), LATE) if one)
    return None if day is None else inside(place, first, ends, day, bool(event))


def inside(place: Place, first: date | datetime, ends: datetime, day: date | datetime, of_event: bool) -> bool:
    """A day counts when the window begins in its course or before, and not when it ends in its course, unless it is
    the event that ends it: the day of an event is not after the event, nor is its moment."""
    if isinstance(day, datetime):
        begins = first if isinstance(first, datetime) else days.begin(first, place.zone)
        return begins <= day and (day < ends or of_event and day == ends)
    whole = days.begin(day, place.zone) < ends if of_event else days.end(day, place.zone) <= ends
    return _day(place, first) <= day and whole


def _over(place: Place, event: date | datetime) -> datetime:
    return event if isinstance(event, datetime) else days.end(event, place.zone)


def used_up(place: Place, window: dict, stands: dict) -> bool:
    """The state that uses it up was entered after this visit began."""
    if "used_up_by" not in window or stands["closed"]:
        return False
    track, state = window["used_up_by"].split(".")
    other = standing(place, track)
    return other is not None and other["been"].get(state, -1) > stands["entered"]


def too_far(place: Place, window: dict, first: date | datetime, event: date | datetime) -> bool:
    """The check lies more than `within` before the event; hours before a day count from its end (26, in doubt)."""
    hours = days.split(window["within"])[1] == "hour"
    until = _over(place, event) if hours else event
    began = first if isinstance(first, datetime) else days.begin(first, place.zone)
    return began < days.earlier(until, window["within"], place.zone)


def window_end(place: Place, window: dict) -> datetime | None:
    """The instant after which it does not count any more by `for` and `until`; None while there is none."""
    first, last = fact(place, window["from"]), window.get("until") and fact(place, window["until"])
    ends = []
    if first is not None and "for" in window:
        hours = days.split(window["for"])[1] == "hour"
        start = days.begin(first, place.zone) if hours and not isinstance(first, datetime) else first
        ends.append(days.later(start, window["for"], place.zone))
    if last is not None:
        ends.append(last if isinstance(last, datetime) else days.end(last, place.zone))
    return min(ends) if ends else None


def lapsed(place: Place, window: dict, stands: dict) -> bool:
    """The window has ended: nothing unknown ever ends one (39)."""
    if used_up(place, window, stands):
        return True
    first = fact(place, window["from"])
    if first is None:
        return False
    if "within" in window:
        event = fact(place, window["before"])
        if event is not None and too_far(place, window, first, event):
            return True
    ends = window_end(place, window)
    return ends is not None and place.at >= ends


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
