"""A made-up case to keep, step by step: what it is after each number of entries can be told from the entries alone.

Each entry after the first moves one track of one person and writes one fact. `fold` is what floor 2 hands to `verify`.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from uuid import uuid4

from engine.case import Case, Person, Standing
from engine.entry import Entry, Written
from engine.records import files
from engine.records.database import Records, Writing
from engine.records.rows import CaseRows, CoveredRow, KeeperRow, NoticeRow, TimerRow, TrackRow
from engine.values import Document, File

CHANGES = {
    4: ({"waived": "form"},),
    5: ({"for_keeper": {"role": "clerk", "user": "u1", "absence": 6}},),
}
BEGAN = datetime(2026, 3, 8, 10, tzinfo=UTC)


def at(number: int) -> datetime:
    """The record time of an entry."""
    return BEGAN + timedelta(hours=number)


def opening(case_id: str, reference: str, office: str = "north") -> Entry:
    return Entry(
        case=case_id,
        seq=1,
        step=1,
        cause="opening",
        machine="case",
        target="waiting",
        actor="u1",
        happened=at(1),
        recorded=at(1),
        digest="d1",
        labels_digest="l1",
        inputs={"reference": reference, "office": office},
        written=(Written(owner="p1", fact="name", value="Amina Testcase"),),
    )


def moving(case_id: str, seq: int) -> Entry:
    """An entry that moves the person's track; the third, sixth… have nothing personal in them, the seventh a file;
    the fifth is done for somebody who is away."""
    finding = None if seq % 5 == 0 else f"bandage {seq}"
    written = () if seq % 3 == 0 else (Written(owner="p1", fact="finding", value=finding),)
    written += (Written(owner="p1", fact="letter", value=letter(case_id)),) if seq == 7 else ()
    return Entry(
        case=case_id,
        seq=seq,
        step=seq,
        cause="action",
        machine="medical",
        person="p1",
        target=f"stage {seq}",
        actor="u2",
        happened=at(seq),
        recorded=at(seq),
        digest="d1",
        labels_digest="l1",
        written=written,
        note="She asked for a morning" if seq == 2 else None,
        told=("nurse",) if seq == 2 else (),
        changes=CHANGES.get(seq, ()),
    )


def content(case_id: str) -> bytes:
    """The bytes of the letter in this case."""
    return b"%PDF-1.7 " + case_id.encode()


def letter(case_id: str) -> Document:
    text = content(case_id)
    told = {"sha256": sha256(text).hexdigest(), "size": len(text), "media": "application/pdf"}
    return Document(name="Letter", file=f"file-{case_id}", **told)


def send_letter(writing: Writing, case_id: str) -> None:
    """The letter of this case, sent and not recorded yet."""
    it = letter(case_id)
    sent = File(id=it.file or "", name=it.name, sha256=it.sha256 or "", size=it.size or 0, media=it.media or "")
    files.put(writing, "u2", BEGAN, sent, content(case_id), most=20)


def fold(entries: Sequence[Entry]) -> tuple[Case, CaseRows]:
    """The case and its list rows as these entries tell them; the notices are those of all the entries."""
    case = opened(entries[0])
    for entry in entries[1:]:
        case = after(case, entry)
    return case, rows_of(case, entries)


def opened(entry: Entry) -> Case:
    person = Person(id="p1", joined=entry.recorded, facts={item.fact: item.value for item in entry.written})
    return Case(
        id=entry.case,
        reference=entry.inputs["reference"],
        programme="resettle",
        digest=entry.digest,
        office=entry.inputs["office"],
        version=1,
        opened=entry.recorded,
        people=(person,),
        principal="p1",
        standing=Standing(state=entry.target, since=entry.happened, entry=1),
    )


def after(case: Case, entry: Entry) -> Case:
    person = case.person("p1")
    facts = {**person.facts, **{item.fact: item.value for item in entry.written}}
    standing = Standing(state=entry.target, since=entry.happened, entry=entry.seq)
    moved = replace(person, facts=facts, tracks={"medical": standing})
    return replace(case, version=entry.seq, people=(moved,))


def rows_of(case: Case, entries: Sequence[Entry]) -> CaseRows:
    """The list rows of a case; the notices are those that these entries tell."""
    tracks = tuple(
        TrackRow(
            person="p1",
            track=name,
            state=standing.state,
            waits_on="nurse" if case.version % 3 else None,
            clear_until=date(2026, 6, case.version % 28 + 1),
            followed_by=("doctor", "night_nurse") if case.version % 2 else (),
            followed_from=date(2026, 5, case.version % 28 + 1) if case.version % 2 else None,
        )
        for name, standing in case.person("p1").tracks.items()
    )
    ends = at(case.version) + timedelta(days=30)
    notices = (NoticeRow(role=role, text="Look", since=it.recorded, entry=it.seq) for it in entries for role in it.told)
    covered = (CoveredRow(absent=one.absent, since=it.recorded, entry=it.seq) for it in entries for one in it.covers)
    return CaseRows(
        priority=case.version if case.version > 4 else None,
        lapses_on=tracks[0].clear_until if tracks else None,
        sought=("name amn", f"number {case.version % 5}"),
        keepers=(KeeperRow(role="officer", keeper=f"u{case.version % 4}"),) if case.version > 3 else (),
        phase="selection",
        waits_on="officer" if case.version % 2 else "clerk",
        due_on=(ends + timedelta(days=case.version)).date(),
        next_instant=ends,
        on_hold=case.version == 3,
        shown=entries[-1].recorded if entries else at(case.version),
        summary={"principal": str(case.person("p1").facts["name"])},
        tracks=tracks,
        timers=(TimerRow(person="p1", machine="medical", timer="silence", ends=ends),) if case.version % 2 else (),
        notices=tuple(notices),
        covered=tuple(covered),
    )


def begin(writing: Writing, reference: str, office: str = "north") -> Case:
    first = opening(uuid4().hex, reference, office)
    case = opened(first)
    writing.append(0, [first], case, rows_of(case, [first]))
    return case


def go_on(writing: Writing, case_id: str, steps: int = 1) -> Case:
    """The case after so many more entries, each a step of its own."""
    case = writing.case(case_id)
    for _ in range(steps):
        entry = moving(case.id, case.version + 1)
        if entry.seq == 7:
            send_letter(writing, case.id)
        moved = after(case, entry)
        writing.append(case.version, [entry], moved, rows_of(moved, [entry]))
        case = moved
    return case


def a_case(records: Records, reference: str = "NOR-2026-000001", entries: int = 1, office: str = "north") -> Case:
    """A case of so many entries, kept."""
    with records.writing() as writing:
        case = begin(writing, reference, office)
        return go_on(writing, case.id, entries - 1)
