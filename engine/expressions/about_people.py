"""What may be asked about people: the age of one, and whether something is so of each, of any, of how many."""

import ast
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from engine.expressions import three
from engine.expressions.names import FACT
from engine.expressions.node import Node
from engine.expressions.walk import Walk

ABOUT_PEOPLE = ("everyone", "anyone", "nobody", "count", "principal", "anyone_ever", "last_to_leave")


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
