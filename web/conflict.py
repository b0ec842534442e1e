"""Somebody was faster: what was recorded meanwhile, both answers side by side, and nothing typed lost."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from flask import render_template
from flask_babel import gettext

import engine
from web import check_page, forms, two_cases, why_not
from web.at_hand import form_at_hand
from web.cases import event_rows
from web.door import current_caller, door
from web.engine_words import question_words
from web.entry_words import by_words
from web.forms import Typed
from web.identity import case_url, strip
from web.step_form import Asking, on_the_case
from web.typed_words import typed_words
from web.wording import near_words, value_words

MOST_ENTRIES = 200
CHOICE = "keep-"


def conflict_page(asked: Asking, typed: Typed, seen: int) -> str:
    """The page for a form that was made for version `seen` of a case that has gone on."""
    sheet, users = asked.sheet, door().administration.display_names()
    lines = door().auditing.log_page(current_caller(), sheet.case.id, limit=MOST_ENTRIES, reads=True).lines
    since, before = ([one.entry for one in lines if (one.entry.seq > seen) is late] for late in (True, False))
    rows = list(_rows(asked, typed, since, before))
    differing = {row["name"].removeprefix(CHOICE) for row in rows}
    kept = [row for row in check_page.answered(asked, typed) if row["name"] not in differing]
    open_still = bool(asked.open_offers)
    there = two_cases.since_there(asked.merging)
    return render_template(
        "cases/conflict.html",
        case=strip(sheet),
        crumbs=check_page.crumbs(asked, gettext("The case changed meanwhile")),
        step={"words": asked.title, "action": check_page.step_url(asked)},
        happened=[*event_rows(sheet, since, users), *(event_rows(*there, users) if there else ())],
        rows=rows,
        kept=kept,
        hidden=[*check_page.versions(asked), forms.key_field(), *check_page.hidden_fields(asked, typed)],
        why=None if open_still else why_not.why_not(sheet, [one for offer in asked.offers for one in offer.unmet]),
        back_url=case_url(sheet.case.reference),
    )


def _rows(
    asked: Asking, typed: Typed, since: list[engine.Entry], before: list[engine.Entry]
) -> Iterator[dict[str, Any]]:
    """The answers that somebody else gave meanwhile, where they differ; theirs where mine is what was there before."""
    for ask, person, name in _questions(asked, typed):
        given = typed.each.get(person or "", {}) if ask.each else typed.answers
        found = _written(ask, person, typed, since)
        if found is None or given.get(ask.key) in (None, "", [], forms.as_typed(found[1], asked.office)):
            continue
        was = _written(ask, person, typed, before)
        untouched = was is not None and given[ask.key] == forms.as_typed(was[1], asked.office)
        yield {
            "question": question_words(ask.fact),
            "name": f"{CHOICE}{name}",
            "yours": typed_words(ask, given[ask.key], asked.office, asked.sheet.names),
            "theirs": value_words(found[1], ask.fact, asked.office, asked.sheet.names),
            "by": _by(asked, found[0]),
            "chosen": "theirs" if untouched else "yours",
        }


def _questions(asked: Asking, typed: Typed) -> Iterator[tuple[engine.Ask, str | None, str]]:
    for ask in asked.of.asks:
        if not ask.each:
            yield ask, None, forms.answer_name(ask.key)
        for person in typed.each if ask.each else ():
            yield ask, person, forms.each_name(person, ask.key)


def _written(
    ask: engine.Ask, person: str | None, typed: Typed, since: list[engine.Entry]
) -> tuple[engine.Entry, Any] | None:
    """The newest value that was written for this question since, by entry."""
    owners = {person} if person else {ask.fact.owner, *typed.people}
    for entry in sorted(since, key=lambda one: -one.seq):
        for one in entry.written:
            if one.fact == ask.fact.name and one.owner in owners and one.value is not None:
                return entry, one.value
    return None


def _by(asked: Asking, entry: engine.Entry) -> str:
    who = by_words(asked.sheet.programme, entry, door().administration.display_names())
    when = near_words(entry.recorded, asked.office, asked.sheet.now)
    return gettext("%(who)s, %(when)s", who=who, when=when)


def settled(asked: Asking, typed: Typed) -> Typed:
    """What was typed, with the case's own answer wherever that was chosen on the conflict page."""
    answers, each = dict(typed.answers), {person: dict(given) for person, given in typed.each.items()}
    for ask, person, name in _questions(asked, typed):
        if form_at_hand().get(f"{CHOICE}{name}") == "theirs":
            value = on_the_case(asked, ask, person or (typed.people or (None,))[0])
            into = each[person] if person else answers
            if value is None:
                into.pop(ask.key, None)
            else:
                into[ask.key] = value
    return replace(typed, answers=answers, each=each)
