"""The examples that the docs show: one place reads them, for whoever runs them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from engine import scenario_texts_under, texts_under

DOCS = Path(__file__).resolve().parents[2] / "docs"
EXAMPLES = DOCS / "language/examples"
OFFICE = "offices/amman-office.yaml"
BLOCK = re.compile(r"^```yaml(.*)\n((?:.*\n)*?)```", re.MULTILINE)
# An example that is neither a programme nor a story is an action; this is the programme around it.
AROUND = """programme: around-an-example
title: A programme around an example
usually_by: clerk
roles: {clerk: Clerk}
facts: {case: {seen_on: date}}
phases:
  one:
    open:
      actions:
        close: {ask: [seen_on], to: closed}
"""
AFTER = "endings: {closed: completed, everybody_left: family_left}\nwhen_empty: [{otherwise: everybody_left}]\n"


@dataclass(frozen=True, slots=True)
class Example:
    """A YAML example of a page. `finding`: the code of what is wrong with it, as its fence says; None: it is sound."""

    page: str
    number: int
    text: str
    finding: str | None

    @property
    def kind(self) -> str:
        first = self.text.partition(":")[0]
        return first if first in ("programme", "scenario") else "action"

    @property
    def programme(self) -> str:
        """A whole programme, the example itself or with the example among its actions."""
        if self.kind == "programme":
            return self.text
        return f"{AROUND}{re.sub('^', ' ' * 8, self.text.rstrip(), flags=re.MULTILINE)}\n{AFTER}"


def examples() -> Iterator[Example]:
    """Every YAML example of every page, in order."""
    for page in sorted(DOCS.rglob("*.md")):
        for number, found in enumerate(BLOCK.findall(page.read_text(encoding="utf-8")), 1):
            yield Example(page.relative_to(DOCS).as_posix(), number, found[1], found[0].strip() or None)


def named(text: str, key: str = "programme") -> str:
    """The programme that an example is, or is told for."""
    found = re.search(rf"^{key}: (\S+)$", text, re.MULTILINE)
    assert found, f"the example names no {key}"
    return found[1]


def texts_for(example: Example) -> dict[str, str]:
    """What an example is read with: the programmes of its page, and the office of the stories."""
    whole = [one for one in examples() if one.page == example.page and one.kind == "programme"]
    office = (DOCS.parent / "programmes" / OFFICE).read_text(encoding="utf-8")
    return {OFFICE: office, **{f"{named(one.text)}/programme.yaml": one.text for one in whole}}


def small_programme() -> dict[str, str]:
    """The programme of the designer's guide, by its path in a folder of programmes."""
    (text,) = (one.text for one in examples() if one.page == "designer.md" and one.kind == "programme")
    return {"small-resettlement/programme.yaml": text}


def every_key() -> tuple[dict[str, str], dict[str, str]]:
    """The programme that shows every key with its modules and office, and its stories."""
    return texts_under(EXAMPLES), scenario_texts_under(EXAMPLES, "every-key")
