"""A form that comes again after it was recorded, as after Back: that is told, with the way on, and nothing is lost."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext

import engine
from web.door import current_caller, door
from web.entry_words import events
from web.forms import sent_key
from web.identity import case_url, link
from web.wording import near_words

CONFLICT = 409


def recorded_already() -> engine.Acted | None:
    """What the form at hand came to, if it was recorded before under its key."""
    return recorded_under(sent_key() or "")


def recorded_under(key: str) -> engine.Acted | None:
    """What a form of this key came to, such as one that an address names as a draft."""
    return door().unfinished.recorded(current_caller(), key) if key else None


def answer(acted: engine.Acted, then: str, again: Mapping[str, str], typed: Sequence[Mapping[str, Any]]) -> Any:
    """Who confirms twice is led to the case; who sends the form itself again is told.

    `again`: the link by which it is begun anew, `typed`: what was sent now, as `answers` takes it.
    """
    if then in ("record", "open"):
        flash(notice(acted))
        return redirect(case_url(acted.case.reference), 303)
    return told(acted, again, typed), CONFLICT


def told(acted: engine.Acted, again: Mapping[str, str], typed: Sequence[Mapping[str, Any]]) -> str:
    """The page that says so."""
    reference = acted.case.reference
    log = url_for("log.of_case", case_id=reference)
    return render_template(
        "cases/already.html",
        words=notice(acted),
        typed=typed,
        links=[link(gettext("To the case %(reference)s", reference=reference), case_url(reference)), again],
        log=link(gettext("See it in the log"), log),
    )


def notice(acted: engine.Acted) -> str:
    """What was recorded and when, and that it was not recorded once more."""
    names = door().casework.see(current_caller(), acted.case.id).names
    happened = events(acted.programme, acted.entries, names)
    first, words = happened[-1] if happened else (None, "")
    office = door().administration.office(acted.case.office)
    when = near_words(first.recorded, office, door().signing_in.now()) if first else ""
    said = gettext("This was recorded already: %(what)s (%(when)s).", what=words.rstrip("."), when=when)
    once = gettext("It was not recorded a second time.")
    return f"{said} {once}"
