"""Passwords: how long they must be, how they are hashed, and one pace for right ones, wrong ones and unknown names."""

import unicodedata

from flask import current_app
from flask_babel import ngettext
from flask_security import hash_password

from web.accounts.users import User

SHORTEST, LONGEST = 12, 500


def unfit(password: str) -> str | None:
    """What is wrong with a new password, in words for its owner; None where it will do. Any characters will."""
    length = len(_normal(password))
    if length < SHORTEST:
        return ngettext("Use at least %(num)s character", "Use at least %(num)s characters", SHORTEST)
    if length > LONGEST:
        return ngettext("Use at most %(num)s character", "Use at most %(num)s characters", LONGEST)
    return None


def hashed(password: str) -> str:
    """The hash to keep (argon2id). The same letters typed on another keyboard give the same."""
    return hash_password(_normal(password))


def user_by(name: str, password: str) -> User | None:
    """The user of this name, if this is the password. An unknown name, a closed account and one without a password
    cost the same time as a wrong password."""
    user = current_app.extensions["security"].datastore.find_user(username=name)
    if user is None or not user.active or not user.password:
        hashed(password[:LONGEST])
        return None
    return user if user.verify_and_update_password(_normal(password[: LONGEST * 2])) else None


def _normal(password: str) -> str:
    return unicodedata.normalize("NFKC", password)
