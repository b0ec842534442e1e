"""Answers as a story writes them, with the clock's words `today` and `now` put into moments and days."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from engine.civil import Office
from engine.model import CASE, PAPER_CHECK, Action, Programme
from engine.rehearsal.story import Act
from engine.values import parse_moment

TODAY, NOW = "today", "now"


def moment_of(text: str, office: Office, now: datetime) -> datetime:
    """A day (its beginning), a day and a time of the office's zone, `today` or `now`, as an instant in UTC."""
    if text == NOW:
        return now
    if text == TODAY:
        return office.begins(office.day_of(now))
    return parse_moment(text, office)


def answers_of(
    programme: Programme, act: Act, office: Office, now: datetime
) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
    """The answers of an act and those for each person, as somebody would type them in."""
    found = programme.find_action(act.corrects or act.action)
    types = types_asked(programme, found[1]) if found else {ask.key: ask.fact.type for ask in programme.opening.asks}
    each = {nick: _typed(types, own, office, now) for nick, own in act.each.items()}
    return _typed(types, act.answers, office, now), each


def types_asked(programme: Programme, action: Action) -> dict[str, str]:
    """The types of what an action asks; of a merge also of whatever the two cases may differ in.

    Who checks the paper file says of each thing in words how it is there.
    """
    asked = {ask.key: ask.fact.type for ask in action.asks}
    if action.kind == PAPER_CHECK:
        return {**dict.fromkeys(programme.facts, "text"), **asked}
    if action.does is None or action.does.kind != "merge":
        return asked
    own = (fact for fact in programme.facts.values() if fact.owner == CASE and fact.track is None)
    return {**{fact.key: fact.type for fact in own}, **asked}


def moments_of(programme: Programme, given: Mapping[str, Any], office: Office, now: datetime) -> dict[str, Any]:
    """Facts at opening, by their own types."""
    return _typed({name: fact.type for name, fact in programme.facts.items()}, given, office, now)


def _typed(types: Mapping[str, str], given: Mapping[str, Any], office: Office, now: datetime) -> dict[str, Any]:
    return {key: typed(types.get(key), value, office, now) for key, value in given.items()}


def typed(kind: str | None, value: Any, office: Office, now: datetime) -> Any:
    """One answer: of a date `today`, of a moment `now` is the clock's; anything else stays what it is."""
    if kind == "date" and value == TODAY:
        return office.day_of(now).isoformat()
    if kind == "moment" and value == NOW:
        return now.isoformat()
    return value
