"""A case as one person may see it. What may not be read is not in it, so that no page can show it by mistake."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from engine.case import Actor, Case, Entry, Inputs, Person
from engine.model import Programme
from engine.running import outlook
from engine.running.outlook import Cleared, Deadline, Offer
from engine.running.secrecy import may_read, may_see_hold, may_see_track
from engine.running.view import view_of
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


def sheet_of(
    programme: Programme, case: Case, inputs: Inputs, now: datetime, actor: Actor, latest: tuple[Entry, ...]
) -> CaseSheet:
    """The sheet for one reader."""
    view = view_of(programme, case, inputs, now)
    restricted = frozenset(
        track.name for track in programme.tracks.values() if not may_see_track(programme, actor.roles, track)
    )
    return CaseSheet(
        programme=programme,
        case=as_seen(programme, case, actor),
        inputs=inputs,
        actor=actor,
        now=now,
        offers=outlook.explain(programme, case, inputs, now, actor),
        deadlines=tuple(
            one
            for one in outlook.deadlines(programme, case, inputs, now)
            if one.machine not in restricted and _reviewable(programme, actor, one)
        ),
        clearances=outlook.clearances(programme, case, inputs, now),
        holds=tuple(holds_seen(programme, case, inputs, actor)),
        turn=outlook.turn(programme, case, inputs, now),
        names={one.id: view.of(one.id).name() for one in case.people},
        latest=tuple(entry_as_seen(programme, one, actor) for one in latest if not entry_hidden(programme, one, actor)),
        restricted=restricted,
    )


def _reviewable(programme: Programme, actor: Actor, one: Deadline) -> bool:
    return one.kind != "review" or may_see_hold(programme.holds[one.name], actor.roles)


def as_seen(programme: Programme, case: Case, actor: Actor) -> Case:
    """The case without what these roles may not read."""
    people = tuple(_person_as_seen(programme, one, actor) for one in case.people)
    return replace(
        case,
        facts=_readable(programme, case.facts, actor),
        people=people,
        holds=tuple(one for one in case.holds if may_see_hold(programme.holds[one.name], actor.roles)),
        pending=tuple(replace(one, answers={}, each={}) for one in case.pending),
    )


def _person_as_seen(programme: Programme, person: Person, actor: Actor) -> Person:
    return replace(person, facts=_readable(programme, person.facts, actor))


def _readable(programme: Programme, facts: Mapping[str, Value], actor: Actor) -> dict[str, Value]:
    return {name: value for name, value in facts.items() if may_read(programme, actor.roles, name)}


def holds_seen(programme: Programme, case: Case, inputs: Inputs, actor: Actor) -> list[HoldSeen]:
    """The holds over the case, its people and its programme. Hidden ones become one line of their `shown_as` words."""
    seen = []
    for placed in (*inputs.programme_holds, *case.holds):
        hold = programme.holds[placed.name]
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
            seen.append(HoldSeen(title=hold.shown_as or "On hold", over=None, by=None, review_on=None, hidden=True))
    return list(dict.fromkeys(seen))


def entry_hidden(programme: Programme, entry: Entry, actor: Actor) -> bool:
    """Entries about a hold that may not be seen."""
    return (
        entry.cause == "hold"
        and entry.ground in programme.holds
        and not may_see_hold(programme.holds[entry.ground], actor.roles)
    )


def entry_as_seen(programme: Programme, entry: Entry, actor: Actor) -> Entry:
    """An entry without the values, and of a restricted track without the states, that these roles may not read."""
    written = tuple(one for one in entry.written if may_read(programme, actor.roles, one.fact))
    track = programme.tracks.get(entry.machine)
    if track is None or may_see_track(programme, actor.roles, track):
        return replace(entry, written=written)
    return replace(
        entry, written=(), origin=None, target=None, action=None, ground=None, reason=None, note=None, decided_by=None
    )
