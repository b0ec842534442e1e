"""Values that a programme writes itself: defaults of facts, and what actions and timers set."""

from typing import Any
from zoneinfo import ZoneInfo

from engine.civil import Office
from engine.model import PERSON, Fact
from engine.reading.place import Block, Place
from engine.reading.scope import Scope
from engine.values import Value, WrongAnswer, read_value

DUE = "due"
_NOWHERE = Office("nowhere", "", ZoneInfo("UTC"), frozenset(range(5)), frozenset(), "")


def settings(scope: Scope, block: Block, key: str) -> tuple[tuple[str, Value | str], ...]:
    """What is written without asking: each fact with a constant, or `=` and the name of the fact that is copied.

    For a timer `due` is the timer's end, given as `=due`.
    """
    named = block.block(key)
    found = []
    for name in named:
        fact = scope.fact(name, named.keys_at[name])
        if fact is not None and _fits(scope, fact, name, named.keys_at[name], each=key == "sets_each"):
            found.append((fact.name, _setting(scope, fact, named[name], named.values_at[name])))
    return tuple(found)


def _fits(scope: Scope, fact: Fact, name: str, at: Place, each: bool) -> bool:
    of_person = fact.owner == PERSON
    if of_person and not each and not scope.person:
        scope.told(at, "wrong-scope", f"'{name}' belongs to each person", "Move it to sets_each")
    if each and not of_person:
        scope.told(at, "wrong-scope", f"'{name}' belongs to the case, and is set once", "Move it to sets")
    return each == of_person or scope.person


def _setting(scope: Scope, fact: Fact, raw: Any, at: Place) -> Value | str:
    if raw == DUE and fact.type in ("date", "moment"):
        return f"={DUE}"
    if fact.type != "choice" and isinstance(raw, str) and raw in scope.facts:
        other = scope.declared.facts[scope.facts[raw]]
        if other.type != fact.type:
            scope.told(at, "wrong-type", f"'{raw}' is a {other.type}; '{fact.key}' is a {fact.type}", None)
        return f"={other.name}"
    return constant(scope, fact, raw, at)


def constant(scope: Scope, fact: Fact, raw: Any, at: Place) -> Value:
    """A constant as a value of the fact's type."""
    typed = raw if isinstance(raw, (bool, list)) else str(raw)
    try:
        return read_value(
            fact.type,
            typed,
            _NOWHERE,
            codes=fact.codes,
            of=fact.of,
            partial=fact.partial,
            most=fact.max,
            schema=fact.schema,
        )
    except WrongAnswer as wrong:
        scope.told(at, "wrong-type", f"This is no value of '{fact.key}', a {fact.type}", str(wrong))
        return ""
