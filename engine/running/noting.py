"""Notes that stand for themselves: for everybody who works in the case, or for those of one role."""

from collections.abc import Iterator

from engine.entry import Entry
from engine.running.asked import Asked
from engine.step import Actor
from engine.why_not import Unmet

CAUSE = "note"


def unmet(asked: Asked) -> Iterator[Unmet]:
    """What stands in the way: somebody who only reads."""
    if not asked.step.actor.roles:
        yield asked.unmet("not_your_role", "role", "A note is written by who works in the case")


def is_addressed(entry: Entry, actor: Actor) -> bool:
    """Whether a note is for the actor: the ground of its entry is the role for which alone it was written."""
    return entry.cause != CAUSE or entry.ground in (None, *actor.roles) or entry.actor == actor.user
