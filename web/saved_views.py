"""Lists of cases by a name: kept for oneself or for a role, opened by a link, deleted by whoever kept them."""

from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, abort, flash, redirect, request, url_for
from flask_babel import gettext

import engine
from web import case_columns, case_facets
from web.door import current_caller, door, reach
from web.wording import listed

bp = Blueprint("saved_views", __name__)
ALONE, SPLIT = "", " "


@bp.post("/cases/views")
def keep() -> Any:
    """Keeps the list at hand under a name."""
    chosen = case_facets.kept()
    address = _here(chosen, case_columns.state(chosen))
    try:
        kept = door().saved_views.keep(current_caller(), request.form.get("name", ""), address, _shared())
    except engine.Refused:
        flash(gettext("The view was not saved: give it a name of at most 60 letters, or delete another view."), "stop")
    else:
        flash(gettext("View saved: %(name)s", name=kept.name))
    return redirect(_href(address), 303)


@bp.post("/cases/views/<view_id>/delete")
def delete(view_id: str) -> Any:
    """Deletes a view of the reader's own."""
    try:
        door().saved_views.delete(current_caller(), view_id)
    except engine.NotFound:
        abort(404)
    flash(gettext("View deleted."))
    return redirect(url_for("case_list.cases"), 303)


def _shared() -> engine.Grant | None:
    """With whom it is to be shared: one of the reader's own duties."""
    sent = request.form.get("shared", ALONE)
    return next((one for one in _duties() if _value(one) == sent), None)


def _duties() -> list[engine.Grant]:
    own = (one for one in current_caller().duties if one.programme != "*")
    return [engine.Grant(programme=one.programme, role=one.role, office=one.office) for one in own]


def _value(duty: engine.Grant) -> str:
    return SPLIT.join((duty.programme, duty.role, duty.office))


def _title(duty: engine.Grant) -> str:
    """Whom a view is shared with: `Caseworker, US refugee admissions, Amman`."""
    law = reach().programmes.get(duty.programme)
    office = reach().offices.get(duty.office)
    role = law.roles.get(duty.role, duty.role) if law else duty.role
    return listed((role, law.called if law else duty.programme, office.title if office else gettext("all offices")))


def panel(chosen: case_facets.Kept, shows: dict[str, Any]) -> dict[str, Any]:
    """The views, and the form that keeps the list at hand."""
    return {
        "views": rows(chosen, shows),
        "save_url": f"{url_for('saved_views.keep')}?{_here(chosen, shows)}",
        "shares": [{"value": _value(one), "label": _title(one)} for one in _duties()],
    }


def rows(chosen: case_facets.Kept, shows: dict[str, Any]) -> list[dict[str, Any]]:
    """The views that the reader sees; one is `current` where it is the list at hand."""
    here, user = _here(chosen, shows), current_caller().user
    return [_row(view, owner, user, here) for view, owner in door().saved_views.seen(current_caller())]


def _here(chosen: case_facets.Kept, shows: dict[str, Any]) -> str:
    return urlencode({**chosen, **shows}, doseq=True)


def _row(view: engine.SavedView, owner: str, user: str, here: str) -> dict[str, Any]:
    own = view.owner == user
    shared = gettext("shared with: %(whom)s", whom=_title(view.shared)) if view.shared else gettext("only for you")
    return {
        "words": view.name,
        "href": _href(view.address),
        "current": view.address == here,
        "about": shared if own else gettext("by %(name)s", name=owner),
        "delete_url": url_for("saved_views.delete", view_id=view.id) if own else None,
    }


def _href(address: str) -> str:
    listing = url_for("case_list.cases")
    return f"{listing}?{address}" if address else listing
