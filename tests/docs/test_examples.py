"""What the docs show is run."""

import re

import pytest

from engine import check, rehearse
from tests.docs.guide import DOCS, Example, every_key, examples, named, texts_for

SHOWN = list(examples())


def told(example: Example) -> str:
    return f"{example.page}:{example.number}"


@pytest.mark.parametrize("example", [one for one in SHOWN if one.kind != "scenario"], ids=told)
def test_an_example_of_a_programme_is_clean_or_told_to_be_wrong_as_its_page_says(example: Example) -> None:
    name = named(example.programme)
    result = check({f"{name}/programme.yaml": example.programme})
    assert [one.code for one in result.findings] == ([example.finding] if example.finding else []), result.findings
    assert (name in result.programmes) is (example.finding is None)


@pytest.mark.parametrize("example", [one for one in SHOWN if one.kind == "scenario"], ids=told)
def test_a_story_in_the_docs_holds_for_its_programme(example: Example) -> None:
    programme = named(example.text)
    story = {f"{programme}/scenarios/shown.yaml": example.text}
    found = rehearse(texts_for(example), story, programme)
    assert [str(one) for one in found.findings] == []
    assert [one.passed for one in found.played] == [True]


def test_the_pages_show_programmes_stories_and_what_is_wrong() -> None:
    assert {one.kind for one in SHOWN} == {"programme", "scenario", "action"}
    assert any(one.finding for one in SHOWN)


def test_the_programme_that_shows_every_key_is_clean_and_its_stories_hold() -> None:
    texts, stories = every_key()
    assert [str(one) for one in check(texts).findings] == []
    found = rehearse(texts, stories, "every-key")
    assert [str(one) for one in found.findings] == []
    assert len(found.played) == len(stories) and all(one.passed for one in found.played)


def test_links_between_the_docs_lead_somewhere() -> None:
    root = DOCS.parent
    broken = []
    for page in (*DOCS.rglob("*.md"), root / "README.md", root / "CONTRIBUTING.md"):
        for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if "://" not in target and not (page.parent / target).exists():
                broken.append(f"{page.name}: {target}")
    assert broken == []
