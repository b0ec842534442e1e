"""The files of papers: sent, put to a document, listed with their versions, and handed out to who may read them."""

import secrets
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from engine.caller import Caller
from engine.case import Case
from engine.casework import Acted, Casework
from engine.critical import critical_of
from engine.entries_seen import entries_seen
from engine.entry import Entry
from engine.errors import NotFound
from engine.file_kinds import KINDS, Kind, media_of
from engine.model import ANYONE, CASE, Programme
from engine.numbers import numbers_of
from engine.records import files
from engine.records.database import Reading
from engine.running.attached import asked_by, recorded
from engine.step import Actor, Step
from engine.up_to_now import visible
from engine.uploads import MOST_UPLOADS, UPLOADS_ARE_KEPT
from engine.values import Document, File, WrongAnswer

MOST_BYTES, LONGEST_NAME = 10_000_000, 200
MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class PaperVersion:
    """A document as an entry wrote it; `entry` is the reader's number of it. `by`: the opaque id of who recorded it."""

    document: Document
    entry: int
    recorded: datetime
    by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A document of a case (`owner` `case`) or of a person, with everything that was ever recorded of it, newest first.

    `stands`: the newest is what is known now. `may_attach`: the reader may put a file to it.
    """

    owner: str
    fact: str
    versions: tuple[PaperVersion, ...]
    stands: bool
    may_attach: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Fetched:
    """A file with the name under which to hand it out."""

    name: str
    media: str
    content: bytes


class Files:
    """The door to files. `most_bytes` is what the operator lets one have."""

    def __init__(self, casework: Casework, most_bytes: int = MOST_BYTES):
        self.casework, self.records, self.now = casework, casework.records, casework.now
        self.most_bytes = most_bytes

    # sending

    def put(self, caller: Caller, name: str, content: bytes, size: int | None = None) -> File:
        """Keeps a file for the caller until a step records it, two weeks at most.

        `size`, where it is more than was taken in: the whole number of bytes. Raises WrongAnswer in words.
        """
        media = self._taken(content, len(content) if size is None else size)
        digest = sha256(content).hexdigest()
        file = File(id=secrets.token_hex(16), name=_plain(name), sha256=digest, size=len(content), media=media)
        with self.records.writing() as writing:
            files.put(writing, caller.user, self.now(), file, content, MOST_UPLOADS)
        return file

    def _taken(self, content: bytes, size: int) -> str:
        if size > self.most_bytes:
            has, most = (f"{number / MEGABYTE:.1f}" for number in (size, self.most_bytes))
            raise WrongAnswer(f"The file has {has} megabytes; at most {most} are taken")
        if not content:
            raise WrongAnswer("The file is empty")
        media = media_of(content)
        if media is None:
            kinds = ", ".join(kind.title for kind in KINDS.values())
            raise WrongAnswer(f"The file is of no kind that is taken: {kinds}")
        return media

    def sent(self, caller: Caller, file: str) -> File | None:
        """What is known of a file that the caller sent; None where it is not there any more."""
        with self.records.reading() as reading:
            return files.uploaded(reading, caller.user, file, self.now() - UPLOADS_ARE_KEPT)

    def discard(self, caller: Caller, *sent: str) -> None:
        """Deletes files that the caller sent and that are not recorded."""
        with self.records.writing() as writing:
            for file in sent:
                files.drop(writing, caller.user, file)

    def attach(
        self,
        caller: Caller,
        case_id: str,
        owner: str,
        fact: str,
        file: str,
        *,
        note: str | None = None,
        expected: int | None = None,
        key: str | None = None,
    ) -> Acted:
        """Puts a file that was sent to a document that is recorded; what the paper says stays.

        Raises Refused, OutOfDate, NotFound.
        """
        actor, people = Actor(user="", roles=frozenset()), () if owner == CASE else (owner,)
        answers = {"document": fact, "file": {"file": file}}
        step = Step(action="attach_file", actor=actor, people=people, answers=answers, note=note)
        return self.casework.act(caller, case_id, step, expected=expected, key=key)

    # seeing

    def papers(self, caller: Caller, case_id: str) -> tuple[Paper, ...]:
        """The documents of a case as far as the caller may read them, in the order of the programme.

        That the caller reads what is critical of them is recorded first. Raises NotFound.
        """
        with self.records.reading() as reading:
            case = visible(reading, caller, case_id)
            law = self.casework.time.law(reading, case)[0]
            actor = caller.actor_in(case)
            numbers = numbers_of(reading, law, case.id, actor)
            kept = tuple(one.entry for one in reading.entries(case.id))
        seen = entries_seen(law, kept, actor)
        written = [one for one in seen if any(isinstance(it.value, Document) for it in one.written)]
        self.casework.readings.note(caller, case, critical_of(law, _only_documents(written)))
        found = _found(numbers.entries(tuple(written)))
        return tuple(_paper(law, case, actor, *one, found[one]) for one in _in_order(law, case, found))

    def fetch(self, caller: Caller, case_id: str, number: int, owner: str, fact: str) -> Fetched:
        """The file that an entry names, by the caller's number of it.

        That the caller reads what is critical is recorded first. Raises NotFound, for what may not be read as for what
        is not there; Broken where it is not the one that was recorded.
        """
        with self.records.reading() as reading:
            case = visible(reading, caller, case_id)
            law = self.casework.time.law(reading, case)[0]
            entry, document = _named(reading, law, case, caller, number, owner, fact)
            content = files.content_of(reading, case.id, document)
        self.casework.readings.note(caller, case, critical_of(law, _only_documents([entry])))
        kind = KINDS[document.media or ""]
        return Fetched(name=_name_for(document, kind), media=kind.media, content=content)


def _named(
    reading: Reading, law: Programme, case: Case, caller: Caller, number: int, owner: str, fact: str
) -> tuple[Entry, Document]:
    """The entry of a number with the document that it wrote. Raises NotFound."""
    actor = caller.actor_in(case)
    seq = numbers_of(reading, law, case.id, actor).seq(number)
    kept = reading.entries(case.id, after=max(seq - 1, 0), limit=1)
    for entry in entries_seen(law, tuple(one.entry for one in kept if one.entry.seq == seq), actor):
        for one in entry.written:
            if (one.owner, one.fact) == (owner, fact) and isinstance(one.value, Document) and one.value.file:
                return entry, one.value
    raise NotFound(f"Entry {number} of {case.reference} has no such file")


def _only_documents(entries: Iterable[Entry]) -> Iterator[Entry]:
    """The entries without what else they wrote, which is not shown with them."""
    for entry in entries:
        yield replace(entry, written=tuple(one for one in entry.written if isinstance(one.value, Document)))


def _found(entries: Iterable[Entry]) -> dict[tuple[str, str], list[PaperVersion]]:
    """What was recorded of each document by owner and fact, newest first."""
    found: dict[tuple[str, str], list[PaperVersion]] = {}
    for entry in entries:
        for one in entry.written:
            if isinstance(one.value, Document):
                version = PaperVersion(document=one.value, entry=entry.seq, recorded=entry.recorded, by=entry.actor)
                found.setdefault((one.owner, one.fact), []).insert(0, version)
    return found


def _in_order(programme: Programme, case: Case, found: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """The case's own first, then person by person; of each in the order in which the programme declares them. What an
    entry alone has, and a decision that waits, is nobody's."""
    owners, facts = [CASE, *(one.id for one in case.people)], list(programme.facts)
    known = [(owner, fact) for owner, fact in found if owner in owners and fact in facts]
    return sorted(known, key=lambda one: (owners.index(one[0]), facts.index(one[1])))


def _paper(
    programme: Programme, case: Case, actor: Actor, owner: str, fact: str, versions: Sequence[PaperVersion]
) -> Paper:
    now, by = recorded(case, owner, fact), asked_by(programme, fact)
    may = now is not None and case.outcome is None and (ANYONE in by or not actor.roles.isdisjoint(by))
    stands = now == versions[0].document
    return Paper(owner=owner, fact=fact, versions=tuple(versions), stands=stands, may_attach=may)


def _plain(name: str) -> str:
    """The name of a file without folders, signs that are not seen, and more than is needed."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(sign for sign in last if sign.isprintable()).strip()[:LONGEST_NAME] or "file"


def _name_for(document: Document, kind: Kind) -> str:
    """The name under which a file is handed out: the paper's, with the ending of what it is."""
    name = _plain(document.name)
    return name if name.lower().endswith(kind.ending) else f"{name}{kind.ending}"
