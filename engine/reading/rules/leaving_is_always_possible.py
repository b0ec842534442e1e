"""`leaving`: in every open state of `member` a person can withdraw, and a death can be recorded, at once.

Both are `never_blocked`: no hold and no pending decision keeps somebody in a programme, or a dead person on a list. So
nothing else may either: no requirement, no second person, no day to wait for, no arm that stays; and `member` itself
stands open for each person as long as the case does.

PASS  anywhere: {withdraw_person: {decision_of: person, never_blocked: true, to: out_withdrawn}}
FAIL  anywhere: {withdraw_person: {decision_of: person, in: [listed], to: out_withdrawn}}
"""

from collections.abc import Iterator

from engine.model import CASE, MEMBER, PERSON, Action, Machine, Programme, State
from engine.reading.finding import Finding
from engine.reading.sites import Sites

ID = "leaving"
WAYS = {"withdrawn_by_person": "a person cannot withdraw", "deceased": "a death cannot be recorded"}


def check(programme: Programme, sites: Sites) -> Iterator[Finding]:
    member = programme.tracks[MEMBER]
    yield from _shut(programme, member, sites)
    for outcome, told in WAYS.items():
        for state in member.states.values():
            if not any(_leads_to(member, action, outcome) for action in _offered(member, state)):
                hint = f"Add to anywhere an action, never_blocked, that leads to an ending {outcome}"
                yield sites.state(MEMBER, state.name).finding(
                    ID, f"In '{state.name}' {told}, or something may block it", hint
                )


def _shut(programme: Programme, member: Machine, sites: Sites) -> Iterator[Finding]:
    """What would keep somebody's `member` shut."""
    if member.per != PERSON or member.opens_when or member.needed_if or member.repeats:
        told = "'member' is each person's own standing and open from the first day"
        hint = "Write per: person, and take opens_when, needed_if and repeats out"
        yield sites.track(MEMBER).finding(ID, told, hint)
    for state in programme.case.states.values():
        if MEMBER in state.closes:
            told = f"'{state.name}' closes 'member': nobody could withdraw there, and no death be recorded"
            yield sites.state(CASE, state.name).finding(ID, told, "Take 'member' out of closes")


def _offered(member: Machine, state: State) -> Iterator[Action]:
    yield from state.actions.values()
    yield from (one for one in member.anywhere.values() if one.offered_in is None or state.name in one.offered_in)


def _leads_to(member: Machine, action: Action, outcome: str) -> bool:
    endings = [member.endings.get(move.to) for move in action.to]
    leads = all(endings) and any(ending is not None and ending.outcome == outcome for ending in endings)
    return leads and action.never_blocked and not _kept(action)


def _kept(action: Action) -> bool:
    """Whether anything but the role may keep the action from being done."""
    second = action.verified_by or action.countersigned_by
    waits = action.case_in is not None or action.open_from is not None
    return bool(second or waits or action.requires or action.requires_each or action.not_whoever_did)
