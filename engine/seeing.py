"""A case as one person may see it. What may not be read is not in it, so that no page can show it by mistake."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from engine.case import Case, Counted, Pending, Person, Score, Standing
from engine.entries_seen import (
    asks_of,
    entries_seen,
    hold_seen,
    machine_seen,
    may_know_of,
    may_read_all,
    sight_shown,
)
from engine.entry import Entry
from engine.model import Programme
from engine.numbers import AS_IN_THE_LOG, Numbers
from engine.running import outlook
from engine.running.outlook import Cleared, Deadline, Offer
from engine.running.secrecy import ON_HOLD, may_read, may_see_hold, may_see_track, reasons_seen
from engine.running.view import view_of
from engine.step import Actor, Inputs
from engine.values import Value


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldSeen:
    """A hold in the words that this reader may see; `over` is None where even that would tell."""

    title: str
    over: str | None
    by: str | None
    review_on: date | None
    hidden: bool
    blocks: tuple[str, ...] = ()
    everything: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CaseSheet:
    """Everything a page about the case needs, as of `now` (UTC): where it stands, what may be done, what runs out.

    `case` holds no fact, hold or hidden state that the reader may not see; `names` are the people's names by id.
    `due` are the entries of time that have come about and are not recorded yet, in their order; `case` has them in it.
    """

    programme: Programme
    case: Case
    inputs: Inputs
    actor: Actor
    now: datetime
    offers: tuple[Offer, ...]
    deadlines: tuple[Deadline, ...]
    clearances: tuple[Cleared, ...]
    holds: tuple[HoldSeen, ...]
    turn: str | None
    names: Mapping[str, str]
    latest: tuple[Entry, ...]
    restricted: frozenset[str]  # tracks shown only as their `shown_as`
    due: tuple[Entry, ...] = ()
    numbers: Numbers = AS_IN_THE_LOG  # how the reader counts the entries


def sheet_of(
    programme: Programme,
    case: Case,
    inputs: Inputs,
    now: datetime,
    actor: Actor,
    latest: tuple[Entry, ...],
    due: tuple[Entry, ...] = (),
    numbers: Numbers = AS_IN_THE_LOG,
) -> CaseSheet:
    """The sheet for one reader, who counts the entries by `numbers`."""
    latest, due = entries_seen(programme, latest, actor), entries_seen(programme, due, actor)
    numbers = numbers.going_on(one.seq for one in (*latest, *due))
    view = view_of(programme, case, inputs, now)
    restricted = frozenset(
        track.name for track in programme.tracks.values() if not may_see_track(programme, actor.roles, track)
    )
    return CaseSheet(
        programme=programme,
        case=numbers.case(as_seen(programme, case, actor)),
        inputs=_inputs_as_seen(programme, inputs, actor),
        actor=actor,
        now=now,
        offers=offers_seen(programme, outlook.explain(programme, case, inputs, now, actor), actor),
        deadlines=tuple(
            one
            for one in outlook.deadlines(programme, case, inputs, now)
            if one.machine not in restricted and _reviewable(programme, actor, one)
        ),
        clearances=tuple(
            one for one in outlook.clearances(programme, case, inputs, now) if one.track not in restricted
        ),
        holds=tuple(holds_seen(programme, case, inputs, actor)),
        turn=outlook.turn(programme, case, inputs, now),
        names={one.id: view.of(one.id).name() for one in case.people},
        latest=numbers.entries(latest),
        restricted=restricted,
        due=numbers.entries(due),
        numbers=numbers,
    )


def _reviewable(programme: Programme, actor: Actor, one: Deadline) -> bool:
    return one.kind != "review" or hold_seen(programme, one.name, actor)


def offers_seen(programme: Programme, offers: tuple[Offer, ...], actor: Actor) -> tuple[Offer, ...]:
    """What may be done, without the actions by which a restricted track would tell where it stands."""
    return tuple(one for one in offers if machine_seen(programme, one.machine, actor))


def as_seen(programme: Programme, case: Case, actor: Actor) -> Case:
    """The case without the facts, holds, pending answers and restricted tracks that these roles may not read."""
    return replace(
        case,
        facts=_readable(programme, case.facts, actor),
        tracks=_tracks_seen(programme, case.tracks, actor),
        people=tuple(_person_as_seen(programme, one, actor) for one in case.people),
        holds=tuple(one for one in case.holds if may_see_hold(programme.holds[one.name], actor.roles)),
        pending=tuple(
            _pending_as_seen(programme, one, actor)
            for one in case.pending
            if machine_seen(programme, one.machine, actor)
        ),
        done={key: one for key, one in case.done.items() if may_know_of(programme, key, actor)},
        overdue=tuple(one for one in case.overdue if machine_seen(programme, one.machine, actor)),
        links={
            name: replace(one, facts=sight_shown(programme, name, one.facts, actor)) for name, one in case.links.items()
        },
        score=_score_as_seen(programme, case.score, actor),
        unheard=frozenset(),
    )


def _pending_as_seen(programme: Programme, pending: Pending, actor: Actor) -> Pending:
    """What waits for a second person: its answers are told by its entry, its note to who may read all of these."""
    names = asks_of(programme, pending.action)
    keys = {*pending.answers, *(key for own in pending.each.values() for key in own)}
    readable = may_read_all(programme, (names.get(key, key) for key in keys), actor)
    return replace(pending, answers={}, each={}, note=pending.note if readable else None)


def reason_words(programme: Programme, one: Counted) -> str:
    """Why points were given, in the words that stand in for what may not be read where that is so."""
    lines = programme.priority.lines if programme.priority else {}
    return lines[one.line].because if one.line in lines else one.shown_as or ""


def _score_as_seen(programme: Programme, score: Score | None, actor: Actor) -> Score | None:
    return score and replace(score, reasons=reasons_seen(programme, actor.roles, score.reasons))


def _person_as_seen(programme: Programme, person: Person, actor: Actor) -> Person:
    facts, tracks = _readable(programme, person.facts, actor), _tracks_seen(programme, person.tracks, actor)
    return replace(person, facts=facts, tracks=tracks)


def _tracks_seen(programme: Programme, tracks: Mapping[str, Standing], actor: Actor) -> dict[str, Standing]:
    return {name: standing for name, standing in tracks.items() if machine_seen(programme, name, actor)}


def _readable(programme: Programme, facts: Mapping[str, Value], actor: Actor) -> dict[str, Value]:
    """The facts that may be read; none of a restricted track, since they would tell where it stands."""
    return {name: value for name, value in facts.items() if may_read(programme, actor.roles, name)}


def holds_seen(programme: Programme, case: Case, inputs: Inputs, actor: Actor) -> list[HoldSeen]:
    """The holds over the case, its people and its programme. Hidden ones become one line of their `shown_as` words."""
    seen = []
    for placed in (*inputs.programme_holds, *case.holds):
        hold = programme.holds.get(placed.name)
        if hold is None:
            continue  # over the programme, and the version that this case is on does not know it
        if may_see_hold(hold, actor.roles):
            phases = tuple(
                programme.phases[name].title for name in sorted(hold.blocked_phases) if name in programme.phases
            )
            actions = tuple(
                found[1].title for name in sorted(hold.blocked_actions) if (found := programme.find_action(name))
            )
            seen.append(
                HoldSeen(
                    title=hold.title,
                    over=placed.over,
                    by=placed.by,
                    review_on=placed.review_on,
                    hidden=False,
                    blocks=(*phases, *actions),
                    everything=hold.blocks_everything,
                    note=placed.note,
                )
            )
        else:
            seen.append(HoldSeen(title=hold.shown_as or ON_HOLD, over=None, by=None, review_on=None, hidden=True))
    return list(dict.fromkeys(seen))


def _inputs_as_seen(programme: Programme, inputs: Inputs, actor: Actor) -> Inputs:
    """What is from outside the case, without the holds over the programme that may not be seen."""
    holds = (one for one in inputs.programme_holds if hold_seen(programme, one.name, actor))
    return replace(inputs, programme_holds=tuple(holds))
