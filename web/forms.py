"""Questions of a programme as form fields, and what was typed into them as the answers of a step.

Names of fields cannot clash with names of facts: `a-<key>` is an answer, `e-<person>-<key>` one of each person, and
everything else of a step has a plain name. What was typed is kept as text until the engine reads it.
"""

import re
import secrets
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Protocol

from babel.numbers import get_territory_currencies
from flask_babel import gettext

import engine
from web import papers
from web.at_hand import form_at_hand
from web.engine_words import question_words
from web.languages import apart
from web.papers import DIGITS
from web.uploads import ACCEPTED, what_is_taken
from web.wording import locale

LONGEST_NOTE, EMPTIES = 5_000, "empties"
MOST_PEOPLE = 60
WITH_DIGITS = ("date", "moment", "integer", "number", "span", "money")
Field = dict[str, Any]
_NEW_PERSON = re.compile(r"p[0-9a-f]{12}")


class Sent(Protocol):
    """A form as it was sent: fields may be missing, or be there several times."""

    def get(self, key: str, default: str) -> str: ...
    def getlist(self, key: str) -> list[str]: ...
    def items(self) -> Iterable[tuple[str, str]]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What somebody typed into a step's form, as text; nothing of it is judged yet."""

    answers: Mapping[str, Any] = field(default_factory=dict)
    each: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    people: tuple[str, ...] = ()
    reason: str = ""
    note: str = ""
    happened: str = ""
    private: bool = False
    newcomers: tuple[str, ...] = ()
    other: str = ""  # of a merge: the reference of the other case
    sides: Mapping[str, str] = field(default_factory=dict)  # of a merge: whose answer stands, by question
    links: Mapping[str, str] = field(default_factory=dict)  # references of other cases, when a case is opened
    unlike: Mapping[str, str] = field(default_factory=dict)  # why nobody of another case is meant, by its reference
    empties: tuple[str, ...] = ()  # of a correction: the answers that are taken away, `key` or `person.key`


def answer_name(key: str) -> str:
    return f"a-{key}"


def each_name(person: str, key: str) -> str:
    return f"e-{person}-{key}"


def new_key() -> str:
    """A key under which one request is one step, however often it is sent."""
    return secrets.token_hex(16)


def sent_key() -> str | None:
    """The key of this one request; a form sent twice is one step."""
    sent = form_at_hand().get("key", "")
    return sent if 0 < len(sent) <= 64 and sent.isalnum() else None


def key_field() -> dict[str, str]:
    """The key that the form came with, or a new one, for the next page."""
    return {"name": "key", "value": sent_key() or new_key()}


def new_person() -> str:
    """An id for somebody who joins."""
    return f"p{secrets.token_hex(6)}"


def is_new_person(sent: str) -> bool:
    return _NEW_PERSON.fullmatch(sent) is not None


# from the form


def read_typed(form: Sent, asks: Sequence[engine.Ask], people: Sequence[str]) -> Typed:
    """What was typed; `people` are those of whom something is asked one by one. Fields not asked for are left alone.

    What is to be emptied has no answer, whatever still stands in its field.
    """
    empties = tuple(dict.fromkeys(form.getlist(EMPTIES)))[:MOST_PEOPLE]
    own = [ask for ask in asks if not ask.each and ask.key not in empties]
    each = {one: [ask for ask in asks if ask.each and f"{one}.{ask.key}" not in empties] for one in people}
    return Typed(
        answers=_answers(form, own, answer_name),
        each={one: _answers(form, asked, lambda key, one=one: each_name(one, key)) for one, asked in each.items()},
        empties=empties,
        people=tuple(dict.fromkeys(form.getlist("people")))[:MOST_PEOPLE],
        reason=form.get("reason", ""),
        note=form.get("note", ""),
        happened=form.get("happened", ""),
        private=form.get("private", "") == "true",
    )


def _answers(form: Sent, asks: Sequence[engine.Ask], name: Any) -> dict[str, Any]:
    read = {ask.key: _read(form, ask.fact, name(ask.key)) for ask in asks}
    return {key: typed for key, typed in read.items() if typed not in ("", [], None)}


