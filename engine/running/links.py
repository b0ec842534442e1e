"""Linked cases: what one may see of another, and how that comes into its log (language 5.1, semantics 47 to 49)."""

from collections.abc import Mapping
from typing import Any

from engine.case import Case, Sight
from engine.model import LINK, Action, Link, Programme
from engine.running.draft import Draft
from engine.running.judging import SECOND
from engine.values import to_json

STATE, PHASE, ENDING = "state", "phase", "ending"


def sight_of(link: Link, ours: str, law: Programme, case: Case) -> Sight:
    """What a case of the programme `ours` sees through its link of a case under its own `law`."""
    seen = link.we_see & shown_to(law, ours)
    return _sight(seen, law, case)


def shown_to(law: Programme, theirs: str) -> frozenset[str]:
    """What the cases of a programme show to the linked cases of another, by the words and facts that they name.

    A fact that is kept from linked cases is not among them, nor is one of a person: no such file is read without a
    finding.
    """
    return frozenset(word for one in law.links.values() if one.programme == theirs for word in one.they_see)


def sight_through(name: str, law: Programme, case: Case) -> Sight:
    """What whoever is behind a link of a case sees of this one: for the scenario that looks from there."""
    return _sight(shown_to(law, law.links[name].programme), law, case)


def _sight(seen: frozenset[str], law: Programme, case: Case) -> Sight:
    state, phase = case.standing.state, law.phases.get(law.phase_of(case.standing.state) or "")
    facts = {name: value for name in seen if name in law.facts and (value := _value(law, case, name)) is not None}
    return Sight(
        case=case.id,
        version=case.version,
        reference=case.reference,
        programme=case.programme,
        office=case.office,
        state=state if STATE in seen else None,
        state_title=law.case.state_title(state) if STATE in seen else None,
        phase=phase.name if phase and PHASE in seen else None,
        phase_title=phase.title if phase and PHASE in seen else None,
        ended=case.outcome is not None if seen & {STATE, ENDING} else None,
        ending=case.outcome if ENDING in seen else None,
        facts=dict(sorted(facts.items())),
    )


def _value(law: Programme, case: Case, name: str) -> Any:
    found = case.facts.get(name)
    return law.facts[name].default if found is None else found


# into the log


def change_of(name: str, sight: Sight) -> Mapping[str, Any]:
    """A sight as the change that records it."""
    known = {key: getattr(sight, key) for key in Sight.__slots__ if key != "facts"}
    facts = {fact: to_json(value) for fact, value in sight.facts.items()}
    return {"seen": {LINK: name, **{key: value for key, value in known.items() if value is not None}, "facts": facts}}


def sees(draft: Draft) -> bool:
    """A linked case that shows something else than was seen last: the new sight is recorded."""
    for name, sight in draft.inputs.linked.items():
        if not sight.is_seen_as(draft.case.links.get(name)):
            draft.record(draft.programme.case, None, "link", ground=name, changes=(change_of(name, sight),))
            return True
    return False


def looking_again(draft: Draft, action: Action) -> Draft:
    """The draft in which an act is judged: a case that has ended looks no more, until somebody acts in it."""
    if (
        draft.case.outcome is None
        or action.kind not in ("act", *SECOND)
        or not is_news(draft.case, draft.inputs.linked)
    ):
        return draft
    again = draft.copy()
    while sees(again):
        pass
    return again


def is_news(case: Case, linked: Mapping[str, Sight]) -> bool:
    """Whether any linked case shows something else than the case has seen."""
    return any(not sight.is_seen_as(case.links.get(name)) for name, sight in linked.items())
