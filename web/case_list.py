"""The list of cases: what is shown stands in the address, and a page is found by the line before it."""

import re
from collections.abc import Iterator, Mapping
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext, ngettext

import engine
from web.door import current_caller, door, reach
from web.identity import case_url
from web.opening import may_open
from web.priority import points_words
from web.wording import EMPTY, distance, outcome_words, party, people_count, weekday_words

bp = Blueprint("case_list", __name__)
FACETS = ("programme", "phase", "state", "waits_on", "points", "standing")
NO_POINTS = "none"
SPLIT = "~"
LONGEST = 60


@bp.get("/cases")
def cases() -> str:
    """The cases in reach, filtered by the address: the latest news that all may see first, or by priority."""
    caller, kept = current_caller(), _kept()
    programmes = tuple(reach().programmes.values())
    law = next((one for one in programmes if one.id == kept.get("programme")), None)
    by_priority = law is not None and law.priority is not None
    overdue, after = kept.get("standing") == "overdue", _after(by_priority)
    page = door().worklist.cases(caller, _wanted(kept), overdue=overdue, after=after, by_priority=by_priority)
    return render_template(
        "cases/list.html",
        found={"words": _found(page), "count": page.found},
        new_case_url=url_for("opening.choose") if may_open() else None,
        list_url=url_for("case_list.cases"),
        facets=list(_facets(programmes, law, kept)),
        chips=_chips(programmes, law, kept),
        clear_url=url_for("case_list.cases"),
        cases=[_row(one) for one in page.cases],
        by_priority=by_priority,
        pages=_pages(page, kept),
        empty_words=_empty(kept),
    )


def _kept() -> dict[str, str]:
    """The filters of the address; what is longer than any name is none."""
    asked = {name: request.args.get(name, "").strip() for name in FACETS}
    return {name: value for name, value in asked.items() if 0 < len(value) <= LONGEST and "\x00" not in value}


def _wanted(kept: Mapping[str, str]) -> engine.Wanted:
    standing = kept.get("standing")
    return engine.Wanted(
        programme=kept.get("programme"),
        phase=kept.get("phase"),
        state=kept.get("state"),
        waits_on=kept.get("waits_on"),
        on_hold=True if standing == "on_hold" else None,
        open={"closed": False, "open": True, "on_hold": True}.get(standing or ""),
        scored=False if kept.get("points") == NO_POINTS else None,
        points_from=_points(kept),
    )


