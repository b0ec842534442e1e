"""A safeguard whose loss no story notices is told as untested; one that a story guards is not."""

from engine import mutate
from tests.rehearsal.stage import FLIGHT, PATH, PROGRAMME, TEXTS, changed, story


def mutants(*texts: str):
    paths = {PATH if number == 0 else f"{PROGRAMME}/scenarios/{number}.yaml": text for number, text in enumerate(texts)}
    return mutate(TEXTS, paths, PROGRAMME)


def test_each_kind_of_safeguard_that_a_story_guards_is_noticed_by_it():
    found = {(one.kind, one.name): one.noticed_by for one in mutants(FLIGHT).mutants}
    assert found == {
        ("requirement", "opening.has_name"): None,
        ("requirement", "medical.examine.exam_is_over"): PATH,
        ("only_while", "ready.all_clear"): None,
        ("only_while", "booked.clear_that_day"): PATH,
        ("separation of duties", "depart"): PATH,
        ("second person", "member.approve"): PATH,
        ("window", "medical.examined"): PATH,
        ("timer", "member.review_time"): None,
        ("timer", "reminder"): PATH,
    }


def test_what_no_story_comes_by_is_told_apart_from_what_none_would_miss():
    replayed = {one.name: one.came_by for one in mutants(FLIGHT).untested}
    assert replayed == {"opening.has_name": 1, "ready.all_clear": 1, "member.review_time": 0}


def test_a_story_that_looks_guards_what_was_untested():
    denied = story(
        "{by: nadia, do: member.deny, for: amina, with: {notice_dated: today, decided_on: today, source: a.pdf}}",
        "{wait: 40 days}",
        "now: {people: [sami]}",
    )
    assert "member.review_time" not in {one.name for one in mutants(FLIGHT, denied).untested}
    blind = changed(denied, ("now: {people: [sami]}", "now: {case: clearing}"))
    assert {one.name: one.came_by for one in mutants(FLIGHT, blind).untested}["member.review_time"] == 1


def test_an_opening_that_is_refused_guards_what_an_opening_requires():
    refused = "{by: nadia, open: another, people: {lina: {family_name: Nobody}}, refused: [has_name]}"
    assert "opening.has_name" not in {one.name for one in mutants(FLIGHT, story(refused)).untested}


def test_nothing_is_left_out_where_stories_fail_already():
    result = mutants(changed(FLIGHT, ("{case: ready,", "{case: booked,")))
    assert result.mutants == ()
    assert not result.rehearsal.passed
