"""Opening a case: the programme and the office, the case's questions, the people one by one."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

import engine
from web import already, forms, linked, opening_check
from web.door import current_caller, door, reach
from web.engine_words import says_words
from web.forms import Typed
from web.identity import case_url, link
from web.wording import people_count

bp = Blueprint("opening", __name__)
WRONG, MOST_PEOPLE = 422, 30
REMOVE = "remove-"


@bp.get("/cases/new")
def choose() -> str:
    """The programmes and offices in which this person may open a case."""
    rows = [_door_row(programme, office) for programme, office in _doors()]
    return _page(None, programmes=rows)


def may_open() -> bool:
    """Whether this person may open a case anywhere."""
    return bool(_doors())


def _doors() -> list[tuple[engine.Programme, engine.Office]]:
    """Programme and office, wherever a case may be opened by this person."""
    caller = current_caller()
    found = []
    for programme in reach().programmes.values():
        for office in reach().offices_of(caller, programme.id):
            roles = caller.roles_at(programme.id, office.name)
            if roles and ("anyone" in programme.opening.by or not roles.isdisjoint(programme.opening.by)):
                found.append((programme, office))
    return found


def _door_row(programme: engine.Programme, office: engine.Office) -> dict[str, Any]:
    return {
        "id": programme.id,
        "title": gettext("%(programme)s, %(office)s", programme=programme.title, office=office.title),
        "about": _eligibility(programme),
        "href": url_for("opening.form", programme=programme.id, office=office.name),
        "kind": "",
        "status": "",
    }


def _eligibility(programme: engine.Programme) -> str:
    """How many conditions the programme sets, so that nobody is surprised."""
    count = len(programme.opening.requires) + len(programme.opening.requires_each)
    return ngettext("%(num)s condition is checked", "%(num)s conditions are checked", count) if count else ""


def _conditions(programme: engine.Programme) -> list[str]:
    """What each condition says when it is not met; one whose words need a name is told only then."""
    rules = (*programme.opening.requires, *programme.opening.requires_each)
    return [rule.shown_as or rule.says for rule in rules if rule.shown_as or not rule.where]


@bp.get("/cases/new/<programme>/<office>")
def form(programme: str, office: str) -> Any:
    """An empty form with one person, the principal applicant."""
    law, place = _found(programme, office)
    return _form(law, place, Typed(newcomers=(forms.new_person(),)), {})


@bp.post("/cases/new/<programme>/<office>")
def take(programme: str, office: str) -> Any:
    """One more person, one fewer, or the case opened."""
    law, place = _found(programme, office)
    typed, then = _typed(law), request.form.get("then", "check")
    before = already.recorded_already()
    if before is not None:
        again = link(gettext("Open another case"), url_for("opening.form", programme=programme, office=office))
        return already.answer(before, then, again, ())
    if then == "change":
        return _form(law, place, typed, {})
    if then == "add":
        return _form(law, place, _with_one_more(typed), {}, newest=True)
    if then.startswith(REMOVE):
        return _form(law, place, _without(typed, then.removeprefix(REMOVE)), {})
    return _open(law, place, typed) if then == "open" else _check(law, place, typed)


def _found(programme: str, office: str) -> tuple[engine.Programme, engine.Office]:
    for law, place in _doors():
        if (law.id, place.name) == (programme, office):
            return law, place
    raise engine.NotFound(f"There is no programme {programme} at {office} to open a case in")


def _typed(law: engine.Programme) -> Typed:
    sent = request.form.getlist("newcomer")[:MOST_PEOPLE]
    people = tuple(dict.fromkeys(one for one in sent if forms.is_new_person(one))) or (forms.new_person(),)
    read = forms.read_typed(request.form, law.opening.asks, people)
    return Typed(answers=read.answers, each=read.each, newcomers=people, links=linked.read(request.form, law))


def _with_one_more(typed: Typed) -> Typed:
    more = (forms.new_person(),) if len(typed.newcomers) < MOST_PEOPLE else ()
    return replace(typed, newcomers=(*typed.newcomers, *more))


def _without(typed: Typed, person: str) -> Typed:
    """The principal applicant stays: a case is about somebody."""
    left = tuple(one for one in typed.newcomers if one != person) or typed.newcomers
    return replace(typed, newcomers=left)


def _asked(law: engine.Programme, place: engine.Office, typed: Typed) -> engine.Opening:
    caller = current_caller()
    actor = engine.Actor(user=caller.user, roles=caller.roles_at(law.id, place.name), name=caller.name)
    people = {one: typed.each.get(one, {}) for one in typed.newcomers}
    return engine.Opening(actor=actor, people=people, facts=typed.answers, links=typed.links)


def _check(law: engine.Programme, place: engine.Office, typed: Typed) -> Any:
    try:
        after = door().intake.foresee(current_caller(), law.id, place.name, _asked(law, place, typed))
    except engine.Refused as refused:
        return _form(law, place, typed, _errors(law, typed, refused.unmet))
    return opening_check.check_page(law, place, typed, after)


def _open(law: engine.Programme, place: engine.Office, typed: Typed) -> Any:
    caller, asked = current_caller(), _asked(law, place, typed)
    try:
        acted = door().casework.open(caller, law.id, place.name, asked, key=forms.sent_key())
    except engine.Refused as refused:
        return _form(law, place, typed, _errors(law, typed, refused.unmet))
    opened = gettext("Opened: case %(reference)s.", reference=acted.case.reference)
    flash(already.notice(acted) if acted.repeated else opened)
    return redirect(case_url(acted.case.reference), 303)


def _errors(law: engine.Programme, typed: Typed, unmet: Sequence[engine.Unmet]) -> dict[str, str]:
    """Refusals by field; what belongs to a person, and to no question, stands at the person's first one."""
    asks = law.opening.asks
    first_own = next((forms.answer_name(ask.key) for ask in asks if not ask.each), "")
    first_each = next((ask.key for ask in asks if ask.each), "")
    errors: dict[str, str] = {}
    for one in unmet:
        person = one.person or (typed.newcomers[0] if first_each else "")
        fallback = forms.each_name(person, first_each) if one.person or not first_own else first_own
        name = linked.error_field(one, law) or forms.field_of(one, asks) or _at_principal(one, law, typed) or fallback
        errors[name] = f"{errors[name]}. {says_words(one)}" if name in errors else says_words(one)
    return errors


