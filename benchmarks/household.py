"""A made-up case of five people, large enough to weigh, and the steps that a benchmark does with it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

from engine import Caller, Caseway
from engine.case import Case, Person, Standing
from engine.entry import Entry, Judged, Written
from engine.records.rows import CaseRows, TimerRow, TrackRow

BEGAN = datetime(2026, 3, 8, 9, tzinfo=UTC)
TRACKS = ("medical", "security", "interview", "orientation", "travel")
ANSWERS = {f"fact_{number}": f"an answer of some length, number {number}" for number in range(8)}
FACTS = ANSWERS | {"born": date(1990, 4, 3)}


def standing(state: str, entry: int) -> Standing:
    return Standing(state=state, since=BEGAN, entry=entry)


def household(case_id: str) -> Case:
    """The case after its opening."""
    tracks = {name: standing("waiting", 1) for name in TRACKS}
    people = tuple(Person(id=f"p{number}", facts=FACTS, tracks=tracks, joined=BEGAN) for number in range(1, 6))
    return Case(
        id=case_id,
        reference=f"BEN-{case_id}",
        programme="benchmark",
        digest="d" * 64,
        office="north",
        version=1,
        opened=BEGAN,
        standing=standing("preparing", 1),
        people=people,
        principal="p1",
    )


def entry(case: Case, seq: int) -> Entry:
    """One entry of a step: it moves the medical track of one person, and writes one fact."""
    return Entry(
        case=case.id,
        seq=seq,
        step=seq,
        cause="action",
        machine="medical",
        person="p1",
        origin="waiting",
        target=f"examined {seq}",
        visit=seq,
        action="medical.examine",
        actor="u1",
        roles=("nurse",),
        happened=BEGAN + timedelta(hours=seq),
        recorded=BEGAN + timedelta(hours=seq),
        digest=case.digest,
        labels_digest="e" * 64,
        inputs={"office": "north", "calendar": "c" * 64, "programme_holds": []},
        judged=(Judged(name="old_enough", person="p1", truth="true"),),
        written=(Written(owner="p1", fact="medical.finding", value=f"finding {seq}"),),
    )


def after(case: Case, step: Entry) -> Case:
    first = case.people[0]
    facts = {**first.facts, "medical.finding": step.written[0].value}
    moved = replace(first, facts=facts, tracks={**first.tracks, "medical": standing(step.target, step.seq)})
    return replace(case, version=step.seq, people=(moved, *case.people[1:]))


def rows(case: Case) -> CaseRows:
    tracks = tuple(
        TrackRow(person=person.id, track=name, state=stands.state, waits_on="nurse")
        for person in case.people
        for name, stands in person.tracks.items()
    )
    timers = tuple(
        TimerRow(person=person.id, machine="medical", timer="silence", ends=BEGAN + timedelta(days=30))
        for person in case.people
    )
    return CaseRows(
        phase="preparation",
        waits_on="clerk",
        due_on=date(2026, 6, 1),
        next_instant=BEGAN + timedelta(days=30),
        summary={"principal": "Amina Testcase"},
        tracks=tracks,
        timers=timers,
    )


class AppendStep:
    """Caseway's records alone: the case read and opened, an entry hashed, sealed, appended, the rows that changed."""

    cases = 1

    def __init__(self, caseway: Caseway, caller: Caller):
        self.records = caseway.records
        case = household(uuid4().hex)
        self.case = case.id
        with self.records.writing() as writing:
            writing.append(0, [entry(case, 1)], case, rows(case))

    def prepare(self) -> str:
        return self.case

    def act(self) -> None:
        with self.records.writing() as writing:
            case = writing.case(self.case)
            step = entry(case, case.version + 1)
            moved = after(case, step)
            writing.append(case.version, [step], moved, rows(moved))
