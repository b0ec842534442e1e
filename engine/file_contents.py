"""What must be in the file of a case, as far as one person may read it."""

from datetime import date

from engine.case import Case
from engine.entries_seen import entries_seen
from engine.entry import Entry
from engine.model import PAPER_CHECK, Programme
from engine.records.database import Reading
from engine.running.mandatory import Mandatory, mandatory
from engine.seeing import as_seen
from engine.step import Actor, Listed


def must_be_there(
    programme: Programme, case: Case, entries: tuple[Entry, ...], actor: Actor, today: date
) -> tuple[Mandatory, ...]:
    """By the entries and the values that the actor may see; `today` is the day at the case's office."""
    seen = entries_seen(programme, entries, actor)
    return mandatory(programme, as_seen(programme, case, actor), seen, today)


def papers_listed(
    reading: Reading, programme: Programme, case: Case, actor: Actor, action: str, today: date
) -> tuple[Listed, ...]:
    """What somebody who checks the paper file is asked about; nothing for any other action."""
    found = programme.find_action(action)
    if found is None or found[1].kind != PAPER_CHECK:
        return ()
    entries = tuple(one.entry for one in reading.entries(case.id))
    return must_be_there(programme, case, entries, actor, today)
