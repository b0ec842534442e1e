"""What somebody asks for: judged as semantics 3 to 10 tell, then done as 11 to 14 tell; holds, and second persons.

A step is a dict: `kind` (`act`, `verify`, `countersign`, `reject`, `place`, `lift`), `action` (whole name, or a hold),
`user`, `roles`, `people`, `answers`, `each`, `happened`, `newcomers`. A refusal is a set of (code, person).
"""

import copy
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from tests.model import asking, days, moving, settling, texts
from tests.model.moving import Key, place

Refused = set[tuple[str, str | None]]
SECOND = {"verify": "verified_by", "countersign": "countersigned_by"}


def open_case(programme: dict, zone, people: dict[str, dict], facts: dict, now: datetime) -> dict:
    """A case as it stands after its opening (15)."""
    case = moving.empty_case(zone)
    moving.begin_step(case, now)
    for name, value in facts.items():
        case["facts"]["case", name] = value
    for person, known in people.items():
        case["people"].append(person)
        case["facts"].update({(person, name): value for name, value in known.items()})
    case["step"]["written"] = set(case["facts"])  # what was brought along is not forgotten where the case begins
    moving.open_machine(programme, case, ("case", None), now)
    settling.settle(programme, case, now)
    return case


def step(programme: dict, case: dict, asked: dict, now: datetime) -> tuple[Refused, dict]:
    """What is refused, or nothing and the case afterwards. The case given is left as it is."""
    draft = copy.deepcopy(case)
    moving.begin_step(draft, min(asked["happened"], now))
    refused = _KINDS[asked["kind"]](programme, draft, asked, now)
    if refused:
        return refused, case
    try:
        settling.settle(programme, draft, now)
    except moving.Ring:
        return {("cannot_rest", None)}, case
    return set(), draft


# An action


def _act(programme: dict, case: dict, asked: dict, now: datetime) -> Refused:
    refused = judge(programme, case, asked, now)
    if refused:
        return refused
    track, name, action, _ = texts.action_of(programme, asked["action"], None)
    if "verified_by" in action or "countersigned_by" in action:
        for key in keys_of(programme, track, asked):
            case["pending"].append({"key": key, "happened": asked["happened"], "asked": asked, "confirmed": []})
    else:
        do(programme, case, asked, now)
    return set()


def keys_of(programme: dict, track: str, asked: dict) -> list[Key]:
    """The machines that the step is about: of a person's track one each, else one."""
    per_person = texts.machine(programme, track).get("per") == "person"
    return [(track, person) for person in asked["people"]] if per_person else [(track, None)]


def judge(programme: dict, case: dict, asked: dict, now: datetime, confirming: bool = False) -> Refused:
    """Everything unmet at once (4 to 7)."""
    track, name, action, _ = texts.action_of(programme, asked["action"], None)
    keys = keys_of(programme, track, asked)
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
    if keys and all(stands) and not about_nobody:
        refused |= _required(programme, case, asked, track, action, keys, missing, now)
    return refused


def _of_machine(programme, case, asked, key: Key, action: dict, refused: Refused, now, confirming) -> bool:
    """What stands in the way at one machine; whether the action is offered there."""
    stands = case["machines"].get(key)
    open_here = stands is not None and not stands["closed"]
    offered = open_here and texts.action_of(programme, asked["action"], stands["state"])[3]
    if not offered:
        refused.add(("not_in_this_state", key[1]))
        return False
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
    if asked["happened"] < stands["since"] and not action.get("never_blocked"):
        refused.add(("before_the_visit", key[1]))
    waits = any(pending["key"] == key for pending in case["pending"])
    if waits and not confirming and not action.get("never_blocked"):
        refused.add(("pending", key[1]))
    return True


def held(programme: dict, case: dict, blocked: str, key: Key) -> set[str | None]:
    """Over whom the holds lie that stop this action, or entering this phase: a person, or None for the case."""
    stops = [
        hold
        for hold in asking.holds_over(case, key[1])
        for blocks in [texts.listed(programme["holds"][hold["name"]]["blocks"])]
        if blocked in blocks or blocks == ["everything"]
    ]
    return {None if hold["over"] == "case" else hold["over"] for hold in stops}


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
    about = concerned(programme, case, asked, track, action)
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
    if action.get("note") == "required" and not asked.get("note"):
        refused.add(("answers_missing", None))
    return refused, missing


