"""`link-ring`: two programmes do not move each other by themselves through their links.

What one shows would move the other, and that the first again. One of the two ways is written as an `only_while`, or is
an action that somebody takes. As far as the other programme can be read.

PASS  a: {automatically: [{when: anchor.at("approved"), to: b}]}   and the other programme reads nothing of this one
FAIL  a: {automatically: [{when: anchor.at("approved"), to: b}]}   while its own states move by what this one shows
"""

from collections.abc import Iterator
from dataclasses import replace

from engine.model import Programme
from engine.reading.compile import compile_programme
from engine.reading.finding import Finding
from engine.reading.graph import AUTOMATIC, link_edges
from engine.reading.sites import Sites

ID = "link-ring"


def check(programme: Programme, sites: Sites) -> Iterator[Finding]:
    moved = {edge.link: edge for edge in link_edges(programme) if edge.cause == AUTOMATIC}
    for name, edge in moved.items():
        back = _back(programme, sites, programme.links[name].programme)
        if back is not None:
            block = sites.state_block(edge.machine, edge.state)
            message = f"'{edge.state}' moves as {back} shows, which moves by itself as this programme shows"
            yield sites.key(block, "automatically").finding(ID, message, "Write one of the two ways as an only_while")


def _back(programme: Programme, sites: Sites, theirs: str) -> str | None:
    """The other programme, if what it sees of this one moves it by itself."""
    text = sites.resolved.others.get(theirs)
    if text is None:
        return None
    other, _ = compile_programme(replace(text, others={programme.id: sites.resolved}))
    if other is None:
        return None
    back = (one for one in link_edges(other) if one.cause == AUTOMATIC)
    return theirs if any(other.links[one.link].programme == programme.id for one in back) else None
