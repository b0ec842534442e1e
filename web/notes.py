"""The notes of a case: what was written beside its steps, and for itself."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, render_template, url_for
from flask_babel import gettext

import engine
from web import next_steps
from web.door import current_caller, door
from web.entry_words import what_words
from web.identity import identity, link, tabs
from web.wording import dotted, joined, moment_words, near_words, party

bp = Blueprint("notes", __name__)
WRITE, NOTE = "write_note", "note"


@bp.get("/cases/<case_id>/notes")
def of_case(case_id: str) -> str:
    """What this reader may read of them, the newest first. What was written with something critical is on record."""
    sheet, found = door().casework.see(current_caller(), case_id), door().notes.see(current_caller(), case_id)
    users = door().administration.display_names()
    return render_template(
        "cases/notes.html",
        case=identity(sheet, next_steps.next_rows(sheet)),
        tabs=tabs(sheet, "notes"),
        notes=[_note(sheet, one, users) for one in found.entries],
        write=_write(sheet) if found.may_write else None,
    )


def _note(sheet: engine.CaseSheet, entry: engine.Entry, users: Mapping[str, str]) -> dict[str, Any]:
    programme, office = sheet.programme, sheet.inputs.office
    who = sheet.names.get(entry.person or "", "")
    what = gettext("Log") if entry.cause == NOTE else what_words(programme, entry)
    late = office.day_of(entry.happened) != office.day_of(entry.recorded)
    happened = gettext("happened %(moment)s", moment=moment_words(entry.happened, office)) if late else ""
    roles = joined(party(programme, role) for role in entry.roles)
    log = url_for("log.of_case", case_id=sheet.case.reference)
    return {
        "lines": (entry.note or "").splitlines(),
        "time": near_words(entry.recorded, office, sheet.now),
        "by": dotted((users.get(entry.actor or "", entry.actor or gettext("Automatic")), roles, happened)),
        "only_for": only_for(programme, entry),
        "entry": link(
            gettext("%(what)s: %(person)s", what=what, person=who) if who else what,
            f"{log}?before={entry.seq + 1}#entry-{entry.seq}",
        ),
    }


def only_for(programme: engine.Programme, entry: engine.Entry) -> str:
    """For whom alone a note was written; nothing of what is for everybody who works in the case."""
    if entry.cause != NOTE or not entry.ground:
        return ""
    return gettext("Only for: %(role)s", role=party(programme, entry.ground))


def question(action: engine.Action, ask: engine.Ask) -> engine.Ask:
    """For whom alone a note is, in the reader's language."""
    return replace(ask, fact=replace(ask.fact, label=gettext("Only for"))) if action.kind == NOTE else ask


def _write(sheet: engine.CaseSheet) -> dict[str, str]:
    return link(gettext("Write a note"), url_for("steps.form", case_id=sheet.case.reference, action=WRITE))
