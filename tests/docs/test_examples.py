"""What the docs show is run."""

import re
from pathlib import Path

from engine import check

DOCS = Path(__file__).resolve().parents[2] / "docs"


def yaml_blocks(name: str) -> list[str]:
    return re.findall(r"```yaml\n(.*?)```", (DOCS / name).read_text(encoding="utf-8"), re.DOTALL)


def test_the_whole_programme_in_the_designers_guide_is_clean() -> None:
    (text,) = yaml_blocks("designer.md")
    result = check({"small-resettlement/programme.yaml": text})
    assert [str(one) for one in result.findings] == []
    assert "booked" in result.programmes["small-resettlement"].case.states


def test_links_between_the_docs_lead_somewhere() -> None:
    root = DOCS.parent
    broken = []
    for page in (*DOCS.glob("*.md"), root / "README.md", root / "CONTRIBUTING.md"):
        for target in re.findall(r"\]\(([^)#]+?)(?:#[^)]*)?\)", page.read_text(encoding="utf-8")):
            if "://" not in target and not (page.parent / target).exists():
                broken.append(f"{page.name}: {target}")
    assert broken == []
