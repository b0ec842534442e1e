"""What a resolved programme declares, before anything that refers to it is read: names, facts, machines."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from engine.json_schema import Schema
from engine.model import CASE, LINK, Fact, Link
from engine.reading.finding import Finding
from engine.reading.place import Block, Place, Row
from engine.reading.resolve import Resolved, TrackText


@dataclass(slots=True)
class Desk:
    """Where findings are put while a programme is read."""

    findings: list[Finding] = field(default_factory=list)
    wrong: set[str] = field(default_factory=set)  # values of parameters that were told where they were given
    misgiven: set[Place] = field(default_factory=set)  # where parameters were given that do not fit their use

    def tell(self, place: Place, code: str, message: str, hint: str | None = None) -> None:
        self.findings.append(place.finding(code, message, hint))


@dataclass(frozen=True, slots=True, kw_only=True)
class Outline:
    """The names of one machine: states in order, endings, actions, and timers (of states too)."""

    name: str
    per: str
    states: tuple[str, ...]
    endings: tuple[str, ...]
    actions: tuple[str, ...]
    timers: tuple[str, ...]
    facts: Mapping[str, str] = field(default_factory=dict)  # bare, whole

    @property
    def places(self) -> tuple[str, ...]:
        return (*self.states, *self.endings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """A link as declared, and what its programme declares of what is seen; `facts` by their names there.

    `shown` is what that programme lets this one see. It is None where there is no such programme to be read.
    """

    link: Link
    shown: frozenset[str] | None = None
    places: tuple[str, ...] = ()
    phases: tuple[str, ...] = ()
    facts: Mapping[str, Fact] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Declared:
    """Every name that a programme declares."""

    roles: Mapping[str, str]
    authorities: Mapping[str, str]
    checklists: Mapping[str, tuple[str, ...]]
    holds: tuple[str, ...]
    phases: Mapping[str, tuple[str, ...]]
    facts: Mapping[str, Fact]  # by whole name
    case: Outline
    tracks: Mapping[str, Outline]
    links: Mapping[str, Linked] = field(default_factory=dict)

    @property
    def actions(self) -> tuple[str, ...]:
        """Whole names of all actions."""
        return (
            *self.case.actions,
            *(f"{name}.{action}" for name, track in self.tracks.items() for action in track.actions),
        )


def words(name: str) -> str:
    """The automatic title: the words of a name, the first letter upper case."""
    text = name.rpartition(".")[2].replace("_", " ").replace("-", " ")
    return text[:1].upper() + text[1:]


def declared(resolved: Resolved) -> Declared:
    """The names of the whole programme, with what it may see of those it links to."""
    own = _declared(resolved)
    return replace(own, links={name: _linked(resolved, own, link) for name, link in links(resolved).items()})


def links(resolved: Resolved) -> dict[str, Link]:
    return {
        name: Link(
            name=name,
            title=words(name),
            programme=block["programme"],
            we_see=frozenset(block.row("we_see")),
            they_see=frozenset(block.row("they_see")),
        )
        for name, block in resolved.own.block.blocks("links")
    }


def _linked(resolved: Resolved, own: Declared, link: Link) -> Linked:
    ours = resolved.own.block["programme"]
    text = resolved if link.programme == ours else resolved.others.get(link.programme)
    if text is None:
        return Linked(link=link)
    other = own if text is resolved else _declared(text)
    seen = {name: _as_seen(link, other.facts[name]) for name in sorted(link.we_see & set(other.facts))}
    shown = frozenset(word for one in links(text).values() if one.programme == ours for word in one.they_see)
    return Linked(link=link, shown=shown, places=other.case.places, phases=tuple(other.phases), facts=seen)


def _as_seen(link: Link, other: Fact) -> Fact:
    """A fact of the linked case, under its whole name here. Who may read it there, may here by a role of that name."""
    label = f"{link.title}: {other.label}"
    return replace(other, name=f"{link.name}.{other.name}", track=link.name, owner=_owner(other), label=label)


def _owner(other: Fact) -> str:
    return LINK if other.owner == CASE and other.track is None else other.owner


def _declared(resolved: Resolved) -> Declared:
    tree = resolved.own.block
    tracks = {name: track_outline(text) for name, text in resolved.tracks.items()}
    return Declared(
        roles=dict(tree.block("roles")),
        authorities=dict(tree.block("authorities")),
        checklists={name: tuple(tree.block("checklists").row(name)) for name in tree.block("checklists")},
        holds=tuple(name for part in resolved.parts for name in part.block.block("holds")),
        phases={
            phase: tuple(name for name, state in resolved.states.items() if state.phase == phase)
            for phase in tree.block("phases")
        },
        facts=dict(_facts(resolved)),
        case=_case_outline(resolved),
        tracks=tracks,
    )


def _case_outline(resolved: Resolved) -> Outline:
    actions, timers = dict[str, None](), dict[str, None]()
    for state in resolved.states.values():
        actions.update(dict.fromkeys(state.part.prefix + name for name in state.block.block("actions")))
        timers.update(dict.fromkeys(state.part.prefix + name for name in state.block.block("timers")))
    for part in resolved.parts:
        actions.update(dict.fromkeys(part.prefix + name for name in part.block.block("anywhere")))
        timers.update(dict.fromkeys(part.prefix + name for name in part.block.block("timers")))
    endings = tuple(name for part in resolved.parts for name in part.block.block("endings"))
    return Outline(
        name=CASE,
        per="case",
        states=tuple(resolved.states),
        endings=endings,
        actions=tuple(actions),
        timers=tuple(timers),
    )


def track_outline(text: TrackText) -> Outline:
    """The names of one track."""
    block = text.part.block
    per = text.find("per")
    actions = [name for _, state in block.blocks("states") for name in state.block("actions")]
    timers = [name for _, state in block.blocks("states") for name in state.block("timers")]
    return Outline(
        name=text.name,
        per=per[0]["per"] if per else "case",
        states=tuple(block.block("states")),
        endings=tuple(block.block("endings")),
        actions=tuple(dict.fromkeys((*actions, *block.block("anywhere")))),
        timers=tuple(dict.fromkeys((*timers, *block.block("timers")))),
        facts={name: f"{text.name}.{name}" for name in block.block("facts")},
    )


def _facts(resolved: Resolved) -> Iterator[tuple[str, Fact]]:
    for part in resolved.parts:
        for owner, named in part.block.blocks("facts"):
            for name in named:
                yield name, fact(name, named, name, owner, None)
    for text in resolved.tracks.values():
        owner, named = track_outline(text).per, text.part.block.block("facts")
        for name in named:
            yield f"{text.name}.{name}", fact(name, named, f"{text.name}.{name}", owner, text.name)


def fact(name: str, named: Block, whole: str, owner: str, track: str | None) -> Fact:
    """A fact as declared: a type word, or a mapping."""
    body: Any = named[name] if isinstance(named[name], Block) else {"type": named[name]}
    kind, of = body["type"], body.get("of")
    readers = body.get("may_read")
    return Fact(
        name=whole,
        owner=owner,
        track=track,
        type=kind,
        label=body.get("label") or words(name),
        help=body.get("help"),
        codes=_codes(of) if kind in ("choice", "choices") else {},
        of=of if kind == "list" else None,
        max=body.get("max"),
        partial=body.get("partial", False),
        data_class=body.get("class", "personal"),
        may_read=None if readers is None else frozenset(as_names(readers)),
        kept_from=frozenset(as_names(body.get("kept_from"))),
        default=body.get("default"),
        schema=_schema(body.get("schema")),
    )


def _schema(body: Any) -> Schema | None:
    if not isinstance(body, Block):
        return None
    return Schema({key: value for key, value in body.items() if key != "title"}, like=body.get("title"))


def _codes(of: Any) -> dict[str, str]:
    if isinstance(of, Block):
        return {code: label or words(code) for code, label in of.items()}
    return {str(code): words(str(code)) for code in of or ()}


def as_names(value: Any) -> tuple[str, ...]:
    """One name or a list of names as names."""
    if value is None:
        return ()
    return tuple(value) if isinstance(value, Row) else (value,)
