"""Every form of a drawing holds the whole programme, harmlessly, and is the same each time."""

import json
import os
import re
import subprocess
import sys
from collections import Counter
from dataclasses import replace
from html import unescape
from pathlib import Path
from xml.etree import ElementTree

import pytest

import engine
from tests.drawing.programmes import HOSTILE, shipped, titled

ROOT = Path(__file__).parents[2]
DRAWS = """
import contextlib, io, json, sys
from cli.main import run
drawn = {}
for form in sys.argv[1:]:
    with contextlib.redirect_stdout(io.StringIO()) as told:
        run(["draw", "us-rsc", "--format", form])
    drawn[form] = told.getvalue()
print(json.dumps(drawn))
"""
SVG = "{http://www.w3.org/2000/svg}"
QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"', re.S)
DOT_REST = re.compile(
    r"digraph _ \{|subgraph _ \{|\}|rankdir=LR;|label=_;|node \[shape=box, style=rounded\];|_ \[shape=point\];"
    r"|_ \[label=_(?:, peripheries=2)?\];|_ -> _ \[label=_(?:, style=dashed)?\];"
)
MERMAID_LINE = re.compile(
    r"flowchart LR|subgraph \w+\[_\]|end|m\d+_\d+(?:\[_\]|\[\[_\]\])|m\d+_anywhere_\d+\(\(_\)\)"
    r"|m\d+_\w+ (?:-->|-\.->)(?:\|_\|)? m\d+_\w+"
)


def titles(programme):
    """Of every state, ending and action that the author wrote, in every machine."""
    for machine in programme.machines():
        yield from (place.title for place in (*machine.states.values(), *machine.endings.values()))
        yield from (action.title for action in machine.every_action() if action.kind == "act")


def words_of(form, drawing):
    """All words of a drawing as a reader meets them, on one line."""
    if form == "svg":
        drawing = " ".join(ElementTree.fromstring(drawing).itertext())
    if form == "mermaid":
        drawing = re.sub(r"#(\d+);", lambda found: chr(int(found[1])), drawing)
    if form == "dot":
        drawing = drawing.replace('\\"', '"').replace("\\\\", "\\")
    return " ".join(drawing.split())


@pytest.mark.parametrize("form", engine.FORMATS)
def test_every_state_ending_and_action_is_in_the_drawing(form):
    words = words_of(form, engine.draw(shipped(), form))
    missing = sorted({title for title in titles(shipped()) if title not in words})
    assert missing == []


@pytest.mark.parametrize("form", engine.FORMATS)
@pytest.mark.parametrize("title", HOSTILE.values(), ids=HOSTILE)
def test_what_an_author_wrote_arrives_as_it_was_written(form, title):
    words = words_of(form, engine.draw(titled(title), form))
    assert " ".join(title.split()) in words


@pytest.mark.parametrize("title", HOSTILE.values(), ids=HOSTILE)
def test_no_title_becomes_an_element_of_the_picture(title):
    plain = Counter(one.tag for one in ElementTree.fromstring(engine.draw(titled("Plain"), "svg")).iter())
    hostile = Counter(one.tag for one in ElementTree.fromstring(engine.draw(titled(title), "svg")).iter())
    assert hostile.keys() == plain.keys()
    assert hostile[f"{SVG}rect"] == plain[f"{SVG}rect"]


def test_what_xml_may_not_hold_is_replaced():
    place = engine.picture(shipped(), words=engine.Words(now="a\x00\x1b\ufffe", anywhere="b\x08"))
    assert "b\N{REPLACEMENT CHARACTER}" in "".join(ElementTree.fromstring(place).itertext())


@pytest.mark.parametrize("title", HOSTILE.values(), ids=HOSTILE)
def test_dot_is_made_of_its_statements_and_nothing_else(title):
    rest = QUOTED.sub("_", engine.draw(titled(title), "dot"))
    assert re.sub(r"\s", "", DOT_REST.sub("", rest)) == ""
    assert rest.count("{") == rest.count("}")


