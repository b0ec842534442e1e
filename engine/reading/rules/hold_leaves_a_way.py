"""`hold-blocks-all`: no hold blocks every way out of a state of the case or of a person's standing.

PASS  blocks: [book, phase travel]      in a state with `withdraw`, which is `never_blocked`
FAIL  blocks: everything                in a programme where nothing is `never_blocked`
"""

from collections.abc import Iterator

from engine.model import CASE, MEMBER, Hold, Machine, Programme
from engine.reading.finding import Finding
from engine.reading.graph import ACTION, OF_OTHERS, Edge
from engine.reading.sites import Sites

ID = "hold-blocks-all"


def check(programme: Programme, sites: Sites) -> Iterator[Finding]:
    for machine in (programme.case, programme.tracks[MEMBER]):
        led = [edge for edge in sites.ways[machine.name] if edge.cause not in OF_OTHERS]
        ways = [edge for edge in led if edge.target != edge.origin]
        for hold in programme.holds.values():
            for name in machine.states:
                own = [edge for edge in ways if edge.origin == name]
                if own and all(_is_blocked(programme, machine, hold, edge) for edge in own):
                    where = name if machine.name == CASE else f"{machine.name}.{name}"
                    hint = "Let one action that leads out be never_blocked, or block less"
                    yield sites.hold(hold.name).finding(ID, f"'{hold.name}' blocks every way out of '{where}'", hint)


def _is_blocked(programme: Programme, machine: Machine, hold: Hold, edge: Edge) -> bool:
    if edge.cause != ACTION:
        return False
    action = machine.actions()[edge.name]
    if action.never_blocked or hold.name in action.lifts:
        return False
    enters = programme.phase_of(edge.target) if machine.name == CASE else None
    named = machine.whole(edge.name) in hold.blocked_actions or enters in hold.blocked_phases
    return hold.blocks_everything or named
