"""Where an action stands in the texts of a programme, and each requirement under it."""

from engine.model import CASE
from engine.reading.place import Block, Place
from engine.reading.resolve import Resolved

REQUIREMENTS = ("requires", "requires_each")


def bare_name(machine: str, name: str) -> str:
    """A name as it is written: actions of a chapter are known by the chapter's name before their own."""
    return name.rpartition(".")[2] if machine == CASE else name


def action_blocks(resolved: Resolved, machine: str, name: str) -> list[Block]:
    """The blocks in which an action of this name may be written: those of the states, and those outside them."""
    if machine != CASE:
        block = resolved.tracks[machine].part.block
        return [inner.block("actions") for _, inner in block.blocks("states")] + [block.block("anywhere")]
    prefix = name.rpartition(".")[0]
    states = [one for one in resolved.states.values() if one.part.prefix.removesuffix(".") == prefix]
    parts = [one for one in resolved.parts if one.prefix.removesuffix(".") == prefix]
    return [one.block.block("actions") for one in states] + [one.block.block("anywhere") for one in parts]


def rule_places(resolved: Resolved, machine: str, name: str, state: str) -> dict[str, Place]:
    """By the name of each requirement of an action where it is written; the action itself under its own name.

    `state`: where the machine stands, whose own action of this name comes first. Empty for an action that nobody wrote,
    such as the lifting of a hold.
    """
    bare = bare_name(machine, name)
    blocks = (_of_state(resolved, machine, state), *action_blocks(resolved, machine, name))
    block = next((one for one in blocks if bare in one), None)
    if block is None:
        return {}
    under = [block.block(bare).block(key) for key in REQUIREMENTS]
    return {name: block.keys_at[bare]} | {one: at for each in under for one, at in each.keys_at.items()}


def _of_state(resolved: Resolved, machine: str, state: str) -> Block:
    if machine != CASE:
        return resolved.tracks[machine].part.block.block("states").block(state).block("actions")
    found = resolved.states.get(state)
    return found.block.block("actions") if found else Block(resolved.own.block.place)
