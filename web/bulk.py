"""Many cases at once, second part: what would come of a run, its progress, and what came of each case."""

import csv
import io
from collections.abc import Iterator, Mapping
from typing import Any

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

import engine
from web import bulk_form, drafts, forms
from web.door import current_caller, door
from web.engine_words import says_words, sure_words
from web.identity import case_url, link
from web.numbers import number_sent
from web.wording import dotted, joined, near_words, party, step_title

bp = Blueprint("bulk", __name__, url_prefix="/cases/together")
ROWS, WRONG = 50, 422
SHOWN: Mapping[str, tuple[str, ...]] = {
    "all": (),
    "new": ("new",),
    "able": ("able",),
    "done": ("done",),
    "failed": ("blocked", "refused", "changed"),
}
GOING, BEFORE = ("looking", "running"), ("looking", "looked")


@bp.get("/")
def runs() -> str:
    """The runs of whoever asks, and those of the team."""
    return render_template(
        "work/bulk_runs.html", crumbs=_crumbs(), rows=[_run_row(one) for one in door().bulk.runs(current_caller())]
    )


def _run_row(run: engine.BulkRun) -> dict[str, str]:
    return {
        "words": _title(run),
        "href": url_for("bulk.run", run_id=run.id),
        "about": dotted((run.law.called, ngettext("%(num)s case", "%(num)s cases", run.cases))),
        "standing": _standing(run),
        "by": run.owner,
        "when": _when(run),
    }


@bp.get("/<run_id>")
def run(run_id: str) -> str:
    return _page(_run(run_id), "")


@bp.post("/<run_id>")
def go(run_id: str) -> Any:
    """Confirms a run, stops it, goes on with it, or begins another over the cases in which nothing was done."""
    then, run = request.form.get("then", ""), _run(run_id)
    if not run.own:
        abort(404)
    if then == "start" and _confirm(run) and request.form.get("sure") != "true" and run.standing == "looked":
        return _page(run, gettext("Tick that you are sure")), WRONG
    return redirect(url_for("bulk.run", run_id=_gone_on(run, then)), 303)


def _gone_on(run: engine.BulkRun, then: str) -> str:
    """The id of the run that goes on; of few cases it is through at once."""
    bulk, caller, here = door().bulk, current_caller(), run.id
    if then == "again":
        here = _again(run)
    elif then in ("start", "stop", "go_on"):
        if then == "start" and run.standing != "looked":
            flash(gettext("This was confirmed already; nothing is done twice."))
        if then == "start":
            door().unfinished.discard(caller, bulk_form.draft_key(run.id))
        {"start": bulk.start, "stop": bulk.stop, "go_on": bulk.go_on}[then](caller, run.id)
    if then != "stop":
        bulk.carry_on(here)
    return here


def _again(run: engine.BulkRun) -> str:
    try:
        return door().bulk.again(current_caller(), run.id, forms.sent_key() or forms.new_key())
    except engine.Refused:
        flash(gettext("None of these cases is within your reach any more."), "stop")
        return run.id


def _run(run_id: str) -> engine.BulkRun:
    return door().bulk.run(current_caller(), run_id)


# the page


def _page(run: engine.BulkRun, missing: str) -> str:
    which = request.args.get("show", "all")
    rows, after = _cases(run, SHOWN.get(which, ()))
    return render_template(
        "work/bulk_run.html",
        crumbs=_crumbs(_title(run)),
        heading=_title(run),
        about=dotted((run.law.title, ngettext("%(num)s case", "%(num)s cases", run.cases), _by(run))),
        standing=_standing(run),
        progress=_progress(run),
        answers=bulk_form.answered(run),
        change_url=_change_url(run),
        problems=[{"href": "#f-sure", "words": missing}] if missing else [],
        box=_box(run, missing) if run.own and run.standing == "looked" and run.tally.get("able") else None,
        acts=list(_acts(run)) if run.own else [],
        action=url_for("bulk.go", run_id=run.id),
        tabs=list(_tabs(run, which)),
        rows=rows,
        pages=_pages(run, which, rows, after),
        empty_words=gettext("No case stands so."),
        again_of=link(gettext("This takes up once more what was not done in another run"), _url(run.again))
        if run.again
        else None,
    )


