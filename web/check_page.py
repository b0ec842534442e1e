"""Check and confirm: what was typed, and what the step would come to, with nothing written."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask import url_for
from flask_babel import gettext

import engine
from web import already, clearances, corrections, forms, two_cases
from web.before_after import BeforeAfter, draw_before_after
from web.engine_words import question_words, sure_words
from web.entry_words import events
from web.forms import Typed
from web.identity import case_url, link, state_title, strip
from web.step_form import Asking
from web.typed_words import typed_words
from web.what_follows import Line, line, moves, times, told, what_is_next
from web.wording import Speech, joined, party, reason_words, value_words


def page(
    asked: Asking, typed: Typed, after: engine.CaseSheet, opened: engine.CaseSheet | None, key: str, missing: str
) -> dict[str, Any]:
    """What `cases/check.html` takes. `missing`: what to say where the declaration was not ticked.

    `opened`: the case of its own that a split would open."""
    sheet, form_url = asked.sheet, step_url(asked, draft=key)
    return {
        "case": strip(sheet),
        "crumbs": crumbs(asked, gettext("Check and confirm")),
        "problems": [{"words": missing, "href": "#f-sure"}] if missing else [],
        "step": {"words": asked.title},
        "answers": [row | {"href": f"{form_url}#f-{row['name']}"} for row in answered(asked, typed)],
        "mini": _mini(sheet, after),
        "follows": list(follows(asked, after, opened)),
        "box": _box(asked, typed, key, missing),
    }


def crumbs(asked: Asking, last: str = "") -> list[dict[str, str]]:
    reference = asked.sheet.case.reference
    found = [
        {"words": gettext("My work"), "href": url_for("work.mine")},
        {"words": reference, "href": case_url(reference)},
        {"words": asked.title, "href": step_url(asked) if last else ""},
    ]
    return [*found, {"words": last, "href": ""}] if last else found


def step_url(asked: Asking, **more: str) -> str:
    which = dict(corrections.hidden(asked.correcting))
    return url_for("steps.form", case_id=asked.sheet.case.reference, action=asked.action, **which, **more)


def _box(asked: Asking, typed: Typed, key: str, missing: str) -> dict[str, Any]:
    actor, office = asked.sheet.actor, asked.office
    roles = joined(party(asked.sheet.programme, role) for role in sorted(actor.roles))
    sure = {"name": "sure", "words": sure_words(asked.of.confirm), "error": missing} if asked.of.confirm else None
    own = [("key", key), *two_cases.to_confirm(asked.merging, typed.sides)]
    sent = [{"name": name, "value": value} for name, value in own]
    return {
        "action": step_url(asked),
        "hidden": [*sent, *versions(asked), *hidden_fields(asked, typed)],
        "declaration": sure,
        "then": "record",
        "verb": asked.title,
        "back": link(gettext("Back to the case, record nothing"), case_url(asked.sheet.case.reference)),
        "foot": [
            gettext("This cannot be deleted. A mistake is corrected by a new entry that names this one."),
            gettext("Recorded as: %(name)s, %(roles)s, %(office)s.", name=actor.name, roles=roles, office=office.title),
        ],
    }


def versions(asked: Asking) -> list[Line]:
    """The versions of the case, and of the one to merge, for which a page is made: a change meanwhile is noticed."""
    own = [("version", str(asked.sheet.case.version)), *two_cases.version_field(asked.merging)]
    own += corrections.hidden(asked.correcting)
    return [{"name": name, "value": value} for name, value in own]


def hidden_fields(asked: Asking, typed: Typed) -> list[Line]:
    """All that was typed."""
    of_two = [{"name": name, "value": value} for name, value in two_cases.carried(typed.other, typed.sides)]
    return forms.hidden_fields(typed, asked.of.asks) + of_two


# what was typed


def answered(asked: Asking, typed: Typed) -> list[dict[str, Any]]:
    """The questions that were answered, with their answers and the names of their fields."""
    return [row for row in _answered(asked, typed) if row["answer"]]


def _answered(asked: Asking, typed: Typed) -> Iterator[dict[str, Any]]:
    if asked.chooses and typed.people:
        whom = joined(asked.candidates.get(one, one) for one in typed.people)
        yield _answer(gettext("For whom"), whom, "people")
    yield from (_answer(*row) for row in two_cases.answered(asked.sheet, asked.merging, typed.sides))
    for ask in asked.of.asks:
        if not ask.each:
            yield _asked(asked, ask, typed.answers.get(ask.key), forms.answer_name(ask.key))
    for person, given in typed.each.items():
        name = asked.sheet.names.get(person, gettext("Who joins"))
        for ask in asked.of.asks:
            if ask.each:
                yield _asked(asked, ask, given.get(ask.key), forms.each_name(person, ask.key), name)
    if asked.correcting is not None and typed.empties:
        words = corrections.to_empty(asked.sheet, asked.correcting)
        yield _answer(gettext("Empty it"), joined(words[one] for one in typed.empties if one in words), forms.EMPTIES)
    yield from _closing(asked, typed)


def _asked(asked: Asking, ask: engine.Ask, typed: Any, name: str, whose: str = "") -> dict[str, Any]:
    label = question_words(ask.fact)
    question = gettext("%(person)s: %(question)s", person=whose, question=label) if whose else label
    return _answer(question, typed_words(ask, typed, asked.office, asked.sheet.names), name)


def _closing(asked: Asking, typed: Typed) -> Iterator[dict[str, Any]]:
    yield from closing(asked.of, typed, asked.office)


def closing(of: engine.Action, typed: Typed, office: engine.Office) -> Iterator[dict[str, Any]]:
    """What was typed besides the answers."""
    if typed.reason:
        yield _answer(gettext("Reason"), reason_words(of, typed.reason), "reason")
    if typed.note:
        yield _answer(gettext("Note"), typed.note, "note")
    if typed.happened:
        moment = forms.read_happened(typed.happened, office)
        yield _answer(gettext("When it happened"), value_words(moment, None, office, {}), "happened")
    if typed.private:
        yield _answer(gettext("Privacy"), gettext("The others learn only the result"), "private")


def _answer(question: str, answer: str, name: str) -> dict[str, Any]:
    return {"question": question, "answer": answer, "name": name, "href": None, "lang": None}


# what will follow


def follows(asked: Asking, after: engine.CaseSheet, opened: engine.CaseSheet | None) -> Iterator[Line]:
    """Where the case comes to rest, what moves besides, which times start and end, who is told, what is next."""
    yield _rest(asked, after)
    yield from moves(after)
    yield from (line("todo", words) for words in corrections.built_on(asked.sheet, asked.correcting, after.latest))
    yield from (line(kind, words) for kind, words in two_cases.follows(after, opened))
    yield from times(asked.sheet, after)
    yield from told(after)
    yield from what_is_next(after)


def _rest(asked: Asking, after: engine.CaseSheet) -> Line:
    if any(entry.cause == "pending" for entry in after.latest):
        second = asked.of.verified_by or asked.of.countersigned_by
        who = party(after.programme, second.role if second else None)
        return line("clock", gettext("The decision waits until a second person has confirmed it: %(who)s", who=who))
    if after.case.outcome is not None and asked.sheet.case.outcome is None:
        return line("flag", gettext("The case ends: %(state)s", state=state_title(after)))
    if after.case.standing.state == asked.sheet.case.standing.state:
        return line("flag", gettext("The case stays in: %(state)s", state=state_title(after)))
    return line("flag", gettext("The case goes on to: %(state)s", state=state_title(after)))


def _mini(sheet: engine.CaseSheet, after: engine.CaseSheet) -> BeforeAfter | None:
    """The days on which everybody is cleared, where the step changes them."""
    before, then = clearances.groups(sheet), clearances.groups(after)
    if not clearances.have_started(after) or before == then:
        return None
    drawn = draw_before_after(
        before, then, today=sheet.inputs.office.day_of(sheet.now), travel=clearances.travel_day(after), tongue=Speech()
    )
    return drawn if any(row.band for row in drawn.rows) else None


def notice(asked: Asking, acted: engine.Acted, names: Mapping[str, str]) -> str:
    """What is said after the act: what was recorded, and where the case is now."""
    if acted.repeated:
        return already.notice(acted)
    happened = [words for _, words in events(acted.programme, acted.entries, names)]
    words = happened[-1] if happened else asked.title
    if acted.case.standing.state == asked.sheet.case.standing.state:
        return gettext("Recorded: %(what)s.", what=words.rstrip("."))
    state = acted.programme.case.state_title(acted.case.standing.state)
    return gettext("Recorded: %(what)s. The case is now in: %(state)s.", what=words.rstrip("."), state=state)
