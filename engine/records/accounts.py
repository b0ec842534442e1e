"""Who may sign in, and with which roles. Names, roles and whether an account is active are told by the register too."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, Row, delete, insert, select, update

from engine.errors import NotFound
from engine.records import moments
from engine.records.register import Doing, record
from engine.records.tables import account, account_grant, one_time
from engine.records.transaction import Transaction

EVERY = "*"


@dataclass(frozen=True, slots=True, kw_only=True, order=True)
class Grant:
    """A role in a programme (`*`: in all, as for auditors) at an office (`*`: at all)."""

    programme: str
    role: str
    office: str = EVERY

    def is_at(self, programme: str, office: str) -> bool:
        """Whether it holds in a programme at an office; `*` is within `*` only."""
        return self.programme in (EVERY, programme) and self.office in (EVERY, office)


@dataclass(frozen=True, slots=True, kw_only=True)
class SignIns:
    """When and from where somebody signed in, as Flask-Security keeps it. Times are UTC."""

    last_login_at: datetime | None = None
    current_login_at: datetime | None = None
    last_login_ip: str | None = None
    current_login_ip: str | None = None
    login_count: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """A user of the system. `fs_uniquifier` is what a session names: a new one ends all sessions."""

    id: str
    name: str
    display_name: str
    password_hash: str | None = None
    active: bool = True
    fs_uniquifier: str
    created: datetime
    sign_ins: SignIns = SignIns()
    grants: tuple[Grant, ...] = ()

    def roles_in(self, programme: str) -> frozenset[str]:
        return frozenset(grant.role for grant in self.grants if grant.programme in (programme, EVERY))

    def offices_in(self, programme: str) -> frozenset[str]:
        """The offices at which there is a role; `*` stands for all."""
        return frozenset(grant.office for grant in self.grants if grant.programme in (programme, EVERY))


def add_account(transaction: Transaction, doing: Doing, new: Account) -> int:
    """Keeps a new account and its grants; gives the entry's number. Raises ValueError where the name is taken."""
    if transaction.connection.execute(select(account.c.id).where(account.c.name == new.name)).first():
        raise ValueError(f"There is a user {new.name} already")
    entry = record(transaction, doing, "account", "add", change={"account": account_to_json(new)})
    transaction.connection.execute(insert(account).values(_columns(new)))
    _put_grants(transaction.connection, new)
    return entry


def change_account(transaction: Transaction, doing: Doing, changed: Account) -> int:
    """Keeps the name, display name, state and grants of an account; gives the entry's number. Raises NotFound."""
    known = {"name": changed.name, "display_name": changed.display_name, "active": changed.active}
    _update(transaction, changed.id, known)
    _put_grants(transaction.connection, changed)
    return record(transaction, doing, "account", "change", change={"account": account_to_json(changed)})


def set_password(transaction: Transaction, account_id: str, password_hash: str | None, fs_uniquifier: str) -> None:
    """A new password, and with it a new `fs_uniquifier`. Raises NotFound."""
    _update(transaction, account_id, {"password_hash": password_hash, "fs_uniquifier": fs_uniquifier})


def note_sign_in(transaction: Transaction, account_id: str, sign_ins: SignIns) -> None:
    """Raises NotFound."""
    _update(transaction, account_id, _sign_in_columns(sign_ins))


def _update(transaction: Transaction, account_id: str, values: Mapping[str, Any]) -> None:
    if not transaction.connection.execute(update(account).where(account.c.id == account_id).values(values)).rowcount:
        raise NotFound(f"There is no user {account_id}")


def account_to_json(one: Account) -> dict[str, Any]:
    """What the register says of an account; passwords and sign-ins are none of its business."""
    grants = [[grant.programme, grant.role, grant.office] for grant in sorted(one.grants)]
    known = {"id": one.id, "name": one.name, "display_name": one.display_name, "active": one.active}
    return {**known, "grants": grants}


def _columns(one: Account) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "display_name": one.display_name,
        "password_hash": one.password_hash,
        "active": one.active,
        "fs_uniquifier": one.fs_uniquifier,
        "created": moments.instant(one.created),
        **_sign_in_columns(one.sign_ins),
    }


