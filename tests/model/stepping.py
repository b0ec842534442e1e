"""Steps at random for a case of the model: mostly what is offered, done well; sometimes by the wrong person, too late,
or without an answer. `chance` is a `random.Random`, or Hypothesis's."""

from datetime import date, datetime, timedelta
from random import Random
from typing import Any

from tests.model import asking, days, texts, timers

USERS = {
    "clara": {"clerk"},
    "carim": {"clerk"},
    "berta": {"boss"},
    "boris": {"boss"},
    "bela": {"boss", "medic"},
    "maria": {"medic"},
    "alla": {"clerk", "boss", "medic"},
}
MONTHS = 60 * 24 * 30
WAITS = (5, 60, 600, 60 * 24, 60 * 24, 60 * 24 * 3, 60 * 24 * 10, MONTHS, 3 * MONTHS)
UNTIL = (0, 1, 1, 3, 5, 10, 20, 60)
MISHAP = 0.09


def wait(chance: Random) -> timedelta:
    """Minutes to months."""
    return timedelta(minutes=chance.choice(WAITS) + chance.randrange(60))


def step(chance: Random, programme: dict, case: dict, now: datetime, number: int) -> dict[str, Any]:
    """A step for the case as it stands; the kinds that are possible are tried first."""
    kind = chance.random()
    if case["pending"] and kind < 0.35:
        return _second(chance, programme, case, now)
    if programme.get("holds") and kind > (0.92 if not case["holds"] else 0.8):
        return _hold(chance, programme, case, now)
    action = _action(chance, programme, case)
    return _act(chance, programme, case, action, now, number)


def _action(chance: Random, programme: dict, case: dict) -> tuple[str, str | None]:
    """The whole name of an action, and somebody for whom it is offered; now and then just any."""
    offered, any_action = [], []
    for track, machine in texts.machines(programme).items():
        written = {name: 1 for state in machine["states"].values() for name in state.get("actions", {})}
        names = [texts.whole(track, name) for name in (*written, *machine.get("anywhere", {}))]
        any_action += [(name, track) for name in names]
        for (other, person), stands in case["machines"].items():
            if other == track and (not stands["closed"] or track in ("case", "member")):
                here = [name for name in names if texts.action_of(programme, name, stands["state"])[3]]
                here += _brought(programme, case, (track, person))
                offered += [(name, person) for name in here for _ in range(_weight(name))]
    if offered and chance.random() > MISHAP / 2:
        return chance.choice(offered)
    name, track = chance.choice(any_action)
    per_person = texts.machine(programme, track).get("per") == "person"
    return name, chance.choice(case["people"]) if per_person else None


def _brought(programme: dict, case: dict, key: tuple[str, str | None]) -> list[str]:
    """What the timers that run here bring."""
    state, found = case["machines"][key]["state"], []
    for name, (timer, where) in texts.timers_of(programme, key[0]).items():
        task = (*key, name) in case["overdue"]
        if state in where and "extended" in timer:
            found += [texts.whole(key[0], f"extend_{name}")] * (3 if task else 1)
        if task:
            found += [texts.whole(key[0], f"confirm_{name}")] * 2
    silence = case["machines"][key]["silence"]
    if silence and texts.action_of(programme, texts.whole(key[0], f"undo_{silence[0]}"), state)[3]:
        found += [texts.whole(key[0], f"undo_{silence[0]}")] * 14
    return found


def _weight(name: str) -> int:
    """What ends things is done rarely, what moves them on often."""
    if name in ("close_case", "member.withdraw", "member.record_death", "member.deny"):
        return 1
    if "undo_" in name or name == "add_people":
        return 4
    if name.startswith("amend") or name.endswith("final") or "extend_" in name:
        return 10
    return 40 if name in ("reopen", "go_on") else 24


def _act(
    chance: Random, programme: dict, case: dict, chosen: tuple[str, str | None], now: datetime, number: int
) -> dict:
    name, person = chosen
    track, _, action, _ = texts.action_of(programme, name, None)
    assert action is not None
    step = _empty("act", name, now)
    _by(chance, step, texts.listed(action["by"]), set(action.get("not_whoever_did", ())), case)
    step["people"] = _people(chance, case, action, person, track)
    if action.get("does") == "add_person":
        step["newcomers"] = [f"p{number}"]
    if action.get("note") == "required" and chance.random() > MISHAP:
        step["note"] = "Words"
    step["happened"] = _happened(chance, case, (track, person), action, now)
    step["answers"] = _answers(chance, programme, track, action, ("ask", "may_ask"), now, case)
    if "reason" in action and chance.random() > MISHAP / 2:
        step["reason"] = action["reason"][0]
    if "extends" in action and chance.random() > MISHAP / 4:
        step["answers"]["until"] = _until(chance, programme, case, (track, person), action["extends"], now)
    if "decision_of" in action and chance.random() > MISHAP / 2:
        step["answers"]["decided_on"] = days.day_of(min(step["happened"], now), case["zone"])
        if action["decision_of"] != "person":
            step["answers"]["source"] = "letter.pdf"
    about = step["newcomers"] or step["people"] or asking.present(case)
    if "may_ask_each" in action or "ask_each" in action:
        step["each"] = {
            one: _answers(chance, programme, track, action, ("ask_each", "may_ask_each"), now, case) for one in about
        }
    return step


