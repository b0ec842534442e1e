"""`both-true`: of the automatic moves of a state only one can be true at a time (warning).

The first one written is taken, so that the order of the lines decides where a case goes. Say in the later one what
keeps it from being true together with the earlier one.

PASS  [{when: decision == "approved", to: approved}, {when: decision == "denied", to: denied}]
FAIL  [{when: decision == "approved", to: approved}, {when: known(decision), to: decided}]
"""

from collections.abc import Iterator

from engine.model import Move, Programme
from engine.reading.finding import WARNING, Finding
from engine.reading.sites import Sites
from engine.reading.truth import exclude_each_other

ID = "both-true"


def check(programme: Programme, sites: Sites) -> Iterator[Finding]:
    for machine in programme.machines():
        for state in machine.states.values():
            arms = sites.state_block(machine.name, state.name).row("automatically")
            placed = [(move, arm.values_at["when"]) for move, arm in zip(state.automatically, arms, strict=True)]
            for number, (later, place) in enumerate(placed):
                others = [there.line for first, there in placed[:number] if _overlap(first, later)]
                if others:
                    message = f"This may be true together with the one in line {others[0]}, which goes first"
                    yield place.finding(ID, message, "Say here what keeps the two apart", WARNING)


def _overlap(first: Move, later: Move) -> bool:
    apart = first.when and later.when and exclude_each_other(first.when.node, later.when.node)
    return first.to != later.to and not apart
