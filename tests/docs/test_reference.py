"""The reference is whole: every key, rule, question, refusal and outcome that the engine knows, with an example."""

import ast
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from engine.expressions import joining, questions, read
from engine.expressions.about_people import ABOUT_PEOPLE
from engine.expressions.check import CLOCK
from engine.model import Programme
from engine.reading import read_programme, shape
from engine.reading.rules.outcome_fits import OF_CASES, OF_TRACKS
from engine.rehearsal.names import questions as names_of
from tests.docs.guide import DOCS, every_key
from tests.reference.examples import EXAMPLES, blocks, kind_of, tree_of, uses
from tests.reference.page import PAGE, page, parts_of, rule_modules, shown_areas, told_of_bad_lines
from tests.reference.places import schema_of

ENGINE = DOCS.parent / "engine"
MADE_ANEW = "run: python -m tests.reference"
OF_THE_PRODUCT = {"cannot_rest", "key_reused"}  # no sound programme, and no story, can be refused with these


def rows(name: str, heading: str) -> list[list[str]]:
    """The rows of the first table under a heading of a page of the language."""
    text = (DOCS / "language" / name).read_text(encoding="utf-8").partition(f"## {heading}\n")[2]
    lines = re.findall(r"^\| (.*) \|$", text.partition("\n## ")[0], re.MULTILINE)
    return [line.replace("\\|", "\0").split(" | ") for line in lines[1:] if not line.startswith("---")]


def codes(cell: str) -> list[str]:
    return re.findall(r"`([^`]+)`", cell)


def test_the_reference_is_what_its_command_makes_of_schemas_and_rules() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), MADE_ANEW


def test_every_key_says_what_it_means_and_is_shown_in_an_example_that_is_run() -> None:
    shown = uses()
    wanted = [(area.title, key) for area in shown_areas() for key in area.keys.values()]
    assert len(wanted) > 150
    assert [f"{title}: {key.name}" for title, key in wanted if not key.says] == []
    missing = [f"{title}: {key.name}" for title, key in wanted if (title, key.name) not in shown]
    assert missing == [], "show it in docs/language/examples"


def defaults() -> list[tuple[str, str, Any]]:
    """Of programme and module files: the place, the key, and what is taken where it is left out."""
    keys = ((one, key) for one in shown_areas() if one.kind in ("programme", "module") for key in one.keys.values())
    return [(area.title, key.name, key.schema["default"]) for area, key in keys if "default" in key.schema]


def read_with(title: str, key: str, value: Any) -> tuple[Programme, int]:
    """The programme of the examples with the key at this value wherever that place leaves it out (None: as it is);
    in how many places it was put. Where none leaves it out, None takes it away, and a value is put in its place."""
    texts, _ = every_key()
    trees = {path: tree_of(EXAMPLES / path) for path in texts if not path.startswith("offices")}
    places = [
        block for path, tree in trees.items() for name, _, block in blocks(kind_of(Path(path)), tree) if name == title
    ]
    without = [block for block in places if key not in block] or places
    for block in without:
        block.pop(key, None)
        block.update({} if value is None else {key: value})
    reading = read_programme("every-key/programme.yaml", {path: json.dumps(tree) for path, tree in trees.items()})
    assert reading.programme is not None, reading.findings
    return replace(reading.programme, digest="", labels_digest="", resolved={}), len(without)


@pytest.mark.parametrize(("title", "key", "value"), defaults())
def test_what_the_reference_says_is_taken_without_a_key_is_what_the_engine_takes(
    title: str, key: str, value: Any
) -> None:
    bare, _ = read_with(title, key, None)
    written, places = read_with(title, key, value)
    assert places and as_text(written) == as_text(bare)


def as_text(programme: Programme) -> str:
    """A programme as text in which one reading's closures are called like another's."""
    return re.sub(r" at 0x[0-9a-f]+", "", repr(programme))


def test_every_rule_teaches_with_what_passes_and_what_fails() -> None:
    files = {path.stem for path in (ENGINE / "reading/rules").glob("[a-z]*.py")}
    found = [parts_of(rule) for rule in rule_modules()]
    assert len(found) == len(files) > 15
    assert all(said.endswith((".", ")", "(warning).")) and example for said, _, example in found)


# expressions


def asked_words() -> set[str]:
    return {*questions.PLAIN_CALLS, *ABOUT_PEOPLE, *(word for _, word in questions._ASKED)}


def test_every_question_of_the_engine_is_on_the_page_of_expressions() -> None:
    told = [re.findall(r"([a-z_]+)\(", row[0])[0] for row in rows("expressions.md", "Questions")]
    assert sorted(told) == sorted(asked_words())


def test_every_operator_and_every_name_is_on_the_page_of_expressions() -> None:
    operators = [one for row in rows("expressions.md", "Operators") for one in codes(row[0])]
    assert sorted(operators) == sorted(["and", "or", "not", "+", "-", *joining.COMPARISONS.values()])
    names = [one for row in rows("expressions.md", "Names") for cell in row for one in codes(cell)]
    assert {*CLOCK, *questions.DOCUMENT_PARTS} <= set(names)


