"""The facts on which an answer hangs: those that it reads, and those of the clearances that it asks about."""

from collections.abc import Iterator, Mapping

from engine.expressions.node import Expression, Node
from engine.looking.by_digest import ByDigest
from engine.model import Programme


def facts_behind(programme: Programme, asked: Expression | Node) -> frozenset[str]:
    """Whole names: what a question reads itself, the windows of the tracks it asks to be clear, what excuses them."""
    behind = _of_clearances(programme)
    found = {name for _, name in asked.reads}
    return frozenset(found.union(*(behind.get(track, frozenset()) for track in _cleared(programme, asked))))


def _cleared(programme: Programme, asked: Expression | Node) -> Iterator[str]:
    """The tracks that a question asks to be clear, by name or in a checklist."""
    for one in asked.asks:
        kind, _, target = one.partition(":")
        if kind == "clear_on":
            yield from programme.checklists.get(target, (target,))


def _clearances(programme: Programme) -> Mapping[str, frozenset[str]]:
    found = {track: frozenset[str]() for track in programme.tracks}
    for _ in programme.tracks:  # what excuses a track may ask about another one
        found = {track: _of_track(programme, track, found) for track in found}
    return found


def _of_track(programme: Programme, track: str, found: Mapping[str, frozenset[str]]) -> frozenset[str]:
    machine = programme.tracks[track]
    windows = (state.clears for state in machine.states.values() if state.clears)
    facts = {name for one in windows for name in (one.counts_from, one.until, one.before) if name}
    if machine.needed_if is None:
        return frozenset(facts)
    excused = {name for _, name in machine.needed_if.reads}
    return frozenset(facts | excused).union(*(found[one] for one in _cleared(programme, machine.needed_if)))


_of_clearances = ByDigest(_clearances)
