"""Holds placed and lifted by somebody (semantics 4, 10)."""

from datetime import datetime

from tests.model import days, texts
from tests.model.judging import Refused


def place(programme: dict, case: dict, asked: dict, now: datetime) -> Refused:
    hold = programme["holds"][asked["action"]]
    refused: Refused = set() if set(texts.listed(hold["placed_by"])) & asked["roles"] else {("not_your_role", None)}
    over = asked["people"][0] if asked["people"] else "case"
    if case["outcome"]:
        refused.add(("not_in_this_state", None))
    elif any(one["name"] == asked["action"] and one["over"] == over for one in case["holds"]):
        refused.add(("not_in_this_state", (*asked["people"], None)[0]))
    if not refused:
        ends = days.later(now, hold["at_most"], case["zone"]) if "at_most" in hold else None
        case["holds"].append({"name": asked["action"], "over": over, "by": asked["user"], "ends": ends})
    return refused


def lift(programme: dict, case: dict, asked: dict, now: datetime) -> Refused:
    hold = programme["holds"][asked["action"]]
    refused: Refused = set() if set(texts.listed(hold["lifted_by"])) & asked["roles"] else {("not_your_role", None)}
    over = asked["people"][0] if asked["people"] else "case"
    lying = next((one for one in case["holds"] if one["name"] == asked["action"] and one["over"] == over), None)
    if case["outcome"]:
        refused.add(("not_in_this_state", None))
    elif lying is None:
        refused.add(("not_in_this_state", (*asked["people"], None)[0]))
    elif lying["by"] == asked["user"] and not hold.get("same_person"):
        refused.add(("same_person", (*asked["people"], None)[0]))
    if not refused:
        case["holds"].remove(lying)
    return refused
