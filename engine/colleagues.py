"""The accounts as colleagues: who somebody is, and who works in a role of a programme at an office."""

from typing import Any

from engine.caller import Caller, Duty
from engine.case import Case
from engine.errors import NotFound
from engine.model import ENGLISH
from engine.records import accounts
from engine.records.accounts import Account
from engine.records.database import Reading


def caller_of(account: Account, through: str | None = None, language: str = ENGLISH) -> Caller:
    """The caller that an account is. `through`: the system's user who acts in its name on the command line."""
    duties = tuple(Duty(programme=one.programme, role=one.role, office=one.office) for one in account.grants)
    return Caller(user=account.id, name=account.display_name, duties=duties, through=through, language=language)


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
