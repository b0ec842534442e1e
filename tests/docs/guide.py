"""The examples that the docs show: one place reads them, for whoever runs them."""

import re
from pathlib import Path

DOCS = Path(__file__).resolve().parents[2] / "docs"


def yaml_blocks(page: str) -> list[str]:
    """The YAML examples of a page, in order."""
    return re.findall(r"```yaml\n(.*?)```", (DOCS / page).read_text(encoding="utf-8"), re.DOTALL)


def small_programme() -> dict[str, str]:
    """The programme of the designer's guide, by its path in a folder of programmes."""
    programme, _ = yaml_blocks("designer.md")
    return {"small-resettlement/programme.yaml": programme}
