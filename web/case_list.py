"""The list of cases: what is shown stands in the address, and a page is found by the line before it."""

import re
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext, ngettext

import engine
from web import case_columns, case_facets, saved_views
from web.case_facets import Kept, address
from web.door import current_caller, door, reach
from web.identity import case_url, link
from web.opening import may_open
from web.wording import dotted, people_count

bp = Blueprint("case_list", __name__)
SPLIT = "~"
NUMBER = re.compile(r"-?[0-9]{1,10}")


@bp.get("/cases")
def cases() -> str:
    """The cases in reach, cut, sorted and shown as the address says."""
    chosen = case_facets.kept()
    shows = case_columns.state(chosen)
    page = _page(chosen, shows)
    labels = {name: str(case_columns.COLUMNS[name]) for name in case_columns.shown(chosen, shows)}
    chips = case_facets.chips(chosen, shows)
    return render_template(
        "cases/list.html",
        found=case_facets.found_words(page.tally),
        new_case_url=url_for("opening.choose") if may_open() else None,
        list_url=url_for("case_list.cases"),
        view_url=url_for("case_view.shown", **chosen, **shows),
        facets=case_facets.facets(chosen, page.tally),
        state=_fields(shows),
        chips=chips,
        views=saved_views.rows(chosen, shows),
        clear_url=address({}, shows),
        heads=case_columns.heads(chosen, shows),
        cases=[_row(page, one, labels) for one in page.cases],
        ticks=_ticks(page, chosen, shows),
        ticks_url=_ticks_url(chosen, shows),
        pages=_pages(page, chosen, shows),
        empty_words=_empty(len(chips)),
    )


def _page(chosen: Kept, shows: Mapping[str, Any]) -> engine.CasePage:
    order = shows.get("sort", case_columns.usual_order(chosen))
    return door().case_lists.cases(
        current_caller(),
        case_facets.wanted(chosen),
        order=order,
        after=_after(order),
        limit=int(shows.get("rows", case_columns.USUAL_SIZE)),
        points=case_facets.thresholds(case_facets.law_of(chosen)),
        clearances="cleared" in case_columns.shown(chosen, shows),
    )


def _after(order: str) -> tuple[str, ...] | None:
    """The key of the line before this page: its place in this order."""
    sent = request.args.get("after", "")
    parts = tuple(sent.split(SPLIT))
    if len(sent) >= 120 or not sent.isprintable() or len(parts) != (4 if order == "priority" else 2):
        return None
    return parts if all(parts) and (order != "priority" or NUMBER.fullmatch(parts[0])) else None


def _fields(values: Mapping[str, Any]) -> list[dict[str, str]]:
    """Values of the address as hidden fields of a form."""
    several = ((name, one if isinstance(one, tuple) else (one,)) for name, one in values.items())
    return [{"name": name, "value": str(value)} for name, some in several for value in some]


def _row(page: engine.CasePage, case: engine.ListedCase, labels: Mapping[str, str]) -> dict[str, Any]:
    return {
        "person": case.principal or case.reference,
        "href": case_url(case.reference),
        "reference": case.reference,
        "people": people_count(case.people),
        "about": "" if "programme" in labels else dotted(_where(case)),
        "cells": list(case_columns.cells(page, case, labels)),
    }


def _where(case: engine.ListedCase) -> tuple[str, ...]:
    """The programme and the office, where the reader works in several."""
    programme = case.programme_title if len(reach().programmes) > 1 else ""
    return programme, case.office_title if len(reach().offices) > 1 else ""


def _pages(page: engine.CasePage, chosen: Kept, shows: Mapping[str, Any]) -> dict[str, Any]:
    key = SPLIT.join(page.next) if page.next else ""
    return {
        "words": ngettext("%(num)s case on this page", "%(num)s cases on this page", len(page.cases)),
        "previous": address(chosen, shows) if request.args.get("after") else None,
        "next": address(chosen, shows, after=key) if key else None,
        "sizes": case_columns.sizes(chosen, shows),
        "links": None,
    }


def _ticks(page: engine.CasePage, chosen: Kept, shows: Mapping[str, Any]) -> dict[str, Any] | None:
    """By what cases are taken up together, once that was asked for: those that are ticked, all on this page, then all
    that match. None: no box stands in the list."""
    ticked, here, found = request.args.get("ticked"), len(page.cases), page.tally.found
    if ticked not in ("none", "page") or not current_caller().programmes():
        return None
    every = ngettext("All %(num)s that match", "All %(num)s that match", found)
    more_match = here < found <= engine.MOST_COUNTED
    whole = ngettext("All %(num)s on this page", "All %(num)s on this page", here)
    more = {"after": request.args["after"]} if request.args.get("after") else {}
    other = address(chosen, shows, ticked="none" if ticked == "page" else "page", **more)
    return {
        "all": ticked == "page",
        "action": url_for("bulk_choice.actions"),
        "page": link(gettext("Tick none") if ticked == "page" else whole, other),
        "every": link(every, url_for("bulk_choice.actions", all="yes", **chosen)) if more_match else None,
        "runs": link(gettext("What was done in many at once"), url_for("bulk.runs")),
        "back": link(gettext("Without boxes"), address(chosen, shows, **more)),
    }


def _ticks_url(chosen: Kept, shows: Mapping[str, Any]) -> str | None:
    """The same list with a box for each case; None for who does no step."""
    more = {"after": request.args["after"]} if request.args.get("after") else {}
    return address(chosen, shows, ticked="none", **more) if current_caller().programmes() else None


def _empty(filters: int) -> str:
    if not filters:
        return gettext("No case is open yet where you work.")
    return ngettext(
        "No case matches this filter. Remove it.",
        "No case matches these %(num)s filters. Remove one, or clear all.",
        filters,
    )
