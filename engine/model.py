"""The nouns of a programme, frozen. What a case is stands in `engine.case`.

Names inside a compiled programme are whole: a track's fact is `medical.finding`, a chapter's state `travel.booked`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.civil import Span
from engine.expressions.node import Expression
from engine.json_schema import Schema
from engine.values import Value

STAY = "stay"
CASE = "case"
MEMBER = "member"
ANYONE = "anyone"
NOBODY = "nobody"
PERSON = "person"
CHOSEN = "chosen"
LINK = "link"
SPLIT_OFF, DUPLICATE_MERGED = "split_off", "duplicate_merged"  # how people leave a case for another one
ENGLISH = "en"
HIGHEST = "highest"
CHANGE_PRIORITY = "change_priority"
PAPER_CHECK = "paper_check"  # the kind of the action by which the paper file is checked
NOTE = "note"  # the kind of the action by which a note is written
FILE_AGREES = "file_agrees"  # the fact of each person to which a check of the paper file writes what it came to


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A question with a type. `owner` is `case` or `person`; `track` is the track that it belongs to, if any.

    What is seen of a linked case is owned by the `link` that `track` names then, and asked of nobody here.
    """

    name: str
    owner: str
    type: str
    label: str
    track: str | None = None
    help: str | None = None
    codes: Mapping[str, str] = field(default_factory=dict)
    of: str | None = None
    max: int | None = None
    partial: bool = False
    data_class: str = "personal"
    may_read: frozenset[str] | None = None  # None: every role
    kept_from: frozenset[str] = frozenset()
    default: Value | None = None
    schema: Schema | None = None

    @property
    def key(self) -> str:
        """The bare name by which the track itself, its forms and its scenarios know the fact."""
        return self.name.rpartition(".")[2]


@dataclass(frozen=True, slots=True, kw_only=True)
class Move:
    """One arm of a `to`: where it leads, and when. `when` None: otherwise.

    `shown_as`: why, for those who may not read what `when` reads; where it led they may know.
    """

    to: str
    when: Expression | None = None
    shown_as: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Requirement:
    """A named condition with the words to say when it is not met. `to` is set on those of an `only_while`."""

    name: str
    check: Expression
    says: str
    where: Mapping[str, Expression] = field(default_factory=dict)
    waits_on: str | None = None
    shown_as: str | None = None
    to: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """A question of an action. `each`: one answer for every person whom the action is about."""

    key: str
    fact: Fact
    required: bool = True
    each: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmer:
    """Who must agree before a decision counts, and how many of them."""

    role: str
    at_least: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """What an action does to the case itself: `add_person`, `split`, `merge`, `change_principal`, `reopen`.

    Of a split: `into` the state in which the new case begins, `keeps` the tracks that go along with `member`.
    """

    kind: str
    into: str | None = None
    keeps: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenFrom:
    """An action becomes possible so long before the event that a fact names."""

    before: Span
    of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """What somebody may do. `kind` is `act`, or what the engine derived it from: `place`, `lift`, `verify`,
    `countersign`, `reject`, `extend`, `confirm_end`; then `concerns` names the hold, action or timer. Of every
    programme are `take`, `assign`, `accept`, `return` and `hand_back`, by which is said who keeps a case;
    `change_priority` sets the points of a case by hand."""

    name: str
    title: str
    by: tuple[str, ...]
    to: tuple[Move, ...]
    kind: str = "act"
    concerns: str | None = None
    decision_of: str | None = None
    verified_by: Confirmer | None = None
    countersigned_by: Confirmer | None = None
    not_whoever_did: tuple[str, ...] = ()  # whole names: `track.action`, or bare for the case's
    offered_in: frozenset[str] | None = None  # the machine's states; None: its own state, or every open one
    case_in: frozenset[str] | None = None  # in a track: only while the case stands in one of these
    asks: tuple[Ask, ...] = ()
    people: Expression | str | None = None  # `chosen`, or who it is about
    shown_as: str | None = None  # why these, for those who may not read what `people` reads
    requires: tuple[Requirement, ...] = ()
    requires_each: tuple[Requirement, ...] = ()
    reasons: Mapping[str, str] = field(default_factory=dict)  # code, words
    note_required: bool = False
    never_blocked: bool = False
    does: Operation | None = None
    sets: tuple[tuple[str, Value | str], ...] = ()  # fact, and a constant or `=` and a fact's name
    sets_each: tuple[tuple[str, Value | str], ...] = ()
    waives: tuple[str, ...] = ()
    places: tuple[str, ...] = ()  # holds, laid over whom it is about, else over the case
    lifts: tuple[str, ...] = ()
    confirm: str | None = None
    at_most: int | None = None
    at_most_per_visit: bool = False
    open_from: OpenFrom | None = None
    overturns: str | None = None
    may_be_private: bool = False
    help: str | None = None
    sop: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """For how long standing in a state counts as clear (reference, Clears). `always`: no window at all."""

    always: bool = False
    counts_from: str | None = None
    lasts: Span | None = None
    until: str | None = None
    within: Span | None = None
    before: str | None = None
    used_up_by: tuple[str, str] | None = None  # track (or `case`), state
    warn: Span | None = None
    then: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    by: tuple[str, ...]
    times: int
    up_to: Span
    decision_of: str | None = None
    reasons: Mapping[str, str] = field(default_factory=dict)  # code, words