def _points(kept: Mapping[str, str]) -> int | None:
    """The points of the address; what is no small number is none."""
    text = kept.get("points", "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else None


def _after(by_priority: bool) -> tuple[str, ...] | None:
    """The key of the line before this page: by priority its place in that order, else when all saw its last news."""
    sent = request.args.get("after", "")
    parts = tuple(sent.split(SPLIT))
    if len(sent) >= 120 or not sent.isprintable() or len(parts) != (4 if by_priority else 2):
        return None
    if not all(parts) or (by_priority and not re.fullmatch(r"-?[0-9]{1,10}", parts[0])):
        return None
    return parts


def _found(page: engine.CasePage) -> str:
    return ngettext("%(found)s of %(num)s case", "%(found)s of %(num)s cases", page.all, found=page.found)


def _address(kept: Mapping[str, str], **more: str) -> str:
    return url_for("case_list.cases", **{**kept, **more})


# filters


def _facets(
    programmes: tuple[engine.Programme, ...], law: engine.Programme | None, kept: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """Phases, states and turns belong to a programme, so that they are asked when one is chosen."""
    yield _facet("programme", gettext("Programme"), {one.id: one.title for one in programmes}, kept)
    if law is not None:
        yield _facet("phase", gettext("Phase"), {one.name: one.title for one in law.phases.values()}, kept)
        if kept.get("phase") in law.phases:
            yield _facet("state", gettext("State"), _states(law, kept["phase"]), kept)
        yield _facet("waits_on", gettext("Waits on"), _turns(law), kept)
        if law.priority is not None:
            yield _facet("points", gettext("Priority"), _thresholds(law.priority), kept)
    yield _facet("standing", gettext("Standing"), _standings(), kept)


def _states(law: engine.Programme, phase: str) -> dict[str, str]:
    return {name: law.case.state_title(name) for name in law.phases[phase].states}


def _turns(law: engine.Programme) -> dict[str, str]:
    names = dict.fromkeys(name for state in law.case.states.values() for name in state.turns)
    return {name: party(law, name) for name in names}


def _thresholds(priority: engine.Priority) -> dict[str, str]:
    """So many points or more, for every number that a line of the score gives; and what has none."""
    numbers = sorted({line.points for line in priority.lines.values() if line.points > 0}, reverse=True)
    some = {str(one): ngettext("%(num)s point or more", "%(num)s points or more", one) for one in numbers}
    return {**some, NO_POINTS: gettext("Not worked out yet")}


def _standings() -> dict[str, str]:
    return {
        "open": gettext("Open"),
        "overdue": gettext("Overdue"),
        "on_hold": gettext("On hold"),
        "closed": gettext("Closed"),
    }


def _facet(name: str, title: str, options: Mapping[str, str], kept: Mapping[str, str]) -> dict[str, Any]:
    every = [{"value": "", "label": gettext("All"), "chosen": name not in kept}]
    shown = [{"value": one, "label": label, "chosen": kept.get(name) == one} for one, label in options.items()]
    return {"title": title, "name": name, "options": every + shown}


def _chips(
    programmes: tuple[engine.Programme, ...], law: engine.Programme | None, kept: Mapping[str, str]
) -> list[dict[str, str]]:
    """What is filtered, each with the address without it."""
    found = []
    for facet in _facets(programmes, law, kept):
        chosen = next((one for one in facet["options"] if one["chosen"] and one["value"]), None)
        if chosen is not None:
            found.append((facet["title"], chosen["label"], facet["name"]))
    return [{"facet": title, "value": value, "href": _address(_without(kept, name))} for title, value, name in found]


def _without(kept: Mapping[str, str], name: str) -> dict[str, str]:
    """A programme takes what belongs to it along."""
    gone = {"programme": ("programme", "phase", "state", "waits_on", "points"), "phase": ("phase", "state")}.get(
        name, (name,)
    )
    return {one: value for one, value in kept.items() if one not in gone}


# rows


def _row(case: engine.ListedCase) -> dict[str, Any]:
    kind, due, detail = _due(case)
    return {
        "person": case.principal or case.reference,
        "href": case_url(case.reference),
        "reference": case.reference,
        "people": people_count(case.people),
        "programme": case.programme,
        "office": case.office_title,
        "state": case.state_title,
        "phase": outcome_words(case.outcome) if case.outcome else case.phase or "",
        "hold": gettext("On hold") if case.on_hold else "",
        "points": EMPTY if case.points is None else points_words(case.points),
        "with": EMPTY if case.outcome else party(case.law, case.waits_on),
        "due": due,
        "due_kind": kind,
        "due_detail": detail,
    }


def _due(case: engine.ListedCase) -> tuple[str, str, str]:
    if case.due is None or case.outcome:
        return "", EMPTY, ""
    days = (case.due - case.today).days
    kind = "late" if days < 0 else "due" if days <= 7 else ""
    return kind, weekday_words(case.due, case.today), distance(days)


def _pages(page: engine.CasePage, kept: Mapping[str, str]) -> dict[str, Any]:
    key = SPLIT.join(page.next) if page.next else ""
    return {
        "words": ngettext("%(num)s case on this page", "%(num)s cases on this page", len(page.cases)),
        "previous": _address(kept) if request.args.get("after") else None,
        "next": _address(kept, after=key) if key else None,
        "sizes": None,
        "links": None,
    }


def _empty(kept: Mapping[str, str]) -> str:
    if not kept:
        return gettext("No case is open yet where you work.")
    return ngettext(
        "No case matches this filter. Remove it.",
        "No case matches these %(num)s filters. Remove one, or clear all.",
        len(kept),
    )
