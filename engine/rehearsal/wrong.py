"""One thing that a story finds otherwise than it says."""

from dataclasses import dataclass

from engine.reading.place import Place


@dataclass(frozen=True, slots=True)
class Wrong:
    """One thing that is not as expected; `person` is whose log explains it."""

    what: str
    expected: str
    found: str
    place: Place | None = None
    person: str | None = None
