"""`other-needs-note`: the reason `other` says nothing by itself, so a note is required.

PASS  reason: [ill, other]   note: required
FAIL  reason: [ill, other]
"""

from collections.abc import Iterator

from engine.model import Programme
from engine.reading.finding import Finding
from engine.reading.sites import Sites

ID = "other-needs-note"


def check(programme: Programme, sites: Sites) -> Iterator[Finding]:
    for machine in programme.machines():
        for action in machine.actions().values():
            if action.kind == "act" and "other" in action.reasons and not action.note_required:
                block = sites.action_block(machine.name, action.name)
                yield sites.key(block, "reason").finding(
                    ID, "The reason 'other' is given without a note", "Add note: required"
                )
