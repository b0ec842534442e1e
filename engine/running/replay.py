"""A case is what its log says: how one entry changes it. Deciding uses the same fold, so replay can not differ."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from engine.case import (
    Case,
    Counted,
    Done,
    Entry,
    Keeper,
    Left,
    Overdue,
    Paused,
    Pending,
    Person,
    PlacedHold,
    Score,
    Sight,
    Standing,
    action_key,
    case_with,
)
from engine.running import brought
from engine.values import Value, from_json

COUNTED = ("action", "confirmation", "rejection", "hold", "extension", "overdue", "priority")
SILENT = ("timer", "overdue")
ROUND = "round"


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
    parts = _values(case, entry)
    if case.outcome is not None and entry.cause == "correction":
        parts["unheard"] = case.unheard | _news(case, entry)
    if entry.changes or entry.target is not None:
        case, parts = _gone_through(case_with(case, **parts), entry), {}
    done = _counted(case, entry) if entry.action is not None and entry.cause in COUNTED else case.done
    return case_with(case, **parts, version=entry.seq, recorded=entry.recorded, done=done)


def _gone_through(case: Case, entry: Entry) -> Case:
    for change in entry.changes:
        ((kind, what),) = change.items()
        case = _CHANGES[kind](case, entry, what)
    if entry.target is not None and entry.cause != brought.CAUSE:
        case = _moved(case, entry)
    return case


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
            state=what["state"],
            since=entry.happened,
            entry=entry.seq,
            step=entry.step,
            been={**dict.fromkeys(what.get("been", ()), entry.seq), what["state"]: entry.seq},
        ),
    )


def _values(case: Case, entry: Entry) -> dict[str, Any]:
    """The parts of the case that are other with the values of this entry."""
    given: dict[str, dict[str, Value | None]] = {}
    for one in entry.written:
        given.setdefault(one.owner, {})[one.fact] = one.value
    parts: dict[str, Any] = {"facts": _with(case.facts, given["case"])} if "case" in given else {}
    if not given.keys().isdisjoint([person.id for person in case.people]):
        parts["people"] = tuple([_knowing(person, given.get(person.id)) for person in case.people])
    return parts


def _news(case: Case, entry: Entry) -> frozenset[str]:
    """What is other than it was known before."""
    known = {"case": case.facts, **{one.id: one.facts for one in case.people}}
    return frozenset(f"{one.owner}|{one.fact}" for one in entry.written if one.fact in known[one.owner])


def _knowing(person: Person, values: Mapping[str, Value | None] | None) -> Person:
    return person if values is None else replace(person, facts=_with(person.facts, values))


def _with(facts: Mapping[str, Value], values: Mapping[str, Value | None]) -> dict[str, Value]:
    merged = {**facts, **values}
    return {name: value for name, value in merged.items() if value is not None}


def with_person(case: Case, person_id: str, change: Callable[[Person], Person]) -> Case:
    """The case with one of its people changed."""
    people = tuple(change(person) if person.id == person_id else person for person in case.people)
    return case_with(case, people=people)


def with_standing(case: Case, machine: str, person: str | None, standing: Standing) -> Case:
    """The case with one of its machines standing elsewhere."""
    if machine == "case":
        return case_with(case, standing=standing)
    if person is None:
        return case_with(case, tracks={**case.tracks, machine: standing})
    return with_person(case, person, lambda one: replace(one, tracks={**one.tracks, machine: standing}))


def _moved(case: Case, entry: Entry) -> Case:
    before = case.standing_of(entry.machine, entry.person)
    after = _begun(entry, before) if before is None or entry.cause == ROUND else _gone_on(before, entry)
    case = with_standing(case, entry.machine, entry.person, after)
    if not case.pending and not case.overdue:
        return case
    return case_with(
        case,
        pending=tuple(one for one in case.pending if not _is_of(one, entry.machine, entry.person)),
        overdue=tuple(one for one in case.overdue if (one.machine, one.person) != (entry.machine, entry.person)),
    )


def _begun(entry: Entry, before: Standing | None) -> Standing:
    """A machine that has just opened, or begins another round with nothing left of the one before."""
    state = entry.target or ""
    return Standing(
        state=state,
        since=entry.happened,
        visit=before.visit + 1 if before else 1,
        entry=entry.seq,
        step=entry.step,
        been={state: entry.seq},
        round=entry.round or 0,
    )


def _gone_on(before: Standing, entry: Entry) -> Standing:
    """The next visit. Silence that led somewhere is kept until something final follows (semantics 31 and 34)."""
    state, silent = entry.target or "", entry.cause in SILENT
    runs_on = next((change["runs_on"] for change in entry.changes if "runs_on" in change), ())
    return Standing(
        state=state,
        since=entry.due_at if silent and entry.due_at else entry.happened,
        visit=before.visit + 1,
        entry=entry.seq,
        step=entry.step,
        came_from=before.state,
        been={**before.been, state: entry.seq},
        silence=entry.ground if silent else before.silence,
        silence_ended=entry.due_at if silent else before.silence_ended,
        spoken=frozenset(name for name in before.spoken if name.removeprefix("unless ") in runs_on),
        extended=_only(before.extended, runs_on),
        extensions=_only(before.extensions, runs_on),
        paused=_only(before.paused, runs_on),
        round=before.round,
    )


def _only(named: Mapping[str, Any], names: Iterable[str]) -> dict[str, Any]:
    return {name: named[name] for name in names if name in named}


def _is_of(pending: Pending, machine: str, person: str | None) -> bool:
    return pending.machine == machine and (person is None or person in pending.people)


def _counted(case: Case, entry: Entry) -> dict[str, Done]:
    """What has been done, this with it."""
    key = action_key(entry.action or "", entry.person)
    before = case.done.get(key, Done())
    standing = case.standing_of(entry.machine, entry.person)
    visit = entry.visit or (standing.visit if standing else 0)
    by = _by(before, entry)
    return {**case.done, key: Done(times=before.times + 1, by=by, visits=(*before.visits, visit)[-20:])}


def _by(before: Done, entry: Entry) -> tuple[str, ...]:
    """Who did it until now, this actor with them, and whoever was away and is stood for."""
    if entry.actor is None:
        return before.by
    return tuple(dict.fromkeys((*before.by, entry.actor, *(one.absent for one in entry.covers))))


def _joined(case: Case, entry: Entry, what: str) -> Case:
    case = case_with(
        case, people=(*case.people, Person(id=what, joined=entry.happened)), principal=case.principal or what
    )
    own = replace(entry, written=tuple(one for one in entry.written if one.owner == what))
    return case_with(case, **_values(case, own))


def _came(case: Case, entry: Entry, what: Mapping[str, Any]) -> Case:
    """Somebody joins from another case; who was here before that begins anew here, and the log keeps the rest."""
    others = tuple(one for one in case.people if one.id != what["person"])
    case = _joined(case_with(case, people=others), entry, what["person"])
    through = tuple(what["through"])
    return with_person(case, what["person"], lambda person: replace(person, came_through=through))


def _brought(case: Case, entry: Entry, what: Mapping[str, Any]) -> Case:
    return with_standing(case, entry.machine, entry.person, brought.standing_read(entry, what))


def _done_before(case: Case, entry: Entry, what: Mapping[str, Any]) -> Case:
    """Who did what in the other case, under each key of `Case.done`; how often, where the machine came along."""
    done = dict(case.done)
    for key, did in what.items():
        own = done.get(key, Done())
        by = tuple(dict.fromkeys((*own.by, *did["by"])))
        visits = tuple(did.get("visits", own.visits))
        done[key] = Done(times=did.get("times", own.times), by=by, visits=visits)
    return case_with(case, done=done)


def _left(case: Case, entry: Entry, what: Mapping[str, Any]) -> Case:
    left = Left(
        outcome=what["outcome"],
        happened=entry.happened,
        entry=entry.step,
        private=what.get("private", False),
        into=what.get("into"),
    )
    case = with_person(case, what["person"], lambda person: replace(person, left=left))
    if left.into:  # the holds over the person go along
        case = case_with(case, holds=tuple(one for one in case.holds if one.over != what["person"]))
    return _without_tasks(case, "member", what["person"])


def _without_tasks(case: Case, machine: str, person: str | None) -> Case:
    """What waited for somebody in a machine that has stopped waits no longer."""
    return case_with(
        case,
        pending=tuple(one for one in case.pending if not _is_of(one, machine, person)),
        overdue=tuple(one for one in case.overdue if (one.machine, one.person) != (machine, person)),
    )


def _returned(case: Case, entry: Entry, what: str) -> Case:
    return with_person(case, what, lambda person: replace(person, left=None))


def _closed(case: Case, entry: Entry, what: list[list[str | None]]) -> Case:
    for machine, person in what:
        case = _without_tasks(case, machine or "", person)
    return _each_standing(case, what, lambda standing: replace(standing, closed=standing.closed or entry.step))


def _reopened(case: Case, entry: Entry, what: list[list[str | None]]) -> Case:
    return _each_standing(case, what, lambda standing: replace(standing, closed=0))


def _each_standing(case: Case, what: list[list[str | None]], change: Callable[[Standing], Standing]) -> Case:
    for machine, person in what:
        standing = case.standing_of(machine or "", person)
        if standing is not None:
            case = with_standing(case, machine or "", person, change(standing))
    return case


def _changed(case: Case, entry: Entry, change: Callable[[Standing], Standing]) -> Case:
    """The case with the standing of the entry's own machine changed."""
    standing = case.standing_of(entry.machine, entry.person)
    return case if standing is None else with_standing(case, entry.machine, entry.person, change(standing))


