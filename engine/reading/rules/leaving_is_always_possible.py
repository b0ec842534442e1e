"""`leaving`: in every open state of `member` a person can withdraw, and a death can be recorded.

Both are `never_blocked`: no hold and no pending decision keeps somebody in a programme, or a dead person on a list.

PASS  anywhere: {withdraw_person: {decision_of: person, never_blocked: true, to: out_withdrawn}}
FAIL  anywhere: {withdraw_person: {decision_of: person, in: [listed], to: out_withdrawn}}
"""

from collections.abc import Iterator

from engine.model import MEMBER, Action, Machine, Programme, State
from engine.reading.finding import Finding
from engine.reading.sites import Sites

ID = "leaving"
WAYS = {"withdrawn_by_person": "a person cannot withdraw", "deceased": "a death cannot be recorded"}


def check(programme: Programme, sites: Sites) -> Iterator[Finding]:
    member = programme.tracks[MEMBER]
    for outcome, told in WAYS.items():
        for state in member.states.values():
            if not any(_leads_to(member, action, outcome) for action in _offered(member, state)):
                hint = f"Add to anywhere an action, never_blocked, that leads to an ending {outcome}"
                yield sites.state(MEMBER, state.name).finding(
                    ID, f"In '{state.name}' {told}, or something may block it", hint
                )


def _offered(member: Machine, state: State) -> Iterator[Action]:
    yield from state.actions.values()
    yield from (one for one in member.anywhere.values() if one.offered_in is None or state.name in one.offered_in)


def _leads_to(member: Machine, action: Action, outcome: str) -> bool:
    endings = [member.endings.get(move.to) for move in action.to]
    free = action.never_blocked and action.case_in is None and not action.requires
    return free and any(ending is not None and ending.outcome == outcome for ending in endings)
