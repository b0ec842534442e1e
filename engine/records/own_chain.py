"""A chain that belongs to the system and to no case: kept in the log under a name of its own, its head in a table."""

from collections.abc import Callable

from sqlalchemy import Table, insert, select, update

from engine.entry import Entry
from engine.errors import Overtaken
from engine.records import log
from engine.records.entries import START
from engine.records.keys import key_of
from engine.records.transaction import Held, Transaction


def add(transaction: Transaction, name: str, heads: Table, made: Callable[[int], Entry]) -> int:
    """Appends the entry that is made for its number; gives the number.

    Raises Overtaken where two begin the chain at once.
    """
    held = _held(transaction, name, heads)
    entry = made(held.version + 1)
    line = next(log.lines_after(held.head, [entry], held.key))
    log.add_lines(transaction, name, [line])
    _move_head(transaction, name, heads, held, line.hash)
    return entry.seq


def _held(transaction: Transaction, name: str, heads: Table) -> Held:
    """The head of the chain, kept from others until this transaction ends."""
    wanted = select(heads.c.version, heads.c.head).with_for_update()
    row = transaction.connection.execute(wanted).first()
    if row is None:
        return Held(version=0, head=START, key=log.make_key(transaction, name))
    return Held(version=row.version, head=row.head, key=key_of(transaction, name))


def _move_head(transaction: Transaction, name: str, heads: Table, held: Held, head: bytes) -> None:
    now = {"version": held.version + 1, "head": head}
    if held.version == 0:
        transaction.connection.execute(insert(heads).values(one=1, **now))
    elif not transaction.connection.execute(update(heads).where(heads.c.version == held.version).values(now)).rowcount:
        raise Overtaken(name, held.version, None)
