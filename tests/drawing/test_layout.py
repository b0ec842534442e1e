"""A drawing can be read: no arrow runs through a box, nothing covers anything, the other direction is the mirror."""

import re
from itertools import combinations, pairwise
from xml.etree import ElementTree

import pytest

import engine
from engine.drawing.beside import beside
from engine.drawing.columns import plan
from engine.drawing.layout import layout
from engine.drawing.routes import BOX_HEIGHT, BOX_WIDTH
from engine.drawing.words import ENGLISH
from tests.drawing.programmes import HOSTILE, shipped, titled

SVG = "{http://www.w3.org/2000/svg}"
MACHINES = ["case", *shipped().tracks]
PAGE = 1158  # px: what a panel leaves on a screen of 1280


def laid(name):
    return layout(shipped(), shipped().machine(name), ENGLISH)


def segments(found):
    for arrow in found.arrows:
        for line in arrow.lines:
            yield from pairwise(line)


def inside(box, segment):
    """Whether a segment runs through the inner part of a box."""
    (x1, y1), (x2, y2) = segment
    left, right, top, bottom = box.x + 1, box.x + BOX_WIDTH - 1, box.y + 1, box.y + BOX_HEIGHT - 1
    return max(x1, x2) > left and min(x1, x2) < right and max(y1, y2) > top and min(y1, y2) < bottom


@pytest.mark.parametrize("name", MACHINES)
def test_no_arrow_runs_through_a_box(name):
    found = laid(name)
    assert [(box.name, one) for box in found.boxes for one in segments(found) if inside(box, one)] == []


@pytest.mark.parametrize("name", MACHINES)
def test_arrows_have_right_angles_only(name):
    assert [one for one in segments(laid(name)) if one[0][0] != one[1][0] and one[0][1] != one[1][1]] == []


@pytest.mark.parametrize("name", MACHINES)
def test_no_box_lies_on_another(name):
    pairs = combinations(laid(name).boxes, 2)
    assert [(a.name, b.name) for a, b in pairs if abs(a.x - b.x) < BOX_WIDTH and abs(a.y - b.y) < BOX_HEIGHT] == []


@pytest.mark.parametrize("name", MACHINES)
def test_everything_lies_within_the_drawing(name):
    found = laid(name)
    points = [point for segment in segments(found) for point in segment]
    assert all(0 <= x <= found.width and 0 <= y <= found.height for x, y in points)
    assert all(box.x + BOX_WIDTH <= found.width and box.y + BOX_HEIGHT <= found.height for box in found.boxes)
    assert all(text.y + 14 * (len(text.lines) - 1) <= found.height for text in found.texts)


@pytest.mark.parametrize("name", MACHINES)
def test_every_state_has_one_box_and_every_ending_a_box_or_a_card(name):
    machine, planned = shipped().machine(name), plan(shipped(), shipped().machine(name))
    placed = sorted([box.name for box in laid(name).boxes] + list(planned.endings_apart))
    assert placed == sorted([*machine.states, *machine.endings])


@pytest.mark.parametrize("name", MACHINES)
def test_every_arrow_of_the_plan_is_drawn_once(name):
    planned = plan(shipped(), shipped().machine(name))
    drawn = [(o, t, one.by_itself) for one in laid(name).arrows for o, t, _ in one.says]
    assert sorted(drawn) == sorted((one.origin, one.target, one.by_itself) for one in planned.arrows)


def test_upright_lines_lie_on_each_other_only_where_they_end_together():
    for name in MACHINES:
        upright = [
            ((arrow.tip, arrow.by_itself), x1, *sorted((y1, y2)))
            for arrow in laid(name).arrows
            for line in arrow.lines
            for (x1, y1), (x2, y2) in pairwise(line)
            if x1 == x2 and y1 != y2
        ]
        pairs = combinations(upright, 2)
        assert [
            (a, b) for a, b in pairs if a[0] != b[0] and abs(a[1] - b[1]) < 3 and a[2] < b[3] and b[2] < a[3]
        ] == [], name


def test_the_case_of_us_refugee_admissions_fits_on_a_page():
    assert float(ElementTree.fromstring(engine.picture(shipped())).get("width")) <= PAGE


