"""The same request twice is one step: its key is kept with the entries it made, in the same transaction."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, delete, func, insert, select

from engine.errors import Refused
from engine.records import canonical, moments
from engine.records.sealing import Vault
from engine.records.tables import idempotency
from engine.records.transaction import Transaction
from engine.why_not import Unmet


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What a request led to: the case, and the numbers of the first and last entry that it made."""

    case: str
    first: int
    last: int


def digest_of(vault: Vault, request: Mapping[str, Any]) -> str:
    """What was asked, in short, under the key of the deployment: answers are too few to choose from for a bare hash.

    Raises ValueError where it holds floats or what is no JSON.
    """
    return vault.digest(canonical.canonical(request))


def recall(transaction: Transaction, actor: str, key: str, request_sha256: str) -> Answer | None:
    """The answer that this request of this actor got before, if it did. To be asked before anything else is read.

    Of two at once the second waits for the first. Raises Refused where the key stood for another request.
    """
    in_turn(transaction, actor, key)
    row = _row(transaction, actor, key)
    if row is not None and row.request_sha256 != request_sha256:
        raise Refused([Unmet(code="key_reused", says="This key was used for another request; send a new key")])
    return _answer(row)


def in_turn(transaction: Transaction, actor: str, key: str) -> None:
    """Of two writers with one key the second waits for the first, until the end of this transaction."""
    if transaction.connection.dialect.name == "postgresql":
        one = func.hashtextextended(f"{actor} {key}", 0)
        transaction.connection.execute(select(func.pg_advisory_xact_lock(one)))


def answer_to(transaction: Transaction, actor: str, key: str) -> Answer | None:
    """What a request of this actor under this key led to, whatever it asked."""
    return _answer(_row(transaction, actor, key))


def _row(transaction: Transaction, actor: str, key: str) -> Row[Any] | None:
    own = (idempotency.c.actor == actor, idempotency.c.key == key)
    return transaction.connection.execute(select(idempotency).where(*own)).first()


def _answer(row: Row[Any] | None) -> Answer | None:
    return Answer(case=row.case_id, first=row.first_seq, last=row.last_seq) if row is not None else None


def remember(
    transaction: Transaction, actor: str, key: str, request_sha256: str, answer: Answer, now: datetime
) -> None:
    """Keeps the answer to a request."""
    numbers = {"case_id": answer.case, "first_seq": answer.first, "last_seq": answer.last}
    asked = {"actor": actor, "key": key, "request_sha256": request_sha256, "made": moments.instant(now)}
    transaction.connection.execute(insert(idempotency).values(**asked, **numbers))


def forget(transaction: Transaction, before: datetime) -> int:
    """Forgets the requests of before an instant; gives their number. What comes in again later is a new request."""
    old = delete(idempotency).where(idempotency.c.made < moments.instant(before))
    return transaction.connection.execute(old).rowcount
