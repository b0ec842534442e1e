"""Who might be in a case already: the same name in any spelling or script with a birth date that fits, or a number.

Only what everybody who works in a programme may read is compared (`engine.sought`), so that a likeness tells nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from engine.case import Case, Person
from engine.civil import Days, Office
from engine.folding import name_words, number_forms, sound
from engine.model import Fact, Programme
from engine.running.answers import read_fact
from engine.running.opening import Opening
from engine.sought import NAMES, heard, is_open_to_all, numbered, sought_in
from engine.values import Value, WrongAnswer

BORN, ENOUGH = "born_on", 2
Words = frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Newcomer:
    """Somebody as typed: the sounds of the names, the day of birth as far as it can be read, every number by its fact.

    Numbers of the case are the principal applicant's.
    """

    id: str
    given: Words
    family: Words
    born: Value | None
    numbers: Mapping[str, Words]

    def asked(self) -> Iterator[list[Words]]:
        """By which words of the index somebody like this is found."""
        names = [frozenset(heard(one) for one in words) for words in (self.given, self.family) if words]
        if names:
            yield names
        if self.given and self.family and self.born:
            yield names[:1]
        for forms in self.numbers.values():
            yield [frozenset(numbered(one) for one in forms)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Alike:
    """Somebody who might be a newcomer. `same` are the facts that agree; `law` is that of the case `reference`.

    `facts` is what the caller may read of that person and of the case.
    """

    newcomer: str
    reference: str
    person: str
    law: Programme
    facts: Mapping[str, Value]
    same: frozenset[str] = field(default=frozenset())


def newcomers(law: Programme, opening: Opening, office: Office) -> tuple[Newcomer, ...]:
    """Everybody as typed; what cannot be read yet is like nobody's."""
    first = next(iter(opening.people), None)
    return tuple(
        _newcomer(law, one, given, opening.facts if one == first else {}, office)
        for one, given in opening.people.items()
    )


def _newcomer(
    law: Programme, person: str, given: Mapping[str, Any], own: Mapping[str, Any], office: Office
) -> Newcomer:
    texts = {name: typed for name, typed in {**own, **given}.items() if isinstance(typed, str) and name not in NAMES}
    numbers = {name: number_forms(typed) for name, typed in texts.items() if is_open_to_all(law, name)}
    first, last = (_sounds(given.get(name)) for name in NAMES)
    born = _born(law.facts.get(BORN), given.get(BORN), office)
    kept = {name: forms for name, forms in numbers.items() if forms}
    return Newcomer(id=person, given=first, family=last, born=born, numbers=kept)


def _sounds(name: Any) -> Words:
    return frozenset(sound(word) for word in name_words(name)) if isinstance(name, str) else frozenset()


def _born(fact: Fact | None, typed: Any, office: Office) -> Value | None:
    try:
        return read_fact(fact, typed, office) if fact is not None and typed else None
    except WrongAnswer:
        return None


def alike_in(law: Programme, case: Case, newcomer: Newcomer) -> Iterator[tuple[str, frozenset[str]]]:
    """Who of a case might be this newcomer, and in which facts they agree. `case` as the caller may see it."""
    numbers = {
        one.person or case.principal: one.fact
        for one in sought_in(law, case)
        if one.fact in newcomer.numbers and not newcomer.numbers[one.fact].isdisjoint(number_forms(one.text))
    }
    for person in case.people:
        same = {numbers[person.id]} if person.id in numbers else set()
        same |= {*_alike(newcomer, person)}
        if same:
            yield person.id, frozenset(name for name in same if name)


def _alike(newcomer: Newcomer, person: Person) -> Iterable[str]:
    """The names, and the birth date where it agrees; nothing where the names or the dates are of somebody else."""
    first, last = (_sounds(person.facts.get(name)) for name in NAMES)
    born = _fits(newcomer.born, person.facts.get(BORN))
    if born is False or not _same_names(newcomer, first, last, surely=born is True):
        return ()
    named = [
        name
        for name, mine, theirs in zip(NAMES, (newcomer.given, newcomer.family), (first, last), strict=True)
        if mine & theirs
    ]
    return (*(named or NAMES), *((BORN,) if born else ()))


def _same_names(newcomer: Newcomer, first: Words, last: Words, *, surely: bool) -> bool:
    """All words of the shorter name are in the longer one, in whatever order; born on the same day, a given name is
    enough: family names change."""
    mine, theirs = newcomer.given | newcomer.family, first | last
    shared = mine & theirs
    if surely and newcomer.given & first:
        return True
    return len(shared) >= min(ENOUGH, len(mine), len(theirs)) > 0 and shared in (mine, theirs)


def _fits(one: Value | None, other: Value | None) -> bool | None:
    """Whether two birth dates may be one, day and month exchanged included; None where one of them is not known."""
    mine, theirs = _span(one), _span(other)
    if mine is None or theirs is None:
        return None
    if mine[0] <= theirs[1] and theirs[0] <= mine[1]:
        return True if one == other else None
    exact = isinstance(one, date) and isinstance(other, date)
    return True if exact and (mine[0].year, mine[0].month, mine[0].day) == _exchanged(theirs[0]) else False


def _exchanged(day: date) -> tuple[int, int, int]:
    return day.year, day.day, day.month


def _span(born: Value | None) -> tuple[date, date] | None:
    if isinstance(born, Days):
        return (born.first, born.last) if born.first > date.min else None
    return (born, born) if isinstance(born, date) else None
