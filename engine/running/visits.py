"""Where machines stand after an entry: the visit that begins, what is closed or goes on, and the times that run there
(semantics 13, 14, 30 to 33)."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from engine.case import Case, Overdue, Paused, Pending, Person, Standing, case_with
from engine.entry import Entry
from engine.running import brought

SILENT = ("timer", "overdue")
ROUND = "round"


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


def moved(case: Case, entry: Entry) -> Case:
    before = case.standing_of(entry.machine, entry.person)
    after = _begun(entry, before) if before is None or entry.cause == ROUND else _gone_on(before, entry)
    case = with_standing(case, entry.machine, entry.person, after)
    if not case.pending and not case.overdue:
        return case
    return case_with(
        case,
        pending=tuple(one for one in case.pending if not is_of(one, entry.machine, entry.person)),
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


def is_of(pending: Pending, machine: str, person: str | None) -> bool:
    return pending.machine == machine and (person is None or person in pending.people)


def came_along(case: Case, entry: Entry, what: Mapping[str, Any]) -> Case:
    return with_standing(case, entry.machine, entry.person, brought.standing_read(entry, what))


def without_tasks(case: Case, machine: str, person: str | None) -> Case:
    """What waited for somebody in a machine that has stopped waits no longer."""
    return case_with(
        case,
        pending=tuple(one for one in case.pending if not is_of(one, machine, person)),
        overdue=tuple(one for one in case.overdue if (one.machine, one.person) != (machine, person)),
    )


def closed(case: Case, entry: Entry, what: list[list[str | None]]) -> Case:
    for machine, person in what:
        case = without_tasks(case, machine or "", person)
    return _each_standing(case, what, lambda standing: replace(standing, closed=standing.closed or entry.step))


def reopened(case: Case, entry: Entry, what: list[list[str | None]]) -> Case:
    return _each_standing(case, what, lambda standing: replace(standing, closed=0))


def _each_standing(case: Case, what: list[list[str | None]], change: Callable[[Standing], Standing]) -> Case:
    for machine, person in what:
        standing = case.standing_of(machine or "", person)
        if standing is not None:
            case = with_standing(case, machine or "", person, change(standing))
    return case


def changed(case: Case, entry: Entry, change: Callable[[Standing], Standing]) -> Case:
    """The case with the standing of the entry's own machine changed."""
    standing = case.standing_of(entry.machine, entry.person)
    return case if standing is None else with_standing(case, entry.machine, entry.person, change(standing))


def standing_changed(change: Callable[[Standing, Any], Standing]) -> Callable[[Case, Entry, Any], Case]:
    return lambda case, entry, what: changed(case, entry, lambda standing: change(standing, what))


def extended(case: Case, entry: Entry, what: Mapping[str, str]) -> Case:
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

    return cleared(changed(case, entry, later), entry, timer)


def _stood_still(paused: Paused, now: datetime) -> timedelta:
    lasts = now - paused.since if paused.since else timedelta()
    return lasts + timedelta(seconds=paused.seconds)


def runs_again(case: Case, entry: Entry, what: str) -> Case:
    """The fact that a timer counts from has changed: its end lies ahead again, or is not known."""
    case = changed(case, entry, lambda standing: replace(standing, spoken=standing.spoken - {what}))
    return cleared(case, entry, what)


def paused(standing: Standing, what: Mapping[str, str]) -> Standing:
    before = standing.paused.get(what["timer"], Paused())
    return replace(
        standing, paused={**standing.paused, what["timer"]: replace(before, since=datetime.fromisoformat(what["at"]))}
    )


def resumed(standing: Standing, what: Mapping[str, str]) -> Standing:
    before = standing.paused[what["timer"]]
    stood = int((datetime.fromisoformat(what["at"]) - before.since).total_seconds()) if before.since else 0
    return replace(standing, paused={**standing.paused, what["timer"]: Paused(seconds=before.seconds + stood)})


def ran_out(case: Case, entry: Entry, what: Mapping[str, str]) -> Case:
    overdue = Overdue(machine=entry.machine, person=entry.person, timer=what["timer"])
    return case_with(case, overdue=(*case.overdue, overdue))


def cleared(case: Case, entry: Entry, what: str) -> Case:
    left = (one for one in case.overdue if (one.machine, one.person, one.timer) != (entry.machine, entry.person, what))
    return case_with(case, overdue=tuple(left))
