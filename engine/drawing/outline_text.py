"""The outline as plain text: the twin of the picture, for a terminal and for whoever reads by ear."""

from collections.abc import Iterator
from itertools import groupby

from engine.drawing.outline import Leads, MachineOutline, Place, outline
from engine.drawing.ways import ACTION, CHANGED, EMPTY, LAPSE, TIMER
from engine.model import CASE, Programme


def draw_text(programme: Programme) -> str:
    """The whole programme, two spaces a level."""
    lines = [f"{_line(programme.title)} ({programme.id}, {programme.digest[:12]})"]
    for one in outline(programme):
        lines += ["", *_machine(programme, one)]
    return "\n".join(lines) + "\n"


def _machine(programme: Programme, one: MachineOutline) -> Iterator[str]:
    per = "" if one.machine.name == CASE else f", of {'each person' if one.machine.per == 'person' else 'the case'}"
    yield f"{_line(one.machine.title)} [{one.machine.name}]{per}"
    if one.opens_when:
        yield f"  opens when {_line(one.opens_when)}"
    if one.needed_if:
        yield f"  needed if {_line(one.needed_if)}"
    for phase, states in groupby(one.states, lambda state: state.phase):
        deeper = "  "
        if phase is not None:
            yield f"  Phase: {_line(programme.phases[phase].title)} [{phase}]"
            deeper = "    "
        for state in states:
            yield from (deeper + line for line in _place(state))
    for ending in one.endings:
        yield f"  Ending: {_line(ending.title)} [{ending.name}], {ending.outcome}"
    if one.anywhere:
        yield "  From many states:"
        yield from (f"    {_leads(way)}" for way in one.anywhere)


def _place(state: Place) -> Iterator[str]:
    told = [f"waits on {state.waits_on}"] if state.waits_on else []
    told += [f"due: {state.due}"] if state.due else []
    told += [f"clear: {state.clears}"] if state.clears else []
    yield f"{_line(state.title)} [{state.name}]{': ' if told else ''}{_line('; '.join(told))}"
    yield from (f"  {_leads(way)}" for way in state.leads)


def _leads(way: Leads) -> str:
    decided = f"; decided by {way.decided_by}" if way.decided_by else ""
    who = f" ({', '.join(way.by)}{decided})" if way.kind == ACTION else ""
    where = f" → {', '.join(way.targets)}" if way.targets else ", the state stays"
    offered = f" in {', '.join(way.offered_in)}" if way.offered_in else ""
    tells = f", tells {', '.join(way.tells)}" if way.tells else ""
    return _line(f"{_begins(way)}{who}{offered}{where}{tells} [{way.name}]")


def _begins(way: Leads) -> str:
    if way.kind == ACTION:
        return way.title
    if way.kind == TIMER:
        return f"{way.title}, by itself after its time ({way.after})"
    if way.kind == EMPTY:
        return f"By itself when nobody is left{f' and {way.when}' if way.when else ''}"
    if way.kind == LAPSE:
        return "By itself when it lapses"
    if way.kind == CHANGED:
        return f"By itself when data on which it rests change{f': {way.title}' if way.title else ''}"
    return f"By itself when {way.when}" if way.kind == "automatic" else f"By itself unless {way.when}"


def _line(words: str) -> str:
    """On one line, whatever an author wrote, and without control characters that a terminal would obey."""
    return " ".join("".join(one if one.isprintable() else " " for one in words).split())
