"""The entries of a log as one reader may see them, and in what words why something moved where that may not be read."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from engine.case import Counted
from engine.entry import Entry
from engine.expressions import Expression
from engine.model import CASE, Action, Machine, Move, Programme, Timer
from engine.records.subjects import Subject
from engine.running.attached import CAUSE
from engine.running.mandatory import may_read_item
from engine.running.no_longer import requirement_of
from engine.running.noting import is_addressed
from engine.running.secrecy import (
    ON_HOLD,
    RESTRICTED_DOCUMENT,
    may_know,
    may_read,
    may_see_hold,
    may_see_track,
    reasons_seen,
)
from engine.running.ticks import CHECKED
from engine.step import Actor


def machine_seen(programme: Programme, machine: str, actor: Actor) -> bool:
    """Whether these roles see where a machine stands."""
    track = programme.tracks.get(machine)
    return track is None or may_see_track(programme, actor.roles, track)


def hold_seen(programme: Programme, hold: str, actor: Actor) -> bool:
    return hold not in programme.holds or may_see_hold(programme.holds[hold], actor.roles)


def sight_shown(programme: Programme, link: str, facts: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    """Of a linked case the facts that may be read here."""
    return {name: one for name, one in facts.items() if may_read(programme, actor.roles, f"{link}.{name}")}


def entries_seen(programme: Programme, entries: tuple[Entry, ...], actor: Actor) -> tuple[Entry, ...]:
    """Those of the entries of which something may be read, as it may be read."""
    shown = (one for one in entries if words_instead(programme, one, actor) is None)
    return tuple(entry_as_seen(programme, one, actor) for one in shown)


def hides_entries(programme: Programme, actor: Actor) -> bool:
    """Whether there is a track, a hold or a document of which these roles may not even see that something happened."""
    tracks = (may_see_track(programme, actor.roles, one) for one in programme.tracks.values())
    holds = (may_see_hold(one, actor.roles) for one in programme.holds.values())
    papers = (may_read(programme, actor.roles, one.name) for one in programme.facts.values() if one.type == "document")
    return not actor.audits and not (all(tracks) and all(holds) and all(papers))


def entry_hidden(programme: Programme, entry: Entry | Subject, actor: Actor) -> bool:
    """Entries of a track and about a hold that may not be seen: how many there are would tell. Auditors see each."""
    return not actor.audits and words_instead(programme, entry, actor) is not None


def words_instead(programme: Programme, entry: Entry | Subject, actor: Actor) -> str | None:
    """What is shown of an entry of which nothing may be read; None where something may."""
    if not machine_seen(programme, entry.machine, actor):
        return programme.tracks[entry.machine].shown_as
    if entry.cause == CAUSE and not may_read(programme, actor.roles, entry.ground or ""):
        return RESTRICTED_DOCUMENT
    of_hold = entry.cause in ("hold", "brought_along") and not hold_seen(programme, entry.ground or "", actor)
    return (programme.holds[entry.ground or ""].shown_as or ON_HOLD) if of_hold else None


def entry_as_seen(programme: Programme, entry: Entry, actor: Actor) -> Entry:
    """An entry without the values, and of a restricted track without the states, that these roles may not read.

    A note speaks of all that was written with it: who may not read all of that, reads no note (semantics 47a). One that
    was written for a role is for those who hold it, and for who wrote it.
    """
    if words_instead(programme, entry, actor) is not None:
        hidden = dict.fromkeys(("origin", "target", "round", "action", "ground", "reason", "note", "decided_by", "sop"))
        return replace(entry, **hidden, written=(), changes=(), judged=(), told=())
    entry = _without_reason(programme, _without_hidden_holds(programme, entry, actor), actor)
    asked = asked_names(programme, entry)
    readable = tuple(one for one in entry.written if may_read(programme, actor.roles, asked.get(one.fact, one.fact)))
    shown = (one for one in entry.changes if not _of_hidden_hold(programme, one, actor))
    changes = tuple(_change_as_seen(programme, one, actor) for one in shown)
    told = is_addressed(entry, actor) and may_read_all(programme, _spoken_of(programme, entry), actor)
    note = entry.note if told else None
    return replace(entry, written=readable, changes=changes, note=note)


def may_read_all(programme: Programme, facts: Iterable[str], actor: Actor) -> bool:
    return all(may_read_item(programme, actor.roles, one) for one in facts)


def checked_in(entry: Entry) -> Sequence[Mapping[str, str]]:
    """What an entry says was found in the paper file."""
    found: Sequence[Mapping[str, str]] = next((one[CHECKED]["items"] for one in entry.changes if CHECKED in one), ())
    return found


def _spoken_of(programme: Programme, entry: Entry) -> Iterator[str]:
    """The facts of which a note may speak: what was written or found with it; of a second person's, what is asked."""
    asked = asked_names(programme, entry)
    yield from (one["name"] for one in checked_in(entry))
    yield from (asked.get(one.fact, one.fact) for one in entry.written)
    if entry.cause in ("confirmation", "rejection"):
        found = programme.find_action(entry.action or "")
        yield from asks_of(programme, found[1].concerns if found else None).values()