def _change_url(run: engine.BulkRun) -> str:
    """Where what was typed is changed, as long as nothing of it is recorded; empty where that cannot be any more."""
    if not run.own or run.standing not in BEFORE:
        return ""
    draft = door().unfinished.form(current_caller(), bulk_form.draft_key(run.id))
    return drafts.address(draft) if draft else ""


def _crumbs(*more: str) -> list[dict[str, str]]:
    found = [
        {"words": gettext("Cases"), "href": url_for("case_list.cases")},
        {"words": gettext("Many at once"), "href": url_for("bulk.runs") if more else ""},
    ]
    return [*found, *({"words": one, "href": ""} for one in more)]


def _url(run_id: str, **more: Any) -> str:
    return url_for("bulk.run", run_id=run_id, **more)


def _title(run: engine.BulkRun) -> str:
    found = run.law.find_action(run.action) if run.action else None
    return step_title(run.law, *found) if found else gettext("A step that you may not read")


def _by(run: engine.BulkRun) -> str:
    return gettext("begun by %(name)s, %(when)s", name=run.owner, when=_when(run))


def _when(run: engine.BulkRun) -> str:
    return near_words(run.begun, door().administration.office(run.offices[0]), door().signing_in.now())


def _standing(run: engine.BulkRun) -> str:
    """How far it has come, in a sentence."""
    all_of_them, able, done = run.cases, run.tally.get("able", 0), run.tally.get("done", 0)
    if run.standing == "looking":
        seen = all_of_them - run.tally.get("new", 0)
        return ngettext(
            "%(seen)s of %(num)s case looked at", "%(seen)s of %(num)s cases looked at", all_of_them, seen=seen
        )
    if run.standing == "looked":
        return ngettext(
            "Possible in %(able)s of %(num)s case", "Possible in %(able)s of %(num)s cases", run.cases, able=able
        )
    told = ngettext("Done in %(done)s of %(num)s case", "Done in %(done)s of %(num)s cases", all_of_them, done=done)
    return gettext("%(told)s, then stopped", told=told) if run.standing == "stopped" else told


def _progress(run: engine.BulkRun) -> dict[str, int] | None:
    """How many of how many, while it goes on."""
    if run.standing not in GOING:
        return None
    most = run.cases if run.standing == "looking" else run.cases - run.tally.get("blocked", 0)
    return {"done": most - run.left, "most": most}


def _confirm(run: engine.BulkRun) -> str | None:
    found = run.law.find_action(run.action) if run.action else None
    return found[1].confirm if found else None


def _box(run: engine.BulkRun, missing: str) -> dict[str, Any]:
    """The form by which it is confirmed."""
    able, confirm = run.tally.get("able", 0), _confirm(run)
    roles = sorted({role for office in run.offices for role in current_caller().roles_at(run.law.id, office)})
    offices = joined(door().administration.office(one).title for one in run.offices)
    who = {"name": current_caller().name, "roles": joined(party(run.law, role) for role in roles), "office": offices}
    return {
        "action": url_for("bulk.go", run_id=run.id),
        "hidden": [],
        "declaration": {"name": "sure", "words": sure_words(confirm), "error": missing} if confirm else None,
        "then": "start",
        "verb": ngettext("%(act)s: %(num)s case", "%(act)s: %(num)s cases", able, act=_title(run)),
        "back": link(gettext("Back to the cases, record nothing"), url_for("case_list.cases")),
        "foot": [
            gettext(
                "Each case is recorded by itself; one that has changed meanwhile, or is refused, keeps no other back."
            ),
            gettext("Recorded as: %(name)s, %(roles)s, %(office)s.", **who),
        ],
    }


def _acts(run: engine.BulkRun) -> Iterator[dict[str, Any]]:
    """The buttons: what they send, and in which words."""
    if run.standing in GOING:
        yield {"then": "stop", "words": gettext("Stop"), "hidden": []}
    if run.standing == "stopped" and run.left:
        words = ngettext("Go on with %(num)s case", "Go on with %(num)s cases", run.left)
        yield {"then": "go_on", "words": words, "hidden": []}
    if run.standing in ("ended", "stopped") and run.failed:
        words = ngettext("Look again at %(num)s case not done", "Look again at %(num)s cases not done", run.failed)
        yield {"then": "again", "words": words, "hidden": [{"name": "key", "value": forms.new_key()}]}


