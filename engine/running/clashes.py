"""The facts in which two cases differ that are to be merged: each is a question of the step (semantics 40)."""

from collections.abc import Iterator

from engine.case import Case
from engine.model import CASE, Action, Ask, Fact, Programme


def clashing(programme: Programme, case: Case, other: Case) -> Iterator[Fact]:
    """The case's facts that both have and that are not the same; those of a track stay with the track.

    Of two that cannot be one, there are none.
    """
    if (other.programme, other.digest) != (case.programme, case.digest) or other.outcome is not None:
        return
    for name, value in other.facts.items():
        fact = programme.facts[name]
        if fact.owner == CASE and fact.track is None and case.facts.get(name, value) != value:
            yield fact


def clash_asks(
    programme: Programme, action: Action, case: Case, other: Case | None, roles: frozenset[str]
) -> tuple[Ask, ...]:
    """The questions that the other case brings, of those that the actor may read and the action does not ask itself."""
    if other is None:
        return ()
    own = {ask.key for ask in action.asks}
    found = (fact for fact in clashing(programme, case, other) if fact.key not in own)
    return tuple(Ask(key=one.key, fact=one, required=False) for one in found if readable(one, roles))


def readable(fact: Fact, roles: frozenset[str]) -> bool:
    return fact.may_read is None or not roles.isdisjoint(fact.may_read)
