"""`order-decides`: in no step does the order of tracks or people decide where everything comes to rest (semantics 17).

A track on which another hangs comes to rest before it. That fails where each of two hangs on the other, and one
touches the other by a fact that it empties or sets by itself: then whichever is looked at first may take from the other
what that was waiting for. It fails where two tracks set one fact by themselves, and where a track of one person touches
by a fact of the case what moves the same track of another. (Who waits for whom by standing alone is asked by
`automatic-ring`.)

PASS  visa: {… automatically: [{when: known(papers_on), …}]}   papers: {asked: {forgets: [papers_on]}}
FAIL  the same, and papers moves by what visa does: {there: {only_while: {wanted: {check: not visa.at("refused"), …}}}}
FAIL  offer: {… timers: {silence: {…, sets: {answer: yes}}}}   reply: {… timers: {long: {…, sets: {answer: no}}}}
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.looking.in_turn import hanging
from engine.looking.watched import looked_at, value
from engine.model import CASE, MEMBER, Machine, Programme
from engine.reading.finding import Finding
from engine.reading.place import Block, Place
from engine.reading.sites import Sites

ID = "order-decides"
HINT = "Let only one of the two look at the other, or let an action write it"


@dataclass(frozen=True, slots=True)
class _Writes:
    """A fact that a track writes by itself: empties, or sets to something."""

    machine: Machine
    fact: str
    to: object  # None: it is emptied
    at: Place

    @property
    def word(self) -> str:
        return "empties" if self.to is None else "sets"


def check(programme: Programme, sites: Sites) -> Iterator[Finding]:
    written = [one for track in programme.tracks.values() for one in _written(track, sites)]
    seen, below = looked_at(programme), hanging(programme)
    for one in written:
        yield from _ring(one, seen, below)
        yield from _of_others(programme, one, seen)
    yield from _set_twice(written)


def _written(track: Machine, sites: Sites) -> Iterator[_Writes]:
    for state in track.states.values():
        block = sites.state_block(track.name, state.name)
        yield from (_Writes(track, fact, None, _place(block, fact)) for fact in state.forgets)
    for timer, block in sites.timers(track):
        yield from (_Writes(track, fact, to, block.values_at["sets"]) for fact, to in timer.sets)


def _place(block: Block, fact: str) -> Place:
    """Where a state names the fact that it forgets, by its whole name or its own; `everything` names it too."""
    named = (at for name, at in block.row("forgets").placed() if fact == name or fact.endswith(f".{name}"))
    return next(named, block.values_at["forgets"])


def _ring(one: _Writes, seen: Mapping[str, frozenset[str]], below: Mapping[str, frozenset[str]]) -> Iterator[Finding]:
    name = one.machine.name
    others = [other for other in below[name] if name != MEMBER and name in below[other]]
    other = next((other for other in others if value(one.fact) in seen[other] and other != name), None)
    if other is not None:
        message = f"'{name}' {one.word} '{one.fact}', which moves '{other}', and '{other}' moves '{name}'"
        yield one.at.finding(ID, f"{message}: which is looked at first would decide", HINT)


def _of_others(programme: Programme, one: _Writes, seen: Mapping[str, frozenset[str]]) -> Iterator[Finding]:
    name = one.machine.name
    if one.machine.per != CASE and programme.facts[one.fact].owner == CASE and value(one.fact) in seen[name]:
        message = f"'{name}' of one person {one.word} '{one.fact}', which moves '{name}' of another"
        yield one.at.finding(ID, f"{message}: whoever is looked at first would decide", HINT)


def _set_twice(written: list[_Writes]) -> Iterator[Finding]:
    """Two tracks that write one fact by themselves, and not the same: at its first place."""
    for number, one in enumerate(written):
        same = (two for two in written[number + 1 :] if two.fact == one.fact and two.to != one.to)
        other = next((two for two in same if two.machine.name != one.machine.name), None)
        if other is not None:
            message = f"'{one.machine.name}' and '{other.machine.name}' both write '{one.fact}' by themselves"
            yield one.at.finding(ID, f"{message}: whichever is looked at last would decide", HINT)
