"""The nouns of a case, frozen: where it stands, who is in it, what was recorded. A case is what its log says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from engine.values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class Paused:
    """A timer that stands still: since when, if it does now, and how many seconds it stood still before."""

    since: datetime | None = None
    seconds: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where a machine stands. `since` is the event time (UTC) at which this visit began.

    `been`: every state it ever stood in, with the number of the entry that last entered it. `closed`: number of the
    step that closed the machine for good, 0 while it is open. `silence` and `silence_ended`: the timer that led here
    (whole name), and its end; kept until something final follows. `spoken`: timers that spoke in this visit, and as
    `unless <timer>` those that kept silent. `round`: which run of a track that repeats, 0 of one that does not; `been`
    is of this round alone. `used_up`: its clearance was used in another case, before it came along into this one.
    """

    state: str
    since: datetime
    visit: int = 1
    entry: int = 0  # number of the entry that began the visit
    step: int = 0  # number of the step in which it began
    came_from: str | None = None
    been: Mapping[str, int] = field(default_factory=dict)
    closed: int = 0
    spoken: frozenset[str] = frozenset()
    extended: Mapping[str, datetime] = field(default_factory=dict)  # granted, less what had stood still by then
    extensions: Mapping[str, int] = field(default_factory=dict)
    paused: Mapping[str, Paused] = field(default_factory=dict)
    silence: str | None = None
    silence_ended: datetime | None = None
    round: int = 0
    used_up: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Left:
    """How somebody left the case. `entry` is the first number of the step in which it happened.

    `into` is the id of the case that the person is in instead, after a split or a merge.
    """

    outcome: str
    happened: datetime
    entry: int
    private: bool = False
    into: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """`came_through` are the ids of the cases that the person was in before, the first one first."""

    id: str
    facts: Mapping[str, Value] = field(default_factory=dict)
    tracks: Mapping[str, Standing] = field(default_factory=dict)
    waived: frozenset[str] = frozenset()
    joined: datetime
    left: Left | None = None
    came_through: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """For whom somebody acts who is away: an opaque id, and the number of the absence in the register.

    `role` is that in which the absent keeps the case, where something was done in it.
    """

    absent: str
    absence: int
    role: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedHold:
    """A hold laid over somebody or something. `over` is a person's id, `case` or `programme`.

    `stood_for`: the absent for whom it was placed; they count as having placed it.
    """

    name: str
    over: str
    by: str
    happened: datetime
    review_on: date | None = None
    ends: datetime | None = None  # it falls by itself
    note: str | None = None
    again: tuple[str, ...] = ()  # who placed it again while it lay
    stood_for: tuple[str, ...] = ()

    @property
    def placed_by(self) -> tuple[str, ...]:
        """Everybody who placed it, or for whom it was; none of them lifts it, unless the hold says otherwise."""
        return (self.by, *self.again, *self.stood_for)

    def lies_at(self, now: datetime) -> bool:
        """Whether it lies there at this instant."""
        return self.happened <= now and (self.ends is None or now < self.ends)


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A decision that waits for other people: what was asked, by whom, who has confirmed it.

    `covers`: for whom its actor asked it who is away; `stood_for`: for whom those confirmed it who did.
    """

    action: str  # whole name
    machine: str
    people: tuple[str, ...]
    actor: str
    roles: tuple[str, ...]
    answers: Mapping[str, Value]
    each: Mapping[str, Mapping[str, Value]]
    reason: str | None
    note: str | None
    happened: datetime
    entry: int
    confirmed_by: tuple[str, ...] = ()
    private: bool = False
    on_behalf_of: str | None = None
    other: str | None = None  # id of the case that a merge would empty
    covers: tuple[Cover, ...] = ()
    stood_for: tuple[str, ...] = ()

    @property
    def had_a_part(self) -> frozenset[str]:
        """Everybody by whom or for whom it was decided or confirmed; none of them confirms it."""
        confirmed = (name.partition(":")[2] for name in self.confirmed_by)
        return frozenset((self.actor, *(one.absent for one in self.covers), *confirmed, *self.stood_for))


@dataclass(frozen=True, slots=True, kw_only=True)
class Keeper:
    """Who keeps a case in a role, since when. `user` is the opaque id of an account.

    `given_by`: the colleague who gave it, as long as the keeper has neither accepted nor returned it, nor acted in it;
    `given_in` the entry that says so, `before` who kept the case until then.
    """

    role: str
    user: str
    since: datetime
    given_by: str | None = None
    given_in: int | None = None
    before: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """A reason that gives points. `line` is its name in the programme, `people` are those of whom it is true.

    `line` None: what may not be read, several reasons as one sum, in the words of `shown_as` and of nobody.
    """

    line: str | None
    points: int
    people: tuple[str, ...] = ()
    shown_as: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """The priority of a case as it was worked out by entry `entry`, and kept since.

    `points` count, and are those of the `reasons` unless somebody (`changed_by`, an opaque id) set them by hand in
    entry `changed`.
    """

    points: int
    entry: int
    reasons: tuple[Counted, ...] = ()
    changed: int = 0
    changed_by: str | None = None

    @property
    def worked_out(self) -> int:
        """The points that the reasons give."""
        return sum(one.points for one in self.reasons)


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """How often an action was done (`visits`: in which visits of its machine), and by whom."""

    times: int = 0
    by: tuple[str, ...] = ()
    visits: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """Another case as it was last seen through a link: what both programmes name of it, at which version.

    `ended` is unknown (None) where neither its state nor its ending is seen; `facts` go by their names there.
    """

    case: str
    version: int
    reference: str
    programme: str
    office: str
    state: str | None = None
    state_title: str | None = None
    phase: str | None = None
    phase_title: str | None = None
    ended: bool | None = None
    ending: str | None = None  # its outcome
    facts: Mapping[str, Value] = field(default_factory=dict)

    def is_seen_as(self, other: "Sight | None") -> bool:
        """Whether the other shows the same of that case, be it at another version or in mended words."""
        return other is not None and self._shown() == other._shown()

    def _shown(self) -> tuple[Any, ...]:
        return self.case, self.state, self.phase, self.ended, self.ending, dict(self.facts)


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """A time that ran out in the past and would have ended something: to be confirmed or extended (semantics 33)."""

    machine: str
    person: str | None
    timer: str


@dataclass(frozen=True, kw_only=True)
class Case:
    """One case as its log tells it. `version` is the number of its last entry.

    `unheard`: what was put right after it had ended (`owner|fact`), and is news when it is brought back.
    """

    id: str
    reference: str
    programme: str
    digest: str
    office: str
    version: int
    opened: datetime
    recorded: datetime | None = None  # when the last entry was written
    standing: Standing
    facts: Mapping[str, Value] = field(default_factory=dict)
    tracks: Mapping[str, Standing] = field(default_factory=dict)
    waived: frozenset[str] = frozenset()
    people: tuple[Person, ...] = ()  # in the order of joining, with those who left
    principal: str | None = None
    holds: tuple[PlacedHold, ...] = ()
    pending: tuple[Pending, ...] = ()
    done: Mapping[str, Done] = field(default_factory=dict)  # by `action_key`
    outcome: str | None = None
    overdue: tuple[Overdue, ...] = ()
    keepers: tuple[Keeper, ...] = ()  # at most one in each role
    links: Mapping[str, Sight] = field(default_factory=dict)  # the other cases, by the name of the link
    score: Score | None = None
    unheard: frozenset[str] = frozenset()

    def keeper_in(self, role: str) -> Keeper | None:
        return next((one for one in self.keepers if one.role == role), None)

    @property
    def present(self) -> tuple[Person, ...]:
        return tuple(person for person in self.people if person.left is None)

    def person(self, person_id: str) -> Person:
        """Raises KeyError when nobody of that id was ever in the case."""
        for person in self.people:
            if person.id == person_id:
                return person
        raise KeyError(person_id)

    def standing_of(self, machine: str, person: str | None) -> Standing | None:
        """Where a machine stands: the case's own, a track of the case, or a track of a person; None while not open."""
        if machine == "case":
            return self.standing
        if person is None:
            return self.tracks.get(machine)
        return self.person(person).tracks.get(machine)


def case_with(case: Case, **what: Any) -> Case:
    """As `dataclasses.replace`, in a tenth of its time: a case is made anew several times in a step."""
    after = object.__new__(Case)
    parts = after.__dict__
    parts.update(case.__dict__)
    assert what.keys() <= parts.keys()
    parts.update(what)
    return after


def action_key(action: str, person: str | None) -> str:
    """Under which name `Case.done` keeps an action: whole name, and the person in a per-person track."""
    return f"{action}|{person or ''}"
