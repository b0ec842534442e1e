"""Check and confirm: what was typed, and what the step would come to, with nothing written."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext

import engine
from web import clearances, corrections, forms, next_steps, papers, two_cases
from web.before_after import BeforeAfter, draw_before_after
from web.engine_words import question_words, sure_words
from web.entry_words import ending_words, events, moved_words, track_title
from web.forms import Typed
from web.identity import case_url, state_title, strip
from web.step_form import Asking
from web.wording import Speech, day_words, document_words, joined, last_day_of, listed, party, reason_words, value_words

Line = dict[str, str]


def page(
    asked: Asking, typed: Typed, after: engine.CaseSheet, opened: engine.CaseSheet | None, key: str, missing: str
) -> dict[str, Any]:
    """What `cases/check.html` takes. `missing`: what to say where the declaration was not ticked.

    `opened`: the case of its own that a split would open."""
    sheet = asked.sheet
    return {
        "case": strip(sheet),
        "crumbs": crumbs(asked, gettext("Check and confirm")),
        "problems": [{"words": missing, "href": "#f-sure"}] if missing else [],
        "step": {"words": asked.title},
        "answers": answered(asked, typed),
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


def step_url(asked: Asking) -> str:
    which = dict(corrections.hidden(asked.correcting))
    return url_for("steps.form", case_id=asked.sheet.case.reference, action=asked.action, **which)


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
        "verb": asked.title,
        "back_url": case_url(asked.sheet.case.reference),
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
    """The questions that were answered, with their answers; each can be changed."""
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
    yield from _closing(asked, typed)


def _asked(asked: Asking, ask: engine.Ask, typed: Any, name: str, whose: str = "") -> dict[str, Any]:
    label = question_words(ask.fact)
    question = gettext("%(person)s: %(question)s", person=whose, question=label) if whose else label
    return _answer(question, typed_words(asked, ask, typed), name)


def typed_words(asked: Asking, ask: engine.Ask, typed: Any) -> str:
    """An answer as typed, in the words in which it will be read again; what cannot be read stays as it is."""
    if typed in (None, "", []):
        return ""
    fact = ask.fact
    if fact.type == "boolean":
        return gettext("Yes") if typed == "true" else gettext("No")
    if fact.type in ("date", "moment"):
        return _day_words(asked, fact, str(typed))
    if fact.type == "list":
        return listed(str(typed).splitlines())
    if fact.type == "document":
        return _document_words(typed)
    return value_words(tuple(typed) if isinstance(typed, list) else typed, fact, asked.office, asked.sheet.names)


def _day_words(asked: Asking, fact: engine.Fact, typed: str) -> str:
    try:
        moment = forms.read_happened(typed, asked.office)
    except ValueError:
        return value_words(typed, fact, asked.office, {}) if fact.type == "date" else typed
    if moment is None:
        return typed
    value = asked.office.day_of(moment) if fact.type == "date" else moment
    return value_words(value, fact, asked.office, {})


def _document_words(typed: Any) -> str:
    try:
        return document_words(papers.document(typed))
    except ValueError:
        return listed(papers.whole(typed).values())


def _closing(asked: Asking, typed: Typed) -> Iterator[dict[str, Any]]:
    if typed.reason:
        yield _answer(gettext("Reason"), reason_words(asked.of, typed.reason), "reason")
    if typed.note:
        yield _answer(gettext("Note"), typed.note, "note")
    if typed.happened:
        moment = forms.read_happened(typed.happened, asked.office)
        yield _answer(gettext("When it happened"), value_words(moment, None, asked.office, {}), "happened")
    if typed.private:
        yield _answer(gettext("Privacy"), gettext("The others learn only the result"), "private")


def _answer(question: str, answer: str, name: str) -> dict[str, Any]:
    return {"question": question, "answer": answer, "change": f"#f-{name}", "href": None, "lang": None}


# what will follow


def follows(asked: Asking, after: engine.CaseSheet, opened: engine.CaseSheet | None) -> Iterator[Line]:
    """Where the case comes to rest, what moves besides, which times start and end, who is told, what is next."""
    yield _rest(asked, after)
    yield from _moves(asked, after)
    yield from (_line("todo", words) for words in corrections.built_on(asked.sheet, asked.correcting, after.latest))
    yield from (_line(kind, words) for kind, words in two_cases.follows(after, opened))
    yield from _times(asked.sheet, after)
    told = list(dict.fromkeys(role for entry in after.latest for role in entry.told))
    if told:
        yield _line("speech", gettext("Told: %(who)s", who=joined(party(after.programme, role) for role in told)))
    yield from _next(after)


def _line(kind: str, words: str) -> Line:
    return {"kind": kind, "words": words}


def _rest(asked: Asking, after: engine.CaseSheet) -> Line:
    if any(entry.cause == "pending" for entry in after.latest):
        second = asked.of.verified_by or asked.of.countersigned_by
        who = party(after.programme, second.role if second else None)
        return _line("clock", gettext("The decision waits until a second person has confirmed it: %(who)s", who=who))
    if after.case.outcome is not None:
        return _line("flag", gettext("The case ends: %(state)s", state=state_title(after)))
    if after.case.standing.state == asked.sheet.case.standing.state:
        return _line("flag", gettext("The case stays in: %(state)s", state=state_title(after)))
    return _line("flag", gettext("The case goes on to: %(state)s", state=state_title(after)))


def _moves(asked: Asking, after: engine.CaseSheet) -> Iterator[Line]:
    """The moves of people and tracks, the same move of several people once."""
    moves: dict[tuple[str | None, str, str], list[str]] = {}
    for entry in after.latest:
        if _is_move(entry) and entry.machine not in after.restricted:
            stands = ending_words(after.programme, entry) or moved_words(after.programme, entry)[1]
            track = None if entry.machine == "member" else track_title(after.programme, entry)
            moves.setdefault((track, stands, _settled(after, entry)), []).append(
                after.names.get(entry.person or "", "")
            )
    for (track, target, kind), people in moves.items():
        whose = joined(dict.fromkeys(one for one in people if one))
        named = _mover(track, whose)
        yield _line(kind, gettext("%(track)s: %(state)s", track=named, state=target))


def _settled(after: engine.CaseSheet, entry: engine.Entry) -> str:
    """A tick beside what is over or at rest; an empty ring beside what is then still to be done."""
    state = after.programme.machine(entry.machine).states.get(entry.target or "")
    return "done" if state is None or state.waits_on == "nobody" else "todo"


def _is_move(entry: engine.Entry) -> bool:
    """What came along from another case stands there as it stood, and is told by itself."""
    return entry.machine != "case" and entry.target is not None and entry.cause != "brought_along"


def _mover(track: str | None, whose: str) -> str:
    """People by their names alone where they themselves move, a check by its title and theirs."""
    if track is None:
        return whose
    return gettext("%(track)s of %(people)s", track=track, people=whose) if whose else track


def _times(sheet: engine.CaseSheet, after: engine.CaseSheet) -> Iterator[Line]:
    before, now = _grouped(sheet), _grouped(after)
    for (title, day), people in now.items():
        if (title, day) not in before:
            whom = next_steps.for_whom(after, people) if people else ""
            words = gettext("%(what)s (%(people)s)", what=title, people=whom) if whom else title
            yield _line("clock", gettext("Until %(day)s: %(what)s", day=day, what=words))


def _grouped(sheet: engine.CaseSheet) -> Mapping[tuple[str, str], list[str]]:
    found: dict[tuple[str, str], list[str]] = {}
    for one in sheet.deadlines:
        key = (next_steps.deadline_title(sheet, one), day_words(last_day_of(one.ends, sheet.inputs.office)))
        found.setdefault(key, []).extend([one.person] if one.person else [])
    return found


def _next(after: engine.CaseSheet) -> Iterator[Line]:
    rows: Sequence[next_steps.Row] = next_steps.next_rows(after)
    mine = next_steps.main_row(rows)
    if mine is not None:
        yield _line("none", gettext("Next for you: %(step)s", step=next_steps.verb(after, mine)))
    elif after.case.outcome is None and after.turn not in (None, "nobody"):
        yield _line("none", gettext("Next: %(party)s", party=party(after.programme, after.turn)))


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
    happened = [words for _, words in events(acted.programme, acted.entries, names)]
    words = happened[-1] if happened else asked.title
    if acted.case.standing.state == asked.sheet.case.standing.state:
        return gettext("Recorded: %(what)s.", what=words.rstrip("."))
    state = acted.programme.case.state_title(acted.case.standing.state)
    return gettext("Recorded: %(what)s. The case is now in: %(state)s.", what=words.rstrip("."), state=state)
