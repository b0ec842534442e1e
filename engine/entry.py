"""What the log keeps of a step."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from engine.case import Cover
from engine.values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """One value written or emptied (`value` None). `owner` is `case` or a person's id. Sealed in the log."""

    owner: str
    fact: str
    value: Value | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A requirement as it was evaluated: its name, for whom, what came out (`true`, `false`, `unknown`, `failed`)."""

    name: str
    person: str | None
    truth: str


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherCase:
    """The other case of a step over two, as an entry names it: its entry that names this one, and who changed over.

    `did` says what became of the other case in that step: `opened` by a split, `divided` by it, `emptied` by a merge,
    `received` the people of this one.
    """

    did: str
    case: str
    reference: str
    office: str
    entry: int
    people: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One line of the log. `changes`: what there is besides values and the move, in plain JSON (see `replay`).

    Times are UTC: `happened` the event, `due_at` the end of the timer or window that spoke, `recorded` the writing.
    """

    case: str
    seq: int
    step: int
    cause: str
    machine: str
    person: str | None = None
    origin: str | None = None
    target: str | None = None
    visit: int | None = None
    round: int | None = None
    action: str | None = None
    ground: str | None = None  # what moved it: timer, requirement, window, hold; whole name
    actor: str | None = None
    roles: tuple[str, ...] = ()
    decided_by: str | None = None
    confirmed_by: tuple[str, ...] = ()
    on_behalf_of: str | None = None
    corrects: int | None = None
    reason: str | None = None
    note: str | None = None
    happened: datetime
    due_at: datetime | None = None
    recorded: datetime
    digest: str
    labels_digest: str
    inputs: Mapping[str, Any] = field(default_factory=dict)
    judged: tuple[Judged, ...] = ()
    written: tuple[Written, ...] = ()
    changes: tuple[Mapping[str, Any], ...] = ()
    told: tuple[str, ...] = ()
    sop: str | None = None

    @property
    def other_case(self) -> OtherCase | None:
        """The other case, where the step was one over two."""
        what = next((change["other_case"] for change in self.changes if "other_case" in change), None)
        return OtherCase(**{**what, "people": tuple(what["people"])}) if what else None

    @property
    def covers(self) -> tuple[Cover, ...]:
        """For whom it was done who was away; nobody where a colleague acted without covering."""
        found = (change["for_keeper"] for change in self.changes if "for_keeper" in change)
        return tuple(
            Cover(absent=one["user"], absence=one["absence"], role=one["role"]) for one in found if "absence" in one
        )
