"""A tree that knows where each part of it was written, so that a finding keeps its file and line through every copy."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from engine.expressions import Fault
from engine.reading.finding import ERROR, Finding


@dataclass(frozen=True, slots=True)
class Place:
    """Where a key or a value stands; line and column count from 1.

    `inner` is how many columns its content begins after `column` (1 behind a quotation mark), or None where the
    content cannot be followed character by character, as in a text over several lines.
    """

    path: str
    line: int
    column: int
    length: int = 1
    inner: int | None = None

    def finding(self, code: str, message: str, hint: str | None = None, severity: str = ERROR) -> Finding:
        return Finding(self.path, self.line, self.column, severity, code, message, hint, self.length)

    def of_fault(self, fault: Fault, lead: int = 0) -> Finding:
        """A fault inside the text that stands here; `lead` is the number of blanks before the text."""
        if self.inner is None or fault.line:
            return self.finding(fault.code, fault.message, fault.hint)
        column = self.column + self.inner + lead + fault.column
        return Finding(self.path, self.line, column, ERROR, fault.code, fault.message, fault.hint, fault.length)


class Block(dict[str, Any]):
    """A mapping of the file. `keys_at` and `values_at` say where each key and its value stand."""

    __slots__ = ("keys_at", "place", "values_at")

    def __init__(self, place: Place):
        super().__init__()
        self.place = place
        self.keys_at: dict[str, Place] = {}
        self.values_at: dict[str, Place] = {}

    def put(self, key: str, value: Any, key_at: Place, value_at: Place) -> None:
        self[key] = value
        self.keys_at[key], self.values_at[key] = key_at, value_at

    def take(self, key: str, other: "Block") -> None:
        """The key as it stands in another block."""
        self.put(key, other[key], other.keys_at[key], other.values_at[key])

    def block(self, key: str) -> "Block":
        """The mapping under the key; an empty one where there is none."""
        inner = self.get(key)
        return inner if isinstance(inner, Block) else Block(self.values_at.get(key, self.place))

    def row(self, key: str) -> "Row":
        """The list under the key; a single value counts as a list of one, nothing as an empty one."""
        inner = self.get(key)
        if isinstance(inner, Row):
            return inner
        row = Row(self.values_at.get(key, self.place))
        if inner is not None:
            row.add(inner, row.place)
        return row

    def blocks(self, key: str) -> Iterator[tuple[str, "Block"]]:
        """Each named mapping under the key."""
        outer = self.block(key)
        for name in outer:
            yield name, outer.block(name)


class Row(list[Any]):
    """A list of the file; `items_at` says where each item stands."""

    __slots__ = ("items_at", "place")

    def __init__(self, place: Place):
        super().__init__()
        self.place = place
        self.items_at: list[Place] = []

    def add(self, value: Any, at: Place) -> None:
        self.append(value)
        self.items_at.append(at)

    def placed(self) -> Iterator[tuple[Any, Place]]:
        return zip(self, self.items_at, strict=True)


def place_at(tree: Any, path: list[str | int]) -> Place:
    """Where the value at a path through the tree stands."""
    place = tree.place
    for step in path:
        place = tree.values_at[step] if isinstance(tree, Block) else tree.items_at[step]
        tree = tree[step]
    return place
