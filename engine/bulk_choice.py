"""Which actions many cases have in common: offered where they stand, by a role of the caller's, asked alike of all."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from engine.caller import Caller
from engine.clock import Clock
from engine.entries_seen import machine_seen
from engine.model import ANYONE, CASE, CHOSEN, Action, Machine, Programme
from engine.published import InForce, Published
from engine.reading.translating import in_language
from engine.records import bulk_lists
from engine.records.bulk_lists import Chosen, Standing
from engine.records.choices import Wanted
from engine.records.database import Records
from engine.step import Actor
from engine.wanting import cut_for

MOST = 5_000
"""How many cases one run takes."""
TOGETHER = frozenset({"act", "place", "lift", "take", "assign", "accept", "return", "hand_back"})
SINGLY, WHOM, OTHERS, OWN, CRITICAL = "singly", "whom", "others", "own", "critical"


@dataclass(frozen=True, slots=True, kw_only=True)
class Common:
    """An action of the chosen cases. `cases`: the ids of those that stand where it is offered to the caller.

    `why_not`: why it is not done for many: it is looked at case by case (`singly`), it asks for whom in each (`whom`),
    brings in people or another case (`others`), asks for somebody of the case (`own`) or what is `critical`; or None.
    """

    action: str
    machine: Machine
    of: Action
    cases: tuple[str, ...]
    why_not: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choosing:
    """The chosen cases of one programme, in the version that most of them go by; `programmes`: how many of each.

    `offices` names one of the cases at each office. With more than MOST cases nothing is offered.
    """

    law: Programme
    programmes: Mapping[str, int]
    cases: tuple[str, ...]
    offices: Mapping[str, str]
    common: tuple[Common, ...]
    too_many: bool = False

    def action(self, name: str) -> Common | None:
        return next((one for one in self.common if one.action == name and one.why_not is None), None)


class _Place(NamedTuple):
    """Cases of which the same is offered: by their version, with the same roles of the caller, in the same state."""

    digest: str
    roles: frozenset[str]
    state: str
    on_hold: bool
    kept: bool


class BulkChoice:
    """The door to what many cases have in common."""

    def __init__(self, records: Records, published: Published, now: Clock):
        self.records, self.published, self.now = records, published, now

    def choosing(self, caller: Caller, chosen: Chosen, programme: str | None = None) -> Choosing | None:
        """What is common to the chosen cases of a programme (None: that of most of them) where the caller works; None
        where there is no such case."""
        with self.records.reading() as reading:
            in_force = self.published.in_force(reading)
            reach, looking = cut_for(in_force, caller, chosen.wanted or Wanted(), self.now())
            grants = [one for one in reach if one.programme in caller.programmes()]
            found = bulk_lists.standings(reading, grants, chosen, looking, MOST + 1)
            programmes = Counter(one.programme for one in found)
            named = programme or next((name for name, _ in programmes.most_common(1)), None)
            if named is None or named not in programmes:
                return None
            cases = [one for one in found if one.programme == named]
            tracks = list(bulk_lists.tracks(reading, grants, chosen, looking)) if len(found) <= MOST else []
            return _choosing(in_force, caller, cases, programmes, tracks, len(found) > MOST)


def _choosing(
    in_force: InForce,
    caller: Caller,
    cases: Sequence[Standing],
    programmes: Mapping[str, int],
    tracks: Iterable[tuple[str, str, str]],
    too_many: bool,
) -> Choosing:
    programme = cases[0].programme
    digest = Counter(one.digest for one in cases).most_common(1)[0][0]
    law = in_language(in_force.version(programme, digest), caller.language)
    offered = {} if too_many else _offered(in_force, caller, cases, tracks)
    return Choosing(
        law=law,
        programmes=programmes,
        cases=tuple(one.id for one in cases),
        offices={one.office: one.id for one in reversed(cases)},
        common=tuple(_common(law, offered)),
        too_many=too_many,
    )


def _common(law: Programme, offered: Mapping[str, Sequence[str]]) -> Iterator[Common]:
    """In the order of the programme; what only another version knows is left out."""
    for machine in (law.case, *law.tracks.values()):
        for name, action in machine.actions().items():
            whole = machine.whole(name)
            if whole in offered:
                cases = tuple(dict.fromkeys(offered[whole]))
                yield Common(action=whole, machine=machine, of=action, cases=cases, why_not=_why_not(machine, action))


def _why_not(machine: Machine, action: Action) -> str | None:
    needed = [ask.fact for ask in action.asks]
    if action.kind not in TOGETHER:
        return SINGLY
    if action.does is not None and action.does.kind != "reopen":
        return OTHERS
    if any(fact.data_class == "critical" for fact in needed):
        return CRITICAL
    if any(ask.fact.type == "person" and ask.required for ask in action.asks):
        return OWN
    chooses = action.people == CHOSEN and action.kind == "act" and machine.per == CASE
    of_some = action.people is not None and any(ask.each for ask in action.asks)
    return WHOM if chooses or of_some else None


# where it is offered


def _offered(
    in_force: InForce, caller: Caller, cases: Sequence[Standing], tracks: Iterable[tuple[str, str, str]]
) -> dict[str, list[str]]:
    """The ids of the cases by what is offered of them."""
    found: dict[str, list[str]] = defaultdict(list)
    places = {one.id: _place(caller, one) for one in cases}
    known: dict[tuple[_Place, str, str], tuple[str, ...]] = {}
    of_cases = ((one.id, CASE, one.state) for one in cases)
    for case_id, machine, state in (*of_cases, *tracks):
        place = places.get(case_id)
        if place is not None:
            key = (place, machine, state)
            if key not in known:
                law = in_force.version(cases[0].programme, place.digest)
                known[key] = tuple(_actions(law, caller, *key))
            for name in known[key]:
                found[name].append(case_id)
    return found


def _place(caller: Caller, case: Standing) -> _Place:
    return _Place(case.digest, caller.roles_at(case.programme, case.office), case.state, case.on_hold, case.kept)


def _actions(law: Programme, caller: Caller, place: _Place, name: str, state: str) -> Iterator[str]:
    """What the machine of this name offers in a state to the roles held there."""
    machine = law.case if name == CASE else law.tracks.get(name)
    actor = Actor(user=caller.user, roles=place.roles)
    if machine is None or not machine_seen(law, machine.name, actor):
        return
    for action in _in_state(machine, state):
        by_them = ANYONE in action.by or not place.roles.isdisjoint(action.by)
        if by_them and action.kind not in ("correct", "attach") and _goes_with(action, place):
            yield machine.whole(action.name)


def _in_state(machine: Machine, state: str) -> Iterator[Action]:
    """What is written for a state of a machine, and what is offered there from anywhere."""
    place = machine.states.get(state)
    yield from place.actions.values() if place else ()
    for action in machine.anywhere.values():
        if (state in action.offered_in) if action.offered_in is not None else (place is not None):
            yield action


def _goes_with(action: Action, place: _Place) -> bool:
    """Whether the rest of the case agrees: where it stands, that a hold lies that could be lifted, that it is kept."""
    kept = dict.fromkeys(("accept", "return", "hand_back"), place.kept)
    there = {"lift": place.on_hold, **kept}.get(action.kind, True)
    return there and (action.case_in is None or place.state in action.case_in)
