"""`not-in-checklist`: a track of each person that can be clear is in a checklist, or nothing would ever ask for it.

PASS  checklists: {to_travel: [medical]}   tracks: {medical: {per: person, …a state that clears…}}
FAIL  checklists: {to_travel: [visa]}      tracks: {medical: {per: person, …a state that clears…}}
"""

from collections.abc import Iterator

from engine.model import PERSON, Programme
from engine.reading.finding import Finding
from engine.reading.sites import Sites

ID = "not-in-checklist"


def check(programme: Programme, sites: Sites) -> Iterator[Finding]:
    listed = {track for tracks in programme.checklists.values() for track in tracks}
    for track in programme.tracks.values():
        clears = any(state.clears for state in track.states.values())
        if clears and track.per == PERSON and track.name not in listed:
            yield sites.track(track.name).finding(
                ID, f"The track '{track.name}' clears, and is in no checklist", "Add it to a checklist"
            )
