"""Where the turn passes to whoever can cure the one thing that stands in the way (reference, Requirement)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.civil import ahead_of, moved
from engine.expressions import Expression
from engine.looking.by_digest import ByDigest
from engine.model import CHOSEN, PERSON, Action, Machine, OpenFrom, Programme, Requirement, State
from engine.running import blocking
from engine.running.behind import facts_behind
from engine.running.secrecy import may_know


@dataclass(frozen=True, slots=True, kw_only=True)
class Next:
    """What is next in a state, its first action, with those of its requirements that can be asked before answers."""

    action: Action
    requires: tuple[Requirement, ...]
    requires_each: tuple[Requirement, ...]


def _next_steps(programme: Programme) -> Mapping[tuple[str, str], Next]:
    found = (
        (machine.name, state.name, next_in(programme, state))
        for machine in programme.machines()
        for state in machine.states.values()
    )
    return {(machine, state): one for machine, state, one in found if one is not None}


def next_in(programme: Programme, state: State) -> Next | None:
    """What may pass the turn of a state on; None where nothing in it does.

    A requirement that not everybody may know passes no turn, since whose turn it is everybody sees.
    """
    action = next((one for one in state.actions.values() if one.kind == "act"), None)
    if action is None:
        return None
    asked = {ask.fact.name for ask in action.asks}
    named = tuple(one for one in action.requires if _before_answers(programme, one, asked))
    each = tuple(one for one in action.requires_each if _before_answers(programme, one, asked))
    if not any(one.waits_on and may_know(programme, frozenset(), one.check) for one in (*named, *each)):
        return None
    return Next(action=action, requires=named, requires_each=each)


def _before_answers(programme: Programme, requirement: Requirement, asked: set[str]) -> bool:
    return facts_behind(programme, requirement.check).isdisjoint(asked)


_next = ByDigest(_next_steps)


def passed_to(place: Any, machine: Machine, state: State) -> str | None:
    """Who can cure what alone is unmet of the state's first action; None where the turn stays."""
    found = _next(place.shared.programme).get((machine.name, state.name))
    if found is None or _is_stopped(place, machine, found.action):
        return None
    unmet = list(_unmet(place.at_machine(machine), found))
    alone = unmet[0] if len(unmet) == 1 else None
    if alone is None or not may_know(place.shared.programme, frozenset(), alone.check):
        return None
    return alone.waits_on


def _unmet(place: Any, step: Next) -> Iterator[Requirement]:
    yield from (one for one in step.requires if not one.check.holds(place))
    for one in step.requires_each:
        if not all(one.check.holds(each) for each in _whom(place, step.action)):
            yield one


def _whom(place: Any, action: Action) -> tuple[Any, ...]:
    """Of whom the action would be asked; of people still to be chosen, of nobody yet."""
    if place.person_id is not None or action.people == CHOSEN:
        return () if place.person_id is None else (place,)
    views: tuple[Any, ...] = place.person_views()
    return tuple(one for one in views if not isinstance(action.people, Expression) or action.people.holds(one))


def _is_stopped(place: Any, machine: Machine, action: Action) -> bool:
    """Whether a hold stops the action, or its time has not come: then something else is unmet, too."""
    shared = place.shared
    people = (place.person_id,) if machine.per == PERSON and place.person_id else ()
    if blocking.blocking(shared.programme, shared.case, shared.inputs, machine, action, people, None):
        return True
    opens = opens_at(place, action.open_from) if action.open_from else None
    return action.open_from is not None and (opens is None or place.now < opens)


def opens_at(place: Any, opens: OpenFrom) -> datetime | None:
    """The instant from which an action is possible; None while the event is not known. In doubt the later one."""
    event = place.any_fact(opens.of)
    if event is None or isinstance(event, datetime):
        return None if event is None else moved(event, opens.before, place.office, -1)
    return ahead_of(getattr(event, "last", event), opens.before, place.office)
