"""What may be told to one person of a case: a page to print, to read out, or to hand to an interpreter."""

from typing import Any

from flask import Blueprint, render_template, url_for
from flask_babel import gettext

import engine
from web.door import current_caller, door
from web.identity import case_url
from web.wording import outcome_words, value_words

bp = Blueprint("family", __name__)


@bp.get("/cases/<case_id>/tell/<person>")
def told_to(case_id: str, person: str) -> str:
    """The page for one person; whoever lives with them may read it too."""
    page = door().casework.told_to(current_caller(), case_id, person)
    return render_template(
        "cases/family.html",
        crumbs=_crumbs(page),
        case={"reference": page.reference},
        name=page.name,
        stands=[_stands(one) for one in page.stands],
        facts=[_fact(page, name, value) for name, value in page.facts.items()],
        holds=list(page.holds),
        others=[{"name": one.name, "words": _other(one)} for one in page.others],
    )


def _crumbs(page: engine.FamilyPage) -> list[dict[str, str]]:
    return [
        {"words": gettext("Cases"), "href": url_for("case_list.cases")},
        {"words": page.reference, "href": case_url(page.reference)},
        {"words": gettext("What is known"), "href": url_for("cases.facts", case_id=page.reference)},
        {"words": page.name, "href": ""},
    ]


def _stands(one: engine.Stands) -> dict[str, str]:
    words = gettext("%(track)s: %(state)s", track=one.track, state=one.state) if one.track else one.state
    return {"words": words, "says": one.says or ""}


def _fact(page: engine.FamilyPage, name: str, value: Any) -> dict[str, Any]:
    fact = page.programme.facts[name]
    answer = value_words(value, fact, page.office, page.names)
    return {"question": fact.label, "answer": answer, "href": None, "lang": None}


def _other(one: engine.Other) -> str:
    if one.travels:
        return gettext("In the case")
    return outcome_words(one.outcome) if one.outcome else gettext("Does not travel")