def examples_of_questions() -> Iterator[tuple[str, str]]:
    for heading in ("Operators", "Questions"):
        yield from ((example, heading) for row in rows("expressions.md", heading) for example in codes(row[3]))


@pytest.mark.parametrize(("text", "heading"), list(examples_of_questions()))
def test_an_example_of_an_expression_is_read_in_the_programme_that_shows_every_key(text: str, heading: str) -> None:
    texts, _ = every_key()
    read_there, faults = read(text, names_of(texts, "every-key").of_person, "any")
    assert read_there is not None, faults


def test_each_question_answers_with_the_type_that_its_page_says() -> None:
    texts, _ = every_key()
    names = names_of(texts, "every-key").of_person
    for row in rows("expressions.md", "Questions"):
        bare = re.match(r"[a-z_.]+\([^()]*(?:\([^()]*\))?[^()]*\)", codes(row[3])[0])
        found, faults = read(bare[0] if bare else "", names, "any")
        assert found is not None and found.type == row[1], (row[0], faults)


# findings


CODE_AT = {"finding": 0, "told": 1, "tell": 1, "refuse": 1}  # where its code stands in what is said


def codes_of_findings() -> set[str]:
    """Every code that a finding is made with, as it stands in the source of the engine."""
    calls = (node for path in ENGINE.rglob("*.py") for node in ast.walk(ast.parse(path.read_text("utf-8"))))
    found = {text for one in calls if isinstance(one, ast.Call) for text in _code_made(one)}
    return {code for code in found if re.fullmatch("[a-z]+(-[a-z]+)*", code)}


def _code_made(call: ast.Call) -> Iterator[str]:
    at = CODE_AT.get(getattr(call.func, "attr", ""))
    if at is not None and len(call.args) > at:
        yield from _texts(call.args[at])


def test_every_finding_has_an_example_in_the_reference_or_a_word_on_the_page_of_the_text() -> None:
    named = {code for row in rows("text.md", "How it is told") for code in codes(row[0])}
    shown = {*told_of_bad_lines(), *(rule.ID for rule in rule_modules())}
    made = codes_of_findings()
    assert len(made) > 25
    assert made - shown - named == set()
    assert named - made == set(), "told of, and never made"


def test_every_word_kept_for_later_is_told_on_the_page_of_the_text() -> None:
    told = next(one for one in (DOCS / "language/text.md").read_text("utf-8").split("\n\n") if "`reserved`" in one)
    keys, _, operations = told.partition("for `does`:")
    assert shape.LATER == {*codes(keys)} - {"reserved", "programme", "facts"}
    assert shape.LATER_OPERATIONS == {*codes(operations)} - {"per"}


# refusals, endings, types


def codes_of_the_engine() -> set[str]:
    """Every code with which the engine refuses, as it stands in its source."""
    found = set[str]()
    for path in ENGINE.rglob("*.py"):
        for call in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call):
                found |= set(_code_of(call))
    return found


def _code_of(call: ast.Call) -> Iterator[str]:
    named = call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")
    given = [word.value for word in call.keywords if word.arg == "code"] if named == "Unmet" else []
    if named == "unmet" and len(call.args) > 2:
        given = call.args[:1]
    for value in given:
        yield from _texts(value)


def _texts(value: ast.expr) -> Iterator[str]:
    """The codes that stand there: one, one of two, or (where it is a name) those that the function gives it."""
    if isinstance(value, ast.Constant):
        yield str(value.value)
    elif isinstance(value, ast.IfExp):
        yield from (*_texts(value.body), *_texts(value.orelse))


def test_every_refusal_of_the_engine_is_told() -> None:
    told = [codes(row[0])[0] for row in rows("refusals.md", "Codes of the engine")]
    assert len(told) == len(set(told))
    assert set(told) == codes_of_the_engine()


def test_every_refusal_is_met_in_a_story_that_is_played() -> None:
    _, stories = every_key()
    lists = (found for text in stories.values() for found in re.findall(r"refused(?:_among)?: \[([^]]+)]", text))
    met = {name for found in lists for name in found.split(", ")}
    assert codes_of_the_engine() - OF_THE_PRODUCT <= met


def test_every_outcome_is_told_with_whose_it_is() -> None:
    text = (DOCS / "language/endings.md").read_text(encoding="utf-8")
    told = dict(re.findall(r"^\| `([a-z_]+)` \| ([a-z, ]+) \|", text, re.MULTILINE))
    assert {code for code, whose in told.items() if whose == "case, person"} == OF_CASES
    assert {code for code, whose in told.items() if whose == "side track"} == OF_TRACKS


def test_every_type_of_a_fact_is_told_as_it_is_written() -> None:
    told = [codes(row[0])[0] for row in rows("text.md", "Types of facts")]
    assert sorted(told) == sorted(schema_of("programme")["$defs"]["fact"]["properties"]["type"]["enum"])
