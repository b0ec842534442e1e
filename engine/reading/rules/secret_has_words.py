"""`shown-as`: what reads a fact, or a hidden track, that somebody may not read has other words for that person.

A refusal, or a track that is there only for some, tells what stands in the fact. So a requirement that reads a fact
with `may_read`, or any fact of a hidden track, shows it in its words, or asks where a track with `shown_as` stands,
or whether a hold lies there that not everybody sees, has `shown_as`, unless everybody who meets it may know it all;
and so has a track that opens, or is needed, by such a fact. (Whether a hidden track is clear is told in that track's
own words.) And no words show what is critical: who reads that is recorded, and the words are there for all who look.

PASS  requires: {well: {check: finding == "well", says: The person is not well, shown_as: A check is not finished}}
FAIL  requires: {well: {check: finding == "well", says: The person is not well}}
"""

import re
from collections.abc import Iterator, Set

from engine.expressions import Expression
from engine.model import ANYONE, MEMBER, Machine, Programme, Requirement
from engine.reading.finding import Finding
from engine.reading.place import Block, Place
from engine.reading.sites import Sites
from engine.reading.truth import every_node

ID = "shown-as"
FAMILY, CRITICAL = "family", "critical"
STANDING = ("at", "was", "through")
_NAMED = re.compile(r"\{([a-z0-9_]+)\}")


def check(programme: Programme, sites: Sites) -> Iterator[Finding]:
    yield from _of_the_opening(programme, sites.top_block("opening"))
    for machine in programme.machines():
        yield from _tracks(programme, machine, sites)
        for state in machine.states.values():
            block = sites.state_block(machine.name, state.name)
            yield from _told(programme, state.only_while, block.block("only_while"), set(programme.roles))
        for _, action, block in sites.actions(machine):
            readers = _readers(programme, action.by)
            yield from _told(programme, action.requires, block.block("requires"), readers)
            yield from _told(programme, action.requires_each, block.block("requires_each"), readers)


def _of_the_opening(programme: Programme, block: Block) -> Iterator[Finding]:
    readers = _readers(programme, programme.opening.by)
    yield from _told(programme, programme.opening.requires, block.block("requires"), readers)
    yield from _told(programme, programme.opening.requires_each, block.block("requires_each"), readers)


def _readers(programme: Programme, roles: tuple[str, ...]) -> Set[str]:
    return set(programme.roles) if ANYONE in roles else set(roles)


def _told(programme: Programme, found: tuple[Requirement, ...], block: Block, readers: Set[str]) -> Iterator[Finding]:
    for one in found:
        hidden = [] if one.shown_as else list(_of_requirement(programme, one, block.block(one.name), readers))
        yield from hidden or _critical(programme, one, block.block(one.name))


def _of_requirement(programme: Programme, one: Requirement, block: Block, readers: Set[str]) -> Iterator[Finding]:
    what = secret_in(programme, one.check, readers)
    if what:
        yield block.values_at["check"].finding(ID, *_words(one, what))
        return
    for fact, at in _shown(one, block):
        if may_not_read(programme, fact, readers):
            yield at.finding(ID, *_words(one, f"shows '{fact}'"))


def _shown(one: Requirement, block: Block) -> Iterator[tuple[str, Place]]:
    """The facts whose values stand in the words, each with where it is said."""
    for name, shown in one.where.items():
        yield from ((fact, block.block("where").values_at[name]) for _, fact in sorted(shown.reads))
    yield from ((name, block.values_at["says"]) for name in _NAMED.findall(one.says) if name not in one.where)


def _critical(programme: Programme, one: Requirement, block: Block) -> Iterator[Finding]:
    """Words are read by whoever looks at the case; what is critical is handed out only where that is recorded."""
    for name, at in _shown(one, block):
        fact = programme.facts.get(name)
        if fact is not None and fact.data_class == CRITICAL:
            message = f"'{one.name}' shows '{name}', which is critical, to whoever looks at the case"
            yield at.finding(ID, message, "Leave it out of the words: what the check reads is shown beside them")


def _words(one: Requirement, what: str) -> tuple[str, str]:
    return f"'{one.name}' {what}, which not everybody here may read", "Add shown_as: other words"


def _tracks(programme: Programme, machine: Machine, sites: Sites) -> Iterator[Finding]:
    for asked in (machine.needed_if, machine.opens_when):
        fact = secret_fact(programme, asked, set(programme.roles)) if asked and not machine.shown_as else None
        if fact is not None and machine.name != MEMBER:
            message = f"The track '{machine.name}' hangs on '{fact}', which not everybody may read"
            yield sites.track(machine.name).finding(ID, message, "Add shown_as: other words")


def secret_in(programme: Programme, asked: Expression, readers: Set[str]) -> str | None:
    """What it reads, or asks about, that somebody of these roles may not know, in words."""
    fact = secret_fact(programme, asked, readers)
    if fact is not None:
        return f"reads '{fact}'"
    hidden = _hidden(programme, asked, readers) or _hidden_hold(programme, asked, readers)
    return f"asks about '{hidden}'" if hidden else None


def secret_fact(programme: Programme, asked: Expression, readers: Set[str]) -> str | None:
    """A fact that it reads and that somebody of these roles may not read."""
    return next((name for _, name in sorted(asked.reads) if may_not_read(programme, name, readers)), None)


def may_not_read(programme: Programme, name: str, readers: Set[str]) -> bool:
    """Whether somebody among the readers may not read a fact: of these roles, or `family`, who is in the case."""
    fact = programme.facts.get(name)
    if fact is None:
        return False
    told = FAMILY in readers and FAMILY in fact.kept_from
    track = programme.tracks.get(fact.track or "")
    beside = [programme.facts[one] for one in track.facts] if track and track.shown_as else []
    return told or any(one.may_read is not None and not readers - {FAMILY} <= one.may_read for one in (fact, *beside))


def _hidden(programme: Programme, asked: Expression, readers: Set[str]) -> str | None:
    """A hidden track about whose standing it asks, and of which somebody of these roles may not read every fact."""
    for node in every_node(asked.node):
        track = programme.tracks.get(node.subject or "") if node.kind in STANDING else None
        if track and track.shown_as and any(may_not_read(programme, fact, readers) for fact in track.facts):
            return track.name
    return None


def _hidden_hold(programme: Programme, asked: Expression, readers: Set[str]) -> str | None:
    """A hold about which it asks by name, and which somebody of these roles may not see."""
    for node in every_node(asked.node):
        hold = programme.holds.get(node.subject or "") if node.kind == "held" else None
        if hold and hold.may_see is not None and not readers - {FAMILY} <= hold.may_see:
            return hold.name
    return None
