"""`never-offered`: an action is offered in a state that is still open; only what brings back is offered in an ending.

PASS  reopen: {in: [withdrawn], does: reopen, to: preparing}
FAIL  correct: {in: [withdrawn], to: stay}
"""

from collections.abc import Iterator

from engine.model import Action, Machine, Programme
from engine.reading.finding import Finding
from engine.reading.sites import Sites

ID = "never-offered"


def check(programme: Programme, sites: Sites) -> Iterator[Finding]:
    for machine in programme.machines():
        for action in machine.every_action():
            if action.kind == "act" and not _open(machine, action):
                message = f"'{action.name}' is offered only where everything has ended"
                yield sites.action(machine.name, action.name).finding(
                    ID, message, "Name an open state under `in`, or let it reopen or overturn"
                )


def _open(machine: Machine, action: Action) -> bool:
    brings_back = action.overturns is not None or (action.does is not None and action.does.kind == "reopen")
    return brings_back or action.offered_in is None or bool(action.offered_in & set(machine.states))