def _standing_changed(change: Callable[[Standing, Any], Standing]) -> Callable[[Case, Entry, Any], Case]:
    return lambda case, entry, what: _changed(case, entry, lambda standing: change(standing, what))


def _extended(case: Case, entry: Entry, what: Mapping[str, str]) -> Case:
    """A new end, and the time that stood still before is contained in it; a task that it had run out falls."""
    timer, until = what["timer"], datetime.fromisoformat(what["until"])

    def later(standing: Standing) -> Standing:
        still = _stood_still(standing.paused.get(timer, Paused()), entry.recorded)
        return replace(
            standing,
            extended={**standing.extended, timer: until - still},
            extensions={**standing.extensions, timer: standing.extensions.get(timer, 0) + 1},
            spoken=standing.spoken - {timer},
        )

    return _cleared(_changed(case, entry, later), entry, timer)


def _stood_still(paused: Paused, now: datetime) -> timedelta:
    lasts = now - paused.since if paused.since else timedelta()
    return lasts + timedelta(seconds=paused.seconds)


def _runs_again(case: Case, entry: Entry, what: str) -> Case:
    """The fact that a timer counts from has changed: its end lies ahead again, or is not known."""
    case = _changed(case, entry, lambda standing: replace(standing, spoken=standing.spoken - {what}))
    return _cleared(case, entry, what)


