"""Opening a case: the programme and the office, the case's questions, the people one by one."""

from collections.abc import Sequence
from itertools import groupby
from operator import itemgetter
from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from flask_babel import gettext, ngettext

import engine
from web import already, at_hand, drafts, forms, opening_check, opening_parts, opening_same
from web.at_hand import CHECK, PART
from web.door import current_caller, door, reach
from web.forms import Typed
from web.identity import case_url, link
from web.opening_form import REMOVE, errors_of, part_page, whole_page
from web.opening_parts import ELIGIBLE, PEOPLE, SAME

bp = Blueprint("opening", __name__)
Door = tuple[engine.Programme, engine.Office]


@bp.get("/cases/new")
def choose() -> str:
    """The programmes and offices in which this person may open a case."""
    rows = [_door_row(programme, list(group)) for programme, group in groupby(_doors(), key=itemgetter(0))]
    return whole_page(None, programmes=rows)


def may_open() -> bool:
    """Whether this person may open a case anywhere."""
    return bool(_doors())


def _doors() -> list[Door]:
    """Programme and office, wherever a case may be opened by this person; those of one programme together."""
    caller = current_caller()
    found = []
    for programme in reach().programmes.values():
        for office in reach().offices_of(caller, programme.id):
            roles = caller.roles_at(programme.id, office.name)
            if roles and ("anyone" in programme.opening.by or not roles.isdisjoint(programme.opening.by)):
                found.append((programme, office))
    return found


def _door_row(programme: engine.Programme, doors: Sequence[Door]) -> dict[str, Any]:
    """A programme with the offices at which a case of it may be opened."""
    return {
        "title": programme.title,
        "about": _eligibility(programme),
        "offices": [
            {"words": office.title, "href": url_for("opening.form", programme=programme.id, office=office.name)}
            for _, office in doors
        ],
    }


def _eligibility(programme: engine.Programme) -> str:
    """How many conditions the programme sets, so that nobody is surprised."""
    count = len(programme.opening.requires) + len(programme.opening.requires_each)
    return ngettext("%(num)s condition is checked", "%(num)s conditions are checked", count) if count else ""


@bp.get("/cases/new/<programme>/<office>")
def form(programme: str, office: str) -> Any:
    """An empty first part; or a part of the draft that the address names, or its check."""
    law, place = _found(programme, office)
    before = already.recorded_under(request.args.get(drafts.NAME, ""))
    if before is not None:
        return already.told(before, _another(law, place), ())
    kept = drafts.named()
    if kept is None:
        return part_page(law, place, opening_parts.parts_of(law)[0], opening_parts.nothing_typed(), {})
    typed = _of_draft(law, place, kept)
    name = request.args.get(PART) or at_hand.form_at_hand().get(PART, "")
    if name in (SAME, CHECK):
        return _last(law, place, typed, kept, name)
    part = opening_parts.part_named(law, name) or opening_parts.parts_of(law)[0]
    return part_page(law, place, part, typed, {}, saved=drafts.line(kept), newest="newest" in request.args)


def _last(law: engine.Programme, place: engine.Office, typed: Typed, kept: engine.Form, name: str) -> Any:
    """Whether somebody is known already, where anybody is like it; then the check."""
    alike = opening_same.found(law, place, _asked(law, place, typed))
    if name == SAME and alike:
        return opening_same.same_page(law, place, typed, alike, (), drafts.line(kept))
    if opening_same.undecided(alike, typed):
        return redirect(drafts.address(kept, **{PART: SAME}))
    return _check(law, place, typed) if name == CHECK else redirect(drafts.address(kept, **{PART: CHECK}))


@bp.post("/cases/new/<programme>/<office>")
def take(programme: str, office: str) -> Any:
    """What a part sends: to go on or back, one more person or one fewer, to keep it as a draft, to open the case."""
    law, place = _found(programme, office)
    then, key = request.form.get("then", "check"), forms.sent_key() or forms.new_key()
    before = already.recorded_under(key)
    if before is not None and not drafts.quietly():
        return already.answer(before, then, _another(law, place), ())
    part = opening_parts.part_named(law, request.form.get(PART, ""))
    typed = _typed(law, place, key, part)
    if then == "open":
        return _open(law, place, typed)
    if then == drafts.DISCARD:
        return drafts.discarded(url_for("opening.choose"))
    return _go_on(law, place, part, typed, then, key)


def _another(law: engine.Programme, place: engine.Office) -> dict[str, str]:
    return link(gettext("Open another case"), url_for("opening.form", programme=law.id, office=place.name))


def _found(programme: str, office: str) -> tuple[engine.Programme, engine.Office]:
    for law, place in _doors():
        if (law.id, place.name) == (programme, office):
            return law, place
    raise engine.NotFound(f"There is no programme {programme} at {office} to open a case in")


def _of_draft(law: engine.Programme, place: engine.Office, kept: engine.Form) -> Typed:
    """Raises NotFound for a draft of another form."""
    if (kept.case, kept.page, kept.programme, kept.office) != (None, None, law.id, place.name):
        raise engine.NotFound("There is no such draft of a new case here")
    return opening_parts.of_draft(law, kept)


