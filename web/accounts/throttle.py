"""How often somebody may try a password: by account and address, by account, by address.

Counts are in memory, so one for each process: right for `caseway run`, which is one process. Only failed tries count.
"""

from collections.abc import Callable
from hashlib import sha256

from flask import Response, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address

from web.door import current_account

FAILED = 422
BY_BOTH, BY_ACCOUNT, BY_ADDRESS = "10 per 10 minutes", "60 per hour", "100 per 10 minutes"

limiter = Limiter(get_remote_address, storage_uri="memory://", strategy="moving-window")


def _account() -> str:
    """The name as typed, known or not, by its hash: names are not kept where they are not needed."""
    return sha256(request.form.get("name", "").strip().casefold().encode()).hexdigest()


def _both() -> str:
    return f"{_account()} {get_remote_address()}"


def _failed(answer: Response) -> bool:
    return answer.status_code == FAILED


def throttled(view: Callable[[], Response]) -> Callable[[], Response]:
    """Limits the failed tries of the sign-in page. Unknown names are counted like known ones."""
    for amount, key in ((BY_BOTH, _both), (BY_ACCOUNT, _account), (BY_ADDRESS, get_remote_address)):
        view = limiter.limit(amount, key_func=key, methods=["POST"], deduct_when=_failed)(view)
    return view


def throttled_for_owner(view: Callable[[], Response]) -> Callable[[], Response]:
    """Limits the failed tries of whoever is signed in and must show the password again."""
    return limiter.limit(BY_BOTH, key_func=_owner, methods=["POST"], deduct_when=_failed)(view)


def _owner() -> str:
    account = current_account()
    return account.id if account else get_remote_address()
