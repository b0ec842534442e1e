"""The log of one case, for the caseworker and the auditor: newest first, each entry with its proof."""

from collections.abc import Mapping
from datetime import date
from itertools import groupby
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from flask_babel import gettext

import engine
from web import corrections, documents, judged, keepers, next_steps, notes, paper_words, priority, two_cases
from web.door import current_caller, door
from web.engine_words import instead_words
from web.entry_pages import entry_pages
from web.entry_words import ending_words, moved_words, track_title, what_words
from web.identity import case_url, identity, names_of, tabs
from web.numbers import number_sent
from web.wording import clock_words, dotted, file_words, joined, long_day, moment_iso, moment_words, party, reason_words

bp = Blueprint("log", __name__)
PAGE, MOST = 50, 999_999_999
BY_RULE = ("automatic", "only_while", "timer", "lapse", "when_empty")


@bp.get("/cases/<case_id>/log")
def of_case(case_id: str) -> str:
    """A page of the log; `before` is the number of the entry that the page before ended with."""
    before = number_sent(request.args.get("before", ""))
    caller = current_caller()
    page = door().auditing.log_page(caller, case_id, before=before, limit=PAGE)
    office = door().administration.office(page.case.office)
    users, people = door().administration.display_names(), names_of(page.case.people)
    return render_template(
        "cases/log.html",
        crumbs=_crumbs(page),
        case={"reference": page.case.reference},
        who=_who(caller, page),
        heading=_heading(page, people),
        shown=gettext("newest first, by the time of recording"),
        days=_days(page, office, users, people),
        pages=_pages(page),
        readings_url=url_for("readings.of_case", case_id=page.case.reference) if caller.has("auditor") else "",
    )


@bp.get("/cases/<case_id>/log/<int:number>")
def of_entry(case_id: str, number: int) -> str:
    """One entry with all that proves it, to be printed and kept elsewhere."""
    caller = current_caller()
    page = door().auditing.log_page(caller, case_id, before=min(number, MOST) + 1, limit=1)
    if not page.lines or page.lines[0].entry.seq != number:
        abort(404)
    office = door().administration.office(page.case.office)
    users, people = door().administration.display_names(), names_of(page.case.people)
    here = url_for("log.of_case", case_id=page.case.reference)
    *crumbs, log = _crumbs(page)
    return render_template(
        "cases/entry.html",
        crumbs=[*crumbs, {**log, "href": here}, {"words": str(number), "href": ""}],
        case={"reference": page.case.reference},
        number=number,
        heading=_heading(page, people),
        days=_days(page, office, users, people),
        judged=judged.rows(page, office, people),
        proof=_proof(page),
        log_url=f"{here}?before={number + 1}#entry-{number}",
    )


def _proof(page: engine.LogPage) -> list[dict[str, str]]:
    """What stands in the bytes of the entry, and the hashes that hold it in its place; instants in UTC."""
    (line,) = page.lines
    entry, programme = line.entry, page.case.programme
    version = url_for("programmes.overview", programme=programme, version=entry.digest)
    found = (
        (gettext("Hash of this entry"), line.hash, ""),
        (gettext("Hash of the entry before"), line.prev or "", ""),
        (gettext("First entry of its step"), str(entry.step), ""),
        (gettext("Happened (UTC)"), entry.happened.isoformat(), ""),
        (gettext("Recorded (UTC)"), entry.recorded.isoformat(), ""),
        (gettext("Version of the programme"), entry.digest, version),
        (gettext("Version of its words"), entry.labels_digest, ""),
        (gettext("Version of the office's calendar"), str(entry.inputs.get("calendar", "")), ""),
    )
    return [{"label": label, "value": value, "href": href} for label, value, href in found if value]


def _who(caller: engine.Caller, page: engine.LogPage) -> dict[str, Any] | None:
    """The case's own frame, for whoever works on it; the auditor comes from elsewhere and goes back there."""
    if page.case.programme not in caller.programmes():
        return None
    sheet = door().casework.see(caller, page.case.id)
    return {"case": identity(sheet, next_steps.next_rows(sheet)), "tabs": tabs(sheet, "log")}


def _crumbs(page: engine.LogPage) -> list[dict[str, str]]:
    reference = page.case.reference
    return [
        {"words": gettext("Cases"), "href": url_for("case_list.cases")},
        {"words": reference, "href": case_url(reference)},
        {"words": gettext("Log"), "href": ""},
    ]


def _heading(page: engine.LogPage, people: Mapping[str, str]) -> str:
    principal = people.get(page.case.principal or "", "")
    return dotted((principal, page.programme.title))


def _pages(page: engine.LogPage) -> dict[str, Any]:
    here, later = url_for("log.of_case", case_id=page.case.reference), bool(request.args.get("before"))
    return entry_pages(here, [one.entry.seq for one in page.lines], page.before, later=later)


def _days(
    page: engine.LogPage,
    office: engine.Office,
    users: Mapping[str, str],
    people: Mapping[str, str],
) -> list[dict[str, Any]]:
    """The lines by the day on which they were recorded."""

    def day_of(line: engine.LogLine) -> date:
        return office.day_of(line.entry.recorded)

    return [
        {
            "day": {"words": long_day(day), "iso": day.isoformat()},
            "entries": [_line(page, line, office, users, people) for line in lines],
        }
        for day, lines in groupby(page.lines, key=day_of)
    ]


