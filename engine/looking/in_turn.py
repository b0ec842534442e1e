"""Which track comes to rest first: one on which another hangs, in whatever order they are written (semantics 17)."""

from collections.abc import Mapping

from engine.looking.by_digest import ByDigest
from engine.looking.watched import brings_about, looked_at
from engine.model import MEMBER, Machine, Programme


def hanging(programme: Programme) -> Mapping[str, frozenset[str]]:
    """By track, the other tracks on which it hangs, directly or through others.

    A track hangs on another if that one, as it moves, touches something that could open or move it. Somebody's
    leaving is looked at after all other tracks, so none hangs on `member`.
    """
    seen, tracks = looked_at(programme), [one for one in programme.tracks.values() if one.name != MEMBER]
    found = {
        name: frozenset(
            one.name for one in tracks if one.name != name and not seen[name].isdisjoint(brings_about(programme, one))
        )
        for name in seen
    }
    return {name: _through(found, name) for name in found}


def _through(found: Mapping[str, frozenset[str]], name: str) -> frozenset[str]:
    reached, row = frozenset[str](), [name]
    while row:
        following = found[row.pop()] - reached
        reached |= following
        row += following
    return reached


def _in_turn(programme: Programme) -> tuple[Machine, ...]:
    """What hangs on another reaches all that it reaches, and that one too: it reaches more, and comes later."""
    reached = hanging(programme)
    return tuple(
        sorted(programme.tracks.values(), key=lambda one: (one.name == MEMBER, len(reached[one.name] | {one.name})))
    )


in_turn = ByDigest(_in_turn)
