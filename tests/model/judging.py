"""Everything that stands in the way of an action, at once (semantics 3 to 7). A refusal is a set of (code, person)."""

from dataclasses import replace
from datetime import datetime

from tests.model import asking, days, doing, extending, moving, returning, texts
from tests.model.moving import Key, place

Refused = set[tuple[str, str | None]]


def judge(programme: dict, case: dict, asked: dict, now: datetime, confirming: bool = False) -> Refused:
    """Everything unmet at once (4 to 7)."""
    track, name, action, _ = texts.action_of(programme, asked["action"], None)
    keys = doing.keys_of(programme, track, asked)
    wrong, missing = answers_wrong(programme, case, asked, track, action)
    refused = set(wrong)
    if not set(texts.listed(action["by"])) & asked["roles"]:
        refused.add(("not_your_role", None))
    about_nobody = not asked["people"] and (
        texts.machine(programme, track).get("per") == "person" or "people" in action
    )
    if about_nobody:
        refused.add(("answers_missing", None))
    stands = [_of_machine(programme, case, asked, key, action, refused, now, confirming) for key in keys]
    if not action.get("never_blocked"):
        refused |= {("held", person) for key in keys for person in held(programme, case, asked["action"], key)}
    of_timer = "extends" in action or "confirms" in action
    if keys and all(stands) and not about_nobody and not of_timer:
        refused |= _required(programme, case, asked, track, action, keys, missing, now)
    return refused


def _of_machine(programme, case, asked, key: Key, action: dict, refused: Refused, now, confirming) -> bool:
    """What stands in the way at one machine; whether the action is offered there."""
    stands = case["machines"].get(key)
    offered = stands is not None and texts.action_of(programme, asked["action"], stands["state"])[3]
    ended = offered and stands["state"] in texts.machine(programme, key[0]).get("endings", {})
    if not offered or stands["closed"] and not ended:
        refused.add(("not_in_this_state", key[1]))
        return False
    if stands["closed"] and not returning.may_return(case, key, action):
        refused.add(("not_in_this_state", key[1]))
    if "confirms" in action and (*key, action["confirms"]) not in case["overdue"]:
        refused.add(("not_in_this_state", key[1]))
    if asked["happened"] > now:
        refused.add(("in_the_future", key[1]))
    if _did_before(programme, case, asked, action, key):
        refused.add(("same_person", key[1]))
    done = case["done"].get((asked["action"], key[1]), [])
    most = action.get("at_most")
    if isinstance(most, dict):
        done, most = [one for one in done if one[1] == stands["visits"]], most["times"]
    if most is not None and len(done) >= most:
        refused.add(("times_used", key[1]))
    refused |= {(code, key[1]) for code in returning.unmet(case, key, action, asked["happened"])}
    refused |= {(code, key[1]) for code in extending.unmet(programme, case, key, action, asked)}
    if asked["happened"] < stands["since"] and not action.get("never_blocked") and "overturns" not in action:
        refused.add(("before_the_visit", key[1]))
    if "open_from" in action and not _open_yet(place(programme, case, key, asked["happened"]), action["open_from"]):
        refused.add(("not_open_yet", key[1]))
    waits = any(pending["key"] == key for pending in case["pending"])
    if waits and not confirming and not action.get("never_blocked"):
        refused.add(("pending", key[1]))
    return ("not_in_this_state", key[1]) not in refused


def _open_yet(here: asking.Place, opens: dict) -> bool:
    """So long before a day that is known already."""
    day = asking.fact(here, opens["of"])
    return day is not None and here.at >= days.earlier(day, opens["before"], here.zone)


def held(programme: dict, case: dict, blocked: str, key: Key) -> set[str | None]:
    """Over whom the holds lie that stop this action, or entering this phase: a person, or None for the case."""
    stops = [
        hold
        for hold in asking.holds_over(case, key[1])
        for blocks in [texts.listed(programme["holds"][hold["name"]]["blocks"])]
        if blocked in blocks or blocks == ["everything"]
    ]
    return {None if hold["over"] in ("case", "programme") else hold["over"] for hold in stops}


def _did_before(programme: dict, case: dict, asked: dict, action: dict, key: Key) -> bool:
    """By person, never by role: whoever did it in this case, in a track of each person for that person."""
    names = set(action.get("not_whoever_did", []))
    return any(
        whole in names and key[1] in (None, person) and any(user == asked["user"] for user, _ in done)
        for (whole, person), done in case["done"].items()
    )


