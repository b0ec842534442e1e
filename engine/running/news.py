"""News about a fact voids the tracks that watch it (semantics 12): whoever changed it, an act, silence or a state that
forgets. A first value is no news."""

from collections.abc import Mapping

from engine.case import Case, Standing
from engine.entry import Entry
from engine.looking.by_digest import ByDigest
from engine.model import CASE, Machine, Programme
from engine.running import attached, brought

Changed = frozenset[tuple[str, str]]  # owner (a person's id or `case`) and fact
NOTHING_NEW: Changed = frozenset()


def _watching(programme: Programme) -> Mapping[str, tuple[Machine, ...]]:
    """By fact, the tracks that it voids."""
    tracks = [one for one in programme.tracks.values() if one.when_changed is not None]
    facts = {fact for one in tracks for fact in one.when_changed.facts}  # type: ignore[union-attr]
    return {fact: tuple(one for one in tracks if fact in one.when_changed.facts) for fact in facts}  # type: ignore[union-attr]


_watchers = ByDigest(_watching)


def told_by(programme: Programme, case: Case, entry: Entry) -> Changed:
    """What the entry changes or empties of all that is watched; `case` is the one before it.

    What comes along from another case is no news: it was told there. Nor is a file put to a paper that says the same.
    """
    watched = _watchers(programme)
    if not watched or entry.cause in (brought.CAUSE, attached.CAUSE):
        return NOTHING_NEW
    return frozenset(
        (one.owner, one.fact)
        for one in entry.written
        if one.fact in watched and _known(case, one.owner).get(one.fact) not in (None, one.value)
    )


def _known(case: Case, owner: str) -> Mapping[str, object]:
    if owner == CASE:
        return case.facts
    return next((one.facts for one in case.people if one.id == owner), {})


def voids(track: Machine, person: str | None, standing: Standing | None, changed: Changed) -> bool:
    """Whether what has changed sends an open track back: not from an ending, nor from where it would go."""
    news = track.when_changed
    if news is None or standing is None or standing.closed:
        return False
    if standing.state not in track.states or standing.state == news.to:
        return False
    return any(owner == (person or CASE) and fact in news.facts for owner, fact in changed)
