"""Holds over a whole programme: what they stop, who placed them, and placing and lifting for the roles that may."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext, ngettext

import engine
from web import drafts, forms, page_drafts
from web.at_hand import form_at_hand
from web.door import current_caller, door
from web.engine_words import says_words
from web.languages import current_code
from web.programmes import may_hold
from web.wording import day_words, dotted, listed, parties

bp = Blueprint("programme_holds", __name__, url_prefix="/programmes")
LONGEST_NOTE, WRONG, CONFLICT = 2000, 422, 409


@bp.get("/<programme>/holds")
def over(programme: str) -> str:
    """The holds that the programme knows over all its cases, and which of them lie there now; or a draft of one."""
    draft = page_drafts.taken_up()
    return _page(_law(programme), draft=drafts.line(draft) if draft else "")


def _page(law: engine.Programme, errors: Mapping[str, str] | None = None, draft: str = "") -> str:
    caller, programme = current_caller(), law.id
    placed = {one.name: one for one in door().holding.over(caller, programme)}
    names = door().administration.display_names()
    here = {"words": law.title, "href": url_for("programmes.overview", programme=law.id)}
    return render_template(
        "programmes/holds.html",
        crumbs=[
            {"words": gettext("Programmes"), "href": url_for("programmes.published")},
            here,
            {"words": gettext("Holds"), "href": ""},
        ],
        programme={"title": law.title, "id": law.id},
        heading=_heading(law),
        holds=[
            _hold(caller, law, hold, placed.get(hold.name), names) | _typed(hold.name, errors or {}, draft)
            for hold in _wide(caller, law)
        ],
        problems=[{"words": words, "href": f"#f-{name}"} for name, words in (errors or {}).items()],
    )


def _typed(hold: str, errors: Mapping[str, str], draft: str) -> dict[str, str]:
    """What was typed of this hold, what is wrong with it, and what is said of its draft."""
    name = _field(hold)
    if name not in form_at_hand():
        return {"field": name, "key": forms.new_key(), "typed": "", "error": "", "draft": ""}
    key, typed = forms.key_field()["value"], form_at_hand()[name]
    return {"field": name, "key": key, "typed": typed, "error": errors.get(name, ""), "draft": draft}


def _field(hold: str) -> str:
    return f"note-{hold}"


@bp.post("/<programme>/holds/<hold>/place")
def place(programme: str, hold: str) -> Any:
    """Lays the hold over every case of the programme."""
    law = _law(programme)
    if wrong := _done(law, hold, door().holding.place):
        return wrong
    flash(gettext("Placed: %(hold)s. It stops every open case of the programme at once.", hold=law.holds[hold].title))
    return redirect(url_for("programme_holds.over", programme=programme), 303)


@bp.post("/<programme>/holds/<hold>/lift")
def lift(programme: str, hold: str) -> Any:
    """Lifts the hold; every case goes on from where it stands."""
    law = _law(programme)
    if wrong := _done(law, hold, door().holding.lift):
        return wrong
    flash(gettext("Lifted: %(hold)s. Every case goes on from where it stands.", hold=law.holds[hold].title))
    return redirect(url_for("programme_holds.over", programme=programme), 303)


def _done(law: engine.Programme, hold: str, act: Callable[[engine.Caller, str, str, str | None], None]) -> Any:
    """The answer to what was only to be kept, or was refused, with everything typed; None: it is done."""
    here = url_for("programme_holds.over", programme=law.id)
    if kept := page_drafts.asked(lambda: _page(law), lambda: {"page": here}):
        return kept
    try:
        act(current_caller(), law.id, hold, _note(hold))
    except engine.Refused as refused:
        return _page(law, {_field(hold): " ".join(says_words(one) for one in refused.unmet)}), _status(refused)
    page_drafts.taken()
    return None


def _status(refused: engine.Refused) -> int:
    return WRONG if all(one.kind == "answer" for one in refused.unmet) else CONFLICT


def _law(programme: str) -> engine.Programme:
    """The live version, for whoever places or lifts a hold over it."""
    caller = current_caller()
    if programme not in caller.programmes():
        abort(404)
    law = door().drafting.current(programme, current_code())[0]
    if not may_hold(caller, law):
        abort(404)
    return law


def _note(hold: str) -> str | None:
    return request.form.get(_field(hold), "").strip()[:LONGEST_NOTE] or None


def _wide(caller: engine.Caller, law: engine.Programme) -> list[Any]:
    """The holds that may lie over the programme and that this caller may see."""
    roles = _roles(caller, law)
    wide = (hold for hold in law.holds.values() if "programme" in hold.over)
    return [hold for hold in wide if hold.may_see is None or not roles.isdisjoint(hold.may_see)]


def _roles(caller: engine.Caller, law: engine.Programme) -> frozenset[str]:
    return frozenset(duty.role for duty in caller.duties if duty.programme == law.id)


def _heading(law: engine.Programme) -> str:
    count = sum(one.open_cases or 0 for one in door().drafting.history(law.id))
    return ngettext("It would touch %(num)s open case", "It would touch %(num)s open cases", count)


def _hold(
    caller: engine.Caller, law: engine.Programme, hold: Any, placed: Any, names: dict[str, str]
) -> dict[str, Any]:
    roles = _roles(caller, law)
    may_lift = not roles.isdisjoint(hold.lifted_by) and (hold.same_person or placed is None or placed.by != caller.user)
    return {
        "name": hold.name,
        "title": hold.title,
        "blocks": _blocks(law, hold),
        "placed": _placed(placed, names),
        "note": (placed.note or "") if placed else "",
        "place_url": _url("place", law, hold) if placed is None and not roles.isdisjoint(hold.placed_by) else None,
        "lift_url": _url("lift", law, hold) if placed is not None and may_lift else None,
        "placed_by": parties(law, hold.placed_by),
        "lifted_by": parties(law, hold.lifted_by),
        "same_person": hold.same_person,
        "note_optional": placed is not None or not hold.note_required,
    }


def _url(act: str, law: engine.Programme, hold: Any) -> str:
    return url_for(f"programme_holds.{act}", programme=law.id, hold=hold.name)


def _blocks(law: engine.Programme, hold: Any) -> str:
    if hold.blocks_everything:
        return gettext("Blocks every action but those that are never blocked. Nobody loses their place.")
    acts = [found[1].title for name in sorted(hold.blocked_actions) if (found := law.find_action(name))]
    phases = [law.phases[name].title for name in sorted(hold.blocked_phases)]
    return gettext("Blocks: %(what)s. Everything else goes on.", what=listed((*acts, *phases)))


def _placed(placed: Any, names: dict[str, str]) -> str:
    if placed is None:
        return ""
    who, day = names.get(placed.by, placed.by), day_words(placed.happened.date())
    review = gettext("to be reviewed on %(day)s", day=day_words(placed.review_on)) if placed.review_on else ""
    ends = gettext("ends by itself on %(day)s", day=day_words(placed.ends.date())) if placed.ends else ""
    return dotted((gettext("Placed by %(who)s on %(day)s", who=who, day=day), review, ends))
