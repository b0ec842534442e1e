"""How far somebody's duties reach: the programmes and the offices that the pages name."""

from collections.abc import Mapping
from dataclasses import dataclass

from engine.caller import AUDITOR, EVERYWHERE, Caller
from engine.civil import Office
from engine.model import Programme
from engine.published import InForce
from engine.reading.translating import in_language
from engine.records.accounts import Grant


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """The programmes in force, in the caller's language and by their titles, and the offices with their calendars."""

    programmes: Mapping[str, Programme]
    offices: Mapping[str, Office]

    def offices_of(self, caller: Caller, programme: str) -> tuple[Office, ...]:
        """The offices at which the caller works in a programme."""
        named = caller.offices_in(programme)
        return tuple(one for name, one in self.offices.items() if EVERYWHERE in named or name in named)


def reach_of(in_force: InForce, caller: Caller) -> Reach:
    """The reach of a caller: an auditor's is every programme, and of a duty at all offices every office."""
    names = in_force.programmes() if caller.has(AUDITOR) else sorted(caller.programmes())
    laws = [in_language(in_force.current(name), caller.language) for name in names]
    places = {one.office for one in caller.duties}
    offices = in_force.offices() if EVERYWHERE in places else sorted(places)
    return Reach(
        programmes={law.id: law for law in sorted(laws, key=lambda one: one.called)},
        offices={name: in_force.office(name) for name in offices},
    )


def grants_of(caller: Caller) -> tuple[Grant, ...]:
    """The caller's duties as the lists are cut to them: to no case leads that of a designer, or an administrator."""
    leading = (one for one in caller.duties if one.programme != EVERYWHERE or one.role == AUDITOR)
    return tuple(Grant(programme=one.programme, role=one.role, office=one.office) for one in leading)