def _read(form: Sent, fact: engine.Fact, name: str) -> Any:
    if fact.type == "choices":
        return [one for one in form.getlist(name) if one]
    if fact.type == "money":
        amount, currency = form.get(f"{name}.amount", "").strip(), form.get(f"{name}.currency", "").strip()
        return f"{amount} {currency}".strip().translate(DIGITS) if amount else ""
    if fact.type == "document":
        return papers.read(form, name)
    typed = form.get(name, "").replace("\r\n", "\n").strip()
    return typed.translate(DIGITS) if fact.type in WITH_DIGITS else typed


def read_happened(typed: str, office: engine.Office) -> datetime | None:
    """When it happened, in the office's time; None: now. Raises ValueError in words."""
    text = typed.strip().translate(DIGITS).replace("T", " ")
    if not text:
        return None
    try:
        return engine.parse_moment(text, office)
    except (ValueError, OverflowError):
        words = gettext("“%(typed)s” is not a day and a time; write it like 2026-03-08 10:00", typed=typed.strip()[:40])
        raise ValueError(words) from None


def step_of(typed: Typed, action: str, actor: engine.Actor, office: engine.Office) -> engine.Step:
    """The step that was asked for. Raises ValueError where the moment it happened cannot be read."""
    return engine.Step(
        action=action,
        actor=actor,
        people=typed.people,
        answers=typed.answers,
        each={one: given for one, given in typed.each.items() if given or one in typed.newcomers},
        reason=typed.reason or None,
        note=typed.note.strip() or None,
        happened=read_happened(typed.happened, office),
        private=typed.private,
        newcomers=typed.newcomers,
        other=typed.other or None,
        empties=typed.empties,
    )


def hidden_fields(typed: Typed, asks: Sequence[engine.Ask]) -> list[dict[str, str]]:
    """All that was typed, as hidden fields that `read_typed` reads again alike."""
    plain = (("reason", typed.reason), ("note", typed.note), ("happened", typed.happened))
    named = [(name, text) for name, text in plain if text]
    named += [("people", one) for one in typed.people] + [("newcomer", one) for one in typed.newcomers]
    named += [(EMPTIES, one) for one in typed.empties]
    named += [("private", "true")] if typed.private else []
    facts = {ask.key: ask.fact for ask in asks}
    for key, given in typed.answers.items():
        named += _named(answer_name(key), given, facts[key])
    for person, answers in typed.each.items():
        for key, given in answers.items():
            named += _named(each_name(person, key), given, facts[key])
    return [{"name": name, "value": value} for name, value in named]


def _named(name: str, given: Any, fact: engine.Fact) -> list[tuple[str, str]]:
    if isinstance(given, list):
        return [(name, one) for one in given]
    if fact.type == "money":
        amount, _, currency = str(given).partition(" ")
        return [(f"{name}.amount", amount), (f"{name}.currency", currency)]
    if fact.type == "document":
        return papers.named(name, given)
    return [(name, str(given))]


