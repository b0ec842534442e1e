"""The single keys of the pages and what each does. `static/keys.js` listens for them where they are switched on."""

from flask import url_for
from flask_babel import gettext


def key_rows() -> list[dict[str, str]]:
    """`pressed`: one after the other; `href`: where it goes from every page, else empty."""
    return [
        _row("g i", gettext("My work"), url_for("work.mine")),
        _row("g s", gettext("Search"), url_for("search.cases")),
        _row("/", gettext("The search at the top")),
        _row("j", gettext("Next row")),
        _row("k", gettext("Previous row")),
        _row("o", gettext("Open the row")),
        _row("x", gettext("Tick the row")),
        _row("]", gettext("Next case of the list you came from")),
        _row("[", gettext("Previous case of the list you came from")),
        _row("t", gettext("Log of the case")),
        _row("a", gettext("Assign the case")),
        _row("n", gettext("Note of the form")),
        _row("?", gettext("This list")),
    ]


def _row(pressed: str, words: str, href: str = "") -> dict[str, str]:
    return {"pressed": pressed, "words": words, "href": href}
