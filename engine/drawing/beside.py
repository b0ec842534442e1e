"""Which track runs beside which state of the case."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from engine.expressions.node import Node
from engine.model import Machine, Programme

AT_STATE, IN_PHASE, BEGINNING, CONDITIONAL = "state", "phase", "beginning", "conditional"
_STATES = re.compile(r"""case\.(?:at|was)\(\s*["']([^"']*)["']\s*\)""")
_PHASES = re.compile(r"""case\.phase\.any_of\(\s*["']([^"']*)["']\s*\)""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """Tracks that open together: at a state, with a phase, from the beginning, or each on a condition of its own.

    `phase` is the column under which they are listed; `state` is None but for AT_STATE.
    """

    kind: str
    phase: str
    state: str | None
    tracks: tuple[Machine, ...]


def beside(programme: Programme) -> tuple[Beside, ...]:
    """The tracks by where they open, in the order of the case's states."""
    found: dict[tuple[str, str | None, str], list[Machine]] = {}
    for track in programme.tracks.values():
        found.setdefault(_place(programme, track), []).append(track)
    order = list(programme.phases)
    return tuple(
        Beside(kind=kind, phase=phase, state=state, tracks=tuple(tracks))
        for (kind, state, phase), tracks in sorted(found.items(), key=lambda one: order.index(one[0][2]))
    )


def _place(programme: Programme, track: Machine) -> tuple[str, str | None, str]:
    first = programme.phase_of(programme.case.initial) or next(iter(programme.phases))
    if track.opens_when is None:
        return BEGINNING, None, first
    leaves = list(_leaves(track.opens_when.node))
    states = [one for text in leaves for one in _named(_STATES, text) if one in programme.case.states]
    if states:
        return AT_STATE, states[0], programme.phase_of(states[0]) or first
    phases = [one for text in leaves for one in _named(_PHASES, text) if one in programme.phases]
    return (IN_PHASE, None, phases[0]) if phases else (CONDITIONAL, None, first)


def _leaves(node: Node) -> Iterator[str]:
    """The texts of the questions that must be answered yes; what stands under a `not` says where it does not open."""
    if node.kind == "not":
        return
    if not node.parts:
        yield node.text
    for part in node.parts:
        yield from _leaves(part)


def _named(pattern: re.Pattern[str], text: str) -> Iterator[str]:
    for match in pattern.finditer(text):
        yield from re.split(r"\s+or\s+", match[1].strip())
