"""What the lists need of a case: computed above from the case and its programme, written in the same transaction."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class TrackRow:
    """Where a track stands. `person` None: a track of the case. `clear_until`: the last day on which it counts.

    `waits_on` is the role that must act on it now, `due_on` until when; both as for the case itself.
    `followed_by` are the roles on whose list it is from the day `followed_from`, though it is nobody's turn in the
    house: somebody outside is late, or it is about to lapse.
    """

    person: str | None = None
    track: str
    state: str
    clear_until: date | None = None
    waits_on: str | None = None
    due_on: date | None = None
    followed_by: tuple[str, ...] = ()
    followed_from: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TimerRow:
    """A timer that runs, and the instant (UTC) of its end."""

    person: str | None = None
    machine: str
    timer: str
    ends: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class KeeperRow:
    """Who keeps the case in a role: the opaque id of an account. `given`: the entry by which a colleague gave it, as
    long as it is neither accepted nor returned."""

    role: str
    keeper: str
    given: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoticeRow:
    """Something told to a role. `entry` is the number of the entry that told it, `since` its record time."""

    role: str
    text: str
    since: datetime
    entry: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CoveredRow:
    """An entry of what was done in the place of somebody `absent` (an opaque id), `since` its record time."""

    absent: str
    since: datetime
    entry: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseRows:
    """The list rows of one case at one version; the rest of its row is taken from the case itself.

    `tracks`, `timers` and `keepers` are all that there are; `notices` and `covered` are those that the entries handed
    in with them tell: of one step when appending, of the whole case when verifying. `calendar` is the digest of the
    office's calendar by which `next_instant` was reckoned, no hold lying over the programme. `on_hold` leaves out holds
    that must not show in a count. `shown`: when the last of the entries handed in was written that everybody
    may see, by which lists are ordered, so that none tells that something hidden happened; None: none of them.
    `sought` are the folded words and numbers by which the case is found; of these only keyed digests are written.
    `lapses_on`: the first last day of a clearance, of those that everybody may see.
    `summary` is kept sealed: what a list shows of people, such as the principal's name.
    `made_on`: the office's day on which the rest was worked out; it stays so until that day has passed, unless
    something `pauses`: a time that stands still, so that its end moves with the hour.
    """

    made_on: date | None = None
    pauses: bool = False
    phase: str | None = None
    waits_on: str | None = None
    due_on: date | None = None
    next_instant: datetime | None = None
    calendar: str = ""
    on_hold: bool = False
    shown: datetime | None = None
    priority: int | None = None
    then_by: date | None = None
    lapses_on: date | None = None
    summary: Mapping[str, str] = field(default_factory=dict)
    tracks: tuple[TrackRow, ...] = ()
    timers: tuple[TimerRow, ...] = ()
    keepers: tuple[KeeperRow, ...] = ()
    sought: tuple[str, ...] = ()
    notices: tuple[NoticeRow, ...] = ()
    covered: tuple[CoveredRow, ...] = ()
