"""The cases behind the links of a story: told by the story, and seen as the product sees a linked case."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime

from engine.caller import Caller
from engine.case import Case, Sight, Standing
from engine.civil import Office
from engine.linking import Linking
from engine.model import CASE, Programme
from engine.published import Published
from engine.reading.place import Block
from engine.records.database import Reading
from engine.rehearsal.answering import typed
from engine.rehearsal.names import Clerk, state_names
from engine.rehearsal.story import OtherCase
from engine.running.answers import read_fact
from engine.running.links import sight_of
from engine.values import Value


def other_case(link: str, what: Block, clerk: Clerk) -> OtherCase | None:
    """The case behind a link as a story tells it, its names looked up in the programme of that case."""
    law = clerk.questions.linked.get(link)
    if law is None:
        message, hint = f"The programme behind '{link}' has findings of its own", "Mend it first"
        clerk.tell(what.place, "unknown-programme", message, hint)
        return None
    if "programme" in what:
        clerk.pick(what["programme"], what.values_at["programme"], "programme", (law.id,))
    if "state" in what:
        clerk.pick(what["state"], what.values_at["state"], "state", state_names(law.case))
    facts = what.block("facts")
    for name in facts:
        clerk.pick(name, facts.keys_at[name], "fact", _facts_of_the_case(law))
    return OtherCase(link=link, state=what.get("state"), facts=dict(facts))


def _facts_of_the_case(law: Programme) -> Iterator[str]:
    yield from (fact.name for fact in law.facts.values() if fact.owner == CASE and fact.track is None)


class Staged(Linking):
    """Looks at the cases that the story tells, in place of cases of the database."""

    def __init__(self, published: Published, laws: Mapping[str, Programme], office: Office):
        super().__init__(published)
        self.laws, self.office = laws, office
        self.cases: dict[str, Case] = {}

    def show(self, told: OtherCase, now: datetime) -> None:
        """The case behind a link stands as told. Raises WrongAnswer for what is no value of a fact."""
        law = self.laws[told.link]
        case = self.cases.get(told.link) or self._begun(told.link, law, now)
        state = told.state or case.standing.state
        ending = law.case.endings.get(state)
        facts = {**case.facts, **{name: self._value(law, name, given, now) for name, given in told.facts.items()}}
        self.cases[told.link] = replace(
            case,
            version=case.version + 1,
            standing=replace(case.standing, state=state),
            outcome=ending.outcome if ending else None,
            facts=facts,
        )

    def _begun(self, link: str, law: Programme, now: datetime) -> Case:
        return Case(
            id=id_of(link),
            reference=id_of(link),
            programme=law.id,
            digest=law.digest,
            office=self.office.name,
            version=0,
            opened=now,
            standing=Standing(state=law.case.initial, since=now),
        )

    def _value(self, law: Programme, name: str, given: object, now: datetime) -> Value:
        return read_fact(law.facts[name], typed(law.facts[name].type, given, self.office, now), self.office)

    def now(self, reading: Reading, law: Programme, case: Case) -> Mapping[str, Sight]:
        return self._seen(law, case.links)

    def named(self, reading: Reading, caller: Caller, law: Programme, asked: Mapping[str, str]) -> dict[str, Sight]:
        return self._seen(law, asked)

    def _seen(self, law: Programme, names: Mapping[str, object]) -> dict[str, Sight]:
        return {name: sight_of(law.links[name], law.id, self.laws[name], self.cases[name]) for name in names}


def id_of(link: str) -> str:
    """The id, and the reference, of the case that a story tells behind a link."""
    return f"linked-{link}"
