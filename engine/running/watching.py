"""What could follow from a step, told from what the step touched: nothing else needs to be asked.

A case that has come to rest stays there until its next instant (semantics 28). A step that a case takes before it
can disturb only what looks at something that the step touched: a fact, or where a machine stands. Whatever else a step
does (people, holds, waivers, tasks) touches everything.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.entry import Entry
from engine.looking.by_digest import ByDigest
from engine.looking.watched import NOTHING, Looking, Watched, joined, stand, value
from engine.model import CASE, Programme

Touched = frozenset[str] | None  # None: everything
TOLD_ALONE = frozenset({"for_keeper", "in_bulk", "read", "checked"})  # changes that the log alone tells


@dataclass(frozen=True, slots=True, kw_only=True)
class Watching:
    """What is looked at: by a track that is to open, by a machine in a state, by a track's list row, by all of them.

    `sides`: by everything that could open or move a track.
    """

    sides: Watched
    openings: Mapping[str, Watched]
    states: Mapping[tuple[str, str], Watched]
    rows: Mapping[str, Watched]
    anything: Watched


def undisturbed(watched: Watched, touched: Touched) -> bool:
    """Whether what was touched cannot matter to who looks at this."""
    return touched is not None and watched is not None and touched.isdisjoint(watched)


def touched_by(entry: Entry) -> Touched:
    """What one entry touches."""
    if any(change.keys().isdisjoint(TOLD_ALONE) for change in entry.changes):
        return None
    moved = NOTHING if entry.target is None else frozenset((stand(entry.machine),))
    return moved.union([value(one.fact) for one in entry.written])


def _watching(programme: Programme) -> Watching:
    # A hold over the programme comes and goes outside the case's log, by which its rows are made.
    settling, listing = Looking(programme, holds=None), Looking(programme, holds=NOTHING)
    rows = {track.name: listing.row(track) for track in programme.tracks.values()}
    seen = (*rows.values(), listing.row(programme.case), *listing.openings().values(), *listing.states().values())
    openings, states = settling.openings(), settling.states()
    sides = joined((*openings.values(), *(one for (machine, _), one in states.items() if machine != CASE)))
    return Watching(sides=sides, openings=openings, states=states, rows=rows, anything=joined(seen))


watching = ByDigest(_watching)