@dataclass(frozen=True, slots=True, kw_only=True)
class Timer:
    """A named time that runs. One shape: `after` (a fact, or the visit's beginning), `before` a fact, `at` one."""

    name: str
    title: str
    after: Span | None = None
    counts_from: str | None = None
    before: Span | None = None
    of: str | None = None
    at: str | None = None
    to: tuple[Move, ...] = ()
    tells: tuple[str, ...] = ()
    instead: tuple[tuple[Expression, Span], ...] = ()
    unless: Expression | None = None
    pauses_while: Expression | None = None
    late_post: Span | None = None
    extended: Extension | None = None
    sets: tuple[tuple[str, Value | str], ...] = ()
    offered_in: frozenset[str] | None = None
    says: str | None = None
    shown_as: str | None = None  # why, for those who may not read what changes or stops it
    sop: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """Service time of a visit: a span from its beginning, or the day that a fact names."""

    span: Span | None = None
    at: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class State:
    name: str
    title: str
    phase: str | None = None
    says: str | None = None
    help: str | None = None
    sop: str | None = None
    due: Due | None = None
    waits_on: str | None = None
    only_while: tuple[Requirement, ...] = ()
    clears: Window | None = None
    forgets: tuple[str, ...] = ()
    closes: frozenset[str] = frozenset()
    actions: Mapping[str, Action] = field(default_factory=dict)
    timers: Mapping[str, Timer] = field(default_factory=dict)
    automatically: tuple[Move, ...] = ()

    @property
    def turns(self) -> tuple[str, ...]:
        """Everybody whose turn it may be here: `waits_on`, and whoever can cure what is required of an action."""
        cures = (one for act in self.actions.values() for one in (*act.requires, *act.requires_each))
        return tuple(dict.fromkeys(name for name in (self.waits_on, *(one.waits_on for one in cures)) if name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Ending:
    name: str
    title: str
    outcome: str
    says: str | None = None
    sop: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Changed:
    """News about these facts of the person voids the track: it goes to `to`."""

    facts: frozenset[str]
    to: str
    says: str | None = None
    shown_as: str | None = None  # why, for those who may not read the facts


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeats:
    """One round for each span after a date; `day` is the track's own fact to which the engine writes when it is due."""

    at: tuple[Span, ...]
    after: str
    day: str
    opens: Span | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Machine:
    """One flat state machine: the case's own (named `case`), or a track's."""

    name: str
    title: str
    per: str  # `case` or `person`
    states: Mapping[str, State]
    endings: Mapping[str, Ending]
    initial: str
    anywhere: Mapping[str, Action] = field(default_factory=dict)
    timers: Mapping[str, Timer] = field(default_factory=dict)
    facts: tuple[str, ...] = ()
    opens_when: Expression | None = None
    needed_if: Expression | None = None
    when_changed: Changed | None = None
    shown_as: str | None = None
    outlives_person: bool = False
    repeats: Repeats | None = None

    def whole(self, name: str) -> str:
        """A name of this machine as it is known from outside."""
        return name if self.name == CASE else f"{self.name}.{name}"

    def state_title(self, name: str) -> str:
        place = self.states.get(name) or self.endings.get(name)
        return place.title if place else name

    def action(self, name: str, state: str | None = None) -> Action | None:
        """The action of that name: as written in this state, else `anywhere`, else in whichever state has one."""
        place = self.states.get(state or "")
        found = (place.actions.get(name) if place else None) or self.anywhere.get(name)
        return found or next((one.actions[name] for one in self.states.values() if name in one.actions), None)

    def every_action(self) -> tuple[Action, ...]:
        """Every action of the machine; those of one name in several states each for itself."""
        return (*(one for state in self.states.values() for one in state.actions.values()), *self.anywhere.values())

    def actions(self) -> Mapping[str, Action]:
        """The actions of the machine by name; of those of one name in several states, the last."""
        own = {name: action for state in self.states.values() for name, action in state.actions.items()}
        return {**own, **self.anywhere}


@dataclass(frozen=True, slots=True, kw_only=True)
class Phase:
    name: str
    title: str
    states: tuple[str, ...]
    sop: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    name: str
    title: str
    over: frozenset[str]  # of `person`, `case`, `programme`
    placed_by: tuple[str, ...]
    lifted_by: tuple[str, ...]
    same_person: bool = False
    note_required: bool = False
    blocks_everything: bool = False
    blocked_actions: frozenset[str] = frozenset()  # whole names
    blocked_phases: frozenset[str] = frozenset()
    pauses: frozenset[str] = frozenset()  # `due`, or timers
    review: Span | None = None
    at_most: Span | None = None
    may_see: frozenset[str] | None = None
    shown_as: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    by: tuple[str, ...]
    asks: tuple[Ask, ...] = ()
    requires: tuple[Requirement, ...] = ()
    requires_each: tuple[Requirement, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    """Another case, of `programme`, named when a case is opened and only read.

    `we_see` and `they_see` are names of facts of the case that is seen, and the words `state`, `phase`, `ending`.
    """

    name: str
    title: str
    programme: str
    we_see: frozenset[str] = frozenset()
    they_see: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ScoreLine:
    """Points for each person of whom `when` is true. `shown_as`: for those who may not read what it reads."""

    name: str
    points: int
    when: Expression
    because: str
    shown_as: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Priority:
    """The order in which cases are taken: by points, worked out when an action of `scored_at` is done, then by a date.

    `of_a_case` is `highest` (of the person with most points) or `sum` (of all). `then_by` names a date of the case.
    """

    lines: Mapping[str, ScoreLine]
    of_a_case: str
    scored_at: frozenset[str]  # whole names
    then_by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """A definition that may run. `digest` covers what the engine does, `labels_digest` the words for people.

    Its words are in `language`: English as in the file. `spoken` has other languages' words, each by its path
    (see `engine.reading.rewording`); what is not there is said in English.
    """

    id: str
    title: str
    digest: str
    labels_digest: str
    roles: Mapping[str, str]
    authorities: Mapping[str, str]
    facts: Mapping[str, Fact]
    checklists: Mapping[str, tuple[str, ...]]
    case: Machine
    tracks: Mapping[str, Machine]  # `member` first, then as declared
    phases: Mapping[str, Phase]
    when_empty: tuple[Move, ...]
    holds: Mapping[str, Hold]
    opening: Opening
    starts_in: tuple[str, ...]
    reference: str
    assigned_by: tuple[str, ...] = ()
    sop: str | None = None
    links: Mapping[str, Link] = field(default_factory=dict)
    language: str = ENGLISH
    spoken: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    priority: Priority | None = None
    resolved: Mapping[str, Any] = field(default_factory=dict)  # the tree that the digest covers
    short: str | None = None  # the title where there is little room

    @property
    def called(self) -> str:
        """What it is called in a line of a list: its short title, else its title."""
        return self.short or self.title

    def machine(self, name: str) -> Machine:
        """The machine of that name. Raises KeyError."""
        return self.case if name == CASE else self.tracks[name]

    def machines(self) -> tuple[Machine, ...]:
        return (*self.tracks.values(), self.case)

    def phase_of(self, state: str) -> str | None:
        place = self.case.states.get(state)
        return place.phase if place else None

    def find_action(self, whole_name: str) -> tuple[Machine, Action] | None:
        """The machine and action called `travel.book`, `medical.invite` or `decide`, or None.

        A chapter's dot and a track's dot look alike; a track of that name wins, as tracks and states share no names.
        """
        machine, bare = self.split(whole_name)
        action = machine.action(bare)
        return (machine, action) if action else None

    @property
    def merged_into(self) -> str | None:
        """The ending of a case whose people a merge has taken over."""
        return next((one.name for one in self.case.endings.values() if one.outcome == DUPLICATE_MERGED), None)

    def split(self, whole_name: str) -> tuple[Machine, str]:
        """The machine that a whole name speaks of, and the name inside it."""
        track, _, name = whole_name.partition(".")
        machine = self.tracks.get(track) if name else None
        return (machine, name) if machine else (self.case, whole_name)
