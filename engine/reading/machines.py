"""Machines, holds and phases out of resolved text."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from engine.civil import Span
from engine.expressions import Expression
from engine.model import CASE, PERSON, Action, Changed, Ending, Hold, Machine, Repeats, State
from engine.reading.actions import (
    acting_roles,
    attaching,
    checking,
    confirming_ends,
    correcting,
    extending,
    holding,
    keeping,
    noting,
    written_actions,
)
from engine.reading.moves import WHEN, changed, due, moves, requirements, timers, window
from engine.reading.outline import as_names, words
from engine.reading.place import Block, Place
from engine.reading.priority import changing
from engine.reading.resolve import Resolved, StateText, TrackText
from engine.reading.scope import Scope
from engine.reading.scopes import Scopes

EVERYTHING = "everything"
ROUND_DAY = "round_due_on"


def track(text: TrackText, inside: Scope, outside: Scope) -> Machine:
    """A track: its states from where they stand, its conditions from where they are written."""
    block, outline = text.part.block, inside.machine
    states = {name: _state(inside, name, inner, None) for name, inner in block.blocks("states")}
    own_timers, written = timers(inside, block), written_actions(inside, block, "anywhere")
    derived = {**extending(own_timers), **confirming_ends(own_timers, inside, _acting(states, written))}
    return Machine(
        name=text.name,
        title=_said(text, "title") or words(text.name),
        per=outline.per,
        states=states,
        endings=_endings(block),
        initial=next(iter(states), ""),
        timers=own_timers,
        anywhere={**written, **derived},
        facts=tuple(outline.facts.values()),
        opens_when=_condition(text, "opens_when", inside, outside),
        needed_if=_condition(text, "needed_if", inside, outside),
        when_changed=_changed(text, inside, outside, outline.per),
        shown_as=_said(text, "shown_as"),
        outlives_person=block.get("outlives_person", text.outer.get("outlives_person", False)),
        repeats=_repeats(text, inside, outside),
    )


def _repeats(text: TrackText, inside: Scope, outside: Scope) -> Repeats | None:
    found = text.find("repeats")
    if found is None:
        return None
    block, scope = found[0].block("repeats"), outside if found[1] else inside
    day = _round_day(text, block, inside)
    after = scope.fact(block["after"], block.values_at["after"], WHEN)
    at = tuple(_in_days(scope, span, where, "A round is due") for span, where in block.row("at").placed())
    if after is None or day is None:
        return None
    if after.owner == PERSON and inside.machine.per == CASE:
        what = f"'{after.key}' belongs to each person, and this track runs once for the case"
        scope.told(block.values_at["after"], "wrong-scope", what, "Count from a fact of the case, or write per: person")
    return Repeats(at=at, after=after.name, day=day, opens=scope.span(block, "opens"))


def _in_days(scope: Scope, span: Any, at: Place, what: str) -> Span:
    found = scope.span_of(span, at)
    if found.in_hours:
        scope.told(at, "span", f"{what} on a day", "Write the span in days, weeks, months or years")
    return found


def _round_day(text: TrackText, block: Block, inside: Scope) -> str | None:
    """The track's own fact to which the engine writes the day of each round."""
    whole = inside.machine.facts.get(ROUND_DAY)
    if whole is None or inside.declared.facts[whole].type != "date":
        at = text.part.block.block("facts").keys_at.get(ROUND_DAY, block.place)
        what = f"The engine writes the day of each round to '{ROUND_DAY}', which is no date of this track"
        inside.told(at, "round-day", what, f"Add {ROUND_DAY}: date to the facts of the track")
        return None
    return whole


def confirmed_by_somebody(machine: Machine, openers: tuple[str, ...]) -> Machine:
    """Where nobody acts in a state, those who act in its machine confirm a time that ran out there; where nobody does
    so either, who opens cases (semantics 33)."""
    by = acting_roles(_acting(machine.states, machine.anywhere)) or openers

    def given(actions: Mapping[str, Action]) -> dict[str, Action]:
        nobody = {name: one for name, one in actions.items() if one.kind == "confirm_end" and not one.by}
        return {**actions, **{name: replace(one, by=by) for name, one in nobody.items()}}

    states = {name: replace(state, actions=given(state.actions)) for name, state in machine.states.items()}
    return replace(machine, states=states, anywhere=given(machine.anywhere))


def _acting(states: Mapping[str, State], anywhere: Mapping[str, Action]) -> Iterator[Action]:
    for state in states.values():
        yield from state.actions.values()
    yield from anywhere.values()


def _said(text: TrackText, key: str) -> str | None:
    found = text.find(key)
    return found[0][key] if found else None


def _condition(text: TrackText, key: str, inside: Scope, outside: Scope) -> Expression | None:
    found = text.find(key)
    return (outside if found[1] else inside).expression(found[0], key) if found else None


def _changed(text: TrackText, inside: Scope, outside: Scope, per: str) -> Changed | None:
    found = text.find("when_changed")
    return changed(outside if found[1] else inside, found[0], per) if found else None


