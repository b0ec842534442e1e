"""What the builders of an expression share: the walk as they use it, what a question is put to, names that are near."""

import ast
import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Protocol

from engine.expressions.names import Names, Symbol
from engine.expressions.node import Fault, Node


class Wrong(Exception):
    """A fault found; the walk of this part ends here."""


def article(kind: str) -> str:
    return f"{'an' if kind[0] in 'aeiou' else 'a'} {kind}"


def nearest(name: str, known_names: Iterable[str]) -> str | None:
    """`Did you mean 'x'?` for the closest known name, or None."""
    close = difflib.get_close_matches(name, list(known_names), 1, 0.6)
    return f"Did you mean '{close[0]}'?" if close else None


@dataclass(frozen=True, slots=True)
class Subject:
    """What a question is put to; `via` is the person fact through which another's track is meant."""

    kind: str
    symbol: Symbol | None = None
    via: Node | None = None
    node: Node | None = None


@dataclass(frozen=True, slots=True)
class Meant:
    """The words of a constant such as `"a or b"`, and what they may be."""

    words: tuple[str, ...]
    among: tuple[str, ...]

    @property
    def unknown(self) -> tuple[str, ...]:
        return tuple(word for word in self.words if word not in self.among)


class Walk(Protocol):
    """The part of the checking walk that the builders use."""

    names: Names
    faults: list[Fault]

    def fault(self, at: ast.expr, message: str, hint: str | None = None, code: str = "expression") -> None: ...
    def refuse(self, at: ast.expr, message: str, hint: str | None = None, code: str = "expression") -> Exception: ...
    def source(self, at: ast.expr) -> str: ...
    def node(self, at: ast.expr) -> Node: ...
    def part(self, at: ast.expr) -> Node | None: ...
    def typed(self, at: ast.expr, wanted: str) -> Node: ...
    def only(self, at: ast.Call) -> ast.expr: ...
    def words(self, at: ast.Call, among: Any, what: str) -> tuple[str, ...]: ...
    def inside(self, names: Names) -> "Walk": ...
    def in_scope(self, at: ast.expr, symbol: Symbol) -> None: ...
