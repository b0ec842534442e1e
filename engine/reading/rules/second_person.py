"""`same-person`: duties that are kept apart are different duties.

To keep out whoever did this same action before says that each person does it once, as in a vote. Of an action that is
done once only it says nothing.

PASS  review: {not_whoever_did: [complete]}   vote: {not_whoever_did: [vote], to: stay}
FAIL  review: {not_whoever_did: [review], to: closed}
"""

from collections.abc import Iterator

from engine.model import Action, Machine, Programme
from engine.reading.finding import Finding
from engine.reading.sites import Sites

ID = "same-person"


def check(programme: Programme, sites: Sites) -> Iterator[Finding]:
    for machine in programme.machines():
        for action in machine.every_action():
            if machine.whole(action.name) in action.not_whoever_did and _done_once(machine, action):
                block = sites.action_block(machine.name, action.name)
                message = f"'{action.name}' keeps out whoever did it before, and is done once only"
                yield sites.key(block, "not_whoever_did").finding(ID, message, "Name another action, or leave it out")


def _done_once(machine: Machine, action: Action) -> bool:
    return (action.at_most or 0) == 1 or all(move.to in machine.endings for move in action.to)
