"""The cases to which a case is linked, found and seen as far as both programmes allow."""

from collections.abc import Mapping
from dataclasses import replace

from engine.caller import Caller
from engine.case import Case, Sight
from engine.errors import NotFound
from engine.model import ENGLISH, Link, Programme
from engine.published import Published
from engine.reading.translating import in_language
from engine.records import links
from engine.records.database import Reading, Writing
from engine.running.links import sight_of


class Linking:
    """How a linked case is looked at. A rehearsal has another one, whose cases are told by the story."""

    def __init__(self, published: Published):
        self.published = published

    def now(self, reading: Reading, law: Programme, case: Case) -> Mapping[str, Sight]:
        """How the cases to which this one is linked show themselves now.

        In a transaction that writes they stay so until it ends.
        """
        if not case.links:
            return {}
        if isinstance(reading, Writing):
            links.stay(reading, [sight.case for sight in case.links.values()])
        return {
            name: self._sight(reading, law, law.links[name], reading.case(sight.case))
            for name, sight in case.links.items()
            if name in law.links
        }

    def named(self, reading: Reading, caller: Caller, law: Programme, asked: Mapping[str, str]) -> dict[str, Sight]:
        """The cases that are named when one is opened; those left out are not there for this caller.

        A transaction that writes watches them from now on.
        """
        cases = {name: self._case(reading, caller, law.links.get(name), sought) for name, sought in asked.items()}
        found = {name: case for name, case in cases.items() if case is not None}
        if isinstance(reading, Writing):
            links.watch(reading, [case.id for case in found.values()])
        return {name: self._sight(reading, law, law.links[name], reading.case(one.id)) for name, one in found.items()}

    def spoken(self, reading: Reading, case: Case, language: str) -> Case:
        """The case with what it has seen told in a language, by the words that the other programme has for it now."""
        if language == ENGLISH or not case.links:
            return case
        seen = case.links.items()
        return replace(case, links={name: self._spoken(reading, sight, language) for name, sight in seen})

    def _spoken(self, reading: Reading, sight: Sight, language: str) -> Sight:
        law = in_language(self.published.current(reading, sight.programme), language)
        place = law.case.states.get(sight.state or "") or law.case.endings.get(sight.state or "")
        phase = law.phases.get(sight.phase or "")
        return replace(
            sight,
            state_title=place.title if place else sight.state_title,
            phase_title=phase.title if phase else sight.phase_title,
        )

    def _case(self, reading: Reading, caller: Caller, link: Link | None, sought: str) -> Case | None:
        try:
            case = reading.case(sought)
        except NotFound:
            return None
        return case if link and case.programme == link.programme and caller.may_see(case) else None

    def _sight(self, reading: Reading, law: Programme, link: Link, case: Case) -> Sight:
        theirs, _ = self.published.law_of(reading, case.programme, case.digest, case.office)
        return sight_of(link, law.id, theirs, case)
