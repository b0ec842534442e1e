"""How results are told: text for people, one JSON object on stdout for scripts, messages on stderr."""

import json
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import click

from engine import Case, Correcting, Entry, Foreseen, Lapse, OtherCase, Score, Sight, Unmet, to_json

_STEERING = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")


def tell(as_json: bool, result: Mapping[str, Any], text: str) -> None:
    """The result, once."""
    click.echo(as_text(result) if as_json else harmless(text))


def harmless(text: str) -> str:
    """Text that cannot steer a terminal or turn its writing round, whatever file or person it came from."""
    return _STEERING.sub("\N{REPLACEMENT CHARACTER}", text)


def as_text(result: Mapping[str, Any]) -> str:
    """One JSON object, in letters that the terminal or the pipe can take."""
    return json.dumps(result, ensure_ascii=not _takes_all_letters(), indent=1)


def _takes_all_letters() -> bool:
    return "utf" in (getattr(sys.stdout, "encoding", None) or "").lower()


def tell_error(as_json: bool, says: str, code: int, unmet: Iterable[Unmet] = (), **more: Any) -> int:
    """One line on stderr and, for scripts, the same as JSON; gives the exit code back."""
    unmet, line = tuple(unmet), " ".join(says.split())
    if as_json:
        told = {"refused": [unmet_as_json(one) for one in unmet]} if unmet else {}
        click.echo(as_text({"error": line, **more, **told}))
    if unmet:
        click.echo(harmless("\n".join(("Refused:", *(f"  {unmet_in_words(one)}" for one in unmet)))), err=True)
    else:
        click.echo(harmless(f"caseway: {line}"), err=True)
    return code


def unmet_in_words(one: Unmet) -> str:
    person = f"{one.person}: " if one.person else ""
    return f"{one.code}: {person}{one.says}"


def unmet_as_json(one: Unmet) -> dict[str, Any]:
    """Everything known about one thing that stands in the way."""
    found: dict[str, Any] = {
        "code": one.code,
        "says": one.says,
        "person": one.person,
        "machine": one.machine,
        "kind": one.kind,
        "waits_on": one.waits_on,
        "field": one.field,
    }
    found["facts"] = {name: to_json(value) for name, value in one.facts}
    found["because"] = [reason.name for reason in one.reasons if reason.shown_as is None]
    found["not_known"] = {reason.name: list(reason.missing) for reason in one.reasons if reason.missing}
    found["held_by"] = {reason.name: list(reason.holds) for reason in one.reasons if reason.holds}
    found["possible_from"] = one.possible_from.isoformat() if one.possible_from else None
    return {key: value for key, value in found.items() if value not in (None, {}, [])}


def case_as_json(case: Case) -> dict[str, Any]:
    """What `open`, `act` and `show` have in common."""
    tracks = {name: one.state for name, one in case.tracks.items()}
    people = {
        person.id: {
            "tracks": {name: one.state for name, one in person.tracks.items()},
            "facts": {name: to_json(value) for name, value in person.facts.items()},
            **({"left": person.left.outcome} if person.left else {}),
        }
        for person in case.people
    }
    return {
        "case": case.id,
        "reference": case.reference,
        "programme": case.programme,
        "digest": case.digest,
        "version": case.version,
        "state": case.standing.state,
        "outcome": case.outcome,
        "tracks": tracks,
        "people": people,
        "facts": {name: to_json(value) for name, value in case.facts.items()},
        "holds": [{"hold": hold.name, "over": hold.over} for hold in case.holds],
        **({"priority": _score_as_json(case.score)} if case.score else {}),
        **({"links": {name: _sight_as_json(sight) for name, sight in case.links.items()}} if case.links else {}),
    }


def _score_as_json(score: Score) -> dict[str, Any]:
    """The points with their reasons; what may not be read is a sum in other words, and of nobody."""
    reasons = [
        {
            "points": one.points,
            **({"reason": one.line, "people": list(one.people)} if one.line else {"says": one.shown_as}),
        }
        for one in score.reasons
    ]
    by_hand = {"changed_by": score.changed_by} if score.changed_by else {}
    return {"points": score.points, "worked_out": score.worked_out, "reasons": reasons, **by_hand}


def _sight_as_json(sight: Sight) -> dict[str, Any]:
    """Where a linked case stood when it was last seen."""
    return {
        "reference": sight.reference,
        "programme": sight.programme,
        "state": sight.state,
        "phase": sight.phase,
        "ended": sight.ended,
    }


def case_in_words(case: Case) -> str:
    lines = [f"{case.reference}  {case.standing.state}  (version {case.version}, {case.programme} {case.digest[:12]})"]
    lines += [f"  {name}: {one.state}" for name, one in case.tracks.items()]
    for person in case.people:
        left = f"  left: {person.left.outcome}" if person.left else ""
        lines.append(f"  {person.id}{left}")
        lines += [f"    {name}: {one.state}" for name, one in person.tracks.items()]
    lines += [
        f"  linked as {name}: {sight.reference}  {sight.state or sight.phase or ''}".rstrip()
        for name, sight in case.links.items()
    ]
    lines += [f"  priority: {case.score.points}"] if case.score else []
    lines += [f"  on hold: {hold.name} over {hold.over}" for hold in case.holds]
    return "\n".join(lines)


