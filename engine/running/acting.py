"""Carrying out what was asked: weighed in full, written, moved, and the news that it brings (semantics 4 to 14)."""

from collections.abc import Iterator
from typing import Any

from engine.case import Pending
from engine.entry import Written
from engine.model import CASE, MEMBER, STAY, Machine, Move
from engine.running import judged, keeping, laid, operations, scoring
from engine.running.answers import values_written
from engine.running.asked import Asked
from engine.running.draft import Draft
from engine.running.entering import closing, running_on
from engine.running.judging import before_answers
from engine.running.requiring import Targets, entered_state, with_answers
from engine.running.returning import closed_in
from engine.running.secrecy import may_see_track
from engine.running.view import concerned
from engine.why_not import Unmet


def judge(draft: Draft, asked: Asked) -> list[Unmet]:
    """Everything unmet in 4 to 6 of the semantics; the draft stays as it is."""
    unmet, targets = weigh(draft, asked)
    return unmet + entering(draft, asked, targets)


def weigh(draft: Draft, asked: Asked) -> tuple[list[Unmet], Targets]:
    """What is unmet before the move, and where the move would lead for each concerned."""
    if not may_see_track(draft.programme, asked.step.actor.roles, asked.machine):
        return [_restricted(asked)], {}
    unmet = [*before_answers(draft, asked), *laid.unmet(draft, asked), *operations.unmet(draft, asked)]
    unmet += () if asked.asking_only else asked.answers.unmet
    if any(one.kind == "state" or one.field == "people" for one in unmet):
        return unmet, {}
    found, targets = with_answers(draft, asked, _write)
    return unmet + found, targets


def _restricted(asked: Asked) -> Unmet:
    """The same answer wherever the track stands, so that nobody deduces from a refusal what may not be read."""
    return asked.unmet("not_your_role", "restricted", asked.machine.shown_as or "This is done by others")


def entering(draft: Draft, asked: Asked, targets: Targets) -> list[Unmet]:
    """What keeps the target from being entered, tried on a copy."""
    if not any(_opens_a_case(asked) or _asks_something(asked.machine, move) for move in targets.values()):
        return []
    trial = draft.copy()
    trial.moved = {}
    _act(trial, asked, targets, ())
    return _not_admitted(trial, asked, targets)


def _asks_something(machine: Machine, move: Move | None) -> bool:
    state = machine.states.get(move.to) if move else None
    return state is not None and bool(state.only_while)


def _opens_a_case(asked: Asked) -> bool:
    return asked.action.does is not None and asked.action.does.kind == "split"


def carry_out(
    draft: Draft, asked: Asked, targets: Targets, pending: Pending | None = None, confirmed_by: tuple[str, ...] = ()
) -> list[Unmet]:
    """The entries of the act itself; refused when the state entered does not admit, asked after the whole move."""
    _act(draft, asked, targets, confirmed_by, pending)
    return _not_admitted(draft, asked, targets)


def _not_admitted(draft: Draft, asked: Asked, targets: Targets) -> list[Unmet]:
    found = [
        unmet
        for person, move in targets.items()
        if move is not None and move.to != STAY
        for unmet in entered_state(draft, asked, person, move.to)
    ]
    if draft.beside is not None and _opens_a_case(asked):
        found += entered_state(draft.beside, asked, None, draft.beside.case.standing.state)
    return found


def _write(trial: Draft, asked: Asked) -> None:
    """The answers and the operation, without the move and without counting the act."""
    person = asked.people[0] if asked.machine.per == "person" and asked.people else None
    written = _written(trial, asked)
    changes = (*operations.changes(trial, asked), *operations.waiving(trial, asked, person))
    if written or changes:
        trial.record(asked.machine, person, "trial", happened=asked.happened, written=written, changes=changes)


def _written(draft: Draft, asked: Asked) -> tuple[Written, ...]:
    answered = values_written(asked.asks, asked.answers)
    return (*answered, *operations.set_values(draft, asked, answered))


