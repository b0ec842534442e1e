"""What the docs show is run."""

import re

from engine import check, rehearse
from tests.docs.guide import DOCS, small_programme, yaml_blocks


def test_the_whole_programme_in_the_designers_guide_is_clean() -> None:
    result = check(small_programme())
    assert [str(one) for one in result.findings] == []
    assert "booked" in result.programmes["small-resettlement"].case.states


def test_the_story_in_the_designers_guide_holds_for_its_programme() -> None:
    programme, story = yaml_blocks("designer.md")
    office = (DOCS.parent / "programmes" / "offices" / "amman-office.yaml").read_text(encoding="utf-8")
    texts = {"small-resettlement/programme.yaml": programme, "offices/amman-office.yaml": office}
    found = rehearse(texts, {"small-resettlement/scenarios/a-family-flies.yaml": story}, "small-resettlement")
    assert [str(one) for one in found.findings] == []
    assert [one.passed for one in found.played] == [True]


def test_links_between_the_docs_lead_somewhere() -> None:
    root = DOCS.parent
    broken = []
    for page in (*DOCS.rglob("*.md"), root / "README.md", root / "CONTRIBUTING.md"):
        for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if "://" not in target and not (page.parent / target).exists():
                broken.append(f"{page.name}: {target}")
    assert broken == []
