"""`case-operation`: what an action does to the case itself has all that it needs, where it can be carried out.

A split says who goes and where their case begins, a change of the principal applicant who becomes it. A merge needs an
ending in which the emptied case can rest, and a case that rests there is not brought back, since its people are in
another one.

PASS  part: {does: split, people: chosen, into: preparing, to: stay}
FAIL  part: {does: split, into: preparing, to: stay}
"""

from collections.abc import Iterator

from engine.model import CASE, DUPLICATE_MERGED, MEMBER, Action, Machine, Programme
from engine.reading.finding import Finding
from engine.reading.place import Block
from engine.reading.sites import Sites

ID = "case-operation"
OF_A_SPLIT = ("into", "keeps")


def check(programme: Programme, sites: Sites) -> Iterator[Finding]:
    for machine in programme.machines():
        for action in machine.every_action():
            block = sites.action_block(machine.name, action.name)
            if action.kind == "act" and action.does is not None:
                yield from _operation(programme, machine, action, block)
            if machine.name == CASE and action.offered_in:
                yield from _brings_back(programme, action, block)


def _operation(programme: Programme, machine: Machine, action: Action, block: Block) -> Iterator[Finding]:
    does = action.does
    assert does is not None
    at = block.values_at["does"]
    if machine.name != CASE:
        what = f"'{does.kind}' is done to a case, and this is the track '{machine.name}'"
        yield at.finding(ID, what, "Move the action to anywhere, or to a state of the case")
    elif does.kind == "split":
        yield from _split(programme, action, block)
    elif does.kind == "change_principal" and action.people is None:
        what = "'change_principal' says nobody who becomes the principal applicant"
        yield at.finding(ID, what, "Add people: chosen")
    elif does.kind == "merge" and programme.merged_into is None:
        what = "'merge' leaves the other case without an ending"
        yield at.finding(ID, what, f"Add an ending of the case with the outcome {DUPLICATE_MERGED}")
    for key in OF_A_SPLIT if does.kind != "split" else ():
        if key in block:
            yield block.keys_at[key].finding(ID, f"'{key}' belongs to a split", "Leave it out")


def _split(programme: Programme, action: Action, block: Block) -> Iterator[Finding]:
    at, into = block.values_at["does"], action.does.into if action.does else None
    if into is None:
        yield at.finding(ID, "'split' says no state in which the new case begins", "Add into: a state")
    elif into in programme.case.endings:
        place = block.values_at["into"]
        yield place.finding(ID, f"'{into}' is an ending; a new case begins in a state", "Name a state of the case")
    if action.people is None:
        yield at.finding(ID, "'split' says nobody who goes", "Add people: chosen")
    for name, place in block.row("keeps").placed():
        if name == MEMBER:
            yield place.finding(ID, "'member' always goes along", "Take it out")


def _brings_back(programme: Programme, action: Action, block: Block) -> Iterator[Finding]:
    """An action offered in the ending of merged cases would bring back a case whose people are in another one."""
    merged = {one.name for one in programme.case.endings.values() if one.outcome == DUPLICATE_MERGED}
    for name, at in block.row("in").placed():
        if name in merged:
            yield at.finding(ID, f"'{name}' is the ending of cases that were merged, for good", "Take it out")
