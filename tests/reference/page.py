"""The page `docs/reference.md`: every key with an example, every rule, what `check` finds."""

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from engine.reading import read_programme, rules
from tests.reading.texts import with_modules
from tests.reference.examples import uses
from tests.reference.places import Area, Key, areas, schema_of, type_words

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs/reference.md"
BAD, SMALL = ROOT / "tests/reading/rules", "small/programme.yaml"
PARTS = {
    "programme": "Programme files",
    "module": "Module files",
    "office": "Office files",
    "scenario": "Scenario files",
}
HEAD = """# Reference

Every key of every file, every rule, what `caseway check` finds. **This page is made by `python -m tests.reference`**
from the schemas and the rules that check, with examples out of
[language/examples](language/examples/every-key/programme.yaml), which are checked and played.

Beside it stand by hand: [the text](language/text.md), [expressions](language/expressions.md) with every question,
[refusals](language/refusals.md), [endings](language/endings.md), and [what one step does](semantics.md). **!** marks a
key that must be there; in brackets what is taken when it is left out. The words: [glossary](glossary.md).
"""


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *_keys(), *_rules(), *_findings()])


# keys


def shown_areas() -> list[Area]:
    """Every place that has keys."""
    return list(areas().values())


def _keys() -> Iterator[str]:
    examples, part = uses(), ""
    for area in shown_areas():
        if area.kind != part:
            part = area.kind
            yield f"## {PARTS[part]}\n"
        yield f"### {area.title}\n\n{area.says}\n"
        yield "| key | is | meaning | for example |\n|---|---|---|---|"
        yield from (_line(area, key, examples.get((area.title, key.name), "")) for key in area.keys.values())
        yield ""


def _line(area: Area, key: Key, example: str) -> str:
    kind = type_words(schema_of(area.kind), key.schema)
    default = f" ({_default(key)})" if "default" in key.schema else ""
    return _row(f"`{key.name}`{' **!**' if key.required else ''}", f"{kind}{default}", key.says, f"`{example}`")


def _default(key: Key) -> str:
    value = key.schema["default"]
    return f"`{str(value).lower() if isinstance(value, bool) else value}`"


def _row(*cells: str) -> str:
    return f"| {' | '.join(cell.replace('|', chr(92) + '|') for cell in cells)} |"


# rules


def rule_modules() -> list[ModuleType]:
    """Every rule, in the order of their ids."""
    found = [importlib.import_module(f"{rules.__name__}.{one.name}") for one in pkgutil.iter_modules(rules.__path__)]
    return sorted(found, key=lambda one: one.ID)


def _rules() -> Iterator[str]:
    yield "## Rules\n\nAsked of a whole programme, once its text, shape, names and types are sound."
    yield "PASS is good, FAIL is told.\n"
    for rule in rule_modules():
        first, teaches, example = parts_of(rule)
        yield f"### `{rule.ID}`\n\n{first}\n"
        yield from (f"{one}\n" for one in teaches)
        yield f"```text\n{example}\n```\n"


def parts_of(rule: ModuleType) -> tuple[str, list[str], str]:
    """Of a rule's docstring: what it asks, why, and the lines with PASS and FAIL. Raises ValueError."""
    text = inspect.getdoc(rule) or ""
    said, mark, example = text.partition("\nPASS  ")
    if not mark or "\nFAIL  " not in example:
        raise ValueError(f"{rule.__name__} shows no PASS and FAIL in its docstring")
    first, *teaches = said.strip().split("\n\n")
    sentence = first.partition(": ")[2].replace("\n", " ")
    return sentence[:1].upper() + sentence[1:], [one.replace("\n", " ") for one in teaches], f"PASS  {example.strip()}"


# findings


def _findings() -> Iterator[str]:
    yield "## Findings\n\nWhat else `check` tells first of a file: a wrong line, and what is told about it.\n"
    yield "| code | for example | is told |\n|---|---|---|"
    for code, (line, told) in sorted(told_of_bad_lines().items()):
        yield _row(f"`{code}`", f"`{line}`", told)
    yield ""


def told_of_bad_lines() -> dict[str, tuple[str, str]]:
    """By code, of each kind of finding that is no rule: a line that is wrong, and what is told about it."""
    own, found = {rule.ID for rule in rule_modules()}, dict[str, tuple[str, str]]()
    for path in sorted(BAD.glob("*/bad-*.yaml")):
        text = path.read_text("utf-8")
        for one in read_programme(SMALL, with_modules(text, SMALL)).findings:
            if one.code not in own and one.path == SMALL:
                line = text.splitlines()[one.line - 1].partition("   # ")[0].strip()
                found.setdefault(one.code, (line, f"{one.message}. {one.hint}" if one.hint else one.message))
    return found
