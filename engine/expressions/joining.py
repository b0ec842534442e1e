"""Conditions joined by `and`, `or`, `not`; comparisons; sums of numbers."""

import ast
import operator
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from engine.expressions import three
from engine.expressions.node import Ask, Node
from engine.expressions.walk import Walk, Wrong, article, nearest

COMPARISONS: Mapping[type[ast.cmpop], str] = {
    ast.Eq: "==",
    ast.NotEq: "!=",
    ast.Lt: "<",
    ast.LtE: "<=",
    ast.Gt: ">",
    ast.GtE: ">=",
}
TIMES = ("date", "moment")
CODED = {"country": (2,), "language": (2, 3)}
WORDS = ("text", "choice", "country", "language", "person")


def logic(walk: Walk, at: ast.BoolOp) -> Node:
    parts = [walk.part(value) for value in at.values]
    for value, part in zip(at.values, parts, strict=True):
        if part is not None and part.type != "boolean":
            walk.fault(value, f"'and' and 'or' join conditions; this is {article(part.type)}", code="type")
    sound = [part for part in parts if part is not None and part.type == "boolean"]
    if len(sound) < len(parts):
        raise Wrong
    is_and = isinstance(at.op, ast.And)
    return _joined(
        walk, at, "and" if is_and else "or", sound, _folded(sound, three.both if is_and else three.either, is_and)
    )


def negated(walk: Walk, at: ast.UnaryOp) -> Node:
    if isinstance(at.op, ast.USub) and isinstance(at.operand, ast.Constant):
        inner = walk.typed(at.operand, "number")
        return replace(inner, text=walk.source(at), constant=-inner.constant, ask=constant_answer(-inner.constant))
    if not isinstance(at.op, ast.Not):
        raise walk.refuse(at, "Only 'not' may stand before a condition", code="grammar")
    inner = walk.typed(at.operand, "boolean")
    return _joined(walk, at, "not", [inner], _opposite(inner.ask))


def _joined(walk: Walk, at: ast.expr, kind: str, parts: list[Node], ask: Ask, type_: str = "boolean") -> Node:
    return Node(
        text=walk.source(at),
        type=type_,
        ask=ask,
        kind=kind,
        parts=tuple(parts),
        reads=frozenset().union(*(part.reads for part in parts)),
        asks=frozenset().union(*(part.asks for part in parts)),
        per_person=any(part.per_person for part in parts),
    )


def compared(walk: Walk, at: ast.Compare) -> Node:
    if len(at.ops) > 1:
        raise walk.refuse(at, "Compare two things at a time", "Join two comparisons with 'and'", "grammar")
    symbol = COMPARISONS.get(type(at.ops[0]), "")
    if not symbol:
        raise walk.refuse(
            at, "Compare with == != < <= > >=", 'For one of several codes ask fact.any_of("a or b")', "grammar"
        )
    left, right = walk.part(at.left), walk.part(at.comparators[0])
    if left is None or right is None:
        raise Wrong
    _comparable(walk, at, symbol, left, right)
    a, b = left.ask, right.ask
    return _joined(
        walk, at, "compare", [left, right], lambda view: three.compare(symbol, a(view), b(view), view.office)
    )


def _comparable(walk: Walk, at: ast.Compare, symbol: str, left: Node, right: Node) -> None:
    """Both sides of one type, which has an order where one is asked for, and constants that can be values of it."""
    for fact, other, place in ((left, right, at.comparators[0]), (right, left, at.left)):
        _constant_fits(walk, fact, other.constant, place)
    kinds = {left.type, right.type}
    if len(kinds) > 1 and not kinds <= set(TIMES) and not kinds <= set(WORDS):
        says = f"{article(left.type).capitalize()} cannot be compared with {article(right.type)}"
        hint = 'Write a date fact, today, or today.plus("10 days")' if kinds & set(TIMES) else _codes_of(left, right)
        raise walk.refuse(at, says, hint, "type")
    ordered = symbol in ("==", "!=") or left.type in ("number", *TIMES)
    if not ordered or left.type in ("list", "choices", "document"):
        raise walk.refuse(at, f"{article(left.type).capitalize()} cannot be compared with '{symbol}'", None, "type")


def _codes_of(left: Node, right: Node) -> str | None:
    codes = ", ".join(f'"{code}"' for code in (left.codes or right.codes or ()))
    return f"Write one of: {codes}" if codes else None


def _constant_fits(walk: Walk, fact: Node, constant: Any, place: ast.expr) -> None:
    if not isinstance(constant, str):
        return
    if fact.codes and constant not in fact.codes:
        hint = nearest(constant, fact.codes) or f"The codes are: {', '.join(fact.codes)}"
        raise walk.refuse(place, f"'{constant}' is not a code of {fact.text}", hint, "code")
    if fact.type in CODED and not (len(constant) in CODED[fact.type] and constant.isalpha() and constant.islower()):
        hint = "Write its code in small letters, like sy"
        raise walk.refuse(place, f"'{constant}' is not a {fact.type}", hint, "code")


def total(walk: Walk, at: ast.BinOp) -> Node:
    act = {ast.Add: operator.add, ast.Sub: operator.sub}.get(type(at.op))
    if act is None:
        raise walk.refuse(at, "Only + and - on numbers", code="grammar")
    left, right = walk.node(at.left), walk.node(at.right)
    if left.type != "number" or right.type != "number":
        hint = 'Write date.plus("10 days") to move a date' if {left.type, right.type} & set(TIMES) else None
        raise walk.refuse(at, "+ and - are for numbers", hint, "type")
    a, b = left.ask, right.ask
    return _joined(walk, at, "leaf", [left, right], lambda view: _reckon(act, a(view), b(view)), "number")


def constant_answer(value: Any) -> Ask:
    """The same answer whatever is asked."""
    return lambda view: value


def _opposite(inner: Ask) -> Ask:
    return lambda view: three.opposite(inner(view))


def _folded(parts: list[Node], join: Callable[[three.Truth, three.Truth], three.Truth], of_none: bool) -> Ask:
    """The parts joined from the left, until one decides: what is not `of_none` can not change any more."""
    asks, decided = [part.ask for part in parts], not of_none

    def ask(view: Any) -> three.Truth:
        answer: three.Truth = of_none
        for one in asks:
            answer = join(answer, one(view))
            if answer is decided:
                break
        return answer

    return ask


def _reckon(act: Callable[[Any, Any], Any], left: Any, right: Any) -> Any:
    if left is None or right is None:
        return None
    if isinstance(left, three.Between) or isinstance(right, three.Between):
        return three.reckon_between(act is operator.add, left, right)
    return act(left, right)
