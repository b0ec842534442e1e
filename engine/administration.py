"""What an administrator may do: accounts with their roles, and the system's first start."""

import re
import secrets
import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from engine.caller import ADMINISTRATOR, AUDITOR, EVERYWHERE, OF_NO_PROGRAMME, Caller
from engine.civil import Office
from engine.clock import Clock, clock
from engine.colleagues import caller_of
from engine.drafting import Drafting, sound_in
from engine.errors import NotFound, OutOfDate, Refused
from engine.published import Published
from engine.reading.programme import Reading
from engine.records import accounts, definitions, register
from engine.records.accounts import Account, Grant
from engine.records.database import Records
from engine.records.definitions import OFFICE, PROGRAMME
from engine.records.register import Doing
from engine.why_not import Unmet

FIRST_PASSWORD, FIRST_PASSWORD_LASTS = "first password", timedelta(days=3)
_NAME = re.compile(r"[a-z0-9][a-z0-9._@-]{1,99}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Added:
    """A new account, and the token with which its owner sets a password, once, within three days."""

    account: Account
    token: str


class Administration:
    """The door through which accounts and the first start go."""

    def __init__(self, records: Records, published: Published, now: Clock = clock):
        self.records, self.published, self.now = records, published, now

    def first_start(self, texts: Mapping[str, str]) -> tuple[str, ...]:
        """On an empty database, publishes what `check` finds clean; gives the programmes published, () if not empty.

        It is one transaction: of two first starts at once one is made, and one that is interrupted is made again.
        """
        with self.records.reading() as reading:
            if register.started(reading):
                return ()
        sound = sound_in(texts)
        try:
            return self._first_start(texts, sound)
        except OutOfDate:
            return ()

    def _first_start(self, texts: Mapping[str, str], sound: Mapping[str, Reading]) -> tuple[str, ...]:
        doing = Doing(actor=None, now=self.now())
        with self.records.writing() as writing:
            if register.started(writing):
                return ()
            register.first_start(writing, doing)
            for name, reading in sound.items():
                Drafting(self.records, self.published, self.now).put_in_force(writing, doing, texts, name, reading)
        return tuple(sound)

    def add_user(
        self,
        caller: Caller | None,
        name: str,
        roles: Sequence[str],
        offices: Sequence[str] = (),
        *,
        display_name: str | None = None,
        through: str | None = None,
    ) -> Added:
        """Adds an account. `roles` are `programme:role`, or auditor, designer, administrator; no office: all of them.

        `caller` None: the system's own user, on the machine itself. Raises Refused with everything that is wrong.
        """
        if caller is not None and not caller.has(ADMINISTRATOR):
            raise Refused((Unmet(code="not_your_role", kind="role", says="An account is added by an administrator"),))
        with self.records.writing() as writing:
            wrong = [*_wrong_name(name), *self._wrong_roles(writing, roles), *self._wrong_offices(writing, offices)]
            if wrong:
                raise Refused(tuple(wrong))
            account = self._account(name, display_name, roles, offices)
            doing = Doing(actor=caller.user if caller else None, now=self.now(), on_behalf_of=through)
            try:
                accounts.add_account(writing, doing, account)
            except ValueError as taken:
                raise Refused((Unmet(code="answers_wrong", kind="answer", says=str(taken), field="name"),)) from None
            token = accounts.issue_one_time(writing, account.id, FIRST_PASSWORD, self.now() + FIRST_PASSWORD_LASTS)
            return Added(account=account, token=token)

    def close_user(self, caller: Caller | None, name: str, through: str | None = None) -> None:
        """Ends an account: no sign-in any more, and every session over at once. What it did stays in the log.

        Raises Refused, NotFound.
        """
        if caller is not None and not caller.has(ADMINISTRATOR):
            raise Refused((Unmet(code="not_your_role", kind="role", says="An account is ended by an administrator"),))
        doing = Doing(actor=caller.user if caller else None, now=self.now(), on_behalf_of=through)
        with self.records.writing() as writing:
            account = accounts.account_named(writing, name)
            accounts.change_account(writing, doing, replace(account, active=False))
            accounts.set_password(writing, account.id, None, secrets.token_hex(16))

    def _account(self, name: str, display_name: str | None, roles: Sequence[str], offices: Sequence[str]) -> Account:
        grants = tuple(_grant(role, office) for role in roles for office in (offices or (EVERYWHERE,)))
        return Account(
            id=f"u-{uuid.uuid4().hex[:12]}",
            name=name,
            display_name=display_name or name.replace(".", " ").title(),
            fs_uniquifier=secrets.token_hex(16),
            created=self.now(),
            grants=grants,
        )

    def _wrong_roles(self, reading: register.Transaction, roles: Sequence[str]) -> list[Unmet]:
        if not roles:
            return [
                Unmet(
                    code="answers_missing",
                    kind="answer",
                    says="Give at least one role, like us-rsc:caseworker",
                    field="role",
                )
            ]
        return [wrong for role in roles for wrong in self._wrong_role(reading, role)]

    def _wrong_role(self, reading: register.Transaction, given: str) -> list[Unmet]:
        programme, colon, role = given.partition(":")
        if not colon:
            known = ", ".join(OF_NO_PROGRAMME)
            return (
                []
                if given in OF_NO_PROGRAMME
                else [_wrong(f"'{given}' is no role; write programme:role, or one of: {known}", "role")]
            )
        try:
            roles = self.published.current(reading, programme).roles
        except NotFound:
            known = ", ".join(definitions.names(reading, PROGRAMME)) or "none yet"
            return [_wrong(f"There is no programme '{programme}'; published are: {known}", "role")]
        return (
            [] if role in roles else [_wrong(f"{programme} has no role '{role}'; it has: {', '.join(roles)}", "role")]
        )

    def _wrong_offices(self, reading: register.Transaction, offices: Sequence[str]) -> list[Unmet]:
        known = definitions.names(reading, OFFICE)
        return [
            _wrong(f"There is no office '{one}'; there are: {', '.join(known) or 'none yet'}", "office")
            for one in offices
            if one not in known
        ]

    def caller_named(self, name: str, through: str | None = None) -> Caller:
        """The caller of an account that may sign in. Raises NotFound."""
        with self.records.reading() as reading:
            account = accounts.account_named(reading, name)
        if not account.active:
            raise NotFound(f"There is no user {name}")
        return caller_of(account, through)

    def display_names(self) -> Mapping[str, str]:
        """The display names of all accounts by id, for the log's pages."""
        with self.records.reading() as reading:
            return {one.id: one.display_name for one in accounts.every_account(reading)}

    def offices(self) -> tuple[str, ...]:
        """The offices that are published."""
        with self.records.reading() as reading:
            return definitions.names(reading, OFFICE)

    def office(self, name: str) -> Office:
        """The calendar in force of an office. Raises NotFound."""
        with self.records.reading() as reading:
            return self.published.office_as_it_was(reading, name, definitions.current(reading, OFFICE, name).digest)


def _grant(role: str, office: str) -> Grant:
    programme, colon, name = role.partition(":")
    if colon:
        return Grant(programme=programme, role=name, office=office)
    return Grant(programme=EVERYWHERE, role=role, office=EVERYWHERE if role == AUDITOR else office)


def _wrong_name(name: str) -> list[Unmet]:
    if _NAME.fullmatch(name):
        return []
    return [_wrong("A user's name has 2 to 100 small letters, digits, and . _ @ -", "name")]


def _wrong(says: str, field: str) -> Unmet:
    return Unmet(code="answers_wrong", kind="answer", says=says, field=field)
