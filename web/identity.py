"""Who a page is about: the identity of a case, its phases, the ways between its pages."""

from collections.abc import Iterable
from typing import Any

from flask import url_for
from flask_babel import gettext

import engine
from web import next_steps
from web.scripts import Name, both_names
from web.wording import day_words, outcome_words, party, since_words

VARIANTS = "name_variants"
"""The fact in which programmes keep other names and spellings, in any script."""


def link(words: str, href: str, about: str = "") -> dict[str, str]:
    return {"words": words, "href": href, "about": about}


def case_url(reference: str) -> str:
    return url_for("cases.overview", case_id=reference)


# who and where


def names_of(people: Iterable[engine.Person]) -> dict[str, str]:
    """The people's names by id, as the reader may read them."""
    return {one.id: _name(one) for one in people}


def _name(person: engine.Person) -> str:
    parts = (person.facts.get("given_names"), person.facts.get("family_name"))
    return " ".join(str(part) for part in parts if part) or person.id


def strip(sheet: engine.CaseSheet) -> dict[str, Any]:
    """The thin identity above a step."""
    where = gettext("%(programme)s, %(state)s", programme=sheet.programme.title, state=state_title(sheet))
    name, other = _names(sheet)
    return {"name": name, "other_name": other, "reference": sheet.case.reference, "where": where}


def _names(sheet: engine.CaseSheet) -> tuple[Name, Name | None]:
    """The principal's name, and where one of its spellings is in another script, that one as well."""
    person = next((one for one in sheet.case.people if one.id == sheet.case.principal), None)
    variants = person.facts.get(VARIANTS) if person else None
    return both_names(principal(sheet), variants if isinstance(variants, tuple) else ())


def principal(sheet: engine.CaseSheet) -> str:
    return sheet.names.get(sheet.case.principal or "", sheet.case.reference)


def state_title(sheet: engine.CaseSheet) -> str:
    return sheet.programme.case.state_title(sheet.case.standing.state)


def identity(sheet: engine.CaseSheet, steps: list[next_steps.Row]) -> dict[str, Any]:
    main = next_steps.main_row(steps)
    return {
        **strip(sheet),
        "facts": identity_facts(sheet),
        "main_action": _action_link(sheet, main) if main else None,
        "more_actions": [_action_link(sheet, row) for row in next_steps.other_rows(sheet)],
        "alerts": alerts(sheet),
    }


def _action_link(sheet: engine.CaseSheet, row: next_steps.Row) -> dict[str, str]:
    """A next step is for all who stand alike; for whom anything else is, such as a withdrawal, has to be said."""
    if next_steps.is_next(sheet, row.offer):
        return link(next_steps.verb(sheet, row), next_steps.step_url(sheet, row))
    people = list(row.people) if len(row.people) == 1 else []
    href = url_for("steps.form", case_id=sheet.case.reference, action=row.offer.action, person=people)
    return link(next_steps.verb(sheet, row), href)


def identity_facts(sheet: engine.CaseSheet) -> list[dict[str, Any]]:
    def fact(label: str, words: str, strong: bool = False) -> dict[str, Any]:
        return {"label": label, "words": words, "strong": strong, "link": None}

    found = [
        fact(gettext("Programme"), sheet.programme.title),
        fact(gettext("Office"), sheet.inputs.office.title),
        fact(gettext("State"), state_title(sheet), strong=True),
    ]
    if sheet.case.outcome is not None:
        return [*found, fact(gettext("Closed as"), outcome_words(sheet.case.outcome), strong=True)]
    return [*found, fact(gettext("Waits on"), party(sheet.programme, sheet.turn))]


def alerts(sheet: engine.CaseSheet) -> list[dict[str, Any]]:
    seen = [one for one in sheet.holds if not one.hidden]
    hidden = dict.fromkeys(one.title for one in sheet.holds if one.hidden)
    found = [("hold", gettext("On hold: %(hold)s", hold=one)) for one in dict.fromkeys(hold.title for hold in seen)]
    found += [("restricted", words) for words in hidden]
    return [{"kind": kind, "words": words, "link": None} for kind, words in found]


def tabs(sheet: engine.CaseSheet, current: str) -> list[dict[str, Any]]:
    reference = sheet.case.reference
    found = (
        ("overview", gettext("Overview"), case_url(reference)),
        ("facts", gettext("What is known"), url_for("cases.facts", case_id=reference)),
        ("where", gettext("Where it stands"), url_for("where.drawn", case_id=reference)),
        ("documents", gettext("Documents"), url_for("documents.of_case", case_id=reference)),
        ("notes", gettext("Notes"), url_for("notes.of_case", case_id=reference)),
        ("file_check", gettext("File check"), url_for("file_check.of_case", case_id=reference)),
        ("log", gettext("Log"), url_for("log.of_case", case_id=reference)),
    )
    return [{"words": words, "href": href, "current": name == current} for name, words, href in found]


def phases(sheet: engine.CaseSheet) -> list[dict[str, str]]:
    """The phases in their order; one is done when the case was in it and has gone on."""
    now = sheet.programme.phase_of(sheet.case.standing.state)
    names = list(sheet.programme.phases)
    return [_phase(sheet, name, names.index(name) < names.index(now) if now else None, name == now) for name in names]


def _phase(sheet: engine.CaseSheet, name: str, before: bool | None, is_now: bool) -> dict[str, str]:
    phase = sheet.programme.phases[name]
    been = any(state in sheet.case.standing.been for state in phase.states)
    if is_now:
        return {"name": phase.title, "status": "now", "detail": _since(sheet)}
    done = been if before is None else before and been
    return {"name": phase.title, "status": "done" if done else "later", "detail": ""}


def _since(sheet: engine.CaseSheet) -> str:
    office, since = sheet.inputs.office, sheet.case.standing.since
    day = office.day_of(since)
    days = (office.day_of(sheet.now) - day).days
    if not days:
        return gettext("since today")
    return gettext("since %(day)s, %(days)s", day=day_words(day), days=since_words(days))
