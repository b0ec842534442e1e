"""The form of a correction: what an entry wrote and may be put right, as it stands, and what was built on it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from flask import url_for
from flask_babel import gettext

import engine
from web import forms
from web.at_hand import value_at_hand
from web.door import current_caller, door
from web.engine_words import question_words
from web.entry_words import what_words
from web.numbers import number_sent
from web.wording import joined, step_title

CORRECTS, MOST_BUILT_ON = "corrects", 12


def of_address(sheet: engine.CaseSheet, of: engine.Action) -> engine.Correcting | None:
    """The entry that is to be corrected; None for any other step. Raises NotFound."""
    if of.kind != "correct":
        return None
    number = number_sent(value_at_hand(CORRECTS)) or 0
    return door().casework.correcting(current_caller(), sheet.case.id, number)


def asked_of(of: engine.Action, found: engine.Correcting | None) -> engine.Action:
    """The action with the questions that the entry brings."""
    return replace(of, asks=found.asks) if found else of


def people(sheet: engine.CaseSheet, found: engine.Correcting) -> dict[str, str]:
    """Of whom the entry wrote something that stands."""
    owners = dict.fromkeys(one.owner for one in found.corrected.stands)
    return {one: sheet.names[one] for one in owners if one in sheet.names}


def as_it_stands(found: engine.Correcting, office: engine.Office) -> forms.Typed:
    """A form with everything as it is now."""
    keys = {ask.fact.name: ask for ask in found.asks}
    answers: dict[str, Any] = {}
    each: dict[str, dict[str, Any]] = {}
    for one in (one for one in found.corrected.stands if one.value is not None):
        ask, value = keys[one.fact], forms.as_typed(one.value, office)
        (each.setdefault(one.owner, {}) if ask.each else answers)[ask.key] = value
    return forms.Typed(answers=answers, each=each)


def to_empty(sheet: engine.CaseSheet, found: engine.Correcting) -> dict[str, str]:
    """What may be emptied, as a step names it, in words: whose, and which question."""
    facts = {ask.key: ask.fact for ask in found.asks}
    return {one: _whose(sheet.names, *one.rpartition(".")[::2], facts) for one in found.empties}


def _whose(names: Mapping[str, str], person: str, key: str, facts: Mapping[str, engine.Fact]) -> str:
    question = question_words(facts[key])
    name = names.get(person, "")
    return gettext("%(person)s: %(question)s", person=name, question=question) if name else question


def empty_field(sheet: engine.CaseSheet, found: engine.Correcting, chosen: Sequence[str]) -> forms.Field:
    """What never should have been entered can be chosen, and is emptied."""
    options = [{"value": one, "label": words, "hint": ""} for one, words in to_empty(sheet, found).items()]
    hint = gettext(
        "For what should never have been entered. It then stands without an answer; the log keeps what was there."
    )
    return forms.plain_field(
        forms.EMPTIES, gettext("Empty it"), "choices", hint, list(chosen), options=options, optional=True
    )


def hidden(found: engine.Correcting | None) -> list[tuple[str, str]]:
    return [(CORRECTS, str(found.corrected.entry.seq))] if found else []


def title(sheet: engine.CaseSheet, found: engine.Correcting) -> str:
    """Which entry it is, in words."""
    entry = found.corrected.entry
    return gettext("Entry %(number)s: %(what)s", number=entry.seq, what=what_words(sheet.programme, entry))


def built_on(sheet: engine.CaseSheet, found: engine.Correcting | None, made: Sequence[engine.Entry]) -> Iterator[str]:
    """What holds no longer by what is put right, and the later entries that hang on it, where something changes."""
    correction = next((one for one in made if one.cause == "correction" and one.written), None)
    if found is None or correction is None:
        return
    yield from untrue(sheet.programme, correction, sheet.names)
    for entry in found.built_on[:MOST_BUILT_ON]:
        words = what_words(sheet.programme, entry)
        whose = sheet.names.get(entry.person or "", "")
        what = gettext("%(what)s (%(people)s)", what=words, people=whose) if whose else words
        yield gettext("Look at entry %(number)s again, it was built on this: %(what)s", number=entry.seq, what=what)
    more = len(found.built_on) - MOST_BUILT_ON
    if more > 0:
        yield gettext("And %(n)s more entries that were built on this", n=more)


def untrue(programme: engine.Programme, entry: engine.Entry, people: Mapping[str, str]) -> Iterator[str]:
    """Of a correction, what acts and the opening required and is untrue now, as far as the reader may know."""
    for one in (one for change in entry.changes for one in change.get("no_longer", ())):
        found = programme.find_action(one["action"]) if one["action"] else None
        what = step_title(programme, *found) if found else gettext("Case opened")
        words = one["words"] or one["name"] or gettext("A requirement")
        whose = people.get(one["person"] or "", "")
        rule = gettext("%(what)s (%(people)s)", what=words, people=whose) if whose else words
        told = {"number": one["entry"], "what": what, "rule": rule}
        yield gettext("Entry %(number)s, %(what)s, required what holds no longer: %(rule)s", **told)


def address(reference: str, number: int) -> str:
    """Where the entry of that number is corrected."""
    return url_for("steps.form", case_id=reference, action="correct_entry", corrects=number)


def emptied(programme: engine.Programme, entry: engine.Entry, people: Mapping[str, str]) -> str:
    """Which questions a correction left without an answer, as far as the reader may know."""
    gone = [one for one in entry.written if one.value is None] if entry.cause == "correction" else []
    facts = {programme.facts[one.fact].key: programme.facts[one.fact] for one in gone}
    whose = (_whose(people, one.owner, programme.facts[one.fact].key, facts) for one in gone)
    return gettext("Emptied: %(what)s", what=joined(whose)) if gone else ""


def corrected_by(entries: Sequence[engine.Entry]) -> Mapping[int, int]:
    """Of the entries shown, which was corrected by which."""
    return {one.corrects: one.seq for one in reversed(entries) if one.corrects}
