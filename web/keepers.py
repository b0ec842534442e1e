"""Who keeps a case, on its page: by name and role, with the ways to take it, give it to a colleague, hand it back."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from flask import url_for
from flask_babel import gettext

import engine
from web import absences, forms
from web.door import current_caller, door
from web.wording import day_words, dotted, joined, party, step_title

ANSWERS = ("accept", "return")
ONE_CLICK = ("take", "accept", "hand_back")
KINDS = (*ANSWERS, "take", "assign", "hand_back")
TO = "to"


def panel(sheet: engine.CaseSheet, users: Mapping[str, str]) -> dict[str, Any]:
    """What the case page shows: `rows` of who keeps it, `acts` as buttons."""
    keepers, here = sheet.case.keepers, (current_caller(), sheet.case.id)
    notes = door().keeping.notes(*here) if any(one.given_by for one in keepers) else {}
    away = door().keeping.away(*here, sheet.inputs.office.day_of(sheet.now)) if keepers else {}
    covers = {user: users.get(one.covered_by, one.covered_by) if one.covered_by else None for user, one in away.items()}
    absent = {user: absences.away_words(one, covers[user]) for user, one in away.items()}
    rows = [_row(sheet, one, users, notes.get(one.role, "")) | {"away": absent.get(one.user, "")} for one in keepers]
    return {"rows": rows, "acts": sorted(_acts(sheet), key=lambda one: not one["answers"])}


def _row(sheet: engine.CaseSheet, keeper: engine.Keeper, users: Mapping[str, str], note: str) -> dict[str, str]:
    since = day_words(sheet.inputs.office.day_of(keeper.since))
    return {
        "name": users.get(keeper.user, keeper.user),
        "about": gettext("%(role)s, since %(day)s", role=party(sheet.programme, keeper.role), day=since),
        "given": gettext("Given by %(name)s, not accepted yet", name=users.get(keeper.given_by, keeper.given_by))
        if keeper.given_by
        else "",
        "note": gettext("Note: %(note)s", note=note) if note else "",
    }


def _acts(sheet: engine.CaseSheet) -> Iterator[dict[str, Any]]:
    """One button for each; where the role has to be said first, or a colleague, it leads to the form."""
    for offer in sheet.offers:
        if offer.of.kind in KINDS and not offer.unmet:
            href = url_for("steps.form", case_id=sheet.case.reference, action=offer.action)
            hidden = _hidden(sheet) if offer.of.kind in ONE_CLICK and len(sheet.actor.roles) == 1 else []
            words = step_title(sheet.programme, sheet.programme.case, offer.of)
            yield {"words": words, "href": href, "hidden": hidden, "answers": offer.of.kind in ANSWERS}


def _hidden(sheet: engine.CaseSheet) -> list[dict[str, str]]:
    sent = (("then", "record"), ("version", str(sheet.case.version)), ("key", forms.new_key()))
    return [{"name": name, "value": value} for name, value in sent]


def question(sheet: engine.CaseSheet, action: engine.Action, ask: engine.Ask) -> engine.Ask:
    """The questions of a change of keeper, in the reader's language; a colleague is chosen from who works here."""
    if action.kind not in KINDS:
        return ask
    if ask.key != TO:
        return replace(ask, fact=replace(ask.fact, label=gettext("Role")))
    found = door().keeping.colleagues(current_caller(), sheet.case.id)
    codes = {one.name: _colleague(sheet, one) for one in found}
    return replace(ask, fact=replace(ask.fact, label=gettext("Colleague"), type="choice", codes=codes))


def _colleague(sheet: engine.CaseSheet, one: engine.Colleague) -> str:
    roles = joined(party(sheet.programme, role) for role in sorted(one.roles))
    return gettext("%(name)s, %(roles)s", name=one.display_name, roles=roles)


def told(programme: engine.Programme, entry: engine.Entry, users: Mapping[str, str]) -> str:
    """To whom a case was given, for whom somebody acted, and whether they were away; empty where nothing of it."""
    away = {one.absent for one in entry.covers}
    found = []
    for change in entry.changes:
        if (given := change.get("kept")) and given["user"]:
            who, role = users.get(given["user"], given["user"]), party(programme, given["role"])
            found.append(gettext("kept by %(who)s, %(role)s", who=who, role=role))
        elif covered := change.get("for_keeper"):
            who = users.get(covered["user"], covered["user"])
            absent = covered["user"] in away
            found.append(gettext("for %(who)s, who is away", who=who) if absent else gettext("for %(who)s", who=who))
    return dotted(found)
