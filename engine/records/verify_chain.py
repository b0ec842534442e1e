"""Whether one chain of the log is what was written: every hash, link, number, canonical form, value and commitment."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row, select

from engine.entry import Entry
from engine.errors import Broken, WrongKey
from engine.records import canonical
from engine.records.breach import Breach
from engine.records.entries import START, commitment, hash_of, read_entry, read_open, read_personal
from engine.records.sealing import CaseKey
from engine.records.tables import case_key, log, log_value
from engine.records.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """A chain as far as it could be read: its last number and hash, its key, its entries if all of them hold."""

    version: int
    head: bytes
    key: CaseKey | None
    entries: tuple[Entry, ...] | None
    breaches: tuple[Breach, ...]


def check_chain(transaction: Transaction, case_id: str, reference: str | None = None) -> Chain:
    """Reads a chain from its first entry to its last."""
    key, breaches = _key(transaction, case_id)
    rows = _rows(transaction, case_id)
    breaches += list(_links(case_id, rows))
    if key is not None:
        breaches += [breach for row in rows for breach in _values(case_id, row, key)]
    told = tuple(replace(breach, reference=reference, holds=_holds(breaches)) for breach in breaches)
    return Chain(
        version=rows[-1].seq if rows else 0,
        head=rows[-1].hash if rows else START,
        key=key,
        entries=None if told or key is None else tuple(read_entry(row.entry, row.sealed, key) for row in rows),
        breaches=told,
    )


def _key(transaction: Transaction, case_id: str) -> tuple[CaseKey | None, list[Breach]]:
    wanted = select(case_key.c.key_id, case_key.c.wrapped).where(case_key.c.case_id == case_id)
    row = transaction.connection.execute(wanted).first()
    if row is None:
        return None, [Breach(case=case_id, thing="key", what="The key of the case is missing; nothing sealed opens")]
    try:
        return transaction.vault.unwrap(case_id, *row), []
    except (Broken, WrongKey) as error:
        return None, [Breach(case=case_id, thing="key", what=str(error))]


def _rows(transaction: Transaction, case_id: str) -> Sequence[Row[Any]]:
    both = (log.c.case_id == log_value.c.case_id) & (log.c.seq == log_value.c.seq)
    wanted = select(log, log_value.c.sealed).select_from(log.outerjoin(log_value, both))
    return transaction.connection.execute(wanted.where(log.c.case_id == case_id).order_by(log.c.seq)).all()


def _holds(breaches: Sequence[Breach]) -> str:
    """What stands before the first entry that does not hold."""
    numbers = [breach.entry for breach in breaches if breach.entry is not None]
    if not numbers:
        return "the chain of entries holds"
    return f"entries 1 to {min(numbers) - 1} hold" if min(numbers) > 1 else "no entry of this chain can be relied on"


def _links(case_id: str, rows: Sequence[Row[Any]]) -> Iterator[Breach]:
    number, head = 0, START
    for row in rows:
        if row.seq != number + 1:
            yield Breach(case=case_id, entry=number + 1, thing="entry", what="The entry is missing from the log")
        for thing, what in _faults(case_id, row, head):
            yield Breach(case=case_id, entry=row.seq, thing=thing, what=what)
        number, head = row.seq, row.hash


def _faults(case_id: str, row: Row[Any], head: bytes) -> Iterator[tuple[str, str]]:
    """What is wrong with one entry, after one whose hash is `head`."""
    if hash_of(row.entry) != row.hash:
        yield "hash", "The bytes of the entry do not give the hash kept with it"
    if row.prev != head:
        yield "link", "The entry does not follow the one before it"
    try:
        tree = read_open(row.entry)
    except Broken as error:
        yield "entry", str(error)
        return
    if canonical.written(tree) != row.entry:
        yield "entry", "The bytes of the entry are not in canonical form"
    told = [tree.get("case"), tree.get("seq"), tree.get("step"), tree.get("prev")]
    if told != [case_id, row.seq, row.step, row.prev.hex()]:
        yield "entry", "The entry says another case, number, step or predecessor than the place where it stands"


def _values(case_id: str, row: Row[Any], key: CaseKey) -> Iterator[Breach]:
    """What is wrong with the personal part of one entry."""
    try:
        commits = read_open(row.entry).get("commits", {})
    except Broken:
        return  # told with the links
    if bool(commits) != (row.sealed is not None):
        missing = "are missing" if commits else "stand there, though the entry knows of none"
        yield Breach(case=case_id, entry=row.seq, thing="value", what=f"The sealed values of the entry {missing}")
        return
    try:
        personal = read_personal(case_id, row.seq, row.sealed, key)
    except Broken as error:
        yield Breach(case=case_id, entry=row.seq, thing="value", what=str(error))
        return
    if {name: [commitment(*pair) for pair in pairs] for name, pairs in personal.items()} != commits:
        what = "The sealed values are not those to which the entry is committed"
        yield Breach(case=case_id, entry=row.seq, thing="value", what=what)