def _at_principal(unmet: engine.Unmet, law: engine.Programme, typed: Typed) -> str | None:
    """A rule of the case that reads a question of each person stands at the principal applicant's."""
    rule = next((one for one in law.opening.requires if one.name == unmet.code), None)
    read = rule.check.reads if rule is not None else frozenset()
    ask = next((one for one in law.opening.asks if one.each and ("person", one.fact.name) in read), None)
    return forms.each_name(typed.newcomers[0], ask.key) if ask is not None else None


def _about(typed: Typed, name: str, error: str) -> str:
    """What is wrong, and with several people, with whom."""
    whose = next((one for one in typed.newcomers if name.startswith(forms.each_name(one, ""))), None)
    if whose is None or len(typed.newcomers) == 1:
        return error
    number = typed.newcomers.index(whose) + 1
    person = gettext("Person %(number)s of %(all)s", number=number, all=len(typed.newcomers))
    return gettext("%(track)s: %(state)s", track=person, state=error)


# the page


def _form(
    law: engine.Programme, place: engine.Office, typed: Typed, errors: Mapping[str, str], *, newest: bool = False
) -> Any:
    """The form again. `newest`: one goes on at the person who was added last, not at the top of the page."""
    groups = [_own_group(law, place, typed, errors)]
    groups += [_person_group(law, place, typed, one, errors) for one in typed.newcomers]
    groups[-1]["focused"] = newest
    shown = [field["name"] for group in groups for field in group["fields"] if field["name"] in errors]
    hidden = [{"name": "newcomer", "value": one} for one in typed.newcomers]
    page = _page(
        {
            "title": gettext("%(programme)s, %(office)s", programme=law.title, office=place.title),
            "version": people_count(len(typed.newcomers)),
            "conditions": _conditions(law),
        },
        action=url_for("opening.form", programme=law.id, office=place.name),
        problems=[{"words": _about(typed, name, errors[name]), "href": f"#f-{name}"} for name in shown],
        groups=groups,
        hidden=[*hidden, forms.key_field()],
        may_add=len(typed.newcomers) < MOST_PEOPLE,
    )
    return page, WRONG if errors else 200


def _own_group(law: engine.Programme, place: engine.Office, typed: Typed, errors: Mapping[str, str]) -> dict[str, Any]:
    asks = [ask for ask in law.opening.asks if not ask.each]
    drawn = [forms.ask_field(ask, forms.answer_name(ask.key), typed.answers.get(ask.key), place, {}) for ask in asks]
    drawn += linked.fields(law, typed.links)
    return {"legend": gettext("The case"), "hint": "", "remove": None, "fields": forms.with_errors(drawn, errors)}


def _person_group(
    law: engine.Programme, place: engine.Office, typed: Typed, person: str, errors: Mapping[str, str]
) -> dict[str, Any]:
    number, given = typed.newcomers.index(person) + 1, typed.each.get(person, {})
    asks = [ask for ask in law.opening.asks if ask.each]
    drawn = [forms.ask_field(ask, forms.each_name(person, ask.key), given.get(ask.key), place, {}) for ask in asks]
    first = gettext("The first person is the principal applicant.") if number == 1 else ""
    return {
        "legend": gettext("Person %(number)s of %(all)s", number=number, all=len(typed.newcomers)),
        "hint": first,
        "remove": {"value": f"{REMOVE}{person}", "number": number} if number > 1 else None,
        "fields": forms.with_errors(drawn, errors),
    }


def _page(programme: dict[str, str] | None, **more: Any) -> str:
    crumbs = [
        {"words": gettext("Cases"), "href": url_for("case_list.cases")},
        {"words": gettext("Open a case"), "href": ""},
    ]
    nothing: dict[str, Any] = dict.fromkeys(("problems", "groups", "hidden", "programmes"), ())
    empty = nothing | {"may_add": False, "action": ""}
    links = {"choose_url": url_for("opening.choose"), "back_url": url_for("case_list.cases")}
    return render_template("cases/new.html", programme=programme, crumbs=crumbs, **{**empty, **links, **more})
