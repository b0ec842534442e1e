"""What may be asked of a linked case: where it stood and whether it had ended when it was last seen."""

import ast
from collections.abc import Callable
from typing import Any

from engine.expressions.node import Node
from engine.expressions.walk import Subject, Walk


def link_at(walk: Walk, at: ast.Call, subject: Subject) -> Node:
    names = set(walk.words(at, _seen(walk, at, subject, ("state",)).states, "state"))
    return _node(walk, at, subject, lambda sight: None if sight.state is None else sight.state in names)


def link_phase(walk: Walk, at: ast.Call, subject: Subject) -> Node:
    names = set(walk.words(at, _seen(walk, at, subject, ("phase",)).phases, "phase"))
    return _node(walk, at, subject, lambda sight: sight.phase in names)


def link_ended(walk: Walk, at: ast.Call, subject: Subject) -> Node:
    _seen(walk, at, subject, ("ending", "state"))
    if at.args:
        raise walk.refuse(at, "ended() asks about nothing more", "Write it with empty brackets", "grammar")
    return _node(walk, at, subject, lambda sight: sight.ended)


def _seen(walk: Walk, at: ast.Call, subject: Subject, words: tuple[str, ...]) -> Any:
    """The link, if one of these words of the other case is seen through it."""
    link = subject.symbol
    assert link is not None
    if link.sees.isdisjoint(words):
        hint = f"Add {words[0]} to we_see of the link '{link.whole}'"
        raise walk.refuse(at, f"The {words[0]} of '{link.whole}' is not seen", hint, "link")
    return link


def _node(walk: Walk, at: ast.Call, subject: Subject, ask: Callable[[Any], Any]) -> Node:
    """Unknown where no case was named."""
    assert subject.symbol is not None
    link = subject.symbol.whole

    def through(view: Any) -> Any:
        sight = view.sight(link)
        return None if sight is None else ask(sight)

    return Node(text=walk.source(at), type="boolean", ask=through, asks=frozenset({f"link:{link}"}))