def _tabs(run: engine.BulkRun, chosen: str) -> Iterator[dict[str, Any]]:
    words = {
        "all": gettext("All"),
        "new": gettext("Not looked at yet"),
        "able": gettext("Can be done") if run.standing in BEFORE else gettext("Still to do"),
        "done": gettext("Done"),
        "failed": gettext("Cannot be done now") if run.standing in BEFORE else gettext("Not done"),
    }
    for name, standings in SHOWN.items():
        count = sum(run.tally.get(one, 0) for one in standings) if standings else run.cases
        if count or name == chosen:
            yield {"words": words[name], "count": count, "href": _url(run.id, show=name), "current": name == chosen}


# its cases


def _cases(run: engine.BulkRun, standings: tuple[str, ...]) -> tuple[list[dict[str, Any]], int | None]:
    """The rows of this page, and the number behind which the next one begins; None: this is the last."""
    after = number_sent(request.args.get("after", "")) or 0
    limit = engine.MOST_AT_ONCE if request.args.get("rows") == "all" else ROWS
    found = door().bulk.cases(current_caller(), run.id, standings, after, limit + 1)
    return [_row(run, one) for one in found[:limit]], found[limit - 1].number if len(found) > limit else None


def _row(run: engine.BulkRun, one: engine.CaseOfRun) -> dict[str, Any]:
    case, role = one.case, one.answers.get("role", "")
    kind, words = _case_standing(run, one)
    return {
        "person": (case.principal or case.reference) if case else "",
        "reference": case.reference if case else "",
        "href": case_url(case.reference) if case else "",
        "about": party(run.law, role) if role else "",
        "kind": kind,
        "status": words,
        "why": _why(one),
        "entry": _entry_url(one),
    }


def _entry_url(one: engine.CaseOfRun) -> str:
    return url_for("log.of_case", case_id=one.case.reference) if one.case and one.entry else ""


def _case_standing(run: engine.BulkRun, one: engine.CaseOfRun) -> tuple[str, str]:
    if one.standing == "able" and run.standing not in BEFORE:
        return "waiting", gettext("Still to do")
    return {
        "new": ("none", gettext("Not looked at yet")),
        "able": ("todo", gettext("Can be done")),
        "blocked": ("blocked", gettext("Cannot be done now")),
        "done": ("done", gettext("Done")),
        "refused": ("error", gettext("Not done")),
        "changed": ("error", gettext("Changed meanwhile, not done")),
    }[one.standing]


def _why(one: engine.CaseOfRun) -> list[str]:
    if one.why is None:
        return [gettext("Why is for whoever may read all that stood in the way.")]
    said = [(each.name, says_words(each.unmet)) for each in one.why]
    return list(dict.fromkeys(gettext("%(who)s: %(says)s", who=who, says=says) if who else says for who, says in said))


def _pages(run: engine.BulkRun, which: str, rows: list[dict[str, Any]], after: int | None) -> dict[str, Any]:
    whole = _url(run.id, show=which, rows="all")
    links = [link(gettext("Download as CSV"), url_for("bulk.as_csv", run_id=run.id))]
    links += [link(gettext("All on one page"), whole)] if after or request.args.get("after") else []
    return {
        "words": ngettext("%(num)s case on this page", "%(num)s cases on this page", len(rows)),
        "previous": _url(run.id, show=which) if request.args.get("after") else None,
        "next": _url(run.id, show=which, after=after) if after else None,
        "sizes": None,
        "links": links,
    }


@bp.get("/<run_id>.csv")
def as_csv(run_id: str) -> Response:
    """What came of each case, as a file."""
    run, text = _run(run_id), io.StringIO()
    writer = csv.writer(text)
    writer.writerow((gettext("Case"), gettext("Status"), gettext("Why")))
    for one in door().bulk.cases(current_caller(), run_id, limit=None):
        words = _case_standing(run, one)[1]
        writer.writerow(
            [_no_formula(cell) for cell in (one.case.reference if one.case else "", words, "; ".join(_why(one)))]
        )
    said = 'attachment; filename="cases-together.csv"'
    return Response("\ufeff" + text.getvalue(), mimetype="text/csv", headers={"Content-Disposition": said})


def _no_formula(cell: str) -> str:
    """A cell that a spreadsheet reads as text."""
    return f"'{cell}" if cell[:1] in ("=", "+", "-", "@", "\t", "\r") else cell