def answers_wrong(programme: dict, case: dict, asked: dict, track: str, action: dict) -> tuple[Refused, set]:
    """What is wrong with the answers, and the facts whose answers are missing or wrong."""
    refused: Refused = set()
    missing: set = set()
    about = doing.concerned(programme, case, asked, track, action)
    for person in about or []:
        given = asked["each"].get(person, {})
        _answers(programme, track, action, ("ask_each", "may_ask_each"), given, person, refused, missing, [person])
    if asked["each"].keys() - set(about):
        refused.add(("answers_wrong", None))
    own = about if texts.machine(programme, track).get("per") == "person" else ["case"]
    _answers(programme, track, action, ("ask", "may_ask"), asked["answers"], None, refused, missing, own or [])
    if "decision_of" in action:
        outside = ["decided_on"] + ([] if action["decision_of"] == "person" else ["source"])
        if any(name not in asked["answers"] for name in outside):
            refused.add(("answers_missing", None))
    if "reason" in action and not asked.get("reason"):
        refused.add(("answers_missing", None))
    if "extends" in action:
        refused |= extending.answered(asked)
    if action.get("note") == "required" and not asked.get("note"):
        refused.add(("answers_missing", None))
    return refused, missing


def _answers(programme, track, action, asks, given, person, refused, missing, owners) -> None:
    for name in action.get(asks[0], []) + action.get(asks[1], []):
        owner, whole, declared = texts.fact_named(programme, track, name)
        value = given.get(name)
        if value is None and name in action.get(asks[0], []):
            refused.add(("answers_missing", person))
        elif value is not None and not doing.sound(declared["type"], value):
            refused.add(("answers_wrong", person))
        else:
            continue
        missing.update((one if owner == "person" else "case", whole) for one in owners)


def _required(programme, case, asked, track, action, keys: list[Key], missing: set, now: datetime) -> Refused:
    """`requires`, the phase to be entered, and the target's `only_while`, on a draft (5, 6)."""
    refused: Refused = set()
    draft = moving.copied(case)
    doing.write(programme, draft, asked, track, action)
    about = doing.concerned(programme, draft, asked, track, action)
    each = [(rule, person) for person in about for rule in action.get("requires_each", {}).items()]
    rules = [(rule, key[1]) for key in keys for rule in action.get("requires", {}).items()] + each
    for (name, rule), person in rules:
        if _unmet(place(programme, draft, (track, person), asked["happened"]), rule["check"], missing):
            refused.add((name, person))
    targets = {key: _target(programme, draft, key, action, asked["happened"], missing) for key in keys}
    for key, to in targets.items():
        if to and key[0] == "case" and not action.get("never_blocked"):
            phase = texts.phase_of(programme, to)
            here = texts.phase_of(programme, case["machines"][key]["state"])
            if phase and phase != here:
                refused |= {("held", person) for person in held(programme, case, f"phase {phase}", key)}
    try:
        after = moving.copied(case)
        doing.do(programme, after, asked, now)
    except moving.Ring:
        return refused
    for key, to in targets.items():
        written = texts.machine(programme, key[0])["states"].get(to, {}) if to else {}
        for name, rule in written.get("only_while", {}).items():
            if _unmet(place(programme, after, key, asked["happened"]), rule["check"], missing):
                refused.add((f"{texts.whole(track, to)}.{name}", key[1]))
    return refused


def _unmet(here: asking.Place, check: str, missing: set) -> bool:
    """Not true whatever will be answered: of what is joined by `and`, a part that reads no answer that is missing."""
    parts = [(replace(here, read=set()), part) for part in check.split(" and ")]
    return any(not asking.true(place, part) and not place.read & missing for place, part in parts)


def _target(programme, draft, key: Key, action: dict, at: datetime, missing: set) -> str | None:
    """Where it leads by the draft: None if it stays, or hangs on an answer that is missing."""
    for arm in texts.moves(action["to"]):
        if "otherwise" in arm:
            return None if arm["otherwise"] == "stay" else arm["otherwise"]
        here = place(programme, draft, key, at)
        met = asking.true(here, arm["when"])
        if here.read & missing:
            return None
        if met:
            return None if arm["to"] == "stay" else arm["to"]
    return None
