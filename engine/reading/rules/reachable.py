"""`unreachable`: every state and every ending can be come to from where its machine starts.

A state that nobody can enter is a misspelt target somewhere else, or what is left of an older version.

PASS  states: {asked: {actions: {grant: {to: granted}}}, granted: {}}
FAIL  states: {asked: {}, granted: {}}
"""

from collections.abc import Iterator

from engine.model import CASE, Programme
from engine.reading.finding import Finding
from engine.reading.graph import reached
from engine.reading.sites import Sites

ID = "unreachable"


def check(programme: Programme, sites: Sites) -> Iterator[Finding]:
    for machine in programme.machines():
        starts = programme.starts_in if machine.name == CASE else (machine.initial,)
        seen = reached(starts, sites.ways[machine.name])
        for name in machine.states:
            if name not in seen:
                yield sites.state(machine.name, name).finding(
                    ID, f"Nothing leads to the state '{name}'", "Lead a move here, or take it out"
                )
        for name in machine.endings:
            if name not in seen:
                yield sites.ending(machine.name, name).finding(
                    ID, f"Nothing leads to the ending '{name}'", "Lead a move here, or take it out"
                )
