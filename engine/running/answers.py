"""From what was typed in to values: every question of an action read, everything wrong with the answers collected."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from engine.civil import Days, Office
from engine.entry import Written
from engine.model import Ask, Fact
from engine.step import Step
from engine.values import Value, WrongAnswer, read_value
from engine.why_not import Unmet


@dataclass(slots=True)
class Answers:
    """The values given, and what is missing or wrong. `each` is by person; `open`: the facts not answered soundly."""

    own: dict[str, Value] = field(default_factory=dict)
    each: dict[str, dict[str, Value]] = field(default_factory=dict)
    unmet: list[Unmet] = field(default_factory=list)
    open: set[str] = field(default_factory=set)


def read_answers(asks: tuple[Ask, ...], step: Step, people: tuple[str, ...], office: Office, now: datetime) -> Answers:
    """The step's answers against the action's questions. Moments without an offset are in the office's zone."""
    found = Answers(each={one: {} for one in people})
    for ask in asks:
        if ask.each:
            for person in people:
                _read_one(ask, step.each.get(person, {}), person, office, found.each[person], found)
        else:
            _read_one(ask, step.answers, None, office, found.own, found)
    found.unmet += [*_too_early(asks, found, office.day_of(now)), *_not_asked(asks, step, people)]
    return found


def _too_early(asks: tuple[Ask, ...], found: Answers, today: date) -> Iterator[Unmet]:
    """The day of a decision, and a date that may be known in part, as of a birth, are never wholly in the future."""
    for ask in asks:
        if not (ask.fact.partial or (ask.fact.owner == "entry" and ask.key == "decided_on")):
            continue
        for person, given in ((None, found.own), *found.each.items()):
            first = _first_day(given.get(ask.key))
            if first is not None and first > today:
                yield _not_yet(ask, person, found)


def _first_day(value: Value | None) -> date | None:
    day = value.first if isinstance(value, Days) else value
    return day if isinstance(day, date) and not isinstance(day, datetime) else None


def _not_yet(ask: Ask, person: str | None, found: Answers) -> Unmet:
    says = f"{ask.fact.label}: What has not happened yet cannot be recorded"
    found.open.add(ask.fact.name)
    place = f"{person}.{ask.key}" if person else ask.key
    return Unmet(code="answers_wrong", kind="answer", says=says, person=person, field=place)


def _read_one(
    ask: Ask, given: Mapping[str, Any], person: str | None, office: Office, into: dict[str, Value], found: Answers
) -> None:
    raw = given.get(ask.key)
    place = f"{person}.{ask.key}" if person else ask.key
    try:
        if not _empty(raw):
            into[ask.key] = read_fact(ask.fact, raw, office)
            return
        code, says = "answers_missing", f"Answer: {ask.fact.label}"
    except WrongAnswer as wrong:
        code, says = "answers_wrong", f"{ask.fact.label}: {wrong}"
    if ask.required or code == "answers_wrong":
        found.open.add(ask.fact.name)
        found.unmet.append(Unmet(code=code, kind="answer", says=says, person=person, field=place))


def _empty(raw: Any) -> bool:
    return raw is None or (isinstance(raw, (str, list, tuple)) and not raw)


def read_fact(fact: Fact, raw: Any, office: Office) -> Value:
    """One answer as a value of the fact's type. Raises WrongAnswer in words."""
    return read_value(
        fact.type,
        raw,
        office,
        codes=fact.codes,
        of=fact.of,
        partial=fact.partial,
        most=fact.max or _MOST.get(fact.type),
        schema=fact.schema,
    )


_MOST = {"text": 5_000, "list": 100, "choices": 100}


def _not_asked(asks: tuple[Ask, ...], step: Step, people: tuple[str, ...]) -> Iterator[Unmet]:
    own = {ask.key for ask in asks if not ask.each}
    each = {ask.key for ask in asks if ask.each}
    for key in step.answers:
        if key not in own:
            yield Unmet(code="answers_wrong", kind="answer", says=f"'{key}' is not asked here", field=key)
    for person, given in step.each.items():
        if person not in people:
            yield Unmet(
                code="answers_wrong",
                kind="answer",
                says=f"'{person}' is not among the people whom this is about",
                field=person,
            )
        for key in given:
            if key not in each:
                yield Unmet(
                    code="answers_wrong",
                    kind="answer",
                    says=f"'{key}' is not asked of each person here",
                    field=f"{person}.{key}",
                )


def values_written(asks: tuple[Ask, ...], answers: Answers) -> tuple[Written, ...]:
    """What the answers write: facts of the case or of a person; `decided_on` and `source` stay in the entry."""
    return tuple(_written(asks, answers))


def _written(asks: tuple[Ask, ...], answers: Answers) -> Iterator[Written]:
    for ask in asks:
        if ask.each:
            yield from (
                Written(
                    owner=person if ask.fact.owner == "person" else ask.fact.owner,
                    fact=ask.fact.name,
                    value=given[ask.key],
                )
                for person, given in answers.each.items()
                if ask.key in given
            )
        elif ask.key in answers.own:
            yield from _own(ask, answers)


def _own(ask: Ask, answers: Answers) -> Iterator[Written]:
    """A question asked once about a fact of each person is one answer for all whom the step is about."""
    value = answers.own[ask.key]
    if ask.fact.owner == "person":
        yield from (Written(owner=person, fact=ask.fact.name, value=value) for person in answers.each)
    else:
        yield Written(owner=ask.fact.owner, fact=ask.fact.name, value=value)
