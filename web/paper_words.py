"""What must be in the file, and what was found in the paper file, in words: for the file check and for the log."""

from collections.abc import Iterator, Mapping

from flask_babel import gettext

import engine
from web.wording import joined, step_title

CASE = "case"


def item_words(programme: engine.Programme, name: str) -> str:
    """What a thing is called: a question after its track, or what a decision brings with the decision."""
    action, part = engine.item_parts(name)
    if not action:
        return _fact_words(programme, part)
    title = _action_words(programme, action)
    words = {
        "decided_on": gettext("Day of the decision: %(act)s", act=title),
        "source": gettext("Source of the decision: %(act)s", act=title),
        "verify": gettext("Verified by a second person: %(act)s", act=title),
        "countersign": gettext("Countersigned: %(act)s", act=title),
    }
    return words.get(part, title)


def _fact_words(programme: engine.Programme, name: str) -> str:
    fact = programme.facts.get(name)
    if fact is None:
        return name
    track = programme.tracks.get(fact.track or "")
    return gettext("%(track)s: %(fact)s", track=track.title, fact=fact.label) if track else fact.label


def _action_words(programme: engine.Programme, whole: str) -> str:
    found = programme.find_action(whole)
    return step_title(programme, *found) if found else whole


def owner_words(owner: str, names: Mapping[str, str]) -> str:
    return gettext("The case") if owner == CASE else names.get(owner, owner)


def asked_words(programme: engine.Programme, asked: engine.AskedBy) -> str:
    """Which step asks for it, or which check read it."""
    title = _action_words(programme, asked.action) if asked.action else ""
    if asked.how == "opening":
        return gettext("Opening of the case")
    if asked.how == "step":
        return title
    where = title or programme.machine(asked.machine).state_title(asked.state or "")
    return gettext("A check of: %(act)s", act=where) if where else gettext("A check of the opening")


def tick_words(paper: str, says: str = "") -> str:
    """What was said of one thing in the paper file."""
    if paper == "differs":
        return gettext("Differs: %(what)s", what=says) if says else gettext("Differs")
    words = {
        "there": gettext("In the paper file"),
        "missing": gettext("Not in the paper file"),
        "not_looked_at": gettext("Not looked at"),
    }
    return words.get(paper, paper)


def found_words(found: int, of: int) -> str:
    return gettext("In the paper file: %(found)s of %(all)s", found=found, all=of)


def told(programme: engine.Programme, entry: engine.Entry, names: Mapping[str, str]) -> Iterator[str]:
    """What an entry says was found in the paper file: how much, and everything that is otherwise."""
    ticks = engine.ticks_of(entry)
    if not ticks:
        return
    yield found_words(sum(one.paper == "there" for one in ticks), len(ticks))
    for one in ticks:
        if one.paper == "differs":
            yield gettext(
                "%(what)s. %(found)s", what=ticked_words(programme, one, names), found=tick_words(one.paper, one.says)
            )
    for paper in ("missing", "not_looked_at"):
        others = [ticked_words(programme, one, names) for one in ticks if one.paper == paper]
        if others:
            yield gettext("%(found)s: %(what)s", found=tick_words(paper), what=joined(others))


def ticked_words(programme: engine.Programme, tick: engine.Tick, names: Mapping[str, str]) -> str:
    """What was ticked, and whose it is where it is a person's."""
    words = item_words(programme, tick.name)
    if tick.owner == CASE:
        return words
    return gettext("%(what)s (%(people)s)", what=words, people=names.get(tick.owner, tick.owner))
