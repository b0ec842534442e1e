"""What is asked about an entry that is corrected: the facts that stand as it wrote them, and of whom."""

from engine.case import Corrected
from engine.model import CASE, Ask, Programme

CORRECT = "correct"


def asks_of(programme: Programme, corrected: Corrected | None) -> tuple[Ask, ...]:
    """A question for each fact that the entry wrote and that stands as it wrote it; of a person's, for each of them."""
    facts = {one.fact: programme.facts[one.fact] for one in corrected.stands} if corrected else {}
    found = {fact.key: Ask(key=fact.key, fact=fact, required=False, each=fact.owner != CASE) for fact in facts.values()}
    return tuple(found.values())


def people_of(corrected: Corrected | None) -> tuple[str, ...]:
    return tuple(dict.fromkeys(one.owner for one in corrected.stands if one.owner != CASE)) if corrected else ()
