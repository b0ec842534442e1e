"""The form of a step for many cases: the questions that make sense for all, and what was typed, read and said again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any

from flask import request
from flask_babel import gettext

import engine
from web import check_page, drafts, forms, notes, step_form
from web.at_hand import form_at_hand
from web.door import current_caller, door, reach
from web.engine_words import question_words, says_words
from web.forms import Field, Typed
from web.keepers import KINDS, TO
from web.typed_words import typed_words
from web.wording import joined, party

ALL = "all"
"""Stands for everybody where each is asked: all get the same answer."""
TRIED = 3
OF_KEY, OF_TYPED = 32, 16
"""How much of a run's id is the key of its form, and how much stands for what was typed."""


def asks(of: engine.Action) -> list[engine.Ask]:
    """The questions that many cases can be asked at once; one for somebody of the case is left open."""
    return [ask for ask in of.asks if ask.fact.type != "person"]


def read(one: engine.Common) -> Typed:
    return forms.without_unreadable(forms.read_typed(form_at_hand(), asks(one.of), [ALL]))


def run_id(key: str) -> str:
    """The id of the run that a form of this key begins: changed and sent again, it begins another."""
    typed = sorted(one for one in request.form.items(multi=True) if one[0] not in drafts.NOT_KEPT)
    return f"{key[:OF_KEY]}{sha256(repr((request.full_path, typed)).encode()).hexdigest()[:OF_TYPED]}"


def draft_key(run: str) -> str:
    """The key of the form that began a run."""
    return run[:OF_KEY]


def begun(choosing: engine.Choosing, one: engine.Common, typed: Typed, key: str) -> str:
    """The id of the run that keeps what was typed, with its first cases looked at. Raises Refused."""
    step = engine.BulkStep(
        action=one.action,
        answers=typed.answers,
        each=typed.each.get(ALL, {}),
        reason=typed.reason,
        note=typed.note,
        happened=typed.happened,
        private=typed.private,
    )
    cases = [engine.BulkCase(id=case, answers={}) for case in choosing.cases]
    tried = tuple(dict.fromkeys((*one.cases, *choosing.cases)))[:TRIED]
    run = door().bulk.begin(current_caller(), key, choosing.law.id, step, cases, tried_on=tried)
    door().bulk.carry_on(run)
    return run


# to the form


def groups(
    choosing: engine.Choosing, one: engine.Common, typed: Typed, errors: Mapping[str, str]
) -> list[dict[str, Any]]:
    """The fields in their groups, as `parts/forms.html` takes them."""
    own = [
        _field(choosing, one.of, ask, forms.answer_name(ask.key), typed.answers) for ask in asks(one.of) if not ask.each
    ]
    given = typed.each.get(ALL, {})
    each = [_field(choosing, one.of, ask, forms.each_name(ALL, ask.key), given) for ask in asks(one.of) if ask.each]
    last = step_form.closing(one.of, typed, zone(list(choosing.offices)))
    found = (("", own), (gettext("For everybody in each case"), each), (gettext("For the file"), last))
    return [
        {"legend": legend, "hint": "", "fields": forms.with_errors(fields, errors)}
        for legend, fields in found
        if fields
    ]


def zone(offices: Sequence[str]) -> str:
    """Whose time of day is meant."""
    if len(offices) == 1:
        return gettext("%(office)s time", office=door().administration.office(offices[0]).title)
    return gettext("the time of each case's office")


def _field(choosing: engine.Choosing, of: engine.Action, ask: engine.Ask, name: str, given: Mapping[str, Any]) -> Field:
    office = door().administration.office(next(iter(choosing.offices)))
    drawn = forms.ask_field(_question(choosing, of, ask), name, given.get(ask.key), office, {})
    if ask.fact.type == "document":  # the same paper for all; a file belongs to one case
        drawn["taken"] = ""
    return drawn | ({"zone": zone(list(choosing.offices))} if ask.fact.type == "moment" else {})


def _question(choosing: engine.Choosing, of: engine.Action, ask: engine.Ask) -> engine.Ask:
    """A question of a change of keeper has the roles, or whoever works at one of the offices, to choose from."""
    if of.kind not in KINDS:
        return notes.question(of, ask)
    if ask.key != TO:
        return replace(ask, fact=replace(ask.fact, label=gettext("Role")))
    some = [door().keeping.colleagues(current_caller(), case) for case in choosing.offices.values()]
    codes = {one.name: _colleague(choosing.law, one) for found in some for one in found}
    return replace(ask, fact=replace(ask.fact, label=gettext("Colleague"), type="choice", codes=codes))


def _colleague(law: engine.Programme, one: engine.Colleague) -> str:
    roles = joined(party(law, role) for role in sorted(one.roles))
    return gettext("%(name)s, %(roles)s", name=one.display_name, roles=roles)


def explained(choosing: engine.Choosing, one: engine.Common) -> list[dict[str, str]]:
    return step_form.about(choosing.law, one.of)


# what was wrong


def errors(one: engine.Common, unmet: Sequence[engine.Unmet]) -> dict[str, str]:
    """What was wrong by the name of its field; what belongs to none stands for itself."""
    found: dict[str, str] = {}
    for number, wrong in enumerate(unmet):
        name = forms.field_of(wrong, one.of.asks) or f"none-{number}"
        found.setdefault(_of_all(name, one.of), says_words(wrong))
    return found


def _of_all(name: str, of: engine.Action) -> str:
    """The field for everybody in the place of one person's."""
    keys = (ask.key for ask in of.asks if ask.each)
    return next((forms.each_name(ALL, key) for key in keys if name.startswith("e-") and name.endswith(f"-{key}")), name)


def problems(
    choosing: engine.Choosing, one: engine.Common, typed: Typed, found: Mapping[str, str]
) -> list[dict[str, str]]:
    names = [field["name"] for group in groups(choosing, one, typed, {}) for field in group["fields"]] if found else []
    return [{"words": words, "href": f"#f-{name}" if name in names else "#main"} for name, words in found.items()]


# what was typed, in words


def answered(run: engine.BulkRun) -> list[dict[str, Any]]:
    """What was typed, question by question; empty where it is not for this reader."""
    return list(_answered(run)) if run.step is not None else []


def _answered(run: engine.BulkRun) -> Iterator[dict[str, Any]]:
    step, found = run.step, run.law.find_action(run.step.action) if run.step else None
    if step is None or found is None:
        return
    of, office = found[1], reach().offices.get(run.offices[0]) or door().administration.office(run.offices[0])
    for ask in asks(of):
        given = (step.each if ask.each else step.answers).get(ask.key)
        words = _keeper(of, ask, given) or typed_words(ask, given, office, {})
        if words:
            label = gettext("Colleague") if of.kind == "assign" and ask.key == TO else question_words(ask.fact)
            yield {"question": label, "answer": words, "href": None, "lang": None}
    typed = Typed(reason=step.reason, note=step.note, private=step.private, happened=step.happened)
    yield from check_page.closing(of, typed, office)


def _keeper(of: engine.Action, ask: engine.Ask, given: Any) -> str:
    """The name of the colleague to whom cases are given."""
    if of.kind != "assign" or ask.key != TO or not given:
        return ""
    try:
        return door().administration.caller_named(str(given)).name
    except engine.NotFound:
        return str(given)
