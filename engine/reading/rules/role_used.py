"""`role-unused`: a role that does nothing, is told nothing and reads nothing is a mistake, or no role yet (warning).

PASS  roles: {reviewer: Reviewer}   actions: {pass: {by: reviewer, to: passed}}
FAIL  roles: {reviewer: Reviewer}   and no action by: reviewer
"""

from collections.abc import Iterator

from engine.model import Action, Machine, Programme
from engine.reading.finding import WARNING, Finding
from engine.reading.sites import Sites

ID = "role-unused"


def check(programme: Programme, sites: Sites) -> Iterator[Finding]:
    used = set(_used(programme))
    for role in programme.roles:
        if role not in used:
            yield sites.top("roles", role).finding(
                ID, f"The role '{role}' does nothing", "Give it an action, or take it out", WARNING
            )


def _used(programme: Programme) -> Iterator[str]:
    yield from (*programme.opening.by, *programme.assigned_by)
    for machine in programme.machines():
        for action in machine.every_action():
            yield from _by(action)
        yield from _told(machine)
    for hold in programme.holds.values():
        yield from (*hold.placed_by, *hold.lifted_by, *(hold.may_see or ()))
    for fact in programme.facts.values():
        yield from fact.may_read or ()


def _by(action: Action) -> Iterator[str]:
    yield from action.by
    yield from (one.role for one in (action.verified_by, action.countersigned_by) if one)


def _told(machine: Machine) -> Iterator[str]:
    for timers in (machine.timers, *(state.timers for state in machine.states.values())):
        for timer in timers.values():
            yield from timer.tells
