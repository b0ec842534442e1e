"""A document in a form: its name, and what it says of itself, the days on it and its language."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

import engine

DAYS = ("signed_on", "issued_on", "expires_on")
PARTS = (*DAYS, "language")
DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


class Sent(Protocol):
    """A form as it was sent."""

    def get(self, key: str, default: str) -> str: ...


def read(form: Sent, name: str) -> Any:
    """The name alone, or with what was typed of its parts."""
    called = form.get(name, "").strip()
    given = {part: form.get(f"{name}.{part}", "").strip().translate(DIGITS) for part in PARTS}
    given = {part: typed for part, typed in given.items() if typed}
    return {"name": called, **given} if given else called


def named(name: str, given: Any) -> list[tuple[str, str]]:
    """The fields by which `read` reads the same again."""
    parts = whole(given)
    return [(name, parts["name"]), *((f"{name}.{part}", parts[part]) for part in PARTS if parts[part])]


def whole(given: Any) -> dict[str, str]:
    """Every part as typed; empty where nothing is."""
    typed = given if isinstance(given, Mapping) else {"name": str(given or "")}
    return {part: str(typed.get(part) or "") for part in ("name", *PARTS)}


def as_typed(document: engine.Document) -> Any:
    """A document as it would have been typed."""
    given = {part: str(getattr(document, part)) for part in PARTS if getattr(document, part)}
    return {"name": document.name, **given} if given else document.name


def document(given: Any) -> engine.Document:
    """What was typed, as a document. Raises ValueError where a day is none."""
    parts = whole(given)
    days = {part: date.fromisoformat(parts[part]) for part in DAYS if parts[part]}
    return engine.Document(name=parts["name"], language=parts["language"] or None, **days)
