"""The file check of a case: what must be in its file by now, beside the paper file, whose check is recorded here."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

import engine
from web import corrections, drafts, forms, next_steps, page_drafts
from web.at_hand import form_at_hand
from web.door import current_caller, door
from web.engine_words import says_words
from web.identity import identity, link, tabs
from web.paper_words import asked_words, found_words, item_words, owner_words, tick_words, ticked_words
from web.wording import day_words, dotted, near_words, parties, value_words

bp = Blueprint("file_check", __name__)
CASE, WRONG, LONGEST_VALUE = "case", 422, 120
ACTION, EVERYTHING, DIFFERS = "check_paper_file", "everything", "differs"
SAID = ("there", "missing", DIFFERS)
NOBODY = engine.Actor(user="", roles=frozenset())


@bp.get("/cases/<case_id>/file-check")
def of_case(case_id: str) -> Any:
    """Everything that must be there and that this reader may read. What is critical is on record."""
    return _page(case_id, {}, page_drafts.taken_up())


@bp.post("/cases/<case_id>/file-check")
def check(case_id: str) -> Any:
    """Records what somebody found in the paper file."""
    if kept := page_drafts.asked(lambda: _page(case_id, {}), lambda: _of(case_id)):
        return kept
    note = request.form.get("note", "").strip() or None
    too_long = {"note": gettext("At most %(most)s characters", most=forms.LONGEST_NOTE)}
    if note and len(note) > forms.LONGEST_NOTE:
        return _page(case_id, too_long), WRONG
    answers, each = _ticked(door().file_checks.see(current_caller(), case_id).items)
    step = engine.Step(action=ACTION, actor=NOBODY, answers=answers, each=each, note=note)
    try:
        acted = door().casework.act(current_caller(), case_id, step, key=forms.sent_key())
    except engine.Refused as refused:
        return _page(case_id, {one.field or EVERYTHING: says_words(one) for one in refused.unmet}), WRONG
    flash(gettext("What was found in the paper file is recorded"))
    return redirect(url_for("file_check.of_case", case_id=acted.case.reference), 303)


def _of(case_id: str) -> dict[str, str]:
    case = door().casework.see(current_caller(), case_id).case
    here = url_for("file_check.of_case", case_id=case.reference)
    return {"case": case.id, "programme": case.programme, "office": case.office, "page": here}


def _ticked(items: Sequence[engine.Mandatory]) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """What the form says of each thing, as the answers of a step."""
    answers: dict[str, str] = {}
    each: dict[str, dict[str, str]] = {}
    for one in items:
        said = request.form.get(_field("t", one), "")
        if said in SAID:
            words = f"{DIFFERS}: {request.form.get(_field('w', one), '')}" if said == DIFFERS else said
            (answers if one.owner == CASE else each.setdefault(one.owner, {}))[one.name] = words
    everything = request.form.get(EVERYTHING, "")
    return answers | ({EVERYTHING: everything} if everything else {}), each


def _field(kind: str, one: engine.Mandatory) -> str:
    return f"{kind}-{one.owner}-{one.name}"


# the page


def _page(case_id: str, errors: Mapping[str, str], draft: engine.Form | None = None) -> str:
    caller = current_caller()
    sheet, found = door().casework.see(caller, case_id), door().file_checks.see(caller, case_id)
    users = door().administration.display_names()
    last = found.checks[0] if found.checks else None
    earlier = {(one.owner, one.name): one for one in last.ticks} if last else {}
    return render_template(
        "cases/file_check.html",
        case=identity(sheet, next_steps.next_rows(sheet)),
        tabs=tabs(sheet, "file_check"),
        action=url_for("file_check.check", case_id=sheet.case.reference),
        may_check=found.may_check,
        key=forms.key_field(),
        draft=drafts.line(draft) if draft else None,
        groups=list(_groups(sheet, found, earlier, errors)),
        record={"found": found.complete, "all": len(found.items)},
        checks=[_check(sheet, one, users) for one in found.checks],
        everything=_everything(errors.get(EVERYTHING, "")),
        note=_note(errors.get("note", "")),
        problems=list(_problems(errors)),
        recorded=any(_is_critical(sheet, one) for one in found.items),
    )


def _groups(
    sheet: engine.CaseSheet,
    found: engine.FileCheck,
    earlier: Mapping[tuple[str, str], engine.Tick],
    errors: Mapping[str, str],
) -> Iterator[dict[str, Any]]:
    for owner in dict.fromkeys(one.owner for one in found.items):
        items = [one for one in found.items if one.owner == owner]
        rows = [_row(sheet, found, one, earlier.get((one.owner, one.name)), errors) for one in items]
        yield {"name": owner_words(owner, sheet.names), "rows": rows}


def _row(
    sheet: engine.CaseSheet,
    found: engine.FileCheck,
    one: engine.Mandatory,
    earlier: engine.Tick | None,
    errors: Mapping[str, str],
) -> dict[str, Any]:
    place = one.name if one.owner == CASE else f"{one.owner}.{one.name}"
    return {
        "title": item_words(sheet.programme, one.name),
        "whose": owner_words(one.owner, sheet.names),
        "value": _value(sheet, one),
        "status": _status(one),
        "mend": _mend(sheet, found, one),
        "asked": asked_words(sheet.programme, one.asked),
        "sop": one.asked.sop or "",
        "supplied_by": parties(sheet.programme, one.supplied_by) if one.record in ("missing", "expired") else "",
        "earlier": _found(earlier) if earlier and earlier.paper != "there" else "",
        "tick": _field("t", one),
        "words": _field("w", one),
        "said": form_at_hand().get(_field("t", one), ""),
        "says": form_at_hand().get(_field("w", one), ""),
        "error": errors.get(place, ""),
        "id": f"f-{place}",
    }


def _value(sheet: engine.CaseSheet, one: engine.Mandatory) -> str:
    """The value to compare with the paper, shortened; of something critical nothing."""
    if one.value is None or _is_critical(sheet, one):
        return ""
    words = value_words(one.value, sheet.programme.facts.get(one.name), sheet.inputs.office, sheet.names)
    return words if len(words) <= LONGEST_VALUE else f"{words[:LONGEST_VALUE]}…"


def _is_critical(sheet: engine.CaseSheet, one: engine.Mandatory) -> bool:
    fact = sheet.programme.facts.get(one.name)
    return fact is not None and fact.data_class == "critical" and one.value is not None


def _status(one: engine.Mandatory) -> dict[str, str]:
    if one.record == "expired" and isinstance(one.value, engine.Document) and one.value.expires_on:
        return {"kind": "lapsed", "words": gettext("Expired on %(day)s", day=day_words(one.value.expires_on))}
    words = {
        "there": ("done", gettext("There")),
        "no_file": ("none", gettext("Given, no file")),
        "missing": ("missing", gettext("Missing")),
    }
    kind, said = words[one.record]
    return {"kind": kind, "words": said}


# where it is supplied


def _mend(sheet: engine.CaseSheet, found: engine.FileCheck, one: engine.Mandatory) -> dict[str, str] | None:
    """The way to what supplies it: a step that is open to this reader, else its file, else a correction."""
    if one.record == "there" or not found.may_check:
        return None
    return _step(sheet, one) or _attach(sheet, one) or _correction(sheet, found, one)


def _step(sheet: engine.CaseSheet, one: engine.Mandatory) -> dict[str, str] | None:
    if one.record == "no_file":
        return None
    for offer in next_steps.visible(sheet):
        asks = any(ask.fact.name == one.name for ask in offer.of.asks)
        confirms = one.name == f"{offer.of.concerns}:{offer.of.kind}"
        if (asks or confirms) and not offer.unmet and offer.person in (None, one.owner):
            people = [] if one.owner == CASE else [one.owner]
            where = url_for("steps.form", case_id=sheet.case.reference, action=offer.action, person=people)
            return link(next_steps.verb(sheet, next_steps.rows([offer])[0]), where)
    return None


def _attach(sheet: engine.CaseSheet, one: engine.Mandatory) -> dict[str, str] | None:
    if one.record != "no_file" or one.name not in sheet.programme.facts or sheet.case.outcome is not None:
        return None
    where = url_for("documents.attach", case_id=sheet.case.reference, fact=one.name, of=one.owner)
    return link(gettext("Attach a file"), where, item_words(sheet.programme, one.name))


def _correction(sheet: engine.CaseSheet, found: engine.FileCheck, one: engine.Mandatory) -> dict[str, str] | None:
    entry = found.written_by.get((one.owner, one.name))
    if entry is None or one.record == "no_file":
        return None
    where = corrections.address(sheet.case.reference, entry)
    return link(gettext("Correct"), where, item_words(sheet.programme, one.name))


# the paper file


def _check(sheet: engine.CaseSheet, one: engine.PaperCheck, users: Mapping[str, str]) -> dict[str, Any]:
    log = url_for("log.of_case", case_id=sheet.case.reference)
    number = gettext("entry %(number)s", number=one.entry)
    when = near_words(one.happened, sheet.inputs.office, sheet.now)
    return {
        "words": found_words(one.found, len(one.ticks)),
        "counted": gettext("%(found)s of %(all)s", found=one.found, all=len(one.ticks)),
        "about": dotted((when, users.get(one.by, one.by))),
        "entry": link(number, f"{log}?before={one.entry + 1}#entry-{one.entry}"),
        "note": one.note or "",
        "mismatches": [
            {
                "what": ticked_words(sheet.programme, it, sheet.names),
                "found": _found(it),
            }
            for it in one.mismatches
        ],
    }


def _found(tick: engine.Tick) -> str:
    """What was said of the paper; of what the record itself lacked then, that too."""
    words = tick_words(tick.paper, tick.says)
    lacked = {"missing": gettext("missing in the record"), "expired": gettext("expired in the record")}
    return dotted((words, lacked.get(tick.record, "")))


def _everything(error: str) -> dict[str, Any]:
    options = [
        {"value": "there", "label": tick_words("there")},
        {"value": "missing", "label": tick_words("missing")},
    ]
    label, hint = gettext("Everything not ticked above"), gettext("Left empty, it counts as not looked at.")
    chosen = form_at_hand().get(EVERYTHING, "")
    return {
        **forms.plain_field(EVERYTHING, label, "choice", hint, chosen, options=options, optional=True),
        "error": error,
    }


def _note(error: str) -> dict[str, Any]:
    typed = form_at_hand().get("note", "")
    field = forms.plain_field("note", gettext("Note"), "textarea", value=typed, optional=True)
    return {**field, "error": error}


def _problems(errors: Mapping[str, str]) -> Iterator[dict[str, str]]:
    for place, words in errors.items():
        yield {"words": words, "href": f"#f-{place}"}
