"""A case is what its log says: how one entry changes it. Deciding uses the same fold, so replay can not differ."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from engine.case import Case, Done, Entry, Left, Overdue, Paused, Pending, Person, PlacedHold, Standing, action_key
from engine.values import Value

COUNTED = ("action", "confirmation", "hold")


def replay(entries: Iterable[Entry]) -> Case:
    """The case that these entries tell, the opening first. Raises ValueError when there is none."""
    case: Case | None = None
    for entry in entries:
        case = fold(case, entry)
    if case is None:
        raise ValueError("a case begins with its opening entry")
    return case


def fold(case: Case | None, entry: Entry) -> Case:
    """The case after one more entry. The order is that of semantics 11 to 14: values, changes, move, count."""
    if case is None:
        case = _opened(entry)
    case = _written(case, entry)
    for change in entry.changes:
        ((kind, what),) = change.items()
        case = _CHANGES[kind](case, entry, what)
    if entry.target is not None:
        case = _moved(case, entry)
    if entry.action is not None and entry.cause in COUNTED:
        case = _counted(case, entry)
    return replace(case, version=entry.seq, recorded=entry.recorded)


def _opened(entry: Entry) -> Case:
    what = next(change["opened"] for change in entry.changes if "opened" in change)
    return Case(
        id=entry.case,
        reference=what["reference"],
        programme=what["programme"],
        digest=entry.digest,
        office=what["office"],
        version=0,
        opened=entry.happened,
        standing=Standing(
            state=what["state"], since=entry.happened, entry=entry.seq, step=entry.step, been={what["state"]: entry.seq}
        ),
    )


def _written(case: Case, entry: Entry) -> Case:
    for owner in dict.fromkeys(one.owner for one in entry.written):
        values = {one.fact: one.value for one in entry.written if one.owner == owner}
        if owner == "case":
            case = replace(case, facts=_with(case.facts, values))
        elif owner in {person.id for person in case.people}:
            case = with_person(
                case, owner, lambda person, values=values: replace(person, facts=_with(person.facts, values))
            )
    return case


def _with(facts: Mapping[str, Value], values: Mapping[str, Value | None]) -> dict[str, Value]:
    merged = {**facts, **values}
    return {name: value for name, value in merged.items() if value is not None}


def with_person(case: Case, person_id: str, change: Callable[[Person], Person]) -> Case:
    """The case with one of its people changed."""
    people = tuple(change(person) if person.id == person_id else person for person in case.people)
    return replace(case, people=people)


def with_standing(case: Case, machine: str, person: str | None, standing: Standing) -> Case:
    """The case with one of its machines standing elsewhere."""
    if machine == "case":
        return replace(case, standing=standing)
    if person is None:
        return replace(case, tracks={**case.tracks, machine: standing})
    return with_person(case, person, lambda one: replace(one, tracks={**one.tracks, machine: standing}))


def _moved(case: Case, entry: Entry) -> Case:
    before = case.standing_of(entry.machine, entry.person)
    target = entry.target or ""
    silent = entry.cause == "timer"
    after = Standing(
        state=target,
        since=entry.due_at if silent and entry.due_at else entry.happened,
        visit=(before.visit + 1) if before else 1,
        entry=entry.seq,
        step=entry.step,
        came_from=before.state if before else None,
        been={**(before.been if before else {}), target: entry.seq},
        silence=entry.ground if silent else None,
        silence_ended=entry.due_at if silent else None,
    )
    case = with_standing(case, entry.machine, entry.person, after)
    return replace(case, pending=tuple(one for one in case.pending if not _is_of(one, entry)))


def _is_of(pending: Pending, entry: Entry) -> bool:
    return pending.machine == entry.machine and (entry.person is None or entry.person in pending.people)


def _counted(case: Case, entry: Entry) -> Case:
    key = action_key(entry.action or "", entry.person)
    before = case.done.get(key, Done())
    standing = case.standing_of(entry.machine, entry.person)
    visit = entry.visit or (standing.visit if standing else 0)
    by = before.by if entry.actor in before.by or entry.actor is None else (*before.by, entry.actor)
    return replace(
        case, done={**case.done, key: Done(times=before.times + 1, by=by, visits=(*before.visits, visit)[-20:])}
    )


def _joined(case: Case, entry: Entry, what: str) -> Case:
    case = replace(
        case, people=(*case.people, Person(id=what, joined=entry.happened)), principal=case.principal or what
    )
    return _written(case, replace(entry, written=tuple(one for one in entry.written if one.owner == what)))


def _left(case: Case, entry: Entry, what: Mapping[str, Any]) -> Case:
    left = Left(outcome=what["outcome"], happened=entry.happened, entry=entry.step, private=what.get("private", False))
    return with_person(case, what["person"], lambda person: replace(person, left=left))


def _returned(case: Case, entry: Entry, what: str) -> Case:
    return with_person(case, what, lambda person: replace(person, left=None))


def _closed(case: Case, entry: Entry, what: list[list[str | None]]) -> Case:
    return _each_standing(case, what, lambda standing: replace(standing, closed=standing.closed or entry.step))


def _reopened(case: Case, entry: Entry, what: list[list[str | None]]) -> Case:
    return _each_standing(case, what, lambda standing: replace(standing, closed=0))


def _each_standing(case: Case, what: list[list[str | None]], change: Callable[[Standing], Standing]) -> Case:
    for machine, person in what:
        standing = case.standing_of(machine or "", person)
        if standing is not None:
            case = with_standing(case, machine or "", person, change(standing))
    return case


def _standing_changed(change: Callable[[Standing, Any], Standing]) -> Callable[[Case, Entry, Any], Case]:
    def act(case: Case, entry: Entry, what: Any) -> Case:
        standing = case.standing_of(entry.machine, entry.person)
        return case if standing is None else with_standing(case, entry.machine, entry.person, change(standing, what))

    return act


def _extended(standing: Standing, what: Mapping[str, str]) -> Standing:
    timer, until = what["timer"], datetime.fromisoformat(what["until"])
    return replace(
        standing,
        extended={**standing.extended, timer: until},
        extensions={**standing.extensions, timer: standing.extensions.get(timer, 0) + 1},
        spoken=standing.spoken - {timer},
    )


def _paused(standing: Standing, what: Mapping[str, str]) -> Standing:
    before = standing.paused.get(what["timer"], Paused())
    return replace(
        standing, paused={**standing.paused, what["timer"]: replace(before, since=datetime.fromisoformat(what["at"]))}
    )


def _resumed(standing: Standing, what: Mapping[str, str]) -> Standing:
    before = standing.paused[what["timer"]]
    stood = int((datetime.fromisoformat(what["at"]) - before.since).total_seconds()) if before.since else 0
    return replace(standing, paused={**standing.paused, what["timer"]: Paused(seconds=before.seconds + stood)})


def _waived(case: Case, entry: Entry, what: list[str]) -> Case:
    if entry.person is None:
        return replace(case, waived=case.waived | set(what))
    return with_person(case, entry.person, lambda person: replace(person, waived=person.waived | set(what)))


def _placed(case: Case, entry: Entry, what: Mapping[str, Any]) -> Case:
    hold = PlacedHold(
        name=what["hold"],
        over=what["over"],
        by=entry.actor or "",
        happened=entry.happened,
        note=entry.note,
        review_on=date.fromisoformat(what["review_on"]) if what.get("review_on") else None,
        ends=datetime.fromisoformat(what["ends"]) if what.get("ends") else None,
    )
    return replace(case, holds=(*case.holds, hold))


def _lifted(case: Case, entry: Entry, what: Mapping[str, str]) -> Case:
    return replace(case, holds=tuple(one for one in case.holds if (one.name, one.over) != (what["hold"], what["over"])))


def _pended(case: Case, entry: Entry, what: Mapping[str, Any]) -> Case:
    people = tuple(what["people"])
    pending = Pending(
        action=entry.action or "",
        machine=entry.machine,
        people=people,
        actor=entry.actor or "",
        roles=entry.roles,
        answers=_answers(entry, "pending"),
        each={one: found for one in people if (found := _answers(entry, f"pending:{one}"))},
        reason=entry.reason,
        note=entry.note,
        happened=entry.happened,
        entry=entry.seq,
        private=what.get("private", False),
        on_behalf_of=entry.on_behalf_of,
    )
    return replace(case, pending=(*case.pending, pending))


def _answers(entry: Entry, owner: str) -> dict[str, Value]:
    return {one.fact: one.value for one in entry.written if one.owner == owner and one.value is not None}


def _confirmed(case: Case, entry: Entry, what: Mapping[str, Any]) -> Case:
    by = what["by"]
    pending = (
        replace(one, confirmed_by=(*one.confirmed_by, by)) if one.entry == what["entry"] else one
        for one in case.pending
    )
    return replace(case, pending=tuple(pending))


def _fell(case: Case, entry: Entry, what: int) -> Case:
    return replace(case, pending=tuple(one for one in case.pending if one.entry != what))


def _ran_out(case: Case, entry: Entry, what: Mapping[str, str]) -> Case:
    overdue = Overdue(
        machine=entry.machine, person=entry.person, timer=what["timer"], ended=datetime.fromisoformat(what["ended"])
    )
    return replace(case, overdue=(*case.overdue, overdue))


def _cleared(case: Case, entry: Entry, what: str) -> Case:
    left = (one for one in case.overdue if (one.machine, one.person, one.timer) != (entry.machine, entry.person, what))
    return replace(case, overdue=tuple(left))


_CHANGES: Mapping[str, Callable[[Case, Entry, Any], Case]] = {
    "opened": lambda case, entry, what: case,
    "joined": _joined,
    "principal": lambda case, entry, what: replace(case, principal=what),
    "left": _left,
    "returned": _returned,
    "closed": _closed,
    "reopened": _reopened,
    "waived": _waived,
    "placed": _placed,
    "lifted": _lifted,
    "pended": _pended,
    "confirmed": _confirmed,
    "fell": _fell,
    "spoke": _standing_changed(lambda standing, what: replace(standing, spoken=standing.spoken | {what})),
    "extended": _standing_changed(_extended),
    "paused": _standing_changed(_paused),
    "resumed": _standing_changed(_resumed),
    "ran_out": _ran_out,
    "confirmed_overdue": _cleared,
    "outcome": lambda case, entry, what: replace(case, outcome=what),
}
