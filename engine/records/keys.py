"""The key of a case, as it is found in a transaction."""

from sqlalchemy import select

from engine.errors import NotFound
from engine.records.sealing import CaseKey
from engine.records.tables import case_key
from engine.records.transaction import Transaction


def key_of(transaction: Transaction, case_id: str) -> CaseKey:
    """The key of a case. Raises NotFound, WrongKey, Broken."""
    if case_id in transaction.held:
        return transaction.held[case_id].key
    row = transaction.connection.execute(
        select(case_key.c.key_id, case_key.c.wrapped).where(case_key.c.case_id == case_id)
    ).first()
    if row is None:
        raise NotFound(f"There is no case {case_id}")
    return transaction.vault.unwrap(case_id, *row)
