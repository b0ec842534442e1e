"""Which state stands in which column and row: the case's by phase, a track's by its steps from the start."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from engine.drawing.ways import Arrow, Way, apart, arrows, ways
from engine.model import CASE, Machine, Programme


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """States and endings from the top down; `phase` is None in a track."""

    phase: str | None
    title: str
    places: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A machine as it will be drawn: its columns, the arrows between them, and all that stands apart."""

    machine: Machine
    columns: tuple[Column, ...]
    arrows: tuple[Arrow, ...]
    apart: tuple[Way, ...]
    endings_apart: tuple[str, ...]

    def cells(self) -> Mapping[str, tuple[int, int]]:
        """Column and row of every place."""
        return {
            name: (number, row) for number, column in enumerate(self.columns) for row, name in enumerate(column.places)
        }


def plan(programme: Programme, machine: Machine) -> Plan:
    """What is drawn of a machine, and where."""
    found = ways(programme, machine)
    drawn = arrows(found)
    reached = {one.target for one in drawn if one.origin in machine.states}
    columns = _by_phase(programme, drawn, reached) if machine.name == CASE else _by_step(machine, drawn, reached)
    placed = {name for column in columns for name in column.places}
    left_out = [way for way in found if way.is_own and not placed.issuperset(way.origins()) and way.moves()]
    return Plan(
        machine=machine,
        columns=columns,
        arrows=tuple(one for one in drawn if one.origin in placed and one.target in placed),
        apart=(*apart(found), *left_out),
        endings_apart=tuple(name for name in machine.endings if name not in placed),
    )


def _by_phase(programme: Programme, drawn: Sequence[Arrow], reached: set[str]) -> tuple[Column, ...]:
    """An ending stands in the last of the phases that lead to it."""
    order = list(programme.phases)
    last: dict[str, int] = {}
    for one in drawn:
        phase = programme.phase_of(one.origin)
        if phase is not None and one.target in programme.case.endings and one.target in reached:
            last[one.target] = max(last.get(one.target, 0), order.index(phase))
    return tuple(
        Column(phase=phase.name, title=phase.title, places=(*phase.states, *(e for e in last if last[e] == number)))
        for number, phase in enumerate(programme.phases.values())
    )


def _by_step(machine: Machine, drawn: Sequence[Arrow], reached: set[str]) -> tuple[Column, ...]:
    steps = _steps(machine.initial, drawn)
    furthest = max(steps.values())
    places = (*machine.states, *(name for name in machine.endings if name in reached))
    columns: list[list[str]] = [[] for _ in range(furthest + 1)]
    for name in places:
        columns[steps.get(name, furthest)].append(name)
    return tuple(Column(phase=None, title="", places=tuple(names)) for names in columns)


def _steps(initial: str, drawn: Iterable[Arrow]) -> Mapping[str, int]:
    """The fewest steps to each state, along the arrows."""
    onward: dict[str, list[str]] = {}
    for one in drawn:
        onward.setdefault(one.origin, []).append(one.target)
    found, waiting = {initial: 0}, [initial]
    while waiting:
        name = waiting.pop(0)
        for target in onward.get(name, ()):
            if target not in found:
                found[target] = found[name] + 1
                waiting.append(target)
    return found
