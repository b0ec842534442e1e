"""Where a case stands in its programme: the drawing of the case and of each track, with the state of now marked."""

from collections.abc import Iterator
from typing import Any

from flask import Blueprint, render_template
from flask_babel import gettext
from markupsafe import Markup

import engine
from web import languages, next_steps
from web.door import current_caller, door
from web.identity import identity, phases, state_title, tabs
from web.programmes import drawing_words
from web.wording import joined

bp = Blueprint("where", __name__)
CASE = "case"


@bp.get("/cases/<case_id>/where")
def drawn(case_id: str) -> str:
    """The programme's drawing in the version that the case goes by."""
    sheet = door().casework.see(current_caller(), case_id)
    words = drawing_words()
    return render_template(
        "cases/where.html",
        case=identity(sheet, next_steps.next_rows(sheet)),
        tabs=tabs(sheet, "where"),
        phases=phases(sheet),
        now=gettext("The case stands in: %(state)s", state=state_title(sheet)),
        diagram=_picture(sheet, CASE, sheet.case.standing.state, words),
        tracks=[_track(sheet, track, words) for track in _shown(sheet)],
    )


def _shown(sheet: engine.CaseSheet) -> Iterator[engine.Machine]:
    """The tracks that have begun for anybody, of those that this reader may know."""
    for track in sheet.programme.tracks.values():
        if track.name not in sheet.restricted and _standings(sheet, track):
            yield track


def _standings(sheet: engine.CaseSheet, track: engine.Machine) -> dict[str, list[str]]:
    """Who stands in which state, by name; of a track of the case nobody is named."""
    people: list[str | None] = [one.id for one in sheet.case.people] if track.per == "person" else [None]
    found: dict[str, list[str]] = {}
    for person in people:
        standing = sheet.case.standing_of(track.name, person)
        if standing is not None:
            found.setdefault(standing.state, []).extend([sheet.names[person]] if person else [])
    return found


def _track(sheet: engine.CaseSheet, track: engine.Machine, words: engine.Words) -> dict[str, Any]:
    """Everybody by the state they are in; it is marked in the drawing where it is the same for all."""
    found = _standings(sheet, track)
    lines = [
        gettext("%(track)s: %(state)s", track=joined(people), state=track.state_title(state))
        if people
        else track.state_title(state)
        for state, people in found.items()
    ]
    only = next(iter(found)) if len(found) == 1 else None
    title = gettext("The people") if track.name == "member" else track.title
    return {"name": track.name, "title": title, "lines": lines, "diagram": _picture(sheet, track.name, only, words)}


def _picture(sheet: engine.CaseSheet, machine: str, current: str | None, words: engine.Words) -> Markup:
    """Our own SVG, in which every author's word is escaped."""
    rtl = languages.direction() == "rtl"
    return Markup(engine.picture(sheet.programme, machine, current=current, rtl=rtl, words=words))
