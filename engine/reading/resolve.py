"""Modules and chapters put in where they are used: a programme as parts of text, each with its parameters filled in.

A part keeps the places of its own file, so that a finding in a module points into the module.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from engine.expressions.walk import nearest
from engine.reading.filling import FILLED, Filling, Parameter
from engine.reading.finding import Finding
from engine.reading.place import Block, Place
from engine.reading.source import parse

_MEMBER = """
per: person
states:
  listed: {waits_on: nobody}
endings: {out_withdrawn: withdrawn_by_person, out_deceased: deceased}
anywhere:
  withdraw_person: {by: anyone, decision_of: person, never_blocked: true, confirm: true, to: out_withdrawn}
  record_death: {by: anyone, never_blocked: true, note: required, confirm: true, to: out_deceased}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """Text of one file. `prefix` stands before its names outside (`travel.`).

    `parameters` None: the programme's own file.
    """

    block: Block
    prefix: str = ""
    phase: str | None = None
    parameters: Mapping[str, Parameter] | None = None
    exits: Mapping[str, tuple[str, Place]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackText:
    """A track: `outer` as the programme writes it, `part` where its states stand (the same, or a module)."""

    name: str
    outer: Block
    part: Part
    place: Place

    def find(self, key: str) -> tuple[Block, bool] | None:
        """The block that says this key, and whether it is the programme's own; the programme's word goes first."""
        if key in self.outer:
            return self.outer, True
        return (self.part.block, self.part.block is self.outer) if key in self.part.block else None


@dataclass(frozen=True, slots=True, kw_only=True)
class StateText:
    """A state of the case under its whole name."""

    block: Block
    part: Part
    phase: str
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolved:
    """The programme with nothing left to look up in other files."""

    own: Part
    chapters: tuple[Part, ...]
    tracks: Mapping[str, TrackText]
    states: Mapping[str, StateText]
    entries: Mapping[str, tuple[str, ...]]  # a chapter's name, and its states in order
    others: Mapping[str, "Resolved"] = field(default_factory=dict)  # the programmes it links to, where they are sound
    beside: frozenset[str] = frozenset()  # programmes it links to whose own files have findings

    @property
    def parts(self) -> tuple[Part, ...]:
        return (self.own, *self.chapters)

    def blocks(self) -> Iterator[Block]:
        """Every block in which actions, timers or facts may stand: those of files and tracks, and those of states."""
        for part in (*self.parts, *(text.part for text in self.tracks.values())):
            yield part.block
            yield from (inner for _, inner in part.block.blocks("states"))
        yield from (text.block for text in self.states.values() if text.part is self.own)


PHASE_WORDS = frozenset({"title", "sop"})


def uses(tree: Block) -> Iterable[tuple[str, Place]]:
    """The module and chapter names that a programme uses, where it uses them."""
    for item in tree.row("includes"):
        yield item["use"], item.values_at["use"]
    for _, track in tree.blocks("tracks"):
        if "use" in track:
            yield track["use"], track.values_at["use"]
    for _, phase in tree.blocks("phases"):
        for name, state in phase.items():
            if name not in PHASE_WORDS and "use" in state:
                yield state["use"], state.values_at["use"]


def resolve(tree: Block, files: Mapping[str, Block]) -> tuple[Resolved, list[Finding]]:
    """The programme with its modules; `files` maps module names to their trees. Every use must be among them."""
    return _Resolving(tree, files).resolved()


class _Resolving:
    def __init__(self, tree: Block, files: Mapping[str, Block]):
        self.tree, self.files = tree, files
        self.findings: list[Finding] = []

    def resolved(self) -> tuple[Resolved, list[Finding]]:
        own = Part(block=self.tree)
        included = tuple(self.included(item) for item in self.tree.row("includes"))
        states, chapters, entries = self.states(own)
        found = Resolved(
            own=own, chapters=(*included, *chapters), tracks=self.tracks(own), states=states, entries=entries
        )
        return found, self.findings

    def included(self, use: Block) -> Part:
        part = self.part(use, "chapter")
        if "states" in part.block:
            place = use.values_at["use"]
            self.findings.append(
                place.finding("chapter", f"'{use['use']}' has states", "Put it under a phase, with `use` as a state")
            )
        return part

    def tracks(self, own: Part) -> dict[str, TrackText]:
        written = self.tree.block("tracks")
        texts = {} if "member" in written else {"member": _built_in_member(own)}
        for name, outer in sorted(self.tree.blocks("tracks"), key=lambda one: one[0] != "member"):
            part = self.part(outer, "module") if "use" in outer else Part(block=outer)
            texts[name] = TrackText(name=name, outer=outer, part=part, place=written.keys_at[name])
        return texts

    def states(self, own: Part) -> tuple[dict[str, StateText], list[Part], dict[str, tuple[str, ...]]]:
        states: dict[str, StateText] = {}
        chapters: list[Part] = []
        entries: dict[str, tuple[str, ...]] = {}
        for phase, inner in self.tree.blocks("phases"):
            for name in (name for name in inner if name not in PHASE_WORDS):
                part = own
                if "use" in inner.block(name):
                    part = self.part(inner.block(name), "chapter", prefix=f"{name}.", phase=phase)
                    chapters.append(part)
                found = _states_of(part, phase, name, inner)
                for whole in set(found) & set(states):
                    self.findings.append(
                        found[whole].place.finding("used-twice", f"There are two states '{whole}'", "Rename one")
                    )
                states.update(found)
                if part is not own:
                    entries[name] = tuple(found)
        return states, chapters, entries

    def part(self, use: Block, kind: str, prefix: str = "", phase: str | None = None) -> Part:
        file = self.files[use["use"]]
        if kind not in file:
            place = use.values_at["use"]
            self.findings.append(
                place.finding(kind, f"'{use['use']}' is not a {kind}", f"Its file begins with '{next(iter(file))}'")
            )
        parameters = self.parameters(use, file)
        missing = file.block("parameters").keys() - parameters.keys()
        block = Filling(parameters, missing, self.findings).block(file)
        return Part(block=block, prefix=prefix, phase=phase, parameters=parameters, exits=self.exits(use, file))

    def exits(self, use: Block, file: Block) -> dict[str, tuple[str, Place]]:
        bound, wanted = use.block("exits"), list(file.row("exits"))
        for name in bound:
            if name not in wanted:
                hint = nearest(name, wanted) or f"The exits are: {', '.join(wanted) or 'none'}"
                self.findings.append(
                    bound.keys_at[name].finding("unknown-exit", f"'{use['use']}' has no exit '{name}'", hint)
                )
        for name in wanted:
            if name not in bound:
                place = use.values_at["use"]
                self.findings.append(
                    place.finding("exit-missing", f"The exit '{name}' leads nowhere", f"Add exits: {{{name}: a state}}")
                )
        return {name: (bound[name], bound.values_at[name]) for name in bound}

    def parameters(self, use: Block, file: Block) -> dict[str, Parameter]:
        given, wanted = use.block("with"), file.block("parameters")
        for name in given:
            if name not in wanted:
                hint = nearest(name, wanted) or f"The parameters are: {', '.join(wanted)}"
                self.findings.append(
                    given.keys_at[name].finding("unknown-parameter", f"'{use['use']}' has no parameter '{name}'", hint)
                )
        found: dict[str, Parameter] = {}
        for name, declared in file.blocks("parameters"):
            parameter = self.parameter(name, declared, given, found, use)
            if parameter is not None:
                found[name] = parameter
        return found

    def parameter(
        self, name: str, declared: Block, given: Block, known: Mapping[str, Parameter], use: Block
    ) -> Parameter | None:
        if name in given:
            return Parameter(
                name=name, type=declared["type"], value=given[name], place=given.values_at[name], given=True
            )
        if "default" not in declared:
            place, what = use.values_at["use"], f"'{use['use']}' needs the parameter '{name}'"
            self.findings.append(
                place.finding("parameter-missing", what, f"Add with: {{{name}: a {declared['type']}}}")
            )
            return None
        default, place = declared["default"], declared.values_at["default"]
        like = FILLED.fullmatch(default) if isinstance(default, str) else None
        if like is None:
            return Parameter(name=name, type=declared["type"], value=default, place=place, given=False)
        other = known.get(like[1])
        if other is None:
            hint = "A default may name only a parameter written above it"
            self.findings.append(
                place.finding("unknown-parameter", f"'{default}' is no parameter above this one", hint)
            )
            return None
        return Parameter(name=name, type=declared["type"], value=other.value, place=other.place, given=other.given)


def _built_in_member(own: Part) -> TrackText:
    tree = parse("member", _MEMBER).tree
    assert tree is not None
    place = own.block.keys_at.get("phases", own.block.place)
    return TrackText(name="member", outer=tree, part=Part(block=tree), place=place)


def _states_of(part: Part, phase: str, name: str, phase_block: Block) -> dict[str, StateText]:
    if part.parameters is None:
        return {name: StateText(block=phase_block.block(name), part=part, phase=phase, place=phase_block.keys_at[name])}
    written = part.block.block("states")
    return {
        part.prefix + inner: StateText(block=block, part=part, phase=phase, place=written.keys_at[inner])
        for inner, block in part.block.blocks("states")
    }