def _typed(law: engine.Programme, place: engine.Office, key: str, part: opening_parts.Part | None) -> Typed:
    """What was sent, laid over what was kept of the other parts. Without a part, everything was sent."""
    sent = opening_parts.typed_in(law, request.form)
    kept = door().unfinished.form(current_caller(), key)
    if request.form.get(PART) == CHECK and kept is not None:
        return _of_draft(law, place, kept)
    if part is None:
        return sent
    return opening_parts.laid_over(_of_draft(law, place, kept) if kept else sent, sent, part)


def _go_on(
    law: engine.Programme, place: engine.Office, part: opening_parts.Part | None, typed: Typed, then: str, key: str
) -> Any:
    """Keeps what was typed, then leads to where one goes on; where something is wrong, the part says so."""
    here = part or opening_parts.parts_of(law)[0]
    name, more = here.name, {}
    if then == "add":
        typed, name, more = opening_parts.with_one_more(typed), PEOPLE, {"newest": "yes"}
    elif then.startswith(REMOVE):
        typed, name = opening_parts.without(typed, then.removeprefix(REMOVE)), PEOPLE
    elif then == "back":
        name = opening_parts.before(law, here) or name
    elif then == "next":
        name = opening_parts.after(law, here)
    elif then == "check":
        name = CHECK
    draft = opening_parts.draft(law, place, typed, key, name if name != CHECK else here.name)
    if then == drafts.KEEP:
        return drafts.answer(draft, lambda why: part_page(law, place, here, typed, {"draft": why}))
    kept, words = drafts.keep(draft)
    if here.name == SAME and then == "next":
        alike = opening_same.found(law, place, _asked(law, place, typed))
        if missing := opening_same.undecided(alike, typed):
            return opening_same.same_page(law, place, typed, alike, missing, words)
    errors = {} if kept else {"draft": words}
    errors |= _wrong_in(law, place, here, typed) if then == "next" and here.name != SAME else {}
    if errors:
        return part_page(law, place, here, typed, errors)
    return redirect(drafts.address(draft, **{PART: name}, **more), 303)


def _wrong_in(law: engine.Programme, place: engine.Office, part: opening_parts.Part, typed: Typed) -> dict[str, str]:
    """What is wrong in one part. Whether the case is eligible is judged as soon as what it hangs on was asked."""
    caller, asked = current_caller(), _asked(law, place, typed)
    found = errors_of(law, typed, door().intake.not_eligible(caller, law.id, place.name, asked))
    if part.name == ELIGIBLE:
        return found
    try:
        door().intake.foresee(caller, law.id, place.name, asked)
    except engine.Refused as refused:
        found |= errors_of(law, typed, refused.unmet)
    own = set(opening_parts.field_names(part, typed))
    return {name: words for name, words in found.items() if name in own}


def _asked(law: engine.Programme, place: engine.Office, typed: Typed) -> engine.Opening:
    caller = current_caller()
    actor = engine.Actor(user=caller.user, roles=caller.roles_at(law.id, place.name), name=caller.name)
    people = {one: dict(typed.each.get(one, {})) for one in typed.newcomers}
    people[typed.newcomers[0]] |= dict.fromkeys(engine.said_of_principal(law), engine.PRINCIPAL)
    note = opening_same.note(typed)
    return engine.Opening(actor=actor, people=people, facts=typed.answers, links=typed.links, note=note)


def _check(law: engine.Programme, place: engine.Office, typed: Typed) -> Any:
    try:
        after = door().intake.foresee(current_caller(), law.id, place.name, _asked(law, place, typed))
    except engine.Refused as refused:
        return _refused(law, place, typed, refused.unmet)
    return opening_check.check_page(law, place, typed, after)


def _open(law: engine.Programme, place: engine.Office, typed: Typed) -> Any:
    caller, asked = current_caller(), _asked(law, place, typed)
    draft = opening_parts.draft(law, place, typed, forms.key_field()["value"], ELIGIBLE)
    if opening_same.undecided(opening_same.found(law, place, asked), typed):
        drafts.keep(draft)
        return redirect(drafts.address(draft, **{PART: SAME}), 303)
    try:
        acted = door().casework.open(caller, law.id, place.name, asked, key=forms.sent_key())
    except engine.Refused as refused:
        drafts.keep(draft)
        return _refused(law, place, typed, refused.unmet)
    opened = gettext("Opened: case %(reference)s.", reference=acted.case.reference)
    flash(already.notice(acted) if acted.repeated else opened)
    return redirect(case_url(acted.case.reference), 303)


def _refused(law: engine.Programme, place: engine.Office, typed: Typed, unmet: Sequence[engine.Unmet]) -> Any:
    """The first part in which something is wrong."""
    errors, parts = errors_of(law, typed, unmet), opening_parts.parts_of(law)
    wrong = (one for one in parts if not errors.keys().isdisjoint(opening_parts.field_names(one, typed)))
    part = next(wrong, parts[0])
    here, others = set(opening_parts.field_names(part, typed)), set()
    for one in parts:
        others |= set(opening_parts.field_names(one, typed)) - here
    return part_page(law, place, part, typed, {name: words for name, words in errors.items() if name not in others})
