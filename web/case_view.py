"""How a list of cases is shown: which columns in which order, and under which name it is kept."""

from typing import Any

from flask import Blueprint, render_template, url_for

from web import case_columns, case_facets, saved_views
from web.case_columns import COLUMNS
from web.case_facets import Kept, address

bp = Blueprint("case_view", __name__)
Shows = dict[str, Any]


@bp.get("/cases/view")
def shown() -> str:
    """The columns of the list of this address, each with the ways to move it; nothing is kept but in the address."""
    chosen = case_facets.kept()
    shows = case_columns.state(chosen)
    ours = case_columns.shown(chosen, shows)
    return render_template(
        "cases/view.html",
        back_url=address(chosen, shows),
        columns=[_column(chosen, shows, ours, place) for place in range(len(ours))],
        others=_others(chosen, shows, ours),
        usual_url=_here(chosen, shows, (), "") if "cols" in shows else None,
        saved=saved_views.panel(chosen, shows),
    )


def _column(chosen: Kept, shows: Shows, ours: tuple[str, ...], place: int) -> dict[str, Any]:
    name, less = ours[place], ours[:place] + ours[place + 1 :]
    up, down = (less[:to] + (name,) + less[to:] for to in (max(place - 1, 0), place + 1))
    return {
        "name": name,
        "words": str(COLUMNS[name]),
        "up": _here(chosen, shows, up, name) if place else None,
        "down": _here(chosen, shows, down, name) if place < len(less) else None,
        "less": _here(chosen, shows, less, "") if less else None,
    }


def _others(chosen: Kept, shows: Shows, ours: tuple[str, ...]) -> list[dict[str, str]]:
    left = (name for name in COLUMNS if name not in ours)
    return [{"words": str(COLUMNS[name]), "href": _here(chosen, shows, (*ours, name), name)} for name in left]


def _here(chosen: Kept, shows: Shows, columns: tuple[str, ...], moved: str) -> str:
    """This page with other columns, at the one that was moved."""
    anchor = f"col-{moved}" if moved else "columns"
    return url_for("case_view.shown", **chosen, **(shows | {"cols": columns}), _anchor=anchor)
