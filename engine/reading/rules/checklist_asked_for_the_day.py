"""`only-today`: a clearance that can run out is asked for a day to come somewhere, and not for today alone (warning).

What is clear today may have run out on the day of travel, and that is the day that counts. It is enough that another
checklist with the same track is asked for a day to come.

PASS  to_travel.clear_on(today)  to begin booking, and  to_travel.clear_on(travel_date)  while booked
FAIL  to_travel.clear_on(today)  alone
"""

from collections.abc import Iterator

from engine.civil import FOREVER
from engine.expressions import Expression
from engine.expressions.node import Node
from engine.model import Machine, Move, Programme, Requirement
from engine.reading.finding import WARNING, Finding
from engine.reading.sites import Sites
from engine.reading.truth import every_node

ID = "only-today"
NOW = frozenset({"today", "now"})


def check(programme: Programme, sites: Sites) -> Iterator[Finding]:
    asked: dict[str, set[str]] = {}
    for node in _nodes(programme):
        if node.kind == "clear" and node.subject in programme.checklists:
            asked.setdefault(node.subject, set()).add(node.parts[0].text)
    later = {track for name, days in asked.items() if not days <= NOW for track in programme.checklists[name]}
    for name, days in asked.items():
        left = [track for track in programme.checklists[name] if track not in later and _runs_out(programme, track)]
        if days <= NOW and left:
            message = f"'{name}' is asked for today, and '{left[0]}' for no day on which it must still count"
            yield sites.top("checklists", name).finding(ID, message, "Ask it for the day of travel as well", WARNING)


def _runs_out(programme: Programme, track: str) -> bool:
    windows = [state.clears for state in programme.tracks[track].states.values() if state.clears]
    return any(span is not None and span != FOREVER for window in windows for span in (window.lasts, window.within))


def _nodes(programme: Programme) -> Iterator[Node]:
    for expression in _expressions(programme):
        yield from every_node(expression.node)


def _expressions(programme: Programme) -> Iterator[Expression]:
    yield from _of_moves(programme.when_empty)
    for machine in programme.machines():
        yield from (one for one in (machine.opens_when, machine.needed_if) if one)
        yield from _of_machine(machine)


def _of_machine(machine: Machine) -> Iterator[Expression]:
    for action in machine.every_action():
        yield from _of_moves(action.to)
        yield from _of_requirements((*action.requires, *action.requires_each))
    for state in machine.states.values():
        yield from _of_moves(state.automatically)
        yield from _of_requirements(state.only_while)


def _of_moves(moves: tuple[Move, ...]) -> Iterator[Expression]:
    yield from (move.when for move in moves if move.when)


def _of_requirements(requirements: tuple[Requirement, ...]) -> Iterator[Expression]:
    yield from (one.check for one in requirements)
