"""The accounts as colleagues: who somebody is, and who works in a role of a programme at an office."""

from dataclasses import replace
from datetime import datetime
from typing import Any

from engine.caller import Caller, Duty
from engine.case import Actor, Case, Cover
from engine.civil import Office
from engine.errors import NotFound
from engine.model import ENGLISH
from engine.records import absences, accounts
from engine.records.accounts import Account
from engine.records.database import Reading


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


def working_in(reading: Reading, case: Case) -> tuple[tuple[str, Caller], ...]:
    """Who works in the case's programme at its office, each with the name to sign in by, in the order of these."""
    found = ((one.name, caller_of(one)) for one in accounts.every_account(reading) if one.active)
    return tuple((name, one) for name, one in found if one.roles_at(case.programme, case.office))
