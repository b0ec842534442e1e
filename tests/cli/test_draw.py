"""`caseway draw`: from the files beside us, else from what is published; to stdout or into a file."""

from pathlib import Path
from xml.etree import ElementTree

import pytest

import engine
from tests.cli.shell import ROOT

FORMATS = {"svg": "<svg ", "dot": "digraph ", "mermaid": "flowchart ", "text": "US Refugee Admissions"}


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A working folder of its own, without programmes."""
    here = tmp_path / "elsewhere"
    here.mkdir()
    monkeypatch.chdir(here)
    return here


@pytest.mark.parametrize(("form", "begins"), FORMATS.items())
def test_a_programme_beside_us_is_drawn_in_each_form(empty, form, begins):
    ran = empty("draw", "us-rsc", "--format", form)
    assert ran.code == 0 and ran.out.startswith(begins) and ran.err == ""
    assert not empty.home.exists(), "drawing a file needs no database"


def test_svg_is_what_is_drawn_where_no_form_is_named(empty):
    assert ElementTree.fromstring(empty("draw", "us-rsc").out).tag.endswith("svg")


def test_one_json_object_holds_the_drawing_with_its_digest(empty):
    found = empty("draw", "us-rsc", "--format", "dot", "--json").json
    law = engine.check(engine.texts_under(ROOT / "programmes"), "us-rsc").programmes["us-rsc"]
    assert {name: found[name] for name in ("programme", "digest", "format")} == {
        "programme": "us-rsc",
        "digest": law.digest,
        "format": "dot",
    }
    assert found["drawing"] == engine.draw(law, "dot")


def test_a_drawing_goes_into_a_file(empty, tmp_path):
    ran = empty("draw", "us-rsc", "--output", tmp_path / "us.svg")
    assert ran.code == 0 and "us.svg" in ran.out
    assert ElementTree.parse(tmp_path / "us.svg").getroot().get("role") == "img"


def test_a_file_that_cannot_be_written_is_one_line(empty, tmp_path):
    ran = empty("draw", "us-rsc", "--output", tmp_path / "nowhere" / "us.svg")
    assert ran.code == 2 and ran.err.count("\n") == 1 and "cannot be written" in ran.err


def test_a_programme_with_findings_is_not_drawn_and_says_why(empty, elsewhere):
    folder = elsewhere / "programmes" / "broken"
    folder.mkdir(parents=True)
    (folder / "programme.yaml").write_text("programme: broken\ntitle: Broken\nphasse: {}\n")
    ran = empty("draw", "broken")
    assert ran.code == 1 and ran.out == ""
    assert "programmes/broken/programme.yaml:3:1: error unknown-key" in ran.err


def test_a_programme_is_drawn_by_its_path_as_it_is_checked_and_published(empty, elsewhere):
    drawn = empty("draw", f"{ROOT}/programmes/us-rsc", "--format", "text")
    assert drawn.code == 0 and "Flight booked [travel.booked]" in drawn.out


def test_a_programme_by_a_wrong_name_is_told_which_lie_beside_us(empty):
    told = empty("draw", "us-rcs").err
    assert "beside us there are: " in told and "us-rsc" in told.partition("beside us")[2]


def test_what_is_published_is_drawn_where_no_file_lies_beside_us(empty, elsewhere):
    assert empty("publish", ROOT / "programmes" / "us-rsc").code == 0
    published = empty("draw", "us-rsc", "--format", "text")
    assert published.code == 0 and "Flight booked [travel.booked]" in published.out


@pytest.mark.parametrize("name", ["nowhere", "../programmes/us-rsc", "us-rsc/..", "", "\x00"])
def test_a_programme_that_is_nowhere_is_one_line(empty, elsewhere, name):
    ran = empty("draw", name)
    assert ran.code == 2 and ran.out == "" and ran.err.strip().count("\n") == 0


def test_a_form_that_there_is_not_is_one_line(empty):
    ran = empty("draw", "us-rsc", "--format", "png")
    assert ran.code == 2 and "'svg', 'dot', 'mermaid', 'text'" in ran.err