def test_what_is_possible_everywhere_is_no_arrow_from_every_state():
    planned = plan(shipped(), shipped().case)
    assert {"withdraw", "void_case", "amend_person"} <= {way.name for way in planned.apart}
    assert "withdrawn" in planned.endings_apart
    assert [one for one in planned.arrows if one.target == "withdrawn"] == []


def test_an_action_of_few_states_is_drawn_as_arrows_from_them():
    planned = plan(shipped(), shipped().tracks["medical"])
    examined = {one.origin for one in planned.arrows if "Renew the medical exam" in one.titles}
    assert examined == {"cleared", "cleared_short", "waived"}


def test_tracks_stand_beside_the_state_in_which_they_open():
    found = {group.state: [track.name for track in group.tracks] for group in beside(shipped()) if group.state}
    assert found["travel.booked"] == ["screening", "fit_check"]
    assert {"medical", "assurance", "exit_permit"} <= set(found["clearing"])
    assert found["interviewed"] == ["fingerprints"]


def test_the_track_that_is_there_from_the_beginning_says_so():
    first = next(group for group in beside(shipped()) if group.kind == "beginning")
    assert [track.name for track in first.tracks] == ["member"]


def test_dashes_tell_what_comes_by_itself_and_double_frames_tell_endings():
    root = ElementTree.fromstring(engine.picture(shipped()))
    for arrow in root.iter(f"{SVG}g"):
        if arrow.get("class") == "arrow by-itself":
            assert arrow.find(f"{SVG}path").get("stroke-dasharray")
        if arrow.get("class") == "arrow act":
            assert arrow.find(f"{SVG}path").get("stroke-dasharray") is None
    frames = {kind: set() for kind in ("state", "ending")}
    for box in root.iter(f"{SVG}g"):
        if box.get("class") in frames:
            frames[box.get("class")].add(len(box.findall(f"{SVG}rect")))
    assert frames == {"state": {1}, "ending": {2}}


def test_the_state_in_which_a_case_stands_is_marked_in_words_too():
    def marked(drawing):
        root = ElementTree.fromstring(drawing)
        now = [one.text for one in root.iter(f"{SVG}text") if one.get("class") == "now"]
        current = [one for one in root.iter(f"{SVG}g") if (one.get("class") or "").endswith(" current")]
        return now, [one.find(f"{SVG}title").text for one in current]

    assert marked(engine.picture(shipped(), current="travel.booked")) == (["now"], ["Flight booked"])
    assert marked(engine.picture(shipped())) == ([], [])


@pytest.mark.parametrize(("machine", "current"), [("medcial", None), ("case", "nowhere"), ("medical", "clearing")])
def test_what_the_programme_does_not_have_is_not_drawn(machine, current):
    with pytest.raises(engine.NotFound):
        engine.picture(shipped(), machine, current=current)


def test_from_right_to_left_every_box_stands_where_its_mirror_stood():
    def boxes(rtl):
        root = ElementTree.fromstring(engine.picture(shipped(), rtl=rtl))
        found = [one for one in root.iter(f"{SVG}g") if one.get("class") in ("state", "ending")]
        outer = [(one.find(f"{SVG}title").text, one.find(f"{SVG}rect")) for one in found]
        return float(root.get("width")), {t: (float(r.get("x")), float(r.get("width"))) for t, r in outer}

    width, there = boxes(False)
    _, mirrored = boxes(True)
    assert {title: round(width - x - wide, 1) for title, (x, wide) in there.items()} == {
        title: round(x, 1) for title, (x, _) in mirrored.items()
    }


@pytest.mark.parametrize("title", HOSTILE.values(), ids=HOSTILE)
def test_no_title_is_wider_than_its_box(title):
    found = layout(titled(title), titled(title).case, ENGLISH)
    assert all(len(box.lines) <= 2 for box in found.boxes)
    assert all(len(line) <= 40 for box in found.boxes for line in box.lines)
    assert re.search(r"…$", found.boxes[0].lines[-1]) or " ".join(found.boxes[0].lines) == " ".join(title.split())
