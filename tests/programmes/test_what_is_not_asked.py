"""What a step cannot have touched is not asked again: asked all the same, it gives the same.

Here the stories of one programme; `./dev soak` plays those of all.
"""

from engine import scenario_texts_under, texts_under, walk
from tests.programmes.twice import FOLDER, stories_twice, twice


def test_every_story_comes_to_the_same_whether_all_is_asked_or_only_what_was_touched():
    spared, failed = stories_twice("family-anchor")
    assert failed == []
    assert spared["decisions"] and spared["rows"]


def test_so_does_a_walk_at_random():
    texts = texts_under(FOLDER)
    with twice() as spared:
        walked = walk(texts, scenario_texts_under(FOLDER, "us-rsc"), "us-rsc", 250, 11)
    assert walked.found == ()
    assert spared["decisions"] and spared["rows"]
