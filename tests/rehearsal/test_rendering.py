"""What a rehearsal came to reads as text and as JSON; the coverage names what no story touched."""

import json

from engine import rehearsal_json, render_rehearsal
from tests.rehearsal.stage import FLIGHT, PATH, changed, covered, line_of, played

WRONG = changed(FLIGHT, ("{case: ready,", "{case: booked,"))


def test_a_failure_is_shown_with_its_place_the_step_as_written_both_sides_and_the_log():
    lines = render_rehearsal(played(WRONG), {}).split("\n")
    number = line_of(WRONG, "{case: booked, people")
    first = next(at for at, line in enumerate(lines) if line.startswith(f"{PATH}:{number}:"))
    assert lines[first + 1].strip() == "now: {case: booked, people: [amina, sami], left: {}}"
    assert [lines[first + 2].split(), lines[first + 3].split()] == [["expected", "booked"], ["found", "ready"]]
    assert any("clearing → ready" in line for line in lines[first + 4 :])


def test_the_same_is_there_as_plain_json():
    told = json.loads(json.dumps(rehearsal_json(played(WRONG))))
    (failure,) = told["scenarios"][0]["failures"]
    assert (failure["expected"], failure["found"], failure["path"]) == ("booked", "ready", PATH)
    assert told["passed"] is False
    assert told["coverage"]["timer"] == {"touched": 1, "known": 2, "missing": ["member.review_time"]}


def test_coverage_names_what_no_story_touched_of_each_kind():
    coverage = covered(FLIGHT)
    assert coverage.missing("timer") == ("member.review_time",)
    assert coverage.missing("refused") == ("opening.has_name", "ready.all_clear")
    assert coverage.missing("passed") == ()
    assert "papers.collect" in coverage.missing("action")
    assert "medical.examine" not in coverage.missing("action")
    assert "member.denied" in coverage.missing("state")
