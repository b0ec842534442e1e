"""What a rehearsal comes to, as frozen values; how it is shown stands in `engine.rehearsal.rendering`."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from engine.reading.finding import Finding
from engine.rehearsal.covers import CODE, KINDS, TRIED, Item


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """What did not come as the story says. `log` is that of the person or the case, in plain words."""

    path: str
    line: int
    column: int
    step: str
    what: str
    expected: str
    found: str
    log: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Played:
    """One scenario or prelude that was played. `rest` is where each machine stood at the end, by `nick.track`.

    `digest` is that of the log with the staff's nicks in place of their accounts, so that two runs can be compared.
    """

    path: str
    title: str
    is_prelude: bool
    failures: tuple[Failure, ...]
    touched: frozenset[Item]
    rest: Mapping[str, str]
    digest: str
    entries: int
    seconds: float

    @property
    def passed(self) -> bool:
        return not self.failures


@dataclass(frozen=True, slots=True, kw_only=True)
class Coverage:
    """What all the stories together touched, of what there is."""

    touched: frozenset[Item]
    known: frozenset[Item]

    def missing(self, kind: str) -> tuple[str, ...]:
        """The names of this kind that no story touched, in order."""
        return tuple(sorted(item.name for item in self.known - self.touched if item.kind == kind))

    def counts(self) -> dict[str, tuple[int, int]]:
        """For each kind how many were touched, and how many there are."""
        return {kind: (self._count(self.touched & self.known, kind), self._count(self.known, kind)) for kind in KINDS}

    def _count(self, items: frozenset[Item], kind: str) -> int:
        return sum(item.kind == kind for item in items)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """All scenarios of a programme. With findings that are errors in a file, that file was not played."""

    programme: str
    played: tuple[Played, ...]
    findings: tuple[Finding, ...]
    coverage: Coverage

    @property
    def passed(self) -> bool:
        return all(one.passed for one in self.played) and not any(one.is_error for one in self.findings)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutant:
    """A programme with one safeguard left out: a requirement, `only_while`, separation, second person, window, timer.

    `came_by`: how many stories come by it; `replayed`: how many were played again, since they alone could tell.
    """

    kind: str
    name: str
    noticed_by: str | None = None  # path of the first story that failed
    came_by: int = 0
    replayed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Mutation:
    """What became of every mutant. Where stories fail already, nothing was mutated and `rehearsal` says why."""

    programme: str
    mutants: tuple[Mutant, ...]
    rehearsal: Rehearsal

    @property
    def untested(self) -> tuple[Mutant, ...]:
        """The safeguards whose loss no story notices."""
        return tuple(one for one in self.mutants if one.noticed_by is None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """Something that a walk came upon, and the steps of that case up to it."""

    what: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Walked:
    """A walk at random. `open_at_the_end` cases came to no ending while they were walked."""

    programme: str
    seed: int
    steps: int
    done: int
    refused: int
    opened: int
    ended: int
    found: tuple[Found, ...] = ()
    outcomes: Mapping[str, int] = field(default_factory=dict)

    @property
    def open_at_the_end(self) -> int:
        return self.opened - self.ended


def touched_by_all(played: tuple[Played, ...]) -> frozenset[Item]:
    return frozenset(item for one in played for item in one.touched if item.kind not in (TRIED, CODE))