def _paused(standing: Standing, what: Mapping[str, str]) -> Standing:
    before = standing.paused.get(what["timer"], Paused())
    return replace(
        standing, paused={**standing.paused, what["timer"]: replace(before, since=datetime.fromisoformat(what["at"]))}
    )


def _resumed(standing: Standing, what: Mapping[str, str]) -> Standing:
    before = standing.paused[what["timer"]]
    stood = int((datetime.fromisoformat(what["at"]) - before.since).total_seconds()) if before.since else 0
    return replace(standing, paused={**standing.paused, what["timer"]: Paused(seconds=before.seconds + stood)})


def _waived(case: Case, entry: Entry, what: Mapping[str, Any]) -> Case:
    """Waived for these people; with nobody named, for the case."""
    tracks = set(what["tracks"])
    for one in what["people"]:
        case = with_person(case, one, lambda person: replace(person, waived=person.waived | tracks))
    return case if what["people"] else case_with(case, waived=case.waived | tracks)


def _placed(case: Case, entry: Entry, what: Mapping[str, Any]) -> Case:
    hold = PlacedHold(
        name=what["hold"],
        over=what["over"],
        by=what.get("by", entry.actor or ""),
        happened=datetime.fromisoformat(what["happened"]) if "happened" in what else entry.happened,
        note=what.get("note", entry.note),
        again=tuple(what.get("again", ())),
        stood_for=tuple(what.get("stood_for", ())) or tuple(one.absent for one in entry.covers),
        review_on=date.fromisoformat(what["review_on"]) if what.get("review_on") else None,
        ends=datetime.fromisoformat(what["ends"]) if what.get("ends") else None,
    )
    before = next((one for one in case.holds if (one.name, one.over) == (hold.name, hold.over)), None)
    if before is None:
        return case_with(case, holds=(*case.holds, hold))
    return case_with(case, holds=tuple(_again(one, hold) if one is before else one for one in case.holds))


def _again(before: PlacedHold, hold: PlacedHold) -> PlacedHold:
    """Placed again while it lies: the review stays, the time for which it may lie at most begins anew."""
    again = dict.fromkeys((*before.again, *(one for one in (hold.by, *hold.again) if one != before.by)))
    stood_for = tuple(dict.fromkeys((*before.stood_for, *hold.stood_for)))
    return replace(before, again=tuple(again), stood_for=stood_for, ends=hold.ends)


def _lifted(case: Case, entry: Entry, what: Mapping[str, str]) -> Case:
    return case_with(
        case, holds=tuple(one for one in case.holds if (one.name, one.over) != (what["hold"], what["over"]))
    )


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
        other=what.get("other"),
        covers=entry.covers,
    )
    return case_with(case, pending=(*case.pending, pending))


def _answers(entry: Entry, owner: str) -> dict[str, Value]:
    return {one.fact: one.value for one in entry.written if one.owner == owner and one.value is not None}


