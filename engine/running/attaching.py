"""A file put to a document that is recorded already: what the paper says stays, so that nothing follows from it."""

from collections.abc import Iterator
from typing import Any

from engine.entry import Written
from engine.model import ANYONE, CASE
from engine.running.asked import Asked
from engine.running.attached import asked_by, recorded
from engine.running.draft import Draft
from engine.running.secrecy import may_read
from engine.values import Document
from engine.why_not import Unmet

DOCUMENT, FILE = "document", "file"


def unmet(draft: Draft, asked: Asked) -> Iterator[Unmet]:
    """What stands in the way; of a document that may not be read the same is said as of one that is not there."""
    if asked.asking_only or asked.answers.unmet:
        return
    name = str(asked.answers.own[DOCUMENT])
    roles, by = asked.step.actor.roles, asked_by(draft.programme, name)
    if recorded(draft.case, _owner(asked), name) is None or not may_read(draft.programme, roles, name):
        says = "There is no such document in this case"
        yield asked.unmet("answers_wrong", "answer", says, field=DOCUMENT)
    elif ANYONE not in by and roles.isdisjoint(by):
        titles = " or ".join(draft.programme.roles.get(role, role) for role in by)
        yield asked.unmet("not_your_role", "role", f"This is done by: {titles}", waits_on=by[0] if by else None)
    elif getattr(asked.answers.own[FILE], "file", None) is None:
        yield Unmet(code="answers_missing", kind="answer", says="Choose a file", field=FILE)


def entry_of(draft: Draft, asked: Asked) -> dict[str, Any]:
    """On the machine to which the document belongs, and named by it, so that both are seen by the same readers."""
    owner, name = _owner(asked), str(asked.answers.own[DOCUMENT])
    old, given = recorded(draft.case, owner, name), asked.answers.own[FILE]
    assert old is not None and isinstance(given, Document)
    return {"ground": name, "written": (Written(owner=owner, fact=name, value=old.with_file_of(given)),)}


def _owner(asked: Asked) -> str:
    return asked.people[0] if asked.people else CASE
