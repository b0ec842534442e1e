"""Many cases at once, first part: which step they have in common, and its form, filled in once for all of them."""

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

import engine
from web import bulk_form, case_facets, drafts, forms, page_drafts
from web.case_facets import address
from web.door import current_caller, door
from web.wording import step_title

bp = Blueprint("bulk_choice", __name__, url_prefix="/cases/together")
MOST_TICKED, WRONG = 100, 422


@bp.get("/choose")
def actions() -> Any:
    """The steps of the cases that were ticked, or of all that match the filters of the address."""
    choosing = door().bulk_choice.choosing(current_caller(), _chosen(), request.args.get("of"))
    if choosing is None:
        return render_template(
            "work/bulk_choose.html", crumbs=crumbs(), heading=_nothing(), list_url=_list_url(), **NONE
        )
    able = [one for one in choosing.common if one.why_not is None]
    return render_template(
        "work/bulk_choose.html",
        crumbs=crumbs(),
        heading=_heading(choosing),
        list_url=_list_url(),
        programmes=_programmes(choosing),
        actions=[_row(choosing, one) for one in sorted(able, key=_order)],
        others=[_other(choosing, one) for one in choosing.common if one.why_not is not None],
        most=engine.MOST_AT_ONCE if choosing.too_many else 0,
    )


NONE: Mapping[str, Any] = {"programmes": (), "actions": (), "others": (), "most": 0}


def _nothing() -> str:
    return gettext("No case is chosen")


def crumbs(*more: str) -> list[dict[str, str]]:
    found = [{"words": gettext("Cases"), "href": url_for("case_list.cases")}]
    if more:
        found.append({"words": gettext("Many at once"), "href": _here()})
    return [*found, {"words": more[-1] if more else gettext("Many at once"), "href": ""}]


def _here() -> str:
    return url_for("bulk_choice.actions", **_sent())


def _chosen() -> engine.Chosen:
    if request.args.get("all"):
        return engine.Chosen(wanted=case_facets.wanted(case_facets.kept()))
    return engine.Chosen(references=tuple(request.args.getlist("case")[:MOST_TICKED]))


def _sent() -> dict[str, Any]:
    """What the address says of the choice, for the next page."""
    if request.args.get("all"):
        return {"all": "yes", **case_facets.kept()}
    return {"case": request.args.getlist("case")[:MOST_TICKED]}


def _list_url() -> str:
    return address(case_facets.kept() if request.args.get("all") else {}, {})


def _heading(choosing: engine.Choosing) -> str:
    if choosing.too_many:
        return gettext("More than %(most)s cases", most=engine.MOST_AT_ONCE)
    return ngettext("%(num)s case chosen", "%(num)s cases chosen", len(choosing.cases))


def _programmes(choosing: engine.Choosing) -> list[dict[str, Any]]:
    """The programmes of which cases were chosen, where these are several: one is taken up at a time."""
    if len(choosing.programmes) < 2:
        return []
    laws = {name: door().casework.programme_for(current_caller(), name) for name in sorted(choosing.programmes)}
    return [
        {
            "words": f"{laws[name].called} {choosing.programmes[name]}",
            "href": url_for("bulk_choice.actions", of=name, **_sent()),
            "chosen": name == choosing.law.id,
        }
        for name in laws
    ]


def _row(choosing: engine.Choosing, one: engine.Common) -> dict[str, Any]:
    whole = len(choosing.cases)
    return {
        "words": step_title(choosing.law, one.machine, one.of),
        "about": _track(one),
        "href": url_for("bulk_choice.form", programme=choosing.law.id, action=one.action, **_sent()),
        "cases": ngettext("%(able)s of %(num)s case", "%(able)s of %(num)s cases", whole, able=len(one.cases)),
    }