def _confirmed(case: Case, entry: Entry, what: Mapping[str, Any]) -> Case:
    absent = tuple(one.absent for one in entry.covers)

    def agreed(one: Pending) -> Pending:
        return replace(one, confirmed_by=(*one.confirmed_by, what["by"]), stood_for=(*one.stood_for, *absent))

    found = (agreed(one) if one.entry == what["entry"] else one for one in case.pending)
    return case_with(case, pending=tuple(found))


def _fell(case: Case, entry: Entry, what: int) -> Case:
    return case_with(case, pending=tuple(one for one in case.pending if one.entry != what))


def _ran_out(case: Case, entry: Entry, what: Mapping[str, str]) -> Case:
    overdue = Overdue(machine=entry.machine, person=entry.person, timer=what["timer"])
    return case_with(case, overdue=(*case.overdue, overdue))


def _cleared(case: Case, entry: Entry, what: str) -> Case:
    left = (one for one in case.overdue if (one.machine, one.person, one.timer) != (entry.machine, entry.person, what))
    return case_with(case, overdue=tuple(left))


def _kept(case: Case, entry: Entry, what: Mapping[str, str | None]) -> Case:
    """Somebody keeps the case in a role from now on, or nobody does."""
    others = tuple(one for one in case.keepers if one.role != what["role"])
    user = what["user"]
    if user is None:
        return case_with(case, keepers=others)
    return case_with(case, keepers=(*others, Keeper(role=what["role"] or "", user=user, since=entry.happened)))


def _scored(case: Case, entry: Entry, what: Mapping[str, Any]) -> Case:
    """The priority as it was worked out; what somebody had set by hand before is no more."""
    reasons = (Counted(line=one["line"], points=one["points"], people=tuple(one["people"])) for one in what["reasons"])
    return case_with(case, score=Score(points=what["points"], entry=entry.seq, reasons=tuple(reasons)))


def _rescored(case: Case, entry: Entry, what: Mapping[str, int]) -> Case:
    """The points that somebody set by hand; the reasons stay, to be compared."""
    if case.score is None:
        return case
    score = replace(case.score, points=what["points"], changed=entry.seq, changed_by=entry.actor)
    return case_with(case, score=score)


def _seen(case: Case, entry: Entry, what: Mapping[str, Any]) -> Case:
    """Another case as it was seen now."""
    facts = {name: from_json(value) for name, value in what["facts"].items()}
    rest = {key: value for key, value in what.items() if key not in ("link", "facts")}
    return case_with(case, links={**case.links, what["link"]: Sight(**rest, facts=facts)})


def _corrected(case: Case, entry: Entry, what: Mapping[str, Any]) -> Case:
    """Who corrects an act has had a part in it: whoever must be another than its doer is another than these too."""
    if what["action"] is None or entry.actor is None:
        return case
    person = what["person"] if action_key(what["action"], what["person"]) in case.done else None
    key = action_key(what["action"], person)
    done = case.done.get(key, Done())
    return case_with(case, done={**case.done, key: replace(done, by=_by(done, entry))})


def _outcome(case: Case, entry: Entry, what: str | None) -> Case:
    """An ended case asks nobody for anything any more."""
    return (
        case_with(case, outcome=what, pending=(), overdue=())
        if what
        else case_with(case, outcome=None, unheard=frozenset())
    )


_CHANGES: Mapping[str, Callable[[Case, Entry, Any], Case]] = {
    "opened": lambda case, entry, what: case,
    "other_case": lambda case, entry, what: case,  # names the other case, and its entry that names this one
    "joined": _joined,
    "came": _came,
    "brought": _brought,
    "done_before": _done_before,
    "principal": lambda case, entry, what: case_with(case, principal=what),
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
    "extended": _extended,
    "runs_again": _runs_again,
    "runs_on": lambda case, entry, what: case,  # read where the machine moves
    "final": lambda case, entry, what: _changed(
        case, entry, lambda standing: replace(standing, silence=None, silence_ended=None)
    ),
    "paused": _standing_changed(_paused),
    "resumed": _standing_changed(_resumed),
    "ran_out": _ran_out,
    "confirmed_overdue": _cleared,
    "outcome": _outcome,
    "kept": _kept,
    "corrected": _corrected,
    "read": lambda case, entry, what: case,  # by which values it was judged
    "no_longer": lambda case, entry, what: case,  # what acts required, untrue by what a correction puts right
    "checked": lambda case, entry, what: case,  # what was found in the paper file is told by the log alone
    "for_keeper": lambda case, entry, what: case,  # who acts for whom is told by the log alone
    "in_bulk": lambda case, entry, what: case,  # and in which run it was done with others
    "seen": _seen,
    "scored": _scored,
    "rescored": _rescored,
}
