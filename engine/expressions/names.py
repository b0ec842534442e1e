"""What the names in an expression may mean, told by whoever reads the programme."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.expressions.node import Node

FACT, CONDITION, CONSTANT, TRACK, CHECKLIST, TIMER, LINK = (
    "fact",
    "condition",
    "constant",
    "track",
    "checklist",
    "timer",
    "link",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Symbol:
    """One name: `kind` as above; `type` of a fact or constant; `owner` case or person; `whole` its name outside."""

    kind: str
    whole: str
    type: str = "boolean"
    owner: str = "case"
    codes: Mapping[str, str] = field(default_factory=dict)
    states: tuple[str, ...] = ()
    members: Mapping[str, "Symbol"] = field(default_factory=dict)  # a track's own facts, or those seen through a link
    phases: tuple[str, ...] = ()  # of a link
    sees: frozenset[str] = frozenset()  # of a link: what is seen of the other case
    node: Node | None = None  # of a condition
    constant: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What may be named at one place of a programme.

    `person`: whether there is a person in whose name bare person facts and tracks are asked.
    """

    symbols: Mapping[str, Symbol]
    case_states: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()
    holds: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()  # whole names, for `blocked`
    own_actions: tuple[str, ...] = ()  # of this machine, for `times`
    chapter_states: Mapping[str, str] = field(default_factory=dict)  # of this chapter, as written in it, and whole
    chapter_actions: Mapping[str, str] = field(default_factory=dict)
    person: bool = False
