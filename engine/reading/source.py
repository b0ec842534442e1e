"""YAML to a tree with places, strictly; the only file that knows the YAML package.

A file is a text of one YAML document (https://yaml.org/spec/1.2.2/) with less in it: no anchors, aliases, merge
keys, tags, duplicate keys, tabs, or characters that hide or turn the text. It is read from the stream of events,
so that no depth of nesting reaches a recursion, and what is read is bounded before it is built.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import yaml

from engine.reading.finding import Finding
from engine.reading.place import Block, Place, Row

MOST_BYTES, MOST_LEVELS, MOST_NODES, MOST_IN_A_SCALAR = 256 * 1024, 32, 50_000, 16 * 1024
RESERVED = frozenset({"on", "no", "yes", "off", "y", "n", "true", "false", "null"})
NAME = re.compile(r"[a-z][a-z0-9_]{0,47}")
_INTEGER = re.compile(r"[-+]?(?:0|[1-9][0-9]{0,14})")
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0d\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u2028\u2029\ufeff\ufffe\uffff\ud800-\udfff]"
)


@dataclass(frozen=True, slots=True)
class Source:
    """A file as it was read: its tree, or what is wrong with its text."""

    path: str
    tree: Block | None
    findings: tuple[Finding, ...] = ()


class _Refused(Exception):
    """The text cannot be read further; carries the one finding that says why."""

    def __init__(self, finding: Finding):
        super().__init__(str(finding))
        self.finding = finding


def parse(path: str, text: str, free_keys: frozenset[str] = frozenset({"schema"})) -> Source:
    """The tree of a file, or findings. Below a key of `free_keys` any text may be a key. Never raises."""
    building = _Building(path, text.split("\n"), free_keys)
    try:
        _bounded(path, text)
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            building.take(event)
        return building.source()
    except _Refused as refused:
        return Source(path, None, (refused.finding,))
    except yaml.YAMLError as wrong:
        return Source(path, None, (_open_quote(path, wrong, building.quoted) or _syntax(path, wrong),))


def _bounded(path: str, text: str) -> None:
    hidden = _HIDDEN.search(text.replace("\r\n", "\n "))
    if len(text) > MOST_BYTES or len(text.encode(errors="replace")) > MOST_BYTES:
        raise _Refused(
            Place(path, 1, 1).finding(
                "too-large", f"A file has at most {MOST_BYTES // 1024} KiB", "Move parts into modules"
            )
        )
    if "\ufffd" in text or "\x00" in text:
        at = _place_of(path, text, min(text.find(one) for one in "\ufffd\x00" if one in text))
        raise _Refused(at.finding("encoding", "This is not a text in UTF-8", "Save the file as UTF-8 in your editor"))
    if hidden:
        what = f"The character U+{ord(hidden[0]):04X} hides or turns the text"
        raise _Refused(_place_of(path, text, hidden.start()).finding("hidden-character", what, "Take it out"))
    if "\t" in text:
        at = _place_of(path, text, text.index("\t"))
        raise _Refused(at.finding("tab", "A tab stands in the text", "Indent with blanks"))


def _place_of(path: str, text: str, offset: int) -> Place:
    line_start = text.rfind("\n", 0, offset) + 1
    return Place(path, text.count("\n", 0, offset) + 1, offset - line_start + 1)


def _open_quote(path: str, wrong: yaml.YAMLError, quoted: yaml.ScalarEvent | None) -> Finding | None:
    """A text whose closing quotation mark is missing runs on to the next mark, or to the end, and is told there."""
    hint = "Put a quotation mark at the end of this text"
    if "quoted scalar" in str(getattr(wrong, "context", "")) and "end of" in str(getattr(wrong, "problem", "")):
        begun = wrong.context_mark  # type: ignore[attr-defined]
        place = Place(path, begun.line + 1, begun.column + 1)
        return place.finding("open-quote", "The quotation mark that begins here is never closed", hint)
    mark = getattr(wrong, "problem_mark", None)
    if quoted is None or mark is None or quoted.end_mark.line != mark.line:
        return None
    message = f"The quotation mark that begins here is closed only in line {mark.line + 1}"
    place = Place(path, quoted.start_mark.line + 1, quoted.start_mark.column + 1)
    return place.finding("open-quote", message, hint)


def _syntax(path: str, wrong: yaml.YAMLError) -> Finding:
    mark = getattr(wrong, "problem_mark", None)
    place = Place(path, mark.line + 1, mark.column + 1) if mark else Place(path, 1, 1)
    problem = str(getattr(wrong, "problem", None) or "The text cannot be read")
    return place.finding(
        "yaml", f"This is not YAML: {problem}", "Look at the indentation, brackets and quotation marks just before"
    )


class _Building:
    """The tree while the events come: a stack of open mappings and lists, the pending key of each mapping."""

    def __init__(self, path: str, lines: list[str], free_keys: frozenset[str]):
        self.path, self.lines, self.free_keys = path, lines, free_keys
        self.open: list[Block | Row] = []
        self.pending: list[tuple[str, Place] | None] = []
        self.flow: list[bool] = []
        self.free: list[bool] = [False]
        self.root: Any = None
        self.nodes = self.documents = 0
        self.quoted: yaml.ScalarEvent | None = None  # the last text in quotation marks that runs over several lines
        self.findings: list[Finding] = []

    def take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.DocumentStartEvent):
            self.begin_document(event)
        elif isinstance(event, yaml.AliasEvent):
            self.refuse(event, "alias", "Aliases are not allowed", "Write it out, or make a module")
        elif isinstance(event, yaml.NodeEvent):
            self.node(event)
        elif isinstance(event, yaml.CollectionEndEvent):
            self.close()

    def refuse(self, event: yaml.Event, code: str, message: str, hint: str) -> None:
        raise _Refused(self.place(event).finding(code, message, hint))

    def place(self, event: yaml.Event) -> Place:
        start, end = event.start_mark, event.end_mark
        length = end.column - start.column if end.line == start.line else 1
        return Place(self.path, start.line + 1, start.column + 1, max(length, 1))

    def begin_document(self, event: yaml.DocumentStartEvent) -> None:
        self.documents += 1
        if self.documents > 1:
            self.refuse(event, "documents", "A file holds one document", "Take out the line '---'")
        if event.version or event.tags:
            self.refuse(event, "directive", "Directives are not allowed", "Take out the line that begins with %")

    def node(self, event: Any) -> None:
        self.nodes += 1
        if self.nodes > MOST_NODES:
            self.refuse(event, "too-large", f"A file has at most {MOST_NODES} parts", "Move parts into modules")
        if len(self.open) >= MOST_LEVELS:
            self.refuse(event, "too-deep", f"A file nests at most {MOST_LEVELS} deep", "Name a part and use it by name")
        if event.anchor:
            self.refuse(event, "alias", "Anchors are not allowed", "Write it out, or make a module")
        if event.tag:
            self.refuse(event, "tag", "Tags are not allowed", "Take out the word that begins with '!'")
        if isinstance(event, yaml.ScalarEvent):
            self.scalar(event)
        else:
            self.begin(event)

    def begin(self, event: Any) -> None:
        place = self.place(event)
        inner: Block | Row = Block(place) if isinstance(event, yaml.MappingStartEvent) else Row(place)
        if self.expects_key():
            self.refuse(event, "name", "A key is a single word", "Write the key as a name of small letters")
        self.free.append(
            self.free[-1] or bool(self.pending and self.pending[-1] and self.pending[-1][0] in self.free_keys)
        )
        self.add(inner, place)
        self.open.append(inner)
        self.pending.append(None)
        self.flow.append(bool(event.flow_style))

    def close(self) -> None:
        for stack in (self.open, self.pending, self.flow, self.free):
            stack.pop()

    def expects_key(self) -> bool:
        return bool(self.open) and isinstance(self.open[-1], Block) and self.pending[-1] is None

    def scalar(self, event: yaml.ScalarEvent) -> None:
        if len(event.value) > MOST_IN_A_SCALAR:
            self.refuse(event, "too-large", f"A text has at most {MOST_IN_A_SCALAR} characters", "Shorten it")
        place = self.within(event)
        if event.style in ("'", '"') and event.start_mark.line != event.end_mark.line:
            self.quoted = event
        if self.expects_key():
            self.key(event, place)
        else:
            self.add(self.value(event), place)

    def within(self, event: yaml.ScalarEvent) -> Place:
        """The place of a scalar, with where its content begins if that can be told exactly."""
        place = self.place(event)
        if event.start_mark.line != event.end_mark.line:
            return place
        raw = self.lines[event.start_mark.line][event.start_mark.column : event.end_mark.column]
        quoted = 1 if event.style in ("'", '"') else 0
        exact = raw[quoted : len(raw) - quoted] == event.value
        return Place(place.path, place.line, place.column, place.length, quoted if exact else None)

    def key(self, event: yaml.ScalarEvent, place: Place) -> None:
        block = self.open[-1]
        assert isinstance(block, Block)
        if event.value in block:
            first = block.keys_at[event.value].line
            self.findings.append(
                place.finding(
                    "duplicate-key", f"'{event.value}' is written twice", f"It stands in line {first} already"
                )
            )
        self.pending[-1] = (event.value, place)
        if not self.free[-1] and self.is_sound(event):
            return
        if not self.free[-1]:
            self.findings.append(self.wrong_name(event, place))

    def is_sound(self, event: yaml.ScalarEvent) -> bool:
        return bool(NAME.fullmatch(event.value)) and event.value not in RESERVED

    def wrong_name(self, event: yaml.ScalarEvent, place: Place) -> Finding:
        if event.value == "<<":
            return place.finding("alias", "Merge keys are not allowed", "Write it out, or make a module")
        if self.flow[-1] and " " in event.value:
            return place.finding(
                "cut-at-comma",
                "A sentence was cut at the comma",
                "Put the sentence in quotation marks, or on a line of its own",
            )
        if event.value in RESERVED:
            return place.finding(
                "name", f"'{event.value}' cannot be a name", "Other tools read it as yes or no; choose another word"
            )
        return place.finding(
            "name",
            "A name has small letters, digits and _, begins with a letter, and is at most 48 long",
            "Choose another name",
        )

    def value(self, event: yaml.ScalarEvent) -> Any:
        if event.style:
            return event.value
        if event.value == "" and self.flow and self.flow[-1]:
            self.cut()
        return plain(event.value)

    def cut(self) -> None:
        pending = self.pending[-1]
        told = {(one.line, one.column) for one in self.findings}
        if pending and (pending[1].line, pending[1].column) not in told:
            hint = "Put the sentence in quotation marks, or give the key a value"
            self.findings.append(pending[1].finding("cut-at-comma", "A sentence was cut at the comma", hint))

    def add(self, value: Any, place: Place) -> None:
        if not self.open:
            self.root = value
            return
        outer = self.open[-1]
        if isinstance(outer, Row):
            outer.add(value, place)
            return
        key, key_at = self.pending[-1] or ("", place)
        outer.put(key, value, key_at, place)
        self.pending[-1] = None

    def source(self) -> Source:
        if self.findings:
            return Source(self.path, None, tuple(self.findings))
        if not isinstance(self.root, Block):
            place = Place(self.path, 1, 1)
            return Source(
                self.path,
                None,
                (
                    place.finding(
                        "yaml", "A file is a mapping of keys to values", "Begin with a line such as 'programme: name'"
                    ),
                ),
            )
        return Source(self.path, self.root)


def plain(text: str) -> Any:
    """What an unquoted word means: true, false, a whole number, nothing, or text. Dates, `1.10`, `no` stay text."""
    if text in ("true", "false"):
        return text == "true"
    if _INTEGER.fullmatch(text):
        return int(text)
    return text or None


def scalars(tree: Any) -> Iterator[Any]:
    """Every single value of a tree."""
    if isinstance(tree, (Block, Row)):
        for inner in tree.values() if isinstance(tree, Block) else tree:
            yield from scalars(inner)
    else:
        yield tree
