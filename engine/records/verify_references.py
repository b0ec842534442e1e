"""Whether every reference that was given belongs to a case that is there: a case that is gone leaves a gap."""

from collections.abc import Iterator

from sqlalchemy import select

from engine.records.breach import Breach
from engine.records.references import serial_in
from engine.records.tables import case_row, reference_counter
from engine.records.transaction import Transaction

_MOST_NAMED = 20


def check_references(transaction: Transaction) -> Iterator[Breach]:
    """A reference is counted in the transaction that opens its case: none is given without one."""
    kept = transaction.connection.execute(select(case_row.c.reference)).scalars().all()
    for name, last in transaction.connection.execute(select(reference_counter).order_by(reference_counter.c.name)):
        given = {serial for one in kept if (serial := serial_in(name, one)) is not None}
        yield from _gaps(name, int(last), given)


def _gaps(name: str, last: int, given: set[int]) -> Iterator[Breach]:
    beyond = max(given, default=0)
    if beyond > last:
        what = f"The counter stands at {last}, though {beyond} was given"
        yield Breach(case=name, thing="reference", what=what)
    gone = sorted(set(range(1, last + 1)) - given)
    if gone:
        named = ", ".join(map(str, gone[:_MOST_NAMED])) + (" …" if len(gone) > _MOST_NAMED else "")
        what = f"No case has the numbers {named}, though they were given: a case is gone, or the counter was moved"
        yield Breach(case=name, thing="reference", what=what)
