"""Files that were sent and are not recorded yet, taken into the answers that name them."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from engine.records import files
from engine.records.transaction import Transaction
from engine.running.opening import Opening
from engine.step import Step

UPLOADS_ARE_KEPT, MOST_UPLOADS = timedelta(days=14), 40
Answers = Mapping[str, Any]


def step_with_files(transaction: Transaction, user: str, now: datetime, step: Step) -> Step:
    """The step with what is known of each file that its answers name by id; an id of no file of this user stays."""
    if not _names_a_file(step.answers, *step.each.values()):
        return step
    each = {person: _with_files(transaction, user, now, given) for person, given in step.each.items()}
    return replace(step, answers=_with_files(transaction, user, now, step.answers), each=each)


def opening_with_files(transaction: Transaction, user: str, now: datetime, opening: Opening) -> Opening:
    """The same of a case that is opened."""
    if not _names_a_file(opening.facts, *opening.people.values()):
        return opening
    people = {person: _with_files(transaction, user, now, given) for person, given in opening.people.items()}
    return replace(opening, facts=_with_files(transaction, user, now, opening.facts), people=people)


def _names_a_file(*answers: Answers) -> bool:
    return any(isinstance(one, Mapping) and one.get("file") for given in answers for one in given.values())


def _with_files(transaction: Transaction, user: str, now: datetime, answers: Answers) -> dict[str, Any]:
    return {key: _with_file(transaction, user, now, given) for key, given in answers.items()}


def _with_file(transaction: Transaction, user: str, now: datetime, given: Any) -> Any:
    file = given.get("file") if isinstance(given, Mapping) else None
    found = files.uploaded(transaction, user, file, now - UPLOADS_ARE_KEPT) if isinstance(file, str) else None
    return {**given, "file": found} if found else given
