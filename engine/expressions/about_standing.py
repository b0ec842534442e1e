"""What may be asked of a machine: where it stands and stood, whether and until when it is clear, when a timer ends."""

import ast
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from engine.expressions.node import Node
from engine.expressions.walk import Subject, Walk


def _states_of_case(walk: Walk, at: ast.Call) -> tuple[str, ...]:
    """The states named, whole; a chapter names its own without what stands before them outside."""
    own = walk.names.chapter_states
    return tuple(own.get(word, word) for word in walk.words(at, (*own, *walk.names.case_states), "state"))


def case_at(walk: Walk, at: ast.Call, subject: Subject) -> Node:
    words = _states_of_case(walk, at)
    names = frozenset(words)
    return _case_node(walk, at, "at", words, lambda view: view.stands_in("case") in names)


def case_was(walk: Walk, at: ast.Call, subject: Subject) -> Node:
    words = _states_of_case(walk, at)
    names = frozenset(words)
    return _case_node(walk, at, "was", words, lambda view: not names.isdisjoint(view.been_in("case")))


def in_phase(walk: Walk, at: ast.Call, subject: Subject) -> Node:
    words = walk.words(at, walk.names.phases, "phase")
    names = frozenset(words)
    return _case_node(walk, at, "phase", words, lambda view: view.phase() in names)


def _case_node(walk: Walk, at: ast.Call, kind: str, words: tuple[str, ...], ask: Callable[[Any], Any]) -> Node:
    """A question about where the case stands."""
    source, asks = walk.source(at), frozenset({"at:case"})
    return Node(text=source, type="boolean", kind=kind, subject="case", words=words, ask=ask, asks=asks)


def _track_node(walk: Walk, at: ast.Call, subject: Subject, ask: Callable[[Any, str], Any], asks: str) -> Node:
    """A question about where a track stands; asked through a person fact, unknown when that names nobody here."""
    symbol = subject.symbol
    assert symbol is not None
    whole = symbol.whole
    if subject.via is None:
        walk.in_scope(at.func.value, symbol)  # type: ignore[attr-defined]
        return Node(
            text=walk.source(at),
            type="boolean",
            ask=lambda view: ask(view, whole),
            asks=frozenset({f"{asks}:{whole}"}),
            per_person=symbol.owner == "person",
        )
    via = subject.via.ask

    def through(view: Any) -> Any:
        named = via(view)
        other = None if named is None else view.other_view(named)
        return None if other is None else ask(other, whole)

    return Node(
        text=walk.source(at),
        type="boolean",
        kind="through",
        subject=whole,
        ask=through,
        asks=frozenset({f"{asks}:{whole}"}),
        reads=subject.via.reads,
        per_person=subject.via.per_person,
    )


def track_at(walk: Walk, at: ast.Call, subject: Subject) -> Node:
    assert subject.symbol is not None
    words = walk.words(at, subject.symbol.states, "state")
    names = frozenset(words)
    node = _track_node(walk, at, subject, lambda view, track: view.stands_in(track) in names, "at")
    return node if subject.via else replace(node, kind="at", subject=subject.symbol.whole, words=words)


def track_was(walk: Walk, at: ast.Call, subject: Subject) -> Node:
    assert subject.symbol is not None
    words = walk.words(at, subject.symbol.states, "state")
    names = frozenset(words)
    node = _track_node(walk, at, subject, lambda view, track: not names.isdisjoint(view.been_in(track)), "at")
    return node if subject.via else replace(node, kind="was", subject=subject.symbol.whole, words=words)


def track_refused(walk: Walk, at: ast.Call, subject: Subject) -> Node:
    return _track_node(walk, at, subject, lambda view, track: view.refused(track), "at")


def clear_on(walk: Walk, at: ast.Call, subject: Subject) -> Node:
    assert subject.symbol is not None
    target, day = subject.symbol.whole, walk.node(walk.only(at))
    if day.type not in ("date", "moment"):
        raise walk.refuse(
            at, "clear_on asks for a date or a moment", "Write clear_on(today) or clear_on(travel_date)", "type"
        )
    if subject.via is not None:
        return _track_node(walk, at, subject, lambda view, track: view.clear_on(track, day.ask(view)), "clear_on")
    ask = day.ask
    return Node(
        text=walk.source(at),
        type="boolean",
        kind="clear",
        subject=target,
        parts=(day,),
        reads=day.reads,
        asks=frozenset({f"clear_on:{target}", *day.asks}),
        ask=lambda view: view.clear_on(target, ask(view)),
        per_person=walk.names.person and subject.symbol.owner == "person",
    )


def of_window(kind: str, ask: Callable[[Any, str], Any], *clock: str) -> Callable[[Walk, ast.Call, Subject], Node]:
    def build(walk: Walk, at: ast.Call, subject: Subject) -> Node:
        assert subject.symbol is not None
        target = subject.symbol.whole
        return Node(
            text=walk.source(at),
            type=kind,
            ask=lambda view: ask(view, target),
            asks=frozenset({f"clear_on:{target}", *clock}),
            per_person=walk.names.person and subject.symbol.owner == "person",
        )

    return build


def days_left(view: Any, target: str) -> int | None:
    until = view.clear_until(target)
    return None if until is None else (until - view.today).days


def of_timer(kind: str, ask: Callable[[Any, str], Any]) -> Callable[[Walk, ast.Call, Subject], Node]:
    def build(walk: Walk, at: ast.Call, subject: Subject) -> Node:
        assert subject.symbol is not None
        timer = subject.symbol.whole
        return Node(
            text=walk.source(at),
            type=kind,
            ask=lambda view: ask(view, timer),
            asks=frozenset({f"timer:{timer}"}),
            per_person=walk.names.person,
        )

    return build
