"""`verified-by`: verifying compares an outside decision with its source, so there must be such a decision.

An own decision is agreed to by a second person instead: `countersigned_by`.

PASS  record_approval: {decision_of: ministry, verified_by: reviewer, to: approved}
FAIL  record_approval: {verified_by: reviewer, to: approved}
"""

from collections.abc import Iterator

from engine.model import PERSON, Programme
from engine.reading.finding import Finding
from engine.reading.sites import Sites

ID = "verified-by"


def check(programme: Programme, sites: Sites) -> Iterator[Finding]:
    for machine in programme.machines():
        for action in machine.every_action():
            if action.verified_by and action.decision_of in (None, PERSON):
                block = sites.action_block(machine.name, action.name)
                message = f"'{action.name}' records no decision of an authority that could be verified"
                yield sites.key(block, "verified_by").finding(
                    ID, message, "Write countersigned_by, or name the authority in decision_of"
                )
