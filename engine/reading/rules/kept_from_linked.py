"""`kept-from-linked`: what is kept from linked cases does not show in what they see.

Where the case moves by such a fact alone, its state tells the fact. So a programme that shows its state, phase or
ending through a link asks such a fact only where somebody acts on it.

PASS  a: {automatically: [{when: known(replied_on), to: b}]}
FAIL  a: {automatically: [{when: address == "abroad", to: b}]}   where address has kept_from: [linked]
"""

from collections.abc import Iterator

from engine.expressions import Expression
from engine.model import Programme, State
from engine.reading.finding import Finding
from engine.reading.place import Place
from engine.reading.sites import Sites

ID = "kept-from-linked"
SHOWN = frozenset({"state", "phase", "ending"})


def check(programme: Programme, sites: Sites) -> Iterator[Finding]:
    if not any(one.they_see & SHOWN for one in programme.links.values()):
        return
    for state in programme.case.states.values():
        for asked, place in _moves(state, sites):
            fact = _kept(programme, asked)
            if fact is not None:
                message = f"'{state.name}' is left by '{fact}', which is kept from linked cases, and they see that"
                yield place.finding(ID, message, "Let somebody decide it in an action, or take they_see out")


def _moves(state: State, sites: Sites) -> Iterator[tuple[Expression, Place]]:
    block = sites.state_block("case", state.name)
    for move in state.automatically:
        if move.when is not None:
            yield move.when, sites.key(block, "automatically")
    for one in state.only_while:
        yield one.check, sites.key(block.block("only_while"), one.name)


def _kept(programme: Programme, asked: Expression) -> str | None:
    kept = (name for _, name in sorted(asked.reads) if "linked" in programme.facts[name].kept_from)
    return next(kept, None)
