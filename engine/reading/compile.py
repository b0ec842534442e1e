"""A sound resolved text to a frozen Programme. What names and types are wrong is told; shape is the schema's word."""

from dataclasses import replace

from engine.json_schema import faulty_pattern, misplaced
from engine.model import Fact, Machine, Opening, Phase, Programme
from engine.reading import machines
from engine.reading.actions import actors, asks
from engine.reading.constants import constant
from engine.reading.digest import digests
from engine.reading.finding import Finding
from engine.reading.links import check_links, seen_facts
from engine.reading.moves import moves, requirements
from engine.reading.outline import Declared, Desk, declared, words
from engine.reading.place import Block
from engine.reading.priority import priority
from engine.reading.resolve import Resolved
from engine.reading.scope import Scope
from engine.reading.scopes import Scopes, scopes

REFERENCE = "{office}-{year}-{serial:06}"


def compile_programme(resolved: Resolved) -> tuple[Programme | None, list[Finding]]:
    """The programme, or everything that is wrong with its names, types and scopes."""
    desk = Desk()
    named = declared(resolved)
    seen = scopes(resolved, named, desk)
    check_links(resolved, named, desk)
    programme = _programme(resolved, seen, _with_defaults(resolved, named, seen))
    return (None if desk.findings else programme), desk.findings


def _programme(resolved: Resolved, seen: Scopes, facts: dict[str, Fact]) -> Programme:
    tree, own = resolved.own.block, seen.own
    digest, labels_digest, covered = digests(resolved, seen_facts(own.declared))
    holds, opening = machines.holds(resolved, seen), _opening(tree, own)
    tracks = _tracks(resolved, seen)
    return Programme(
        id=tree["programme"],
        title=tree["title"],
        digest=digest,
        labels_digest=labels_digest,
        roles=own.declared.roles,
        authorities=own.declared.authorities,
        facts={**facts, **seen_facts(own.declared)},
        checklists=_checklists(tree, own),
        case=machines.confirmed_by_somebody(machines.case(resolved, seen, holds), opening.by),
        tracks={name: machines.confirmed_by_somebody(one, opening.by) for name, one in tracks.items()},
        phases=_phases(tree, own.declared),
        when_empty=moves(own, tree, "when_empty"),
        holds=holds,
        opening=opening,
        starts_in=_starts_in(tree, own),
        reference=tree.get("reference", REFERENCE),
        assigned_by=own.roles(tree, "assigned_by"),
        sop=tree.get("sop"),
        links={name: linked.link for name, linked in own.declared.links.items()},
        priority=priority(own, tree),
        resolved=covered,
        short=tree.get("short"),
    )


def _tracks(resolved: Resolved, seen: Scopes) -> dict[str, Machine]:
    return {name: machines.track(text, *seen.tracks[name]) for name, text in resolved.tracks.items()}


def _checklists(tree: Block, own: Scope) -> dict[str, tuple[str, ...]]:
    named = tree.block("checklists")
    for name in named:
        for track, at in named.row(name).placed():
            own.pick(track, at, "track", own.declared.tracks)
    return dict(own.declared.checklists)


def _phases(tree: Block, named: Declared) -> dict[str, Phase]:
    return {
        name: Phase(name=name, title=block.get("title") or words(name), states=named.phases[name], sop=block.get("sop"))
        for name, block in tree.blocks("phases")
    }


def _opening(tree: Block, own: Scope) -> Opening:
    block = tree.block("opening")
    return Opening(
        by=actors(own, block),
        asks=asks(own, block),
        requires=requirements(own, block, "requires"),
        requires_each=requirements(own, block, "requires_each", person=True),
    )


def _starts_in(tree: Block, own: Scope) -> tuple[str, ...]:
    found = tuple(own.state(name, at) for name, at in tree.row("starts_in").placed())
    return found or own.declared.case.states[:1]


def _with_defaults(resolved: Resolved, named: Declared, seen: Scopes) -> dict[str, Fact]:
    """The facts, readers looked up and defaults read as values of their types."""
    facts = dict(named.facts)
    for part in resolved.parts:
        for _, block in part.block.blocks("facts"):
            facts.update({name: _default(seen.of(part), block, name, facts[name]) for name in block})
    for track, text in resolved.tracks.items():
        block = text.part.block.block("facts")
        wholes = {name: f"{track}.{name}" for name in block}
        facts.update(
            {whole: _default(seen.tracks[track][0], block, name, facts[whole]) for name, whole in wholes.items()}
        )
    return facts


def _schema(scope: Scope, body: Block, fact: Fact) -> None:
    """A fact's schema says something that can be asked of its type, by patterns that can be tried."""
    schema = body.block("schema")
    items = schema.block("items")
    for inner, kind in ((schema, fact.type), (items, fact.of or "text")):
        for key in misplaced(kind, inner):
            what = f"'{key}' cannot be asked of a {kind}"
            scope.told(inner.keys_at[key], "wrong-schema", what, "Write a requires, or leave it out")
        wrong = faulty_pattern(inner["pattern"]) if "pattern" in inner else None
        if wrong:
            scope.told(inner.values_at["pattern"], "wrong-schema", wrong, "Write a plainer one")


def _default(scope: Scope, block: Block, name: str, fact: Fact) -> Fact:
    body = block[name]
    if not isinstance(body, Block):
        return fact
    scope.roles(body, "may_read")
    _schema(scope, body, fact)
    if "default" not in body:
        return fact
    return replace(fact, default=constant(scope, fact, body["default"], body.values_at["default"]))
