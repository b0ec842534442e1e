"""The priority of a programme: what gives points, when they are worked out, and who changes them by hand."""

from engine.json_schema import Schema
from engine.model import CHANGE_PRIORITY, HIGHEST, Action, Ask, Priority, ScoreLine
from engine.reading.actions import STAYS, entry_fact
from engine.reading.place import Block
from engine.reading.scope import Scope

PRIORITY = "priority"
MOST = 1_000_000
_RANGE = Schema({"minimum": -MOST, "maximum": MOST})
POINTS = Ask(key="points", fact=entry_fact("points", "integer", "Points", _RANGE))


def priority(scope: Scope, tree: Block) -> Priority | None:
    """What `priority` says, its names looked up; None where a programme has none."""
    if PRIORITY not in tree:
        return None
    block = tree.block(PRIORITY)
    return Priority(
        lines={name: _line(scope, name, inner) for name, inner in block.blocks("score")},
        of_a_case=block.get("of_a_case", HIGHEST),
        scored_at=frozenset(scope.action(name, at) for name, at in block.row("scored_at").placed()),
        then_by=scope.fact_name(block, "then_by", ("date",)),
    )


def _line(scope: Scope, name: str, block: Block) -> ScoreLine:
    return ScoreLine(
        name=name,
        points=block["points"],
        when=scope.expression(block, "when", person=True),
        because=block["because"],
        shown_as=block.get("shown_as"),
    )


def changing(scope: Scope, tree: Block) -> dict[str, Action]:
    """`change_priority`, where `changed_by` names somebody."""
    block = tree.block(PRIORITY).block("changed_by")
    if not block:
        return {}
    change = Action(
        name=CHANGE_PRIORITY,
        title="Change the priority",
        kind=CHANGE_PRIORITY,
        by=scope.roles(block, "role"),
        to=STAYS,
        asks=(POINTS,),
        not_whoever_did=tuple(scope.action(name, at) for name, at in block.row("not_whoever_did").placed()),
        note_required=block.get("note", "required") == "required",
    )
    return {CHANGE_PRIORITY: change}
