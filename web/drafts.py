"""Drafts of forms on the pages: kept by a button or quietly while somebody types, listed, taken up, discarded.

`draft` in an address names the key of one. With `Accept: application/json`, keeping answers with its status line.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit

from flask import current_app, flash, jsonify, redirect, request, url_for
from flask_babel import gettext, lazy_gettext

import engine
from web import at_hand, forms, uploads
from web.at_hand import CHECK, PART
from web.door import current_caller, door, reach
from web.engine_words import says_words
from web.wording import clock_words, day_words, near_words, own_words

NAME, KEEP, DISCARD = "draft", "draft", "discard"
NOT_KEPT = frozenset({"csrf_token", "then", "sure"})
CORRECTS, SHOWN, WRONG = "corrects", 4, 422
Row = dict[str, Any]
TITLES: Mapping[str, Any] = {
    "sharing.choose": lazy_gettext("Give cases to a colleague"),
    "absences.of_somebody": lazy_gettext("Absence"),
    "file_check.of_case": lazy_gettext("File check"),
    "documents.form": lazy_gettext("Attach a file"),
    "programme_holds.over": lazy_gettext("Holds over the programme"),
    "accounts.send_again": lazy_gettext("A form that was not sent yet"),
}
"""What a draft of a page is called in lists, where it is of no step."""


# keeping


def keep(form: engine.Form) -> tuple[engine.Form | None, str]:
    """Keeps what was sent; what is said of it, and the form as kept. None: it was not kept, and why."""
    try:
        kept = door().unfinished.keep(current_caller(), form)
    except engine.Refused as refused:
        return None, " ".join(says_words(one) for one in refused.unmet)
    office = office_of(kept)
    time, day = clock_words(kept.saved, office), day_words(office.day_of(kept.ends))
    return kept, gettext("Draft saved %(time)s. Only you see it; it is kept until %(day)s.", time=time, day=day)


def answer(form: engine.Form, again: Callable[[str], Any]) -> Any:
    """Keeps it; then the same form by its address, for a script what its status line says. `again`: not kept, why."""
    kept, words = keep(form)
    if quietly():
        return jsonify(words=words), 200 if kept else WRONG
    if kept is None:
        return again(words)
    flash(words)
    return redirect(address(kept), 303)


def quietly() -> bool:
    """Whether a script asks, while somebody types."""
    return request.accept_mimetypes.best == "application/json"


def checked(form: engine.Form, again: Callable[[str], Any]) -> Any:
    """Keeps what was sent to be checked; then the check has an address of its own. `again`: not kept, why."""
    kept, words = keep(form)
    return redirect(address(kept, **{PART: CHECK}), 303) if kept else again(words)


def left_at_check(of_it: Callable[[engine.Form], bool]) -> engine.Form | None:
    """What whoever asks typed there, sent to be checked last, and neither recorded nor changed: on the way back from
    the check, it is there again. `of_it`: whether a draft is of the form at hand."""
    found = next((one for one in door().unfinished.forms(current_caller()) if of_it(one)), None)
    return found if found is not None and (PART, CHECK) in found.fields else None


def sent(**about: str | None) -> engine.Form:
    """What was sent, as a form to keep; `about`: whose."""
    fields = tuple((name, value) for name, value in request.form.items(multi=True) if name not in NOT_KEPT)
    return engine.Form(key=forms.sent_key() or forms.new_key(), fields=fields, **about)


# taking up again


def named() -> engine.Form | None:
    """The draft that the address names, from now on the form at hand; None where it names none, or none any more."""
    key = request.args.get(NAME, "")
    found = door().unfinished.form(current_caller(), key) if key else None
    if found is not None:
        at_hand.take_up(found.fields)
    elif key:
        flash(gettext("This draft is not there any more: it was recorded, discarded, or too old."), "stop")
    return found


def discarded(back: str) -> Any:
    """Deletes the draft of the form that was sent, and goes back."""
    key = forms.sent_key()
    if key:
        door().unfinished.discard(current_caller(), key)
    uploads.discard_all(request.form)
    flash(gettext("The draft is discarded."))
    return redirect(back, 303)


def address(form: engine.Form, **more: str) -> str:
    """Where a draft is taken up again."""
    if form.page is not None:
        return f"{form.page}{'&' if '?' in form.page else '?'}{urlencode({NAME: form.key, **more})}"
    if form.case is None:
        return url_for("opening.form", programme=form.programme, office=form.office, draft=form.key, **more)
    which = {name: value for name, value in form.fields if name == CORRECTS}
    return url_for(
        "steps.form", case_id=form.reference or form.case, action=form.action, draft=form.key, **which, **more
    )


# in lists


def rows(found: Sequence[engine.Form]) -> Iterator[Row]:
    """Drafts as rows: what, of which case, kept when and until when."""
    for form in found:
        yield {
            "words": _title(form),
            "href": address(form),
            "reference": form.reference or "",
            "named": "" if form.case or form.page else _first_name(form),
            "new": not form.case and not form.page,
            "programme": _called(form.programme),
            **_times(form),
        }


def _called(programme: str) -> str:
    law = reach().programmes.get(programme)
    return law.called if law else programme


def _title(form: engine.Form) -> str:
    if form.action is None:
        return str(TITLES[endpoint_of(form.page)]) if form.page else gettext("Open a case")
    found = door().casework.programme_for(current_caller(), form.programme).find_action(form.action)
    return own_words(found[1]) if found else form.action


def _first_name(form: engine.Form) -> str:
    """The principal applicant of a case to be opened, as far as typed."""
    typed = dict(reversed(form.fields))
    names = (typed.get(forms.each_name(typed.get("newcomer", ""), key), "") for key in ("given_names", "family_name"))
    return " ".join(one for one in names if one)


def _times(form: engine.Form) -> Row:
    office, now = office_of(form), door().signing_in.now()
    until = gettext("kept until %(day)s", day=day_words(office.day_of(form.ends)))
    return {"saved": near_words(form.saved, office, now), "until": until}


def endpoint_of(page: str) -> str:
    """Which page of ours an address is of."""
    return current_app.url_map.bind("").match(urlsplit(page).path)[0]


def office_of(form: engine.Form) -> engine.Office:
    """By whose clock it is told when a form was kept: of a page, of the first office of whoever asks."""
    return door().administration.office(form.office) if form.office else next(iter(reach().offices.values()))


def panel() -> dict[str, Any] | None:
    """The drafts of whoever asks; None where there are none."""
    found = door().unfinished.forms(current_caller())
    shown = found if request.args.get("all") == "drafts" else found[:SHOWN]
    if not found:
        return None
    more = url_for("work.mine", all="drafts") + "#drafts" if len(found) > len(shown) else None
    return {"rows": list(rows(shown)), "count": len(found), "all_url": more}


def of_step(case: str, action: str) -> list[Row]:
    """The drafts of this step of this case that whoever asks has kept."""
    found = door().unfinished.forms(current_caller())
    return list(rows([one for one in found if (one.case, one.action) == (case, action)]))


def line(draft: engine.Form) -> str:
    """What the form of a draft says of it."""
    return gettext("Your draft of %(when)s, %(until)s.", when=_times(draft)["saved"], until=_times(draft)["until"])
