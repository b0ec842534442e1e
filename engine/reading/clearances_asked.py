"""Which tracks a case asks to be clear in: in its states, in what leads on from there, in what is done there."""

from collections.abc import Iterator

from engine.expressions import Expression
from engine.model import Programme, State
from engine.reading.graph import offered
from engine.reading.truth import every_node


def clearances_asked(programme: Programme, state: State) -> frozenset[str]:
    """The tracks that a state of the case asks to be clear, each of a checklist for itself."""
    nodes = (node for expression in _expressions(programme, state) for node in every_node(expression.node))
    named = (programme.checklists.get(one.subject or "", (one.subject or "",)) for one in nodes if one.kind == "clear")
    return frozenset(track for tracks in named for track in tracks)


def _expressions(programme: Programme, state: State) -> Iterator[Expression]:
    yield from (one.check for one in state.only_while)
    yield from (move.when for move in state.automatically if move.when)
    for action in offered(programme.case, state.name):
        yield from (one.check for one in (*action.requires, *action.requires_each))
        yield from (move.when for move in action.to if move.when)
