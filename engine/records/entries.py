"""An entry of the log as the bytes that are hashed, and beside them what is personal, sealed.

The bytes are canonical JSON: the fields of `engine.entry.Entry` that do not hold their default, instants as UTC text,
and besides
- `v`: 1, the number of this format;
- `prev`: the hash of the entry before, as hexadecimal; 64 zeros for the first;
- `commits`: in place of `written`, `changes` and `note`, for each of their items, in order, the hexadecimal
  HMAC-SHA256(salt, canonical(item)) under 32 random bytes of salt of its own. An item is `{"owner", "fact", "value"}`,
  a change, or `{"note"}`. A value that was emptied is null, which is not the empty text.

hash = SHA256(0x00 || bytes): the leaf hash of RFC 6962. As the bytes name case, number and `prev`, they chain alone.

The sealed part holds each item with its salt: once the case's key is destroyed, a commitment tells nothing.
"""

import hmac
import os
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from engine.entry import Entry, Written
from engine.errors import Broken
from engine.records import canonical
from engine.records.sealing import CaseKey
from engine.records.shapes import record

FORMAT = 1
START = bytes(32)
_SALT = 32

_OPEN = record(Entry, without=("written", "changes", "note"))
_WRITTEN = record(Written)


@dataclass(frozen=True, slots=True)
class Line:
    """An entry as it is kept. `sealed` None: it holds nothing personal."""

    seq: int
    step: int
    text: bytes
    prev: bytes
    hash: bytes
    sealed: bytes | None


def hash_of(text: bytes) -> bytes:
    return sha256(b"\x00" + text).digest()


def place(case_id: str, seq: int) -> str:
    """Where the personal part of an entry stands, as it is authenticated."""
    return f"{case_id}:{seq}"


def keep(entry: Entry, prev: bytes, key: CaseKey) -> Line:
    """An entry as it is to be kept after the one whose hash is `prev`. Raises ValueError for what is not JSON."""
    tree = _OPEN.write(entry)
    canonical.refuse_floats(tree.get("inputs", {}))
    personal = {name: [_salted(item) for item in items] for name, items in _items(entry)}
    tree |= {"v": FORMAT, "prev": prev.hex()}
    if personal:
        tree["commits"] = {name: [commitment(*pair) for pair in pairs] for name, pairs in personal.items()}
    text = canonical.written(tree)
    sealed = key.seal(place(entry.case, entry.seq), canonical.written(personal)) if personal else None
    return Line(entry.seq, entry.step, text, prev, hash_of(text), sealed)


def _items(entry: Entry) -> Iterator[tuple[str, list[Any]]]:
    if entry.written:
        yield "written", [_WRITTEN.write(item) for item in entry.written]
    if entry.changes:
        canonical.refuse_floats(entry.changes)
        yield "changes", list(entry.changes)
    if entry.note is not None:
        yield "note", [{"note": entry.note}]


def _salted(item: Any) -> tuple[str, Any]:
    return os.urandom(_SALT).hex(), item


def commitment(salt: str, item: Any) -> str:
    return hmac.digest(bytes.fromhex(salt), canonical.written(item), "sha256").hex()


def read_open(text: bytes) -> dict[str, Any]:
    """The bytes of an entry as JSON. Raises Broken where they are not an entry of a known format."""
    try:
        tree = canonical.read(text)
        if tree["v"] != FORMAT:
            raise Broken(f"The entry is written in format {tree['v']}, which this version does not know")
        return tree
    except (ValueError, KeyError, TypeError):
        raise Broken("The entry's bytes are not an entry") from None


def read_personal(case_id: str, seq: int, sealed: bytes | None, key: CaseKey) -> dict[str, list[Any]]:
    """The personal part of an entry, opened: under each name the pairs of salt and item. Raises Broken."""
    if sealed is None:
        return {}
    return canonical.read(key.open(place(case_id, seq), sealed))


def read_entry(text: bytes, sealed: bytes | None, key: CaseKey) -> Entry:
    """The inverse of `keep`. Raises Broken where the bytes are no entry, or its personal part does not open."""
    tree = read_open(text)
    commits = tree.pop("commits", {})
    try:
        personal = read_personal(tree["case"], tree["seq"], sealed, key)
        if commits.keys() != personal.keys():
            raise Broken(f"The personal part of entry {tree['seq']} is missing, or is not the one that was written")
        return _entry(tree, {name: [item for _, item in pairs] for name, pairs in personal.items()})
    except (KeyError, TypeError, ValueError):
        raise Broken("The entry's bytes are not an entry") from None


def _entry(tree: dict[str, Any], items: dict[str, list[Any]]) -> Entry:
    parts = {name: item for name, item in tree.items() if name not in ("v", "prev")}
    return Entry(
        **_OPEN.read(parts),
        written=tuple(_WRITTEN.read(item) for item in items.get("written", ())),
        changes=tuple(items.get("changes", ())),
        note=items["note"][0]["note"] if "note" in items else None,
    )
