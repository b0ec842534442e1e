"""What a step cannot have touched is not asked again: asked all the same, it gives the same."""

from dataclasses import replace
from pathlib import Path

import pytest

from engine import casework, programmes_in, rehearse, scenario_texts_under, texts_under, walk
from engine.listing import rows_of
from engine.running.decide import decide

FOLDER = Path(__file__).parents[2] / "programmes"
PROGRAMMES = programmes_in(texts_under(FOLDER))


@pytest.fixture
def spared(monkeypatch) -> list[str]:
    """Lets every decision and every row be worked out twice, whole and sparing; gives what was spared."""
    found: list[str] = []

    def decided(law, case, step, inputs, now, rested=False):
        sparing, whole = decide(law, case, step, inputs, now, rested), decide(law, case, step, inputs, now)
        assert replace(sparing, touched=None) == replace(whole, touched=None)
        found.extend(["decision"] if sparing.touched is not None else [])
        return sparing

    def listed(law, case, office, entries, before=None, touched=None, seen=None):
        sparing, whole = rows_of(law, case, office, entries, before, touched, seen), rows_of(law, case, office, entries)
        assert sparing == whole
        found.extend(["rows"] if before is not None and touched is not None else [])
        return sparing

    monkeypatch.setattr(casework, "decide", decided)
    monkeypatch.setattr(casework, "rows_of", listed)
    return found


@pytest.mark.parametrize("programme", PROGRAMMES)
def test_every_story_comes_to_the_same_whether_all_is_asked_or_only_what_was_touched(programme, spared):
    rehearsed = rehearse(texts_under(FOLDER), scenario_texts_under(FOLDER, programme), programme)
    assert all(one.passed for one in rehearsed.played)
    assert {"decision", "rows"} <= set(spared)


def test_so_does_a_walk_at_random(spared):
    texts = texts_under(FOLDER)
    walked = walk(texts, scenario_texts_under(FOLDER, "us-rsc"), "us-rsc", 250, 11)
    assert walked.found == ()
    assert {"decision", "rows"} <= set(spared)
