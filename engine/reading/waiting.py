"""Which machines a condition asks about, for those that may wait for each other."""

from collections.abc import Iterator

from engine.expressions.node import Node
from engine.model import Programme

OF_OTHERS = ("each", "people", "through")


def machines_asked(programme: Programme, machine: str, node: Node) -> frozenset[str]:
    """The machines about whose standing this asks; linked cases have the rule `link-ring`.

    Where the machine itself stands is no question about another, unless it is asked of other people.
    """
    found = (
        (name, apart) for asked, apart in _asked(node, False) for name in programme.checklists.get(asked, (asked,))
    )
    return frozenset(name for name, apart in found if apart or name != machine)


def _asked(node: Node, apart: bool) -> Iterator[tuple[str, bool]]:
    apart = apart or node.kind in OF_OTHERS
    for one in node.asks.difference(*(part.asks for part in node.parts)):
        kind, _, name = one.partition(":")
        if kind in ("at", "clear_on"):
            yield name, apart
    for part in node.parts:
        yield from _asked(part, apart)
