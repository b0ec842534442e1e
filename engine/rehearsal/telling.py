"""The log in plain words, for whoever reads why a story failed."""

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict
from typing import Any

from engine.case import Case
from engine.civil import Office
from engine.entry import Entry
from engine.model import Programme

LAST = 12
Nick = Callable[[str | None], str | None]


def log_lines(programme: Programme, entries: Iterable[Entry], office: Office, nick: Nick) -> tuple[str, ...]:
    """A line for each entry: number, when at the office, who or what, from where to where, why and by whom."""
    return tuple(_line(programme, entry, office, nick) for entry in entries)


def _line(programme: Programme, entry: Entry, office: Office, nick: Nick) -> str:
    happened = (entry.due_at or entry.happened).astimezone(office.zone).strftime("%Y-%m-%d %H:%M")
    machine = programme.machine(entry.machine)
    subject = (
        " ".join(part for part in (entry.person, "" if entry.machine == "case" else entry.machine) if part) or "case"
    )
    move = f"{_state(machine, entry.origin)} → {_state(machine, entry.target)}" if entry.target else ""
    words = [f"{subject}:", move, f"({_cause(programme, entry)})", *_people(entry, nick), *_remarks(entry)]
    return f"{entry.seq:>3}  {happened}  {' '.join(part for part in words if part)}"


def _state(machine: Any, name: str | None) -> str:
    return name or "not open"


def _cause(programme: Programme, entry: Entry) -> str:
    found = programme.find_action(entry.action) if entry.action else None
    named = f"{entry.action}, {found[1].title}" if found else entry.action
    if entry.cause == "action":
        return named or "action"
    parts = (entry.cause.replace("_", " "), named, entry.ground)
    return ": ".join(part for part in parts if part)


def _people(entry: Entry, nick: Nick) -> list[str]:
    keepers = [f"for {nick(one['for_keeper']['user'])}" for one in entry.changes if "for_keeper" in one]
    given = [f"kept by {nick(one['kept']['user'])}" for one in entry.changes if one.get("kept", {}).get("user")]
    by = [f"by {nick(entry.actor)}", *keepers, *given] if entry.actor else []
    return by + ([f"told {', '.join(entry.told)}"] if entry.told else [])


def _remarks(entry: Entry) -> list[str]:
    said = [*([f"reason {entry.reason}"] if entry.reason else []), *([f'"{entry.note}"'] if entry.note else [])]
    return [*_priorities(entry), *said]


def _priorities(entry: Entry) -> Iterator[str]:
    for change in entry.changes:
        score = change.get("scored") or change.get("rescored")
        if score:
            before = f"{score['before']} → " if "before" in score else ""
            yield f"priority {before}{score['points']}"


def about(entries: Iterable[Entry], person: str | None) -> list[Entry]:
    """The last entries about one person; about nobody in particular, those of the case itself."""
    return [one for one in entries if one.person == person][-LAST:]


def rest_of(case: Case) -> dict[str, str]:
    """Where every machine stands: `case`, `track`, `nick.track`."""
    own = {"case": case.standing.state, **{name: one.state for name, one in case.tracks.items()}}
    return {**own, **{f"{who.id}.{name}": one.state for who in case.people for name, one in who.tracks.items()}}


def log_digest(entries: Iterable[Entry], nicks: Mapping[str, str]) -> str:
    """SHA-256 over the entries, with nicks in place of accounts, whose ids are made at random."""
    text = json.dumps([asdict(one) for one in entries], default=str, sort_keys=True)
    for user, nick in nicks.items():
        text = text.replace(user, nick)
    return hashlib.sha256(text.encode()).hexdigest()
