"""Check and confirm before a case is opened: what was typed, of whom, and what the opening would come to."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask import render_template, url_for
from flask_babel import gettext

import engine
from web import forms, linked
from web.engine_words import question_words
from web.forms import Typed
from web.identity import link, state_title
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
        {"words": gettext("Open a case"), "href": url_for("opening.form", programme=law.id, office=place.name)},
        {"words": gettext("Check and confirm"), "href": ""},
    ]


def _groups(
    law: engine.Programme, place: engine.Office, typed: Typed, names: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """The case, then everybody in the order in which they were named."""
    own = [one for one in law.opening.asks if not one.each]
    rows = [_row(one, typed.answers.get(one.key), place, names, forms.answer_name(one.key)) for one in own]
    rows += [_linked(one, typed) for one in linked.asked(law)]
    yield {"title": gettext("The case"), "rows": [row for row in rows if row["answer"]]}
    each = [one for one in law.opening.asks if one.each]
    for number, person in enumerate(typed.newcomers, start=1):
        given = typed.each.get(person, {})
        rows = [_row(one, given.get(one.key), place, names, forms.each_name(person, one.key)) for one in each]
        title = gettext("Person %(number)s of %(all)s", number=number, all=len(typed.newcomers))
        title = gettext("%(track)s: %(state)s", track=title, state=names.get(person, ""))
        yield {"title": title, "rows": [row for row in rows if row["answer"]]}


def _row(ask: engine.Ask, typed: Any, place: engine.Office, names: Mapping[str, str], name: str) -> Row:
    return _answer(question_words(ask.fact), typed_words(ask, typed, place, names), name)


def _linked(one: engine.Link, typed: Typed) -> Row:
    question = gettext("Linked case: %(link)s", link=one.title)
    return _answer(question, typed.links.get(one.name, ""), linked.field_name(one.name))


def _answer(question: str, answer: str, name: str) -> Row:
    return {"question": question, "answer": answer, "change": f"#f-{name}", "href": None, "lang": None}


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
        "hidden": [forms.key_field(), *forms.hidden_fields(typed, law.opening.asks), *linked.hidden(typed.links)],
        "declaration": None,
        "then": "open",
        "verb": gettext("Open the case"),
        "back": link(gettext("Back, open nothing"), url_for("case_list.cases")),
        "foot": [
            gettext("This cannot be deleted. A mistake is corrected by a new entry that names this one."),
            gettext("Recorded as: %(name)s, %(roles)s, %(office)s.", name=name, roles=roles, office=office),
        ],
    }
