"""`dead-end`: from every state an ending or a state of rest can be come to.

Actions that are offered in every open state (withdrawing, closing) do not count: whoever can only give up is stuck.
A state of rest says so: `waits_on: nobody`. A state that clears is one too.

PASS  granted: {waits_on: nobody}
FAIL  asked: {actions: {remind: {to: stay}}}
"""

from collections.abc import Iterator

from engine.model import NOBODY, Machine, Programme
from engine.reading.finding import Finding
from engine.reading.graph import OF_OTHERS, reached
from engine.reading.sites import Sites

ID = "dead-end"


def check(programme: Programme, sites: Sites) -> Iterator[Finding]:
    for machine in programme.machines():
        ways = [edge for edge in sites.ways[machine.name] if not edge.everywhere and edge.cause not in OF_OTHERS]
        rests = _rests(machine)
        for name in machine.states:
            if not reached([name], ways) & rests:
                message = f"From '{name}' neither an ending nor a state of rest can be reached"
                yield sites.state(machine.name, name).finding(
                    ID, message, "Add a move that leads on, or waits_on: nobody"
                )


def _rests(machine: Machine) -> set[str]:
    resting = {name for name, state in machine.states.items() if state.waits_on == NOBODY or state.clears}
    return resting | set(machine.endings)
