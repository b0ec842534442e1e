"""By what a case is found: its reference, the names of its people, and the numbers that are known of it.

Only what everybody who works in the programme may read is sought: no fact that some roles may not read, none of a
restricted track, and nothing critical, of which each reading is on record.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

from engine.case import Case
from engine.folding import name_words, number_forms, reference_forms, sound
from engine.looking.by_digest import ByDigest
from engine.model import Fact, Programme
from engine.running.watching import Touched

NAMES = ("given_names", "family_name")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sought:
    """Something that a search may match. `fact` None: the reference; `person`: the id of whom it is about."""

    text: str
    fact: str | None = None
    person: str | None = None

    @property
    def is_name(self) -> bool:
        return self.fact in NAMES


def sought_in(programme: Programme, case: Case) -> Iterator[Sought]:
    """Everything of a case that a search may match, in words."""
    open_to_all = _open_to_all(programme)
    yield Sought(text=case.reference)
    for name, text in case.facts.items():
        if name in open_to_all and isinstance(text, str):
            yield Sought(text=text, fact=name)
    for person in case.people:
        for name, text in person.facts.items():
            if name in open_to_all and isinstance(text, str):
                yield Sought(text=text, fact=name, person=person.id)


def words_sought(programme: Programme, case: Case) -> tuple[str, ...]:
    """The same as the index has it: of names their sounds, of all else what is a number."""
    found = dict.fromkeys(_reference_words(case.reference))
    for one in sought_in(programme, case):
        found |= dict.fromkeys(_words(one.text, one.is_name))
    return tuple(sorted(found))


def may_change_words(programme: Programme, touched: Touched) -> bool:
    """Whether a step that touched just this may have changed what a search matches."""
    return touched is None or not touched.isdisjoint(_open_to_all(programme).values())


def is_open_to_all(programme: Programme, fact: str) -> bool:
    """Whether a fact is one that a search may match."""
    return fact in _open_to_all(programme)


def heard(word: str) -> str:
    """How the sound of a name stands in the index."""
    return f"name {word}"


def numbered(form: str) -> str:
    return f"number {form}"


@lru_cache(maxsize=8192)
def _words(text: str, is_name: bool) -> tuple[str, ...]:
    if is_name:
        return tuple(heard(sound(word)) for word in name_words(text))
    return tuple(numbered(form) for form in number_forms(text))


@lru_cache(maxsize=8192)
def _reference_words(reference: str) -> tuple[str, ...]:
    return tuple(numbered(form) for form in reference_forms(reference))


def _find_open(programme: Programme) -> Mapping[str, str]:
    """The facts that are sought, with what touches them."""
    return {name: f"fact {name}" for name, fact in programme.facts.items() if _is_open(programme, fact)}


def _is_open(programme: Programme, fact: Fact) -> bool:
    track = programme.tracks.get(fact.track or "")
    restricted = fact.may_read is not None or fact.data_class == "critical" or (track and track.shown_as is not None)
    return fact.type == "text" and fact.owner in ("case", "person") and not restricted


_open_to_all = ByDigest(_find_open)