def _happened(chance: Random, case: dict, key: tuple[str, str | None], action: dict, now: datetime) -> datetime:
    """Mostly now; late by minutes to days, or somewhere in the visit, however long; now and then to come."""
    kind, stands = chance.random(), case["machines"].get(key)
    if "overturns" in action and stands and stands["silence"] and kind < 0.75:
        return stands["silence"][1] - timedelta(minutes=chance.choice((0, 1, 5, *WAITS[:6])))
    if kind < 0.12 and stands and stands["since"] < now:
        lasts = int((now - stands["since"]).total_seconds()) // 60
        return stands["since"] + timedelta(minutes=chance.randrange(1 + lasts))
    if kind < 0.32:
        return now - timedelta(minutes=chance.choice(WAITS[:6]))
    return now + timedelta(1) if kind < 0.335 else now


def _until(chance: Random, programme: dict, case: dict, key: tuple[str, str | None], name: str, now: datetime) -> date:
    """Mostly some days after the end as it is."""
    timer, where = texts.timers_of(programme, key[0])[name]
    runs = key in case["machines"] and case["machines"][key]["state"] in where
    end = timers.end_as_it_is(programme, case, key, name, timer, now) if runs else None
    return days.day_of(end or now, case["zone"]) + timedelta(chance.choice(UNTIL))


def _empty(kind: str, name: str, now: datetime) -> dict[str, Any]:
    about: dict[str, Any] = {"people": [], "answers": {}, "each": {}, "newcomers": [], "note": None, "reason": None}
    return {"kind": kind, "action": name, "happened": now, **about}


def _by(chance: Random, step: dict, roles: list[str], apart: set[str], case: dict) -> None:
    """Somebody with the role, now and then anybody."""
    fit = [user for user, own in USERS.items() if own & set(roles)]
    did = {user for (name, _), done in case["done"].items() if name in apart for user, _ in done}
    if chance.random() > 0.3:
        fit = [user for user in fit if user not in did] or fit
    step["user"] = chance.choice(fit if chance.random() > MISHAP / 2 else list(USERS))
    step["roles"] = USERS[step["user"]]


def _people(chance: Random, case: dict, action: dict, person: str | None, track: str) -> list[str]:
    if chance.random() < MISHAP / 6:
        return []
    if person is None:
        there = asking.present(case)
        return chance.sample(there, min(len(there), chance.choice((1, 1, 2)))) if "people" in action else []
    stands = case["machines"].get((track, person), {}).get("state")
    same = [one for one in asking.present(case) if case["machines"].get((track, one), {}).get("state") == stands]
    return list(dict.fromkeys([person, *(same if chance.random() < 0.35 else [])]))


def _answers(
    chance: Random, programme: dict, track: str, action: dict, asks: tuple[str, str], now: datetime, case
) -> dict:
    given = {}
    for name in action.get(asks[0], []):
        if chance.random() > MISHAP / 4:
            given[name] = _value(chance, programme, track, name, now, case)
    for name in action.get(asks[1], []):
        if chance.random() < 0.45:
            given[name] = _value(chance, programme, track, name, now, case)
    return given


def _value(chance: Random, programme: dict, track: str, name: str, now: datetime, case: dict) -> Any:
    kind = texts.fact_named(programme, track, name)[2]["type"]  # type: ignore[index]
    if kind != "boolean" and chance.random() < MISHAP / 6:
        return "wrong"
    return value(chance, kind, name, now, case["zone"])


def value(chance: Random, kind: str, name: str, now: datetime, zone) -> Any:
    today = days.day_of(now, zone)
    if name == "born_on":
        return _birth(chance, today)
    if kind == "date":
        return today + timedelta(chance.choice((-60, -20, -5, -1, 0, 0, 1, 3, 10, 30, 60)))
    if kind == "moment":
        return now.replace(second=0, microsecond=0) + timedelta(minutes=30 * chance.randint(-200, 200))
    if kind == "boolean":
        return chance.random() < 0.6
    return chance.randint(0, 5) if kind == "integer" else chance.choice(("yes_code", "yes_code", "no_code"))


def _birth(chance: Random, today: date) -> Any:
    """A day, often near a birthday that counts; or some day of a year."""
    year = today.year - chance.choice((18, 18, 40, 60, 50, 5, 30))
    if chance.random() < 0.25:
        return date(year, 1, 1), date(year, 12, 31)
    return min(today, today.replace(year=year, day=1) + timedelta(chance.randint(-30, 90)))


def _second(chance: Random, programme: dict, case: dict, now: datetime) -> dict[str, Any]:
    pending = chance.choice(case["pending"])
    name = pending["asked"]["action"]
    action = texts.action_of(programme, name, None)[2]
    assert action is not None
    kind = "verify" if "verified_by" in action else "countersign"
    second = action.get("verified_by") or action["countersigned_by"]
    step = _empty("reject" if chance.random() < 0.25 else kind, name, now)
    _by(chance, step, [second if isinstance(second, str) else second["role"]], set(), case)
    step["people"] = [pending["key"][1]] if pending["key"][1] else []
    return step


def _hold(chance: Random, programme: dict, case: dict, now: datetime) -> dict[str, Any]:
    lying = [(hold["name"], hold["over"]) for hold in case["holds"] if hold["over"] != "programme"]
    overs = [(name, over) for name, hold in programme["holds"].items() for over in _overs(case, hold)]
    lift = bool(lying) and chance.random() < 0.75
    anyhow = overs or [(name, "case") for name in programme["holds"]]
    name, over = chance.choice(lying if lift and chance.random() > MISHAP else anyhow)
    step = _empty("lift" if lift else "place", name, now)
    _by(chance, step, texts.listed(programme["holds"][name]["lifted_by" if lift else "placed_by"]), set(), case)
    step["people"] = [] if over == "case" else [over]
    return step


def _overs(case: dict, hold: dict) -> list[str]:
    return [*(["case"] if "case" in hold["over"] else []), *(asking.present(case) if "person" in hold["over"] else [])]
