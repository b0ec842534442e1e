"""What may be asked of a value: whether it is known or one of several codes, and a date or a moment moved by a span."""

import ast
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from engine.civil import moved as moved_moment
from engine.civil import parse_span, shifted
from engine.expressions.node import Node
from engine.expressions.walk import Subject, Walk


def known(walk: Walk, at: ast.Call) -> Node:
    inner = walk.node(walk.only(at))
    if not inner.reads or inner.parts:
        raise walk.refuse(at, "known(…) asks about a fact", code="type")
    ask = inner.ask
    return replace(
        inner, text=walk.source(at), type="boolean", kind="known", codes={}, ask=lambda view: ask(view) is not None
    )


def any_code(walk: Walk, at: ast.Call, subject: Subject) -> Node:
    fact = subject.node
    if fact is None or fact.type not in ("choice", "choices"):
        raise walk.refuse(at, "any_of asks a choice fact", 'Write finding.any_of("a or b")', "type")
    words = walk.words(at, fact.codes, "code")
    names, ask = frozenset(words), fact.ask

    def chosen(view: Any) -> bool | None:
        value = ask(view)
        return None if value is None else not names.isdisjoint(value if isinstance(value, tuple) else (value,))

    one_of = {"kind": "codes", "subject": fact.text, "words": words} if fact.type == "choice" else {}
    return replace(fact, text=walk.source(at), type="boolean", codes={}, ask=chosen, **one_of)


def moved(sign: int) -> Callable[[Walk, ast.Call, Subject], Node]:
    def build(walk: Walk, at: ast.Call, subject: Subject) -> Node:
        start = subject.node
        if start is None or start.type not in ("date", "moment"):
            raise walk.refuse(at, "Only a date or a moment can be moved", 'Write today.plus("10 days")', "type")
        span = _span(walk, at)
        if start.type == "date" and span.constant is not None and span.constant.in_hours:
            raise walk.refuse(at, "A date cannot be moved by hours", "Use a moment, or days", "type")
        a, b = start.ask, span.ask
        return replace(
            start,
            text=walk.source(at),
            reads=start.reads | span.reads,
            asks=start.asks | span.asks,
            ask=lambda view: _move(a(view), b(view), view, sign),
        )

    return build


def _span(walk: Walk, at: ast.Call) -> Node:
    inner = walk.node(walk.only(at))
    if inner.type == "span":
        return inner
    try:
        span = parse_span(str(inner.constant))
    except ValueError as wrong:
        raise walk.refuse(at.args[0], str(wrong), code="type") from None
    return replace(inner, type="span", constant=span, ask=lambda view: span)


def _move(start: Any, span: Any, view: Any, sign: int) -> Any:
    if start is None or span is None:
        return None
    if hasattr(start, "hour"):
        return moved_moment(start, span, view.office, sign)
    if hasattr(start, "first"):
        return type(start)(
            shifted(start.first, span, sign, view.office), shifted(start.last, span, sign, view.office), start.text
        )
    return shifted(start, span, sign, view.office)
