"""What a verification finds: where the records are not what was written."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Breach:
    """One place. `case` is an id or `register`, `entry` a number, `thing` what is not as it should be: `entry`, `hash`,
    `value`, `key`, `case row`, `track row`…; `what` says it in words, `holds` what can still be relied on.
    """

    case: str
    reference: str | None = None
    entry: int | None = None
    thing: str
    what: str
    holds: str = ""

    def __str__(self) -> str:
        where = " ".join(str(part) for part in (self.reference or self.case, self.entry and f"#{self.entry}") if part)
        return f"{where}: {self.thing}: {self.what}" + (f" ({self.holds})" if self.holds else "")
