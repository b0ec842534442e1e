"""`when-empty`: where people can leave one by one, the case knows where it goes when nobody is left.

PASS  when_empty: [{otherwise: everybody_left}]
FAIL  a `member` track with endings, and no `when_empty`
"""

from collections.abc import Iterator

from engine.model import MEMBER, Programme
from engine.reading.finding import Finding
from engine.reading.sites import Sites

ID = "when-empty"


def check(programme: Programme, sites: Sites) -> Iterator[Finding]:
    if programme.tracks[MEMBER].endings and not programme.when_empty:
        hint = "Add when_empty: [{otherwise: an ending}]"
        yield sites.top("endings").finding(ID, "Nothing says where the case goes when nobody is left in it", hint)
