"""What somebody asks for: judged as semantics 3 to 10 tell, then done as 11 to 14 tell; holds, and second persons.

A step is a dict: `kind` (`act`, `verify`, `countersign`, `reject`, `place`, `lift`), `action` (whole name, or a hold),
`user`, `roles`, `people`, `answers`, `each`, `happened`, `newcomers`. A refusal is a set of (code, person).
"""

from datetime import datetime

from tests.model import confirming, doing, holding, judging, moving, settling, texts
from tests.model.judging import Refused


def opening_refused(programme: dict, holds: list[dict]) -> Refused:
    """By holds over the programme that block everything, or the phase in which the case would begin (15)."""
    phase = f"phase {texts.phase_of(programme, next(iter(texts.machine(programme, 'case')['states'])))}"
    blocked = [texts.listed(programme["holds"][hold["name"]]["blocks"]) for hold in holds]
    return {("held", None)} if any("everything" in one or phase in one for one in blocked) else set()


def open_case(
    programme: dict,
    zone,
    people: dict[str, dict],
    facts: dict,
    now: datetime,
    links: dict[str, dict] | None = None,
    holds: list[dict] | None = None,
) -> dict:
    """A case as it stands after its opening (15)."""
    case = moving.empty_case(zone)
    case["links"], case["holds"] = links or {}, list(holds or ())
    moving.begin_step(case, now)
    for name, value in facts.items():
        case["facts"]["case", name] = value
    case["joined"][None] = now
    for person, known in people.items():
        case["people"].append(person)
        case["joined"][person] = now
        case["facts"].update({(person, name): value for name, value in known.items()})
    case["step"]["written"] = set(case["facts"])  # what was brought along is not forgotten where the case begins
    moving.open_machine(programme, case, ("case", None), now)
    settling.settle(programme, case, now)
    return case


def step(programme: dict, case: dict, asked: dict, now: datetime) -> tuple[Refused, dict]:
    """What is refused, or nothing and the case afterwards. The case given is left as it is."""
    draft = moving.copied(case)
    settling.falls(draft, now)
    moving.begin_step(draft, min(asked["happened"], now))
    refused = _KINDS[asked["kind"]](programme, draft, asked, now)
    if refused:
        return refused, case
    try:
        settling.settle(programme, draft, now)
    except moving.Ring:
        return {("cannot_rest", None)}, case
    return set(), draft


def _act(programme: dict, case: dict, asked: dict, now: datetime) -> Refused:
    refused = judging.judge(programme, case, asked, now)
    if refused:
        return refused
    track, name, action, _ = texts.action_of(programme, asked["action"], None)
    if "verified_by" in action or "countersigned_by" in action:
        for key in doing.keys_of(programme, track, asked):
            case["pending"].append({"key": key, "happened": asked["happened"], "asked": asked, "confirmed": []})
    else:
        doing.do(programme, case, asked, now)
    return set()


_KINDS = {
    "act": _act,
    "verify": confirming.confirm,
    "countersign": confirming.confirm,
    "reject": confirming.reject,
    "place": holding.place,
    "lift": holding.lift,
}
