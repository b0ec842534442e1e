"""The keeper of the JSON Schema package: our own schemas, and what a fact's `schema` says about its values.

A fact's schema is a small part of JSON Schema (`value_schema` in schemas/programme.schema.json): nothing that refers
anywhere, nothing that nests without end, and patterns that are tried on short texts only.
"""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from importlib import resources
from typing import Any

from jsonschema import Draft202012Validator, ValidationError
from jsonschema.validators import extend
from referencing import Registry

__all__ = ["LONGEST_MATCHED", "WORDS", "Schema", "ValidationError", "faulty_pattern", "misplaced", "own_schema"]

LONGEST_MATCHED = 200  # characters of a text that is compared with a pattern
WORDS = {
    "minLength": "At least {} characters",
    "maxLength": "At most {} characters",
    "pattern": "Write it like this: {}",
    "minimum": "At least {}",
    "maximum": "At most {}",
    "exclusiveMinimum": "More than {}",
    "exclusiveMaximum": "Less than {}",
    "multipleOf": "A multiple of {}",
    "minItems": "At least {} items",
    "maxItems": "At most {} items",
    "uniqueItems": "Each item once only",
    "enum": "Only: {}",
}
_ASKED_OF = {
    "text": {"minLength", "maxLength", "pattern", "enum"},
    "country": {"enum"},
    "language": {"enum"},
    "integer": {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "enum"},
    "number": {"minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "enum"},
    "list": {"minItems", "maxItems", "uniqueItems", "items"},
    "choices": {"minItems", "maxItems"},
}
_PARTS = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\((?:\?:)?|\)|(?:[*+?]|\{[0-9,]+\})\??|.", re.DOTALL)


@lru_cache
def own_schema(kind: str) -> Any:
    """One of our own files, and nothing that it refers to is ever fetched."""
    schema = json.loads(resources.files("schemas").joinpath(f"{kind}.schema.json").read_text("utf-8"))
    inner = {f"#/$defs/{name}": one for name, one in schema.get("$defs", {}).items()}
    own: Any = extend(Draft202012Validator, {"$ref": _following(inner)})
    return own(schema, registry=Registry())


def _following(inner: Mapping[str, Any]) -> Callable[..., Iterator[ValidationError]]:
    """References inside the file. The package would look each one up anew, which takes a third of a check."""

    def follow(validator: Any, name: str, instance: Any, schema: Any) -> Iterator[ValidationError]:
        yield from validator.descend(instance, inner[name])

    return follow


@dataclass(frozen=True, slots=True)
class Schema:
    """What a fact says of its values beyond their type. `like`: how a text is written that has the pattern."""

    body: Mapping[str, Any]
    like: str | None = None
    _validator: Draft202012Validator = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_validator", Draft202012Validator(self.body, registry=Registry()))

    def wrong(self, value: Any) -> str | None:
        """What is wrong with a value in words, the first thing found; None where nothing is."""
        if isinstance(value, str) and "pattern" in self.body and len(value) > LONGEST_MATCHED:
            return WORDS["maxLength"].format(LONGEST_MATCHED)
        plain = list(value) if isinstance(value, tuple) else value
        error = next(iter(self._validator.iter_errors(plain)), None)
        return self._told(str(error.validator), error.validator_value) if error else None

    def _told(self, keyword: str, limit: Any) -> str:
        if keyword == "pattern":
            return WORDS[keyword].format(self.like or limit)
        return WORDS[keyword].format(", ".join(str(one) for one in limit) if isinstance(limit, list) else limit)


def misplaced(kind: str, body: Mapping[str, Any]) -> Iterator[str]:
    """The keywords that say nothing about values of a type."""
    yield from (key for key in body if key != "title" and key not in _ASKED_OF.get(kind, ()))


def faulty_pattern(pattern: str) -> str | None:
    """Why a pattern is not taken, in words: it cannot be read, or trying it could take for ever."""
    try:
        re.compile(pattern)
    except (re.error, RecursionError, OverflowError) as error:
        return f"The pattern cannot be read: {error}"
    return _endless(pattern)


def _endless(pattern: str) -> str | None:
    """A group that is repeated holds no repetition and no choice; nothing looks ahead, behind or back."""
    inside, closed = [False], False
    for found in _PARTS.finditer(pattern):
        part = found.group()
        if (part == "(" and pattern[found.end() :].startswith("?")) or re.fullmatch(r"\\[0-9]", part):
            return "The pattern looks ahead, behind or back"
        if part == ")":
            closed = inside.pop()
            inside[-1] = inside[-1] or closed
            continue
        if part[0] in "*+{" and closed:
            return "In this pattern a choice, or something repeated, is repeated again"
        if part.startswith("("):
            inside.append(False)
        elif part[0] in "*+?{|":
            inside[-1] = True
        closed = False
    return None
