"""Holds over a whole programme: placed and lifted by an entry of the register, read with every decision."""

from sqlalchemy import delete, insert, select

from engine.case import PlacedHold
from engine.errors import NotFound
from engine.records import canonical, log
from engine.records.register import REGISTER, Doing, record
from engine.records.shapes import record as form_of
from engine.records.tables import programme_hold
from engine.records.transaction import Transaction

HOLD = form_of(PlacedHold)


def hold_place(programme: str, name: str) -> str:
    """Where a hold stands sealed, as it is authenticated."""
    return f"{REGISTER}:hold:{programme}:{name}"


def place_hold(transaction: Transaction, doing: Doing, programme: str, hold: PlacedHold) -> int:
    """Lays a hold over a programme; gives the entry's number. Raises ValueError where one of that name lies there."""
    if any(other.name == hold.name for other in holds_over(transaction, programme)):
        raise ValueError(f"The hold {hold.name} lies over {programme} already")
    tree = HOLD.write(hold)
    entry = record(transaction, doing, "hold", "place", change={"placed": {"programme": programme, "hold": tree}})
    key = log.key_of(transaction, REGISTER)
    sealed = key.seal(hold_place(programme, hold.name), canonical.canonical(tree))
    row = {"programme": programme, "name": hold.name, "entry": entry, "sealed": sealed}
    transaction.connection.execute(insert(programme_hold).values(row))
    return entry


def lift_hold(transaction: Transaction, doing: Doing, programme: str, name: str) -> int:
    """Lifts a hold; gives the entry's number. Raises NotFound where there is none of that name."""
    own = (programme_hold.c.programme == programme, programme_hold.c.name == name)
    if not transaction.connection.execute(delete(programme_hold).where(*own)).rowcount:
        raise NotFound(f"No hold {name} lies over {programme}")
    return record(transaction, doing, "hold", "lift", change={"lifted": {"programme": programme, "name": name}})


def holds_over(transaction: Transaction, programme: str) -> tuple[PlacedHold, ...]:
    """The holds that lie over a programme, in the order of placing."""
    wanted = select(programme_hold).where(programme_hold.c.programme == programme).order_by(programme_hold.c.entry)
    rows = transaction.connection.execute(wanted).all()
    key = log.key_of(transaction, REGISTER) if rows else None
    return tuple(HOLD.read(canonical.read(key.open(hold_place(row.programme, row.name), row.sealed))) for row in rows)
