"""A programme in words: every machine, its states, and what leads out of each, by whom and after what time."""

from dataclasses import dataclass

from engine.drawing.ways import ACTION, TIMER, Way, ways
from engine.model import Due, Ending, Machine, Programme, State, Timer, Window


@dataclass(frozen=True, slots=True, kw_only=True)
class Leads:
    """What leads out. `by` are titles of roles, `decided_by` that of who decides outside.

    `targets` are titles of states, () where the state stays.
    `kind` is that of a way; `after` a timer's time in words, `when` a condition as it is written.
    """

    kind: str
    name: str
    title: str
    by: tuple[str, ...]
    decided_by: str
    targets: tuple[str, ...]
    after: str = ""
    when: str = ""
    tells: tuple[str, ...] = ()
    offered_in: tuple[str, ...] = ()
    is_own: bool = True
    sop: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A state or an ending. `outcome` is set on endings; `waits_on` and `due` in words."""

    name: str
    title: str
    phase: str | None = None
    outcome: str | None = None
    says: str | None = None
    waits_on: str = ""
    due: str = ""
    clears: str = ""
    sop: str | None = None
    leads: tuple[Leads, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MachineOutline:
    """A machine in words. `opens_when` and `needed_if` are as they are written."""

    machine: Machine
    states: tuple[Place, ...]
    endings: tuple[Place, ...]
    anywhere: tuple[Leads, ...]
    opens_when: str = ""
    needed_if: str = ""


def outline(programme: Programme) -> tuple[MachineOutline, ...]:
    """The case first, then its tracks as declared."""
    return tuple(machine_outline(programme, one) for one in (programme.case, *programme.tracks.values()))


def machine_outline(programme: Programme, machine: Machine) -> MachineOutline:
    """One machine in words."""
    found: dict[str | None, list[Leads]] = {}
    for way in ways(programme, machine):
        found.setdefault(way.origin, []).append(_leads(programme, machine, way))
    return MachineOutline(
        machine=machine,
        states=tuple(_state(programme, one, tuple(found.get(one.name, ()))) for one in machine.states.values()),
        endings=tuple(_ending(one) for one in machine.endings.values()),
        anywhere=tuple(found.get(None, ())),
        opens_when=machine.opens_when.text if machine.opens_when else "",
        needed_if=machine.needed_if.text if machine.needed_if else "",
    )


def _state(programme: Programme, state: State, leads: tuple[Leads, ...]) -> Place:
    return Place(
        name=state.name,
        title=state.title,
        phase=state.phase,
        says=state.says,
        waits_on=party(programme, state.waits_on) if state.waits_on else "",
        due=_due(programme, state.due),
        clears=_window(programme, state.clears),
        sop=state.sop,
        leads=leads,
    )


def _ending(ending: Ending) -> Place:
    return Place(name=ending.name, title=ending.title, outcome=ending.outcome, says=ending.says, sop=ending.sop)


def _leads(programme: Programme, machine: Machine, way: Way) -> Leads:
    return Leads(
        kind=way.kind,
        name=way.name,
        title=way.title,
        by=tuple(party(programme, one) for one in way.by) if way.kind == ACTION else (),
        decided_by=party(programme, way.action.decision_of) if way.action and way.action.decision_of else "",
        targets=tuple(machine.state_title(one) for one in way.moves()),
        after=timer_words(programme, way.timer) if way.kind == TIMER and way.timer else "",
        when=way.when or "",
        tells=tuple(party(programme, one) for one in way.timer.tells) if way.timer else (),
        offered_in=tuple(machine.state_title(one) for one in sorted(way.offered_in or ())),
        is_own=way.is_own,
        sop=way.action.sop if way.action else way.timer.sop if way.timer else None,
    )


def party(programme: Programme, name: str) -> str:
    """Whose turn it is, in the programme's words."""
    track = programme.tracks.get(name)
    return programme.roles.get(name) or programme.authorities.get(name) or (track.title if track else name)


def timer_words(programme: Programme, timer: Timer) -> str:
    """`90 days after Date of the notice`."""
    if timer.after is not None:
        return f"{timer.after} after {_fact(programme, timer.counts_from)}" if timer.counts_from else f"{timer.after}"
    if timer.before is not None:
        return f"{timer.before} before {_fact(programme, timer.of)}"
    return _fact(programme, timer.at)


def _due(programme: Programme, due: Due | None) -> str:
    return "" if due is None else str(due.span) if due.span else _fact(programme, due.at)


def _window(programme: Programme, window: Window | None) -> str:
    if window is None:
        return ""
    if window.lasts is not None:
        return f"{window.lasts} from {_fact(programme, window.counts_from)}"
    if window.within is not None:
        return f"{window.within} before {_fact(programme, window.before)}"
    return f"until {_fact(programme, window.until)}" if window.until else "as long as it stands"


def _fact(programme: Programme, name: str | None) -> str:
    fact = programme.facts.get(name or "")
    return fact.label if fact else (name or "")
