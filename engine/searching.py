"""Finding a case by what somebody remembers of it: a name in any spelling or script, a reference, any number."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from engine.caller import AUDITOR, Caller
from engine.case import Case, Person
from engine.clock import Clock, clock
from engine.folding import apart_by, name_words, number_asked, number_forms, reference_forms, sound, sounds_near
from engine.model import Programme
from engine.published import InForce, Published
from engine.reach import grants_of
from engine.records import search_lists
from engine.records.database import Reading, Records
from engine.sought import NAMES, Sought, heard, numbered, sought_in
from engine.work_items import ListedCase, listed_for

MOST, LOOKED_AT, MOST_WORDS, LONGEST, FEWEST_LETTERS = 20, 80, 6, 100, 3
SAME, SPELT, BEGINS, NEAR = "same", "spelt", "begins", "near"
_WORTH = {SAME: 0, SPELT: 1, BEGINS: 2, NEAR: 3}


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """Why a case was found: what of it matches, and how near: `same`, `spelt` otherwise (or in another script),
    `begins` so, or `near`: a small mistake apart.

    `fact` is its words in the reader's language, None for the reference; `person` whose it is, by name.
    """

    text: str
    fact: str | None
    person: str | None
    how: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hit:
    """A case that was found, and why."""

    case: ListedCase
    matches: tuple[Match, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """The best hits first; `more`: there are others, which another word would tell apart."""

    hits: tuple[Hit, ...]
    more: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word of what is asked: its letters, and by what it may stand in the index; `near` with small misspellings."""

    text: str
    number: frozenset[str]
    words: frozenset[str]
    near: frozenset[str]


class Searching:
    """The door through which cases are found. What may not be read matches nothing, and is in no count."""

    def __init__(self, records: Records, published: Published, now: Clock = clock):
        self.records, self.published, self.now = records, published, now

    def search(self, caller: Caller, text: str) -> Found:
        """The cases in the caller's reach that match every word of `text`; none for a text without any."""
        asked = asked_in(text[:LONGEST])
        if not asked:
            return Found(hits=(), more=False)
        with self.records.reading() as reading:
            in_force = self.published.in_force(reading)
            ways = self._ways(reading, in_force, caller, asked, text[:LONGEST].strip())
            hits = next((found for way in ways if (found := list(way))), [])
        best = sorted({hit.case.id: hit for hit in reversed(hits)}.values(), key=_worth)
        return Found(hits=tuple(best[:MOST]), more=len(best) > MOST)

    def _ways(
        self, reading: Reading, in_force: InForce, caller: Caller, asked: Iterable[Sequence[Word]], text: str
    ) -> Iterator[Iterator[Hit]]:
        """As it was typed or spelt otherwise; else as the beginning of a reference; else with a small mistake."""
        yield (hit for words in asked for hit in self._hits(reading, in_force, caller, words, near=False))
        yield self._beginning(reading, in_force, caller, text)
        yield (hit for words in asked for hit in self._hits(reading, in_force, caller, words, near=True))

    def _beginning(self, reading: Reading, in_force: InForce, caller: Caller, text: str) -> Iterator[Hit]:
        if len(text) < FEWEST_LETTERS:
            return
        for line in search_lists.beginning(reading, grants_of(caller), text, MOST + 1):
            match = Match(text=line.reference, fact=None, person=None, how=BEGINS)
            yield Hit(case=listed_for(in_force, caller, line, self.now()), matches=(match,))

    def _hits(
        self, reading: Reading, in_force: InForce, caller: Caller, asked: Sequence[Word], near: bool
    ) -> Iterator[Hit]:
        """Looked up by digests, then compared in clear: a digest that two words share finds nothing."""
        words = [one.near if near else one.words for one in asked]
        programmes = in_force.programmes() if caller.has(AUDITOR) else sorted(caller.programmes())
        lines = search_lists.find(reading, grants_of(caller), words, programmes, LOOKED_AT)
        cases = reading.cases([line.id for line in lines])
        for line in lines:
            case = listed_for(in_force, caller, line, self.now())
            matches = tuple(_matches(case.law, cases[line.id], asked))
            if matches:
                yield Hit(case=case, matches=matches)


def asked_in(text: str) -> tuple[tuple[Word, ...], ...]:
    """The ways to understand what was typed: as one number, however it is separated, and as words."""
    words = tuple(_word(one) for one in _words_in(text))
    whole = number_asked(text)
    as_number = ((_numeral(text, whole),),) if whole else ()
    return (*as_number, words) if words and len(words) <= MOST_WORDS else as_number


def _words_in(text: str) -> Iterator[str]:
    for part in text.split():
        yield from (part,) if number_asked(part) else name_words(part)


def _word(text: str) -> Word:
    number = number_asked(text)
    if number:
        return _numeral(text, number)
    its = sound(text)
    plain = frozenset((heard(its),))
    return Word(text=text, number=number, words=plain, near=plain | {heard(one) for one in sounds_near(its)})


def _numeral(text: str, number: frozenset[str]) -> Word:
    plain = frozenset(numbered(form) for form in number)
    return Word(text=text, number=number, words=plain, near=plain)


def _matches(law: Programme, case: Case, asked: Iterable[Word]) -> Iterator[Match]:
    """The best match of every word; nothing where one of them has none."""
    there = tuple(sought_in(law, case))
    found = [_best(word, there) for word in asked]
    if all(found):
        names = {one.id: _name(one) for one in case.people}
        for sought, how in dict.fromkeys(one for one in found if one):
            fact = law.facts[sought.fact].label if sought.fact else None
            yield Match(text=sought.text, fact=fact, person=names.get(sought.person or ""), how=how)


def _name(person: Person) -> str:
    return " ".join(str(person.facts[name]) for name in NAMES if person.facts.get(name)) or person.id


def _best(word: Word, there: Iterable[Sought]) -> tuple[Sought, str] | None:
    found = [(one, how) for one in there if (how := _how(word, one))]
    return min(found, key=lambda one: _WORTH[one[1]], default=None)


def _how(word: Word, sought: Sought) -> str | None:
    """How near what is sought is to a word; None: it does not match."""
    if word.number:
        forms = number_forms(sought.text) if sought.fact else reference_forms(sought.text)
        return None if word.number.isdisjoint(forms) or sought.is_name else SAME
    if not sought.is_name:
        return None
    ways = [_how_near(word.text, one) for one in name_words(sought.text)]
    return min((one for one in ways if one), key=_WORTH.__getitem__, default=None)


def _how_near(asked: str, name: str) -> str | None:
    if asked == name:
        return SAME
    one, other = sound(asked), sound(name)
    alike = asked.isascii() == name.isascii()
    if alike and apart_by(asked, name) > max(2, len(name) // 2):
        return None
    if one == other:
        return SPELT
    return NEAR if apart_by(one, other) == 1 and (not alike or apart_by(asked, name) <= 2) else None


def _worth(hit: Hit) -> tuple[int, bool, str]:
    return sum(_WORTH[one.how] for one in hit.matches), hit.case.outcome is not None, hit.case.reference
