"""The page that sets the programmes beside each other is what their files say."""

import re

from engine import programmes_in, texts_under
from engine.reading import read_programme
from tests.comparison.figures import figures
from tests.comparison.page import FOLDER, PAGE, medical_window, page

SAYS_WHERE = ("clears:", "window:", "for:")
LINK = re.compile(r"\[([^\]]*)\]\(\.\./programmes/([^)#]*)#L([0-9]+)\)")


def test_the_page_is_the_one_that_the_files_make():
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tests.comparison"


def test_every_link_leads_to_the_line_that_sets_the_figure():
    found = LINK.findall(PAGE.read_text(encoding="utf-8"))
    assert len(found) > 100
    for told, path, line in found:
        written = (FOLDER / path).read_text(encoding="utf-8").splitlines()[int(line) - 1]
        assert any(one in written for one in (SAYS_WHERE if told == line else told.split(", "))), path


def test_each_medical_window_stands_in_one_line():
    texts = texts_under(FOLDER)
    laws = [read_programme(f"{name}/programme.yaml", texts).programme for name in programmes_in(texts)]
    found = {law.id: medical_window(texts, law) for law in laws}
    told = {name: (long.split("<br>"), where.split("<br>")) for name, (long, where) in found.items() if long != "–"}
    assert len(told) == 6
    assert {name: len(where) for name, (_, where) in told.items()} == {
        name: len(long) for name, (long, _) in told.items()
    }


def test_a_figure_that_is_changed_in_its_line_is_changed_on_the_page():
    texts = texts_under(FOLDER)
    path = "us-rsc/programme.yaml"
    one = next(it for it in figures(texts, "us-rsc") if (it.module, it.parameter) == ("health-assessment", "window"))
    lines = texts[path].splitlines()
    lines[one.at.line - 1] = lines[one.at.line - 1].replace(one.value, "11 weeks")
    changed = figures({**texts, path: "\n".join(lines)}, "us-rsc")
    assert [it.use for it in changed if it.value == "11 weeks"] == [one.use]
