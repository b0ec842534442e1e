"""Parameters, and the text of a module with the values of its parameters put in."""

import re
from collections.abc import Mapping, Set
from dataclasses import dataclass
from typing import Any

from engine.expressions.walk import nearest
from engine.reading.finding import Finding
from engine.reading.place import Block, Place, Row

FILLED = re.compile(r"\$([a-z][a-z0-9_]*)")


class Given(str):
    """A name that a parameter brought in: it is looked up in the file that gave it."""

    __slots__ = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A parameter with its value. `place` is where the value was written; `given` is False for a default."""

    name: str
    type: str
    value: Any
    place: Place
    given: bool


class Filling:
    """A copy of a module's text with every `$name` replaced by the parameter's value."""

    def __init__(self, parameters: Mapping[str, Parameter], missing: Set[str], findings: list[Finding]):
        self.parameters, self.missing, self.findings = parameters, missing, findings

    def block(self, block: Block) -> Block:
        copy = Block(block.place)
        for key in block:
            kept = key in ("parameters", "exits")
            copy.put(
                key,
                block[key] if kept else self.value(block[key], block.values_at[key]),
                block.keys_at[key],
                block.values_at[key],
            )
        return copy

    def row(self, row: Row) -> Row:
        copy = Row(row.place)
        for item, place in row.placed():
            value = self.value(item, place)
            for one in value if isinstance(value, Row) and not isinstance(item, Row) else [value]:
                copy.add(one, place)
        return copy

    def value(self, value: Any, place: Place) -> Any:
        if isinstance(value, Block):
            return self.block(value)
        if isinstance(value, Row):
            return self.row(value)
        named = FILLED.fullmatch(value) if isinstance(value, str) else None
        return self.filled(named[1], place) if named else value

    def filled(self, name: str, place: Place) -> Any:
        parameter = self.parameters.get(name)
        if name in self.missing:
            return f"${name}"
        if parameter is None:
            self.findings.append(
                place.finding(
                    "unknown-parameter", f"'${name}' is no parameter of this file", nearest(name, self.parameters)
                )
            )
            return f"${name}"
        return _given(parameter.value, place) if parameter.given else parameter.value


def _given(value: Any, place: Place) -> Any:
    if isinstance(value, Row):
        row = Row(place)
        for item in value:
            row.add(_given(item, place), place)
        return row
    return Given(value) if isinstance(value, str) else value
