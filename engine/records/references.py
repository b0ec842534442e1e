"""References of cases that people can read: a pattern with a serial, counted in the transaction that opens the case."""

import re
from collections.abc import Mapping

from sqlalchemy.dialects import postgresql, sqlite

from engine.records.tables import reference_counter
from engine.records.transaction import Transaction

SERIAL = "serial"
_FIELD = re.compile(r"\{(\w+)(?::(0[1-9]))?\}")


def check(pattern: str, names: frozenset[str]) -> None:
    """Raises ValueError in words where a pattern uses anything but these names and `serial`, or not one serial."""
    fields = _FIELD.findall(pattern)
    known = ", ".join(sorted(names | {SERIAL}))
    if re.search(r"[{}]", _FIELD.sub("", pattern)) or not {name for name, _ in fields} <= names | {SERIAL}:
        raise ValueError(f"The reference '{pattern}' may use {known} in braces, and a width like {{serial:06}}")
    if [name for name, _ in fields].count(SERIAL) != 1 or any(width for name, width in fields if name != SERIAL):
        raise ValueError(f"The reference '{pattern}' needs {{serial}} once, which alone may have a width")


def allocate(transaction: Transaction, pattern: str, parts: Mapping[str, str]) -> str:
    """The next reference of a pattern like `{office}-{year}-{serial:06}`; each text around the serial counts apart.

    `parts` are the other names that it may use. Raises ValueError where the pattern is not one.
    """
    check(pattern, frozenset(parts))
    around = _FIELD.sub(lambda field: parts.get(field[1], field[0]), pattern)
    number = _next(transaction, around)
    return _FIELD.sub(lambda field: parts.get(field[1], format(number, field[2] or "")), pattern)


def serial_in(counted: str, reference: str) -> int | None:
    """The number that a reference has from the counter of this name; None where it was counted elsewhere."""
    before, after = (re.escape(part) for part in _FIELD.sub("\0", counted).split("\0"))
    found = re.fullmatch(f"{before}([0-9]+){after}", reference)
    return int(found[1]) if found else None


def _next(transaction: Transaction, name: str) -> int:
    adding = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}[transaction.connection.dialect.name]
    counted = (
        adding(reference_counter)
        .values(name=name, last=1)
        .on_conflict_do_update(index_elements=["name"], set_={"last": reference_counter.c.last + 1})
    )
    return transaction.connection.execute(counted.returning(reference_counter.c.last)).scalar_one()
