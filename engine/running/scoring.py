"""The priority of a case: worked out when an action says so, kept as it was, changed by hand with both values kept."""

from collections.abc import Iterator, Mapping
from typing import Any

from engine.model import HIGHEST, Priority, Programme, ScoreLine
from engine.running.asked import Asked
from engine.running.draft import Draft
from engine.running.view import CaseView
from engine.values import to_json
from engine.why_not import Unmet

POINTS = "points"


def is_scored_by(programme: Programme, action: str) -> bool:
    """Whether the priority is worked out when this action (whole name) is done."""
    return programme.priority is not None and action in programme.priority.scored_at


def scored(draft: Draft, asked: Asked) -> dict[str, Any]:
    """The priority of the case as a draft has it, when the act happened: points, reasons, what was read."""
    priority, view = draft.programme.priority, draft.view(asked.happened).at_machine(draft.programme.case)
    assert priority is not None
    found = {place.person_id or "": _lines(priority, place) for place in view.person_views()}
    counted = _counted(priority, found)
    return {
        "scored": {
            "points": sum(_sum(found[person]) for person in counted),
            "reasons": _reasons(priority, {person: found[person] for person in counted}),
            "people": {person: _sum(lines) for person, lines in found.items()},
            "read": dict(_read(priority, view)),
            **_before(draft),
        }
    }


def _lines(priority: Priority, place: CaseView) -> tuple[ScoreLine, ...]:
    """The lines that are true of a person; unknown is not true."""
    return tuple(line for line in priority.lines.values() if line.when.holds(place))


def _sum(lines: tuple[ScoreLine, ...]) -> int:
    return sum(line.points for line in lines)


def _counted(priority: Priority, found: Mapping[str, tuple[ScoreLine, ...]]) -> tuple[str, ...]:
    """Whose points are those of the case: everybody's, or the first of those who have most."""
    if priority.of_a_case != HIGHEST or not found:
        return tuple(found)
    return (max(found, key=lambda person: _sum(found[person])),)


def _reasons(priority: Priority, found: Mapping[str, tuple[ScoreLine, ...]]) -> list[dict[str, Any]]:
    """The lines that count, each with for whom, and the points that it gives together."""
    of_whom = {
        line.name: [person for person, lines in found.items() if line in lines] for line in priority.lines.values()
    }
    return [
        {"line": name, "points": priority.lines[name].points * len(people), "people": people}
        for name, people in of_whom.items()
        if people
    ]


def _read(priority: Priority, view: CaseView) -> Iterator[tuple[str, dict[str, Any]]]:
    """The values that the lines read, of the case and of each person; what is not known is left out."""
    names = sorted({name for line in priority.lines.values() for _, name in line.when.reads})
    for place in (view, *view.person_views()):
        known = {name: value for name in names if (value := _own(place, name)) is not None}
        if known:
            yield place.person_id or "case", {name: to_json(value) for name, value in known.items()}


def _own(place: CaseView, name: str) -> Any:
    fact = place.shared.programme.facts[name]
    return place.any_fact(name) if (fact.owner == "person") == (place.person is not None) else None


def _before(draft: Draft) -> dict[str, int]:
    score = draft.case.score
    return {"before": score.points} if score else {}


# by hand


def unmet(draft: Draft, asked: Asked) -> Iterator[Unmet]:
    """What stands in the way of a change by hand, the answers aside."""
    score = draft.case.score
    if score is None:
        yield asked.unmet("not_in_this_state", "state", "The priority of this case has not been worked out yet")
    elif asked.answers.own.get(POINTS) == score.points:
        yield asked.unmet("answers_wrong", "answer", "These are the points of the case already", field=POINTS)


def change(draft: Draft, asked: Asked) -> dict[str, Any]:
    """The change by hand, as its entry tells it, with the points before."""
    return {"rescored": {"points": asked.answers.own[POINTS], **_before(draft)}}
