"""What the lists need of a case, from the case and its programme: the same after a step and after a replay."""

from collections.abc import Iterable, Iterator
from datetime import datetime

from engine.case import Case, Entry, Inputs
from engine.civil import Office
from engine.model import Programme
from engine.records.rows import CaseRows, NoticeRow, TimerRow, TrackRow
from engine.running import outlook, timers
from engine.running.secrecy import may_see_hold
from engine.running.validity import last_day
from engine.running.view import CaseView, view_of


def rows_of(programme: Programme, case: Case, office: Office, entries: Iterable[Entry]) -> CaseRows:
    """The list rows after these entries, as of the last one's record time, so that a replay gives the same."""
    entries = tuple(entries)
    inputs, now = Inputs(office=office), entries[-1].recorded
    view = view_of(programme, case, inputs, now)
    due = timers.due_end(view.at_machine(programme.case), programme.case.states.get(case.standing.state), case.standing)
    return CaseRows(
        phase=programme.phase_of(case.standing.state),
        waits_on=outlook.turn(programme, case, inputs, now),
        due_on=last_day(office, due) if due and case.outcome is None else None,
        next_instant=outlook.next_instant(programme, case, inputs, now),
        on_hold=any(_shows(programme, hold.name) for hold in case.holds),
        summary=_summary(view),
        tracks=tuple(_tracks(view)),
        timers=tuple(_timers(programme, case, inputs, now)),
        notices=tuple(notices_of(programme, entries)),
    )


def _shows(programme: Programme, hold: str) -> bool:
    """A hold that not everybody may see is in no count."""
    return may_see_hold(programme.holds[hold], frozenset())


def _summary(view: CaseView) -> dict[str, str]:
    principal = view.shared.case.principal
    if principal is None:
        return {}
    return {"principal": view.of(principal).name(), "people": str(len(view.shared.case.present))}


def _tracks(view: CaseView) -> Iterator[TrackRow]:
    for machine, person, standing in outlook.standings(view):
        if machine.name == "case":
            continue
        ends = view.of(person).clearance(machine, view.today).ends if not standing.closed else None
        until = last_day(view.office, ends) if ends is not None and ends < timers.NEVER else None
        yield TrackRow(person=person, track=machine.name, state=standing.state, clear_until=until)


def _timers(programme: Programme, case: Case, inputs: Inputs, now: datetime) -> Iterator[TimerRow]:
    for one in outlook.deadlines(programme, case, inputs, now):
        if one.kind == "timer":
            yield TimerRow(person=one.person, machine=one.machine, timer=one.name, ends=one.ends)


def notices_of(programme: Programme, entries: Iterable[Entry]) -> Iterator[NoticeRow]:
    """What these entries told, in the words of the programme handed in."""
    for entry in entries:
        for role in entry.told:
            yield NoticeRow(role=role, text=_says(programme, entry), since=entry.recorded, entry=entry.seq)


def _says(programme: Programme, entry: Entry) -> str:
    """What a timer has to say: its own words, else its title."""
    machine = programme.machine(entry.machine)
    name = (entry.ground or "").rpartition(".")[2]
    state = machine.states.get(entry.origin or "")
    timer = (state.timers.get(name) if state else None) or machine.timers.get(name)
    return (timer.says or timer.title) if timer else name
