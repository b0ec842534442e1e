"""What a programme is known by: one digest over what the engine does, one over the words for people."""

import hashlib
import json
import re
from collections.abc import Mapping
from typing import Any

from engine.model import Fact
from engine.reading.filling import Parameter
from engine.reading.place import Block, Row
from engine.reading.resolve import Part, Resolved
from engine.reading.source import scalars

LANGUAGE = 1
WORDS = frozenset({"title", "short", "says", "help", "sop", "label", "shown_as", "why", "because", "confirm"})
# Under these the keys are names that the programme chose, and no words of the language.
NAMED = frozenset(
    {
        "roles",
        "authorities",
        "conditions",
        "checklists",
        "tracks",
        "phases",
        "endings",
        "anywhere",
        "timers",
        "holds",
        "links",
        "states",
        "actions",
        "requires",
        "requires_each",
        "only_while",
        "where",
        "sets",
        "sets_each",
        "score",
        "facts",
        "with",
        "parameters",
        "exits",
        "case",
        "person",
    }
)
IN_ORDER = frozenset({"timers", "only_while", "tracks"})  # the engine goes through these in the order written
ALL_WORDS = frozenset({"roles", "authorities"})


def digests(resolved: Resolved, seen: Mapping[str, Fact]) -> tuple[str, str, dict[str, Any]]:
    """The digest, the digest of the words, and the tree that the first one covers.

    `seen` are the facts of linked cases, whose types are those of another programme: what is made of them is covered.

    Moving keys about changes neither, save where their order is meant: the first state, and the order of tracks,
    timers and `only_while`.
    """
    covered, said = _split(_whole(resolved))
    if seen:
        covered["linked"] = {name: [one.type, *one.codes] for name, one in seen.items()}
    return _sha256(covered), _sha256(said), covered


def with_labels(labels_digest: str, spoken: Mapping[str, Mapping[str, str]]) -> str:
    """The digest of the words with those of other languages, by path; without any, that of the words alone."""
    return _sha256([labels_digest, spoken]) if spoken else labels_digest


def _sha256(tree: Any) -> str:
    return hashlib.sha256(
        json.dumps(tree, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    ).hexdigest()


def _whole(resolved: Resolved) -> dict[str, Any]:
    tree = {key: value for key, value in resolved.own.block.items() if key not in ("tracks", "phases", "includes")}
    tracks = {
        name: {
            **{key: value for key, value in text.outer.items() if key not in ("use", "with")},
            "from": _part(text.part),
        }
        if text.part.parameters is not None
        else dict(text.outer)
        for name, text in resolved.tracks.items()
    }
    return {
        **tree,
        "language": LANGUAGE,
        "tracks": tracks,
        "states_of_case": list(resolved.states)[:1],
        "phases": _phases(resolved),
        "chapters": {f"{one.prefix}{place}": _part(one) for place, one in _placed(resolved)},
    }


def _placed(resolved: Resolved) -> list[tuple[str, Part]]:
    return [(str(one.block.get("chapter")), one) for one in resolved.chapters]


def _phases(resolved: Resolved) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, phase in resolved.own.block.blocks("phases"):
        own = {
            key: {"chapter": f"{key}."} if isinstance(value, Block) and "use" in value else value
            for key, value in phase.items()
        }
        found[name] = own
    return found


def _part(part: Part) -> dict[str, Any]:
    block = {key: value for key, value in part.block.items() if key not in ("parameters", "exits", "module", "chapter")}
    values = {name: one.value for name, one in (part.parameters or {}).items() if _is_read(one, part.block)}
    exits = {name: target for name, (target, _) in part.exits.items()}
    return {**block, "parameters": values, "exits": exits}


def _is_read(parameter: Parameter, block: Block) -> bool:
    """A text that stands only where it was filled in is a word for people and counted there."""
    if parameter.type != "text":
        return True
    inner = [value for key, value in block.items() if key != "parameters"]
    named = re.compile(rf"\b{re.escape(parameter.name)}\b")
    return any(isinstance(one, str) and named.search(one) for value in inner for one in scalars(value))


def _split(tree: Any, key: str = "", named: bool = False) -> tuple[Any, Any]:
    """The tree without words for people, and those words alone, as plain JSON."""
    if isinstance(tree, (Row, list)):
        pairs = [_split(item) for item in tree]
        return [one for one, _ in pairs], [one for _, one in pairs if one]
    if not isinstance(tree, dict):
        return (str(tree) if isinstance(tree, str) else tree), {}
    covered: dict[str, Any] = {}
    said: dict[str, Any] = {}
    for name, value in tree.items():
        if _is_word(key, named, name, value):
            said[name] = value
            covered.update({name: True} if name == "confirm" or key in ALL_WORDS else {})
            continue
        if name == "of" and not named and isinstance(value, dict):  # the codes of a choice, each with its words
            covered[name], said[name] = [str(code) for code in value], {**value}
            continue
        covered[name], words = _split(value, name, _names_below(key, named, name))
        said.update({name: words} if words else {})
    return _ordered(covered, key, named, tree), said


def _names_below(key: str, named: bool, name: str) -> bool:
    """Whether the keys below are names. Below a name (a state, a fact) they are words of the language again."""
    return name in NAMED and (not named or key == "facts")


def _is_word(key: str, named: bool, name: str, value: Any) -> bool:
    if key in ALL_WORDS and named:
        return True
    return name in WORDS and isinstance(value, str) and not (named and key != "phases")


def _ordered(covered: dict[str, Any], key: str, named: bool, tree: dict[str, Any]) -> dict[str, Any]:
    if not named or key not in (*IN_ORDER, "states"):
        return covered
    return {**covered, "": list(tree)[:1] if key == "states" else list(tree)}