def entry_as_json(entry: Entry) -> dict[str, Any]:
    """One entry of the log in short."""
    found = {
        "seq": entry.seq,
        "step": entry.step,
        "cause": entry.cause,
        "machine": entry.machine,
        "person": entry.person,
        "from": entry.origin,
        "to": entry.target,
        "action": entry.action,
        "corrects": entry.corrects,
        "ground": entry.ground,
        "actor": entry.actor,
        "roles": list(entry.roles),
        "through": entry.on_behalf_of,
        "for_absent": [{"user": one.absent, "absence": one.absence} for one in entry.covers],
        "decided_by": entry.decided_by,
        "happened": entry.happened.isoformat(),
        "due_at": entry.due_at.isoformat() if entry.due_at else None,
        "recorded": entry.recorded.isoformat(),
    }
    return {key: value for key, value in found.items() if value not in (None, [])}


def other_as_json(other: OtherCase | None) -> dict[str, Any]:
    """The other case of a step over two: `new_case` of a split, `merged_case` of a merge."""
    if other is None:
        return {}
    named = {"case": other.case, "reference": other.reference, "people": list(other.people)}
    return {"new_case" if other.did == "opened" else "merged_case": named}


def other_in_words(other: OtherCase | None) -> list[str]:
    if other is None:
        return []
    what = "New case" if other.did == "opened" else "Merged, and ended"
    return [f"{what}: {other.reference}  {', '.join(other.people)}"]


def entry_in_words(entry: Entry) -> str:
    move = f"{entry.origin or '·'} → {entry.target}" if entry.target else entry.origin or ""
    why = entry.action or entry.ground or ""
    return f"  {entry.seq:>4}  {entry.cause:<12} {entry.machine:<16} {entry.person or '':<10} {move}  {why}".rstrip()


def correcting_as_json(one: Correcting) -> dict[str, Any]:
    """An entry before it is corrected: what stands as it wrote it, and the later entries that hang on it."""
    stands = [{"owner": it.owner, "fact": it.fact, "value": to_json(it.value)} for it in one.corrected.stands]
    built_on = [entry_as_json(entry) for entry in one.built_on]
    found = {"corrects": one.corrected.entry.seq, "action": one.corrected.action, "stands": stands}
    return {**found, "may_be_emptied": list(one.empties), "built_on": built_on}


def correcting_in_words(one: Correcting) -> str:
    lines = [f"Entry {one.corrected.entry.seq}:", entry_in_words(one.corrected.entry)]
    lines += [f"  {it.owner}: {it.fact}: {it.value}" for it in one.corrected.stands]
    lines += [f"May be emptied: {', '.join(one.empties)}"] if one.empties else []
    lines += ["Built on it:", *(entry_in_words(entry) for entry in one.built_on)] if one.built_on else []
    return "\n".join(lines)


def forecast_as_json(one: Foreseen) -> dict[str, Any]:
    """What a case will lose, the first to lapse first."""
    ahead = one.forecast
    return {
        "case": one.case.id,
        "reference": one.case.reference,
        "programme": one.case.programme,
        "office": one.case.office,
        "state": one.case.state,
        "travels_on": ahead.travels_on.isoformat() if ahead.travels_on else None,
        "booked": ahead.is_booked,
        "lapses": [_lapse_as_json(lapse) for lapse in ahead.lapses],
    }


def _lapse_as_json(lapse: Lapse) -> dict[str, Any]:
    return {
        "person": lapse.person,
        "track": lapse.track,
        "state": lapse.state,
        "last_day": lapse.last_day.isoformat(),
        "lost_at": lapse.lost_at.isoformat(),
        "answer": lapse.answer,
        "falls": [
            {"machine": fall.machine, "person": fall.person, "from": fall.origin, "to": fall.target}
            for fall in lapse.falls
        ],
        "renewed_by": list(lapse.renewed_by),
        "renewed_from": lapse.renewed_from.isoformat(),
    }


def forecast_in_words(one: Foreseen) -> Iterator[str]:
    """A line for the case, and one for each clearance that it loses."""
    ahead = one.forecast
    travel = f"  {'booked' if ahead.is_booked else 'planned'} for {ahead.travels_on}" if ahead.travels_on else ""
    yield f"{one.case.reference}  {one.case.principal}  {one.case.state}{travel}"
    for lapse in ahead.lapses:
        who = f" ({one.names.get(lapse.person, lapse.person)})" if lapse.person else ""
        falls = "".join(f"; {fall.machine}: {fall.origin} → {fall.target}" for fall in lapse.falls)
        by = f"; {' or '.join(lapse.renewed_by)} from {lapse.renewed_from}" if lapse.renewed_by else ""
        yield f"  {lapse.last_day}  {lapse.track}{who}: {lapse.answer} after that day{falls}{by}"
