"""`score-tells`: points tell nobody what they may not read.

The points of a case are seen by all who see the case. So a line of the score whose `when` reads a fact, or asks about
a hidden track or hold, that somebody may not see has `shown_as`, and shares these words with another line that is
hidden from the same roles: only their sum is shown there. Lines that share words have the same points (a warning):
else the sum tells them apart. And the date by which equals are ordered is one that everybody may read, and none of
class `critical`: lists are ordered by it, and nobody's reading of a list is recorded.

PASS  ill: {points: 20, when: ill, shown_as: In need}   threatened: {points: 20, when: threatened, shown_as: In need}
FAIL  ill: {points: 20, when: ill, shown_as: In need}   and no other line in these words
FAIL  then_by: threatened_on   where threatened_on has class: critical
"""

from collections.abc import Iterator, Set

from engine.model import Priority, Programme, ScoreLine
from engine.reading.finding import WARNING, Finding
from engine.reading.place import Block
from engine.reading.rules.secret_has_words import CRITICAL, may_not_read, secret_fact
from engine.reading.sites import Sites

ID = "score-tells"


def check(programme: Programme, sites: Sites) -> Iterator[Finding]:
    priority = programme.priority
    if priority is None:
        return
    block = sites.top_block("priority")
    for line in priority.lines.values():
        yield from _line(programme, priority, line, block.block("score").block(line.name))
    yield from _order(programme, priority, block)


def _order(programme: Programme, priority: Priority, block: Block) -> Iterator[Finding]:
    """The date of `then_by` that the order of the lists tells to somebody who may not read it, or without a record."""
    fact = programme.facts.get(priority.then_by or "")
    if fact is None:
        return
    told = f"the order of the lists tells '{fact.name}'"
    if may_not_read(programme, fact.name, set(programme.roles)):
        message = f"Not everybody may read this, and {told}"
        yield block.values_at["then_by"].finding(ID, message, "Name a date that everybody may read")
    elif fact.data_class == CRITICAL:
        message = f"Reading this is recorded, and {told}, which is critical, without a record"
        hint = "Let the date be sensitive, with the same may_read, or order by another one"
        yield block.values_at["then_by"].finding(ID, message, hint)


def _line(programme: Programme, priority: Priority, line: ScoreLine, block: Block) -> Iterator[Finding]:
    kept_from = _kept_from(programme, line)
    if not kept_from:
        return
    if line.shown_as is None:
        what = _secret(programme, line, set(programme.roles))
        message = f"'{line.name}' {what}, which not everybody may know, and its points tell it"
        hint = "Add shown_as: words that another such reason has, too"
        yield block.values_at["when"].finding(ID, message, hint)
        return
    beside = [one for one in priority.lines.values() if _is_shown_with(programme, one, line)]
    if len(beside) == 1:
        message = f"'{line.name}' alone is behind these words for: {', '.join(kept_from)}"
        hint = "Give them to another reason, too, that the same roles may not read"
        yield block.values_at["shown_as"].finding(ID, message, hint)
    elif line.points != beside[0].points:
        message = f"'{line.name}' has other points than '{beside[0].name}', by which their sum tells them apart"
        yield block.values_at["points"].finding(ID, message, "Give both the same points", WARNING)


def _kept_from(programme: Programme, line: ScoreLine) -> tuple[str, ...]:
    """The roles that may not know what the line asks."""
    return tuple(role for role in programme.roles if _secret(programme, line, {role}))


def _is_shown_with(programme: Programme, one: ScoreLine, line: ScoreLine) -> bool:
    return one.shown_as == line.shown_as and _kept_from(programme, one) == _kept_from(programme, line)


def _secret(programme: Programme, line: ScoreLine, readers: Set[str]) -> str | None:
    """What it asks that somebody of these roles may not know, in words."""
    fact, track = secret_fact(programme, line.when, readers), _hidden_track(programme, line, readers)
    if fact or track:
        return f"reads '{fact}'" if fact else f"asks about '{track}'"
    hidden = (hold.may_see is not None and not readers <= hold.may_see for hold in programme.holds.values())
    return "asks about holds" if "holds" in line.when.asks and any(hidden) else None


def _hidden_track(programme: Programme, line: ScoreLine, readers: Set[str]) -> str | None:
    for asked in sorted(line.when.asks):
        target = asked.partition(":")[2]
        for name in programme.checklists.get(target, (target,)):
            track = programme.tracks.get(name)
            if track and track.shown_as and any(may_not_read(programme, fact, readers) for fact in track.facts):
                return name
    return None
