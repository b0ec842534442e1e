"""`not-together`: a timer has one of three shapes: `after`, `before` an event, or `at` a date.

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
    for block in resolved.blocks():
        for _, timer in block.blocks("timers"):
            yield from _surplus(timer)


def _surplus(timer: Block) -> Iterator[Finding]:
    written = [key for key in timer if key in SHAPES]
    for key in written[1:]:
        yield timer.keys_at[key].finding(
            ID, f"'{key}' does not go with '{written[0]}' in one timer", "Keep one, or make two timers"
        )
