"""How wide a text will be. The reader's font is not known here, so this is estimated on the wide side."""

import unicodedata
from functools import cache

SIZE, LINE = 12, 14  # px: the text of every drawing, and from one line to the next
_NARROW, _WIDE = frozenset("iljtfrI.,:;'|!()[] ’"), frozenset("mwMW@%—…")
_ELLIPSIS = "…"


@cache
def width(text: str) -> float:
    """In px at 12 px."""
    return sum(_width_of(character) for character in text)


def _width_of(character: str) -> float:
    if unicodedata.combining(character):
        return 0
    if unicodedata.east_asian_width(character) in "WF":
        return 12.5
    if character in _NARROW:
        return 4.3
    return 10.6 if character in _WIDE else 8.2 if character.isupper() else 7.0


def lines(text: str, room: float, most: int = 2) -> tuple[str, ...]:
    """The text in at most so many lines of so many px; what does not fit ends in an ellipsis."""
    words, found = " ".join(text.split()).split(" "), [""]
    while words:
        word = words.pop(0)
        longer = f"{found[-1]} {word}".strip()
        if width(longer) <= room:
            found[-1] = longer
        elif found[-1] and len(found) < most:
            found.append("")
            words.insert(0, word)
        else:
            found[-1] = _cut(" ".join((longer, *words)), room)
            break
    return tuple(found)


def _cut(text: str, room: float) -> str:
    if width(text) <= room:
        return text
    while text and width(text + _ELLIPSIS) > room:
        text = text[:-1]
    return text.rstrip() + _ELLIPSIS
