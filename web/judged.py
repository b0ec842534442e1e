"""By which requirements something was judged, and which values they read: on the page of one entry."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext

import engine
from web.wording import dotted, listed, value_words


def rows(page: engine.LogPage, office: engine.Office, people: Mapping[str, str]) -> list[dict[str, str]]:
    """Each requirement of the entry with what came out and, as far as the reader may read them, the values."""
    (line,) = page.lines
    read = {(one["name"], one["person"]): one["values"] for one in _read(line.entry)}
    return [
        {
            "label": dotted((one.name, people.get(one.person or "", ""))),
            "truth": _truth(one.truth),
            "read": listed(_values(page.programme, read.get((one.name, one.person), {}), office, people)),
        }
        for one in line.entry.judged
    ]


def _read(entry: engine.Entry) -> Iterator[Mapping[str, Any]]:
    yield from (one for change in entry.changes for one in change.get("read", ()))


def _truth(truth: str) -> str:
    return {"true": gettext("met"), "false": gettext("not met")}.get(truth, gettext("not known"))


def _values(
    law: engine.Programme, values: Mapping[str, Mapping[str, Any]], office: engine.Office, people: Mapping[str, str]
) -> Iterator[str]:
    for owner, own in values.items():
        for name, value in own.items():
            fact = law.facts.get(name)
            label = dotted((people.get(owner, ""), fact.label if fact else name))
            words = value_words(engine.from_json(value), fact, office, people)
            yield gettext("%(fact)s: %(value)s", fact=label, value=words)
