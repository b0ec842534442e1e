"""Why something may not happen yet, or a clearance does not count; and what of it is so already."""

from dataclasses import dataclass
from datetime import date, datetime

from engine.values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Reason:
    """Why a clearance does not count: `missing`, `too_early`, `lapsed`, `used_up`, `unknown`, `held`.

    `last_day` it counted, `first_day` it will; `missing` the facts without which it is unknown; `waits_on` who acts.
    Where it is `held`, `holds` stop what would make it count, and `otherwise` is the reason without them.
    """

    person: str | None
    track: str
    answer: str
    last_day: date | None = None
    first_day: date | None = None
    missing: tuple[str, ...] = ()
    waits_on: str | None = None
    shown_as: str | None = None
    holds: tuple[str, ...] = ()
    otherwise: "Reason | None" = None

    @property
    def name(self) -> str:
        return ".".join(part for part in (self.person, self.track, self.answer) if part)


@dataclass(frozen=True, slots=True, kw_only=True)
class Met:
    """Something that an action asks for and that is so already: `kind` role, time, separation, rule or clear.

    `facts` and `tracks` are the names of what a rule reads, or of the track that is clear.
    """

    kind: str
    facts: tuple[str, ...] = ()
    tracks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Unmet:
    """One thing that stands in the way. `code` is an engine code or the requirement's name.

    `facts` are the facts read with their values now; `reasons` the clearances that do not count; `possible_from` the
    first instant at which it could be met; `waits_on` who can cure it.
    """

    code: str
    says: str
    person: str | None = None
    machine: str | None = None
    kind: str = "rule"  # rule, role, answer, time, hold, pending, separation, state
    facts: tuple[tuple[str, Value | None], ...] = ()
    reasons: tuple[Reason, ...] = ()
    possible_from: datetime | None = None
    waits_on: str | None = None
    unknown: bool = False
    field: str | None = None  # the question to which it belongs, `key` or `person.key`
