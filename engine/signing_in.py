"""Who signs in: accounts by name and by session, first passwords, and the end of sessions."""

import secrets
from datetime import datetime

from engine.administration import FIRST_PASSWORD
from engine.clock import Clock, clock
from engine.errors import NotFound
from engine.records import accounts
from engine.records.accounts import Account, SignIns
from engine.records.database import Records


class SigningIn:
    """The door through which somebody becomes a caller. It keeps hashes of passwords and never makes or checks one."""

    def __init__(self, records: Records, now: Clock = clock):
        self.records, self.now = records, now

    def account_named(self, name: str) -> Account | None:
        """The account of this name, signed in or not, active or not."""
        with self.records.reading() as reading:
            try:
                return accounts.account_named(reading, name)
            except NotFound:
                return None

    def account_of_session(self, fs_uniquifier: str) -> Account | None:
        """The active account that a session names; None once its sessions were ended or it was closed."""
        with self.records.reading() as reading:
            try:
                found = accounts.account_of_session(reading, fs_uniquifier)
            except NotFound:
                return None
        return found if found.active else None

    def note_sign_in(self, account_id: str, address: str | None) -> None:
        """Keeps when and from where somebody signed in, beside the time before. Raises NotFound."""
        with self.records.writing() as writing:
            earlier = accounts.account_of(writing, account_id).sign_ins
            accounts.note_sign_in(writing, account_id, _after(earlier, self.now(), address))

    def set_password(self, account_id: str, password_hash: str) -> Account:
        """A new password; every session of the account ends. Raises NotFound."""
        with self.records.writing() as writing:
            accounts.set_password(writing, account_id, password_hash, _uniquifier())
            return accounts.account_of(writing, account_id)

    def improve_hash(self, account: Account, password_hash: str) -> None:
        """The same password, hashed as one hashes now; sessions go on. Raises NotFound."""
        with self.records.writing() as writing:
            accounts.set_password(writing, account.id, password_hash, account.fs_uniquifier)

    def set_first_password(self, token: str, password_hash: str) -> Account:
        """Uses up the token of a new account and sets its password. Raises NotFound where it is no good."""
        with self.records.writing() as writing:
            owner = accounts.redeem_one_time(writing, token, FIRST_PASSWORD, self.now())
            accounts.set_password(writing, owner.id, password_hash, _uniquifier())
            return accounts.account_of(writing, owner.id)

    def end_sessions(self, account_id: str) -> None:
        """Whoever holds a session of this account, on whatever machine, is signed out. Raises NotFound."""
        with self.records.writing() as writing:
            kept = accounts.account_of(writing, account_id).password_hash
            accounts.set_password(writing, account_id, kept, _uniquifier())


def _uniquifier() -> str:
    return secrets.token_hex(16)


def _after(earlier: SignIns, now: datetime, address: str | None) -> SignIns:
    return SignIns(
        last_login_at=earlier.current_login_at,
        last_login_ip=earlier.current_login_ip,
        current_login_at=now,
        current_login_ip=address,
        login_count=earlier.login_count + 1,
    )