def _answers(programme, track, action, asks, given, person, refused, missing, owners) -> None:
    for name in action.get(asks[0], []) + action.get(asks[1], []):
        owner, whole, declared = texts.fact_named(programme, track, name)
        value = given.get(name)
        if value is None and name in action.get(asks[0], []):
            refused.add(("answers_missing", person))
        elif value is not None and not sound(declared["type"], value):
            refused.add(("answers_wrong", person))
        else:
            continue
        missing.update((one if owner == "person" else "case", whole) for one in owners)


def sound(kind: str, value: Any) -> bool:
    """Whether an answer is of its type. Answers of the model are values already, save those that are wrong."""
    wanted = {"date": (date, tuple), "moment": datetime, "boolean": bool, "integer": int, "choice": str}[kind]
    return isinstance(value, wanted) and value != "wrong" and not (kind == "date" and isinstance(value, datetime))


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


def _required(programme, case, asked, track, action, keys: list[Key], missing: set, now: datetime) -> Refused:
    """`requires`, the phase to be entered, and the target's `only_while`, on a draft (5, 6)."""
    refused: Refused = set()
    draft = copy.deepcopy(case)
    _write(programme, draft, asked, track, action)
    about = concerned(programme, draft, asked, track, action)
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
        after = copy.deepcopy(case)
        do(programme, after, asked, now)
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


def do(programme: dict, case: dict, asked: dict, now: datetime) -> None:
    """What an action that may be writes (11 to 14)."""
    track, _, action, _ = texts.action_of(programme, asked["action"], None)
    _write(programme, case, asked, track, action)
    keys = keys_of(programme, track, asked)
    for key in keys:
        visits = case["machines"][key]["visits"]
        case["done"].setdefault((asked["action"], key[1]), []).append((asked["user"], visits))
    targets = {key: settling.chosen(programme, case, key, action["to"], asked["happened"]) for key in keys}
    for key, to in targets.items():
        if to != "stay":
            moving.move(programme, case, key, to, asked["happened"])
    while moving.tell_news(programme, case):
        pass


def _write(programme: dict, case: dict, asked: dict, track: str, action: dict) -> None:
    """Facts, newcomers, waivers (11)."""
    case["people"].extend(one for one in asked["newcomers"] if one not in case["people"])
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


# Second persons


def _confirm(programme: dict, case: dict, asked: dict, now: datetime) -> Refused:
    """Semantics 9 and 10, for each decision by itself; of several people all or none."""
    track, _, action, _ = texts.action_of(programme, asked["action"], None)
    second = action[SECOND[asked["kind"]]]
    role, wanted = (second, 1) if isinstance(second, str) else (second["role"], second.get("at_least", 1))
    refused: Refused = set() if role in asked["roles"] else {("not_your_role", None)}
    for key in keys_of(programme, track, asked):
        pending = _pending(case, key, asked["action"])
        if pending is not None and not action.get("never_blocked"):
            refused |= {("held", person) for person in held(programme, case, "everything", key)}
        if pending is None:
            refused.add(("not_in_this_state", key[1]))
        elif asked["user"] in (pending["asked"]["user"], *pending["confirmed"]):
            refused.add(("same_person", None))
        elif not refused:
            if len(pending["confirmed"]) + 1 < wanted:
                pending["confirmed"].append(asked["user"])
            else:
                one = {**pending["asked"], "people": [key[1]] if key[1] else pending["asked"]["people"]}
                refused |= judge(programme, case, one, now, confirming=True)
                if not refused:
                    case["pending"].remove(pending)
                    case["step"]["event"] = one["happened"]
                    do(programme, case, one, now)
    return refused


def _pending(case: dict, key: Key, action: str) -> dict | None:
    return next((one for one in case["pending"] if one["key"] == key and one["asked"]["action"] == action), None)


def _reject(programme: dict, case: dict, asked: dict, now: datetime) -> Refused:
    track, _, action, _ = texts.action_of(programme, asked["action"], None)
    second = action.get("verified_by") or action["countersigned_by"]
    role = second if isinstance(second, str) else second["role"]
    refused: Refused = set() if role in asked["roles"] else {("not_your_role", None)}
    for key in keys_of(programme, track, asked):
        pending = _pending(case, key, asked["action"])
        if pending is None:
            refused.add(("not_in_this_state", key[1]))
        elif not refused:
            case["pending"].remove(pending)
            case["step"]["rejected"].append(pending)
    return refused


# Holds


def _place(programme: dict, case: dict, asked: dict, now: datetime) -> Refused:
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


def _lift(programme: dict, case: dict, asked: dict, now: datetime) -> Refused:
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


_KINDS = {"act": _act, "verify": _confirm, "countersign": _confirm, "reject": _reject, "place": _place, "lift": _lift}
