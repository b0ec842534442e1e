"""The pages of a new case: one part with its questions, and what was refused at its place."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext

import engine
from web import forms, linked, opening_parts
from web.at_hand import PART
from web.engine_words import says_words
from web.forms import Typed
from web.opening_parts import ELIGIBLE, MOST_PEOPLE, PEOPLE, Part
from web.wording import people_count

WRONG = 422
REMOVE = "remove-"


def part_page(
    law: engine.Programme,
    place: engine.Office,
    part: Part,
    typed: Typed,
    errors: Mapping[str, str],
    *,
    saved: str = "",
    newest: bool = False,
) -> Any:
    """One part. `errors` by field; `saved`: what is said of the draft; `newest`: one goes on at the last person."""
    groups = _groups(law, place, part, typed, errors)
    groups[-1]["focused"] = newest
    shown = [field["name"] for group in groups for field in group["fields"]]
    problems = [{"words": _about(typed, one, errors[one]), "href": f"#f-{one}"} for one in shown if one in errors]
    problems += [{"words": words, "href": "#main"} for one, words in errors.items() if one not in shown]
    page = whole_page(
        {
            "title": gettext("%(programme)s, %(office)s", programme=law.title, office=place.title),
            "version": people_count(len(typed.newcomers)),
            "conditions": conditions(law),
        },
        part=_about_part(law, part),
        action=url_for("opening.form", programme=law.id, office=place.name),
        problems=problems,
        groups=groups,
        hidden=[*opening_parts.newcomer_fields(typed), forms.key_field(), {"name": PART, "value": part.name}],
        may_add=part.name == PEOPLE and len(typed.newcomers) < MOST_PEOPLE,
        saved=saved,
    )
    return page, WRONG if errors else 200


def _about_part(law: engine.Programme, part: Part) -> dict[str, Any]:
    names = [one.name for one in opening_parts.parts_of(law)]
    number, all_ = names.index(part.name) + 1, len(names)
    step = gettext("Part %(number)s of %(all)s, then check and confirm.", number=number, all=all_)
    return {"title": part.title, "step": step, "first": opening_parts.before(law, part) is None}


def conditions(programme: engine.Programme) -> list[str]:
    """What each condition says when it is not met; one whose words need a name is told only then."""
    rules = (*programme.opening.requires, *programme.opening.requires_each)
    return [rule.shown_as or rule.says for rule in rules if rule.shown_as or not rule.where]


def _groups(
    law: engine.Programme, place: engine.Office, part: Part, typed: Typed, errors: Mapping[str, str]
) -> list[dict[str, Any]]:
    found = [_own_group(part, law, place, typed, errors)] if part.own or part.links else []
    if part.name == PEOPLE:
        return [_person_group(law, place, part, typed, one, errors) for one in typed.newcomers]
    if part.of_principal:
        principal = _person_group(law, place, part, typed, typed.newcomers[0], errors)
        found.append(principal | {"legend": gettext("The principal applicant"), "hint": ""})
    return found


def _own_group(
    part: Part, law: engine.Programme, place: engine.Office, typed: Typed, errors: Mapping[str, str]
) -> dict[str, Any]:
    drawn = [
        forms.ask_field(ask, forms.answer_name(ask.key), typed.answers.get(ask.key), place, {}) for ask in part.own
    ]
    wanted = {linked.field_name(one.name) for one in part.links}
    drawn += [field for field in linked.fields(law, typed.links) if field["name"] in wanted]
    legend = part.title if part.name != ELIGIBLE else gettext("The case")
    return {"legend": legend, "hint": "", "remove": None, "fields": forms.with_errors(drawn, errors)}


def _person_group(
    law: engine.Programme,
    place: engine.Office,
    part: Part,
    typed: Typed,
    person: str,
    errors: Mapping[str, str],
) -> dict[str, Any]:
    number, given = typed.newcomers.index(person) + 1, typed.each.get(person, {})
    others = {one: name for one, name in opening_parts.people_names(law, typed).items() if one != person}
    asks = part.of(typed, person)
    drawn = [forms.ask_field(ask, forms.each_name(person, ask.key), given.get(ask.key), place, others) for ask in asks]
    first = gettext("The first person is the principal applicant.") if number == 1 else ""
    return {
        "legend": gettext("Person %(number)s of %(all)s", number=number, all=len(typed.newcomers)),
        "hint": first,
        "remove": {"value": f"{REMOVE}{person}", "number": number} if number > 1 else None,
        "fields": forms.with_errors(drawn, errors),
    }


def whole_page(programme: dict[str, Any] | None, **more: Any) -> str:
    crumbs = [
        {"words": gettext("Cases"), "href": url_for("case_list.cases")},
        {"words": gettext("Open a case"), "href": ""},
    ]
    nothing: dict[str, Any] = dict.fromkeys(("problems", "groups", "hidden", "programmes"), ())
    empty = nothing | {"may_add": False, "action": "", "part": None, "saved": ""}
    links = {"choose_url": url_for("opening.choose"), "back_url": url_for("case_list.cases")}
    return render_template("cases/new.html", programme=programme, crumbs=crumbs, **{**empty, **links, **more})


# what was refused


def errors_of(law: engine.Programme, typed: Typed, unmet: Sequence[engine.Unmet]) -> dict[str, str]:
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
