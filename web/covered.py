"""On My work: the tabs of those for whom one covers, and what was done for oneself while away."""

from collections.abc import Iterable
from typing import Any

from flask import request, url_for
from flask_babel import gettext

import engine
from web.door import current_caller, door
from web.entry_words import what_words
from web.wording import day_words, dotted, weekday_words

SHOWN = 4


def tabs(work: engine.Work, current: str | None) -> list[dict[str, Any]]:
    """One's own work, and that of everybody for whom one covers now; nothing where that is nobody."""
    cases = needing(work.covered) if current is None else {}
    mine = {"words": gettext("Yours"), "href": url_for("work.mine"), "current": current is None}
    theirs = [_tab(one, current, cases.get(one.user)) for one in work.covers]
    return [mine, *theirs] if theirs else []


def _tab(one: engine.Covers, current: str | None, cases: int | None) -> dict[str, Any]:
    words = until_words(one)
    if cases:
        words = gettext("%(words)s (%(num)s)", words=words, num=cases)
    return {"words": words, "href": url_for("work.for_absent", user=one.user), "current": current == one.user}


def until_words(one: engine.Covers) -> str:
    return gettext("For %(name)s, until %(day)s", name=one.name, day=day_words(one.last))


def needing(items: Iterable[engine.WorkItem]) -> dict[str, int]:
    """How many cases need something, by who keeps them."""
    cases = {(one.keeper, one.case.id) for one in items}
    keepers = [keeper for keeper, _ in cases if keeper]
    return {keeper: keepers.count(keeper) for keeper in keepers}


def while_away() -> dict[str, Any] | None:
    """What was done for whoever asks while they were away; None where nothing was."""
    told = door().while_away.told(current_caller())
    if not told:
        return None
    shown = told if request.args.get("all") == "while-away" else told[:SHOWN]
    return {
        "id": "while-away",
        "word": "",
        "title": gettext("While you were away"),
        "count": len(told),
        "tone": "",
        "rows": [_row(one) for one in shown],
        "all_url": url_for("work.mine", all="while-away") + "#while-away" if len(told) > len(shown) else None,
        "empty": "",
    }


def _row(done: engine.DoneFor) -> dict[str, str]:
    case, entry = done.case, done.entry
    log = url_for("log.of_case", case_id=case.reference)
    note = gettext("Note: %(note)s", note=entry.note) if entry.note else ""
    office = door().administration.office(case.office)
    return {
        "words": what_words(case.law, entry),
        "href": f"{log}?before={entry.seq + 1}#entry-{entry.seq}",
        "why": dotted((gettext("%(name)s, for you", name=done.by), note)),
        "person": case.principal or case.reference,
        "reference": case.reference,
        "programme": case.programme_title,
        "points": "",
        "kind": "done",
        "status": "",
        "day": weekday_words(office.day_of(entry.recorded), case.today),
    }