def _line(
    page: engine.LogPage,
    line: engine.LogLine,
    office: engine.Office,
    users: Mapping[str, str],
    people: Mapping[str, str],
) -> dict[str, Any]:
    entry, programme = line.entry, page.programme
    hidden = instead_words(line.shown_as) if line.shown_as else None
    origin, target = moved_words(programme, entry)
    here = url_for("log.of_case", case_id=page.case.reference)
    who = "" if hidden else people.get(entry.person or "", "")
    what = hidden or what_words(programme, entry)
    return {
        "number": str(entry.seq),
        "href": f"{here}?before={entry.seq + 1}#entry-{entry.seq}",
        "time": {"words": clock_words(entry.recorded, office), "iso": moment_iso(entry.recorded, office)},
        "words": gettext("%(what)s: %(person)s", what=what, person=who) if who else what,
        "tags": [] if hidden else _tags(programme, entry, office),
        "reasons": [] if hidden else [*two_cases.told(programme, entry, people), *_reasons(page, line, office, people)],
        "rule": entry.ground if entry.cause in BY_RULE else "",
        "from_state": origin,
        "to_state": target,
        "by": users.get(entry.actor, entry.actor) if entry.actor else gettext("Automatic"),
        "by_about": _by_about(programme, entry, users),
        "hash": short_hash(line.hash),
        "proof": url_for("log.of_entry", case_id=page.case.reference, number=entry.seq),
        "correct": "" if hidden else _correct_url(page, entry),
        "files": [] if hidden else _files(page, entry),
    }


def _files(page: engine.LogPage, entry: engine.Entry) -> list[dict[str, str]]:
    """The documents that the entry wrote with a file, and where it is handed out."""
    asked = page.programme.find_action(entry.action or "")
    labels = {ask.key: ask.fact.label for ask in asked[1].asks} if asked else {}
    labels |= {one.name: one.label for one in page.programme.facts.values()}
    return [
        {
            "words": gettext(
                "%(document)s, %(file)s",
                document=labels.get(one.fact, one.fact),
                file=file_words(one.value.media, one.value.size or 0),
            ),
            "href": documents.file_url(page.case.reference, entry.seq, one.owner, one.fact),
        }
        for one in entry.written
        if isinstance(one.value, engine.Document) and one.value.file
    ]


def _corrected_by(page: engine.LogPage) -> Mapping[int, int]:
    return corrections.corrected_by([line.entry for line in page.lines])


def _correct_url(page: engine.LogPage, entry: engine.Entry) -> str:
    """The way to correct what somebody recorded, for whoever works in the case, be it open or closed."""
    works = bool(current_caller().roles_at(page.case.programme, page.case.office))
    mended = works and entry.actor and entry.cause != notes.NOTE
    return corrections.address(page.case.reference, entry.seq) if mended else ""


def _tags(programme: engine.Programme, entry: engine.Entry, office: engine.Office) -> list[str]:
    late = office.day_of(entry.happened) != office.day_of(entry.recorded)
    found = (
        gettext("late entry") if late and entry.actor else "",
        gettext("correction") if entry.corrects else "",
        gettext("done in many cases at once") if any("in_bulk" in change for change in entry.changes) else "",
        ending_words(programme, entry),
    )
    return [one for one in found if one]


def _reasons(page: engine.LogPage, line: engine.LogLine, office: engine.Office, people: Mapping[str, str]) -> list[str]:
    programme, entry = page.programme, line.entry
    track = "" if entry.machine in ("case", "member") else track_title(programme, entry)
    machine = "" if what_words(programme, entry).startswith(track) else track
    happened = moment_words(entry.happened, office) if entry.happened != entry.recorded else ""
    found = (
        machine,
        engine.in_other_words(programme, entry.ground) if entry.cause == "when_changed" and entry.ground else "",
        line.why or "",
        gettext("Happened %(moment)s", moment=happened) if happened else "",
        gettext("Was due %(moment)s", moment=moment_words(entry.due_at, office)) if entry.due_at else "",
        gettext("Decided by %(party)s", party=party(programme, entry.decided_by)) if entry.decided_by else "",
        priority.told(entry),
        *paper_words.told(programme, entry, people),
        gettext("Reason: %(reason)s", reason=_reason(programme, entry, entry.reason)) if _gives_reason(entry) else "",
        notes.only_for(programme, entry),
        gettext("Note: %(note)s", note=entry.note) if entry.note else "",
        gettext("Corrects entry %(number)s", number=entry.corrects) if entry.corrects else "",
        corrections.emptied(programme, entry, people),
        *corrections.untrue(programme, entry, people),
        gettext("Corrected by entry %(number)s", number=by) if (by := _corrected_by(page).get(entry.seq)) else "",
        gettext("Procedure: %(sop)s", sop=entry.sop) if entry.sop else "",
    )
    return [one for one in found if one]


def _gives_reason(entry: engine.Entry) -> bool:
    """What a time that passed without effect has for a reason is in the words of the entry."""
    return bool(entry.reason) and entry.cause != "timer"


def _reason(programme: engine.Programme, entry: engine.Entry, code: str) -> str:
    found = programme.find_action(entry.action or "")
    return reason_words(found[1] if found else None, code)


def _by_about(programme: engine.Programme, entry: engine.Entry, users: Mapping[str, str]) -> str:
    """In which roles, confirmed by whom, on whose behalf, under which version of the programme."""
    confirmed = joined(users.get(one, one) for one in entry.confirmed_by)
    found = (
        joined(party(programme, role) for role in entry.roles),
        gettext("confirmed by %(who)s", who=confirmed) if confirmed else "",
        keepers.told(programme, entry, users),
        gettext("through %(who)s", who=users.get(entry.on_behalf_of, entry.on_behalf_of)) if entry.on_behalf_of else "",
        gettext("programme %(version)s", version=entry.digest[:8]),
    )
    return dotted(found)


def short_hash(digest: str) -> str:
    """The first and last four characters: enough to compare with a printed page."""
    return f"{digest[:4]}…{digest[-4:]}"
