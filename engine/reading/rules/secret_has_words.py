"""`shown-as`: what reads a fact that somebody may not read has other words for that person.

A refusal, or a track that is there only for some, tells what stands in the fact. So a requirement that reads a fact
with `may_read` has `shown_as`, unless everybody who meets it may read the fact; and so has a track that opens, or is
needed, by such a fact.

PASS  requires: {well: {check: finding == "well", says: The person is not well, shown_as: A check is not finished}}
FAIL  requires: {well: {check: finding == "well", says: The person is not well}}
"""

from collections.abc import Iterator, Set

from engine.expressions import Expression
from engine.model import ANYONE, MEMBER, Action, Machine, Programme, Requirement
from engine.reading.finding import Finding
from engine.reading.place import Block
from engine.reading.sites import Sites

ID = "shown-as"


def check(programme: Programme, sites: Sites) -> Iterator[Finding]:
    for machine in programme.machines():
        yield from _tracks(programme, machine, sites)
        for state in machine.states.values():
            block = sites.state_block(machine.name, state.name)
            yield from _told(programme, state.only_while, block.block("only_while"), set(programme.roles))
        for action in (one for one in machine.actions().values() if one.kind == "act"):
            block = sites.action_block(machine.name, action.name)
            readers = _readers(programme, action)
            yield from _told(programme, action.requires, block.block("requires"), readers)
            yield from _told(programme, action.requires_each, block.block("requires_each"), readers)


def _readers(programme: Programme, action: Action) -> Set[str]:
    return set(programme.roles) if ANYONE in action.by else set(action.by)


def _told(programme: Programme, found: tuple[Requirement, ...], block: Block, readers: Set[str]) -> Iterator[Finding]:
    for one in found:
        fact = None if one.shown_as else _secret(programme, one.check, readers)
        if fact is not None:
            place = block.block(one.name).values_at["check"]
            yield place.finding(
                ID, f"'{one.name}' reads '{fact}', which not everybody here may read", "Add shown_as: other words"
            )


def _tracks(programme: Programme, machine: Machine, sites: Sites) -> Iterator[Finding]:
    for asked in (machine.needed_if, machine.opens_when):
        fact = _secret(programme, asked, set(programme.roles)) if asked and not machine.shown_as else None
        if fact is not None and machine.name != MEMBER:
            message = f"The track '{machine.name}' hangs on '{fact}', which not everybody may read"
            yield sites.track(machine.name).finding(ID, message, "Add shown_as: other words")


def _secret(programme: Programme, asked: Expression, readers: Set[str]) -> str | None:
    """A fact that it reads and that somebody of these roles may not read."""
    for _, name in sorted(asked.reads):
        may_read = programme.facts[name].may_read
        if may_read is not None and not readers <= may_read:
            return name
    return None
