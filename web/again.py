"""What was typed outlives a session that ran out and a failure of ours: it is sent again by hand, never by itself."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from flask import render_template, request
from flask_babel import gettext
from werkzeug.datastructures import MultiDict

from web.going_back import local_path
from web.wording import code_words

DRAFT, _ADDRESS, _TYPED = "again.draft", "again.to", "again.typed."
SECRET = frozenset({"csrf_token", "password", "current", "new", "repeated"})
UNSHOWN = frozenset({"version", "key", "expected", "next", "then", "newcomer"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Kept:
    """A form that came too late: where it was going, and its fields in their order."""

    address: str
    typed: tuple[tuple[str, str], ...]


def of_request() -> Kept | None:
    """The form at hand, where the browser says that it came from a page of ours and there is something to keep.

    A form that another site sent is not offered: pressing the button would do what that site wants.
    """
    if request.method != "POST" or request.headers.get("Sec-Fetch-Site") != "same-origin":
        return None
    typed = tuple((name, value) for name, value in request.form.items(multi=True) if name not in SECRET)
    return Kept(address=request.full_path.rstrip("?"), typed=typed) if typed else None


def of_failed_request() -> Kept | None:
    """The form at hand where it may be sent again after a failure of ours: under its key it is recorded once."""
    return of_request() if request.form.get("key") else None


def came_along(form: MultiDict[str, str]) -> Kept | None:
    """The kept form that went along with a sign-in."""
    return kept_in(form) if request.headers.get("Sec-Fetch-Site") == "same-origin" else None


def kept_in(form: MultiDict[str, str]) -> Kept | None:
    """The kept form that these fields hold (see `hidden`)."""
    if _ADDRESS not in form:
        return None
    typed = ((name.removeprefix(_TYPED), value) for name, value in form.items(multi=True) if name.startswith(_TYPED))
    return Kept(address=local_path(form[_ADDRESS]), typed=tuple(typed))


def hidden(kept: Kept) -> Iterator[Mapping[str, str]]:
    """The fields with which a kept form goes along with a sign-in."""
    yield {"name": _ADDRESS, "value": kept.address}
    for name, value in kept.typed:
        yield {"name": f"{_TYPED}{name}", "value": value}


def _called(name: str) -> str:
    """A field in words, as far as a form of which nothing more is known can say it."""
    plain = {
        "note": gettext("Note"),
        "reason": gettext("Reason"),
        "happened": gettext("When it happened"),
        "people": gettext("For whom"),
    }
    return plain.get(name) or code_words(name.rpartition("-")[2])


def send_again_page(kept: Kept, draft: str = "") -> str:
    """Shows what was typed, with a button that sends it in the session of now. `draft`: under which key it is kept."""
    typed = ((name, value) for name, value in kept.typed if value and name not in UNSHOWN)
    shown = [(_called(name), value) for name, value in typed]
    return render_template("accounts/again.html", kept=kept, shown=shown, draft=draft, field=DRAFT)
