"""A tree against the JSON Schema of its kind; the only file that knows the JSON Schema package."""

import json
from collections.abc import Iterable, Iterator
from functools import lru_cache
from importlib import resources
from typing import Any

from jsonschema import Draft202012Validator, ValidationError
from referencing import Registry

from engine.expressions.check import nearest
from engine.reading.finding import Finding
from engine.reading.place import Block, Place, place_at


@lru_cache
def _validator(kind: str) -> Draft202012Validator:
    """The schema is our own file, and nothing it refers to is ever fetched."""
    text = resources.files("schemas").joinpath(f"{kind}.schema.json").read_text("utf-8")
    return Draft202012Validator(json.loads(text), registry=Registry())


def check(tree: Block, kind: str) -> list[Finding]:
    """Every way in which the tree is not of the shape of its kind (`programme`, `module`, `scenario`, `office`)."""
    return []
