"""`same-person`: duties that are kept apart are different duties.

An action that keeps out whoever did this same action before says how often it may be done, and says it badly.

PASS  review: {not_whoever_did: [complete]}
FAIL  review: {not_whoever_did: [review]}
"""

from collections.abc import Iterator

from engine.model import Programme
from engine.reading.finding import Finding
from engine.reading.sites import Sites

ID = "same-person"


def check(programme: Programme, sites: Sites) -> Iterator[Finding]:
    for machine in programme.machines():
        for action in machine.actions().values():
            if machine.whole(action.name) in action.not_whoever_did:
                block = sites.action_block(machine.name, action.name)
                message = f"'{action.name}' keeps out whoever did it before, so nobody could do it twice"
                yield sites.key(block, "not_whoever_did").finding(
                    ID, message, "Write at_most: 1, or name another action"
                )
