"""What a timer brings: more time, and the move that a late entry only showed (semantics 13, 33)."""

from datetime import date, datetime

from tests.model import days, settling, texts, timers
from tests.model.moving import Key


def answered(asked: dict) -> set[tuple[str, str | None]]:
    until = asked["answers"].get("until")
    if until is None:
        return {("answers_missing", None)}
    return set() if isinstance(until, date) else {("answers_wrong", None)}


def unmet(programme: dict, case: dict, key: Key, action: dict, asked: dict) -> set[str]:
    """What keeps a time of this machine from being extended."""
    if "extends" not in action:
        return set()
    name, stands = action["extends"], case["machines"][key]
    timer = texts.timers_of(programme, key[0])[name][0]
    refused = set()
    if stands["extensions"].get(name, 0) >= timer["extended"].get("times", 1):
        refused.add("times_used")
    end = timers.end_as_it_is(programme, case, key, name, timer, asked["happened"])
    if end is None:
        return refused | {"not_open_yet"}
    if asked["happened"] >= end and (*key, name) not in case["overdue"]:
        refused.add("time_is_over")
    if isinstance(until := asked["answers"].get("until"), date):
        granted = days.end(until, case["zone"])
        up_to = timer["extended"].get("up_to")
        latest = up_to and timers.at_latest(programme, case, key, timer, up_to)
        if granted <= end or latest and granted > latest:
            refused.add("extension_too_long")
    return refused


def do(programme: dict, case: dict, keys: list[Key], action: dict, asked: dict, now: datetime) -> None:
    name = action.get("extends") or action["confirms"]
    timer = texts.timers_of(programme, keys[0][0])[name][0]
    for key in keys:
        stands = case["machines"][key]
        case["overdue"].discard((*key, name))
        if "extends" in action:
            stands["spoken"].discard(name)
            still = timers.paused(stands, name) + timers.stands_since(stands, name, now)
            stands["extended"][name] = days.end(asked["answers"]["until"], case["zone"]) - still
            stands["extensions"][name] = stands["extensions"].get(name, 0) + 1
        else:
            end = timers.timer_end(programme, case, key, name, timer)
            to = settling.chosen(programme, case, key, timer["to"], asked["happened"])
            settling.silence_moves(programme, case, key, name, timer, end, to)
