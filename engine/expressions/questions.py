"""The questions that an expression may ask, one builder each; the answers come from the view."""

import ast
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from engine.civil import moved as moved_moment
from engine.civil import parse_span, shifted
from engine.expressions import three
from engine.expressions.linked import link_at, link_ended, link_phase
from engine.expressions.names import FACT
from engine.expressions.node import Node
from engine.expressions.walk import Subject, Walk

ABOUT_PEOPLE = ("everyone", "anyone", "nobody", "count", "principal", "anyone_ever", "last_to_leave")
plain_call = ("known", "age_on", "held", "blocked", "times")
DOCUMENT_PARTS = {"signed_on": "date", "issued_on": "date", "expires_on": "date", "language": "text"}


def known(walk: Walk, at: ast.Call) -> Node:
    inner = walk.node(walk.only(at))
    if not inner.reads or inner.parts:
        raise walk.refuse(at, "known(…) asks about a fact", code="type")
    ask = inner.ask
    return replace(
        inner, text=walk.source(at), type="boolean", kind="known", codes={}, ask=lambda view: ask(view) is not None
    )


def age(walk: Walk, at: ast.expr, day: ast.expr | None) -> Node:
    """The age of the person, today or on a day. It reads the birth date, the fact `born_on` of the person."""
    born = walk.names.symbols.get("born_on")
    if born is None or born.kind != FACT or born.owner != "person" or born.type != "date":
        raise walk.refuse(
            at,
            "An age needs the person's birth date",
            "Declare the person fact born_on: {type: date, partial: true}",
            "name",
        )
    walk.in_scope(at, born)
    asks = frozenset({"age"})
    if day is None:
        return Node(
            text=walk.source(at),
            type="number",
            per_person=True,
            reads=frozenset({("person", "born_on")}),
            asks=asks,
            ask=lambda view: three.age_on(view.fact("person", "born_on"), view.age_day),
        )
    on = walk.typed(day, "date")
    ask = on.ask
    return Node(
        text=walk.source(at),
        type="number",
        per_person=True,
        reads=frozenset({("person", "born_on"), *on.reads}),
        asks=on.asks,
        ask=lambda view: three.age_on(view.fact("person", "born_on"), ask(view)),
    )


def people_question(walk: Walk, at: ast.Call, word: str) -> Node:
    """`everyone(e)` and its family: `e` is asked from each person's place."""
    argument = walk.only(at)
    if word == "count" and isinstance(argument, ast.Name) and argument.id == "people":
        return Node(
            text=walk.source(at), type="number", ask=lambda view: len(view.person_views()), asks=frozenset({"people"})
        )
    inner = walk.inside(replace(walk.names, person=True)).typed(argument, "boolean")
    ask, asks = _PEOPLE[word]
    return Node(
        text=walk.source(at),
        type="number" if word == "count" else "boolean",
        kind="each" if word == "everyone" else "people",
        subject=word,
        parts=(inner,),
        reads=inner.reads,
        asks=inner.asks | {asks},
        ask=lambda view: ask(view, inner.ask),
    )


def _principal(view: Any, ask: Callable[[Any], Any]) -> Any:
    one = view.principal_view()
    return None if one is None else ask(one)


_PEOPLE: Mapping[str, tuple[Callable[[Any, Callable[[Any], Any]], Any], str]] = {
    "everyone": (lambda view, ask: three.every(ask(one) for one in view.person_views()), "people"),
    "anyone": (lambda view, ask: three.some(ask(one) for one in view.person_views()), "people"),
    "nobody": (lambda view, ask: three.opposite(three.some(ask(one) for one in view.person_views())), "people"),
    "count": (lambda view, ask: three.count(ask(one) for one in view.person_views()), "people"),
    "principal": (_principal, "people"),
    "anyone_ever": (lambda view, ask: three.some(ask(one) for one in view.ever_views()), "people"),
    "last_to_leave": (lambda view, ask: three.some(ask(one) for one in view.last_to_leave_views()), "people"),
}


def case_question(walk: Walk, at: ast.Call, word: str) -> Node:
    if word == "held":
        (name,) = _one(walk, at, walk.names.holds, "hold")
        return Node(
            text=walk.source(at),
            type="boolean",
            kind="held",
            subject=name,
            ask=lambda view: view.held(name),
            asks=frozenset({"holds"}),
            per_person=walk.names.person,
        )
    if word == "times":
        own = walk.names.chapter_actions
        (word,) = _one(walk, at, (*own, *walk.names.own_actions), "action")
        name = own.get(word, word)
        return Node(
            text=walk.source(at),
            type="number",
            ask=lambda view: view.times(name),
            asks=frozenset({"times"}),
            per_person=walk.names.person,
        )
    among = (*walk.names.actions, *(f"phase {phase}" for phase in walk.names.phases))
    (name,) = _one(walk, at, among, "action")
    return Node(text=walk.source(at), type="boolean", ask=lambda view: view.blocked(name), asks=frozenset({"holds"}))


def _one(walk: Walk, at: ast.Call, among: Any, what: str) -> tuple[str, ...]:
    words = walk.words(at, among, what)
    if len(words) != 1:
        raise walk.refuse(at, f"Name one {what}", code="grammar")
    return words


