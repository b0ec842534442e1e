"""Where a story is played: the product's own doors over a fresh database, and a clock that only the story moves."""

import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory

from engine.administration import Administration
from engine.caller import Caller
from engine.case import Case
from engine.casework import Casework
from engine.civil import Office
from engine.colleagues import caller_of
from engine.drafting import Drafting
from engine.entry import Entry
from engine.errors import NotFound
from engine.model import Programme
from engine.numbers import numbers_of
from engine.published import Published
from engine.records import links
from engine.records.database import Records, open_records
from engine.rehearsal.others import Staged, id_of
from engine.rehearsal.story import OPENING, OtherCase
from engine.running import outlook
from engine.running.opening import Opening
from engine.step import Actor, Inputs, Step

BEFORE_ALL = datetime(2000, 1, 1, tzinfo=UTC)
CASE, CASE_ID = "case", "case"  # nick and id of the first case
NOBODY = Actor(user="", roles=frozenset())  # the door puts the caller in its place


class VirtualClock:
    """Stands still until somebody sets it."""

    def __init__(self, starts: datetime):
        self.moment = starts

    def __call__(self) -> datetime:
        return self.moment


class Instead(Published):
    """Gives one programme whatever version is asked for: for a mutant, which was never published."""

    def __init__(self, programme: Programme):
        super().__init__()
        self.given = programme

    def current(self, transaction: object, programme: str) -> Programme:
        return self.given

    def programme(self, transaction: object, name: str, digest: str, labels_digest: str) -> Programme:
        return self.given


def _ids() -> Iterator[str]:
    """Ids for cases: that of the first, then others in order."""
    yield CASE_ID
    yield from (f"{CASE_ID}_{number}" for number in count(2))


@dataclass(slots=True, kw_only=True)
class Stage:
    """One case in one database, with those that a split makes, and the doors through which the story goes.

    `cases` are their ids by nick, `at` the id of the one in which the story goes on.
    """

    records: Records
    published: Published
    clock: VirtualClock
    casework: Casework
    administration: Administration
    linking: Staged
    programme: str
    office: Office
    callers: dict[str, Caller] = field(default_factory=dict)
    cases: dict[str, str] = field(default_factory=lambda: {CASE: CASE_ID})
    at: str = CASE_ID
    ids: list[str] = field(default_factory=list)  # of all the cases, as they were opened
    logs: dict[str, tuple[Entry, ...]] = field(default_factory=dict)  # as far as they were read: they only grow

    def employ(self, staff: Mapping[str, str]) -> None:
        """An account for each member of staff who has none yet, by nick."""
        for nick, role in staff.items():
            if nick not in self.callers:
                grant = [f"{self.programme}:{role}"]
                added = self.administration.add_user(
                    None, self.signs_in_as(nick), grant, [self.office.name], display_name=nick
                )
                self.callers[nick] = caller_of(added.account)

    def signs_in_as(self, nick: str) -> str:
        return f"staff.{nick}"

    def open(
        self,
        law: Programme,
        staff: Mapping[str, str],
        people: Mapping[str, Mapping[str, object]],
        facts: Mapping[str, object],
        starts_in: str | None,
        linked: Iterable[OtherCase] = (),
    ) -> None:
        """Opens the case, by whoever of the staff may, else by somebody employed for it. Raises Refused."""
        self.employ(staff)
        opener = next((nick for nick, role in staff.items() if role in law.opening.by), None)
        if opener is None:
            opener = "opener"
            self.employ({opener: next((role for role in law.opening.by if role in law.roles), next(iter(law.roles)))})
        caller = self.callers[opener]
        for told in linked:
            self.linking.show(told, self.clock())
        links = {one.link: id_of(one.link) for one in linked}
        self.begin(caller, Opening(actor=NOBODY, people=people, facts=facts, starts_in=starts_in, links=links))

    def begin(self, caller: Caller, asked: Opening) -> str:
        """Opens a case, which is one of the story from then on, and gives its id. Raises Refused."""
        acted = self.casework.open(caller, self.programme, self.office.name, asked)
        self.ids.append(acted.case.id)
        return acted.case.id

    def tell(self, told: OtherCase) -> None:
        """The case behind a link stands as told from now on, and whoever looks at it is woken."""
        self.linking.show(told, self.clock())
        with self.records.writing() as writing:
            links.wake_those_who_look_at(writing, id_of(told.link), self.clock())

    def look(self, case_id: str | None = None) -> tuple[Case, Programme, Inputs]:
        """A case as the database has it, this one unless another is named, and what it is judged by."""
        with self.records.reading() as reading:
            case = reading.case(case_id or self.at)
            since = case.recorded or case.opened
            law, inputs = self.published.law_of(reading, case.programme, case.digest, case.office, since)
        return case, law, inputs.at(self.clock())

    def entries(self, case_id: str | None = None) -> tuple[Entry, ...]:
        """The log of a case, of this one unless another is named."""
        case_id = case_id or self.at
        known = self.logs.get(case_id, ())
        with self.records.reading() as reading:
            self.logs[case_id] = known + tuple(one.entry for one in reading.entries(case_id, len(known)))
        return self.logs[case_id]

    def next_instant(self) -> datetime | None:
        """When something may next happen by itself in any of the cases."""
        looks = (self.look(one) for one in self.ids)
        found = (outlook.next_instant(law, case, inputs, self.clock()) for case, law, inputs in looks)
        return min((one for one in found if one is not None), default=None)

    def act(self, caller: Caller, step: Step) -> None:
        """A step in this case; a case that it opens is one of the story from then on. Raises Refused, NotFound."""
        other = self.casework.act(caller, self.at, step).other_case
        if other is not None and other.did == "opened":
            self.ids.append(other.case)

    def number_of(self, caller: Caller, corrects: str, people: Sequence[str]) -> int:
        """The last entry of an act (`opening` for the opening) as a caller counts it; of these people, where any are.

        Raises NotFound. One that the caller may not see has a number that no entry has for them.
        """
        found = [one for one in self.entries() if _is_of(one, corrects, people)]
        if not found:
            raise NotFound(f"Nothing was recorded here by '{corrects}'")
        case, law, _ = self.look()
        with self.records.reading() as reading:
            numbers = numbers_of(reading, law, case.id, caller.actor_in(case))
        shown, seq = numbers.shown, found[-1].seq
        return numbers.of(seq) if shown is None or seq in shown else case.version + 1

    def nick(self, user: str | None) -> str | None:
        return next((nick for nick, caller in self.callers.items() if caller.user == user), user)


