"""Second persons (semantics 9, 10)."""

from datetime import datetime

from tests.model import doing, judging, texts
from tests.model.judging import Refused
from tests.model.moving import Key

SECOND = {"verify": "verified_by", "countersign": "countersigned_by"}


def confirm(programme: dict, case: dict, asked: dict, now: datetime) -> Refused:
    """Semantics 9 and 10, for each decision by itself; of several people all or none."""
    track, _, action, _ = texts.action_of(programme, asked["action"], None)
    second = action[SECOND[asked["kind"]]]
    role, wanted = (second, 1) if isinstance(second, str) else (second["role"], second.get("at_least", 1))
    refused: Refused = set() if role in asked["roles"] else {("not_your_role", None)}
    for key in doing.keys_of(programme, track, asked):
        pending = _pending(case, key, asked["action"])
        if pending is not None and not action.get("never_blocked"):
            refused |= {("held", person) for person in judging.held(programme, case, "everything", key)}
        if pending is None:
            refused.add(("not_in_this_state", key[1]))
        elif asked["user"] in (pending["asked"]["user"], *pending["confirmed"]):
            refused.add(("same_person", None))
        elif not refused:
            if len(pending["confirmed"]) + 1 < wanted:
                pending["confirmed"].append(asked["user"])
            else:
                one = {**pending["asked"], "people": [key[1]] if key[1] else pending["asked"]["people"]}
                refused |= judging.judge(programme, case, one, now, confirming=True)
                if not refused:
                    case["pending"].remove(pending)
                    case["step"]["event"] = one["happened"]
                    doing.do(programme, case, one, now)
    return refused


def _pending(case: dict, key: Key, action: str) -> dict | None:
    return next((one for one in case["pending"] if one["key"] == key and one["asked"]["action"] == action), None)


def reject(programme: dict, case: dict, asked: dict, now: datetime) -> Refused:
    track, _, action, _ = texts.action_of(programme, asked["action"], None)
    second = action.get("verified_by") or action["countersigned_by"]
    role = second if isinstance(second, str) else second["role"]
    refused: Refused = set() if role in asked["roles"] else {("not_your_role", None)}
    for key in doing.keys_of(programme, track, asked):
        pending = _pending(case, key, asked["action"])
        if pending is None:
            refused.add(("not_in_this_state", key[1]))
        elif not refused:
            case["pending"].remove(pending)
            case["step"]["rejected"].append(pending)
    return refused