def case(resolved: Resolved, scopes: Scopes, holds: dict[str, Hold]) -> Machine:
    """The case's own machine, chapters and all."""
    states = {name: _case_state(scopes, name, text) for name, text in resolved.states.items()}
    endings = {name: ending for part in resolved.parts for name, ending in _endings(part.block).items()}
    anywhere: dict[str, Action] = {}
    case_timers = {}
    for part in resolved.parts:
        found = written_actions(scopes.of(part), part.block, "anywhere", part.prefix)
        anywhere.update({name: _inside(action, part.prefix, resolved) for name, action in found.items()})
        case_timers.update(timers(scopes.of(part), part.block, part.prefix))
    ends = confirming_ends(case_timers, scopes.own, _acting(states, anywhere))
    anywhere.update({**extending(case_timers), **ends, **holding(holds), **keeping(scopes.own.declared.roles)})
    anywhere.update({**changing(scopes.own, resolved.own.block), **correcting(), **attaching(), **checking()})
    anywhere.update(noting(scopes.own.declared.roles))
    facts = tuple(name for name, fact in scopes.own.declared.facts.items() if fact.owner == CASE and fact.track is None)
    return Machine(
        name=CASE,
        title="Case",
        per=CASE,
        states=states,
        endings=endings,
        initial=next(iter(states), ""),
        anywhere=anywhere,
        timers=case_timers,
        facts=facts,
    )


def _inside(action: Action, prefix: str, resolved: Resolved) -> Action:
    """An `anywhere` of a chapter with states is offered in that chapter's states, unless it says otherwise."""
    if not prefix or action.offered_in is not None:
        return action
    return replace(action, offered_in=frozenset(resolved.entries[prefix.removesuffix(".")]))


def _case_state(scopes: Scopes, name: str, text: StateText) -> State:
    return _state(scopes.of(text.part), name, text.block, text.phase, text.part.prefix)


def _state(scope: Scope, name: str, block: Block, phase: str | None, prefix: str = "") -> State:
    own_timers = timers(scope, block, prefix)
    written = written_actions(scope, block, "actions", prefix)
    actions = {**written, **extending(own_timers), **confirming_ends(own_timers, scope, written.values())}
    return State(
        name=name,
        title=block.get("title") or words(name),
        phase=phase,
        says=block.get("says"),
        help=block.get("help"),
        sop=block.get("sop"),
        due=due(scope, block),
        waits_on=_waits_on(scope, block, actions.values()),
        only_while=requirements(scope, block, "only_while"),
        clears=window(scope, block),
        forgets=_forgets(scope, block),
        closes=frozenset(scope.tracks(block.row("closes"))),
        actions=actions,
        timers=own_timers,
        automatically=moves(scope, block, "automatically", closed=False),
    )


def _waits_on(scope: Scope, block: Block, actions: Iterable[Action]) -> str | None:
    if "waits_on" in block:
        return scope.turn(block["waits_on"], block.values_at["waits_on"])
    first = next((action for action in actions if action.kind == "act"), None)
    return (first.decision_of or next(iter(first.by), None)) if first else None


def _forgets(scope: Scope, block: Block) -> tuple[str, ...]:
    if block.get("forgets") == EVERYTHING:
        if scope.machine.name == CASE:
            scope.told(
                block.values_at["forgets"], "forgets-everything", "Only a track forgets everything", "Name the facts"
            )
        return tuple(whole for name, whole in scope.machine.facts.items() if name != ROUND_DAY)
    found = [scope.fact(name, at) for name, at in block.row("forgets").placed()]
    return tuple(fact.name for fact in found if fact)


def _endings(block: Block) -> dict[str, Ending]:
    return {name: _ending(name, value) for name, value in block.block("endings").items()}


def _ending(name: str, value: Block | str) -> Ending:
    body = value if isinstance(value, Block) else {"outcome": value}
    return Ending(
        name=name,
        title=body.get("title") or words(name),
        outcome=body["outcome"],
        says=body.get("says"),
        sop=body.get("sop"),
    )


def holds(resolved: Resolved, scopes: Scopes) -> dict[str, Hold]:
    """The holds of the programme and of its chapters."""
    return {
        name: _hold(scopes.of(part), name, block)
        for part in resolved.parts
        for name, block in part.block.blocks("holds")
    }


def _hold(scope: Scope, name: str, block: Block) -> Hold:
    everything = block.get("blocks") == EVERYTHING
    actions, phases = (set[str](), set[str]()) if everything else _blocked(scope, block)
    return Hold(
        name=name,
        title=block.get("title") or words(name),
        over=frozenset(as_names(block.get("over"))),
        placed_by=scope.roles(block, "placed_by"),
        lifted_by=scope.roles(block, "lifted_by"),
        same_person=block.get("same_person", False),
        note_required=block.get("note") == "required",
        blocks_everything=everything,
        blocked_actions=frozenset(actions),
        blocked_phases=frozenset(phases),
        pauses=_pauses(scope, block),
        review=_review(scope, block),
        at_most=scope.span(block, "at_most"),
        may_see=frozenset(scope.roles(block, "may_see")) or None,
        shown_as=block.get("shown_as"),
    )


def _review(scope: Scope, block: Block) -> Span | None:
    if "review" not in block:
        return None
    return _in_days(scope, block["review"], block.values_at["review"], "A review is due")


def _blocked(scope: Scope, block: Block) -> tuple[set[str], set[str]]:
    actions, phases = set[str](), set[str]()
    for name, at in block.row("blocks").placed():
        if str(name).startswith("phase "):
            phase = name.removeprefix("phase ")
            scope.pick(phase, at, "phase", scope.own(name, scope.declared.phases))
            phases.add(phase)
        else:
            actions.add(scope.action(name, at))
    return actions, phases


def _pauses(scope: Scope, block: Block) -> frozenset[str]:
    every = {f"{name}.{timer}" for name, one in scope.declared.tracks.items() for timer in one.timers}
    known = {"due", *scope.timers, *every}
    return frozenset(name for name, at in block.row("pauses").placed() if scope.pick(name, at, "timer", known))
