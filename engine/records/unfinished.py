"""Forms that somebody has begun and kept: sealed each under a key of its own, found by whoever writes them alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, insert, select

from engine.records import canonical, moments
from engine.records.tables import unfinished
from engine.records.transaction import Transaction

_ITS = unfinished.c


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A form as it was kept last. `content` is opened: whose case it is about, and all that was typed."""

    key: str
    saved: datetime
    content: Mapping[str, Any]


def keep(transaction: Transaction, actor: str, kept: Kept) -> None:
    """Keeps a form in the place of what its writer kept under the same key before."""
    drop(transaction, actor, kept.key)
    place = _place(actor, kept.key)
    key, wrapped = transaction.vault.new_key(place)
    sealed = key.seal(place, canonical.canonical(kept.content))
    row = {"actor": actor, "key": kept.key, "saved": moments.instant(kept.saved)}
    sealing = {"key_id": transaction.vault.key_id, "wrapped": wrapped, "sealed": sealed}
    transaction.connection.execute(insert(unfinished).values(**row, **sealing))


def drop(transaction: Transaction, actor: str, key: str) -> None:
    """Deletes a form, as when it was recorded or is not wanted any more."""
    transaction.connection.execute(delete(unfinished).where(_ITS.actor == actor, _ITS.key == key))


def forget(transaction: Transaction, before: datetime) -> int:
    """Deletes the forms that were last kept before an instant; gives their number."""
    old = delete(unfinished).where(_ITS.saved < moments.instant(before))
    return transaction.connection.execute(old).rowcount


def found(transaction: Transaction, actor: str, key: str, since: datetime) -> Kept | None:
    """The form of this writer under this key, if it was kept since an instant. Raises Broken, WrongKey."""
    own = select(unfinished).where(_ITS.actor == actor, _ITS.key == key, _ITS.saved >= moments.instant(since))
    row = transaction.connection.execute(own).first()
    return _opened(transaction, row) if row is not None else None


def all_of(transaction: Transaction, actor: str, since: datetime) -> tuple[Kept, ...]:
    """The forms of this writer that were kept since an instant, the last kept first. Raises Broken, WrongKey."""
    own = select(unfinished).where(_ITS.actor == actor, _ITS.saved >= moments.instant(since))
    rows = transaction.connection.execute(own.order_by(_ITS.saved.desc(), _ITS.key))
    return tuple(_opened(transaction, row) for row in rows)


def how_many(transaction: Transaction, actor: str) -> int:
    own = select(func.count()).select_from(unfinished).where(_ITS.actor == actor)
    return transaction.connection.execute(own).scalar_one()


def _opened(transaction: Transaction, row: Row[Any]) -> Kept:
    place = _place(row.actor, row.key)
    key = transaction.vault.unwrap(place, row.key_id, row.wrapped)
    content = canonical.read(key.open(place, row.sealed))
    return Kept(key=row.key, saved=moments.read_instant(row.saved), content=content)


def _place(actor: str, key: str) -> str:
    """Where a form stands, as it is authenticated: nobody else's row opens in its place."""
    return f"unfinished:{actor}:{key}"
