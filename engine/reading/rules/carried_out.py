"""`not-carried-out`: a word of the language that this version of the engine does not act on is refused.

A key that were read and then passed over would promise a family something that never happens.

PASS  does: add_person
FAIL  does: split
"""

from collections.abc import Iterator

from engine.reading.finding import Finding
from engine.reading.place import Block
from engine.reading.resolve import Resolved

ID = "not-carried-out"
OPERATIONS = ("add_person", "change_principal", "reopen")
OF_ACTIONS, OF_PROGRAMMES = ("into", "keeps"), ("priority",)


def check(resolved: Resolved) -> Iterator[Finding]:
    yield from _told(resolved.own.block, OF_PROGRAMMES)
    for block in resolved.blocks():
        for _, action in (*block.blocks("actions"), *block.blocks("anywhere")):
            yield from _told(action, OF_ACTIONS)
            yield from _operation(action)


def _operation(action: Block) -> Iterator[Finding]:
    if action.get("does", "reopen") not in OPERATIONS:
        what = f"The engine does not carry out '{action['does']}' yet"
        yield action.values_at["does"].finding(ID, what, f"It carries out: {', '.join(OPERATIONS)}")


def _told(block: Block, keys: tuple[str, ...]) -> Iterator[Finding]:
    for key in keys:
        if key in block:
            yield block.keys_at[key].finding(ID, f"The engine does not act on '{key}' yet", "Leave it out")
