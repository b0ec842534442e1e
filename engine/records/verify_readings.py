"""Whether the chain of what was read holds, and its rows say of each entry which case it concerns, and whose it is."""

from collections.abc import Iterator

from sqlalchemy import select

from engine.records.breach import Breach
from engine.records.readings import READINGS
from engine.records.tables import log, reading_head, reading_row
from engine.records.transaction import Transaction
from engine.records.verify_chain import Chain, check_chain

_HOLDS = "the chain of readings holds"


def check_readings(transaction: Transaction) -> Iterator[Breach]:
    """Nothing is told where nothing critical was ever read."""
    begun = select(log.c.seq).where(log.c.case_id == READINGS).limit(1)
    head = transaction.connection.execute(select(reading_head)).first()
    if head is None and transaction.connection.execute(begun).first() is None:
        yield from _rows(transaction, {})
        return
    chain = check_chain(transaction, READINGS)
    yield from chain.breaches
    kept = (head.version, head.head) if head else (0, b"")
    if kept != (chain.version, chain.head):
        what = (
            f"The head of the readings is of version {kept[0]}, their log ends at {chain.version}, or the hashes differ"
        )
        yield _breach("head", what)
    if chain.entries is not None:
        yield from _rows(transaction, _told(chain))


def _told(chain: Chain) -> dict[int, tuple[str, str | None]]:
    """By entry, the case that it says was read, and by whom."""
    return {entry.seq: (entry.inputs["read"]["case"], entry.actor) for entry in chain.entries or ()}


def _rows(transaction: Transaction, told: dict[int, tuple[str, str | None]]) -> Iterator[Breach]:
    kept = {row.entry: (row.case_id, row.reader) for row in transaction.connection.execute(select(reading_row))}
    for entry in sorted(told.keys() | kept.keys()):
        if told.get(entry) != kept.get(entry):
            yield _breach("reading", "Which case was read, or by whom, is not as the chain of readings tells", entry)


def _breach(thing: str, what: str, entry: int | None = None) -> Breach:
    return Breach(case=READINGS, entry=entry, thing=thing, what=what, holds=_HOLDS)
