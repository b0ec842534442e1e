"""`move-tells`: where something moves tells nobody what they may not read.

Everybody who sees a machine sees where it stands, and who is in the case is told it. So what moves it, or keeps it from
moving, reads no fact, and asks about no hidden track or hold, that somebody who sees it may not know (nor a fact with
`kept_from: [family]`): the `when` of a move (`automatically`, `to`, `when_empty`), what stops, stills or shortens a
timer, whom an action is about, whose news moves a track. Unless the designer says that the result may be known, by
`shown_as`: then those read these words in the log in place of the reason. Or the track is hidden itself, by its own
`shown_as`. (Whether a hidden track is clear is told by its words.)

PASS  automatically: [{when: ill, to: waiting, shown_as: The physician asks to wait}]
FAIL  automatically: [{when: ill, to: waiting}]   where ill has may_read: [physician], and others see the case
"""

from collections.abc import Iterable, Iterator, Set

from engine.expressions import Expression
from engine.model import Action, Machine, Move, Programme, Timer
from engine.reading.finding import Finding
from engine.reading.place import Block, Place
from engine.reading.rules.secret_has_words import FAMILY, may_not_read, secret_in
from engine.reading.sites import Sites

ID = "move-tells"
HINT = "Add shown_as: why, in other words, if the result may be known; else hide the track, or let somebody decide"


def check(programme: Programme, sites: Sites) -> Iterator[Finding]:
    everybody = {*programme.roles, FAMILY}
    yield from _moves(programme, programme.when_empty, sites.resolved.own.block, "when_empty", everybody)
    for machine in programme.machines():
        viewers = _viewers(programme, machine)
        for state in machine.states.values():
            block = sites.state_block(machine.name, state.name)
            yield from _moves(programme, state.automatically, block, "automatically", viewers)
        for _, action, block in sites.actions(machine):
            yield from _action(programme, action, block, viewers)
        for timer, block in sites.timers(machine):
            yield from _timer(programme, timer, block, viewers)
        yield from _news(programme, machine, sites, viewers)


def _viewers(programme: Programme, machine: Machine) -> Set[str]:
    """The roles that see where a machine stands; and `family`, since it is told to who is in the case."""
    if machine.shown_as is None:
        return {*programme.roles, FAMILY}
    return {role for role in programme.roles if not any(may_not_read(programme, one, {role}) for one in machine.facts)}


def _moves(programme: Programme, moves: Iterable[Move], block: Block, key: str, viewers: Set[str]) -> Iterator[Finding]:
    for move, arm in zip(moves, block.row(key), strict=False):
        if move.when is not None and move.shown_as is None:
            yield from _told(programme, move.when, arm.values_at["when"], f"The move to '{move.to}'", viewers)


def _action(programme: Programme, action: Action, block: Block, viewers: Set[str]) -> Iterator[Finding]:
    yield from _moves(programme, action.to, block, "to", viewers)
    if isinstance(action.people, Expression) and action.shown_as is None:
        yield from _told(programme, action.people, block.values_at["people"], f"'{action.name}'", viewers)


def _timer(programme: Programme, timer: Timer, block: Block, viewers: Set[str]) -> Iterator[Finding]:
    yield from _moves(programme, timer.to, block, "to", viewers)
    if timer.shown_as is not None:
        return
    for key, asked in (("unless", timer.unless), ("pauses_while", timer.pauses_while)):
        if asked is not None:
            yield from _told(programme, asked, block.values_at[key], f"'{timer.name}'", viewers)
    for (asked, _), arm in zip(timer.instead, block.row("instead"), strict=True):
        yield from _told(programme, asked, arm.values_at["when"], f"'{timer.name}'", viewers)


def _told(programme: Programme, asked: Expression, at: Place, what: str, viewers: Set[str]) -> Iterator[Finding]:
    secret = secret_in(programme, asked, viewers)
    if secret is not None:
        yield at.finding(ID, f"{what} {secret}, which not everybody who sees it may know", HINT)


def _news(programme: Programme, machine: Machine, sites: Sites, viewers: Set[str]) -> Iterator[Finding]:
    changed = machine.when_changed
    if changed is None or changed.shown_as is not None:
        return
    secret = next((one for one in sorted(changed.facts) if may_not_read(programme, one, viewers)), None)
    if secret is not None:
        at = sites.when_changed(machine).values_at["facts"]
        yield at.finding(
            ID, f"News of '{secret}' moves '{machine.name}', and not everybody who sees it may read it", HINT
        )
