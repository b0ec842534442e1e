"""A track that is needed only on a day ahead opens before it, so that somebody can still do it (semantics 19).

The days ahead are those for which the programme asks a track, or a checklist with it, to be clear: `clear_on` of a date
or moment that is computed from facts. What is needed then and not today hangs on an age.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from typing import Any

from engine.civil import Days
from engine.expressions import Expression
from engine.expressions.node import Node
from engine.model import Action, Machine, Programme
from engine.running import validity
from engine.running.by_digest import ByDigest


def needed_ahead(place: Any, track: Machine) -> bool:
    """Whether the track is needed on a day that is known already and has not passed."""
    return any(
        validity.needed_on(place, track, day) is True
        for asked in days_asked(place.shared.programme).get(track.name, ())
        if (day := day_asked(place, asked)) is not None and day >= place.today
    )


def day_asked(place: Any, asked: Expression) -> date | None:
    """The day for which it is asked; one that is not known to the day opens nothing."""
    found = asked.ask(place.whole())
    if isinstance(found, datetime):
        return place.office.day_of(found)  # type: ignore[no-any-return]
    return found if isinstance(found, date) and not isinstance(found, Days) else None


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