def as_typed(value: Any, office: engine.Office) -> Any:
    """A value as it would have been typed."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        return value.astimezone(office.zone).strftime("%Y-%m-%dT%H:%M")
    if isinstance(value, tuple):
        return [str(one) for one in value]
    return papers.as_typed(value) if isinstance(value, engine.Document) else str(value)


# to the form


def ask_field(ask: engine.Ask, name: str, typed: Any, office: engine.Office, people: Mapping[str, str]) -> Field:
    """One question as a field. `people`: the names by id, for a question that is answered with a person."""
    fact = ask.fact
    shown = plain_field(
        name,
        question_words(fact),
        _kind(fact),
        apart(fact.help or (fact.schema and fact.schema.like) or ""),
        _shown(fact, typed),
        options=_options(fact, people),
        optional=not ask.required,
    )
    if fact.type == "document":
        what = gettext("What it is called in the paper file.")
        shown["hint"] = " ".join(one for one in (shown["hint"], what) if one)
        shown["taken"], shown["accepted"] = what_is_taken(), ACCEPTED
    if fact.type == "moment":
        shown["zone"] = gettext("%(office)s time", office=office.title)
    return shown


def plain_field(
    name: str,
    label: str,
    kind: str,
    hint: str = "",
    value: Any = "",
    *,
    options: Sequence[Mapping[str, str]] = (),
    optional: bool = False,
) -> Field:
    """A field that is no question of the programme; every key is there that `parts/forms.html` may ask for."""
    return {
        "kind": kind,
        "name": name,
        "label": label,
        "hint": hint,
        "error": "",
        "optional": optional,
        "value": value,
        "options": list(options),
        "unit": "",
        "zone": "",
    }


def _kind(fact: engine.Fact) -> str:
    if fact.type == "date":
        return "partial_date" if fact.partial else "date"
    if fact.type == "text" and (fact.max is None or fact.max > 300):
        return "textarea"
    return fact.type


def _shown(fact: engine.Fact, typed: Any) -> Any:
    if fact.type == "money":
        amount, _, currency = str(typed or "").partition(" ")
        return {"amount": amount, "currency": currency}
    if fact.type == "document":
        return papers.shown(typed)
    return typed if typed is not None else ""


def _options(fact: engine.Fact, people: Mapping[str, str]) -> list[dict[str, str]]:
    offered = {
        "choice": lambda: fact.codes,
        "choices": lambda: fact.codes,
        "person": lambda: people,
        "country": _countries,
        "language": _languages,
        "document": _languages,
        "money": _currencies,
    }.get(fact.type)
    return [{"value": value, "label": label, "hint": ""} for value, label in offered().items()] if offered else []


NO_COUNTRY = frozenset("AC CP CQ DG EA EU EZ IC QO TA UN".split())  # in the CLDR, and no country code of ISO 3166-1


def _countries() -> dict[str, str]:
    codes = (code for code in locale().territories if len(code) == 2 and code.isalpha() and code < "XA")
    return _by_name({code.lower(): locale().territories[code] for code in codes if code not in NO_COUNTRY})


def _languages() -> dict[str, str]:
    return _by_name({code: name for code, name in locale().languages.items() if code.isalpha() and len(code) <= 3})


def _currencies() -> dict[str, str]:
    """The currencies that are tender somewhere, so that the list stays short enough to be read."""
    used = {code for territory in _countries() for code in get_territory_currencies(territory.upper())}
    return _by_name({code: f"{code}, {locale().currencies.get(code, code)}" for code in used})


def _by_name(named: Mapping[str, str]) -> dict[str, str]:
    return dict(sorted(named.items(), key=lambda one: one[1]))


def with_errors(fields: Sequence[Field], errors: Mapping[str, str]) -> list[Field]:
    return [one | {"error": errors[one["name"]]} if one["name"] in errors else one for one in fields]


# what was refused


def field_of(unmet: engine.Unmet, asks: Sequence[engine.Ask]) -> str | None:
    """The name of the field to which a refusal belongs; None where it belongs to no question of the form."""
    keys = {ask.key for ask in asks}
    if unmet.field in ("reason", "note", "happened", "people"):
        return unmet.field
    if unmet.field in keys:
        return answer_name(unmet.field)
    person, _, key = (unmet.field or "").rpartition(".")
    if person and key in keys:
        return each_name(person, key)
    return _field_read(unmet, asks)


def _field_read(unmet: engine.Unmet, asks: Sequence[engine.Ask]) -> str | None:
    """A rule that reads what was just asked belongs to the first such question; of a person, to the person's."""
    read = [ask for ask in asks if ask.fact.name in {name for name, _ in unmet.facts}]
    of_the_person = [ask for ask in read if ask.each and unmet.person]
    ask = next(iter(of_the_person or read), None)
    if ask is None:
        return None
    if not ask.each:
        return answer_name(ask.key)
    return each_name(unmet.person, ask.key) if unmet.person else None


def too_long(typed: Typed) -> Iterator[tuple[str, str]]:
    """Field and words where more was typed than is kept."""
    if len(typed.note) > LONGEST_NOTE:
        yield "note", gettext("At most %(most)s characters; this has %(has)s", most=LONGEST_NOTE, has=len(typed.note))


def without_unreadable(typed: Typed) -> Typed:
    """The same without characters that no text holds, such as a zero byte pasted in by mistake."""
    return replace(typed, note=typed.note.replace("\x00", ""), reason=typed.reason.replace("\x00", ""))
