"""`not-carried-out`: a word of the language that this version of the engine does not act on is refused.

A key that were read and then passed over would promise a family something that never happens.

PASS  a programme without priority
FAIL  priority: {score: {…}}
"""

from collections.abc import Iterator

from engine.reading.finding import Finding
from engine.reading.place import Block
from engine.reading.resolve import Resolved

ID = "not-carried-out"
OF_PROGRAMMES = ("priority",)


def check(resolved: Resolved) -> Iterator[Finding]:
    yield from _told(resolved.own.block, OF_PROGRAMMES)


def _told(block: Block, keys: tuple[str, ...]) -> Iterator[Finding]:
    for key in keys:
        if key in block:
            yield block.keys_at[key].finding(ID, f"The engine does not act on '{key}' yet", "Leave it out")
