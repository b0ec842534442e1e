"""What is recorded about whoever is signed in: to be read by themselves."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from flask_babel import format_datetime, gettext, ngettext

import engine
from web.door import current_account, current_caller, door
from web.entry_pages import entry_pages
from web.frame import role_title
from web.identity import case_url
from web.numbers import number_sent
from web.wording import joined

bp = Blueprint("recorded", __name__)
PAGE = 20


@bp.get("/account/recorded")
def about_oneself() -> str:
    """What is kept, for how long and who sees it; one's roles and sign-ins, and what one has read that is critical.

    `before`: the number of the reading that the page before ended with.
    """
    account = current_account() or abort(401)
    read = door().auditing.own_readings(current_caller(), number_sent(request.args.get("before", "")), PAGE)
    return render_template(
        "accounts/recorded.html",
        account=[*_account(account), *_sign_ins(account.sign_ins)],
        rows=[_row(one) for one in read.lines],
        pages=_pages(read),
    )


def _account(account: engine.Account) -> Iterator[dict[str, str]]:
    yield _known(gettext("Name"), account.display_name, account.name)
    yield _known(gettext("Account since"), _utc(account.created))
    yield _known(gettext("Roles"), joined(dict.fromkeys(role_title(one) for one in account.grants)))


def _sign_ins(known: engine.SignIns) -> Iterator[dict[str, str]]:
    if known.current_login_at:
        yield _known(gettext("Signed in"), _utc(known.current_login_at), known.current_login_ip)
    if known.last_login_at:
        yield _known(gettext("The time before"), _utc(known.last_login_at), known.last_login_ip)


def _known(label: str, words: str, detail: str | None = None) -> dict[str, str]:
    return {"label": label, "words": words, "detail": detail or ""}


def _utc(moment: datetime) -> str:
    return gettext("%(when)s UTC", when=format_datetime(moment, "d MMM y HH:mm", rebase=False))


def _row(read: engine.OwnReading) -> dict[str, Any]:
    return {
        "number": str(read.number),
        "time": _utc(read.at),
        "reference": read.reference,
        "href": case_url(read.reference) if read.reference else None,
        "what": ngettext("%(num)s answer", "%(num)s answers", read.answers),
    }


def _pages(read: engine.OwnReadings) -> dict[str, Any] | None:
    here, later = url_for("recorded.about_oneself"), bool(request.args.get("before"))
    if not later and read.before is None:
        return None
    return entry_pages(here, [one.number for one in read.lines], read.before, later=later)
