"""What a designer may do: check files, publish them, see what is in force."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from engine.caller import ADMINISTRATOR, DESIGNER, Caller
from engine.clock import Clock, clock
from engine.errors import NotFound, ProgrammeInvalid, Refused
from engine.model import ENGLISH, Programme
from engine.published import Published, office_path, programme_path
from engine.reading.finding import Finding
from engine.reading.office import read_office
from engine.reading.programme import Reading, read_programme, resolved_texts
from engine.reading.translating import catalogue_texts, in_language
from engine.reading.written import rule_places
from engine.records import definitions, log, open_cases, waking
from engine.records.database import Records, Writing
from engine.records.definitions import OFFICE, PROGRAMME, Definition, Publication
from engine.records.register import REGISTER, Doing
from engine.records.transaction import Transaction
from engine.why_not import Unmet

MOST_BYTES = 1_000_000


def texts_under(folder: Path) -> dict[str, str]:
    """The texts of a folder of programmes, YAML and catalogues, by their paths in it, scenarios left out.

    Raises NotFound.
    """
    if not folder.is_dir():
        raise NotFound(f"There is no folder {folder}")
    named = sorted((*folder.rglob("*.yaml"), *folder.glob("*/labels/*.po")))
    files = (path for path in named if "scenarios" not in path.relative_to(folder).parts)
    return {path.relative_to(folder).as_posix(): text_of(path) for path in files if path.is_file()}


def text_of(path: Path) -> str:
    """The text of a file. One too large to be read is handed on as one that the reading refuses."""
    if path.stat().st_size > MOST_BYTES:
        return " " * MOST_BYTES
    return path.read_bytes().decode("utf-8-sig", errors="replace")


def programmes_in(texts: Mapping[str, str]) -> tuple[str, ...]:
    """The ids of the programmes among these texts."""
    return tuple(path.partition("/")[0] for path in texts if path.endswith("/programme.yaml") and path.count("/") == 1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """What came of checking a folder: the programmes that are sound, and every finding."""

    programmes: Mapping[str, Programme]
    findings: tuple[Finding, ...]
    texts: Mapping[str, str]

    @property
    def is_clean(self) -> bool:
        return not any(one.is_error for one in self.findings)


def check(texts: Mapping[str, str], only: str | None = None) -> Checked:
    """Reads every programme and office among the texts (or one programme), and tells everything that is wrong."""
    findings: dict[Finding, None] = {}
    programmes: dict[str, Programme] = {}
    for name in (only,) if only else programmes_in(texts):
        reading = read_programme(programme_path(name), texts)
        findings |= dict.fromkeys(reading.findings)
        if reading.programme is not None:
            programmes[name] = reading.programme
    for path in offices_in(texts):
        findings |= dict.fromkeys(read_office(path, texts[path])[1])
    return Checked(programmes=programmes, findings=tuple(findings), texts=texts)


def sound_in(texts: Mapping[str, str]) -> dict[str, Reading]:
    """What was read of each programme that can be published; nothing, where a calendar cannot."""
    if any(read_office(path, texts[path])[0] is None for path in offices_in(texts)):
        return {}
    readings = {name: read_programme(programme_path(name), texts) for name in programmes_in(texts)}
    return {name: reading for name, reading in readings.items() if reading.programme is not None}


def labels_for(texts: Mapping[str, str], programme: str, language: str) -> dict[str, str]:
    """The catalogues of a programme and its modules in a language, by their paths, with an entry for every word.

    Translations that are there are kept; where the English has changed they are marked as doubtful.
    Raises ProgrammeInvalid with the findings, ValueError where there is no such language.
    """
    path = programme_path(programme)
    reading = read_programme(path, texts)
    if reading.programme is None:
        raise ProgrammeInvalid(f"{programme} has findings; nothing was written", reading.findings)
    return catalogue_texts(reading.programme, resolved_texts(path, texts), texts, language)


def offices_in(texts: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(path for path in texts if path.startswith("offices/"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A publication of a programme: by which account (None: the system), through which user of the machine.

    `open_cases`: how many stand on it; None where the same version was published again later and counts there.
    """

    publication: Publication
    by: str | None
    through: str | None
    open_cases: int | None


