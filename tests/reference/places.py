"""Every place of the language's files and the keys that it may have, out of the JSON Schemas: the same that check."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from importlib import resources
from typing import Any

KINDS = ("programme", "module", "office", "scenario")
STEP = "Step"
Schema = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Key:
    """One key of a place. `schema` is what its value must be, looked up if it is named elsewhere."""

    name: str
    schema: Schema
    required: bool

    @property
    def says(self) -> str:
        return str(self.schema.get("description", ""))


@dataclass(slots=True)
class Area:
    """A place with keys, such as a state or an action. `kind` is the file in which it stands first."""

    title: str
    kind: str
    says: str
    keys: dict[str, Key] = field(default_factory=dict)


def schema_of(kind: str) -> Schema:
    found: Schema = json.loads(resources.files("schemas").joinpath(f"{kind}.schema.json").read_text("utf-8"))
    return found


def looked_up(root: Schema, schema: Schema) -> Schema:
    """The schema with what it refers to; its own title and description win."""
    if "$ref" not in schema:
        return schema
    named = str(schema["$ref"]).rpartition("/")[2]
    meant = looked_up(root, root["$defs"][named])
    area = {"of": named, "area": meant.get("title", ""), "area_says": meant.get("description", "")}
    return {**meant, **area, **{key: value for key, value in schema.items() if key != "$ref"}}


def area_title(schema: Schema, outer: str, key: str) -> str:
    """The heading of a place. All the kinds of steps are one: their keys mean the same."""
    named = str(schema.get("of", ""))
    if named.startswith("step_"):
        return STEP
    if named or not outer:
        return str(schema.get("area", schema["title"]))
    return f"{outer}: `{key}`"


def areas() -> dict[str, Area]:
    """Every place by its title, in the order in which a reader meets it."""
    found: dict[str, Area] = {}
    for kind in KINDS:
        root = schema_of(kind)
        _Collecting(root, kind, found).collect(root, "", "")
    return found


@dataclass(slots=True)
class _Collecting:
    root: Schema
    kind: str
    found: dict[str, Area]
    seen: set[str] = field(default_factory=set)

    def collect(self, schema: Schema, outer: str, key: str) -> None:
        schema = looked_up(self.root, schema)
        title = area_title(schema, outer, key) if schema.get("properties") else outer
        if schema.get("properties"):
            mark = str(schema.get("of", title))
            if mark in self.seen:
                return
            self.seen.add(mark)
            self.note(schema, title)
        for name, inner in below(schema):
            self.collect(inner, title, name or key)

    def note(self, schema: Schema, title: str) -> None:
        said = str(schema.get("area_says") or schema.get("description", ""))
        area = self.found.setdefault(title, Area(title, self.kind, said))
        needed = () if title == STEP else schema.get("required", ())
        for name, inner in schema["properties"].items():
            area.keys.setdefault(name, Key(name, looked_up(self.root, inner), name in needed))


def below(schema: Schema) -> Iterator[tuple[str, Schema]]:
    """The schemas inside one, each with the key under which it stands, if it stands under one."""
    yield from schema.get("properties", {}).items()
    for part in ("additionalProperties", "items"):
        if isinstance(schema.get(part), dict):
            yield "", schema[part]
    for part in ("then", "else"):
        if part in schema:
            yield "", schema[part]


def type_words(root: Schema, schema: Schema) -> str:
    """What a value may be, in a few words."""
    schema = looked_up(root, schema)
    if "enum" in schema:
        return ", ".join(f"`{_plain(one)}`" for one in schema["enum"])
    if "const" in schema:
        return f"`{_plain(schema['const'])}`"
    if schema.get("of") in WORDS:
        return WORDS[str(schema["of"])]
    kinds = schema.get("type", "object")
    found = [_of_kind(root, schema, one) for one in ([kinds] if isinstance(kinds, str) else kinds)]
    return " or ".join(dict.fromkeys(found))


WORDS = {
    "name": "name",
    "reference": "name",
    "reference_dashed": "name",
    "path": "name or `track.name`",
    "references": "name or list of names",
    "reference_list": "list of names",
    "text": "text",
    "words": "text",
    "expression": "expression",
    "span": "span",
    "constant": "constant",
    "target": "state",
    "moves": "state or list of moves",
    "places": "list of states and phases",
    "paths": "list of names",
    "whom": "person, list of people, or `everyone`",
    "moment": "day, or day and time",
    "answers": "answers by their names",
    "table": "table",
}


def _plain(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _of_kind(root: Schema, schema: Schema, kind: str) -> str:
    if kind == "object":
        return _of_object(root, schema)
    if kind == "array":
        inner = looked_up(root, schema.get("items", {}))
        return f"list of {_several(root, inner)}"
    return {"string": "text", "integer": "whole number", "number": "number", "boolean": "`true` or `false`"}[kind]


def _of_object(root: Schema, schema: Schema) -> str:
    inner = schema.get("additionalProperties")
    if isinstance(inner, dict) and not schema.get("properties"):
        return f"name → {_several(root, looked_up(root, inner))}"
    return "block"


def _several(root: Schema, schema: Schema) -> str:
    """What each of several is: the title of a place, or the words for a value."""
    named = str(schema.get("of", ""))
    if schema.get("properties") or "then" in schema:
        return str(schema.get("title", named)).lower()
    return type_words(root, schema)
