"""The numbered sentences about a step: the numbers that the code cites are there, and what is listed is whole."""

import ast
import re
from collections.abc import Iterator

from tests.docs.guide import DOCS

ROOT = DOCS.parent
TEXT = (DOCS / "semantics.md").read_text(encoding="utf-8")
TRIED_ONLY = {"trial"}  # of a draft that is thrown away
CITED = re.compile(r"[Ss]emantics (\d+)(?: (?:to|and) (\d+))?")


def test_the_sentences_are_numbered_without_a_gap() -> None:
    numbers = [int(one) for one in re.findall(r"^(\d+)\. ", TEXT, re.MULTILINE)]
    assert numbers == list(range(1, len(numbers) + 1))


def test_what_the_code_cites_is_a_number_of_the_page() -> None:
    last = max(int(one) for one in re.findall(r"^(\d+)\. ", TEXT, re.MULTILINE))
    cited = [
        int(number)
        for room in ("engine", "web", "cli", "tests")
        for path in (ROOT / room).rglob("*.py")
        for found in CITED.findall(path.read_text(encoding="utf-8"))
        for number in found
        if number
    ]
    assert len(cited) > 30 and max(cited) <= last


def test_every_cause_of_an_entry_is_told() -> None:
    told = re.search(r"^41\. (.*?)^42\. ", TEXT, re.MULTILINE | re.DOTALL)
    assert told is not None
    inside = re.search(r"cause \((.*?)\)", told[1], re.DOTALL)
    assert inside is not None
    assert set(re.findall(r"`(\w+)`", inside[1])) == set(causes()) - TRIED_ONLY


def causes() -> Iterator[str]:
    """The causes with which the engine writes entries of a case, as they stand in its source."""
    for path in (ROOT / "engine/running").glob("*.py"):
        for part in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(part, ast.Call):
                yield from _cause(part)
            elif isinstance(part, ast.Assign):
                yield from _named_cause(part)


def _named_cause(assigned: ast.Assign) -> Iterator[str]:
    """A constant of the name CAUSE, by itself or among several."""
    for target in assigned.targets:
        names = target.elts if isinstance(target, ast.Tuple) else [target]
        values = assigned.value.elts if isinstance(assigned.value, ast.Tuple) else [assigned.value]
        named = zip(names, values, strict=False)
        yield from (str(ast.literal_eval(value)) for name, value in named if getattr(name, "id", "") == "CAUSE")


def _cause(call: ast.Call) -> Iterator[str]:
    written = [one.value for one in call.keywords if one.arg == "cause"]
    if getattr(call.func, "attr", "") in ("record", "move", "arrive") and len(call.args) > 2:
        written = [call.args[2]]
    for value in written:
        arms = (value.body, value.orelse) if isinstance(value, ast.IfExp) else (value,)
        yield from (str(one.value) for one in arms if isinstance(one, ast.Constant))