def _sign_in_columns(sign_ins: SignIns) -> dict[str, Any]:
    return {
        "last_login_at": moments.maybe_instant(sign_ins.last_login_at),
        "current_login_at": moments.maybe_instant(sign_ins.current_login_at),
        "last_login_ip": sign_ins.last_login_ip,
        "current_login_ip": sign_ins.current_login_ip,
        "login_count": sign_ins.login_count,
    }


def _put_grants(connection: Connection, one: Account) -> None:
    connection.execute(delete(account_grant).where(account_grant.c.account_id == one.id))
    rows = [
        {"account_id": one.id, "programme": it.programme, "role": it.role, "office": it.office} for it in one.grants
    ]
    if rows:
        connection.execute(insert(account_grant), rows)


def account_named(transaction: Transaction, name: str) -> Account:
    """Raises NotFound."""
    return _find(transaction, account.c.name == name, name)


def account_of(transaction: Transaction, account_id: str) -> Account:
    """Raises NotFound."""
    return _find(transaction, account.c.id == account_id, account_id)


def account_of_session(transaction: Transaction, fs_uniquifier: str) -> Account:
    """Raises NotFound."""
    return _find(transaction, account.c.fs_uniquifier == fs_uniquifier, "of this session")


def _find(transaction: Transaction, which: Any, sought: str) -> Account:
    grants = [column for column in account_grant.columns if column.name != "account_id"]
    wanted = select(account, *grants).outerjoin_from(account, account_grant).where(which)
    rows = transaction.connection.execute(wanted).all()
    if not rows:
        raise NotFound(f"There is no user {sought}")
    return _account(rows[0], [row for row in rows if row.role is not None])


def display_names(transaction: Transaction, account_ids: Iterable[str]) -> dict[str, str]:
    """What these accounts are called, by their ids."""
    wanted = select(account.c.id, account.c.display_name).where(account.c.id.in_(sorted(set(account_ids))))
    return {row.id: row.display_name for row in transaction.connection.execute(wanted)}


def every_account(transaction: Transaction) -> tuple[Account, ...]:
    """All accounts by name."""
    grants = transaction.connection.execute(select(account_grant)).all()
    rows = transaction.connection.execute(select(account).order_by(account.c.name))
    return tuple(_account(row, [grant for grant in grants if grant.account_id == row.id]) for row in rows)


def _account(row: Row[Any], grants: list[Row[Any]]) -> Account:
    return Account(
        id=row.id,
        name=row.name,
        display_name=row.display_name,
        password_hash=row.password_hash,
        active=row.active,
        fs_uniquifier=row.fs_uniquifier,
        created=moments.read_instant(row.created),
        sign_ins=_sign_ins(row),
        grants=tuple(sorted(Grant(programme=it.programme, role=it.role, office=it.office) for it in grants)),
    )


def _sign_ins(row: Row[Any]) -> SignIns:
    return SignIns(
        last_login_at=moments.read_maybe_instant(row.last_login_at),
        current_login_at=moments.read_maybe_instant(row.current_login_at),
        last_login_ip=row.last_login_ip,
        current_login_ip=row.current_login_ip,
        login_count=row.login_count,
    )


def issue_one_time(transaction: Transaction, account_id: str, purpose: str, expires: datetime) -> str:
    """A token that works once, for one purpose, until it expires; only its hash is kept."""
    token = secrets.token_urlsafe(32)
    row = {"token_sha256": _hash(token), "account_id": account_id, "purpose": purpose}
    transaction.connection.execute(insert(one_time).values(**row, expires=moments.instant(expires)))
    return token


def redeem_one_time(transaction: Transaction, token: str, purpose: str, now: datetime) -> Account:
    """Whose token this is; it is used up now. Raises NotFound where it is unknown, used, expired or for another use."""
    moment = moments.instant(now)
    own = (one_time.c.token_sha256 == _hash(token), one_time.c.purpose == purpose)
    valid = (*own, one_time.c.used.is_(None), one_time.c.expires > moment)
    used = update(one_time).where(*valid).values(used=moment).returning(one_time.c.account_id)
    account_id = transaction.connection.execute(used).scalar()
    if account_id is None:
        raise NotFound("This link is not valid, or no longer; ask for a new one")
    return account_of(transaction, account_id)


def _hash(token: str) -> str:
    return sha256(token.encode()).hexdigest()
