"""What must be known for an expression to be true, and which two expressions cannot be true together.

Both are told from the text alone, so they are careful: what is not certain is not said.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from engine.expressions import Expression
from engine.expressions.node import Node

NOTHING = frozenset[str]()


def every_node(node: Node) -> Iterator[Node]:
    """The node and all its parts."""
    row = [node]
    while row:
        one = row.pop()
        yield one
        row += one.parts


def needed(asked: Expression | None) -> frozenset[str]:
    """The facts (whole names) without which this cannot be true."""
    return NOTHING if asked is None else _needed(asked.node, True)


def _needed(node: Node, truth: bool) -> frozenset[str]:
    if node.kind == "named":
        return _needed(node.parts[0], truth)
    if node.kind == "not":
        return _needed(node.parts[0], not truth)
    if node.kind in ("and", "or"):
        parts = [_needed(part, truth) for part in node.parts]
        every = (node.kind == "and") is truth
        return NOTHING.union(*parts) if every else parts[0].intersection(*parts[1:])
    if node.kind in ("each", "people"):
        return _of_people(node, truth)
    if node.kind == "known" and not truth:
        return NOTHING
    return _read(node)


def _of_people(node: Node, truth: bool) -> frozenset[str]:
    """What is asked of people in a case that may be empty: only a yes of somebody, or nobody's, needs an answer."""
    return _needed(node.parts[0], node.subject != "nobody") if truth and node.parts else NOTHING


def _read(node: Node) -> frozenset[str]:
    """The facts of a question or comparison. How many people there are is known whatever is known of them."""
    if node.kind in ("each", "people"):
        return NOTHING
    if node.kind == "compare" or node.kind == "leaf" and node.parts:
        return NOTHING.union(*(_read(part) for part in node.parts))
    return frozenset(name for _, name in node.reads)


def exclude_each_other(one: Node, other: Node) -> bool:
    """Whether the two can certainly not be true at the same time."""
    for a, b in ((one, other), (other, one)):
        if a.kind == "named":
            return _opposed(a, b) or exclude_each_other(a.parts[0], b)
        if a.kind == "or":
            return all(exclude_each_other(part, b) for part in a.parts)
    for a, b in ((one, other), (other, one)):
        if a.kind == "and" and any(exclude_each_other(part, b) for part in a.parts):
            return True
    return _opposed(one, other) or _opposed(other, one)


def _opposed(one: Node, other: Node) -> bool:
    if one.kind == "not":
        return _implies(other, one.parts[0])
    if one.kind in ("each", "people"):
        return _opposed_people(one, other)
    a, b = _choice(one), _choice(other)
    if a and b and a.about == b.about:
        return a.never_with(b)
    return _apart(one, other)


def _opposed_people(one: Node, other: Node) -> bool:
    """`everyone` of nobody is false, so everyone and anyone speak of at least one person between them."""
    asked = {one.subject, other.subject}
    if other.kind not in ("each", "people") or not one.parts or not other.parts:
        return False
    if asked in ({"everyone"}, {"everyone", "anyone"}, {"principal"}):
        return exclude_each_other(one.parts[0], other.parts[0])
    if other.subject == "nobody" and one.subject in ("everyone", "anyone"):
        return _implies(one.parts[0], other.parts[0])
    return False


def _implies(one: Node, other: Node) -> bool:
    """Whether the first, where it is true, makes the second true."""
    if _same(one, other):
        return True
    if one.kind == "named" and _implies(one.parts[0], other) or other.kind == "named" and _implies(one, other.parts[0]):
        return True
    if one.kind == "and" and any(_implies(part, other) for part in one.parts):
        return True
    if other.kind == "or" and any(_implies(one, part) for part in other.parts):
        return True
    a, b = _choice(one), _choice(other)
    return bool(a and b and a.about == b.about and a.among and b.among and a.names <= b.names)


def _same(one: Node, other: Node) -> bool:
    return one.kind == other.kind and one.text.split() == other.text.split()


@dataclass(frozen=True, slots=True)
class _Choice:
    """One thing of which only one name is true at a time; `among` False: none of these names."""

    about: str
    names: frozenset[str]
    among: bool = True

    def never_with(self, other: "_Choice") -> bool:
        if self.among and other.among:
            return self.names.isdisjoint(other.names)
        return self.names <= other.names if self.among else other.among and other.names <= self.names


def _choice(node: Node) -> _Choice | None:
    if node.kind in ("at", "phase", "codes"):
        return _Choice(f"{node.kind}:{node.subject}", frozenset(node.words))
    if node.kind != "compare":
        return None
    left, right, symbol = *node.parts, _symbol(node)
    if symbol in ("==", "!=") and isinstance(right.constant, (str, bool)):
        kind = "codes" if left.codes else "text"
        return _Choice(f"{kind}:{left.text}", frozenset({str(right.constant)}), symbol == "==")
    return None


def _symbol(node: Node) -> str:
    """How the two parts of a comparison are compared."""
    between = node.text.removeprefix(node.parts[0].text).removesuffix(node.parts[1].text)
    return between.strip(" ()\n")


def _apart(one: Node, other: Node) -> bool:
    """Two bounds on the same number between which nothing lies."""
    a, b = _bounds(one), _bounds(other)
    return bool(a and b and a[0] == b[0] and (a[1] > b[2] or b[1] > a[2]))


def _bounds(node: Node) -> tuple[str, float, float] | None:
    if node.kind != "compare" or type(node.parts[1].constant) is not int:
        return None
    left, number, far = node.parts[0].text, node.parts[1].constant, float("inf")
    found = {
        "==": (number, number),
        "<": (-far, number - 1),
        "<=": (-far, number),
        ">": (number + 1, far),
        ">=": (number, far),
    }.get(_symbol(node))
    return (left, *found) if found else None
