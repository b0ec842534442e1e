"""An answer as it was typed, in the words in which it will be read again."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext

import engine
from web import forms, papers
from web.wording import document_words, listed, value_words


def typed_words(ask: engine.Ask, typed: Any, office: engine.Office, names: Mapping[str, str]) -> str:
    """What cannot be read stays as it is. `names`: the people's, by id."""
    if typed in (None, "", []):
        return ""
    fact = ask.fact
    if fact.type == "boolean":
        return gettext("Yes") if typed == "true" else gettext("No")
    if fact.type in ("date", "moment"):
        return _day_words(fact, str(typed), office)
    if fact.type == "list":
        return listed(str(typed).splitlines())
    if fact.type == "document":
        return _document_words(typed)
    return value_words(tuple(typed) if isinstance(typed, list) else typed, fact, office, names)


def _day_words(fact: engine.Fact, typed: str, office: engine.Office) -> str:
    try:
        moment = forms.read_happened(typed, office)
    except ValueError:
        return value_words(typed, fact, office, {}) if fact.type == "date" else typed
    if moment is None:
        return typed
    value = office.day_of(moment) if fact.type == "date" else moment
    return value_words(value, fact, office, {})


def _document_words(typed: Any) -> str:
    try:
        return document_words(papers.document(typed))
    except ValueError:
        return listed(papers.whole(typed).values())
