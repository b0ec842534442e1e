"""Check and confirm before a case is opened: what was typed, of whom, and what the opening would come to."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext

import engine
from web import forms, linked
from web.at_hand import CHECK, PART
from web.engine_words import question_words
from web.forms import Typed
from web.identity import link, state_title
from web.opening_parts import SAME, UNLIKE, field_names, parts_of
from web.typed_words import typed_words
from web.what_follows import Line, line, moves, times, told, what_is_next
from web.wording import joined, party, people_count

Row = dict[str, Any]


def check_page(law: engine.Programme, place: engine.Office, typed: Typed, after: engine.CaseSheet) -> str:
    """The page. `after`: the case as it would be opened."""
    title = gettext("%(programme)s, %(office)s", programme=law.title, office=place.title)
    return render_template(
        "cases/new_check.html",
        crumbs=_crumbs(law, place),
        about=gettext("%(what)s. %(more)s", what=title, more=people_count(len(typed.newcomers))),
        groups=list(_groups(law, place, typed, after.names)),
        follows=list(_follows(after)),
        box=_box(law, place, typed, after),
    )


def _crumbs(law: engine.Programme, place: engine.Office) -> list[dict[str, str]]:
    return [
        {"words": gettext("Cases"), "href": url_for("case_list.cases")},
        {"words": gettext("Open a case"), "href": _form_url(law, place, parts_of(law)[0].name)},
        {"words": gettext("Check and confirm"), "href": ""},
    ]


def _groups(
    law: engine.Programme, place: engine.Office, typed: Typed, names: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """The case, then everybody in the order in which they were named; each answer leads to its question."""
    ways = {name: part.name for part in parts_of(law) for name in field_names(part, typed)}
    to = {name: f"{_form_url(law, place, part)}#f-{name}" for name, part in ways.items()}

    def row(question: str, answer: str, name: str) -> Row:
        return {"question": question, "answer": answer, "href": to[name], "lang": None}

    def answered(ask: engine.Ask, given: Mapping[str, Any], name: str) -> Row:
        return row(question_words(ask.fact), typed_words(ask, given.get(ask.key), place, names), name)

    own, each = ([ask for ask in law.opening.asks if ask.each is of_each] for of_each in (False, True))
    rows = [answered(ask, typed.answers, forms.answer_name(ask.key)) for ask in own]
    for one in linked.asked(law):
        question = gettext("Linked case: %(link)s", link=one.title)
        rows.append(row(question, typed.links.get(one.name, ""), linked.field_name(one.name)))
    yield _group(gettext("The case"), rows)
    if typed.unlike:
        yield _group(gettext("Known already?"), [_unlike(law, place, *one) for one in typed.unlike.items()])
    for number, person in enumerate(typed.newcomers, start=1):
        title = gettext("Person %(number)s of %(all)s", number=number, all=len(typed.newcomers))
        title = gettext("%(track)s: %(state)s", track=title, state=names.get(person, ""))
        given = typed.each.get(person, {})
        asked = [(ask, forms.each_name(person, ask.key)) for ask in each]
        yield _group(title, [answered(ask, given, name) for ask, name in asked if name in to])


def _unlike(law: engine.Programme, place: engine.Office, reference: str, reason: str) -> Row:
    question = gettext("Not the same as in case %(reference)s", reference=reference)
    href = f"{_form_url(law, place, SAME)}#f-{UNLIKE}{reference}"
    return {"question": question, "answer": reason, "href": href, "lang": None}


def _group(title: str, rows: list[Row]) -> dict[str, Any]:
    return {"title": title, "rows": [row for row in rows if row["answer"]]}


def _form_url(law: engine.Programme, place: engine.Office, part: str) -> str:
    key = forms.key_field()["value"]
    return url_for("opening.form", programme=law.id, office=place.name, draft=key, part=part)


def _follows(after: engine.CaseSheet) -> Iterator[Line]:
    yield line("flag", gettext("The case begins in: %(state)s", state=state_title(after)))
    yield line("none", gettext("Its reference is told when this is recorded."))
    yield from moves(after)
    yield from times(None, after)
    yield from told(after)
    yield from what_is_next(after)


def _box(law: engine.Programme, place: engine.Office, typed: Typed, after: engine.CaseSheet) -> dict[str, Any]:
    roles = joined(party(law, role) for role in sorted(after.actor.roles))
    name, office = after.actor.name, place.title
    return {
        "action": url_for("opening.form", programme=law.id, office=place.name),
        "hidden": [forms.key_field(), {"name": PART, "value": CHECK}],
        "declaration": None,
        "then": "open",
        "verb": gettext("Open the case"),
        "back": link(gettext("Back, open nothing"), url_for("case_list.cases")),
        "foot": [
            gettext("This cannot be deleted. A mistake is corrected by a new entry that names this one."),
            gettext("Recorded as: %(name)s, %(roles)s, %(office)s.", name=name, roles=roles, office=office),
        ],
    }
