"""The accounts as colleagues: who somebody is, and who works in a role of a programme at an office."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from engine.caller import Caller, Duty
from engine.case import Case, Cover, Keeper
from engine.civil import Office
from engine.errors import NotFound
from engine.model import ENGLISH
from engine.records import absences, accounts
from engine.records.accounts import Account
from engine.records.database import Reading
from engine.step import Actor, Step

ASSIGN, RETURN = "assign_case", "return_case"


def caller_of(account: Account, through: str | None = None, language: str = ENGLISH) -> Caller:
    """The caller that an account is. `through`: the system's user who acts in its name on the command line."""
    duties = tuple(Duty(programme=one.programme, role=one.role, office=one.office) for one in account.grants)
    return Caller(user=account.id, name=account.display_name, duties=duties, through=through, language=language)


def actor_in(reading: Reading, caller: Caller, case: Case, office: Office, now: datetime) -> Actor:
    """The caller in a case, with those for whom they cover there, by the day at its office."""
    actor, day = caller.actor_in(case), office.day_of(now)
    if not actor.roles:
        return actor
    found = absences.covered(reading, caller.user, case.programme, day, day)
    covers = tuple(Cover(absent=absent, absence=entry) for absent, entry in sorted(found.items()))
    return replace(actor, covers=covers) if covers else actor


def colleague_named(reading: Reading, name: Any) -> Caller | None:
    """Whoever signs in by this name; None where nobody does, or does any more."""
    try:
        account = accounts.account_named(reading, str(name))
    except NotFound:
        return None
    return caller_of(account) if account.active else None


def who_is_to_keep(reading: Reading, case: Case, step: Step) -> Step:
    """A step that gives the case to somebody, with who that is and the roles that they have there.

    What is returned goes to who gave it; where they have not that role there, to who kept the case before; where that
    is nobody who may, to the queue of the team.
    """
    if step.action == ASSIGN:
        found = colleague_named(reading, step.answers.get("to"))
        return replace(step, colleague=found.actor_in(case) if found else None)
    if step.action == RETURN:
        return replace(step, colleague=next(_back_to(reading, case, step), None))
    return step


def _back_to(reading: Reading, case: Case, step: Step) -> Iterator[Actor]:
    """Who may keep what is returned, in the order in which they are asked."""
    for given in _to_be_returned(case, step):
        for user in (given.given_by, given.before):
            found = accounts.account_of(reading, user) if user else None
            actor = caller_of(found).actor_in(case) if found and found.active else None
            if actor is not None and given.role in actor.roles:
                yield actor


def _to_be_returned(case: Case, step: Step) -> Iterator[Keeper]:
    whose, role = {step.actor.user, *step.actor.counts_as}, step.answers.get("role")
    yield from (one for one in case.keepers if one.given_by and one.user in whose and role in (None, "", one.role))


def working_in(reading: Reading, case: Case) -> tuple[tuple[str, Caller], ...]:
    """Who works in the case's programme at its office, each with the name to sign in by, in the order of these."""
    found = ((one.name, caller_of(one)) for one in accounts.every_account(reading) if one.active)
    return tuple((name, one) for name, one in found if one.roles_at(case.programme, case.office))
