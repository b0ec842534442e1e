"""The form at hand: what was sent, or where the address names a draft, what was kept of it."""

from collections.abc import Iterable

from flask import g, request
from werkzeug.datastructures import MultiDict

PART, CHECK = "part", "check"
"""In an address and in a draft: which page of a form of several pages, such as its check."""


def form_at_hand() -> MultiDict[str, str]:
    return g.get("form_taken_up") or request.form


def value_at_hand(name: str) -> str:
    """One value of the form at hand, or of the address; empty where there is none."""
    return request.args.get(name) or form_at_hand().get(name, "")


def take_up(fields: Iterable[tuple[str, str]]) -> None:
    """From here on, these fields are the form at hand."""
    g.form_taken_up = MultiDict(fields)
