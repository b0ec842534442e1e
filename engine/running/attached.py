"""Documents to which a file may be put, and by whom."""

from collections.abc import Mapping

from engine.case import Case
from engine.looking.by_digest import ByDigest
from engine.model import CASE, Programme
from engine.values import Document

ATTACH, CAUSE = "attach", "attachment"


def recorded(case: Case, owner: str, fact: str) -> Document | None:
    """The document as it is recorded now, of the case or of a person."""
    known = case.facts if owner == CASE else next((one.facts for one in case.people if one.id == owner), {})
    found = known.get(fact)
    return found if isinstance(found, Document) else None


def _askers(programme: Programme) -> Mapping[str, tuple[str, ...]]:
    """By document, the roles by which an action asks it, or a case is opened with it."""
    found: dict[str, dict[str, None]] = {}
    for machine in programme.machines():
        for action in machine.every_action():
            for ask in action.asks:
                found.setdefault(ask.fact.name, {}).update(dict.fromkeys(action.by))
    untracked = [fact.name for fact in programme.facts.values() if fact.track is None]
    for name in [ask.fact.name for ask in programme.opening.asks] or untracked:
        found.setdefault(name, {}).update(dict.fromkeys(programme.opening.by))
    return {name: tuple(roles) for name, roles in found.items()}


_asked_by = ByDigest(_askers)


def asked_by(programme: Programme, fact: str) -> tuple[str, ...]:
    """The roles that may put a file to a document: those that may be asked for it."""
    return _asked_by(programme).get(fact, ())
