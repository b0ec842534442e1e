"""Who read what is critical of a case: for the auditor."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from flask_babel import gettext

import engine
from web.door import current_caller, door
from web.entry_pages import entry_pages
from web.identity import case_url, names_of
from web.log import short_hash
from web.numbers import number_sent
from web.wording import dotted, joined, moment_words, party

bp = Blueprint("readings", __name__)
PAGE = 50


@bp.get("/cases/<case_id>/log/readings")
def of_case(case_id: str) -> str:
    """A page of readings; `before` is the number of the one that the page before ended with. For others none."""
    caller = current_caller()
    if not caller.has("auditor"):
        abort(404)
    page = door().auditing.readings_page(
        caller, case_id, before=number_sent(request.args.get("before", "")), limit=PAGE
    )
    users, office = door().administration.display_names(), door().administration.office(page.case.office)
    names = names_of(page.case.people)
    return render_template(
        "cases/readings.html",
        crumbs=_crumbs(page),
        case={"reference": page.case.reference},
        heading=dotted((names.get(page.case.principal or "", ""), page.programme.title)),
        rows=[_row(page, line, office, users, names) for line in page.lines],
        pages=_pages(page),
    )


def _crumbs(page: engine.ReadingsPage) -> list[dict[str, str]]:
    reference = page.case.reference
    return [
        {"words": gettext("Cases"), "href": url_for("case_list.cases")},
        {"words": reference, "href": case_url(reference)},
        {"words": gettext("Log"), "href": url_for("log.of_case", case_id=reference)},
        {"words": gettext("Readings"), "href": ""},
    ]


def _row(
    page: engine.ReadingsPage,
    line: engine.ReadingLine,
    office: engine.Office,
    users: Mapping[str, str],
    names: Mapping[str, str],
) -> dict[str, Any]:
    through = gettext("through %(who)s", who=users.get(line.through, line.through)) if line.through else ""
    return {
        "number": str(line.number),
        "time": moment_words(line.at, office),
        "by": users.get(line.user, line.user),
        "by_about": dotted((joined(party(page.programme, role) for role in line.roles), through)),
        "facts": [_fact(page, owner, name, names) for owner, facts in line.facts.items() for name in facts],
        "hash": short_hash(line.hash),
    }


def _fact(page: engine.ReadingsPage, owner: str, name: str, names: Mapping[str, str]) -> str:
    """The question that was read, and whose answer it is; never the answer."""
    fact = page.programme.facts.get(name)
    words = fact.label if fact else name
    whose = names.get(owner, "")
    return gettext("%(person)s: %(question)s", person=whose, question=words) if whose else words


def _pages(page: engine.ReadingsPage) -> dict[str, Any]:
    here, later = url_for("readings.of_case", case_id=page.case.reference), bool(request.args.get("before"))
    return entry_pages(here, [one.number for one in page.lines], page.before, later=later)
