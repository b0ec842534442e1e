"""`move-tells`: where something moves tells nobody what they may not read.

Everybody who sees a machine sees where it stands, and who is in the case is told it. So what moves it, or keeps it from
moving, reads no fact, and asks about no hidden track or hold, that somebody who sees it may not know (nor a fact with
`kept_from: [family]`): the `when` of a move (`automatically`, `to`, `when_empty`), what stops, stills or shortens a
timer, whom an action is about, whose news moves a track. Unless the designer says that the result may be known, by
`shown_as`: then those read these words in the log in place of the reason. Or the track is hidden itself, by its own
`shown_as`. (Whether a hidden track is clear is told by its words.)

A date from which something counts can be counted back to, whatever words stand beside it: the `from`, `of` and `at` of
a timer, the dates of `clears`, `due` and `open_from`, the one after which rounds come. So it is one that everybody may
read who sees the machine. (Who is in the case is shown no end: of what is kept from the family only a move tells.) Nor
is it one of class `critical`: an end stands on pages and lists of which nobody's reading is recorded. And what `sets`
copies may be read and told no further than where it was, and not with less of a record.

PASS  automatically: [{when: ill, to: waiting, shown_as: The physician asks to wait}]
FAIL  automatically: [{when: ill, to: waiting}]   where ill has may_read: [physician], and others see the case
FAIL  timers: {rested: {after: 30 days, from: treated_on, tells: clerk}}   where treated_on has may_read: [physician]
"""

from collections.abc import Iterable, Iterator, Mapping, Set

from engine.expressions import Expression
from engine.model import Action, Fact, Machine, Move, Programme, State, Timer
from engine.reading.finding import Finding
from engine.reading.place import Block, Place
from engine.reading.rules.secret_has_words import CRITICAL, FAMILY, may_not_read, secret_in
from engine.reading.sites import Sites
from engine.values import Value

ID = "move-tells"
HINT = "Add shown_as: why, in other words, if the result may be known; else hide the track, or let somebody decide"
NO_DATE = "Count from a date that everybody may read, or hide the track by its own shown_as"
NOT_CRITICAL = "Let the date be sensitive, with the same may_read, or count from another one"
NO_COPY = "Give both the same may_read, kept_from and class"
DUE = "=due"


def check(programme: Programme, sites: Sites) -> Iterator[Finding]:
    everybody = {*programme.roles, FAMILY}
    yield from _moves(programme, programme.when_empty, sites.resolved.own.block, "when_empty", everybody)
    for machine in programme.machines():
        viewers = _viewers(programme, machine)
        for state in machine.states.values():
            block = sites.state_block(machine.name, state.name)
            yield from _moves(programme, state.automatically, block, "automatically", viewers)
            yield from _days_of_state(programme, machine, state, block, viewers)
        for _, action, block in sites.actions(machine):
            yield from _action(programme, action, block, viewers)
        for timer, block in sites.timers(machine):
            yield from _timer(programme, timer, block, viewers)
        yield from _news(programme, machine, sites, viewers)
        yield from _rounds(programme, machine, sites, viewers)


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
    if action.open_from is not None:
        what = f"The day from which '{action.name}' is possible"
        yield from _days(programme, block.block("open_from"), {"of": action.open_from.of}, what, viewers - {FAMILY})
    for key, settings in (("sets", action.sets), ("sets_each", action.sets_each)):
        yield from _copies(programme, settings, block.block(key), ())


def _timer(programme: Programme, timer: Timer, block: Block, viewers: Set[str]) -> Iterator[Finding]:
    yield from _moves(programme, timer.to, block, "to", viewers)
    dates = {"from": timer.counts_from, "of": timer.of, "at": timer.at}
    seeing = viewers if timer.to and timer.shown_as is None else viewers - {FAMILY}
    yield from _days(programme, block, dates, f"The end of '{timer.name}'", seeing)
    yield from _copies(programme, timer.sets, block.block("sets"), [name for name in dates.values() if name])
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


# dates, from which one counts back


def _days_of_state(
    programme: Programme, machine: Machine, state: State, block: Block, viewers: Set[str]
) -> Iterator[Finding]:
    if state.due is not None:
        what = f"The day on which '{state.name}' is due"
        yield from _days(programme, block.block("due"), {"at": state.due.at}, what, viewers - {FAMILY})
    if state.clears is not None:
        window = state.clears
        dates = {"from": window.counts_from, "until": window.until, "before": window.before}
        seeing = viewers if window.then else viewers - {FAMILY}
        yield from _days(programme, block.block("clears"), dates, f"The window of '{machine.name}'", seeing)


def _rounds(programme: Programme, machine: Machine, sites: Sites, viewers: Set[str]) -> Iterator[Finding]:
    found = sites.resolved.tracks[machine.name].find("repeats") if machine.repeats else None
    if machine.repeats is not None and found is not None:
        block, what = found[0].block("repeats"), f"The rounds of '{machine.name}'"
        yield from _days(programme, block, {"after": machine.repeats.after}, what, viewers, "tell")


def _days(
    programme: Programme,
    block: Block,
    dates: Mapping[str, str | None],
    what: str,
    viewers: Set[str],
    verb: str = "tells",
) -> Iterator[Finding]:
    """The dates, each under the key at which it stands, that somebody who sees what counts from them may not read, or
    only with a record of it."""
    for key, fact in dates.items():
        if fact is not None and may_not_read(programme, fact, viewers):
            message = f"{what} {verb} '{fact}', which not everybody who sees it may read"
            yield block.values_at[key].finding(ID, message, NO_DATE)
        elif fact in programme.facts and programme.facts[fact].data_class == CRITICAL:
            message = f"{what} {verb} '{fact}', which is critical, and read only where that is recorded"
            yield block.values_at[key].finding(ID, message, NOT_CRITICAL)


# copies


def _copies(
    programme: Programme, settings: Iterable[tuple[str, Value | str]], block: Block, counts_from: Iterable[str]
) -> Iterator[Finding]:
    """Each fact that is copied to one that more may know; the end of a timer stands for what it `counts_from`."""
    for (name, value), key in zip(settings, block, strict=True):
        if isinstance(value, str) and value.startswith("="):
            copied = counts_from if value == DUE else [value.removeprefix("=")]
            facts = [programme.facts[one] for one in copied if one in programme.facts]
            told = next(filter(None, (_told_further(programme, one, programme.facts[name]) for one in facts)), None)
            if told is not None:
                yield block.values_at[key].finding(ID, told, NO_COPY)


def _told_further(programme: Programme, fact: Fact, copy: Fact) -> str | None:
    """In which way a copy may be known by more than the fact itself, in words."""
    if may_not_read(programme, fact.name, copy.may_read or set(programme.roles)):
        return f"'{copy.name}' may be read by more than '{fact.name}', whose value it gets"
    if not fact.kept_from <= copy.kept_from:
        return f"'{copy.name}' may be told to more than '{fact.name}', whose value it gets"
    if fact.data_class == CRITICAL and copy.data_class != CRITICAL:
        return f"'{copy.name}' is read without a record, and '{fact.name}', whose value it gets, only with one"
    return None
