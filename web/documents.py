"""The documents of a case: every version of each with its file, a new file put to one, a file handed out."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext

import engine
from web import drafts, forms, next_steps, page_drafts, uploads
from web.at_hand import form_at_hand
from web.door import current_caller, door
from web.engine_words import says_words
from web.identity import identity, link, strip, tabs
from web.wording import day_words, document_words, dotted, file_words, near_words

bp = Blueprint("documents", __name__)
CASE, OF, FIELD, WRONG, MOST = "case", "of", "file", 422, 999_999_999
SANDBOX = "sandbox; default-src 'none'"


@bp.get("/cases/<case_id>/documents")
def of_case(case_id: str) -> str:
    """What is recorded of each document that this reader may read. What is critical is on record."""
    sheet, papers = door().casework.see(current_caller(), case_id), door().files.papers(current_caller(), case_id)
    users = door().administration.display_names()
    owners = dict.fromkeys(one.owner for one in papers)
    return render_template(
        "cases/documents.html",
        case=identity(sheet, next_steps.next_rows(sheet)),
        tabs=tabs(sheet, "documents"),
        groups=[
            {
                "name": _whose(sheet, owner),
                "papers": [_paper(sheet, one, users) for one in papers if one.owner == owner],
            }
            for owner in owners
        ],
        recorded=any(sheet.programme.facts[one.fact].data_class == "critical" for one in papers),
    )


def _whose(sheet: engine.CaseSheet, owner: str) -> str:
    return gettext("The case") if owner == CASE else sheet.names.get(owner, owner)


def _paper(sheet: engine.CaseSheet, paper: engine.Paper, users: Mapping[str, str]) -> dict[str, Any]:
    title = _title(sheet, paper.fact)
    where = url_for("documents.attach", case_id=sheet.case.reference, fact=paper.fact, of=paper.owner)
    newest = paper.versions[0].document
    words = gettext("Attach a new version") if newest.file else gettext("Attach a file")
    return {
        "title": title,
        "status": _status(sheet, paper),
        "versions": [_version(sheet, paper, one, users) for one in paper.versions],
        "attach": link(words, where, title) if paper.may_attach else None,
    }


def _title(sheet: engine.CaseSheet, fact: str) -> str:
    found = sheet.programme.facts[fact]
    track = sheet.programme.tracks.get(found.track or "")
    return gettext("%(track)s: %(fact)s", track=track.title, fact=found.label) if track else found.label


def _status(sheet: engine.CaseSheet, paper: engine.Paper) -> dict[str, str]:
    """Whether the paper runs, and whether its file is there."""
    newest, today = paper.versions[0].document, sheet.inputs.office.day_of(sheet.now)
    if not paper.stands:
        return {"kind": "none", "words": gettext("Not counted any more")}
    if newest.expires_on and newest.expires_on < today:
        return {"kind": "lapsed", "words": gettext("Expired on %(day)s", day=day_words(newest.expires_on))}
    if newest.file is None:
        return {"kind": "none", "words": gettext("No file")}
    if newest.expires_on:
        return {"kind": "done", "words": gettext("Valid until %(day)s", day=day_words(newest.expires_on))}
    return {"kind": "done", "words": gettext("File kept")}


def _version(
    sheet: engine.CaseSheet, paper: engine.Paper, version: engine.PaperVersion, users: Mapping[str, str]
) -> dict[str, Any]:
    log, reference = url_for("log.of_case", case_id=sheet.case.reference), sheet.case.reference
    file = file_url(reference, version.entry, paper.owner, paper.fact)
    by = users.get(version.by or "", version.by or gettext("By itself"))
    words = document_words(version.document)
    return {
        "words": words,
        "told": dotted((near_words(version.recorded, sheet.inputs.office, sheet.now), by)),
        "entry": link(
            gettext("entry %(number)s", number=version.entry),
            f"{log}?before={version.entry + 1}#entry-{version.entry}",
        ),
        "file": link(gettext("Save the file"), file, document_words(version.document))
        if version.document.file
        else None,
    }


# one file


def file_url(reference: str, number: int, owner: str, fact: str) -> str:
    """Where the file is handed out that an entry put to a document."""
    return url_for("documents.fetch", case_id=reference, number=number, fact=fact, of=owner)


@bp.get("/cases/<case_id>/files/<int:number>/<fact>")
def fetch(case_id: str, number: int, fact: str) -> Response:
    """A file to be saved, never to be shown: whatever is in it, no browser runs it here."""
    owner = request.args.get(OF, CASE)
    found = door().files.fetch(current_caller(), case_id, min(number, MOST), owner, fact)
    answer = Response(found.content, mimetype=found.media)
    answer.headers.set("Content-Disposition", "attachment", filename=found.name)
    answer.headers["Content-Security-Policy"] = SANDBOX
    return answer


@bp.get("/cases/<case_id>/documents/<fact>")
def form(case_id: str, fact: str) -> Any:
    """The form by which a file is put to a document that is recorded."""
    return _form(case_id, fact, {}, page_drafts.taken_up())


@bp.post("/cases/<case_id>/documents/<fact>")
def attach(case_id: str, fact: str) -> Any:
    """Puts the file to it."""
    if kept := page_drafts.asked(lambda: _form(case_id, fact, {}), lambda: _of(case_id)):
        return kept
    owner, sent = request.args.get(OF, CASE), request.form.get(FIELD + uploads.FILE, "")
    why = uploads.refused(FIELD) or ("" if sent else gettext("Choose a file"))
    if why or request.form.get(FIELD + uploads.WITHOUT):
        return _form(case_id, fact, {FIELD: why or gettext("Choose a file")}), WRONG
    note, key = request.form.get("note", "").strip() or None, forms.sent_key()
    try:
        acted = door().files.attach(current_caller(), case_id, owner, fact, sent, note=note, key=key)
    except engine.Refused as refused:
        return _form(case_id, fact, {FIELD: " ".join(says_words(one) for one in refused.unmet)}), WRONG
    flash(gettext("The file is kept. Earlier versions stay."))
    return redirect(url_for("documents.of_case", case_id=acted.case.reference), 303)


def _of(case_id: str) -> dict[str, str]:
    case = door().casework.see(current_caller(), case_id).case
    return {"case": case.id, "programme": case.programme, "office": case.office}


def _form(case_id: str, fact: str, errors: Mapping[str, str], draft: engine.Form | None = None) -> Any:
    sheet, owner = door().casework.see(current_caller(), case_id), request.args.get(OF, CASE)
    papers = door().files.papers(current_caller(), case_id)
    paper = next((one for one in papers if (one.owner, one.fact) == (owner, fact) and one.may_attach), None)
    if paper is None:
        raise engine.NotFound("There is no such document to which a file could be put")
    here, title = url_for("documents.attach", case_id=sheet.case.reference, fact=fact, of=owner), _title(sheet, fact)
    back = url_for("documents.of_case", case_id=sheet.case.reference)
    return render_template(
        "cases/attach.html",
        case=strip(sheet),
        crumbs=[
            {"words": sheet.case.reference, "href": url_for("cases.overview", case_id=sheet.case.reference)},
            {"words": gettext("Documents"), "href": back},
            {"words": gettext("Attach a file"), "href": ""},
        ],
        title=title,
        about=dotted((_whose(sheet, owner), document_words(paper.versions[0].document))),
        action=here,
        back=back,
        key=forms.key_field(),
        draft=drafts.line(draft) if draft else None,
        field=_file_field(title, errors.get(FIELD, "")),
        note=_note_field(),
        problems=[{"words": words, "href": f"#f-{name}-upload"} for name, words in errors.items()],
    )


def _note_field() -> dict[str, Any]:
    typed = form_at_hand().get("note", "")
    return forms.plain_field("note", gettext("Note"), "textarea", value=typed, optional=True)


def _file_field(title: str, error: str) -> dict[str, Any]:
    sent = form_at_hand().get(FIELD + uploads.FILE, "")
    file = uploads.sent_file(sent) if sent else None
    told = {"file": sent, "file_name": file.name, "file_words": file_words(file.media, file.size)} if file else {}
    return {
        "name": FIELD,
        "label": title,
        "error": error,
        "taken": uploads.what_is_taken(),
        "accepted": uploads.ACCEPTED,
        "value": {"file": "", "file_name": "", "file_words": "", **told},
    }
