"""What leads on, and what must hold: moves, requirements, windows and timers as the model knows them."""

import re
from typing import Any

from engine.civil import Span
from engine.model import CASE, PERSON, Changed, Due, Extension, Fact, Move, Requirement, Timer, Window
from engine.reading.constants import settings
from engine.reading.filling import Given
from engine.reading.outline import words
from engine.reading.place import Block, Place, Row
from engine.reading.scope import Scope
from engine.reading.scopes import machine_state

WHEN = ("date", "moment")
_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


def moves(scope: Scope, block: Block, key: str = "to", closed: bool = True) -> tuple[Move, ...]:
    """The arms of a `to`, tried from the top; a closed list ends with `otherwise`."""
    if key not in block:
        return ()
    value = block[key]
    if not isinstance(value, Row):
        return (Move(to=scope.target(value, block.values_at[key])),)
    arms = tuple(_arm(scope, arm) for arm in value)
    if closed and (not value or "otherwise" not in value[-1]):
        place = value[-1].place if value else value.place
        scope.told(place, "not-closed", "This list of moves has no last word", "End it with {otherwise: a state}")
    for arm in value[:-1]:
        if "otherwise" in arm:
            scope.told(
                arm.keys_at["otherwise"], "otherwise", "What stands below 'otherwise' is never tried", "Put it last"
            )
    return arms


def _arm(scope: Scope, arm: Block) -> Move:
    if "otherwise" in arm:
        return Move(to=scope.target(arm["otherwise"], arm.values_at["otherwise"]))
    to = scope.target(arm["to"], arm.values_at["to"])
    return Move(to=to, when=scope.expression(arm, "when"), shown_as=arm.get("shown_as"))


def requirements(scope: Scope, block: Block, key: str, person: bool | None = None) -> tuple[Requirement, ...]:
    """The named requirements under a key, in the order written."""
    return tuple(_requirement(scope, name, inner, person) for name, inner in block.blocks(key))


def _requirement(scope: Scope, name: str, block: Block, person: bool | None) -> Requirement:
    where = block.block("where")
    _placeholders(scope, block, where)
    return Requirement(
        name=name,
        check=scope.expression(block, "check", person=person),
        says=block["says"],
        where={one: scope.expression(where, one, "any", person) for one in where},
        waits_on=_turn(scope, block),
        shown_as=block.get("shown_as"),
        to=scope.state(block["to"], block.values_at["to"]) if "to" in block else None,
    )


def _turn(scope: Scope, block: Block) -> str | None:
    return scope.turn(block["waits_on"], block.values_at["waits_on"]) if "waits_on" in block else None


def _placeholders(scope: Scope, block: Block, where: Block) -> None:
    facts = {name for name, whole in scope.facts.items() if scope.declared.facts[whole].owner == CASE}
    at = block.values_at["says"]
    for match in _PLACEHOLDER.finditer(block["says"]):
        if match[1] not in where and match[1] not in facts:
            inner = at.column + at.inner + match.start(1) if at.inner is not None else at.column
            there = Place(at.path, at.line, inner, len(match[1]) or 1)
            known = ", ".join(where) or "none"
            there_hint = f"Write a case fact, or name it under `where` (there: {known})"
            scope.told(there, "unknown-placeholder", f"'{{{match[1]}}}' stands for nothing", there_hint)


def due(scope: Scope, block: Block) -> Due | None:
    if "due" not in block:
        return None
    if isinstance(block["due"], Block):
        return Due(at=scope.fact_name(block["due"], "at", WHEN))
    return Due(span=scope.span(block, "due"))


def window(scope: Scope, block: Block) -> Window | None:
    """`clears` of a state: no window at all, or for how long standing here counts."""
    if "clears" not in block:
        return None
    if not isinstance(block["clears"], Block):
        return Window(always=True) if block["clears"] is True else None
    inner = block["clears"]
    return Window(
        counts_from=scope.fact_name(inner, "from", WHEN),
        lasts=scope.span(inner, "for"),
        until=scope.fact_name(inner, "until", WHEN),
        within=scope.span(inner, "within"),
        before=scope.fact_name(inner, "before", WHEN),
        used_up_by=_used_up(scope, inner),
        warn=scope.span(inner, "warn"),
        then=scope.state(inner["then"], inner.values_at["then"]) if "then" in inner else None,
    )


def _used_up(scope: Scope, block: Block) -> tuple[str, str] | None:
    if "used_up_by" not in block:
        return None
    return machine_state(str(block["used_up_by"]), block.values_at["used_up_by"], scope.top)