def _is_of(entry: Entry, action: str, people: Sequence[str]) -> bool:
    """Whether an entry tells of an act, and of one of these people, where any are named."""
    if entry.cause != OPENING if action == OPENING else entry.action != action:
        return False
    whose = {entry.person, *(one.owner for one in entry.written)}
    return not people or not whose.isdisjoint(people)


class Theatre:
    """Fresh databases of one programme: one is made and the programme published in it, then the file is copied."""

    def __init__(self, folder: Path, texts: Mapping[str, str], programme: str, linked: Mapping[str, Programme]):
        self.folder, self.programme, self.played, self.linked = folder, programme, 0, linked
        self.empty, self.home = folder / "empty.sqlite", folder / "home"
        self.home.mkdir()
        self.published = Published()
        records = open_records(f"sqlite:///{self.empty}", self.home, lasting=False)
        Drafting(records, self.published, lambda: BEFORE_ALL).publish(None, texts, programme)
        records.close()

    @contextmanager
    def stage(self, starts: datetime, office: Office, instead: Programme | None = None) -> Iterator[Stage]:
        """A stage over a database of its own, struck when the block ends."""
        self.played += 1
        path = self.folder / f"{self.played}.sqlite"
        shutil.copyfile(self.empty, path)
        records = open_records(f"sqlite:///{path}", self.home, lasting=False)
        try:
            yield self._stage(records, VirtualClock(starts), office, Instead(instead) if instead else self.published)
        finally:
            records.close()
            for left in self.folder.glob(f"{path.name}*"):
                left.unlink()

    def _stage(self, records: Records, clock: VirtualClock, office: Office, published: Published) -> Stage:
        linking = Staged(published, self.linked, office)
        return Stage(
            records=records,
            linking=linking,
            published=published,
            clock=clock,
            programme=self.programme,
            office=office,
            casework=Casework(records, published, clock, _ids().__next__, linking),
            administration=Administration(records, published, clock),
        )


@contextmanager
def theatre(texts: Mapping[str, str], programme: str, linked: Mapping[str, Programme]) -> Iterator[Theatre]:
    """A theatre in a temporary folder. Raises ProgrammeInvalid where the texts have findings."""
    with TemporaryDirectory(prefix="caseway-rehearsal-") as folder:
        yield Theatre(Path(folder), texts, programme, linked)
