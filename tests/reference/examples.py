"""Where the examples in the docs use each key: found by going through them with the schema in hand."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator

from engine.reading.place import Block
from engine.reading.source import parse
from engine.rehearsal.reading import FREE_KEYS
from tests.reference.places import Schema, area_title, looked_up, schema_of

EXAMPLES = Path(__file__).resolve().parents[2] / "docs/language/examples"
LONGEST = 88
Use = tuple[str, str]  # the title of a place, and a key
_SAFE = re.compile(r"[A-Za-z0-9$][A-Za-z0-9 _.()$/:-]*(?<!:)")


def kind_of(path: Path) -> str:
    """Which schema a file of the examples is written after."""
    if "scenarios" in path.parts:
        return "scenario"
    return {"modules": "module", "offices": "office"}.get(path.parent.name, "programme")


def tree_of(path: Path) -> Block:
    """An example as it is read. Raises ValueError for one that is not."""
    tree = parse(path.name, path.read_text("utf-8"), FREE_KEYS | {"schema"}).tree
    if tree is None:
        raise ValueError(f"{path} cannot be read")
    return tree


def uses() -> dict[Use, str]:
    """For each place and key one example, as a line: the shortest that is shown whole, else the first, cut."""
    found: dict[Use, list[str]] = {}
    for path in sorted(EXAMPLES.rglob("*.yaml")):
        for title, own, block in blocks(kind_of(path), tree_of(path)):
            for name in block.keys() & own:
                found.setdefault((title, name), []).append(f"{name}: {shown(block[name])}")
    return {where: min(lines, key=_worth) for where, lines in found.items()}


def _worth(line: str) -> tuple[bool, bool, int]:
    return "…" in line, len(line) > LONGEST, len(line)


Found = Iterator[tuple[str, Schema, dict[str, Any]]]


def blocks(kind: str, tree: Any) -> Found:
    """Every place of a file: its title, the keys that it may have, and the mapping that stands there."""
    root = schema_of(kind)
    return _blocks(root, root, tree, "", "")


def _blocks(root: Schema, schema: Schema, value: Any, outer: str, key: str) -> Found:
    schema = looked_up(root, schema)
    for branch in _branches(schema, value):
        yield from _blocks(root, branch, value, outer, key)
    if isinstance(value, list):
        for one in value:
            yield from _blocks(root, schema.get("items", {}), one, outer, key)
    if isinstance(value, dict):
        yield from _of_mapping(root, schema, value, outer, key)


def _of_mapping(root: Schema, schema: Schema, value: dict[str, Any], outer: str, key: str) -> Found:
    own, others = schema.get("properties", {}), schema.get("additionalProperties")
    title = area_title(schema, outer, key) if own else outer
    if own:
        yield title, own, value
    for name, inner in value.items():
        if name in own:
            yield from _blocks(root, own[name], inner, title, name)
        elif isinstance(others, dict):
            yield from _blocks(root, others, inner, title, key)


def _branches(schema: Schema, value: Any) -> Iterator[Schema]:
    if "if" in schema:
        taken = "then" if Draft202012Validator(schema["if"]).is_valid(value) else "else"
        if taken in schema:
            yield schema[taken]


# as a line


def shown(value: Any, deep: int = 2) -> str:
    """A value as it could be written in one line; what is too long or too deep is cut at `…`."""
    if isinstance(value, Mapping) and len(value):
        inner = [f"{name}: {shown(one, deep - 1)}" for name, one in value.items()]
        return _within("{", inner, "}", deep)
    if isinstance(value, list):
        return _within("[", [shown(one, deep - 1) for one in value], "]", deep)
    if isinstance(value, bool):
        return str(value).lower()
    return _word(value, deep)


def _within(begin: str, parts: list[str], end: str, deep: int) -> str:
    whole = f"{begin}{', '.join(parts)}{end}"
    if deep and len(whole) <= LONGEST:
        return whole
    if not deep or not parts:
        return f"{begin}…{end}"
    return f"{begin}{parts[0]}{', …' if len(parts) > 1 else ''}{end}"


def _word(value: Any, deep: int) -> str:
    text = str(value)
    if "\n" in text:
        return f"| {text.splitlines()[0]} …"
    if isinstance(value, int) or ": " not in text and _SAFE.fullmatch(text):
        return text
    if deep == 2 and not set(text) & set("{}[]#\"'") and ": " not in text:
        return text
    return f'"{text}"' if '"' not in text else f"'{text}'"
