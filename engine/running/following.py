"""Who follows up what is nobody's turn in the house: what somebody outside has to do, and what is about to lapse."""

from collections.abc import Iterator
from datetime import date

from engine.civil import NEVER, moved
from engine.model import ANYONE, NOBODY, PERSON, STAY, Action, Machine, Programme, State
from engine.running.validity import Clearance
from engine.running.view import CaseView

Roles = tuple[str, ...]


def is_outside(programme: Programme, turn: str | None) -> bool:
    """Whether it is the turn of somebody who never signs in."""
    return turn is not None and turn != NOBODY and (turn == PERSON or turn in programme.authorities)


def who_writes_down(machine: Machine, state: State) -> Roles:
    """Who records what somebody outside does in this state: by the first act that is written there."""
    acts = (one for one in (*state.actions.values(), *_offered_in(machine, state)) if one.kind == "act")
    return next((one.by for one in acts if not one.never_blocked), ())


def renewing(machine: Machine, state: State) -> Iterator[Action]:
    """The acts that lead on from a state that counts as clear, in the order in which they are written."""
    for action in (*state.actions.values(), *_offered_in(machine, state)):
        leads_on = any(move.to != STAY and move.to in machine.states for move in action.to)
        if action.kind == "act" and leads_on and not action.never_blocked and ANYONE not in action.by:
            yield action


def who_renews(programme: Programme, machine: Machine, state: State) -> Roles:
    """By the first act that leads on; where there is none, whoever has the turn where the lapse leads."""
    action = next(renewing(machine, state), None)
    if action is not None:
        return action.by
    then = machine.states.get((state.clears.then if state.clears else None) or "")
    if then is None or then.waits_on == NOBODY:
        return ()
    return (then.waits_on,) if then.waits_on in programme.roles else who_writes_down(machine, then)


def _offered_in(machine: Machine, state: State) -> Iterator[Action]:
    return (one for one in machine.anywhere.values() if one.offered_in and state.name in one.offered_in)


def warned_from(place: CaseView, state: State, clearance: Clearance) -> date | None:
    """The day on which a clearance comes on the work list; None where it has no end, or nobody wants to be warned."""
    warn = state.clears.warn if state.clears else None
    if warn is None or clearance.ends is None or clearance.ends >= NEVER:
        return None
    return place.office.day_of(moved(clearance.ends, warn, place.office, -1))
