"""Statistics of a programme, to look at, print and hand on: small numbers withheld, each as a bar and as a number."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from typing import Any

from flask import Blueprint, Response, abort, render_template, request, url_for
from flask_babel import gettext

import engine
from web.door import current_caller, door, gives_out, reach
from web.wording import month_words, outcome_words

bp = Blueprint("statistics", __name__)


@bp.get("/statistics")
def figures() -> str:
    """For whoever gives cases out; of the programme that the address names, else of the first."""
    seen, programmes = _figures(), _programmes()
    return render_template(
        "work/statistics.html",
        programme=seen.law.title,
        programmes=[_choice(one, seen.law.id) for one in programmes],
        tables=[table(*one) for one in _tables(seen)],
        csv_url=url_for("statistics.as_csv", programme=seen.law.id),
        least=engine.LEAST_TOLD,
    )


@bp.get("/statistics.csv")
def as_csv() -> Response:
    """The same numbers as a file; where one is withheld, its cell says so."""
    seen, text = _figures(), io.StringIO()
    writer = csv.writer(text)
    writer.writerow((gettext("Table"), gettext("Row"), gettext("Cases")))
    for title, tallied, names in _tables(seen):
        writer.writerows((title, names[name], _number(count)) for name, count in tallied.cells.items())
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


def _tables(seen: engine.Figures) -> Iterator[tuple[str, engine.Tallied, dict[str, str]]]:
    """Title, numbers, and the words of each row."""
    phases = {name: phase.title for name, phase in seen.law.phases.items()}
    yield gettext("Open cases by phase"), seen.phases, phases
    endings = {name: outcome_words(name) for name in seen.outcomes.cells}
    yield gettext("Cases that have ended, by outcome"), seen.outcomes, endings
    months = {one: month_words(date.fromisoformat(f"{one}-01")) for one in seen.months.cells}
    yield gettext("Cases opened in the last twelve months"), seen.months, months


def table(title: str, tallied: engine.Tallied, names: dict[str, str]) -> dict[str, Any]:
    """The numbers with a bar for each. `untold`: none of them may be told, which is said once in place of every row."""
    most = max((one or 0 for one in tallied.cells.values()), default=0)
    rows = [
        {"words": names[name], "number": _number(count), "width": round(100 * (count or 0) / most) if most else 0}
        for name, count in tallied.cells.items()
    ]
    total = None if tallied.total is None else str(tallied.total)
    return {"title": title, "rows": rows, "total": total, "untold": all(one is None for one in tallied.cells.values())}


def _number(count: int | None) -> str:
    return gettext("fewer than %(least)s", least=engine.LEAST_TOLD) if count is None else str(count)
