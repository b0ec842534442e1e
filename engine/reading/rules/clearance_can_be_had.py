"""`never-clear`: a track that somebody is asked to be clear in can be clear.

A track that opens only when the case stands where everybody is clear waits for itself, and so do two tracks that open
when the other is clear.

PASS  exit_permit: {opens_when: medical.clear_on(today)}   medical: {opens_when: case.at("clearing")}
FAIL  exit_permit: {opens_when: case.at("ready")}   clearing: {automatically: [{when: exit_permit clear, to: ready}]}
"""

from collections.abc import Iterator

from engine.model import Programme
from engine.reading.finding import Finding
from engine.reading.sites import Sites

ID = "never-clear"


def check(programme: Programme, sites: Sites) -> Iterator[Finding]:
    listed = {track for tracks in programme.checklists.values() for track in tracks}
    for track in programme.tracks.values():
        if track.name in listed and not sites.possible.clear(track.name):
            hint = (
                "It opens, or goes on, only after something that waits for it to be clear; lead one of them on earlier"
            )
            yield sites.track(track.name).finding(ID, f"Nobody can be clear in '{track.name}'", hint)
