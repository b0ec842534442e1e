"""`automatic-ring`: automatic moves of one machine do not lead round in a ring.

A ring of `automatically` alone could turn for ever, and the step would fail. There and back is written with an
`only_while`, which says what must hold to stay.

PASS  a: {automatically: [{when: x, to: b}]}   b: {only_while: {x_holds: {check: x, says: No x, to: a}}}
FAIL  a: {automatically: [{when: x, to: b}]}   b: {automatically: [{when: not x, to: a}]}
"""

from collections.abc import Iterator

from engine.model import Programme
from engine.reading.finding import Finding
from engine.reading.graph import AUTOMATIC, reached
from engine.reading.sites import Sites

ID = "automatic-ring"


def check(programme: Programme, sites: Sites) -> Iterator[Finding]:
    for machine in programme.machines():
        ring = [edge for edge in sites.ways[machine.name] if edge.cause == AUTOMATIC]
        for name in machine.states:
            following = {edge.target for edge in ring if edge.origin == name}
            back = sorted(one for one in following if name in reached([one], ring))
            if back:
                block = sites.state_block(machine.name, name)
                message = f"Automatic moves lead from '{name}' to '{back[0]}' and back again"
                yield sites.key(block, "automatically").finding(
                    ID, message, "Write one of the two ways as an only_while"
                )
