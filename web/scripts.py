"""The scripts in which names are written: told to browsers and screen readers, and the reader's own first."""

from collections.abc import Iterable
from typing import Any
from unicodedata import name as letter_name

from web.languages import direction

SCRIPTS = {
    "ARABIC": "Arab",
    "CYRILLIC": "Cyrl",
    "ETHIOPIC": "Ethi",
    "GEORGIAN": "Geor",
    "HEBREW": "Hebr",
    "LATIN": "Latn",
    "MYANMAR": "Mymr",
    "TAMIL": "Taml",
}
"""The codes of ISO 15924 by the first word of their letters' names in Unicode."""
Name = dict[str, str]


def script_of(words: str) -> str:
    """The one script of a name; empty where it is of several, or of none that is known here."""
    found = {SCRIPTS.get(letter_name(letter, "").partition(" ")[0], "") for letter in words if letter.isalpha()}
    return found.pop() if len(found) == 1 else ""


def name_in(words: str) -> Name:
    """A name with its language: undetermined, in its script (BCP 47), so that a voice of that script reads it."""
    script = script_of(words)
    return {"text": words, "lang": f"und-{script}" if script else ""}


def both_names(shown: str, variants: Iterable[Any]) -> tuple[Name, Name | None]:
    """A person's name and the first of its variants in another script; the one in the script of the page first."""
    script = script_of(shown)
    other = next((one for one in variants if isinstance(one, str) and script_of(one) not in ("", script)), None)
    if not script or other is None:
        return name_in(shown), None
    mine = "Arab" if direction() == "rtl" else "Latn"
    names = name_in(shown), name_in(other)
    return names if script == mine or script_of(other) != mine else (names[1], names[0])
