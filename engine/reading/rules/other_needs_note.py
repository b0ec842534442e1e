"""`other-needs-note`: the reason `other` says nothing by itself, so a note is required.

An extension has no note, so its reasons are named one by one.

PASS  reason: [ill, other]   note: required
FAIL  reason: [ill, other]
"""

from collections.abc import Iterator

from engine.model import Machine, Programme, Timer
from engine.reading.finding import Finding
from engine.reading.place import Block
from engine.reading.sites import Sites

ID = "other-needs-note"
MESSAGE = "The reason 'other' is given without a note"


def check(programme: Programme, sites: Sites) -> Iterator[Finding]:
    for machine in programme.machines():
        for _, action, block in sites.actions(machine):
            if "other" in action.reasons and not action.note_required:
                yield sites.key(block, "reason").finding(ID, MESSAGE, "Add note: required")
        for timer, block in _timers(machine, sites):
            if timer.extended and "other" in timer.extended.reasons:
                hint = "Name the reasons for which it is extended"
                yield sites.key(block.block("extended"), "reason").finding(ID, MESSAGE, hint)


def _timers(machine: Machine, sites: Sites) -> Iterator[tuple[Timer, Block]]:
    outside = [(machine.timers, block) for block in sites.machine_blocks(machine.name)]
    inside = [(state.timers, sites.state_block(machine.name, state.name)) for state in machine.states.values()]
    for timers, block in (*outside, *inside):
        for timer in timers.values():
            bare = timer.name.rpartition(".")[2]
            if bare in block.block("timers"):
                yield timer, block.block("timers").block(bare)