def subject_question(walk: Walk, at: ast.Call, subject: Subject, word: str) -> Node:
    """A question asked by dot. The table says which questions each kind of subject answers."""
    builder = _ASKED.get((subject.kind, word))
    if builder is None:
        can = [name for kind, name in _ASKED if kind == subject.kind]
        hint = f"It answers: {', '.join(can)}" if can else None
        raise walk.refuse(at, f"'{walk.source(at.func.value)}' cannot be asked '{word}'", hint, "name")  # type: ignore[attr-defined]
    return builder(walk, at, subject)


def _states_of_case(walk: Walk, at: ast.Call) -> tuple[str, ...]:
    """The states named, whole; a chapter names its own without what stands before them outside."""
    own = walk.names.chapter_states
    return tuple(own.get(word, word) for word in walk.words(at, (*own, *walk.names.case_states), "state"))


def _case_at(walk: Walk, at: ast.Call, subject: Subject) -> Node:
    words = _states_of_case(walk, at)
    names = frozenset(words)
    return Node(
        text=walk.source(at),
        type="boolean",
        kind="at",
        subject="case",
        words=words,
        ask=lambda view: view.stands_in("case") in names,
        asks=frozenset({"at:case"}),
    )


def _case_was(walk: Walk, at: ast.Call, subject: Subject) -> Node:
    words = _states_of_case(walk, at)
    names = frozenset(words)
    return Node(
        text=walk.source(at),
        type="boolean",
        kind="was",
        subject="case",
        words=words,
        ask=lambda view: not names.isdisjoint(view.been_in("case")),
        asks=frozenset({"at:case"}),
    )


def _in_phase(walk: Walk, at: ast.Call, subject: Subject) -> Node:
    words = walk.words(at, walk.names.phases, "phase")
    names = frozenset(words)
    return Node(
        text=walk.source(at),
        type="boolean",
        kind="phase",
        subject="case",
        words=words,
        ask=lambda view: view.phase() in names,
        asks=frozenset({"at:case"}),
    )


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


def _track_at(walk: Walk, at: ast.Call, subject: Subject) -> Node:
    assert subject.symbol is not None
    words = walk.words(at, subject.symbol.states, "state")
    names = frozenset(words)
    node = _track_node(walk, at, subject, lambda view, track: view.stands_in(track) in names, "at")
    return node if subject.via else replace(node, kind="at", subject=subject.symbol.whole, words=words)


def _track_was(walk: Walk, at: ast.Call, subject: Subject) -> Node:
    assert subject.symbol is not None
    words = walk.words(at, subject.symbol.states, "state")
    names = frozenset(words)
    node = _track_node(walk, at, subject, lambda view, track: not names.isdisjoint(view.been_in(track)), "at")
    return node if subject.via else replace(node, kind="was", subject=subject.symbol.whole, words=words)


def _track_refused(walk: Walk, at: ast.Call, subject: Subject) -> Node:
    return _track_node(walk, at, subject, lambda view, track: view.refused(track), "at")


def _clear_on(walk: Walk, at: ast.Call, subject: Subject) -> Node:
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


def _of_window(kind: str, ask: Callable[[Any, str], Any], *clock: str) -> Callable[[Walk, ast.Call, Subject], Node]:
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


def _days_left(view: Any, target: str) -> int | None:
    until = view.clear_until(target)
    return None if until is None else (until - view.today).days


def _of_timer(kind: str, ask: Callable[[Any, str], Any]) -> Callable[[Walk, ast.Call, Subject], Node]:
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


def _any_code(walk: Walk, at: ast.Call, subject: Subject) -> Node:
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


def _moved(sign: int) -> Callable[[Walk, ast.Call, Subject], Node]:
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


_ASKED: Mapping[tuple[str, str], Callable[[Any, ast.Call, Subject], Node]] = {
    ("case", "at"): _case_at,
    ("case", "was"): _case_was,
    ("phase", "any_of"): _in_phase,
    ("link", "at"): link_at,
    ("link", "ended"): link_ended,
    ("link phase", "any_of"): link_phase,
    ("track", "at"): _track_at,
    ("track", "was"): _track_was,
    ("track", "refused"): _track_refused,
    **{(kind, "clear_on"): _clear_on for kind in ("track", "checklist")},
    **{
        (kind, "owed"): _of_window("boolean", lambda view, target: view.owed(target)) for kind in ("track", "checklist")
    },
    **{
        (kind, "clear_until"): _of_window("date", lambda view, target: view.clear_until(target))
        for kind in ("track", "checklist")
    },
    **{(kind, "days_left"): _of_window("number", _days_left, "today") for kind in ("track", "checklist")},
    **{
        (kind, "first_to_lapse"): _of_window("text", lambda view, target: view.first_to_lapse(target))
        for kind in ("track", "checklist")
    },
    ("timer", "ended"): _of_timer("boolean", lambda view, timer: view.timer_ended(timer)),
    ("timer", "ends"): _of_timer("moment", lambda view, timer: view.timer_ends(timer)),
    ("value", "any_of"): _any_code,
    ("value", "plus"): _moved(1),
    ("value", "minus"): _moved(-1),
}
