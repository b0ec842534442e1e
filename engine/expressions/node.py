"""What an expression is once it has been read: a tree of closures that can be asked, and asked why not."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Protocol

from engine.civil import Office
from engine.values import Value


class View(Protocol):
    """A case as a step sees it, from one person's place or from the case's own. Answered by the engine."""

    office: Office
    now: datetime
    today: date
    person_id: str | None
    age_day: date | None

    def whole(self) -> "View": ...
    def fact(self, owner: str, name: str) -> Value | None: ...
    def person_views(self) -> tuple["View", ...]: ...
    def principal_view(self) -> "View | None": ...
    def ever_views(self) -> tuple["View", ...]: ...
    def last_to_leave_views(self) -> tuple["View", ...]: ...
    def other_view(self, person_id: str) -> "View | None": ...
    def sight(self, link: str) -> Any: ...
    def entered(self) -> datetime | None: ...
    def stands_in(self, machine: str) -> str | None: ...
    def been_in(self, machine: str) -> tuple[str, ...]: ...
    def refused(self, machine: str) -> bool: ...
    def phase(self) -> str | None: ...
    def clear_on(self, target: str, day: Any) -> bool | None: ...
    def owed(self, target: str) -> bool: ...
    def clear_until(self, target: str) -> date | None: ...
    def first_to_lapse(self, target: str) -> str | None: ...
    def reasons(self, target: str, day: Any) -> tuple[Any, ...]: ...
    def held(self, hold: str) -> bool: ...
    def blocked(self, what: str) -> bool: ...
    def times(self, action: str) -> int: ...
    def timer_ended(self, timer: str) -> bool | None: ...
    def timer_ends(self, timer: str) -> datetime | None: ...
    def failed(self, text: str, error: BaseException) -> None: ...


class _Failed:
    """The answer of an evaluation that could not be carried out: never true, never false, never just unknown."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "cannot be evaluated"


FAILED = _Failed()

Ask = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong in a text, and where: `column` counts characters from 0 in `line` (from 0)."""

    message: str
    line: int = 0
    column: int = 0
    hint: str | None = None
    code: str = "expression"
    length: int = 1


@dataclass(frozen=True, slots=True)
class Part:
    """One unmet part of an expression: its text, for whom, the facts it read with their values, why it is not clear."""

    text: str
    person: str | None
    answer: Any
    facts: tuple[tuple[str, Value | None], ...] = ()
    reasons: tuple[Any, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Node:
    """One part of an expression. `reads`: (owner, fact) it looks at.

    `kind`: and, or, not, compare, each (everyone), people (the others about people), named, clear, known, or leaf;
    of questions about where a machine stands at, was, phase (through: of another person's); codes of a choice; held.
    `words` are the states, phases or codes that these name, `subject` the machine, fact or target they ask about, and
    the question itself of one about people.

    `asks` names the outside things it depends on, such as `clear_on:to_travel` or `at:medical`.
    """

    text: str
    type: str
    ask: Ask
    kind: str = "leaf"
    parts: tuple["Node", ...] = ()
    reads: frozenset[tuple[str, str]] = frozenset()
    asks: frozenset[str] = frozenset()
    per_person: bool = False
    codes: Mapping[str, str] = field(default_factory=dict)
    subject: str | None = None
    words: tuple[str, ...] = ()
    constant: Any = None


@dataclass(frozen=True, slots=True)
class Expression:
    """A checked expression. `per_person`: it must be asked from a person's view."""

    text: str
    node: Node

    @property
    def per_person(self) -> bool:
        return self.node.per_person

    @property
    def type(self) -> str:
        return self.node.type

    @property
    def reads(self) -> frozenset[tuple[str, str]]:
        return self.node.reads

    @property
    def asks(self) -> frozenset[str]:
        return self.node.asks

    def ask(self, view: View) -> Any:
        """The value: None is unknown, FAILED could not be evaluated (the view is told). Never raises."""
        try:
            return self.node.ask(view)
        except Exception as error:  # whatever an author wrote, a case is never opened by it nor a page broken
            view.failed(self.text, error)
            return FAILED

    def holds(self, view: View) -> bool:
        """Only *true* opens anything: unknown and failed do not."""
        return self.ask(view) is True

    def unmet(self, view: View) -> tuple[Part, ...]:
        """Every part that keeps the expression from being true, with the values it read."""
        try:
            return tuple(_unmet(self.node, view))
        except Exception as error:
            view.failed(self.text, error)
            return (Part(self.text, view.person_id, FAILED),)


def _unmet(node: Node, view: View) -> list[Part]:
    answer = node.ask(view)
    if answer is True:
        return []
    if node.kind in ("and", "or", "named"):
        return [part for inner in node.parts for part in _unmet(inner, view)]
    if node.kind == "each":
        return [part for one in view.person_views() for part in _unmet(node.parts[0], one)] or [
            _part(node, view, answer)
        ]
    return [_part(node, view, answer)]


def _part(node: Node, view: View, answer: Any) -> Part:
    mine = [one for one in sorted(node.reads) if one[0] != "person" or view.person_id is not None]
    facts = tuple((name, view.fact(owner, name)) for owner, name in mine)
    reasons = view.reasons(node.subject or "", node.parts[0].ask(view)) if node.kind == "clear" else ()
    return Part(node.text, view.person_id if node.per_person else None, answer, facts, reasons)