def _order(one: engine.Common) -> tuple[int, int]:
    """What a state asks for first, then who keeps a case and what holds it; what leads out of any state last."""
    written_there = one.of.name not in one.machine.anywhere
    return (0 if written_there else 1 if one.of.kind != "act" else 2), -len(one.cases)


def _track(one: engine.Common) -> str:
    if one.machine.name == "case":
        return ""
    people = gettext("for everybody in each case of whom it can be done")
    return people if one.machine.per == "person" else one.machine.title


def _other(choosing: engine.Choosing, one: engine.Common) -> dict[str, str]:
    words = {
        "singly": gettext("it is looked at case by case"),
        "whom": gettext("it asks for whom it is in each case"),
        "others": gettext("it is about people who join or leave, or about another case"),
        "own": gettext("it asks for somebody of the case"),
        "critical": gettext("it asks for what is critical, which is read and written case by case"),
    }
    return {"words": step_title(choosing.law, one.machine, one.of), "why": words[one.why_not or "singly"]}


# the form


@bp.get("/do/<programme>/<action>")
def form(programme: str, action: str) -> Any:
    """The step's form, once for all; or a draft of it."""
    choosing, one = _found(programme, action)
    if (left := page_drafts.left_at_check()) is not None:
        return redirect(drafts.address(left), 303)
    draft = page_drafts.taken_up()
    return _form(choosing, one, bulk_form.read(one), {}, draft)


@bp.post("/do/<programme>/<action>")
def begin(programme: str, action: str) -> Any:
    """Keeps what was typed as a run, whose page tells what would come of it. Sent again, it is the same run."""
    key = bulk_form.run_id(forms.sent_key() or forms.new_key())
    if not page_drafts.only_kept() and door().bulk.has(current_caller(), key):
        return redirect(url_for("bulk.run", run_id=key), 303)
    choosing, one = _found(programme, action)
    typed, about = bulk_form.read(one), {"programme": choosing.law.id, "action": one.action}
    if kept := page_drafts.asked(lambda: _form(choosing, one, typed, {}), lambda: about):
        return kept
    errors = dict(forms.too_long(typed))
    try:
        if not errors:
            run = bulk_form.begun(choosing, one, typed, key)
            page_drafts.at_check(about)
            return redirect(url_for("bulk.run", run_id=run), 303)
    except engine.Refused as refused:
        errors = bulk_form.errors(one, refused.unmet)
    return _form(choosing, one, typed, errors), WRONG


def _found(programme: str, action: str) -> tuple[engine.Choosing, engine.Common]:
    choosing = door().bulk_choice.choosing(current_caller(), _chosen(), programme)
    one = choosing.action(action) if choosing is not None and choosing.law.id == programme else None
    if choosing is None or one is None:
        abort(404)
    return choosing, one


def _form(
    choosing: engine.Choosing,
    one: engine.Common,
    typed: forms.Typed,
    errors: Mapping[str, str],
    draft: engine.Form | None = None,
) -> str:
    title = step_title(choosing.law, one.machine, one.of)
    return render_template(
        "work/bulk_form.html",
        crumbs=crumbs(title),
        heading=title,
        about=_about(choosing, one),
        action=url_for("bulk_choice.begin", programme=choosing.law.id, action=one.action, **_sent()),
        problems=bulk_form.problems(choosing, one, typed, errors),
        groups=bulk_form.groups(choosing, one, typed, errors),
        key=forms.key_field(),
        back_url=_here(),
        explained=bulk_form.explained(choosing, one),
        draft=drafts.line(draft) if draft else None,
    )


def _about(choosing: engine.Choosing, one: engine.Common) -> str:
    cases = ngettext("In %(num)s case", "In %(num)s cases", len(choosing.cases))
    whom = gettext("the same for everybody in each case of whom it can be done") if one.machine.per == "person" else ""
    then = gettext("Next you see in which of them it can be done; nothing is recorded before you confirm.")
    return f"{cases}{': ' + whom if whom else ''}. {then}"
