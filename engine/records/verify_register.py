"""Whether the register's own chain holds, and what follows from it: published texts, holds, absences, accounts."""

from collections.abc import Iterable, Iterator, Mapping
from hashlib import sha256
from typing import Any

from sqlalchemy import Row, literal, select

from engine.errors import Broken
from engine.records import canonical, moments
from engine.records.absences import absence_place
from engine.records.accounts import account_to_json, every_account
from engine.records.breach import Breach
from engine.records.programme_holds import hold_place
from engine.records.register import REGISTER, told
from engine.records.sealing import CaseKey
from engine.records.tables import absence, account, definition, log, programme_hold, publication, register_head
from engine.records.transaction import Transaction
from engine.records.verify_chain import Chain, check_chain

_NAMES = ("kind", "name", "digest", "labels_digest")


def check_register(transaction: Transaction) -> Iterator[Breach]:
    """Nothing is told where nothing was ever recorded."""
    if not _begun(transaction):
        return
    head = transaction.connection.execute(select(register_head)).first()
    chain = check_chain(transaction, REGISTER)
    yield from chain.breaches
    yield from _head(head, chain)
    if chain.entries is None or chain.key is None:
        return
    now = told(chain.entries)
    times = {entry.seq: moments.instant(entry.recorded) for entry in chain.entries}
    yield from _publications(transaction, now.published, times)
    yield from _definitions(transaction, now.published.values())
    yield from _holds(transaction, now.holds, chain.key)
    yield from _absences(transaction, now.absences, chain.key)
    yield from _accounts(transaction, now.accounts)


def _begun(transaction: Transaction) -> bool:
    tables = (register_head, definition, publication, programme_hold, absence, account)
    first = [select(literal(1)).select_from(table).limit(1) for table in tables]
    first.append(select(log.c.seq).where(log.c.case_id == REGISTER).limit(1))
    return any(transaction.connection.execute(wanted).first() for wanted in first)


def _head(head: Row[Any] | None, chain: Chain) -> Iterator[Breach]:
    kept = (head.version, head.head) if head else (0, b"")
    if kept != (chain.version, chain.head):
        what = f"The register's head is of version {kept[0]}, its log ends at {chain.version}, or the hashes differ"
        yield _breach("head", what)


def _publications(
    transaction: Transaction, published: Mapping[int, Mapping[str, str]], times: Mapping[int, str]
) -> Iterator[Breach]:
    expected = {(entry, *(one[name] for name in _NAMES), times[entry]) for entry, one in published.items()}
    kept = {tuple(row) for row in transaction.connection.execute(select(publication))}
    for row in sorted(expected ^ kept):
        there = "is not told by the register" if row in kept else "is missing"
        yield _breach("publication", f"The publication of {row[1]} {row[2]} {there}", row[0])


def _definitions(transaction: Transaction, published: Iterable[Mapping[str, str]]) -> Iterator[Breach]:
    expected = {tuple(one[name] for name in _NAMES): one["sha256"] for one in published}
    kept = transaction.connection.execute(select(definition))
    rows = {tuple(row._mapping[name] for name in _NAMES): row for row in kept}
    for key in sorted(expected.keys() | rows.keys()):
        yield from _definition(f"{key[0]} {key[1]} of digest {key[2]}", expected.get(key), rows.get(key))


def _definition(which: str, expected: str | None, row: Row[Any] | None) -> Iterator[Breach]:
    if row is None:
        yield _breach("definition", f"The texts of {which} are missing")
    elif expected is None:
        yield _breach("definition", f"The texts of {which} were never published")
    elif not expected == row.sha256 == sha256(row.texts).hexdigest():
        yield _breach("definition", f"The texts of {which} are not those that were published")


def _holds(
    transaction: Transaction, expected: Mapping[int, tuple[Mapping[str, Any], str | None]], key: CaseKey
) -> Iterator[Breach]:
    rows = {row.entry: row for row in transaction.connection.execute(select(programme_hold))}
    for entry in sorted(expected.keys() | rows.keys()):
        row = rows.get(entry)
        if row is None or entry not in expected or _opened(row, key) != expected[entry]:
            yield _breach("programme hold", f"{_which(row, expected.get(entry))} is not as the register tells", entry)


def _which(row: Row[Any] | None, told_hold: tuple[Mapping[str, Any], str | None] | None) -> str:
    programme, name = (row.programme, row.name) if row else ("", "")
    if told_hold is not None:
        programme, name = told_hold[0]["programme"], told_hold[0]["hold"]["name"]
    return f"The hold {name} over {programme}"


def _opened(row: Row[Any], key: CaseKey) -> Any:
    """What the row says, as the register would tell it; None where it does not open."""
    try:
        hold = canonical.read(key.open(hold_place(row.programme, row.name), row.sealed))
    except Broken:
        return None
    return {"programme": row.programme, "hold": hold}, row.until


def _absences(transaction: Transaction, expected: Mapping[int, Mapping[str, Any]], key: CaseKey) -> Iterator[Breach]:
    rows = {row.entry: row for row in transaction.connection.execute(select(absence))}
    for entry in sorted(expected.keys() | rows.keys()):
        row = rows.get(entry)
        if row is None or entry not in expected or _absence(row, key) != expected[entry]:
            yield _breach("absence", f"The absence {entry} is not as the register tells", entry)


def _absence(row: Row[Any], key: CaseKey) -> Any:
    """What the row says, as the register would tell it; None where it does not open."""
    try:
        about = canonical.read(key.open(absence_place(row.entry), row.sealed))
    except Broken:
        return None
    said = {name: value for name, value in row._mapping.items() if name not in ("entry", "sealed")}
    return said | about


def _accounts(transaction: Transaction, expected: Mapping[str, Mapping[str, Any]]) -> Iterator[Breach]:
    kept = {one.id: account_to_json(one) for one in every_account(transaction)}
    for account_id in sorted(expected.keys() | kept.keys()):
        if kept.get(account_id) != expected.get(account_id):
            what = f"Name, roles or state of the account {account_id} are not as the register tells"
            yield _breach("account", what)


def _breach(thing: str, what: str, entry: int | None = None) -> Breach:
    return Breach(case=REGISTER, entry=entry, thing=thing, what=what, holds="the register's chain holds")
