"""Whether a case can still come to an ending from where it stands, and whether a step has led it back by itself.

How far it can come is asked of the programme as of a file that is read: whatever hangs on answers, days or holds may
turn out well, and only what hangs on where machines stand is asked. So what cannot be come to here can be come to by
nobody.
"""

from collections.abc import Iterable, Iterator, Mapping, Set
from typing import Any

from engine.case import Case, Person, Standing
from engine.entry import Entry
from engine.model import CASE, MEMBER, NOBODY, Machine, Programme
from engine.reading.possible import Possible, Steps

BY_ITSELF = ("automatic", "only_while", "lapse", "when_changed")


class Ways:
    """Where cases of a programme can still come to; each place in which one stands is asked once."""

    def __init__(self, law: Programme):
        self.law, self.steps = law, Steps.of(law)
        self.rests = frozenset(name for name, state in law.case.states.items() if state.waits_on == NOBODY)
        self.found: dict[tuple[Any, ...], bool] = {}

    def shut_by(self, case: Case) -> str | None:
        """Who stands so that the case comes to no ending and to no rest, unless somebody gives up; None: nobody."""
        if case.outcome is not None:
            return None
        return next((one.id for one in case.present if not self.lead_on(case, one)), None)

    def lead_on(self, case: Case, person: Person) -> bool:
        stands = {CASE: case.standing, **case.tracks, **person.tracks}
        alone, waived = len(case.present) == 1, case.waived | person.waived
        key = (tuple(sorted((name, one.state) for name, one in stands.items())), alone, frozenset(waived))
        if key not in self.found:
            self.found[key] = self._lead_on(stands, alone, waived)
        return self.found[key]

    def _lead_on(self, stands: Mapping[str, Standing], alone: bool, waived: Set[str]) -> bool:
        ahead = self.steps.without_giving_up(
            Possible(
                self.law,
                {one.name: self._begun(one, stands.get(one.name)) for one in self.law.machines()},
                past={name: frozenset(one.been) for name, one in stands.items()},
                closed=self.law.case.states[stands[CASE].state].closes,
                newcomer=not alone,
                waived={*waived, *(one.name for one in self.law.tracks.values() if one.needed_if is not None)},
            )
        )
        ends, leaves = self.rests | self.law.case.endings.keys(), self.law.tracks[MEMBER].endings.keys()
        return not (ahead.reached[CASE].isdisjoint(ends) and ahead.reached[MEMBER].isdisjoint(leaves))

    def _begun(self, machine: Machine, standing: Standing | None) -> set[str]:
        """Where it stands; a track that repeats begins anew."""
        again = {machine.initial} if standing is not None and machine.repeats else set[str]()
        return again | ({standing.state} if standing is not None else set())


def led_back(entries: Iterable[Entry]) -> Iterator[str]:
    """The machines that by themselves, in one step, have come to where they stood when the chain began."""
    chains: dict[tuple[int, str, str | None], list[Entry]] = {}
    for one in entries:
        if one.cause in BY_ITSELF and one.origin and one.target:
            chains.setdefault((one.step, one.machine, one.person), []).append(one)
    for (_, machine, _), chain in chains.items():
        if len(chain) > 1 and chain[0].origin == chain[-1].target:
            yield f"{machine} goes by itself from {' to '.join(str(one.origin) for one in chain)} and back in one step"
