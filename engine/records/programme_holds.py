"""Holds over a whole programme: placed, lifted and ended by entries of the register, read with every decision.

The row of a hold that lies there no more stays, with the instant until which it lay: a case that nobody has looked at
since makes up what happened in that time.
"""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import Row, and_, insert, or_, select, update

from engine.case import PlacedHold
from engine.errors import NotFound
from engine.records import canonical, moments
from engine.records.keys import key_of
from engine.records.register import REGISTER, Doing, record
from engine.records.shapes import record as form_of
from engine.records.tables import programme_hold
from engine.records.transaction import Transaction

HOLD = form_of(PlacedHold)
_LIES = programme_hold.c.until.is_(None)


def hold_place(programme: str, name: str) -> str:
    """Where a hold stands sealed, as it is authenticated."""
    return f"{REGISTER}:hold:{programme}:{name}"


def place_hold(transaction: Transaction, doing: Doing, programme: str, hold: PlacedHold) -> int:
    """Lays a hold over a programme; gives the entry's number. Raises ValueError where one of that name lies there."""
    if any(other.name == hold.name for other in holds_over(transaction, programme)):
        raise ValueError(f"The hold {hold.name} lies over {programme} already")
    tree = HOLD.write(hold)
    entry = record(transaction, doing, "hold", "place", change={"placed": {"programme": programme, "hold": tree}})
    key = key_of(transaction, REGISTER)
    sealed = key.seal(hold_place(programme, hold.name), canonical.canonical(tree))
    row = {"entry": entry, "programme": programme, "name": hold.name, "sealed": sealed}
    transaction.connection.execute(insert(programme_hold).values(row))
    return entry


def lift_hold(transaction: Transaction, doing: Doing, programme: str, name: str) -> int:
    """Lifts a hold; gives the entry's number. Raises NotFound where there is none of that name."""
    own = and_(programme_hold.c.programme == programme, programme_hold.c.name == name)
    if not _ends(transaction, own, doing.now):
        raise NotFound(f"No hold {name} lies over {programme}")
    return record(transaction, doing, "hold", "lift", change={"lifted": {"programme": programme, "name": name}})


def end_holds(transaction: Transaction, now: datetime) -> tuple[str, ...]:
    """Tells in the register of every hold that has lain as long as it may; gives the programmes concerned."""
    over = _ended(transaction, now)
    for programme, hold in over:
        own = and_(programme_hold.c.programme == programme, programme_hold.c.name == hold.name)
        _ends(transaction, own, hold.ends or now)
        change = {"ended": {"programme": programme, "name": hold.name, "at": moments.instant(hold.ends or now)}}
        record(transaction, Doing(actor=None, now=now), "hold", "end", change=change)
    return tuple(dict.fromkeys(programme for programme, _ in over))


def any_ended(transaction: Transaction, now: datetime) -> bool:
    """Whether a hold has lain as long as it may, and the register does not tell it yet."""
    return bool(_ended(transaction, now))


def holds_over(transaction: Transaction, programme: str, since: datetime | None = None) -> tuple[PlacedHold, ...]:
    """The holds that lie over a programme, in the order of placing; with `since` those, too, that ended after it."""
    lying = _LIES if since is None else or_(_LIES, programme_hold.c.until > moments.instant(since))
    own = programme_hold.c.programme == programme
    rows = transaction.connection.execute(select(programme_hold).where(own, lying).order_by(programme_hold.c.entry))
    return tuple(_read(transaction, row) for row in rows.all())


def _ended(transaction: Transaction, now: datetime) -> list[tuple[str, PlacedHold]]:
    rows = transaction.connection.execute(select(programme_hold).where(_LIES).order_by(programme_hold.c.entry)).all()
    found = [(row.programme, _read(transaction, row)) for row in rows]
    return [(programme, hold) for programme, hold in found if hold.ends is not None and hold.ends <= now]


def _ends(transaction: Transaction, own: object, until: datetime) -> int:
    ends = update(programme_hold).where(own, _LIES).values(until=moments.instant(until))  # type: ignore[arg-type]
    return transaction.connection.execute(ends).rowcount


def _read(transaction: Transaction, row: Row[tuple[object, ...]]) -> PlacedHold:
    key = key_of(transaction, REGISTER)
    hold: PlacedHold = HOLD.read(canonical.read(key.open(hold_place(row.programme, row.name), row.sealed)))
    return hold if row.until is None else replace(hold, ends=moments.read_instant(row.until))