def asks_of(programme: Programme, action: str | None) -> dict[str, str]:
    """The facts that an action asks, by the short names under which answers are kept."""
    found = programme.find_action(action or "")
    return {ask.key: ask.fact.name for ask in found[1].asks} if found else {}


def _without_hidden_holds(programme: Programme, entry: Entry, actor: Actor) -> Entry:
    """What an entry says lay over the programme, without the holds that may not be seen."""
    lay = entry.inputs.get("programme_holds", ())
    shown = [one for one in lay if hold_seen(programme, one.partition("@")[0], actor)]
    return entry if len(shown) == len(lay) else replace(entry, inputs={**entry.inputs, "programme_holds": shown})


def _change_as_seen(programme: Programme, change: Mapping[str, Any], actor: Actor) -> Mapping[str, Any]:
    """Of a linked case and of who did what in another one, as much as the reader may know."""
    if "seen" in change:
        seen = change["seen"]
        return {"seen": {**seen, "facts": sight_shown(programme, seen["link"], seen["facts"], actor)}}
    if "scored" in change:
        return {"scored": _scored_as_seen(programme, change["scored"], actor)}
    if "read" in change:
        return {"read": [_read_as_seen(programme, one, actor) for one in change["read"]]}
    if "checked" in change:
        items = [one for one in change["checked"]["items"] if may_read_item(programme, actor.roles, one["name"])]
        return {"checked": {"items": items}}
    if "no_longer" in change:
        seen = (
            one
            for one in change["no_longer"]
            if machine_seen(programme, (one["action"] or "").partition(".")[0], actor)
        )
        return {"no_longer": [_untrue_as_seen(programme, one, actor) for one in seen]}
    if "done_before" in change:
        done = change["done_before"]
        return {"done_before": {key: one for key, one in done.items() if may_know_of(programme, key, actor)}}
    return change


