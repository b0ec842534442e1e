"""`split`: who leaves for a case of their own can go on in it.

The new case begins in the state `into` with everybody's standing and the tracks that `keeps` names; every other track
opens there anew, if it opens there at all. So from `into` on they must have a way to be clear in what is asked of them,
and a way to an ending or to a state of rest; and what must be true in `into` must be true as they come.

PASS  part: {does: split, people: chosen, into: clearing, keeps: [medical], to: stay}
FAIL  part: {does: split, people: chosen, into: booked, to: stay}   medical: {opens_when: case.at("clearing")}
"""

from collections.abc import Iterator

from engine.model import CASE, NOBODY, Action, Programme, State
from engine.reading.clearances_asked import clearances_asked
from engine.reading.finding import Finding
from engine.reading.graph import OF_OTHERS, reached
from engine.reading.possible import Possible
from engine.reading.sites import Sites

ID = "split"


def check(programme: Programme, sites: Sites) -> Iterator[Finding]:
    for state, action, block in sites.actions(programme.case):
        if action.does is not None and action.does.into is not None:
            for message, hint in _told(programme, sites, action, action.does.into, _past(sites, state, action)):
                yield sites.place_of(block, programme.case, action).finding(ID, message, hint)


def _past(sites: Sites, state: State | None, action: Action) -> frozenset[str]:
    """Where the case may have been from which they come: the new one is told that they have been there."""
    offered = [state.name] if state else action.offered_in or sites.possible.reached[CASE]
    return frozenset(offered).union(*(sites.possible.before(sites.steps, one) for one in offered))


def _told(
    programme: Programme, sites: Sites, action: Action, into: str, past: frozenset[str]
) -> Iterator[tuple[str, str]]:
    kept = action.does.keeps if action.does else frozenset()
    state = programme.case.states[into]
    shut = _keeps_out(programme, sites.steps.as_split_off(into, kept, past, sites.possible), state)
    if shut:
        yield (
            f"Nobody can go into '{into}', which stands only while '{shut}' is true",
            "Name another state, or keep more",
        )
        return
    ahead = sites.steps.without_giving_up(sites.steps.as_split_off(into, kept, past, sites.possible))
    missing = [f"'{one}'" for one in _asked_from(programme, sites, into) if not ahead.clear(one)]
    if missing:
        hint = "Keep it, let it open there, or name an earlier state"
        yield f"Who goes into '{into}' has no way to be clear in {' or '.join(missing)}", hint
    elif not _ends(programme, ahead):
        hint = "Keep what leads on, or name an earlier state"
        yield f"Who goes into '{into}' comes to no ending from there", hint


def _keeps_out(programme: Programme, begun: Possible, state: State) -> str | None:
    """What is asked of the state, and is false of everybody as they come; who needs no clearance is clear."""
    begun.waived.update(one.name for one in programme.tracks.values() if one.needed_if is not None)
    return next((one.name for one in state.only_while if not begun.may(one.check, CASE, state.name)), None)


def _asked_from(programme: Programme, sites: Sites, into: str) -> list[str]:
    ways = [one for one in sites.ways[CASE] if one.cause not in OF_OTHERS and one.origin in programme.case.states]
    ahead = reached([into], ways) & programme.case.states.keys()
    asked = frozenset[str]().union(*(clearances_asked(programme, programme.case.states[one]) for one in ahead))
    return [one for one in programme.tracks if one in asked]


def _ends(programme: Programme, ahead: Possible) -> bool:
    resting = {name for name, state in programme.case.states.items() if state.waits_on == NOBODY}
    return not ahead.reached[CASE].isdisjoint(resting | programme.case.endings.keys())
