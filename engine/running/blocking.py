"""Which holds stop what (reference, Hold). A hold stops actions and leaves states alone."""

from collections.abc import Iterable

from engine.case import Case, PlacedHold
from engine.model import Action, Hold, Machine, Programme
from engine.step import Inputs

FREE_KINDS = ("place", "lift", "reject")


def holds_on(case: Case, inputs: Inputs, person: str | None = None) -> tuple[PlacedHold, ...]:
    """The holds that lie over the case, its programme, or (asked for somebody) that person.

    Asked for the case (`person` None), holds over anybody who is in it count as well.
    """
    concerned = {"case", person} if person else {"case", *(one.id for one in case.present)}
    return (*inputs.programme_holds, *(hold for hold in case.holds if hold.over in concerned))


def blocks_action(hold: Hold, whole_name: str) -> bool:
    return hold.blocks_everything or whole_name in hold.blocked_actions


def blocks_phase(hold: Hold, phase: str) -> bool:
    return hold.blocks_everything or phase in hold.blocked_phases


def blocking(
    programme: Programme,
    case: Case,
    inputs: Inputs,
    machine: Machine,
    action: Action,
    people: Iterable[str],
    entered: str | None,
) -> tuple[PlacedHold, ...]:
    """The holds that stop this action: of these people, or of the case; `entered` is the phase it would enter."""
    if action.never_blocked or action.kind in FREE_KINDS:
        return ()
    if machine.per == "person":
        found = dict.fromkeys(hold for one in people for hold in holds_on(case, inputs, one))
    else:
        found = dict.fromkeys(holds_on(case, inputs))
    return tuple(hold for hold in found if _stops(programme.holds.get(hold.name), machine.whole(action.name), entered))


def _stops(hold: Hold | None, whole_name: str, entered: str | None) -> bool:
    return hold is not None and (
        blocks_action(hold, whole_name) or (entered is not None and blocks_phase(hold, entered))
    )


def is_blocked(programme: Programme, case: Case, inputs: Inputs, what: str, person: str | None = None) -> bool:
    """Whether any hold, hidden ones too, blocks an action (whole name) or `phase p`.

    An action of somebody's own track is asked about that person; everything else about the case and all in it.
    """
    word, _, phase = what.partition(" ")
    own = word != "phase" and programme.split(what)[0].per == "person"
    laid = holds_on(case, inputs, person if own else None)
    placed = (programme.holds[hold.name] for hold in laid if hold.name in programme.holds)
    if word == "phase":
        return any(blocks_phase(hold, phase) for hold in placed)
    return any(blocks_action(hold, what) for hold in placed)


def stands_still(programme: Programme, case: Case, inputs: Inputs, person: str | None, timer: str) -> bool:
    """Whether a hold that is laid there pauses a timer (whole name)."""
    laid = (programme.holds.get(hold.name) for hold in holds_on(case, inputs, person))
    return any(timer in hold.pauses for hold in laid if hold is not None)
