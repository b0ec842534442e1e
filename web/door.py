"""The front door as the pages reach it, and who is asking."""

from flask import abort, current_app, g

import engine
from web.languages import current_code

EXTENSION = "caseway"


def door() -> engine.Caseway:
    """What is behind the front door of this application."""
    return current_app.extensions[EXTENSION]


def current_account() -> engine.Account | None:
    """Who is signed in, or nobody. `web.accounts` finds it out before every request."""
    return g.get("account")


def reach() -> engine.Reach:
    """The programmes and offices of whoever is asking, read once for the whole page."""
    if "reach" not in g:
        g.reach = door().worklist.reach(current_caller())
    return g.reach


def current_caller() -> engine.Caller:
    """Who is asking. Nobody is answered with 401, which leads to the sign-in page."""
    account = current_account()
    if account is None:
        abort(401)
    return engine.caller_of(account, language=current_code())


def gives_out() -> bool:
    """Whether whoever is asking gives cases to colleagues in some programme."""
    account = current_account()
    return account is not None and any(engine.gives_out(reach().programmes, grant) for grant in account.grants)
