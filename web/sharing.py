"""Cases of one colleague given to another: chosen, looked at, given, each told with what came of it."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from flask_babel import gettext, ngettext

import engine
from web import forms
from web.door import current_caller, door, gives_out
from web.engine_words import says_words
from web.identity import case_url
from web.wording import dotted, listed, party, weekday_words

bp = Blueprint("sharing", __name__, url_prefix="/team/give")
LONGEST_NOTE = 2000


@bp.get("/<user>")
def choose(user: str) -> str:
    """The cases that a colleague keeps, to choose among, and to whom they may go."""
    kept = _kept(user)
    return _form(user, kept, {})


@bp.post("/<user>")
def give(user: str) -> str:
    """What would come of it; and with `then` record, what came of it. Sent again, nothing is done twice."""
    kept = _kept(user)
    chosen = [one for one in kept if _name(one) in request.form.getlist("case")]
    errors = _errors(kept, chosen)
    if errors:
        return _form(user, kept, errors)
    caller, to, note = current_caller(), request.form["to"], request.form["note"].strip()
    recorded = request.form.get("then") == "record"
    if recorded:
        found = door().sharing.give(caller, chosen, to, note, forms.sent_key() or forms.new_key())
    else:
        found = door().sharing.foresee(caller, chosen, to, note)
    return render_template(
        "work/given.html",
        crumbs=_crumbs(user),
        recorded=recorded,
        heading=_heading(found, recorded),
        rows=[_row(one) for one in found],
        back_url=url_for("sharing.choose", user=user) if not recorded else url_for("team.board"),
        action=url_for("sharing.give", user=user),
        again=_again(found, recorded, to, note),
    )


def _kept(user: str) -> tuple[engine.Kept, ...]:
    if not gives_out() or user not in door().administration.display_names():
        abort(404)
    return door().sharing.kept_by(current_caller(), user)


def _name(one: engine.Kept) -> str:
    return f"{one.case.id} {one.role}"


def _crumbs(user: str) -> list[dict[str, str]]:
    name = door().administration.display_names()[user]
    return [
        {"words": gettext("Team"), "href": url_for("team.board")},
        {"words": gettext("Cases of %(name)s", name=name), "href": ""},
    ]


# choosing


def _form(user: str, kept: Sequence[engine.Kept], errors: dict[str, str]) -> str:
    fields = [
        _cases(kept, errors.get("case", "")),
        _colleagues(user, kept, errors.get("to", "")),
        {"kind": "textarea", "name": "note", "label": gettext("Note"), "optional": False}
        | {"hint": gettext("Why, and what the colleague should know; it stands in the log of each case.")}
        | {"value": request.form.get("note", ""), "error": errors.get("note", "")},
    ]
    problems = [{"href": f"#f-{field['name']}", "words": field["error"]} for field in fields if field["error"]]
    return render_template(
        "work/give.html",
        crumbs=_crumbs(user),
        fields=fields,
        problems=problems,
        action=url_for("sharing.give", user=user),
    )


def _cases(kept: Sequence[engine.Kept], error: str) -> dict[str, Any]:
    options = [{"value": _name(one), "label": _case_words(one)} for one in kept]
    hint = "" if kept else gettext("No open case that you see is kept by this colleague.")
    field = {"kind": "choices", "name": "case", "label": gettext("Cases"), "optional": False, "hint": hint}
    return field | {"options": options, "value": request.form.getlist("case"), "error": error}


def _case_words(one: engine.Kept) -> str:
    due = gettext("due %(day)s", day=weekday_words(one.case.due, one.case.today)) if one.case.due else ""
    name = one.case.principal or one.case.reference
    return dotted((name, one.case.reference, party(one.case.law, one.role), due))


def _colleagues(user: str, kept: Sequence[engine.Kept], error: str) -> dict[str, Any]:
    found = door().sharing.colleagues(current_caller(), kept)
    options = [{"value": "", "label": ""}, *({"value": one.name, "label": one.display_name} for one in found)]
    field = {"kind": "country", "name": "to", "label": gettext("Colleague"), "optional": False, "hint": ""}
    return field | {"options": options, "value": request.form.get("to", ""), "error": error}


def _errors(kept: Sequence[engine.Kept], chosen: Sequence[engine.Kept]) -> dict[str, str]:
    note = request.form.get("note", "").strip()
    known = {one.name for one in door().sharing.colleagues(current_caller(), kept)}
    found = {
        "case": "" if chosen else gettext("Choose at least one case"),
        "to": "" if request.form.get("to") in known else gettext("Choose a colleague"),
        "note": _wrong_note(note),
    }
    return {name: words for name, words in found.items() if words}


def _wrong_note(note: str) -> str:
    if not note:
        return gettext("Write a note")
    return gettext("At most %(most)s characters", most=LONGEST_NOTE) if len(note) > LONGEST_NOTE else ""


# what came of it


def _heading(found: Sequence[engine.Given], recorded: bool) -> str:
    able = sum(not one.unmet for one in found)
    if recorded:
        return ngettext("%(able)s of %(num)s case given", "%(able)s of %(num)s cases given", len(found), able=able)
    many = len(found)
    return ngettext("%(able)s of %(num)s case can be given", "%(able)s of %(num)s cases can be given", many, able=able)


def _row(given: engine.Given) -> dict[str, Any]:
    case = given.kept.case
    return {
        "person": case.principal or case.reference,
        "reference": case.reference,
        "href": case_url(case.reference),
        "role": party(case.law, given.kept.role),
        "unmet": listed(says_words(one) for one in given.unmet),
    }


def _again(found: Sequence[engine.Given], recorded: bool, to: str, note: str) -> dict[str, Any] | None:
    """The form by which those that can be given are given; afterwards those that were refused are tried again."""
    left = [one.kept for one in found if bool(one.unmet) == recorded]
    if not left:
        return None
    hidden = [("case", _name(one)) for one in left] + [("to", to), ("note", note)]
    hidden += [] if recorded else [("then", "record"), ("key", forms.new_key())]
    verb = ngettext("Give %(num)s case", "Give %(num)s cases", len(left))
    return {
        "hidden": [{"name": name, "value": value} for name, value in hidden],
        "verb": gettext("Look at those refused again") if recorded else verb,
    }
