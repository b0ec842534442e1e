"""The names in a `now:` check, looked up before the story is played."""

import re
from collections.abc import Iterable
from typing import Any

from engine.model import PERSON, Fact, Machine
from engine.reading.place import Block, Place
from engine.rehearsal.names import Clerk, action_names, state_names, timers_of
from engine.rehearsal.story import CASE, PROGRAMME, Now
from engine.rehearsal.table import OF_THE_CASE, Table, read_table

NOT_OPEN, NOT_NEEDED, ANYTHING = "-", "x", ""
IN_A_ROUND = re.compile(r" [0-9]+$")


def check_now(what: Block, clerk: Clerk, people: list[str], source: str) -> Now:
    """The check, with everything wrong in its names told to the clerk."""
    if "case" in what:
        clerk.pick(what["case"], what.values_at["case"], "state", state_names(clerk.programme.case))
    _nicks(what.row("people").placed(), clerk, people)
    _keys(what.block("left"), clerk, people)
    _holds(what.block("holds"), clerk, people)
    _kept(what.block("kept"), clerk)
    _score(what, clerk)
    _pending(what, clerk, people)
    if isinstance(what.get("waits_on"), Block):
        _machines(what.block("waits_on"), clerk, people)
    _timers(what.block("timers"), clerk, people)
    _facts(what.block("facts"), clerk, people)
    _new_case(what.block("new_case"), clerk, people)
    if "table" in what:
        _table(read_table(what["table"], what.values_at["table"], source), clerk, people)
    return Now(what=what)


def _new_case(what: Block, clerk: Clerk, people: list[str]) -> None:
    _nicks(what.row("people").placed(), clerk, people)
    if "case" in what:
        clerk.pick(what["case"], what.values_at["case"], "state", clerk.programme.case.states)
    for name, at in what.row("keeps").placed():
        clerk.pick(name, at, "track", (*clerk.programme.tracks, *clerk.programme.checklists))


def _nicks(placed: Iterable[tuple[Any, Place]], clerk: Clerk, people: Iterable[str]) -> None:
    for nick, at in placed:
        clerk.pick(nick, at, "person", people)


def _keys(block: Block, clerk: Clerk, known: Iterable[str]) -> None:
    _nicks(((name, block.keys_at[name]) for name in block), clerk, known)


def _holds(block: Block, clerk: Clerk, people: list[str]) -> None:
    _keys(block, clerk, (*people, CASE, PROGRAMME))
    for over in block:
        for name, at in block.row(over).placed():
            clerk.pick(name, at, "hold", clerk.programme.holds)


def _kept(block: Block, clerk: Clerk) -> None:
    for role in block:
        clerk.pick(role, block.keys_at[role], "role", clerk.programme.roles)


def _score(what: Block, clerk: Clerk) -> None:
    """What gives points is looked up; where the programme has no priority there is nothing to check."""
    if "score" not in what:
        return
    priority = clerk.programme.priority
    if priority is None:
        clerk.tell(what.keys_at["score"], "no-priority", "This programme has no priority", "Leave the check out")
        return
    for name, at in what.block("score").row("because").placed():
        clerk.pick(name, at, "score line", priority.lines)


def _pending(what: Block, clerk: Clerk, people: list[str]) -> None:
    known = set(action_names(clerk.programme))
    for name, at in what.row("pending").placed():
        nick, _, action = name.partition(".")
        if name not in known and nick not in people:
            clerk.pick(name, at, "action", known)
        elif name not in known:
            clerk.pick(action, at, "action", known)


def whose(programme: Any, path: str, people: Iterable[str]) -> tuple[str | None, Machine | None, str]:
    """A path as its person (or None), its machine, and what follows: `amina.medical`, `amina.member.review_time`."""
    first, _, rest = path.partition(".")
    person = first if first in set(people) else None
    inner = rest if person else path
    track, _, name = inner.partition(".")
    if track in programme.tracks:
        return person, programme.tracks[track], name
    return person, None if person else programme.case, "" if inner == CASE else inner


