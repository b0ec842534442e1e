"""`newcomer`: who is added to a case has a way to be clear in everything that is asked of the case from there on.

The tracks of a newcomer begin when the person joins, and so may those of who comes over in a merge. Where a track opens
only in a state that lies behind the case, and from which nothing leads back, the newcomer would keep the family from
travelling for good.

PASS  add_newborn: {in: [clearing, booked], does: add_person, …}   booked: {only_while: {… to: clearing}}
FAIL  add_newborn: {in: [booked], does: add_person, …}             medical: {opens_when: case.at("clearing")}
"""

from collections.abc import Iterator

from engine.model import CASE, PERSON, Action, Programme, State
from engine.reading.clearances_asked import clearances_asked
from engine.reading.finding import Finding
from engine.reading.graph import OF_OTHERS, reached
from engine.reading.sites import Sites

ID = "newcomer"
JOINING = {"add_person": "is added", "merge": "comes over"}


def check(programme: Programme, sites: Sites) -> Iterator[Finding]:
    joining = _Joining(programme, sites)
    for state, action, _ in sites.actions(programme.case):
        if action.does is not None and action.does.kind in JOINING:
            where = [state.name] if state else [one for one in programme.case.states if _in(action, one)]
            yield from _told(joining, action, JOINING[action.does.kind], where)


def _in(action: Action, state: str) -> bool:
    return action.offered_in is None or state in action.offered_in


def _told(joining: "_Joining", action: Action, joins: str, where: list[str]) -> Iterator[Finding]:
    stuck: dict[str, list[str]] = {}
    for state in where:
        for track in joining.never_clear(state):
            stuck.setdefault(track, []).append(f"'{state}'")
    for track, states in stuck.items():
        message = f"Who {joins} in {' or '.join(states)} has no way to be clear in '{track}'"
        hint = "Let the track open there, lead the case back, or let nobody join there any more"
        yield joining.sites.action(CASE, action.name).finding(ID, message, hint)


class _Joining:
    """What becomes of a newcomer in each state of the case."""

    def __init__(self, programme: Programme, sites: Sites):
        self.programme, self.sites = programme, sites
        self.found: dict[str, list[str]] = {}
        self.ways = [edge for edge in sites.ways[CASE] if edge.cause not in OF_OTHERS]
        self.open_ways = [edge for edge in self.ways if edge.origin in programme.case.states]  # none reopens
        self.asked = {name: self._asked_in(state) for name, state in programme.case.states.items()}
        self.closed = dict(self._closed())

    def never_clear(self, state: str) -> list[str]:
        """The tracks that are asked of the case from this state on, and in which a newcomer can never be clear."""
        if state not in self.found:
            ahead = reached([state], self.open_ways) & self.asked.keys()
            asked = frozenset[str]().union(*(self.asked[one] for one in ahead))
            closed = frozenset(one for one in asked if state in self.closed.get(one, ()))
            possible = self.sites.steps.of_a_newcomer(state, self.sites.possible, closed) if asked else None
            self.found[state] = [
                one for one in self.programme.tracks if possible and one in asked and not possible.clear(one)
            ]
        return self.found[state]

    def _closed(self) -> Iterator[tuple[str, frozenset[str]]]:
        """For each track that is closed somewhere, the states to which every way leads through such a place."""
        states = self.programme.case.states
        for track in frozenset[str]().union(*(state.closes for state in states.values())):
            closing = {name for name, one in states.items() if track in one.closes}
            ways = [edge for edge in self.ways if edge.target not in closing]
            starts = [one for one in self.programme.starts_in if one not in closing]
            yield track, frozenset(states.keys() - reached(starts, ways))

    def _asked_in(self, state: State) -> frozenset[str]:
        """The tracks of each person that the case asks to be clear in this state."""
        asked = clearances_asked(self.programme, state)
        return frozenset(one for one in asked if self.programme.tracks[one].per == PERSON)
