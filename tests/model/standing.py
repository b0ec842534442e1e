"""Where everything stands, of the case as the engine keeps it and of the model's, as plain mappings to compare."""

from typing import Any

from engine.case import Case


def kernel_stands(case: Case) -> dict[Any, Any]:
    own = {("case", None): case.standing, **{(name, None): one for name, one in case.tracks.items()}}
    own.update({(name, person.id): one for person in case.people for name, one in person.tracks.items()})
    stands: dict[Any, Any] = {
        key: (one.state, one.since, one.visit, one.round, bool(one.closed) and key[0] != "member")
        for key, one in own.items()
    }
    facts = {("case", name): value for name, value in case.facts.items() if value is not None}
    facts.update({(one.id, name): v for one in case.people for name, v in one.facts.items() if v is not None})
    stands["facts"] = {key: known(value) for key, value in facts.items() if key[1] not in ("decided_on", "source")}
    stands["in the case"] = [one.id for one in case.present]
    stands["left"] = {one.id: one.left.outcome for one in case.people if one.left}
    stands["outcome"] = case.outcome
    stands["holds"] = sorted((hold.name, hold.over) for hold in case.holds)
    stands["pending"] = sorted((one.machine, people_of(one), one.action) for one in case.pending)
    stands["overdue"] = sorted((one.machine, one.person or "", one.timer) for one in case.overdue)
    stands["waived"] = {*((one, None) for one in case.waived), *((t, p.id) for p in case.people for t in p.waived)}
    return stands


def in_any_order(case: Case | None) -> dict[Any, Any]:
    """Where everything stands, whoever joined first."""
    if case is None:
        return {}
    stands = kernel_stands(case)
    return {**stands, "in the case": sorted(stands["in the case"])}


def people_of(pending: Any) -> str:
    return pending.people[0] if pending.machine != "case" and pending.people else ""


def known(value: Any) -> Any:
    return (value.first, value.last) if hasattr(value, "first") else value


def model_stands(case: dict) -> dict[Any, Any]:
    stands: dict[Any, Any] = {
        key: (one["state"], one["since"], one["visits"], one["round"], bool(one["closed"]) and key[0] != "member")
        for key, one in case["machines"].items()
    }
    stands["facts"] = dict(case["facts"])
    stands["in the case"] = [one for one in case["people"] if one not in case["left"]]
    stands["left"] = dict(case["left"])
    stands["outcome"] = case["outcome"]
    stands["holds"] = sorted((hold["name"], hold["over"]) for hold in case["holds"] if hold["over"] != "programme")
    pending = [(*one["key"], one["asked"]["action"]) for one in case["pending"]]
    stands["pending"] = sorted((track, person or "", action) for track, person, action in pending)
    stands["overdue"] = sorted((track, person or "", timer) for track, person, timer in case["overdue"])
    stands["waived"] = set(case["waived"])
    return stands