def changed(scope: Scope, block: Block, per: str) -> Changed | None:
    if "when_changed" not in block:
        return None
    inner = block.block("when_changed")
    facts = [_watched(scope, name, at, per) for name, at in inner.row("facts").placed()]
    to = scope.state(inner["to"], inner.values_at["to"])
    named = frozenset(fact.name for fact in facts if fact)
    return Changed(facts=named, to=to, says=inner.get("says"), shown_as=inner.get("shown_as"))


def _watched(scope: Scope, name: Any, at: Place, per: str) -> Fact | None:
    """A fact whose news moves a track: of the person in a track for each person, else of the case."""
    fact = scope.fact(name, at)
    if fact is not None and fact.owner != per:
        whose = "each person" if fact.owner == PERSON else "the case"
        wanted = "a fact of the person" if per == PERSON else "a fact of the case"
        what = f"'{fact.key}' belongs to {whose}: its news would move nobody's track"
        scope.told(at, "wrong-scope", what, f"Name {wanted}")
    return fact


def timers(scope: Scope, block: Block, prefix: str = "") -> dict[str, Timer]:
    """The timers of a state or machine by their names in the machine."""
    return {prefix + name: _timer(scope, prefix + name, inner) for name, inner in block.blocks("timers")}


def _timer(scope: Scope, name: str, block: Block) -> Timer:
    offered, _ = offered_in(scope, block)
    return Timer(
        name=name,
        title=block.get("title") or words(name),
        after=scope.span(block, "after"),
        counts_from=scope.fact_name(block, "from", WHEN),
        before=scope.span(block, "before"),
        of=_event(scope, block),
        at=scope.fact_name(block, "at", WHEN),
        to=moves(scope, block),
        tells=scope.roles(block, "tells"),
        instead=tuple(_other_span(scope, arm) for arm in block.row("instead")),
        unless=scope.maybe(block, "unless"),
        pauses_while=scope.maybe(block, "pauses_while"),
        late_post=scope.span(block, "late_post"),
        extended=_extension(scope, block.block("extended")) if "extended" in block else None,
        sets=settings(scope, block, "sets"),
        offered_in=offered,
        says=block.get("says"),
        shown_as=block.get("shown_as"),
        sop=block.get("sop"),
    )


def _event(scope: Scope, block: Block) -> str | None:
    if block.get("of") in scope.timers:
        return scope.timers[block["of"]]
    return scope.fact_name(block, "of", WHEN)


def _other_span(scope: Scope, arm: Block) -> tuple[Any, Span]:
    return scope.expression(arm, "when"), scope.span_of(arm["after"], arm.values_at["after"])


def _extension(scope: Scope, block: Block) -> Extension:
    up_to = scope.span(block, "up_to")
    return Extension(
        by=scope.roles(block, "by"),
        times=block.get("times", 1),
        up_to=up_to or scope.span_of("forever", block.place),
        decision_of=scope.authority(block["decision_of"], block.values_at["decision_of"])
        if "decision_of" in block
        else None,
        reasons=reasons(block),
    )


def reasons(block: Block) -> dict[str, str]:
    """The codes of a `reason`, each with its words."""
    return {str(code): words(str(code)) for code in block.row("reason")}


def offered_in(scope: Scope, block: Block) -> tuple[frozenset[str] | None, frozenset[str] | None]:
    """What `in` means: states of the machine itself, and of a track also states of the case; None: not restricted."""
    own, of_case = set[str](), set[str]()
    for name, at in block.row("in").placed():
        if name.startswith("case ") and scope.machine.name != CASE:
            of_case.update(_case_places(scope, name.removeprefix("case "), at))
        else:
            own.update(_places(scope, name, at))
    return frozenset(own) or None, frozenset(of_case) or None


def _case_places(scope: Scope, name: str, at: Place) -> tuple[str, ...]:
    case = scope.declared.case
    if name.startswith("phase "):
        return _phase(scope, name, at)
    starts = tuple(state for state in case.states if state.startswith(f"{name}."))
    return starts or ((name,) if scope.pick(name, at, "state", case.places) else ())


def _phase(scope: Scope, name: str, at: Place) -> tuple[str, ...]:
    phase = name.removeprefix("phase ")
    return scope.declared.phases[phase] if scope.pick(phase, at, "phase", scope.declared.phases) else ()


def _places(scope: Scope, name: str, at: Place) -> tuple[str, ...]:
    if name.startswith("phase ") and scope.machine.name == CASE:
        return _phase(scope, name, at)
    places = scope.top.places if isinstance(name, Given) and scope.machine.name == CASE else scope.places
    return places[name] if scope.pick(name, at, "state", places) else ()
