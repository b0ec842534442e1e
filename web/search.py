"""Finding a case: the box on every page, and why each case was found."""

from typing import Any

from flask import Blueprint, render_template, request
from flask_babel import gettext, lazy_gettext, ngettext

import engine
from web.door import current_caller, door
from web.identity import case_url
from web.wording import outcome_words, people_count

bp = Blueprint("search", __name__)
HOW = {
    "same": "",
    "spelt": lazy_gettext("another spelling"),
    "begins": lazy_gettext("begins so"),
    "near": lazy_gettext("almost the same"),
}


@bp.get("/search")
def cases() -> str:
    """The cases in reach that match what was typed, the nearest first."""
    asked = request.args.get("q", "").replace("\x00", "").strip()
    found = door().searching.search(current_caller(), asked)
    return render_template(
        "cases/search.html",
        asked=asked,
        found=_found(found, asked),
        hits=[_row(hit) for hit in found.hits],
        empty_words=_empty(asked),
    )


def _found(found: engine.Found, asked: str) -> str:
    count = len(found.hits)
    if found.more:
        return gettext("The nearest %(num)s cases. Add a word to tell them apart.", num=count)
    return ngettext("%(num)s case", "%(num)s cases", count) if asked else ""


def _row(hit: engine.Hit) -> dict[str, Any]:
    case = hit.case
    return {
        "person": case.principal or case.reference,
        "href": case_url(case.reference),
        "reference": case.reference,
        "people": people_count(case.people),
        "programme": case.programme_title,
        "office": case.office_title,
        "state": case.state_title,
        "phase": outcome_words(case.outcome) if case.outcome else case.phase or "",
        "matches": [_match(one) for one in hit.matches],
    }


def _match(match: engine.Match) -> dict[str, str]:
    """What matches, of whom, and how near."""
    what = match.fact or gettext("Reference")
    whose = match.person if match.person and match.person != match.text else ""
    return {"what": what, "text": match.text, "person": whose, "how": str(HOW[match.how])}


def _empty(asked: str) -> str:
    if not asked:
        return gettext("Write a name, a reference or a number above.")
    return gettext("No case that you may see matches. Try fewer words, or another spelling.")