class Drafting:
    """The door through which definitions come into force."""

    def __init__(self, records: Records, published: Published, now: Clock = clock):
        self.records, self.published, self.now = records, published, now

    def publish(
        self, caller: Caller | None, texts: Mapping[str, str], programme: str, through: str | None = None
    ) -> Publication:
        """Makes a programme the current one for new cases; open ones stay on theirs. The offices go along.

        `caller` None: the system's own first start, or the machine's own user `through`.
        Raises ProgrammeInvalid with the findings, Refused.
        """
        if caller is not None and not (caller.has(DESIGNER) or caller.has(ADMINISTRATOR)):
            says = "A programme is published by a designer"
            raise Refused((Unmet(code="not_your_role", kind="role", says=says, waits_on=DESIGNER),))
        doing = Doing(actor=caller.user if caller else None, now=self.now(), on_behalf_of=through)
        with self.records.writing() as writing:
            return self.put_in_force(writing, doing, texts, programme, read_programme(programme_path(programme), texts))

    def put_in_force(
        self, writing: Writing, doing: Doing, texts: Mapping[str, str], programme: str, reading: Reading
    ) -> Publication:
        """Publishes what was read, in a transaction that is there. Raises ProgrammeInvalid with the findings."""
        if reading.programme is None:
            raise ProgrammeInvalid(f"{programme} has findings; nothing was published", reading.findings)
        definitions.publish(writing, doing, _definition(reading, reading.programme))
        self._offices(writing, doing, texts)
        return definitions.versions(writing, PROGRAMME, programme)[0]

    def _offices(self, writing: Writing, doing: Doing, texts: Mapping[str, str]) -> None:
        for path in offices_in(texts):
            office, findings = read_office(path, texts[path])
            if office is None:
                raise ProgrammeInvalid(f"{path} has findings; nothing was published", findings)
            if not _is_current(writing, office.name, office.digest):
                kept = {office_path(office.name): texts[path]}
                definitions.publish(
                    writing, doing, Definition(kind=OFFICE, name=office.name, digest=office.digest, texts=kept)
                )
                waking.wake(writing, doing.now, office=office.name)

    def versions(self, programme: str | None = None) -> tuple[Publication, ...]:
        """What was published, newest first."""
        with self.records.reading() as reading:
            return definitions.versions(reading, PROGRAMME, programme)

    def programmes(self, language: str = ENGLISH) -> tuple[Programme, ...]:
        """The programmes in force, in the words of a language."""
        with self.records.reading() as reading:
            names = definitions.names(reading, PROGRAMME)
            return tuple(in_language(self.published.current(reading, name), language) for name in names)

    def current(self, programme: str, language: str = ENGLISH) -> tuple[Programme, Publication]:
        """A programme in force, in the words of a language, and its publication. Raises NotFound."""
        with self.records.reading() as reading:
            law = in_language(self.published.current(reading, programme), language)
            return law, definitions.versions(reading, PROGRAMME, programme)[0]

    def history(self, programme: str) -> tuple[Version, ...]:
        """Everything published of a programme, newest first; the first one is what new cases get. Raises NotFound."""
        with self.records.reading() as reading:
            published = definitions.versions(reading, PROGRAMME, programme)
            if not published:
                raise NotFound(f"No programme {programme} is published")
            counts: dict[str, int | None] = {**open_cases.open_by_version(reading, programme)}
            return tuple(self._version(reading, one, counts) for one in published)

    def _version(self, reading: Transaction, one: Publication, counts: dict[str, int | None]) -> Version:
        entry = log.last_entries(reading, REGISTER, one.entry + 1, 1)[0].entry
        count = counts.get(one.digest, 0)
        counts[one.digest] = None
        return Version(publication=one, by=entry.actor, through=entry.on_behalf_of, open_cases=count)

    def version(self, programme: str, digest: str, language: str = ENGLISH) -> Programme:
        """A published version in its newest words of a language. Raises NotFound."""
        with self.records.reading() as reading:
            found = definitions.find(reading, PROGRAMME, programme, digest)
            return in_language(self.published.programme(reading, programme, digest, found.labels_digest), language)

    def rule_lines(self, caller: Caller, law: Programme, machine: str, action: str, state: str) -> dict[str, str]:
        """Where in the published texts an action is written, as `file:line`, and by name each of its requirements.

        The action itself is under its own name; `state`: where its machine stands. Empty for whoever is no designer.
        """
        if not caller.has(DESIGNER):
            return {}
        with self.records.reading() as reading:
            texts = definitions.find(reading, PROGRAMME, law.id, law.digest).texts
        places = rule_places(resolved_texts(programme_path(law.id), texts), machine, action, state)
        return {name: f"{at.path}:{at.line}" for name, at in places.items()}


def _definition(reading: Reading, programme: Programme) -> Definition:
    return Definition(
        kind=PROGRAMME,
        name=programme.id,
        digest=programme.digest,
        labels_digest=programme.labels_digest,
        texts=reading.texts,
    )


def _is_current(writing: Writing, name: str, digest: str) -> bool:
    try:
        return definitions.current(writing, OFFICE, name).digest == digest
    except NotFound:
        return False
