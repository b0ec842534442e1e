"""The questions that an expression may ask, one builder each; the answers come from the view."""

import ast
from collections.abc import Callable, Mapping
from typing import Any

from engine.expressions.about_links import link_at, link_ended, link_phase
from engine.expressions.about_standing import (
    case_at,
    case_was,
    clear_on,
    days_left,
    in_phase,
    of_timer,
    of_window,
    track_at,
    track_refused,
    track_was,
)
from engine.expressions.about_values import any_code, moved
from engine.expressions.node import Node
from engine.expressions.walk import Subject, Walk

PLAIN_CALLS = ("known", "age_on", "held", "blocked", "times")
DOCUMENT_PARTS = {"signed_on": "date", "issued_on": "date", "expires_on": "date", "language": "text"}


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


_ASKED: Mapping[tuple[str, str], Callable[[Any, ast.Call, Subject], Node]] = {
    ("case", "at"): case_at,
    ("case", "was"): case_was,
    ("phase", "any_of"): in_phase,
    ("link", "at"): link_at,
    ("link", "ended"): link_ended,
    ("link phase", "any_of"): link_phase,
    ("track", "at"): track_at,
    ("track", "was"): track_was,
    ("track", "refused"): track_refused,
    **{(kind, "clear_on"): clear_on for kind in ("track", "checklist")},
    **{(kind, "owed"): of_window("boolean", lambda view, target: view.owed(target)) for kind in ("track", "checklist")},
    **{
        (kind, "clear_until"): of_window("date", lambda view, target: view.clear_until(target))
        for kind in ("track", "checklist")
    },
    **{(kind, "days_left"): of_window("number", days_left, "today") for kind in ("track", "checklist")},
    **{
        (kind, "first_to_lapse"): of_window("text", lambda view, target: view.first_to_lapse(target))
        for kind in ("track", "checklist")
    },
    ("timer", "ended"): of_timer("boolean", lambda view, timer: view.timer_ended(timer)),
    ("timer", "ends"): of_timer("moment", lambda view, timer: view.timer_ends(timer)),
    ("value", "any_of"): any_code,
    ("value", "plus"): moved(1),
    ("value", "minus"): moved(-1),
}
