"""Who is not eligible learns it first: the part of an opening that its `requires` read, judged before the rest."""

from dataclasses import replace
from datetime import datetime

from engine.model import Ask, Programme, Requirement
from engine.running.opening import Opening, open_case
from engine.step import Inputs
from engine.why_not import Unmet

PRINCIPAL = "principal"


def asked_first(programme: Programme) -> tuple[Ask, ...]:
    """The questions that eligibility hangs on. Which other person is meant can only be said once they are named."""
    reads = {one for rule in _judged_first(programme) for one in rule.check.reads}
    return tuple(ask for ask in programme.opening.asks if (ask.fact.owner, ask.fact.name) in reads)


def said_of_principal(programme: Programme) -> frozenset[str]:
    """The choices that say of the principal applicant that they are just that, by key: a rule of the opening lets the
    first person be nothing else, so that it need not be asked of them. The answer is PRINCIPAL."""
    rules = {" ".join(one.check.text.split()) for one in programme.opening.requires}
    asks = (one for one in programme.opening.asks if one.each and PRINCIPAL in one.fact.codes)
    return frozenset(one.key for one in asks if f'principal({one.fact.name} == "{PRINCIPAL}")' in rules)


def linked_first(programme: Programme) -> frozenset[str]:
    """The linked cases that eligibility hangs on, by the names of the links."""
    reads = (one for rule in _judged_first(programme) for one in rule.check.reads)
    return frozenset(name.partition(".")[0] for owner, name in reads if owner == "link")


def not_eligible(programme: Programme, opening: Opening, inputs: Inputs, now: datetime) -> tuple[Unmet, ...]:
    """Everything that stands in the way of what was answered first; the rest need not be answered yet. Pure."""
    asks = asked_first(programme)
    first = replace(
        programme.opening,
        asks=asks,
        requires=tuple(one for one in programme.opening.requires if _is_first(programme, one)),
        requires_each=tuple(one for one in programme.opening.requires_each if _is_first(programme, one)),
    )
    if not asks:
        return ()
    own, each = {one.key for one in asks if not one.each}, {one.key for one in asks if one.each}
    facts = {key: typed for key, typed in opening.facts.items() if key in own}
    people = {
        person: {key: typed for key, typed in given.items() if key in each} for person, given in opening.people.items()
    }
    tried = replace(opening, facts=facts, people=people)
    return open_case(replace(programme, opening=first), "", "", tried, inputs, now).refused


def _judged_first(programme: Programme) -> tuple[Requirement, ...]:
    rules = (*programme.opening.requires, *programme.opening.requires_each)
    return tuple(one for one in rules if _is_first(programme, one))


def _is_first(programme: Programme, rule: Requirement) -> bool:
    people = {(ask.fact.owner, ask.fact.name) for ask in programme.opening.asks if ask.fact.type == "person"}
    return people.isdisjoint(rule.check.reads)
