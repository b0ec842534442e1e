"""What is to be corrected: an entry of a case as one person may see it, what of it stands, and what was built on it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from engine.case import Case
from engine.entries_seen import entries_seen, entry_as_seen
from engine.entry import Entry
from engine.model import CASE, Ask, Programme
from engine.numbers import Numbers
from engine.records.database import Reading
from engine.running.attached import CAUSE
from engine.running.corrected import CORRECT, asks_of, may_be_empty, place_of
from engine.running.correcting import built_on
from engine.running.secrecy import may_read
from engine.step import Actor, Corrected, Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Correcting:
    """An entry before it is corrected. `asks`: what may be put right; `empties`: what of it may be emptied, as a step
    names it; `built_on`: the later entries that hang on it, as far as the reader may see them."""

    corrected: Corrected
    asks: tuple[Ask, ...]
    empties: tuple[str, ...]
    built_on: tuple[Entry, ...]


def corrected(reading: Reading, law: Programme, case: Case, actor: Actor, step: Step) -> Corrected | None:
    """The entry that a step corrects, by the log's number; None for any other step, and where there is no such entry.

    What an actor may not see has no number for that actor (`engine.numbers`).
    """
    if step.corrects is None or not _corrects(law, step):
        return None
    found = _seen(law, case, actor, step.corrects, _from(reading, case, 1))
    return found[0] if found else None


def correcting(
    reading: Reading, law: Programme, case: Case, actor: Actor, numbers: Numbers, number: int
) -> Correcting | None:
    """The same by the reader's own number, with its questions and what was built on it."""
    seq = numbers.seq(number)
    found = _seen(law, case, actor, seq, _from(reading, case, seq))
    if found is None:
        return None
    what, later = found
    hanging = built_on(law, what.stands, later)
    return Correcting(
        corrected=replace(what, entry=numbers.entry(entry_as_seen(law, what.entry, actor))),
        asks=asks_of(law, what),
        empties=tuple(_may_be_emptied(law, what)),
        built_on=numbers.entries(entries_seen(law, hanging, actor)),
    )


def _may_be_emptied(law: Programme, what: Corrected) -> Iterator[str]:
    optional = may_be_empty(law, what)
    stands = (one for one in what.stands if one.value is not None and one.fact in optional)
    yield from (place_of(one, law.facts[one.fact]) for one in stands)


def _corrects(law: Programme, step: Step) -> bool:
    found = law.find_action(step.action)
    return found is not None and found[1].kind == CORRECT


def _from(reading: Reading, case: Case, number: int) -> tuple[Entry, ...]:
    return tuple(one.entry for one in reading.entries(case.id, after=max(0, number - 1)))


def _seen(
    law: Programme, case: Case, actor: Actor, number: int, log: tuple[Entry, ...]
) -> tuple[Corrected, tuple[Entry, ...]] | None:
    """The entry of this number and those after it, out of a log or the end of one."""
    entry, *later = [one for one in log if one.seq >= number] or [None]
    if entry is None or entry.seq != number:
        return None
    attached = {(one.owner, one.fact): one.value for after in later if after.cause == CAUSE for one in after.written}
    since = {(one.owner, one.fact) for after in later if after.cause != CAUSE for one in after.written}
    own = {CASE, *(one.id for one in case.people)}
    stands = tuple(
        replace(one, value=attached.get((one.owner, one.fact), one.value))
        for one in entry.written
        if one.owner in own
        and (one.value is not None or entry.cause == "correction")  # what one emptied may be filled again
        and (one.owner, one.fact) not in since
        and may_read(law, actor.roles, one.fact)
    )
    return Corrected(entry=entry, action=_action(entry), stands=stands, log=log), tuple(later)


def _action(entry: Entry) -> str | None:
    """The act that was first recorded, where a correction is corrected once more."""
    told = next((change["corrected"]["action"] for change in entry.changes if "corrected" in change), entry.action)
    return str(told) if told else None