def _read_as_seen(programme: Programme, read: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    """Of the values by which something was judged, those that the reader may read."""
    values = {
        owner: {name: value for name, value in own.items() if may_read(programme, actor.roles, name)}
        for owner, own in read["values"].items()
    }
    return {**read, "values": {owner: own for owner, own in values.items() if own}}


def _untrue_as_seen(programme: Programme, told: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    """What was required and is untrue now, with its words: for those who may not read what it reads, other words."""
    found = requirement_of(programme, told["action"], told["name"])
    if found is None:
        return {**told, "words": None}
    if not may_know(programme, actor.roles, found.check):
        return {**told, "name": None, "truth": None, "words": found.shown_as}
    return {**told, "words": None if "{" in found.says else found.says}


def may_know_of(programme: Programme, key: str, actor: Actor) -> bool:
    """Whether a reader may know that an action was done (a key of `Case.done`)."""
    if not machine_seen(programme, key.partition(".")[0], actor):
        return False
    found = programme.find_action(key.rpartition("|")[0])
    hold = programme.holds.get(found[1].concerns or "") if found and found[1].kind in ("place", "lift") else None
    return hold is None or may_see_hold(hold, actor.roles)


def _scored_as_seen(programme: Programme, scored: Mapping[str, Any], actor: Actor) -> dict[str, Any]:
    """How a score came about: of what is hidden only a sum, and not whose points they are."""
    reasons = tuple(
        Counted(line=one["line"], points=one["points"], people=tuple(one["people"])) for one in scored["reasons"]
    )
    seen = reasons_seen(programme, actor.roles, reasons)
    told = [{"line": one.line, "points": one.points, "people": list(one.people), "words": one.shown_as} for one in seen]
    read = {
        owner: {name: value for name, value in values.items() if may_read(programme, actor.roles, name)}
        for owner, values in scored["read"].items()
    }
    people = {} if any(one.line is None for one in seen) else scored["people"]
    return {**scored, "reasons": told, "read": read, "people": people}


def _of_hidden_hold(programme: Programme, change: Mapping[str, Any], actor: Actor) -> bool:
    laid = change.get("placed") or change.get("lifted")
    return laid is not None and not may_see_hold(programme.holds[laid["hold"]], actor.roles)


def asked_names(programme: Programme, entry: Entry) -> dict[str, str]:
    """The facts, by the short names under which a pending decision keeps its answers; of any other entry none."""
    return asks_of(programme, entry.action) if entry.cause == "pending" else {}


# why it moved


def why_seen(programme: Programme, entry: Entry, actor: Actor) -> str | None:
    """Why it came to this, in the words for those who may not read the reason; None for those who may."""
    if words_instead(programme, entry, actor) is not None:
        return None
    return next((words for words in _unknown_grounds(programme, entry, actor) if words), None)


def _unknown_grounds(programme: Programme, entry: Entry, actor: Actor) -> list[str | None]:
    """The words, if there are any, of each reason that may not be known."""
    return [words for known, words in _grounds(programme, entry) if not _known(programme, known, actor)]


Known = Expression | frozenset[str]  # what is asked, or the facts of which there was news


def _known(programme: Programme, known: Known, actor: Actor) -> bool:
    if isinstance(known, Expression):
        return may_know(programme, actor.roles, known)
    return all(may_read(programme, actor.roles, one) for one in known)


def _grounds(programme: Programme, entry: Entry) -> Iterator[tuple[Known, str | None]]:
    """What decided that the entry is as it is, each with the words for those who may not know it."""
    machine = programme.machine(entry.machine)
    state = machine.states.get(entry.origin or "")
    if entry.cause == "when_empty":
        yield from _of_moves(programme.when_empty, entry)
    elif entry.cause == "automatic" and state:
        moved = (one for one in state.automatically if one.when and one.when.text == entry.ground)
        yield from ((one.when, one.shown_as) for one in moved if one.when)
    elif entry.cause == "only_while" and state:
        broken = (one for one in state.only_while if entry.ground == f"{machine.whole(state.name)}.{one.name}")
        yield from ((one.check, one.shown_as) for one in broken)
    elif entry.cause == "when_changed" and machine.when_changed:
        yield machine.when_changed.facts, machine.when_changed.shown_as
    elif entry.cause in ("timer", "pause", "overdue"):
        yield from _of_timer(_timer(machine, entry), entry)
    elif entry.action:
        found = programme.find_action(entry.action)
        yield from _of_action(found[1], entry) if found else ()


def _of_moves(moves: tuple[Move, ...], entry: Entry) -> Iterator[tuple[Known, str | None]]:
    yield from ((one.when, one.shown_as) for one in moves if one.when is not None and one.to == entry.target)


def _of_action(action: Action, entry: Entry) -> Iterator[tuple[Known, str | None]]:
    if isinstance(action.people, Expression):
        yield action.people, action.shown_as
    if entry.target is not None:
        yield from _of_moves(action.to, entry)


def _of_timer(timer: Timer | None, entry: Entry) -> Iterator[tuple[Known, str | None]]:
    if timer is None:
        return
    asked = (timer.unless, timer.pauses_while, *(one for one, _ in timer.instead))
    yield from ((one, timer.shown_as) for one in asked if one is not None)
    yield from _of_moves(timer.to, entry)


def _timer(machine: Machine, entry: Entry) -> Timer | None:
    name = entry.ground or ""
    bare = name if machine.name == CASE else name.removeprefix(f"{machine.name}.")
    own = (machine.timers, *(state.timers for state in machine.states.values()))
    return next((timers[bare] for timers in own if bare in timers), None)


def _without_reason(programme: Programme, entry: Entry, actor: Actor) -> Entry:
    """Of a reason that may not be known not even the name; what a timer did keeps the timer's."""
    if entry.cause in ("timer", "pause", "overdue"):
        return _without(entry, frozenset(_unknown_of_timer(programme, entry, actor)))
    says = entry.cause in ("automatic", "only_while", "when_changed", "when_empty")
    if not (says and _unknown_grounds(programme, entry, actor)):
        return entry
    return replace(_without(entry, frozenset(one.name for one in entry.judged)), ground=None)


def _without(entry: Entry, names: frozenset[str]) -> Entry:
    """The entry without these names of what was asked, and without what was read for them."""
    if not names:
        return entry
    judged = tuple(one for one in entry.judged if one.name not in names)
    read = [one for change in entry.changes for one in change.get("read", ()) if one["name"] not in names]
    changes = (*(one for one in entry.changes if "read" not in one), *(({"read": read},) if read else ()))
    return replace(entry, judged=judged, changes=changes)


def _unknown_of_timer(programme: Programme, entry: Entry, actor: Actor) -> Iterator[str]:
    """The names of what a timer asked that may not be known."""
    timer = _timer(programme.machine(entry.machine), entry)
    if timer is None:
        return
    asked = [("unless", timer.unless), ("pauses_while", timer.pauses_while)]
    asked += [("instead", when) for when, _ in timer.instead]
    for name, when in asked:
        if when is not None and not may_know(programme, actor.roles, when):
            yield f"{entry.ground}.{name}"
    yield from (one.when.text for one in timer.to if one.when and not may_know(programme, actor.roles, one.when))
