"""A tree against the JSON Schema of its kind.

The schemas are the one truth for which keys stand where. The words of a finding are ours: the package's own messages
quote the value, and a value may be somebody's name.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from engine.expressions.walk import nearest
from engine.json_schema import ValidationError, own_schema
from engine.reading.finding import Finding
from engine.reading.place import Block, Place, Row, place_at
from engine.reading.source import NAME

TYPES = {
    "string": "a text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "object": "a mapping of keys to values",
    "array": "a list",
    "null": "nothing",
}
LATER = frozenset(("quotas", "takes", "gives_back", "groups", "joins", "bars", "notices", "variants", "holds_at"))
LATER_OPERATIONS = frozenset(("link", "open_case", "convert"))
Told = Iterator[Finding]


def check(tree: Block, kind: str) -> list[Finding]:
    """Every way in which the tree is not of the shape of its kind (`programme`, `module`, `scenario`, `office`)."""
    found: dict[tuple[int, int, str], Finding] = {}
    for error in own_schema(kind).iter_errors(tree):
        for finding in _told(tree, error):
            found.setdefault((finding.line, finding.column, finding.code), finding)
    return list(found.values())


def _told(tree: Block, error: ValidationError) -> Told:
    if "propertyNames" in error.absolute_schema_path:
        yield from _name(tree, error)
        return
    later = _later(error)
    if later is not None:
        yield _reserved(_place(tree, error), later)
        return
    yield from _WORDS.get(str(error.validator), _otherwise)(tree, error)


def _later(error: ValidationError) -> str | None:
    """What is wrong here and will be right in a later wave of the language."""
    key = next(reversed(_path(error)), None)
    if key == "does" and isinstance(error.instance, str) and error.instance in LATER_OPERATIONS:
        return f"'{error.instance}'"
    return "'per' with a list" if key == "per" and isinstance(error.instance, list) else None


def _path(error: ValidationError) -> list[str | int]:
    return list(error.absolute_path)


def _place(tree: Block, error: ValidationError) -> Place:
    return place_at(tree, _path(error))


def _key_place(tree: Block, error: ValidationError) -> Place:
    """The key under which the value stands; for an item of a list or the whole file, its beginning."""
    path = _path(error)
    outer: Any = tree
    for step in path[:-1]:
        outer = outer[step]
    return outer.keys_at[path[-1]] if path and isinstance(outer, Block) else _place(tree, error)


def _name(tree: Block, error: ValidationError) -> Told:
    block = _inner(tree, _path(error))
    place = block.keys_at.get(str(error.instance), block.place)
    yield place.finding("name", "This cannot be a name", str(error.schema.get("description", "")) or None)


def _inner(tree: Any, path: list[str | int]) -> Any:
    for step in path:
        tree = tree[step]
    return tree


def _unknown_key(tree: Block, error: ValidationError) -> Told:
    block, known = _inner(tree, _path(error)), error.schema.get("properties", {})
    for key in block:
        if key in LATER or (key == "programme" and _path(error) == ["facts"]):
            yield _reserved(block.keys_at[key], f"'{key}'")
        elif key not in known:
            hint = nearest(key, known) or f"The keys here are: {', '.join(known)}"
            yield block.keys_at[key].finding("unknown-key", f"'{key}' is not a key here", hint)


def _reserved(place: Place, what: str) -> Finding:
    message = f"{what} is a word of a later wave of the language"
    return place.finding("reserved", message, "Leave it out; it is kept free and means nothing yet")


def _missing(tree: Block, error: ValidationError) -> Told:
    for key in error.validator_value:
        if key not in error.instance:
            what = error.schema.get("properties", {}).get(key, {})
            hint = f"Add {key}: {what.get('description', '')}".rstrip(": ") if what else f"Add {key}"
            yield _key_place(tree, error).finding("key-missing", f"'{key}' is missing", hint)


def _one_missing(tree: Block, error: ValidationError) -> Told:
    """Of several keys none is there, where one must be."""
    known = [f"'{key}'" for one in error.validator_value for key in one.get("required", ())]
    message = f"One of {', '.join(known)} is missing"
    yield _key_place(tree, error).finding("key-missing", message, f"Add {' or '.join(known)}".replace("'", ""))


def _companions(tree: Block, error: ValidationError) -> Told:
    for key, others in error.validator_value.items():
        for other in others:
            if key in error.instance and other not in error.instance:
                block = _inner(tree, _path(error))
                yield block.keys_at[key].finding("key-missing", f"'{key}' needs '{other}' beside it", f"Add {other}")


def _type(tree: Block, error: ValidationError) -> Told:
    wanted = error.validator_value
    kinds = " or ".join(TYPES[one] for one in ([wanted] if isinstance(wanted, str) else wanted))
    plain = wanted == "string" and "pattern" not in error.schema and isinstance(error.instance, (bool, int))
    listed = wanted == "array" and isinstance(error.instance, (str, int))
    hint = "Put it in quotation marks" if plain else "Put it in square brackets" if listed else _description(error)
    place = _key_place(tree, error) if error.instance is None else _place(tree, error)
    yield place.finding("wrong-shape", f"Here {kinds} is needed", hint)


def _one_of(tree: Block, error: ValidationError) -> Told:
    known = [str(one) for one in error.validator_value]
    shown = f"'{error.instance}'" if isinstance(error.instance, str) and NAME.fullmatch(error.instance) else "This"
    hint = nearest(str(error.instance), known) or f"The words here are: {', '.join(known)}"
    yield _place(tree, error).finding("unknown-word", f"{shown} is not a word for this place", hint)


def _constant(tree: Block, error: ValidationError) -> Told:
    wanted = json.dumps(error.validator_value).strip('"')
    yield _place(tree, error).finding(
        "unknown-word", f"Here only '{wanted}' may stand", f"Write {wanted}, or leave the key out"
    )


def _pattern(tree: Block, error: ValidationError) -> Told:
    title = str(error.schema.get("title", "value")).lower()
    yield _place(tree, error).finding("wrong-shape", f"This is not written as a {title} is", _description(error))


def _few(tree: Block, error: ValidationError) -> Told:
    yield _key_place(tree, error).finding("empty", "Nothing stands here", "Write something, or leave the key out")


def _many(tree: Block, error: ValidationError) -> Told:
    what = (
        f"At most {error.validator_value}" if str(error.validator) != "maxProperties" else "More stands here than may"
    )
    yield _place(tree, error).finding("too-long", what, _description(error))


def _twice(tree: Block, error: ValidationError) -> Told:
    row = _inner(tree, _path(error))
    for number, (item, place) in enumerate(row.placed()) if isinstance(row, Row) else ():
        if item in row[:number]:
            yield place.finding("written-twice", "This is in the list already", "Take it out")


def _otherwise(tree: Block, error: ValidationError) -> Told:
    yield _place(tree, error).finding(
        "wrong-shape", "This does not have the shape that is needed here", _description(error)
    )


def _description(error: ValidationError) -> str | None:
    return error.schema.get("description") if isinstance(error.schema, Mapping) else None


_WORDS: Mapping[str, Callable[[Block, ValidationError], Told]] = {
    "additionalProperties": _unknown_key,
    "required": _missing,
    "dependentRequired": _companions,
    "anyOf": _one_missing,
    "type": _type,
    "enum": _one_of,
    "const": _constant,
    "pattern": _pattern,
    "minItems": _few,
    "minProperties": _few,
    "minLength": _few,
    "maxLength": _many,
    "maximum": _many,
    "maxProperties": _many,
    "uniqueItems": _twice,
}
