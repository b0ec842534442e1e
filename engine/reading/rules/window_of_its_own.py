"""`own-window`: no action asks a fact and requires a clearance whose window hangs on that fact.

What is answered counts at once, so whoever answers would decide by that answer whether the clearance counts; or the
clearance can only be had after the answer, and the action can never be done.

PASS  book: {ask: [departs_at], to: booked}   board: {requires: {fit: {check: at_gate.clear_on(departs_at), …}}, …}
FAIL  book: {ask: [departs_at], requires: {fit: {check: at_gate.clear_on(departs_at), …}}, …}
"""

from collections.abc import Iterator

from engine.model import Action, Programme, Requirement
from engine.reading.finding import Finding
from engine.reading.graph import answered
from engine.reading.place import Place
from engine.reading.sites import Sites
from engine.reading.truth import every_node

ID = "own-window"


def check(programme: Programme, sites: Sites) -> Iterator[Finding]:
    for machine in programme.machines():
        for _, action, block in sites.actions(machine):
            for key, found in (("requires", action.requires), ("requires_each", action.requires_each)):
                for one in found:
                    place = block.block(key).block(one.name).values_at["check"]
                    yield from _told(programme, action, one, place)


def _told(programme: Programme, action: Action, requirement: Requirement, place: Place) -> Iterator[Finding]:
    for fact, track in _hanging(programme, action, requirement):
        bare = fact.rpartition(".")[2]
        what = f"requires '{track}' to be clear by a window that hangs on it"
        hint = f"Ask {bare} in one action, and require the clearance in another"
        yield place.finding(ID, f"'{action.name}' asks '{bare}', and {what}", hint)


def _hanging(programme: Programme, action: Action, requirement: Requirement) -> Iterator[tuple[str, str]]:
    """Each fact that the action asks and on which the window of a required track hangs."""
    asked = answered(action)
    for node in every_node(requirement.check.node):
        if node.kind == "clear" and node.subject:
            for track in programme.checklists.get(node.subject, (node.subject,)):
                yield from ((fact, track) for fact in sorted(asked & _counted(programme, track)))


def _counted(programme: Programme, track: str) -> frozenset[str]:
    windows = [state.clears for state in programme.tracks[track].states.values() if state.clears]
    return frozenset(
        fact for window in windows for fact in (window.counts_from, window.until, window.before) if fact is not None
    )
