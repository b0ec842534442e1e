"""`hold-over-whom`: an action that places or lifts a hold has somebody, or something, over which the hold may lie.

PASS  refer: {people: chosen, places: protection, to: stay}     with  protection: {over: [person]}
FAIL  refer: {places: protection, to: stay}                     nobody is named over whom it would lie
"""

from collections.abc import Iterator

from engine.model import CASE, PERSON, Action, Hold, Machine, Programme
from engine.reading.finding import Finding
from engine.reading.sites import Sites

ID = "hold-over-whom"


def check(programme: Programme, sites: Sites) -> Iterator[Finding]:
    for machine in programme.machines():
        for action in machine.every_action():
            if action.places or action.lifts:
                yield from _action(programme, sites, machine, action)


def _action(programme: Programme, sites: Sites, machine: Machine, action: Action) -> Iterator[Finding]:
    block = sites.action_block(machine.name, action.name)
    for name, at in (*block.row("places").placed(), *block.row("lifts").placed()):
        hold = programme.holds[str(name)]
        if not hold.over & {CASE, PERSON}:
            what, hint = f"'{name}' lies over a programme only", "Add person or case to its `over`"
            yield at.finding(ID, what, hint)
        elif not _has_somebody(hold, machine, action):
            what, hint = f"'{name}' lies over people, and nobody is named here", "Add people: chosen"
            yield at.finding(ID, what, hint)


def _has_somebody(hold: Hold, machine: Machine, action: Action) -> bool:
    about = action.people is not None or any(ask.each for ask in action.asks) or action.requires_each
    adds = action.does is not None and action.does.kind == "add_person"
    return CASE in hold.over or machine.per == PERSON or bool(about) or adds
