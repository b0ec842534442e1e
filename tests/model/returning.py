"""Who and what comes back: where silence is overturned (semantics 34), where a case is reopened (13, 14, 25)."""

from datetime import datetime

from tests.model import asking, moving, texts
from tests.model.moving import Key


def may_return(case: dict, key: Key, action: dict) -> bool:
    """Whether what was stopped may be brought back by this action: at the ending that stopped it, in an open case, or
    in one that ended because nobody was left."""
    if action.get("does") == "reopen":
        return True
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


def bring_back(programme: dict, case: dict, key: Key, action: dict) -> list[str]:
    """Before the move: who and what had left through the state that is left. Whoever is to stand again where they left
    from (14)."""
    stands = case["machines"][key]
    reopens = action.get("does") == "reopen"
    at_ending = stands["state"] in texts.machine(programme, key[0]).get("endings", {})
    if not reopens and not ("overturns" in action and at_ending):
        return []
    by, was_open = (key, stands["entered"]), case["outcome"] is None
    _reopen(programme, case, by)
    if key[0] == "case":
        case["outcome"], case["emptied"] = None, False
        return [] if was_open or asking.present(case) else _last_to_leave(programme, case)
    if not was_open and case["emptied"]:
        _case_comes_back(programme, case)
    _shut_for_all(programme, case)
    return []


def _last_to_leave(programme: dict, case: dict) -> list[str]:
    """Nobody was in the case when it closed: who left last before it is brought back, with what closed then."""
    last = max(case["left_in"].values())
    back = [person for person, step in case["left_in"].items() if step == last and person in case["left"]]
    for person in back:
        _reopen(programme, case, case["left_by"][person])
    return back


def stand_again(programme: dict, case: dict, people: list[str]) -> None:
    """After the move: where they left from, and what had led them out is over."""
    for person in people:
        stands = case["machines"]["member", person]
        moving.follow(programme, case, ("member", person), stands["came_from"])
        stands["silence"] = None


def _reopen(programme: dict, case: dict, by: tuple[Key, int]) -> None:
    """Everything that this entering had stopped goes on, and whom it took out is in the case again; of who is not in
    the case, what outlives them."""
    for person in [one for one, through in case["left_by"].items() if through == by]:
        del case["left"][person], case["left_by"][person]
    for (track, person), stands in case["machines"].items():
        outlives = texts.machine(programme, track).get("outlives_person")
        if stands["closed"] == by and (person not in case["left"] or outlives):
            stands["closed"] = False


def _shut_for_all(programme: dict, case: dict) -> None:
    """What the state of the case has closed is closed for who returns, too (14)."""
    here = texts.machine(programme, "case")["states"].get(case["machines"]["case", None]["state"], {})
    shut = {track for name in here.get("closes", []) for track in texts.tracks_of(programme, name)}
    moving.close(case, ("case", None), lambda key: key[0] in shut)


def _case_comes_back(programme: dict, case: dict) -> None:
    """To where it stood (25)."""
    stands = case["machines"]["case", None]
    by = (("case", None), stands["entered"])
    case["outcome"], case["emptied"] = None, False
    _reopen(programme, case, by)
    moving.follow(programme, case, ("case", None), stands["came_from"])
