"""The index of the workflow patterns, and the page of the docs that is made from it."""

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

HERE = Path(__file__).resolve().parent
PAGE = HERE.parents[1] / "docs" / "patterns.md"
PROGRAMMES = "../tests/patterns"

HEAD = """# Workflow patterns

What people who model work ask of an engine, and how a programme here says it. The names and numbers are those of the
[Workflow Patterns Initiative](http://www.workflowpatterns.com); the choice is what cases of refugees and migrants need.
*native*: the language has a word for it. *idiom*: it is written with words that are there for something else.
*no*: it cannot be said, and why.

Each programme is small, complete and played by its stories: copy its folder to begin from it. `caseway test
tests/patterns` plays them all. This page is made by `python -m tests.patterns` from `tests/patterns/index.toml`.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pattern:
    """One pattern and the answer to it. `essence`: the words of its programme that make it, which broken as `broken`
    says make a story fail; none where every programme has the pattern. A `no` has neither a programme nor these."""

    group: str
    id: str
    name: str
    verdict: str
    how: str
    folder: str | None = None
    essence: str | None = None
    broken: str | None = None


def patterns() -> tuple[Pattern, ...]:
    """Every pattern of the index, in its order."""
    groups = tomllib.loads((HERE / "index.toml").read_text(encoding="utf-8"))
    return tuple(Pattern(group=group, **one) for group, rows in groups.items() for one in rows)


def page() -> str:
    """The page of the docs."""
    return "\n".join((HEAD, *_tables())) + "\n"


def _tables() -> Iterator[str]:
    for group, rows in groupby(patterns(), lambda one: one.group):
        yield f"## {group}\n| | pattern | | how | programme |\n|---|---|---|---|---|"
        yield from (f"| {one.id} | {one.name} | {one.verdict} | {one.how} | {_link(one.folder)} |" for one in rows)
        yield ""


def _link(folder: str | None) -> str:
    return f"[{folder}]({PROGRAMMES}/{folder}/programme.yaml)" if folder else ""
