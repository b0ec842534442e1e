"""The nouns of a case, frozen: where it stands, who is in it, what was recorded. A case is what its log says."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from engine.civil import Office
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
    overdue: tuple["Overdue", ...] = ()
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Overdue:
    """A time that ran out in the past and would have ended something: to be confirmed or extended (semantics 33)."""

    machine: str
    person: str | None
    timer: str


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
    corrected: "Corrected | None" = None
    listed: tuple["Listed", ...] = ()  # of a check of the paper file, what is to be in it as far as the actor may read

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
