"""A document in a form: its name, what it says of itself (the days on it, its language), and its file."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

import engine
from web import uploads
from web.wording import file_words

DAYS = ("signed_on", "issued_on", "expires_on")
PARTS = (*DAYS, "language")
DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


class Sent(Protocol):
    """A form as it was sent."""

    def get(self, key: str, default: str) -> str: ...


def read(form: Sent, name: str) -> Any:
    """The name alone, or with what was typed of its parts and the id of its file; `file` may say why none was kept."""
    called = form.get(name, "").strip()
    given: dict[str, Any] = {part: form.get(f"{name}.{part}", "").strip().translate(DIGITS) for part in PARTS}
    given["file"] = _file(form, name)
    given = {part: typed for part, typed in given.items() if typed}
    return {"name": called, **given} if given else called


def _file(form: Sent, name: str) -> Any:
    why = uploads.refused(name)
    if why is not None:
        return {"refused": why}
    return "" if form.get(name + uploads.WITHOUT, "") else form.get(name + uploads.FILE, "")


def named(name: str, given: Any) -> list[tuple[str, str]]:
    """The fields by which `read` reads the same again."""
    parts = whole(given)
    return [(name, parts["name"]), *((f"{name}.{part}", parts[part]) for part in (*PARTS, "file") if parts[part])]


def whole(given: Any) -> dict[str, str]:
    """Every part as typed; empty where nothing is, or where a file was not kept."""
    typed = given if isinstance(given, Mapping) else {"name": str(given or "")}
    parts = {part: str(typed.get(part) or "") for part in ("name", *PARTS)}
    file = typed.get("file")
    return {**parts, "file": file if isinstance(file, str) else ""}


def shown(given: Any) -> dict[str, str]:
    """The same for a field, with what the file is; a file that is gone is left to the engine to tell."""
    parts = whole(given)
    file = uploads.sent_file(parts["file"]) if parts["file"] else None
    words = {"file_name": file.name, "file_words": file_words(file.media, file.size)} if file else {}
    return {"file_name": "", "file_words": "", **parts, **words}


def as_typed(document: engine.Document) -> Any:
    """A document as it would have been typed; its file stays where it is."""
    given = {part: str(getattr(document, part)) for part in PARTS if getattr(document, part)}
    return {"name": document.name, **given} if given else document.name


def document(given: Any) -> engine.Document:
    """What was typed, as a document. Raises ValueError where a day is none."""
    parts = whole(given)
    days = {part: date.fromisoformat(parts[part]) for part in DAYS if parts[part]}
    file = uploads.sent_file(parts["file"]) if parts["file"] else None
    kept = {"file": file.id, "sha256": file.sha256, "size": file.size, "media": file.media} if file else {}
    name = parts["name"] or (file.name if file else "")
    return engine.Document(name=name, language=parts["language"] or None, **days, **kept)
