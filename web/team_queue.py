"""The team's queue: what nobody keeps yet, as it is to be taken: most points first, then the first due."""

import re
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

import engine
from web.door import current_caller, door
from web.identity import case_url
from web.work import row

bp = Blueprint("team_queue", __name__)
SPLIT, COUNTED = "~", 1000
KEY = re.compile(r"-?[0-9]{1,10}(~[^~]{1,60}){3}")


@bp.get("/queue")
def waiting() -> str:
    """For whoever works on cases; an auditor takes none."""
    caller = current_caller()
    if not caller.programmes():
        abort(404)
    sent = request.args.get("after", "")
    after = tuple(sent.split(SPLIT)) if sent.isprintable() and KEY.fullmatch(sent) else None
    page = door().worklist.queue(caller, after)
    return render_template(
        "work/queue.html",
        heading=in_all(page.in_all),
        rows=[row(item, "queue") for item in page.items],
        may_take=any(not item.confirms and item.action is not None for item in page.items),
        pages=_pages(page, after),
    )


def in_all(cases: int) -> str:
    """How many cases the queue has; they are counted no further than needed."""
    if cases > COUNTED:
        return gettext("More than %(num)s cases that nobody keeps", num=COUNTED)
    return ngettext("%(num)s case that nobody keeps", "%(num)s cases that nobody keeps", cases)


@bp.post("/take-next")
def take_next() -> Any:
    """The most pressing case that nobody of the team keeps becomes the reader's."""
    acted = door().keeping.take_next(current_caller())
    if acted is None:
        flash(gettext("Nothing waits in the queue of your team."))
        return redirect(url_for("team_queue.waiting"), 303)
    flash(gettext("You keep this case now."))
    return redirect(case_url(acted.case.reference), 303)


def _pages(page: engine.QueuePage, after: tuple[str, ...] | None) -> dict[str, Any]:
    cases = len({item.case.id for item in page.items})
    return {
        "words": ngettext("%(num)s case on this page", "%(num)s cases on this page", cases),
        "previous": url_for("team_queue.waiting") if after else None,
        "next": url_for("team_queue.waiting", after=SPLIT.join(page.next)) if page.next else None,
        "sizes": None,
        "links": None,
    }
