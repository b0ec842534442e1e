"""The one way in which JSON is written where bytes are hashed: keys sorted, UTF-8, no blanks, no floats.

Integers stay below 2^53, so that every reader of JSON reads the same number; anything finer is written as text.
"""

from collections.abc import Mapping
from typing import Any

import orjson

_HOW = orjson.OPT_SORT_KEYS | orjson.OPT_STRICT_INTEGER
_READY = (str, bool, int, type(None))


def canonical(tree: Any) -> bytes:
    """A tree of mappings, lists, text, integers, booleans and None as bytes. Raises ValueError for anything else."""
    refuse_floats(tree)
    return written(tree)


def written(tree: Any) -> bytes:
    """As `canonical`, for a tree that is known to hold no floats."""
    try:
        return orjson.dumps(tree, option=_HOW)
    except TypeError as wrong:
        raise ValueError(f"This cannot be written in the log: {wrong}") from None


def refuse_floats(tree: Any) -> None:
    """Raises ValueError where a float, or anything that is not JSON, stands in the tree."""
    if isinstance(tree, _READY):
        return
    if isinstance(tree, Mapping):
        tree = tree.values()
    elif not isinstance(tree, (list, tuple)):
        raise ValueError(f"A {type(tree).__name__} cannot be written in the log; write it as text")
    for item in tree:
        refuse_floats(item)


def read(text: bytes) -> Any:
    """The inverse of `canonical`. Raises ValueError where the bytes are not JSON."""
    return orjson.loads(text)
