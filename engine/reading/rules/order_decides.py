"""`order-decides`: in no step does the order of tracks or people decide where everything comes to rest (semantics 17).

A track on which another hangs comes to rest before it. That fails where each of two hangs on the other, and one
touches the other by a fact that it empties or sets by itself: then whichever is looked at first may take from the other
what that was waiting for. It fails where two tracks, or one track of two people, write one
fact by themselves and not the same. Of two ends of timers the later counts in whatever order; yet where such a fact
voids a track as news, the order would decide whether there was any. And it fails where a track of one person touches by
a fact of the case what moves the same track of another. (Who waits for whom by standing alone is asked by
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
END = "=due"
HINT = "Let only one of the two look at the other, or let an action write it"


@dataclass(frozen=True, slots=True)
class _Writes:
    """A fact that a track writes by itself: empties, or sets to something."""

    machine: Machine
    fact: str
    to: object  # None: it is emptied; END: when the timer ends
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
    yield from _set_twice(programme, written)


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


def _set_twice(programme: Programme, written: list[_Writes]) -> Iterator[Finding]:
    """Two tracks that write one fact by themselves, or one of two people, and not the same: at its first place."""
    for number, one in enumerate(written):
        found = (_clash(programme, one, two) for two in written[number:] if two.fact == one.fact)
        clash = next((one for one in found if one), None)
        if clash:
            yield one.at.finding(ID, f"{clash}: whichever is looked at last would decide", HINT)


def _clash(programme: Programme, one: _Writes, two: _Writes) -> str | None:
    name, other, shared = one.machine.name, two.machine.name, programme.facts[one.fact].owner == CASE
    if name == other and (one.machine.per == CASE or not shared):
        return None
    both = f"'{name}' and '{other}'" if name != other else f"'{name}' of one person and '{name}' of another"
    if one.to != two.to:
        return f"{both} both write '{one.fact}' by themselves"
    voids = next((each.name for each in programme.tracks.values() if _is_news(each, one.fact)), None)
    if one.to != END or voids is None:
        return None
    return f"{both} both write their ends to '{one.fact}', whose news voids '{voids}'"


def _is_news(track: Machine, fact: str) -> bool:
    return track.when_changed is not None and fact in track.when_changed.facts
