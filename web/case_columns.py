"""The columns of the list of cases: which are shown, by which it is sorted, and what stands in them."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from flask import request
from flask_babel import gettext, lazy_gettext, ngettext

import engine
from web.case_facets import Kept, address, law_of
from web.clearance_window import Window, find_window
from web.clearances import counted_bars
from web.priority import points_words
from web.wording import Speech, day_words, distance, dotted, listed, outcome_words, own_words, party, weekday_words

Cell = dict[str, str]
COLUMNS: Mapping[str, Any] = {
    "programme": lazy_gettext("Programme"),
    "state": lazy_gettext("Stands in"),
    "lapses": lazy_gettext("First to lapse"),
    "cleared": lazy_gettext("Everybody cleared"),
    "due": lazy_gettext("Due"),
    "next": lazy_gettext("Next step"),
    "waits_on": lazy_gettext("Waits on"),
    "kept": lazy_gettext("Kept by"),
    "priority": lazy_gettext("Priority"),
    "opened": lazy_gettext("Opened"),
    "changed": lazy_gettext("Last change"),
}
PLAIN = ("programme", "state")  # says itself what it is
USUAL = ("state", "lapses", "cleared", "due", "next")
ORDERS = {"reference", "lapses", "due", "priority", "changed"}
SIZES, USUAL_SIZE = (25, 50, 100), 25
NEAR, SOON = 14, 30  # days


def state(chosen: Kept) -> dict[str, Any]:
    """How the list is shown, as far as the address says otherwise than usual: `sort`, `cols` in their order,
    `rows`."""
    columns = tuple(dict.fromkeys(one for one in request.args.getlist("cols") if one in COLUMNS))
    order, size = request.args.get("sort", ""), request.args.get("rows", "")
    found: dict[str, Any] = {"cols": columns} if columns and columns != _usual(chosen) else {}
    if order in ORDERS and order != usual_order(chosen):
        found["sort"] = order
    return found | ({"rows": size} if size in {str(one) for one in SIZES[1:]} else {})


def usual_order(chosen: Kept) -> str:
    """By priority where the one programme that is chosen gives points; else the last changed first."""
    law = law_of(chosen)
    return "priority" if law is not None and law.priority is not None else "changed"


def _usual(chosen: Kept) -> tuple[str, ...]:
    by_points = usual_order(chosen) == "priority"
    return tuple(one for one in COLUMNS if one in USUAL or (one == "priority" and by_points))


def shown(chosen: Kept, shows: Mapping[str, Any]) -> tuple[str, ...]:
    return shows.get("cols") or _usual(chosen)


def heads(chosen: Kept, shows: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The heads of the columns; those by which the list can be sorted are links, the one by which it is says so."""
    order = shows.get("sort", usual_order(chosen))
    names = [("reference", gettext("Case")), *((one, str(COLUMNS[one])) for one in shown(chosen, shows))]
    return [
        {
            "words": words,
            "href": address(chosen, shows, sort=name) if name in ORDERS and name != order else None,
            "sorted": _direction(name) if name == order else "",
        }
        for name, words in names
    ]


def _direction(order: str) -> str:
    return "descending" if order in ("changed", "priority") else "ascending"


def sizes(chosen: Kept, shows: Mapping[str, Any]) -> list[dict[str, str | None]]:
    now = int(shows.get("rows", USUAL_SIZE))
    return [{"words": str(one), "href": None if one == now else address(chosen, shows, rows=one)} for one in SIZES]


# what stands in them


def cells(page: engine.CasePage, case: engine.ListedCase, labels: Mapping[str, str]) -> Iterator[Cell]:
    """What stands in each column, in the order of these labels; the label of what has to be told what it is, where the
    heads of the columns are not seen."""
    for name, label in labels.items():
        found = _CELLS[name](page, case)
        yield {"label": "" if name in PLAIN or not found["words"] else label, **found}


def _cell(words: str = "", second: str = "", kind: str = "", third: str = "") -> Cell:
    """`kind`: the status that the second line is, if it is one; `third`: that the case is on hold."""
    return {"words": words, "second": second, "kind": kind, "third": third}


def _state(page: engine.CasePage, case: engine.ListedCase) -> Cell:
    where = outcome_words(case.outcome) if case.outcome else case.phase or ""
    return _cell(case.state_title, where, third=gettext("On hold") if case.on_hold else "")


def _lapses(page: engine.CasePage, case: engine.ListedCase) -> Cell:
    if case.lapses_on is None:
        return _cell()
    days = (case.lapses_on - case.today).days
    if days < 0:
        ago = ngettext("Lapsed %(num)s day ago", "Lapsed %(num)s days ago", -days)
        return _cell(day_words(case.lapses_on), ago, "lapsed")
    return _cell(day_words(case.lapses_on), _ahead(days), "runs_out" if days <= SOON else "")


def _cleared(page: engine.CasePage, case: engine.ListedCase) -> Cell:
    clearing = page.clearings.get(case.id)
    if clearing is None or not any(one.state for one in clearing.clearances):
        return _cell()
    return _window(find_window(counted_bars(clearing)))


def _window(window: Window) -> Cell:
    """The days on which everybody is cleared; else what is missing."""
    if window.kind == "incomplete":
        return _cell(gettext("No day yet"), dotted(_missing(window)))
    if window.kind == "none":
        return _cell(gettext("No common day"))
    if window.first is None or window.last is None:
        return _cell(gettext("Without an end"), dotted(_missing(window)))
    days = ngettext("%(num)s day", "%(num)s days", window.length or 0)
    return _cell(Speech().days_briefly(window.first, window.last), dotted((days, *_missing(window))))


def _missing(window: Window) -> Iterator[str]:
    if window.lapsed:
        yield ngettext("%(num)s lapsed", "%(num)s lapsed", window.lapsed)
    if window.not_started:
        yield ngettext("%(num)s not started", "%(num)s not started", window.not_started)
    if window.awaited:
        yield ngettext("%(num)s awaited", "%(num)s awaited", len(window.awaited))


def _due(page: engine.CasePage, case: engine.ListedCase) -> Cell:
    if case.due is None or case.outcome:
        return _cell()
    days = (case.due - case.today).days
    kind = "late" if days < 0 else "due" if days <= 7 else ""
    words = weekday_words(case.due, case.today) if abs(days) <= NEAR else day_words(case.due)
    return _cell(words, _ahead(days), kind)


def _ahead(days: int) -> str:
    """How far away a day is; of one that is far, its date says it."""
    return distance(days) if days <= SOON else ""


def _next(page: engine.CasePage, case: engine.ListedCase) -> Cell:
    """What is to be done, and by whom."""
    if case.outcome:
        return _cell()
    step, whose = engine.next_step(case), party(case.law, case.waits_on)
    return _cell(own_words(step), whose) if step else _cell(whose)


_CELLS: Mapping[str, Callable[[engine.CasePage, engine.ListedCase], Cell]] = {
    "programme": lambda page, case: _cell(case.programme_title, case.office_title),
    "state": _state,
    "lapses": _lapses,
    "cleared": _cleared,
    "due": _due,
    "next": _next,
    "waits_on": lambda page, case: _cell("" if case.outcome else party(case.law, case.waits_on)),
    "kept": lambda page, case: _cell(listed(page.keepers.get(case.id, ()))),
    "priority": lambda page, case: _cell("" if case.points is None else points_words(case.points)),
    "opened": lambda page, case: _cell(day_words(case.opened.date())),
    "changed": lambda page, case: _cell(day_words(case.shown.date())),
}
