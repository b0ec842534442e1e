"""What somebody asks of a case, and everything from outside the case that the answer may depend on."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from engine.case import Case, Cover, PlacedHold, Sight
from engine.civil import Office
from engine.entry import Entry, Written


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acts: a user of the system, with the roles that this user has in the programme, and for whom they cover."""

    user: str
    roles: frozenset[str]
    name: str = ""
    audits: bool = False  # sees that every entry is there, and of those that may not be read nothing else
    covers: tuple[Cover, ...] = ()

    @property
    def counts_as(self) -> frozenset[str]:
        """As whom the actor counts wherever two must be different people: themselves, and those for whom they cover."""
        return frozenset((self.user, *(one.absent for one in self.covers)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Corrected:
    """An entry that is to be corrected: the act that it recorded (None: the opening), what stands as it wrote it, and
    the whole log in which it stands."""

    entry: Entry
    action: str | None
    stands: tuple[Written, ...] = ()
    log: tuple[Entry, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Something that must be in the file of the case or of a person (`owner`), by its `name`.

    `record`: how it is in the case itself: `there`, `no_file`, `expired` or `missing`.
    """

    owner: str
    name: str
    record: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """The second case of a step over two: the one that a split opens, or the one that a merge empties.

    Of one that is to be opened only its id and reference are known. Of a merge, `case` None: there is no such case, or
    none that the actor may see. `inputs` are those of its own office, `roles` the actor's there.
    """

    id: str
    reference: str
    case: Case | None = None
    inputs: "Inputs | None" = None
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Inputs:
    """Everything from outside the case that a decision may read; each with its digest or version.

    `programme_holds`: those that lie over the programme, or have lain since the case's last entry (see `at`).
    `linked`: the linked cases as they are now. A case decides by what it has seen itself (`Case.links`), so what is
    new here is first recorded.
    """

    office: Office
    programme_holds: tuple[PlacedHold, ...] = ()
    linked: Mapping[str, Sight] = field(default_factory=dict)
    beside: Beside | None = None
    corrected: Corrected | None = None
    listed: tuple[Listed, ...] = ()  # of a check of the paper file, what is to be in it as far as the actor may read

    def at(self, now: datetime) -> "Inputs":
        """The same with the holds over the programme that lie there at this instant."""
        holds = tuple(one for one in self.programme_holds if one.lies_at(now))
        return self if holds == self.programme_holds else replace(self, programme_holds=holds)

    def changes(self) -> Iterator[datetime]:
        """When a hold over the programme comes or goes."""
        for hold in self.programme_holds:
            yield hold.happened
            if hold.ends is not None:
                yield hold.ends

    def versions(self, seen: Mapping[str, Sight]) -> dict[str, Any]:
        """What an entry records of its inputs; `seen` are the linked cases, as they are now or were last seen."""
        holds = [f"{hold.name}@{hold.happened.isoformat()}" for hold in self.programme_holds]
        linked = {name: f"{sight.case}@{sight.version}" for name, sight in seen.items()}
        other = self.beside.case if self.beside else None
        own: dict[str, Any] = {"office": self.office.name, "calendar": self.office.digest, "programme_holds": holds}
        own |= {"linked": linked} if linked else {}
        return own | ({"other_case": {"case": other.id, "version": other.version}} if other else {})


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What somebody asks for: an action, for whom, with which answers, when it happened (event time, UTC)."""

    action: str  # whole name
    actor: Actor
    people: tuple[str, ...] = ()
    answers: Mapping[str, Any] = field(default_factory=dict)  # as typed in
    each: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    reason: str | None = None
    note: str | None = None
    happened: datetime | None = None
    private: bool = False
    newcomers: tuple[str, ...] = ()  # ids for people whom `add_person` brings in; keys of `each`
    on_behalf_of: str | None = None
    corrects: int | None = None
    empties: tuple[str, ...] = ()  # of what is corrected, the answers that are taken away: `key` or `person.key`
    colleague: Actor | None = None  # to whom the case is given, with the roles held there; None: nobody of that name
    other: str | None = None  # id or reference of the case that a merge empties
    bulk: str | None = None  # the run in which it is done with others
