"""Statistics of a programme, to look at, print and hand on: small numbers withheld, each as a bar and as a number."""

import csv
import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask_babel import gettext, lazy_gettext

import engine
from web.case_facets import SINCE
from web.door import current_caller, door, gives_out, reach
from web.wording import code_words, listed, month_words, outcome_words, span_words

bp = Blueprint("statistics", __name__)


@bp.get("/statistics")
def figures() -> str:
    """For whoever gives cases out; of the programme that the address names, else of the first."""
    seen, programmes = _figures(), _programmes()
    return render_template(
        "work/statistics.html",
        programme=seen.law.title,
        programmes=[_choice(one, seen.law.id) for one in programmes],
        tables=[table(seen.law.id, *one) for one in _tables(seen)],
        stays=[_stay(seen, one) for one in seen.stays if one.cases is not None],
        few=listed(_state(seen.law, one.state) for one in seen.stays if one.cases is None),
        csv_url=url_for("statistics.as_csv", programme=seen.law.id),
        least=engine.LEAST_TOLD,
    )


@bp.get("/statistics.csv")
def as_csv() -> Response:
    """The same numbers as a file; where one is withheld, its cell says so."""
    seen, text = _figures(), io.StringIO()
    writer = csv.writer(text)
    writer.writerow((gettext("Table"), gettext("Row"), gettext("Number")))
    for title, tallied, rows, _ in _tables(seen):
        writer.writerows((title, rows[name].words, _number(count)) for name, count in tallied.cells.items())
    for column, title in STAYS.items():
        writer.writerows((str(title), _state(seen.law, one.state), _cell(one, column)) for one in seen.stays)
    said = f'attachment; filename="{seen.law.id}-statistics.csv"'
    return Response("\ufeff" + text.getvalue(), mimetype="text/csv", headers={"Content-Disposition": said})


def _figures() -> engine.Figures:
    programmes = _programmes()
    if not gives_out() or not programmes:
        abort(404)
    return door().statistics.figures(current_caller(), request.args.get("programme") or programmes[0].id)


def _programmes() -> list[engine.Programme]:
    own = current_caller().programmes()
    return [one for one in reach().programmes.values() if one.id in own]


def _choice(law: engine.Programme, chosen: str) -> dict[str, Any]:
    return {"words": law.called, "href": url_for("statistics.figures", programme=law.id), "chosen": law.id == chosen}


@dataclass(frozen=True, slots=True)
class Row:
    """The words of a row, and the choices of the list of cases that it counts; None: it cannot be listed."""

    words: str
    lists: Mapping[str, str] | None


Table = tuple[str, engine.Tallied, Mapping[str, Row], Mapping[str, str]]


def _tables(seen: engine.Figures) -> Iterator[Table]:
    """Title, numbers, the rows by name, and what the list is cut to that all of them count."""
    phases = {name: _phase(seen.law, name) for name in seen.phases.cells}
    yield gettext("Open cases by phase"), seen.phases, phases, {"standing": "open"}
    endings = {name: Row(outcome_words(name), {"outcome": name}) for name in seen.outcomes.cells}
    yield gettext("Cases that have ended, by outcome"), seen.outcomes, endings, {"standing": "closed"}
    months = {one: Row(month_words(date.fromisoformat(f"{one}-01")), {"opened": one}) for one in seen.months.cells}
    since = {"opened": f"{SINCE}{next(iter(months))}"}
    yield gettext("Cases opened in the last twelve months"), seen.months, months, since


def _phase(law: engine.Programme, name: str) -> Row:
    """One that only an earlier version has is told by its name, and cannot be chosen."""
    if name not in law.phases:
        return Row(code_words(name), None)
    return Row(law.phases[name].title, {"phase": name, "standing": "open"})


def table(
    programme: str, title: str, tallied: engine.Tallied, rows: Mapping[str, Row], every: Mapping[str, str]
) -> dict[str, Any]:
    """The numbers with a bar for each. `untold`: none of them may be told, which is said once in place of every row."""
    most = max((one or 0 for one in tallied.cells.values()), default=0)
    shown = [
        {
            "words": rows[name].words,
            "number": _number(count),
            "href": list_url(programme, count, rows[name].lists),
            "width": round(100 * (count or 0) / most) if most else 0,
        }
        for name, count in tallied.cells.items()
    ]
    return {
        "title": title,
        "rows": shown,
        "total": None if tallied.total is None else str(tallied.total),
        "total_url": list_url(programme, tallied.total, every),
        "untold": all(one is None for one in tallied.cells.values()),
    }


def list_url(programme: str, count: int | None, chosen: Mapping[str, str] | None) -> str | None:
    """The list of the cases that are counted. What is withheld leads nowhere, as does a number of none."""
    return url_for("case_list.cases", programme=programme, **chosen) if count and chosen is not None else None


# how long cases stand in a state


STAYS: Mapping[str, Any] = {
    "cases": lazy_gettext("Open cases by state"),
    "median": lazy_gettext("Days in the state, half of the cases at most"),
    "ninetieth": lazy_gettext("Days in the state, nine of ten cases at most"),
    "overdue": lazy_gettext("Open cases past their target, by state"),
}


def _stay(seen: engine.Figures, stay: engine.Stay) -> dict[str, Any]:
    """A row of the table of states. `half` and `most` are the lengths of the two bars, percent of the longest."""
    longest = max((one.ninetieth or one.median or 0 for one in seen.stays), default=0)
    half, most = ((round(100 * (days or 0) / longest) if longest else 0) for days in (stay.median, stay.ninetieth))
    known = {"state": stay.state, "standing": "open"} if stay.state in seen.law.case.states else None
    late = {"state": stay.state, "standing": "overdue"} if known else None
    return {
        "words": _state(seen.law, stay.state),
        "target": span_words(str(stay.target)) if stay.target else "",
        "half": half,
        "most": most,
        "href": list_url(seen.law.id, stay.cases, known),
        "late_url": list_url(seen.law.id, stay.overdue, late),
        **{column: _cell(stay, column) for column in STAYS},
    }


def _state(law: engine.Programme, name: str) -> str:
    return law.case.state_title(name) if name in law.case.states else code_words(name)


def _cell(stay: engine.Stay, column: str) -> str:
    """A number of a row; what is told of no state of which the cases themselves are not told is left out."""
    number = getattr(stay, column)
    withheld = column == "cases" or (column == "overdue" and stay.cases is not None)
    return _number(number) if withheld or number is not None else ""


def _number(count: int | None) -> str:
    return gettext("fewer than %(least)s", least=engine.LEAST_TOLD) if count is None else str(count)