@pytest.mark.parametrize("title", HOSTILE.values(), ids=HOSTILE)
def test_mermaid_is_made_of_its_lines_and_nothing_else(title):
    lines = engine.draw(titled(title), "mermaid").splitlines()
    rest = [re.sub(r'"[^"]*"', "_", line).strip() for line in lines]
    assert [line for line in rest if not MERMAID_LINE.fullmatch(line)] == []
    assert sum(line.startswith("subgraph") for line in rest) == rest.count("end")


def test_every_node_of_mermaid_that_an_arrow_names_is_there():
    lines = [line.strip() for line in engine.draw(shipped(), "mermaid").splitlines()]
    nodes = {found[0] for line in lines if (found := re.match(r"m\d+_(?:anywhere_)?\d+(?=[\[(])", line))}
    ends = {
        one for line in lines if "->" in line for one in re.findall(r"(?:^|\s)(m\d+_(?:anywhere_)?\d+)(?=\s|$)", line)
    }
    assert ends and ends <= nodes


def test_a_line_of_the_outline_is_never_broken_by_a_title():
    plain, broken = engine.draw(titled("Plain"), "text"), engine.draw(titled("Two\nlines"), "text")
    assert len(plain.splitlines()) == len(broken.splitlines())


def test_the_outline_holds_no_sign_that_a_terminal_obeys():
    drawing = engine.draw(replace(shipped(), title="Cleared\x1b[2J\u202e\x07"), "text")
    assert [one for one in drawing if not one.isprintable() and one != "\n"] == []


def test_two_runs_of_python_give_the_same_bytes():
    """With other seeds of its hashes, by which sets change their order."""
    first, second = drawn_by_another_python("1"), drawn_by_another_python("2")
    assert list(first) == list(engine.FORMATS)
    for form, drawing in first.items():
        assert drawing and drawing == second[form], form


def drawn_by_another_python(seed: str) -> dict[str, str]:
    """What `caseway draw` gives in each form, all in one process with this seed."""
    ran = subprocess.run(
        [sys.executable, "-c", DRAWS, *engine.FORMATS],
        cwd=ROOT,
        capture_output=True,
        check=True,
        env={**os.environ, "PYTHONHASHSEED": seed},
    )
    return json.loads(ran.stdout)


def test_a_format_that_there_is_not_is_refused_in_words():
    with pytest.raises(engine.NotFound, match="svg, dot, mermaid, text"):
        engine.draw(shipped(), "png")


def test_the_outline_says_who_acts_when_and_after_what_time():
    text = engine.draw(shipped(), "text")
    assert "Book the flight (Movement operations) → Flight booked [travel.book]" in text
    assert "Time to ask for a review, by itself after its time (90 days after Date of the notice) → Out denied" in text
    assert "By itself when everybody_approved → Clearances under way" in text
    assert 'opens when case.at("clearing")' in text


def test_the_picture_names_itself_to_those_who_do_not_see_it():
    root = ElementTree.fromstring(engine.picture(shipped()))
    assert root.get("role") == "img"
    named = {one.get("id"): one.text for one in root if one.get("id")}
    assert [bool(named.get(id)) for id in root.get("aria-labelledby").split()] == [True, True]
    case = shipped().case
    assert named["drawing-case-desc"].startswith(f"{len(case.states)} states and {len(case.endings)} endings")


def test_the_picture_needs_no_style_and_no_script():
    drawing = engine.draw(shipped(), "svg")
    assert re.findall(r"\sstyle=|<style|<script|\son\w+=|href=", drawing) == []


def test_words_of_the_page_take_the_place_of_english():
    drawing = unescape(
        engine.picture(shipped(), words=engine.Words(anywhere="De partout", beside="À côté de {state} :"))
    )
    assert "De partout" in drawing and "From many states" not in drawing and "À côté de" in drawing