def _facts(block: Block, clerk: Clerk, people: list[str], prefix: str = "", nick: str | None = None) -> None:
    """Facts of the case by name; below a nick, or a track, theirs."""
    every = [name.removeprefix(prefix) for name in clerk.programme.facts if name.startswith(prefix)]
    facts = [name for name in every if "." not in name]
    for name in block:
        if name in people:
            _facts(block.block(name), clerk, people, prefix, name)
        elif name in clerk.programme.tracks:
            _facts(block.block(name), clerk, people, f"{name}.", nick)
        elif name not in facts and (track := _track_of(clerk, name)):
            hint = f"Write it below its track: {track}: {{{name}: …}}"
            clerk.tell(block.keys_at[name], "unknown-fact", f"'{name}' is not a fact", hint)
        elif clerk.pick(name, block.keys_at[name], "fact", facts):
            _whose_fact(clerk.programme.facts[prefix + name], block.keys_at[name], clerk, people, nick)


def _whose_fact(fact: Fact, at: Place, clerk: Clerk, people: list[str], nick: str | None) -> None:
    """A fact of each person stands below a nick, and one of the case below none."""
    written = f"{fact.key}: …" if fact.track is None else f"{fact.track}: {{{fact.key}: …}}"
    if fact.owner == PERSON and nick is None:
        hint = f"Write whose: facts: {{{people[0] if people else 'nick'}: {{{written}}}}}"
        clerk.tell(at, "wrong-scope", f"'{fact.key}' belongs to each person", hint)
    elif fact.owner == CASE and nick is not None:
        hint = f"Write it below nobody: facts: {{{written}}}"
        clerk.tell(at, "wrong-scope", f"'{fact.key}' belongs to the case", hint)


def _track_of(clerk: Clerk, name: str) -> str | None:
    """The first track that has a fact of this name."""
    return next((track for track in clerk.programme.tracks if f"{track}.{name}" in clerk.programme.facts), None)


def _machines(block: Block, clerk: Clerk, people: list[str]) -> None:
    for path in block:
        _, machine, name = whose(clerk.programme, path, people)
        if machine is None or name:
            known = [
                *clerk.programme.tracks,
                CASE,
                *(f"{nick}.{track}" for nick in people for track in clerk.programme.tracks),
            ]
            clerk.pick(path, block.keys_at[path], "track", known)


def _timers(block: Block, clerk: Clerk, people: list[str]) -> None:
    for path in block:
        _, machine, name = whose(clerk.programme, path, people)
        if machine is None or name not in timers_of(machine):
            known = [one.whole(timer) for one in clerk.programme.machines() for timer in timers_of(one)]
            clerk.pick(
                path, block.keys_at[path], "timer", [*known, *(f"{nick}.{name}" for nick in people for name in known)]
            )


def _table(table: Table, clerk: Clerk, people: list[str]) -> None:
    for name, at in table.headings:
        clerk.pick(name, at, "track", clerk.programme.tracks)
    _nicks(table.rows, clerk, (*people, OF_THE_CASE))
    for at in table.ragged:
        clerk.tell(at, "table", "This row has not as many cells as the first line", "Count the strokes |")
    for cell in table.cells:
        track = clerk.programme.tracks.get(cell.column)
        if track is None or cell.text == ANYTHING:
            continue
        if (track.per == CASE) != (cell.row == OF_THE_CASE):
            row = f"the row '{OF_THE_CASE}'" if track.per == CASE else "the rows of people"
            clerk.tell(cell.place, "table", f"'{track.name}' stands in {row}", "Leave this cell empty")
        elif cell.text not in (NOT_OPEN, NOT_NEEDED):
            clerk.pick(_state_in(cell.text, track), cell.place, "state", state_names(track))


def _state_in(text: str, track: Machine) -> str:
    """Of a track that repeats the round may stand behind the state: `due 2`."""
    return IN_A_ROUND.sub("", text) if track.repeats else text
