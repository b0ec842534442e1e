"""Cases of one colleague given to another: chosen here, then looked at and given by a run, like any step of many."""

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext

import engine
from web import bulk_form, drafts, forms, page_drafts
from web.at_hand import form_at_hand
from web.door import current_caller, door, gives_out
from web.wording import dotted, party, weekday_words

bp = Blueprint("sharing", __name__, url_prefix="/team/give")
LONGEST_NOTE, ASSIGN, WRONG = 2000, "assign_case", 422


@bp.get("/<user>")
def choose(user: str) -> Any:
    """The cases that a colleague keeps, to choose among, and to whom they may go; or a draft of that."""
    kept = _kept(user)
    if (left := page_drafts.left_at_check()) is not None:
        return redirect(drafts.address(left), 303)
    return _form(user, kept, {}, page_drafts.taken_up())


@bp.post("/<user>")
def give(user: str) -> Any:
    """Keeps what was chosen as a run, whose page tells what would come of it. Sent again, it is the same run."""
    key = bulk_form.run_id(forms.sent_key() or forms.new_key())
    if not page_drafts.only_kept() and door().bulk.has(current_caller(), key):
        return _begun_before(key)
    kept = _kept(user)
    if answer := page_drafts.asked(lambda: _form(user, kept, {})):
        return answer
    chosen = [one for one in kept if _name(one) in request.form.getlist("case")]
    errors = _errors(kept, chosen)
    if errors:
        return _form(user, kept, errors), WRONG
    where = _begun(chosen, key)
    page_drafts.at_check({})
    return redirect(where, 303)


def _begun_before(key: str) -> Any:
    """A form that comes again leads to what came of it."""
    done = door().bulk.run(current_caller(), key).tally.get("done")
    recorded = gettext("This was recorded already; nothing is done twice.")
    flash(recorded if done else gettext("This was begun already; nothing is done twice."))
    return redirect(url_for("bulk.run", run_id=key), 303)


def _begun(chosen: Sequence[engine.Kept], key: str) -> str:
    """Where to go on: to the run; where cases are of several programmes, of which each has a run, to all of them."""
    programmes = list(dict.fromkeys(one.case.programme for one in chosen))
    step = engine.BulkStep(action=ASSIGN, answers={"to": request.form["to"]}, note=request.form["note"].strip())
    for number, programme in enumerate(programmes):
        cases = [one for one in chosen if one.case.programme == programme]
        kept = [engine.BulkCase(id=one.case.id, answers={"role": one.role}) for one in cases]
        own = f"{key}{number or ''}"
        door().bulk.begin(current_caller(), own, programme, step, kept)
        door().bulk.carry_on(own)
    return url_for("bulk.runs") if len(programmes) > 1 else url_for("bulk.run", run_id=key)


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


def _form(user: str, kept: Sequence[engine.Kept], errors: dict[str, str], draft: engine.Form | None = None) -> str:
    fields = [
        _cases(kept, errors.get("case", "")),
        _colleagues(user, kept, errors.get("to", "")),
        {"kind": "textarea", "name": "note", "label": gettext("Note"), "optional": False}
        | {"hint": gettext("Why, and what the colleague should know; it stands in the log of each case.")}
        | {"value": form_at_hand().get("note", ""), "error": errors.get("note", "")},
    ]
    problems = [{"href": f"#f-{field['name']}", "words": field["error"]} for field in fields if field["error"]]
    return render_template(
        "work/give.html",
        crumbs=_crumbs(user),
        fields=fields,
        problems=problems,
        action=url_for("sharing.give", user=user),
        key=forms.key_field(),
        draft=drafts.line(draft) if draft else None,
    )


def _cases(kept: Sequence[engine.Kept], error: str) -> dict[str, Any]:
    options = [{"value": _name(one), "label": _case_words(one)} for one in kept]
    hint = "" if kept else gettext("No open case that you see is kept by this colleague.")
    field = {"kind": "choices", "name": "case", "label": gettext("Cases"), "optional": False, "hint": hint}
    return field | {"options": options, "value": form_at_hand().getlist("case"), "error": error}


def _case_words(one: engine.Kept) -> str:
    due = gettext("due %(day)s", day=weekday_words(one.case.due, one.case.today)) if one.case.due else ""
    name = one.case.principal or one.case.reference
    return dotted((name, one.case.reference, party(one.case.law, one.role), due))


def _colleagues(user: str, kept: Sequence[engine.Kept], error: str) -> dict[str, Any]:
    found = door().sharing.colleagues(current_caller(), kept)
    options = [{"value": "", "label": ""}, *({"value": one.name, "label": one.display_name} for one in found)]
    field = {"kind": "country", "name": "to", "label": gettext("Colleague"), "optional": False, "hint": ""}
    return field | {"options": options, "value": form_at_hand().get("to", ""), "error": error}


def _errors(kept: Sequence[engine.Kept], chosen: Sequence[engine.Kept]) -> dict[str, str]:
    note = request.form.get("note", "").strip()
    known = {one.name for one in door().sharing.colleagues(current_caller(), chosen or kept)}
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
