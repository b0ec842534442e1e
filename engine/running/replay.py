"""A case is what its log says: how one entry changes it. Deciding uses the same fold, so replay can not differ."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from engine.case import Case, Counted, Done, Keeper, Pending, PlacedHold, Score, Sight, Standing, action_key, case_with
from engine.entry import Entry
from engine.running import brought, membership, visits
from engine.values import Value, from_json

COUNTED = ("action", "confirmation", "rejection", "hold", "extension", "overdue", "priority")


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
    parts = membership.values(case, entry)
    if case.outcome is not None and entry.cause == "correction":
        parts["unheard"] = case.unheard | _news(case, entry)
    if entry.changes or entry.target is not None:
        case, parts = _gone_through(case_with(case, **parts), entry), {}
    done = _counted(case, entry) if entry.action is not None and entry.cause in COUNTED else case.done
    if any(one.given_by is not None and one.user == entry.actor for one in case.keepers):
        parts["keepers"] = tuple(_accepted(one, entry) for one in case.keepers)
    return case_with(case, **parts, version=entry.seq, recorded=entry.recorded, done=done)


def _gone_through(case: Case, entry: Entry) -> Case:
    for change in entry.changes:
        ((kind, what),) = change.items()
        case = _CHANGES[kind](case, entry, what)
    if entry.target is not None and entry.cause != brought.CAUSE:
        case = visits.moved(case, entry)
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


def _news(case: Case, entry: Entry) -> frozenset[str]:
    """What is other than it was known before."""
    known = {"case": case.facts, **{one.id: one.facts for one in case.people}}
    return frozenset(f"{one.owner}|{one.fact}" for one in entry.written if one.fact in known[one.owner])


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


def _done_before(case: Case, entry: Entry, what: Mapping[str, Any]) -> Case:
    """Who did what in the other case, under each key of `Case.done`; how often, where the machine came along."""
    done = dict(case.done)
    for key, did in what.items():
        own = done.get(key, Done())
        by = tuple(dict.fromkeys((*own.by, *did["by"])))
        where = tuple(did.get("visits", own.visits))
        done[key] = Done(times=did.get("times", own.times), by=by, visits=where)
    return case_with(case, done=done)


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


def _kept(case: Case, entry: Entry, what: Mapping[str, Any]) -> Case:
    """Somebody keeps the case in a role from now on, or nobody does; or has accepted what was given."""
    role, user = what["role"], what["user"]
    others = tuple(one for one in case.keepers if one.role != role)
    if user is None:
        return case_with(case, keepers=others)
    was = case.keeper_in(role)
    since = was.since if was and was.user == user else entry.happened
    keeper = Keeper(role=role, user=user, since=since)
    if what.get("given"):
        before = was.user if was else None
        keeper = replace(keeper, given_by=entry.actor, given_in=entry.seq, before=before)
    return case_with(case, keepers=(*others, keeper))


def _accepted(keeper: Keeper, entry: Entry) -> Keeper:
    """Whoever acts in a case that they were given has accepted it."""
    return replace(keeper, given_by=None, given_in=None, before=None) if keeper.user == entry.actor else keeper


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
    "joined": membership.joined,
    "came": membership.came,
    "brought": visits.came_along,
    "done_before": _done_before,
    "principal": lambda case, entry, what: case_with(case, principal=what),
    "left": membership.left,
    "returned": membership.returned,
    "closed": visits.closed,
    "reopened": visits.reopened,
    "waived": membership.waived,
    "placed": _placed,
    "lifted": _lifted,
    "pended": _pended,
    "confirmed": _confirmed,
    "fell": _fell,
    "spoke": visits.standing_changed(lambda standing, what: replace(standing, spoken=standing.spoken | {what})),
    "extended": visits.extended,
    "runs_again": visits.runs_again,
    "runs_on": lambda case, entry, what: case,  # read where the machine moves
    "final": lambda case, entry, what: visits.changed(
        case, entry, lambda standing: replace(standing, silence=None, silence_ended=None)
    ),
    "paused": visits.standing_changed(visits.paused),
    "resumed": visits.standing_changed(visits.resumed),
    "ran_out": visits.ran_out,
    "confirmed_overdue": visits.cleared,
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
