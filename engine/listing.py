"""What the lists need of a case, from the case and its programme: the same after a step and after a replay."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from engine.case import Case, Standing
from engine.civil import Days, Office
from engine.entries_seen import entry_hidden
from engine.entry import Entry
from engine.model import CASE, Machine, Programme, State
from engine.records.rows import CaseRows, CoveredRow, KeeperRow, NoticeRow, TimerRow, TrackRow
from engine.running import following, outlook, timers
from engine.running.draft import Draft
from engine.running.judging import confirmer_of
from engine.running.secrecy import may_see_hold
from engine.running.standings import standings
from engine.running.validity import Clearance, last_day
from engine.running.view import CaseView, turn_of
from engine.running.watching import Touched, undisturbed, watching
from engine.sought import may_change_words, words_sought
from engine.step import Actor, Inputs

NOBODY = Actor(user="", roles=frozenset())  # what nobody's roles see, everybody sees


def rows_of(
    programme: Programme,
    case: Case,
    office: Office,
    entries: Iterable[Entry],
    before: CaseRows | None = None,
    touched: Touched = None,
    seen: CaseView | None = None,
) -> CaseRows:
    """The list rows after these entries, as of the last one's record time, so that a replay gives the same.

    `before`: those that stood before a step which touched just this; what it cannot have changed is taken from there.
    `seen`: the case as the step saw it at its end, with what it found out.
    """
    entries = tuple(entries)
    draft = Draft(programme, case, Inputs(office=office), entries[-1].recorded)
    draft.sees(seen)
    told: dict[str, Any] = {"notices": tuple(notices_of(programme, entries)), "covered": tuple(covered_in(entries))}
    told["shown"] = last_shown(programme, entries)
    if before is None or before.made_on != draft.view().today or before.pauses:
        before = touched = None
    if before is not None and undisturbed(watching(programme).anything, touched):
        found = _sought(draft, before, touched)
        return replace(before, summary=_summary(draft.view()), sought=found, **told)
    tracks = tuple(_tracks(draft, before, touched))
    return replace(_worked_out(draft, tracks), sought=_sought(draft, before, touched), **told)


def last_shown(programme: Programme, entries: Sequence[Entry]) -> datetime | None:
    """When the last of these entries was written that everybody may see."""
    return next((one.recorded for one in reversed(entries) if not entry_hidden(programme, one, NOBODY)), None)


def _worked_out(draft: Draft, tracks: tuple[TrackRow, ...]) -> CaseRows:
    programme, case, view, office = draft.programme, draft.case, draft.view(), draft.inputs.office
    due = timers.due_end(view.at_machine(programme.case), programme.case.states.get(case.standing.state), case.standing)
    return CaseRows(
        made_on=view.today,
        pauses=any(standing.paused for _, _, standing in standings(view)),
        phase=programme.phase_of(case.standing.state),
        waits_on=outlook.turn_in(draft),
        due_on=last_day(office, due) if due and case.outcome is None else None,
        next_instant=outlook.next_after(view),
        calendar=office.digest,
        on_hold=any(_shows(programme, hold.name) for hold in case.holds),
        priority=case.score.points if case.score else None,
        then_by=_then_by(view),
        lapses_on=_first_lapse(programme, tracks) if case.outcome is None else None,
        summary=_summary(view),
        tracks=tracks,
        timers=tuple(_timers(view)),
        keepers=tuple(KeeperRow(role=one.role, keeper=one.user, given=one.given_in) for one in case.keepers),
    )


def _sought(draft: Draft, before: CaseRows | None, touched: Touched) -> tuple[str, ...]:
    """By what the case is found; as before where nothing of that was touched."""
    if before is not None and not may_change_words(draft.programme, touched):
        return before.sought
    return words_sought(draft.programme, draft.case)


def _then_by(view: CaseView) -> date | None:
    """The date that orders cases of equal points; one that is known in part, by its first day."""
    priority = view.shared.programme.priority
    day: Any = view.any_fact(priority.then_by) if priority and priority.then_by else None
    if isinstance(day, Days):
        return day.first if day.first > date.min else None
    return day


def _first_lapse(programme: Programme, tracks: Iterable[TrackRow]) -> date | None:
    """The first last day; of a track that not everybody may see none is told."""
    days = (row.clear_until for row in tracks if programme.tracks[row.track].shown_as is None)
    return min((day for day in days if day is not None), default=None)


def _shows(programme: Programme, hold: str) -> bool:
    """A hold that not everybody may see is in no count."""
    return may_see_hold(programme.holds[hold], frozenset())


def _summary(view: CaseView) -> dict[str, str]:
    principal = view.shared.case.principal
    if principal is None:
        return {}
    people = view.shared.case.present or view.shared.case.people  # of a closed case, those who were in it
    return {"principal": view.of(principal).name(), "people": str(len(people))}


def _tracks(draft: Draft, before: CaseRows | None, touched: Touched) -> Iterator[TrackRow]:
    """A row for each track that is open or was; of a track that a step cannot have changed, the one from before."""
    view, looked_at = draft.view(), watching(draft.programme).rows
    kept = {(row.track, row.person): row for row in before.tracks} if before else {}
    for machine, person, standing in outlook.standings(view):
        if machine.name != CASE:
            row = kept.get((machine.name, person)) if undisturbed(looked_at[machine.name], touched) else None
            yield row or _track(draft, view.of(person), machine, person, standing)


def _track(draft: Draft, place: CaseView, machine: Machine, person: str | None, standing: Standing) -> TrackRow:
    clearance = None if standing.closed else place.clearance(machine, place.today)
    ends = clearance.ends if clearance else None
    until = last_day(place.office, ends) if ends is not None and ends < timers.NEVER else None
    open_still = draft.case.outcome is None and not standing.closed
    state = machine.states.get(standing.state) if open_still else None
    due = timers.due_end(place.at_machine(machine), state, standing)
    row = TrackRow(
        person=person,
        track=machine.name,
        state=standing.state,
        clear_until=until,
        waits_on=_turn(draft, place, machine, person) if open_still else None,
        due_on=last_day(place.office, due) if due else None,
    )
    return _followed(draft.programme, place, machine, state, clearance, row) if state and clearance else row


def _followed(
    programme: Programme, place: CaseView, machine: Machine, state: State, clearance: Clearance, row: TrackRow
) -> TrackRow:
    """The row with who follows it up, and from when: what is about to lapse, or what somebody outside is late with."""
    warned = following.warned_from(place, state, clearance)
    if warned is not None:
        by = following.who_renews(programme, machine, state)
        return replace(row, followed_by=by, followed_from=warned) if by else row
    if row.due_on is None or not following.is_outside(programme, row.waits_on):
        return row
    by = following.who_writes_down(machine, state)
    return replace(row, followed_by=by, followed_from=row.due_on + timedelta(1)) if by else row


def _turn(draft: Draft, place: CaseView, machine: Machine, person: str | None) -> str | None:
    """Whose turn it is on a track: whoever has to confirm a decision that waits there first."""
    here = [one for one in draft.case.pending if one.machine == machine.name]
    own = [confirmer_of(draft, one) for one in here if person is None or person in one.people]
    return next((role for role in own if role), None) or turn_of(place, machine)


def _timers(view: CaseView) -> Iterator[TimerRow]:
    for one in outlook.timers_in(view) if view.shared.case.outcome is None else ():
        yield TimerRow(person=one.person, machine=one.machine, timer=one.name, ends=one.ends)


def notices_of(programme: Programme, entries: Iterable[Entry]) -> Iterator[NoticeRow]:
    """What these entries told, in the words of the programme handed in."""
    for entry in entries:
        for role in entry.told:
            yield NoticeRow(role=role, text=_says(programme, entry), since=entry.recorded, entry=entry.seq)


def covered_in(entries: Iterable[Entry]) -> Iterator[CoveredRow]:
    """What these entries tell that somebody did who covers, for whom."""
    for entry in entries:
        for cover in entry.covers:
            yield CoveredRow(absent=cover.absent, since=entry.recorded, entry=entry.seq)


def _says(programme: Programme, entry: Entry) -> str:
    """What a timer has to say: its own words, else its title."""
    machine = programme.machine(entry.machine)
    ground = entry.ground or ""
    name = ground if machine.name == CASE else ground.removeprefix(f"{machine.name}.")
    state = machine.states.get(entry.origin or "")
    timer = (state.timers.get(name) if state else None) or machine.timers.get(name)
    return (timer.says or timer.title) if timer else name
