"""One step of a case: its form, check and confirm, and the page for who was a moment too late."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext

import engine
from web import already, check_page, closed, drafts, forms, next_steps, step_form, two_cases, why_not
from web.at_hand import CHECK, PART, form_at_hand
from web.check_page import crumbs, step_url
from web.conflict import conflict_page, settled
from web.decided import decided
from web.door import current_caller, door
from web.engine_words import says_words
from web.forms import Typed
from web.identity import case_url, link, strip
from web.numbers import number_sent
from web.step_form import Asking
from web.wording import joined

bp = Blueprint("steps", __name__)
WRONG, CONFLICT = 422, 409


@bp.get("/cases/<case_id>/do/<action>")
def form(case_id: str, action: str) -> Any:
    """The step's form; where it cannot be done, everything that stands in the way."""
    before = already.recorded_under(request.args.get(drafts.NAME, ""))
    draft = drafts.named() if before is None else None
    asked = step_form.asking(case_id, action)
    if before is not None:
        return already.told(before, link(gettext("Do this step once more"), step_url(asked)), ())
    if draft is not None:
        return _taken_up(asked, draft)
    if not asked.open_offers:
        return closed.page(asked)
    if (left := _left_at_check(asked)) is not None:
        return redirect(drafts.address(left), 303)
    return _form(asked, step_form.from_address(asked), _other_wrong(asked))


def _left_at_check(asked: Asking) -> engine.Form | None:
    """What was typed and not recorded, for whoever comes back from the check: of the case as it still is, and about
    what the address names."""
    here = (asked.sheet.case.id, asked.action)
    left = drafts.left_at_check(lambda one: (one.case, one.action) == here)
    if left is None or ("version", str(asked.sheet.case.version)) not in left.fields:
        return None
    named = {("people" if name == "person" else name, value) for name, value in request.args.items(multi=True)}
    return left if named <= set(left.fields) else None


def _taken_up(asked: Asking, draft: engine.Form) -> Any:
    """A draft as it was kept, or its check. Raises NotFound for one of another step."""
    if (draft.case, draft.action) != (asked.sheet.case.id, asked.action):
        raise engine.NotFound("There is no such draft of this step")
    typed = step_form.from_form(asked)
    if _is_out_of_date(asked) or not asked.open_offers:
        return conflict_page(asked, typed, _seen_version(asked))
    return _check(asked, typed) if request.args.get(PART) == CHECK else _form(asked, typed, draft=draft)


@bp.post("/cases/<case_id>/do/<action>")
def take(case_id: str, action: str) -> Any:
    """What the form sends: to choose people, to check, to record."""
    asked = step_form.asking(case_id, action)
    typed, then = settled(asked, step_form.from_form(asked)), request.form.get("then", "check")
    if then == drafts.KEEP:
        return _keep(asked, typed)
    if then == drafts.DISCARD:
        return drafts.discarded(case_url(asked.sheet.case.reference))
    before = already.recorded_already()
    if before is not None:
        again = link(gettext("Do this step once more"), step_url(asked))
        return already.answer(before, then, again, check_page.answered(asked, typed))
    if asked.needs_other_first and then != "record":
        return _form(asked, typed, _other_wrong(asked) or {two_cases.OTHER: gettext("Name the other case")})
    if then == "other" and asked.merging is not None:
        return redirect(f"{step_url(asked)}?{urlencode({two_cases.OTHER: asked.merging.reference})}", 303)
    if then == "record":
        return _record(asked, typed)
    if _is_out_of_date(asked):
        return conflict_page(asked, typed, _seen_version(asked)), CONFLICT
    if then == "people" or (step_form.needs_people_first(asked, typed) and asked.candidates):
        return _people(asked, typed)
    return _check(asked, typed)


def _keep(asked: Asking, typed: Typed) -> Any:
    case = asked.sheet.case
    form = drafts.sent(programme=case.programme, office=case.office, case=case.id, action=asked.action)
    return drafts.answer(form, lambda why: _form(asked, typed, {"draft": why}))


def _other_wrong(asked: Asking) -> dict[str, str]:
    return {two_cases.OTHER: asked.other_wrong} if asked.other_wrong else {}


def _people(asked: Asking, typed: Typed) -> Any:
    """For whom was chosen: the same form again, with the questions of each."""
    if not typed.people:
        return _form(asked, typed, {"people": gettext("Choose at least one person")})
    address = url_for("steps.form", case_id=asked.sheet.case.reference, action=asked.action, person=list(typed.people))
    return redirect(address, 303)


def _seen_version(asked: Asking) -> int:
    """The version that the form was made for; without one, the case as it is now."""
    sent = number_sent(form_at_hand().get("version", ""))
    return asked.sheet.case.version if sent is None else sent


def _is_out_of_date(asked: Asking) -> bool:
    other = asked.merging is not None and two_cases.seen_version(asked.merging) != asked.merging.version
    return other or _seen_version(asked) != asked.sheet.case.version


def _check(asked: Asking, typed: Typed) -> Any:
    errors = dict(forms.too_long(typed))
    try:
        step = step_form.step(asked, typed)
    except ValueError as wrong:
        return _form(asked, typed, {**errors, "happened": str(wrong)})
    decision = door().casework.foresee(current_caller(), asked.sheet.case.id, step)
    if decision.refused or errors:
        return _refused(asked, typed, decision.refused, errors)
    if request.method == "POST":
        return drafts.checked(_to_check(asked, typed), lambda why: _form(asked, typed, {"draft": why}))
    return _checked(asked, typed, decision, "")


