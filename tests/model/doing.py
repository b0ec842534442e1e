"""What an action that may be does to a case that is a dict (semantics 11 to 14), judged already."""

from datetime import date, datetime
from typing import Any

from tests.model import asking, extending, moving, returning, settling, texts
from tests.model.moving import Key


def keys_of(programme: dict, track: str, asked: dict) -> list[Key]:
    """The machines that the step is about: of a person's track one each, else one."""
    per_person = texts.machine(programme, track).get("per") == "person"
    return [(track, person) for person in asked["people"]] if per_person else [(track, None)]


def concerned(programme: dict, case: dict, asked: dict, track: str, action: dict) -> list[str]:
    """Whom an action is about: who was named; newcomers; everyone where people are asked."""
    if action.get("does") == "add_person":
        return list(asked["newcomers"])
    if asked["people"]:
        return list(asked["people"])
    if "people" in action:
        return []
    asks_people = any(key in action for key in ("ask_each", "may_ask_each", "requires_each", "sets_each"))
    return asking.present(case) if asks_people else []


def do(programme: dict, case: dict, asked: dict, now: datetime) -> None:
    """What an action that may be writes (11 to 14)."""
    track, _, action, _ = texts.action_of(programme, asked["action"], None)
    write(programme, case, asked, track, action)
    keys = keys_of(programme, track, asked)
    for key in keys:
        visits = case["machines"][key]["visits"]
        case["done"].setdefault((asked["action"], key[1]), []).append((asked["user"], visits))
    if "extends" in action or "confirms" in action:
        extending.do(programme, case, keys, action, asked, now)
    again: list[str] = []
    for key in keys:
        again += returning.bring_back(programme, case, key, action)
        if action.get("confirm") or "overturns" in action:
            case["machines"][key]["silence"] = None
    targets = {key: settling.chosen(programme, case, key, action["to"], asked["happened"]) for key in keys}
    for key, to in targets.items():
        if to != "stay":
            moving.move(programme, case, key, to, asked["happened"])
    returning.stand_again(programme, case, again)
    while moving.tell_news(programme, case):
        pass


def write(programme: dict, case: dict, asked: dict, track: str, action: dict) -> None:
    """Facts, newcomers, waivers (11)."""
    for one in asked["newcomers"]:
        case["people"].append(one)
        case["joined"][one] = asked["happened"]
    about = concerned(programme, case, asked, track, action)
    own = about if texts.machine(programme, track).get("per") == "person" else [None]
    wanted = [(None, asked["answers"]), (None, action.get("sets", {}))]
    wanted += [(person, asked["each"].get(person, {})) for person in about]
    wanted += [(person, action.get("sets_each", {})) for person in about]
    for person, values in wanted:
        for name, value in values.items():
            found = texts.fact_named(programme, track, name)
            if found is None or value is None or not sound(found[2]["type"], value):
                continue
            for one in [person] if person else own:
                owner = one if found[0] == "person" else "case"
                moving.write(case, owner, found[1], value)
    for name in action.get("waives", []):
        for waived in texts.tracks_of(programme, name):
            for person in about if texts.machine(programme, waived).get("per") == "person" else [None]:
                case["waived"].add((waived, person))


def sound(kind: str, value: Any) -> bool:
    """Whether an answer is of its type. Answers of the model are values already, save those that are wrong."""
    wanted = {"date": (date, tuple), "moment": datetime, "boolean": bool, "integer": int, "choice": str}[kind]
    return isinstance(value, wanted) and value != "wrong" and not (kind == "date" and isinstance(value, datetime))
