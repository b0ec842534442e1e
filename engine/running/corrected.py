"""What is asked about an entry that is corrected: the facts that stand as it wrote them, and of whom."""

from engine.entry import Written
from engine.model import CASE, Ask, Fact, Programme
from engine.step import Corrected

CORRECT = "correct"


def asks_of(programme: Programme, corrected: Corrected | None) -> tuple[Ask, ...]:
    """A question for each fact that the entry wrote and that stands as it wrote it; of a person's, for each of them."""
    facts = {one.fact: programme.facts[one.fact] for one in corrected.stands} if corrected else {}
    found = {fact.key: Ask(key=fact.key, fact=fact, required=False, each=fact.owner != CASE) for fact in facts.values()}
    return tuple(found.values())


def may_be_empty(programme: Programme, corrected: Corrected) -> frozenset[str]:
    """The facts (whole names) that whoever did the act might have left without an answer, and who opened the case."""
    machine, bare = programme.split(corrected.action) if corrected.action else (programme.case, "")
    alike = [one.asks for one in machine.every_action() if one.name == bare] if bare else [programme.opening.asks]
    asked = [ask for asks in alike for ask in asks]
    needed = {ask.fact.name for ask in (*asked, *programme.opening.asks) if ask.required}
    return frozenset(ask.fact.name for ask in asked) - needed


def place_of(written: Written, fact: Fact) -> str:
    """Under which name a step speaks of what was written: `key`, or `person.key`."""
    return fact.key if written.owner == CASE else f"{written.owner}.{fact.key}"


def people_of(corrected: Corrected | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.owner for one in corrected.stands if one.owner != CASE)) if corrected else ()
