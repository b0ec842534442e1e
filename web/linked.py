"""Linked cases on a page: the question for a reference when a case is opened, and what is seen of them later."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext

import engine
from web import forms
from web.door import current_caller
from web.identity import case_url
from web.wording import dotted, outcome_words, value_words

LONGEST = 60


def asked(law: engine.Programme) -> list[engine.Link]:
    """The links for which another case may be named: those through which something is seen."""
    return [link for link in law.links.values() if link.we_see]


def field_name(link: str) -> str:
    return f"l-{link}"


def read(form: forms.Sent, law: engine.Programme) -> dict[str, str]:
    """The references that were typed, those left empty left out."""
    typed = {link.name: form.get(field_name(link.name), "").strip()[:LONGEST] for link in asked(law)}
    return {name: reference.replace("\x00", "") for name, reference in typed.items() if reference}


def hidden(typed: Mapping[str, str]) -> list[dict[str, str]]:
    """What was typed, as hidden fields."""
    return [{"name": field_name(name), "value": reference} for name, reference in typed.items()]


def fields(law: engine.Programme, typed: Mapping[str, str]) -> list[forms.Field]:
    hint = gettext("The reference of the case, as it stands on its page. It is read only.")
    return [
        forms.plain_field(
            field_name(link.name),
            gettext("Linked case: %(link)s", link=link.title),
            "text",
            hint,
            typed.get(link.name, ""),
            optional=True,
        )
        for link in asked(law)
    ]


def error_field(unmet: engine.Unmet, law: engine.Programme) -> str | None:
    """The field to which a refusal about a reference belongs."""
    return next((field_name(name) for name in law.links if unmet.field == engine.link_field(name)), None)


def rows(sheet: engine.CaseSheet) -> list[dict[str, Any]]:
    """The linked cases of a case as they were last seen; a way there for whoever may open it."""
    return [_row(sheet, name, sight) for name, sight in sheet.case.links.items() if name in sheet.programme.links]


def _row(sheet: engine.CaseSheet, name: str, sight: engine.Sight) -> dict[str, Any]:
    may_open = current_caller().may_see(sight)
    return {
        "link": sheet.programme.links[name].title,
        "reference": sight.reference,
        "href": case_url(sight.reference) if may_open else "",
        "stands": dotted((sight.state_title or "", sight.phase_title or "", _ending(sight))),
        "facts": [_fact(sheet, f"{name}.{fact}", value) for fact, value in sight.facts.items()],
        "seen": gettext("As last seen; a change there is told here by itself."),
    }


def _ending(sight: engine.Sight) -> str:
    if sight.ending is not None:
        return gettext("Closed as %(ending)s", ending=outcome_words(sight.ending))
    return gettext("Closed") if sight.ended else ""


def _fact(sheet: engine.CaseSheet, whole: str, value: Any) -> dict[str, str]:
    fact = sheet.programme.facts[whole]
    answer = value_words(value, fact, sheet.inputs.office, sheet.names)
    return {"question": fact.label.partition(": ")[2] or fact.label, "answer": answer}
