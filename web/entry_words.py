"""What was recorded, in words: for the latest events of a case and for its log."""

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from flask_babel import gettext

import engine
from web.wording import joined, outcome_words, party, people_count, step_title

MOST_NAMES = 2


def what_words(programme: engine.Programme, entry: engine.Entry) -> str:
    """What an entry says happened, without for whom."""
    title = action_title(programme, entry)
    if entry.cause == "opening":
        return gettext("Case opened")
    if entry.cause == "pending":
        return gettext("%(act)s: decided, waits for a second person", act=title)
    if title:
        return title
    return _by_itself(programme, entry)


def action_title(programme: engine.Programme, entry: engine.Entry) -> str:
    found = programme.find_action(entry.action) if entry.action else None
    return step_title(programme, *found) if found else (entry.action or "")


def _over_words(programme: engine.Programme, entry: engine.Entry) -> str:
    what = ground_title(programme, entry)
    if entry.reason == "unless":
        return gettext("%(what)s: the time is over, and nothing follows from it", what=what)
    return gettext("%(what)s: the time is over", what=what)


def _by_itself(programme: engine.Programme, entry: engine.Entry) -> str:
    track = track_title(programme, entry)
    words = {
        "timer": _over_words(programme, entry),
        "pause": _pause_words(programme, entry),
        "runs_again": gettext("%(what)s: the time is not over any more", what=ground_title(programme, entry)),
        "lapse": gettext("%(track)s: lapsed", track=track),
        "only_while": gettext("%(track)s: a condition holds no longer", track=track),
        "automatic": gettext("%(track)s: went on by itself", track=track),
        "when_changed": gettext("%(track)s: void after a change", track=track),
        "opens_when": gettext("%(track)s: opened", track=track),
        "round": _round_words(entry, track),
        "link": gettext("The linked case has changed: %(link)s", link=_link_title(programme, entry)),
        "when_empty": gettext("Nobody is left in the case"),
        "brought_along": gettext("Brought along: %(what)s", what=brought_words(programme, entry, {})),
        "brought_back": gettext("%(track)s: brought back", track=track),
        "hold": gettext("Hold ended: %(hold)s", hold=ground_title(programme, entry)),
        "correction": gettext("Correction"),
        "migration": gettext("Moved to another version of the programme"),
    }
    return words.get(entry.cause, track)


def brought_words(programme: engine.Programme, entry: engine.Entry, names: Mapping[str, str]) -> str:
    """What an entry says came along from another case: a track where it stood, a hold, the people themselves.

    Empty for any other entry. `names`: the people's names by id; without them, only the thing is told.
    """
    if entry.cause != "brought_along":
        return ""
    if entry.ground in programme.holds:
        placed = next((change["placed"] for change in entry.changes if "placed" in change), {})
        return _whose(gettext("Hold: %(hold)s", hold=programme.holds[entry.ground].title), placed.get("over"), names)
    if entry.target is None:
        return gettext("What is known of them and what they have done")
    track = track_title(programme, entry)
    state = programme.machine(entry.machine).state_title(entry.target)
    words = gettext("%(track)s: %(state)s", track=track, state=state) if names else track
    return _whose(words, entry.person, names)


def _whose(words: str, person: str | None, names: Mapping[str, str]) -> str:
    name = names.get(person or "", "")
    return gettext("%(what)s (%(people)s)", what=words, people=name) if name else words


def _round_words(entry: engine.Entry, track: str) -> str:
    if entry.target is None:
        return gettext("%(track)s: its day has moved", track=track)
    return gettext("%(track)s: opened", track=track)


def _link_title(programme: engine.Programme, entry: engine.Entry) -> str:
    link = programme.links.get(entry.ground or "")
    return link.title if link else ""


def _pause_words(programme: engine.Programme, entry: engine.Entry) -> str:
    what = ground_title(programme, entry)
    if any("paused" in change for change in entry.changes):
        return gettext("%(what)s: the time stands still", what=what)
    return gettext("%(what)s: the time runs on", what=what)


def track_title(programme: engine.Programme, entry: engine.Entry) -> str:
    """The title of the machine; of one that the reader knows only by other words, these words."""
    if entry.machine == "case":
        return gettext("The case")
    title = gettext("Person") if entry.machine == "member" else programme.machine(entry.machine).title
    return gettext("%(track)s, round %(number)s", track=title, number=entry.round) if entry.round else title


def ground_title(programme: engine.Programme, entry: engine.Entry) -> str:
    """The title of the timer or hold that moved something."""
    name = entry.ground or ""
    if name in programme.holds:
        return programme.holds[name].title
    machine, bare = programme.machine(entry.machine), name.rpartition(".")[2]
    timers = [machine.timers, *(state.timers for state in machine.states.values())]
    found = next((timer for own in timers for key, timer in own.items() if bare in (key, timer.name)), None)
    return found.title if found else bare.replace("_", " ")


def moved_words(programme: engine.Programme, entry: engine.Entry) -> tuple[str, str]:
    """From and to, as titles; both empty where no state changed."""
    machine = programme.machine(entry.machine)
    if entry.cause == "opening":
        opened = next((change["opened"] for change in entry.changes if "opened" in change), {})
        return "", machine.state_title(opened.get("state", machine.initial))
    if entry.target is None:
        return "", ""
    return machine.state_title(entry.origin) if entry.origin else "", machine.state_title(entry.target)


def ending_words(programme: engine.Programme, entry: engine.Entry) -> str:
    """What the ending that was entered came to, so that cancelled never reads as completed."""
    ending = programme.machine(entry.machine).endings.get(entry.target or "")
    if ending is None or ending.outcome in ("done", "refused"):
        return ""
    return outcome_words(ending.outcome)


def by_words(programme: engine.Programme, entry: engine.Entry, users: Mapping[str, str]) -> str:
    """Who did it, in which role; who decided, where that was somebody outside."""
    if entry.actor is None:
        return gettext("By itself, by the rules of the programme")
    who = users.get(entry.actor, entry.actor)
    roles = joined(party(programme, role) for role in entry.roles)
    recorded = gettext("%(who)s, %(roles)s", who=who, roles=roles) if roles else who
    if entry.decided_by is None:
        return recorded
    decided = party(programme, entry.decided_by)
    return gettext("decided by %(party)s · recorded by %(who)s", party=decided, who=recorded)


def events(
    programme: engine.Programme, entries: Sequence[engine.Entry], names: Mapping[str, str]
) -> list[tuple[engine.Entry, str]]:
    """The steps among these entries, newest first: the entry that began each, and its words with all its people."""
    by_step = groupby(sorted(entries, key=lambda one: (-one.step, one.seq)), key=lambda one: one.step)
    return [_event(programme, list(group), names) for _, group in by_step]


def _event(
    programme: engine.Programme, group: Sequence[engine.Entry], names: Mapping[str, str]
) -> tuple[engine.Entry, str]:
    first = group[0]
    alike = [one for one in group if (one.cause, one.action, one.machine) == (first.cause, first.action, first.machine)]
    people = _named(alike, names)
    words = what_words(programme, first)
    end = next((ending_words(programme, one) for one in group if one.machine == "case" and one.target), "")
    named = gettext("%(what)s: %(people)s", what=words, people=people) if people else words
    return first, gettext("%(what)s. The case ended: %(end)s", what=named, end=end) if end else named


def _named(entries: Iterable[engine.Entry], names: Mapping[str, str]) -> str:
    people = list(dict.fromkeys(one.person for one in entries if one.person))
    return joined(names.get(one, one) for one in people) if len(people) <= MOST_NAMES else people_count(len(people))
