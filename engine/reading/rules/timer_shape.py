"""`not-together`: a timer has one of three shapes: `after`, `before` an event, or `at` a date.

Inside a state it runs during the visit, so `in` says nothing; outside one there is no visit to count from, so `after`
needs `from`.

PASS  {after: 30 days, from: notice_dated, to: out_denied}
FAIL  {after: 30 days, at: hearing_on, to: out_denied}
"""

from collections.abc import Iterator

from engine.reading.finding import Finding
from engine.reading.place import Block
from engine.reading.resolve import Resolved

ID = "not-together"
SHAPES = ("after", "before", "at")


def check(resolved: Resolved) -> Iterator[Finding]:
    outside = {id(part.block) for part in (*resolved.parts, *(text.part for text in resolved.tracks.values()))}
    for block in resolved.blocks():
        for _, timer in block.blocks("timers"):
            yield from _surplus(timer)
            yield from _outside(timer) if id(block) in outside else _inside(timer)


def _surplus(timer: Block) -> Iterator[Finding]:
    written = [key for key in timer if key in SHAPES]
    for key in written[1:]:
        yield timer.keys_at[key].finding(
            ID, f"'{key}' does not go with '{written[0]}' in one timer", "Keep one, or make two timers"
        )


def _inside(timer: Block) -> Iterator[Finding]:
    if "in" in timer:
        hint = "Take it out, or move the timer out of the state"
        yield timer.keys_at["in"].finding(ID, "'in' is for a timer outside a state", hint)


def _outside(timer: Block) -> Iterator[Finding]:
    if "after" in timer and "from" not in timer:
        message = "'after' needs 'from' beside it, as this timer stands outside a state"
        yield timer.keys_at["after"].finding("key-missing", message, "Add from: a date or moment fact")
