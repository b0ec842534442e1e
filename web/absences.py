"""Absences: who is away from which day through which, who covers for them; entered and ended."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

import engine
from web import drafts, forms, page_drafts
from web.at_hand import form_at_hand
from web.door import current_caller, door
from web.engine_words import says_words
from web.wording import day_words, dotted

bp = Blueprint("absences", __name__, url_prefix="/away")
EVERY, NOBODY, LONGEST_NOTE, WRONG = "*", "nobody", 2000, 422
Fields = list[dict[str, Any]]


@bp.get("/<user>")
def of_somebody(user: str) -> str:
    """The absences of a colleague, or one's own, now and ahead; and the form for another."""
    asked = door().covering.to_cover(current_caller(), user)
    return _page(asked, {}, page_drafts.taken_up())


@bp.post("/<user>")
def begin(user: str) -> Any:
    """Enters an absence."""
    asked = door().covering.to_cover(current_caller(), user)
    if kept := page_drafts.asked(lambda: _page(asked, {})):
        return kept
    errors = _errors(asked)
    if errors:
        return _page(asked, errors), WRONG
    chosen = request.form["covered_by"]
    away = engine.Away(
        absent=user,
        covered_by=None if chosen == NOBODY else chosen,
        programme=request.form.get("programme", EVERY),
        first=date.fromisoformat(request.form["first"]),
        last=date.fromisoformat(request.form["last"]),
        note=request.form["note"].strip() or None,
    )
    try:
        door().covering.begin(current_caller(), away)
    except engine.Refused as refused:
        return _page(asked, {one.field or "first": says_words(one) for one in refused.unmet}), WRONG
    page_drafts.taken()
    flash(gettext("The absence is entered."))
    return redirect(url_for("absences.of_somebody", user=user), 303)


@bp.post("/<user>/<int:entry>/end")
def end(user: str, entry: int) -> Response:
    """Ends an absence before its last day."""
    door().covering.end(current_caller(), entry)
    flash(gettext("The absence is over; nobody covers any more."))
    return redirect(url_for("absences.of_somebody", user=user), 303)


def _page(asked: engine.ToCover, errors: Mapping[str, str], draft: engine.Form | None = None) -> str:
    own = asked.user == current_caller().user
    fields = _fields(asked, errors)
    entered = [one for one in door().covering.seen(current_caller()) if one.absence.absent == asked.user]
    title = gettext("Your absence") if own else gettext("Absence of %(name)s", name=asked.name)
    home = (
        {"words": gettext("My work"), "href": url_for("work.mine")}
        if own
        else {"words": gettext("Team"), "href": url_for("team.board")}
    )
    return render_template(
        "work/absence.html",
        title=title,
        crumbs=[home, {"words": title, "href": ""}],
        rows=[_row(one) for one in entered],
        fields=fields,
        problems=[{"href": f"#f-{one['name']}", "words": one["error"]} for one in fields if one["error"]],
        action=url_for("absences.begin", user=asked.user),
        key=forms.key_field(),
        draft=drafts.line(draft) if draft else None,
    )


def _row(seen: engine.AbsenceSeen) -> dict[str, str]:
    it = seen.absence
    return {
        "days": days_words(it.first, it.last),
        "covers": cover_words(seen.covered_by),
        "about": dotted((seen.programme_title or gettext("All programmes"), it.note or "")),
        "end_url": url_for("absences.end", user=it.absent, entry=it.entry),
        "end": gettext("End it now") if seen.now else gettext("Take it back"),
    }


def days_words(first: date, last: date) -> str:
    if first == last:
        return day_words(first)
    return gettext("%(first)s to %(last)s", first=day_words(first), last=day_words(last))


def away_words(absence: engine.Absence, covered_by: str | None, programme: str | None = None) -> str:
    """From when until when, who covers, by name, and the title of the programme, where it is said."""
    days = days_words(absence.first, absence.last)
    return dotted((gettext("Away %(days)s", days=days), cover_words(covered_by), programme or ""))


def cover_words(covered_by: str | None) -> str:
    """Who covers, by name."""
    return gettext("%(name)s covers", name=covered_by) if covered_by else gettext("Nobody covers yet")


# the form


def _fields(asked: engine.ToCover, errors: Mapping[str, str]) -> Fields:
    through = gettext("The last day is included, as the day is at the office of each case.")
    fields: Fields = [
        {"kind": "date", "name": "first", "label": gettext("First day"), "hint": ""},
        {"kind": "date", "name": "last", "label": gettext("Last day"), "hint": through},
        _covers(asked),
        *_programmes(asked),
        {"kind": "textarea", "name": "note", "label": gettext("Note"), "optional": True}
        | {"hint": gettext("What whoever covers should know. Say nothing about health.")},
    ]
    typed = {"first": asked.today.isoformat(), "programme": EVERY} | form_at_hand().to_dict()
    values = {one["name"]: typed.get(one["name"], "") for one in fields}
    return [
        {"optional": False} | one | {"value": values[one["name"]], "error": errors.get(one["name"], "")}
        for one in fields
    ]


def _covers(asked: engine.ToCover) -> dict[str, Any]:
    hint = gettext("Somebody who holds the roles in which the cases are kept. Whoever covers gets no role by it.")
    options = [{"value": user, "label": name} for user, name in asked.colleagues]
    options.append({"value": NOBODY, "label": gettext("Nobody yet")})
    field = {"kind": "choice", "name": "covered_by", "label": gettext("Who covers"), "hint": hint}
    return field | {"options": options}


def _programmes(asked: engine.ToCover) -> Fields:
    """Asked where there is more than one."""
    if len(asked.programmes) == 1:
        return []
    options = [{"value": EVERY, "label": gettext("All programmes")}]
    options += [{"value": name, "label": title} for name, title in asked.programmes.items()]
    return [{"kind": "choice", "name": "programme", "label": gettext("Programme"), "hint": "", "options": options}]


def _errors(asked: engine.ToCover) -> dict[str, str]:
    covers = {user for user, _ in asked.colleagues} | {NOBODY}
    programme = request.form.get("programme", EVERY)
    found = {
        "first": _wrong_day("first"),
        "last": _wrong_day("last"),
        "covered_by": "" if request.form.get("covered_by") in covers else gettext("Choose who covers, or nobody yet"),
        "programme": "" if programme in {EVERY, *asked.programmes} else gettext("Choose one"),
        "note": _wrong_note(request.form.get("note", "")),
    }
    return {name: words for name, words in found.items() if words}


def _wrong_day(name: str) -> str:
    try:
        date.fromisoformat(request.form.get(name, ""))
    except ValueError:
        return gettext("Enter a day")
    return ""


def _wrong_note(note: str) -> str:
    return gettext("At most %(most)s characters", most=LONGEST_NOTE) if len(note.strip()) > LONGEST_NOTE else ""
