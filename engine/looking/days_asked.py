"""The days for which a programme asks whether something is clear, as far as they are days of facts."""

from collections.abc import Iterable, Iterator, Mapping

from engine.expressions import Expression
from engine.expressions.node import Node
from engine.looking.by_digest import ByDigest
from engine.model import Action, Programme


def _days_asked(programme: Programme) -> Mapping[str, tuple[Expression, ...]]:
    days = list(_asked_days(programme))
    found = {
        track.name: tuple(day for target, day in days if track.name in programme.checklists.get(target, (target,)))
        for track in programme.tracks.values()
        if track.needed_if is not None and "age" in track.needed_if.asks
    }
    return {name: asked for name, asked in found.items() if asked}


def _asked_days(programme: Programme) -> Iterator[tuple[str, Expression]]:
    """What is asked to be clear, and the day, wherever that is a day of facts and not of the clock."""
    seen = set[tuple[str, str]]()
    for expression in _expressions(programme):
        for node in clear_parts(expression.node):
            day, target = node.parts[0], node.subject or ""
            facts_alone = bool(day.reads) and not day.per_person and not day.asks
            if facts_alone and (target, day.text) not in seen:
                seen.add((target, day.text))
                yield target, Expression(day.text, day)


def clear_parts(node: Node) -> Iterator[Node]:
    """The questions of an expression whether something is clear on a day."""
    if node.kind == "clear":
        yield node
    for part in node.parts:
        yield from clear_parts(part)


def _expressions(programme: Programme) -> Iterator[Expression]:
    """Everything that may be asked before a state is entered or an action done."""
    for machine in programme.machines():
        for state in machine.states.values():
            yield from (one.check for one in state.only_while)
            yield from (move.when for move in state.automatically if move.when)
            yield from _required(state.actions.values())
        yield from _required(machine.anywhere.values())


def _required(actions: Iterable[Action]) -> Iterator[Expression]:
    for action in actions:
        yield from (one.check for one in (*action.requires, *action.requires_each))


def _every_day(programme: Programme) -> tuple[Expression, ...]:
    return tuple({day.text: day for _, day in _asked_days(programme)}.values())


days_asked = ByDigest(_days_asked)
asked_days = ByDigest(_every_day)
