"""The priority of a case on its page: its points with their reasons, and the way to change them by hand."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from flask import url_for
from flask_babel import gettext, ngettext

import engine
from web.next_steps import for_whom
from web.wording import dotted, step_title

CHANGE = "change_priority"


def points_words(points: int) -> str:
    return ngettext("%(num)s point", "%(num)s points", points)


def panel(sheet: engine.CaseSheet, users: Mapping[str, str]) -> dict[str, Any] | None:
    """What the case page shows: `points`, `rows` of reasons, who set other points by hand, `acts`; None: no score."""
    score = sheet.case.score
    if score is None:
        return None
    return {
        "points": points_words(score.points),
        "rows": [_row(sheet, one) for one in score.reasons],
        "by_hand": _by_hand(sheet, score, users),
        "acts": list(_acts(sheet)),
    }


def _row(sheet: engine.CaseSheet, one: engine.Counted) -> dict[str, str]:
    whom = for_whom(sheet, one.people) if one.people else ""
    return {"words": engine.reason_words(sheet.programme, one), "about": dotted((points_words(one.points), whom))}


def _by_hand(sheet: engine.CaseSheet, score: engine.Score, users: Mapping[str, str]) -> dict[str, str] | None:
    if score.changed_by is None:
        return None
    log = url_for("log.of_case", case_id=sheet.case.reference)
    who = users.get(score.changed_by, score.changed_by)
    return {
        "words": gettext("Set by hand by %(who)s; these reasons give %(points)s", who=who, points=score.worked_out),
        "href": f"{log}?before={score.changed + 1}#entry-{score.changed}",
    }


def _acts(sheet: engine.CaseSheet) -> Iterator[dict[str, str]]:
    for offer in sheet.offers:
        if offer.of.kind == CHANGE and not offer.unmet:
            href = url_for("steps.form", case_id=sheet.case.reference, action=offer.action)
            yield {"words": step_title(sheet.programme, sheet.programme.case, offer.of), "href": href}


def question(action: engine.Action, ask: engine.Ask) -> engine.Ask:
    """The question of a change by hand, in the reader's language."""
    return replace(ask, fact=replace(ask.fact, label=gettext("Points"))) if action.kind == CHANGE else ask


def told(entry: engine.Entry) -> str:
    """What an entry did to the points of the case; empty where nothing."""
    for change in entry.changes:
        score = change.get("scored") or change.get("rescored")
        if score and score.get("before") == score["points"]:
            return gettext("Priority: %(points)s, as before", points=score["points"])
        if score and "before" in score:
            return gettext("Priority: %(before)s → %(points)s", before=score["before"], points=score["points"])
        if score:
            return gettext("Priority: %(points)s", points=score["points"])
    return ""