def _to_check(asked: Asking, typed: Typed) -> engine.Form:
    """What was sent, as the check takes it up; its answers are those that were settled."""
    case, carried = asked.sheet.case, [*check_page.versions(asked), *check_page.hidden_fields(asked, typed)]
    sent = drafts.sent(programme=case.programme, office=case.office, case=case.id, action=asked.action)
    fields = ((PART, CHECK), ("key", sent.key), *((one["name"], one["value"]) for one in carried))
    return replace(sent, fields=fields)


def _checked(asked: Asking, typed: Typed, decision: engine.Decision, missing: str) -> Any:
    after, opened = engine.sheet_after(asked.sheet, decision), engine.sheet_opened(asked.sheet, decision)
    shown = check_page.page(asked, typed, after, opened, forms.key_field()["value"], missing)
    return render_template("cases/check.html", **shown), WRONG if missing else 200


def _record(asked: Asking, typed: Typed) -> Any:
    if asked.of.confirm and request.form.get("sure") != "true":
        return _unsure(asked, typed)
    try:
        step = step_form.step(asked, typed)
    except ValueError as wrong:
        return _form(asked, typed, {"happened": str(wrong)})
    try:
        acted = door().casework.act(
            current_caller(),
            asked.sheet.case.id,
            step,
            expected=_seen_version(asked),
            expected_other=two_cases.seen_version(asked.merging),
            key=forms.sent_key(),
        )
    except engine.OutOfDate:
        again = step_form.asking(asked.sheet.case.id, asked.action)
        return conflict_page(again, typed, _seen_version(asked)), CONFLICT
    except engine.Refused as refused:
        return _refused(asked, typed, refused.unmet, {})
    flash(check_page.notice(asked, acted, asked.sheet.names))
    _tell_other(asked, acted)
    return redirect(case_url(acted.case.reference), 303)


def _tell_other(asked: Asking, acted: engine.Acted) -> None:
    """The other case of a step over two, with the way there."""
    names = door().casework.see(current_caller(), acted.case.id).names if acted.other_case else asked.sheet.names
    told = two_cases.notice(acted, names)
    if told is not None:
        flash(told)


def _unsure(asked: Asking, typed: Typed) -> Any:
    """The irreversible was not confirmed: the check again, which says so."""
    try:
        decision = door().casework.foresee(current_caller(), asked.sheet.case.id, step_form.step(asked, typed))
    except ValueError as wrong:
        return _form(asked, typed, {"happened": str(wrong)})
    if decision.refused:
        return _refused(asked, typed, decision.refused, {})
    missing = gettext("Tick that you are sure")
    return _checked(asked, typed, decision, missing)


# the form


def _refused(asked: Asking, typed: Typed, unmet: Sequence[engine.Unmet], errors: Mapping[str, str]) -> Any:
    found, rest = step_form.problems_of(asked, unmet)
    return _form(asked, typed, {**found, **errors}, rest)


def _form(
    asked: Asking,
    typed: Typed,
    errors: Mapping[str, str] | None = None,
    rest: Sequence[engine.Unmet] = (),
    draft: engine.Form | None = None,
) -> Any:
    groups = step_form.groups(asked, typed, errors or {})
    shown = [field["name"] for group in groups for field in group["fields"]]
    problems = [{"words": (errors or {})[name], "href": f"#f-{name}"} for name in shown if name in (errors or {})]
    problems += [{"words": (errors or {})[name], "href": "#main"} for name in errors or {} if name not in shown]
    problems += [{"words": says_words(one), "href": "#why-not"} for one in rest]
    return render_template(
        "cases/step.html",
        case=strip(asked.sheet),
        crumbs=crumbs(asked),
        step={"words": asked.title, "about": _about(asked, typed), "action": step_url(asked)},
        problems=problems,
        groups=groups,
        hidden=_hidden(asked, typed),
        next_then=_next_then(asked, typed),
        why=why_not.why_not(asked.sheet, rest) if rest else None,
        decided=_decided(asked, typed),
        back_url=case_url(asked.sheet.case.reference),
        explained=step_form.explained(asked),
        draft=drafts.line(draft) if draft else None,
        drafts=drafts.of_step(asked.sheet.case.id, asked.action) if request.method == "GET" and not draft else [],
    ), WRONG if problems else 200


def _next_then(asked: Asking, typed: Typed) -> str:
    if asked.needs_other_first:
        return "other"
    return "people" if step_form.needs_people_first(asked, typed) else "check"


def _hidden(asked: Asking, typed: Typed) -> list[dict[str, str]]:
    hidden = [*check_page.versions(asked), forms.key_field()]
    if asked.merging is not None:
        hidden.append({"name": two_cases.OTHER, "value": asked.merging.reference})
    if not step_form.shows_chooser(asked) and not step_form.needs_people_first(asked, typed):
        hidden += [{"name": "people", "value": one} for one in typed.people]
    return hidden + [{"name": "newcomer", "value": one} for one in typed.newcomers]


def _about(asked: Asking, typed: Typed) -> str:
    people = [asked.candidates.get(one, one) for one in typed.people] if asked.chooses else []
    first = gettext("Step 1 of 2, then check and confirm.")
    if not people or step_form.shows_chooser(asked):
        return first
    return gettext("For %(people)s. %(step)s", people=joined(people), step=first)


def _decided(asked: Asking, typed: Typed) -> list[dict[str, Any]]:
    """For a second person: what the first decided."""
    if asked.of.kind not in next_steps.SECOND_PERSON:
        return []
    people = typed.people or tuple(asked.candidates)
    last = max((one.entry for one in asked.sheet.case.pending), default=0)
    lines = door().auditing.log_page(current_caller(), asked.sheet.case.id, before=last + 1, reads=True).lines
    return decided(asked, [line.entry for line in lines], people, door().administration.display_names())
