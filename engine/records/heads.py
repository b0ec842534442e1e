"""The last hash of every chain, to be kept elsewhere, and whether a later log goes on from it.

It sees what no chain in its own database can: newest entries cut off, a whole case gone, an old backup put in place.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import literal, select

from engine.records import canonical
from engine.records.breach import Breach
from engine.records.readings import READINGS
from engine.records.register import REGISTER
from engine.records.tables import case_row, log, reading_head, register_head
from engine.records.transaction import Transaction


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """Where the chain of a case, or of the register, ends: its last entry's number and hash (hex)."""

    case: str
    reference: str
    entry: int
    hash: str


def heads(transaction: Transaction) -> tuple[Head, ...]:
    """The heads of all chains, as the rows that `verify` proves name them; the system's own first, then cases."""
    cases = select(case_row.c.id, case_row.c.reference, case_row.c.version, case_row.c.head)
    chains = ((REGISTER, register_head), (READINGS, reading_head))
    own = [select(literal(name), literal(""), one.c.version, one.c.head) for name, one in chains]
    rows = [row for wanted in (*own, cases) for row in transaction.connection.execute(wanted)]
    found = (Head(case=row[0], reference=row[1], entry=row[2], hash=row[3].hex()) for row in rows)
    return tuple(sorted(found, key=lambda one: (one.reference, one.case)))


def digest_of(found: Iterable[Head]) -> str:
    """One line for all heads, short enough to be written down: SHA-256 of them in canonical form (hex)."""
    return sha256(canonical.canonical([[one.case, one.entry, one.hash] for one in found])).hexdigest()


def check_heads(transaction: Transaction, earlier: Iterable[Head]) -> Iterator[Breach]:
    """Whether each of these chains is there still, and has that hash at that number."""
    for one in earlier:
        wanted = select(log.c.hash).where(log.c.case_id == one.case, log.c.seq == one.entry)
        kept = transaction.connection.execute(wanted).scalar()
        if kept is None:
            yield _breach(one, "The log ended here when the heads were kept, and does not reach so far now: it was cut")
        elif kept.hex() != one.hash:
            yield _breach(one, "The entry has another hash than when the heads were kept: the log was written anew")


def _breach(one: Head, what: str) -> Breach:
    return Breach(case=one.case, reference=one.reference or None, entry=one.entry, thing="kept head", what=what)
