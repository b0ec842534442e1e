"""Accounts as Flask-Security wants them, over the engine's front door; no table is known here."""

from typing import Any

from flask_security import RoleMixin, UserMixin
from flask_security.datastore import UserDatastore

import engine
from web.door import door


class User(UserMixin):
    """An account in the shape that Flask-Security knows. A session names its `fs_uniquifier`."""

    username = fs_uniquifier = ""

    def __init__(self, account: engine.Account):
        self.account = account
        self.id, self.username = account.id, account.name
        self.fs_uniquifier, self.active = account.fs_uniquifier, account.active
        self.password = account.password_hash
        self.roles: list[RoleMixin] = []


class Role(RoleMixin):
    """Flask-Security's roles are not used: what somebody may do is decided behind the front door."""


class Accounts(UserDatastore):
    """Finds accounts and keeps what Flask-Security changes of them: the hash of a password, where it grew too weak."""

    def __init__(self) -> None:
        super().__init__(User, Role)

    def find_user(self, case_insensitive: bool = False, **sought: Any) -> User | None:
        """By `username` or by `fs_uniquifier`. Names are kept in small letters."""
        if "fs_uniquifier" in sought:
            found = door().signing_in.account_of_session(sought["fs_uniquifier"])
        else:
            found = door().signing_in.account_named(str(sought["username"]).casefold())
        return User(found) if found else None

    def find_role(self, role: str) -> None:
        return None

    def put(self, model: User) -> User:
        if model.password:
            door().signing_in.improve_hash(model.account, model.password)
        return model

    def commit(self) -> None:
        """Every act of the front door is a database transaction of its own: nothing is left to commit."""
