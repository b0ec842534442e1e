"""A case told step by step on a virtual clock, through the same doors as the product.

Before each act the missed instants are made up in order, each at its own. After each step the log is replayed and must
tell the very case that `decide` gave, and the step is decided twice and must give the same entries.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from textwrap import dedent
from typing import Any
from zoneinfo import ZoneInfo

from engine.case import Case, PlacedHold, Standing
from engine.civil import Office, moved, parse_span
from engine.entry import Entry
from engine.model import Programme
from engine.reading.compile import compile_programme
from engine.reading.resolve import resolve
from engine.reading.source import parse
from engine.running.decide import Decision, decide, let_time_pass
from engine.running.draft import CannotRest
from engine.running.opening import Opening, open_case
from engine.running.outlook import Offer, explain, explain_one, next_instant
from engine.running.replay import replay
from engine.step import Actor, Beside, Inputs, Step
from engine.why_not import Unmet

HEAD = """
programme: story
title: A story
usually_by: clerk
roles: {clerk: Clerk, doctor: Doctor, boss: Boss, spy: Spy}
authorities: {ministry: Ministry}
"""


def programme(text: str) -> Programme:
    """A programme from its text, the head with its roles before it. Only the rules about its shape and names are asked:
    stories also tell what happens under programmes that would not be published."""
    source = parse("story/programme.yaml", HEAD + dedent(text))
    assert source.tree is not None and not source.findings, source.findings
    resolved, findings = resolve(source.tree, {})
    assert not findings, findings
    found, findings = compile_programme(resolved)
    assert found is not None, "\n".join(str(one) for one in findings)
    return found


def office(zone: str = "UTC", *holidays: Any) -> Office:
    """Monday to Friday is worked."""
    return Office("office", "Office", ZoneInfo(zone), frozenset(range(5)), frozenset(holidays), "calendar")


OPENED = Beside(id="c2", reference="C2")  # the case that a split would open


class Story:
    """One case. Staff are named after their role, with a number where two are needed: `clerk`, `clerk2`."""

    def __init__(
        self,
        law: Programme | str,
        at: str = "2026-03-02 09:00",
        zone: str = "UTC",
        holidays: tuple[Any, ...] = (),
        id: str = "c1",
    ):
        self.law = programme(law) if isinstance(law, str) else law
        self.inputs = Inputs(office=office(zone, *holidays), beside=OPENED)
        self.now = self.moment(at)
        self.id, self.entries = id, list[Entry]()
        self.case: Case = None  # type: ignore[assignment]

    def moment(self, text: str) -> datetime:
        return datetime.fromisoformat(text).replace(tzinfo=self.inputs.office.zone).astimezone(UTC)

    def actor(self, nick: str) -> Actor:
        return Actor(user=nick, roles=frozenset({nick.rstrip("0123456789")}))

    # telling

    def open(
        self, by: str = "clerk", facts: Mapping[str, Any] | None = None, happened: str | None = None, **people: Any
    ) -> "Story":
        opening = Opening(
            actor=self.actor(by),
            people=people or {"amina": {}},
            facts=facts or {},
            happened=self.moment(happened) if happened else None,
        )
        self.settled(self._twice(lambda: open_case(self.law, self.id, self.id.upper(), opening, self.inputs, self.now)))
        return self

    def opening_refused(self, facts: Mapping[str, Any] | None = None, **people: Any) -> list[str]:
        opening = Opening(actor=self.actor("clerk"), people=people, facts=facts or {})
        decision = open_case(self.law, "c1", "REF-1", opening, self.inputs, self.now)
        assert decision.refused and not decision.entries
        return sorted(one.code for one in decision.refused)

    def do(self, action: str, *people: str, by: str = "clerk", **asked: Any) -> tuple[Entry, ...]:
        """An action that must succeed; `asked` are answers, `each`, and the step's own fields."""
        self.make_up()
        step = self.step(action, people, by, asked)
        decision = self._twice(lambda: decide(self.law, self.case, step, self.inputs, self.now))
        self._sparing_is_the_same(step, decision)
        assert not decision.refused, [(one.code, one.person, one.says) for one in decision.refused]
        return self.settled(decision)

    def _sparing_is_the_same(self, step: Step, whole: Decision) -> None:
        """Of a case at rest only what the step touches is asked: asking everything gives the same."""
        try:
            rested = not let_time_pass(self.law, self.case, self.inputs, self.now).entries
        except CannotRest:
            return
        sparing = decide(self.law, self.case, step, self.inputs, self.now, rested)
        assert replace(sparing, touched=None) == whole

    def part(self, action: str, *people: str, by: str = "clerk", **asked: Any) -> "Story":
        """A split that must succeed; gives the story of the case that it opens."""
        self.do(action, *people, by=by, **asked)
        return self._other(Story.__new__(Story))

    def merge(self, action: str, there: "Story", by: str = "clerk", **asked: Any) -> None:
        """A merge that must succeed: the people of the other story come into this one."""
        self.see(there, by)
        self.do(action, by=by, other=there.case.reference, **asked)
        self._other(there)

    def see(self, other: "Story", by: str = "clerk") -> None:
        """The other case as a merge would find it; whoever acts has the same role there."""
        other.now = self.now
        other.make_up()
        one = Beside(
            id=other.case.id,
            reference=other.case.reference,
            case=other.case,
            inputs=other.inputs,
            roles=self.actor(by).roles,
        )
        self.beside(one)

    def beside(self, other: Beside | None) -> None:
        self.inputs = replace(self.inputs, beside=other)

    def _other(self, other: "Story") -> "Story":
        """The other side of the last step, which must replay to its case as this side does."""
        assert self.last.beside is not None and self.last.beside.entries
        if not hasattr(other, "case"):
            other.law, other.inputs, other.entries, other.case = self.law, self.inputs, [], None
        other.now = self.now
        other.settled(self.last.beside)
        self.beside(OPENED)
        return other

    def refusal(self, action: str, *people: str, by: str = "clerk", **asked: Any) -> tuple[Unmet, ...]:
        """All that is unmet of an action that must be refused; nothing is recorded."""
        self.make_up()
        decision = decide(self.law, self.case, self.step(action, people, by, asked), self.inputs, self.now)
        assert decision.refused and not decision.entries and decision.case is None, decision
        return decision.refused

    def refused(self, action: str, *people: str, by: str = "clerk", **asked: Any) -> list[str]:
        return sorted(one.code for one in self.refusal(action, *people, by=by, **asked))

    def step(self, action: str, people: tuple[str, ...], by: str, asked: dict[str, Any]) -> Step:
        own = {
            key: asked.pop(key)
            for key in ("reason", "note", "private", "newcomers", "corrects", "empties", "each", "colleague", "other")
            if key in asked
        }
        happened = asked.pop("happened", None)
        step = Step(
            action=action,
            actor=self.actor(by),
            people=people,
            answers=dict(asked),
            happened=self.moment(happened) if happened else None,
            **own,
        )
        asked.update(own, **({"happened": happened} if happened else {}))
        return step

    def wait(self, span: str) -> "Story":
        self.now = moved(self.now, parse_span(span), self.inputs.office)
        self.make_up()
        return self

    def at(self, text: str) -> "Story":
        assert self.moment(text) >= self.now
        self.now = self.moment(text)
        self.make_up()
        return self

    def make_up(self) -> None:
        """Every instant between the last step and now, in order, each at its own."""
        at = self.made_up_to
        while (following := next_instant(self.law, self.case, self.inputs, at)) is not None and following <= self.now:
            at = following
            self.settled(self._twice(lambda at=at: let_time_pass(self.law, self.case, self.inputs, at)))
        self.made_up_to = self.now
        still = let_time_pass(self.law, self.case, self.inputs, self.now)
        assert not still.entries, f"something changed between two instants: {still.entries}"

    def hold_programme(self, *names: str) -> None:
        self.inputs = replace(
            self.inputs,
            programme_holds=tuple(
                PlacedHold(name=one, over="programme", by="boss", happened=self.now) for one in names
            ),
        )
        self.settled(let_time_pass(self.law, self.case, self.inputs, self.now))

    def _twice(self, decides: Any) -> Decision:
        first, second = decides(), decides()
        assert first == second, "decided twice, it is not the same"
        return first

    def settled(self, decision: Decision) -> tuple[Entry, ...]:
        assert not decision.refused, [(one.code, one.person, one.says) for one in decision.refused]
        assert not decision.failures, decision.failures
        self.last = decision
        self.entries += decision.entries
        self.case = decision.case
        self.made_up_to = self.now if not hasattr(self, "made_up_to") else self.made_up_to
        assert replay(self.entries) == self.case, "the log tells another case"
        assert [one.seq for one in self.entries] == list(range(1, self.case.version + 1))
        return decision.entries

    # looking

    def standing(self, machine: str = "case", person: str | None = None) -> Standing | None:
        if person is None and machine != "case" and self.law.machine(machine).per == "person":
            person = "amina"
        return self.case.standing_of(machine, person)

    def state(self, machine: str = "case", person: str | None = None) -> str | None:
        found = self.standing(machine, person)
        return found.state if found else None

    def fact(self, name: str, person: str | None = None) -> Any:
        return (self.case.person(person).facts if person else self.case.facts).get(name)

    def since(self, machine: str = "case", person: str | None = None) -> str:
        found = self.standing(machine, person)
        assert found is not None
        return found.since.astimezone(self.inputs.office.zone).strftime("%Y-%m-%d %H:%M")

    def offers(self, by: str = "clerk") -> dict[tuple[str, str | None], Offer]:
        found = explain(self.law, self.case, self.inputs, self.now, self.actor(by))
        return {(one.action, one.person): one for one in found}

    def offer(self, action: str, *people: str, by: str = "clerk") -> Offer:
        found = explain_one(self.law, self.case, self.inputs, self.now, self.step(action, people, by, {}))
        assert found is not None
        return found

    def causes(self) -> list[str]:
        return [one.cause for one in self.entries]

    def present(self) -> list[str]:
        return [one.id for one in self.case.present]


def clock(story: Story, moment: datetime) -> str:
    """An instant on the office's clock."""
    return moment.astimezone(story.inputs.office.zone).strftime("%Y-%m-%d %H:%M")
