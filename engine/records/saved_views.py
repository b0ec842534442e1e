"""Lists that somebody has named and kept: each sealed under a key of its own, found by its owner and whom it is for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, delete, func, insert, or_, select

from engine.records import canonical
from engine.records.accounts import EVERY, Grant
from engine.records.tables import saved_view
from engine.records.transaction import Transaction

_ITS = saved_view.c


@dataclass(frozen=True, slots=True, kw_only=True)
class SavedView:
    """A list by its name and address. `owner` is the opaque id of an account; `shared` with whom, None: with nobody."""

    id: str
    owner: str
    name: str
    address: str
    shared: Grant | None = None


def keep(transaction: Transaction, view: SavedView) -> None:
    place = _place(view.id)
    key, wrapped = transaction.vault.new_key(place)
    sealed = key.seal(place, canonical.canonical({"name": view.name, "address": view.address}))
    shared = view.shared or Grant(programme="", role="", office="")
    whose = {"id": view.id, "owner": view.owner, "programme": shared.programme, "role": shared.role}
    sealing = {"key_id": transaction.vault.key_id, "wrapped": wrapped, "sealed": sealed}
    transaction.connection.execute(insert(saved_view).values(**whose, office=shared.office, **sealing))


def drop(transaction: Transaction, owner: str, view_id: str) -> bool:
    """Deletes a view of this owner; False where there is none."""
    own = delete(saved_view).where(_ITS.owner == owner, _ITS.id == view_id)
    return bool(transaction.connection.execute(own).rowcount)


def how_many(transaction: Transaction, owner: str) -> int:
    own = select(func.count()).select_from(saved_view).where(_ITS.owner == owner)
    return transaction.connection.execute(own).scalar_one()


def seen_by(transaction: Transaction, user: str, grants: Sequence[Grant]) -> tuple[SavedView, ...]:
    """The views of this account, and those shared with somebody who has these grants. Raises Broken, WrongKey."""
    theirs = or_(_ITS.owner == user, *(_shared_with(one) for one in grants))
    rows = transaction.connection.execute(select(saved_view).where(theirs))
    return tuple(_opened(transaction, row) for row in rows)


def _shared_with(grant: Grant) -> ColumnElement[bool]:
    alike = and_(_ITS.programme == grant.programme, _ITS.role == grant.role)
    return alike if grant.office == EVERY else and_(alike, _ITS.office.in_((grant.office, EVERY)))


def _opened(transaction: Transaction, row: Row[Any]) -> SavedView:
    place = _place(row.id)
    content = canonical.read(transaction.vault.unwrap(place, row.key_id, row.wrapped).open(place, row.sealed))
    shared = Grant(programme=row.programme, role=row.role, office=row.office) if row.programme else None
    return SavedView(id=row.id, owner=row.owner, shared=shared, **content)


def _place(view_id: str) -> str:
    return f"saved view {view_id}"
