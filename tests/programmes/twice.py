"""Deciding and listing done twice, whole and sparing: what a step cannot have touched comes to the same."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from engine import casework, rehearse, scenario_texts_under, texts_under
from engine.listing import rows_of
from engine.running.decide import decide

FOLDER = Path(__file__).parents[2] / "programmes"


@contextmanager
def twice() -> Iterator[Counter[str]]:
    """Lets every decision and every row be worked out both ways; gives how many were spared."""
    spared: Counter[str] = Counter()

    def decided(law, case, step, inputs, now, rested=False):
        sparing, whole = decide(law, case, step, inputs, now, rested), decide(law, case, step, inputs, now)
        assert replace(sparing, touched=None) == replace(whole, touched=None)
        spared["decisions"] += sparing.touched is not None
        return sparing

    def listed(law, case, office, entries, before=None, touched=None, seen=None):
        sparing, whole = rows_of(law, case, office, entries, before, touched, seen), rows_of(law, case, office, entries)
        assert sparing == whole
        spared["rows"] += before is not None and touched is not None
        return sparing

    was = casework.decide, casework.rows_of
    casework.decide, casework.rows_of = decided, listed
    try:
        yield spared
    finally:
        casework.decide, casework.rows_of = was


def stories_twice(programme: str) -> tuple[Counter[str], list[str]]:
    """Plays every story of a programme both ways; gives what was spared, and the stories that did not hold."""
    with twice() as spared:
        rehearsed = rehearse(texts_under(FOLDER), scenario_texts_under(FOLDER, programme), programme)
    return spared, [one.title for one in rehearsed.played if not one.passed]