def _act(
    draft: Draft, asked: Asked, targets: Targets, confirmed_by: tuple[str, ...], pending: Pending | None = None
) -> None:
    written, before, at = _written(draft, asked), draft.case, len(draft.entries)
    score = _score(draft, asked)
    for number, person in enumerate(concerned(asked.machine, asked.people)):
        first = number == 0
        own = tuple(_of_person(written, person, first)) if asked.machine.per == "person" else written
        askings = tuple(judged.of_act(asked, draft.view(asked.happened), person, targets.get(person)))
        what = _entry_of(asked, askings, confirmed_by)
        brings = (*_changes(draft, asked, person, pending, first), *(score if first else ()))
        what["changes"] = (*brings, *judged.read(askings, written))
        _one_act(draft, asked, person, targets.get(person), own, written, what)
    if at < len(draft.entries):
        operations.afterwards(draft, asked, before, draft.entries[at])
    if draft.beside is not None:
        draft.beside.changed |= draft.changed
        draft.beside.tell_news()
    draft.tell_news()


def _score(draft: Draft, asked: Asked) -> tuple[dict[str, Any], ...]:
    """The priority where this act works it out: on the answers, before anything moves."""
    if not scoring.is_scored_by(draft.programme, asked.whole):
        return ()
    trial = draft.copy()
    _write(trial, asked)
    return (scoring.scored(trial, asked),)


def _of_person(written: tuple[Written, ...], person: str | None, first: bool) -> Iterator[Written]:
    """Of several people in one step, each has an entry of their own; what belongs to the case stands in the first."""
    for one in written:
        if one.owner in (person, "entry") or (first and one.owner == CASE):
            yield one


def _changes(
    draft: Draft, asked: Asked, person: str | None, pending: Pending | None, first: bool
) -> tuple[dict[str, Any], ...]:
    """Besides values and the move. A confirmed act, and one that overturns, settles what silence has led to."""
    final = asked.action.confirm or asked.action.overturns
    return (
        *(operations.changes(draft, asked) if first else ()),
        *(({"fell": pending.entry},) if pending and first else ()),
        *operations.waiving(draft, asked, person),
        *laid.by_action(draft, asked, person, first),
        *(operations.changing_over(draft, asked) if first else ()),
        *(({"final": True},) if final else ()),
        *keeping.for_each(draft, asked, pending, first),
        *(keeping.in_bulk(asked.step) if first else ()),
    )


def _entry_of(asked: Asked, askings: tuple[judged.Asking, ...], confirmed_by: tuple[str, ...]) -> dict[str, Any]:
    step, action = asked.step, asked.action
    return {
        "action": asked.whole,
        "actor": step.actor.user,
        "roles": tuple(sorted(step.actor.roles)),
        "decided_by": action.decision_of,
        "confirmed_by": confirmed_by,
        "on_behalf_of": step.on_behalf_of,
        "corrects": step.corrects,
        "reason": step.reason,
        "note": step.note,
        "happened": asked.happened,
        "sop": action.sop,
        "judged": judged.names(askings),
    }


def _one_act(
    draft: Draft,
    asked: Asked,
    person: str | None,
    move: Move | None,
    own: tuple[Written, ...],
    written: tuple[Written, ...],
    what: dict[str, Any],
) -> None:
    if move is None or move.to == STAY:
        draft.record(asked.machine, person, "action", written=own, **what)
        return
    fresh = frozenset((one.owner, one.fact) for one in written)
    private = asked.step.private and asked.action.may_be_private
    by = f"action {asked.action.name}"
    draft.move(asked.machine, person, "action", by, move.to, written=own, fresh=fresh, private=private, **what)
    _case_comes_back(draft, asked)


def _case_comes_back(draft: Draft, asked: Asked) -> None:
    """Who is brought back, after everybody had left, brings the case back to where it stood (semantics 34)."""
    standing = draft.case.standing
    if asked.machine.name != MEMBER or draft.case.outcome is None or standing.came_from is None:
        return
    programme, case = draft.programme, draft.programme.case
    reopened = {"reopened": closed_in(programme, draft.case, standing.step, ())}
    again = closing(programme, draft.case, case, standing.came_from)
    changes = (*running_on(draft.case, case, None), reopened, {"outcome": None}, *again)
    draft.arrive(case, None, "brought_back", standing.came_from, ground=asked.whole, changes=changes)
