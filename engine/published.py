"""The programmes and offices that are in force, compiled from the texts as they were published."""

from collections import OrderedDict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.civil import NEVER, Office
from engine.errors import Broken, NotFound
from engine.model import Programme
from engine.reading.office import read_office
from engine.reading.programme import read_programme
from engine.records import definitions, programme_holds
from engine.records.definitions import OFFICE, PROGRAMME, Definition, Newest
from engine.step import Inputs

KEPT = 64


def programme_path(name: str) -> str:
    return f"{name}/programme.yaml"


def office_path(name: str) -> str:
    return f"offices/{name}.yaml"


class Published:
    """Definitions by digest, compiled once. Safe between threads: what is found twice is equal."""

    def __init__(self) -> None:
        self._compiled: OrderedDict[tuple[str, str, str], Any] = OrderedDict()

    def current(self, transaction: Any, programme: str) -> Programme:
        """The version that new cases get. Raises NotFound."""
        return self._programme(definitions.current(transaction, PROGRAMME, programme))

    def programme(self, transaction: Any, name: str, digest: str, labels_digest: str) -> Programme:
        """A version in the words of that digest. Raises NotFound, Broken."""
        found = self._compiled.get((PROGRAMME, name, f"{digest} {labels_digest}"))
        return found or self._programme(definitions.find(transaction, PROGRAMME, name, digest, labels_digest))

    def law_of(
        self, transaction: Any, programme: str, digest: str, office: str, since: datetime = NEVER
    ) -> tuple[Programme, Inputs]:
        """What a case is judged by: its version in the newest words, and everything from outside it.

        With holds over the programme that ended after `since`, the case's last entry, by which it makes up for them.
        """
        calendar, words, held = definitions.in_force(transaction, programme, digest, office, since)
        holds = programme_holds.holds_over(transaction, programme, since) if held else ()
        inputs = Inputs(office=self.office_as_it_was(transaction, office, calendar), programme_holds=holds)
        return self.programme(transaction, programme, digest, words), inputs

    def in_force(self, transaction: Any) -> "InForce":
        """What is in force now, for whoever asks about many cases in one transaction."""
        return InForce(self, transaction, definitions.newest(transaction))

    def office_as_it_was(self, transaction: Any, name: str, digest: str) -> Office:
        """A calendar by its digest, for replaying what was decided by it. Raises NotFound, Broken."""
        key = (OFFICE, name, digest)
        return self._compiled.get(key) or self._keep(key, _office(definitions.find(transaction, OFFICE, name, digest)))

    def _programme(self, definition: Definition) -> Programme:
        key = (PROGRAMME, definition.name, f"{definition.digest} {definition.labels_digest}")
        return self._compiled.get(key) or self._keep(key, _programme(definition))

    def _keep(self, key: tuple[str, str, str], value: Any) -> Any:
        self._compiled[key] = value
        while len(self._compiled) > KEPT:
            self._compiled.popitem(last=False)
        return value


@dataclass(frozen=True, slots=True)
class InForce:
    """What was in force when it was asked once: programmes and offices by name, versions in their newest words."""

    published: Published
    transaction: Any
    newest: Newest

    def programmes(self) -> tuple[str, ...]:
        return self.newest.names(PROGRAMME)

    def offices(self) -> tuple[str, ...]:
        return self.newest.names(OFFICE)

    def current(self, programme: str) -> Programme:
        """The version that new cases get. Raises NotFound."""
        return self.published.programme(self.transaction, programme, *self._digests(PROGRAMME, programme))

    def version(self, programme: str, digest: str) -> Programme:
        """A version in its newest words. Raises NotFound."""
        if (programme, digest) not in self.newest.words:
            raise NotFound(f"No programme {programme} of digest {digest} is published")
        return self.published.programme(self.transaction, programme, digest, self.newest.words[programme, digest])

    def office(self, name: str) -> Office:
        """The calendar in force. Raises NotFound."""
        return self.published.office_as_it_was(self.transaction, name, self._digests(OFFICE, name)[0])

    def _digests(self, kind: str, name: str) -> tuple[str, str]:
        if (kind, name) not in self.newest.versions:
            raise NotFound(f"No {kind} {name} is published")
        return self.newest.versions[kind, name]


def _programme(definition: Definition) -> Programme:
    reading = read_programme(programme_path(definition.name), definition.texts)
    if reading.programme is None or reading.programme.digest != definition.digest:
        raise Broken(f"The texts of {definition.name} are not those that were published; run: caseway log verify")
    return reading.programme


def _office(definition: Definition) -> Office:
    path = office_path(definition.name)
    office, _ = read_office(path, definition.texts[path]) if path in definition.texts else (None, ())
    if office is None or office.digest != definition.digest:
        raise Broken(f"The calendar of {definition.name} is not the one that was published; run: caseway log verify")
    return office
