"""Who and what comes back: where silence is overturned (semantics 34), with what an ending had closed (14, 25)."""

from datetime import datetime

from tests.model import moving, texts
from tests.model.moving import Key


def may_return(case: dict, key: Key, action: dict) -> bool:
    """Whether what was stopped may be brought back by this action: at the ending that stopped it, in an open case, or
    in one that ended because nobody was left."""
    if "overturns" not in action or key[0] not in ("case", "member"):
        return False
    return case["outcome"] is None or key[0] == "case" or case["emptied"]


def unmet(case: dict, key: Key, action: dict, happened: datetime) -> set[str]:
    """It must stand here by the silence that is overturned, not made final, by what happened before its end (34)."""
    if "overturns" not in action:
        return set()
    name, end = case["machines"][key]["silence"] or (None, None)
    if name != action["overturns"]:
        return {"not_in_this_state"}
    return {"time_is_over"} if happened >= end else set()


def bring_back(programme: dict, case: dict, key: Key, action: dict) -> None:
    if "overturns" not in action:
        return
    stands = case["machines"][key]
    if stands["state"] not in texts.machine(programme, key[0]).get("endings", {}):
        return
    by = (key, stands["entered"])
    emptied = case["outcome"] is not None and case["emptied"]
    if key[0] == "case":
        case["outcome"] = None
    _reopen(case, by)
    if key[0] == "member" and emptied:
        _case_comes_back(programme, case)


def _reopen(case: dict, by: tuple[Key, int]) -> None:
    """Everything that this entering had stopped goes on, and whom it took out is in the case again."""
    for stands in case["machines"].values():
        if stands["closed"] == by:
            stands["closed"] = False
    for person in [one for one, through in case["left_by"].items() if through == by]:
        del case["left"][person], case["left_by"][person]


def _case_comes_back(programme: dict, case: dict) -> None:
    """To where it stood (25)."""
    stands = case["machines"]["case", None]
    by = (("case", None), stands["entered"])
    case["outcome"], case["emptied"] = None, False
    _reopen(case, by)
    moving.follow(programme, case, ("case", None), stands["came_from"])
