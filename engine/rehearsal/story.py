"""The nouns of a rehearsal: a scenario as it was read, its steps and checks, each with its place and its text."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.expressions import Expression
from engine.reading.place import Block, Place

EVERYONE = "everyone"
CASE, PROGRAMME, OPENING = "case", "programme", "opening"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What a step is expected to come to: with `refused` and `among` None, that it is done."""

    refused: frozenset[str] | None = None
    among: frozenset[str] | None = None
    because: frozenset[str] | None = None
    says: str | None = None

    @property
    def is_refusal(self) -> bool:
        return self.refused is not None or self.among is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """Somebody does something. `action` is its whole name; `people` a list of nicks, or `everyone` in the case."""

    by: str
    action: str
    people: tuple[str, ...] | str = ()
    answers: Mapping[str, Any] = field(default_factory=dict)
    each: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    reason: str | None = None
    note: str | None = None
    happened: str | None = None
    private: bool = False
    other: str | None = None  # nick of the case that a merge empties
    corrects: str | None = None  # of a correction: the act (whole name) whose last entry was wrong, or `opening`
    empties: tuple[str, ...] = ()
    expected: Expected = Expected()
    at: Place | None = None  # of a row of a table


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeHold:
    """A hold is laid over the whole programme, or lifted from it."""

    by: str
    hold: str
    lifts: bool
    note: str | None = None
    expected: Expected = Expected()


@dataclass(frozen=True, slots=True, kw_only=True)
class Opens:
    """Somebody opens another case, which has the nick `named` from then on. `people` are nicks and facts."""

    by: str
    named: str
    people: Mapping[str, Mapping[str, Any]]
    facts: Mapping[str, Any]
    starts_in: str | None
    note: str | None = None
    happened: str | None = None
    expected: Expected = Expected()


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherCase:
    """How the case behind a link stands now. `state` None, and facts not named: as before."""

    link: str
    state: str | None
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wait:
    """The clock goes on by so many of a unit (minute, hour, day, week, month, year)."""

    count: int
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class At:
    """The clock goes to a moment of the office's zone."""

    moment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Words for the reader."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Play:
    """A prelude's story inside this one."""

    prelude: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Now:
    """How everything stands. `what` is the block as written."""

    what: Block


@dataclass(frozen=True, slots=True, kw_only=True)
class See:
    """What a member of staff, a person of the case, or the case behind a link may see."""

    viewer: str
    never: tuple[tuple[str, Place], ...] = ()
    but: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """On whose work list something came in the last step, and on whose it did not."""

    who: tuple[str, ...]
    never: tuple[str, ...]
    about: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A question put to the case, or asked of one person."""

    that: Expression
    person: str | None
    answer: bool | None


Deed = Act | ProgrammeHold | Opens | OtherCase | Wait | At | Words | Play | Now | See | Told | Ask


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One line of the story, in the case of that nick. A table of an action is several deeds of one step."""

    place: Place
    written: str
    deeds: tuple[Deed, ...]
    within: str = CASE


@dataclass(frozen=True, slots=True, kw_only=True)
class Never:
    """What must not be true of anybody after any step, also of who leaves in it, and when the case has ended."""

    name: str
    check: Expression
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """A scenario or a prelude whose names are sound. `staff` are nicks and roles, `people` nicks and facts."""

    path: str
    title: str
    is_prelude: bool
    programme: str
    starts: str
    calendar: str
    staff: Mapping[str, str]
    people: Mapping[str, Mapping[str, Any]]
    facts: Mapping[str, Any]
    starts_in: str | None
    linked: tuple[OtherCase, ...]
    begins_after: str | None
    begins_at: Place
    steps: tuple[Step, ...]
    never: tuple[Never, ...]
    covers: tuple[tuple[str, Place], ...]
