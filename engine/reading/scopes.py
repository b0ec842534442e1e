"""The scopes of a programme: its own, one for each track, one for each chapter; with conditions and parameters read."""

import ast
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from engine.civil import parse_span
from engine.expressions import Symbol, read
from engine.expressions.names import CHECKLIST, CONDITION, CONSTANT
from engine.model import CASE, PERSON
from engine.reading.filling import Parameter
from engine.reading.outline import Declared, Desk, Outline, as_names
from engine.reading.place import Block, Place
from engine.reading.resolve import Part, Resolved, TrackText
from engine.reading.scope import EXIT, UNREAD, Scope, fact_symbol, programme_symbols, spoken, timer_symbols


@dataclass(frozen=True, slots=True)
class Scopes:
    """`own` is the programme's; `chapters` by the identity of their parts; of tracks the inside and the outside."""

    own: Scope
    chapters: Mapping[int, Scope]
    tracks: Mapping[str, tuple[Scope, Scope]]

    def of(self, part: Part) -> Scope:
        return self.chapters.get(id(part), self.own)


def scopes(resolved: Resolved, declared: Declared, desk: Desk) -> Scopes:
    """Every scope, outermost first. What is wrong in conditions and parameters is told at the desk."""
    bare = _programme_scope(resolved, declared, desk)
    own = bare.with_symbols(conditions(resolved.own.block, bare))
    chapters = {id(part): _chapter_scope(part, own) for part in resolved.chapters}
    tracks = {name: _track_scopes(text, declared.tracks[name], own) for name, text in resolved.tracks.items()}
    return Scopes(own, chapters, tracks)


def _programme_scope(resolved: Resolved, declared: Declared, desk: Desk) -> Scope:
    case = declared.case
    first = {name: states[0] for name, states in resolved.entries.items() if states}
    single = {name: (name,) for name in case.places}
    return Scope(
        declared=declared,
        desk=desk,
        machine=case,
        facts={name: name for name in declared.facts},
        targets={**{name: name for name in case.places}, **first},
        places={**single, **resolved.entries},
        actions={name: name for name in declared.actions},
        timers={name: name for name in case.timers},
        symbols=programme_symbols(declared),
        holds=declared.holds,
        usually_by=resolved.own.block.get("usually_by"),
    )


def _chapter_scope(part: Part, own: Scope) -> Scope:
    block, prefix = part.block, part.prefix
    states = {name: prefix + name for name in block.block("states")}
    facts = {name: name for _, named in block.blocks("facts") for name in named}
    timers = _declared_names(block, "timers", prefix)
    scope = replace(
        own,
        outside=own,
        facts=facts,
        targets={**states, **{name: name for name in block.block("endings")}},
        places={
            name: (whole,) for name, whole in {**states, **{name: name for name in block.block("endings")}}.items()
        },
        actions=_declared_names(block, "actions", prefix, "anywhere"),
        timers=timers,
        holds=tuple(block.block("holds")),
        chapter_states=states,
        exits={name: own.target(target, at) for name, (target, at) in part.exits.items()},
        symbols={**_facts(own, facts), **timer_symbols(own.machine, timers), **_born_on(own)},
    )
    scope = replace(scope, given=_given(part)).with_symbols(parameter_symbols(part, scope, own))
    return scope.with_symbols(conditions(block, scope))


def _declared_names(block: Block, key: str, prefix: str, also: str | None = None) -> dict[str, str]:
    inner = [name for _, state in block.blocks("states") for name in state.block(key)]
    return {name: prefix + name for name in (*inner, *block.block(also or key))}


def _facts(own: Scope, names: Mapping[str, str]) -> dict[str, Symbol]:
    return {bare: fact_symbol(own.declared.facts[whole]) for bare, whole in names.items()}


def _born_on(own: Scope) -> dict[str, Symbol]:
    """`age` is a word of the language, and reads the person's birth date in every file."""
    return {name: symbol for name, symbol in own.symbols.items() if name == "born_on"}


def _track_scopes(text: TrackText, track: Outline, own: Scope) -> tuple[Scope, Scope]:
    outside = _outside(track, own)
    block = text.part.block
    if text.part.parameters is None:
        scope = outside.with_symbols(conditions(block, outside))
        return scope, scope
    scope = replace(
        outside,
        outside=outside,
        facts=dict(track.facts),
        actions=_own_actions(track),
        holds=(),
        symbols={**_facts(own, track.facts), **_track_timers(track), **_born_on(own)},
    )
    scope = replace(scope, given=_given(text.part)).with_symbols(parameter_symbols(text.part, scope, outside))
    return scope.with_symbols(conditions(block, scope)), outside


def _outside(track: Outline, own: Scope) -> Scope:
    """A track as the programme's own file sees it: everything of the programme, and the track's own names bare."""
    return replace(
        own,
        machine=track,
        person=track.per == PERSON,
        facts={**own.facts, **track.facts},
        targets={name: name for name in track.places},
        places={name: (name,) for name in track.places},
        actions={**own.actions, **_own_actions(track)},
        timers={name: name for name in track.timers},
        symbols={**own.symbols, **_facts(own, track.facts), **_track_timers(track)},
    )


def _own_actions(track: Outline) -> dict[str, str]:
    return {name: f"{track.name}.{name}" for name in track.actions}


def _track_timers(track: Outline) -> dict[str, Symbol]:
    return timer_symbols(track, {name: name for name in track.timers})


# conditions


def conditions(block: Block, scope: Scope) -> dict[str, Symbol]:
    """The named expressions of a block as symbols, each read after those that it names."""
    named = block.block("conditions")
    found: dict[str, Symbol] = {}
    for name in _in_order(named, scope):
        text, at = spoken(named[name]), named.values_at[name]
        found[name] = condition(name, text, at, scope.with_symbols(found))
    return found


def condition(name: str, text: str, at: Place, scope: Scope) -> Symbol:
    """A condition of the case if it can be one, else of each person."""
    names = scope.names(person=False)
    expression, faults = read(text, names, "boolean")
    if faults and all(fault.code == "scope" for fault in faults):
        names = scope.names(person=True)
        expression, faults = read(text, names, "boolean")
    scope.faults(text, at, faults, names)
    node = (expression or UNREAD).node
    return Symbol(kind=CONDITION, whole=name, owner="person" if node.per_person else "case", node=node)


def _in_order(named: Block, scope: Scope) -> Iterable[str]:
    waiting = {name: _named_in(spoken(named[name])) & set(named) for name in named}
    done: list[str] = []
    while waiting:
        ready = [name for name, needs in waiting.items() if needs <= set(done)]
        if not ready:
            _tell_ring(waiting, named, scope)
            return done
        done += ready
        waiting = {name: needs for name, needs in waiting.items() if name not in ready}
    return done


def _tell_ring(waiting: Mapping[str, set[str]], named: Block, scope: Scope) -> None:
    for name, needs in waiting.items():
        other = ", ".join(sorted(needs & set(waiting)))
        scope.told(
            named.keys_at[name],
            "recursion",
            f"The condition '{name}' hangs on itself through {other}",
            "A condition may not lead back to itself",
        )


def _named_in(text: str) -> set[str]:
    try:
        return {node.id for node in ast.walk(ast.parse(text.strip(), mode="eval")) if isinstance(node, ast.Name)}
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()


# parameters


def _given(part: Part) -> dict[str, Parameter]:
    """The facts and conditions that the programme gave to a module."""
    return {
        name: one for name, one in (part.parameters or {}).items() if one.given and one.type in ("fact", "condition")
    }


def parameter_symbols(part: Part, inside: Scope, outside: Scope) -> dict[str, Symbol]:
    """Parameters that expressions may name, after the value of every parameter has been looked at."""
    found: dict[str, Symbol] = {}
    for parameter in (part.parameters or {}).values():
        before = len(inside.desk.findings)
        symbol = _READERS[parameter.type](parameter, outside if parameter.given else inside)
        if len(inside.desk.findings) > before:
            inside.desk.wrong.update(str(value) for value in as_names(parameter.value))
        if symbol is not None:
            found[parameter.name] = symbol
    return found


def _role(parameter: Parameter, scope: Scope) -> None:
    scope.top.role(parameter.value, parameter.place)


def _roles(parameter: Parameter, scope: Scope) -> None:
    for name in as_names(parameter.value):
        scope.top.role(name, parameter.place)


def _authority(parameter: Parameter, scope: Scope) -> None:
    scope.top.authority(parameter.value, parameter.place)


def _turn(parameter: Parameter, scope: Scope) -> None:
    scope.top.turn(parameter.value, parameter.place)


def _span(parameter: Parameter, scope: Scope) -> Symbol:
    try:
        span = parse_span(spoken(parameter.value))
    except ValueError as wrong:
        scope.told(parameter.place, "span", str(wrong))
        span = None
    return Symbol(kind=CONSTANT, whole=parameter.name, type="span", constant=span)


def _constant(kind: str, python: type, shown: str) -> Callable[[Parameter, Scope], Symbol]:
    def read_it(parameter: Parameter, scope: Scope) -> Symbol:
        if type(parameter.value) is not python:
            scope.told(
                parameter.place,
                "wrong-type",
                f"'{parameter.name}' is {shown}",
                f"The module declares it as {parameter.type}",
            )
        return Symbol(kind=CONSTANT, whole=parameter.name, type=kind, constant=parameter.value)

    return read_it


def _condition(parameter: Parameter, scope: Scope) -> Symbol:
    return condition(parameter.name, spoken(parameter.value), parameter.place, scope)


def _fact(parameter: Parameter, scope: Scope) -> Symbol | None:
    found = scope.fact(parameter.value, parameter.place)
    return fact_symbol(found) if found else None


def _fact_list(parameter: Parameter, scope: Scope) -> None:
    for name in as_names(parameter.value):
        scope.fact(name, parameter.place)


def _state(parameter: Parameter, scope: Scope) -> None:
    machine_state(str(parameter.value), parameter.place, scope)


def _checklist(parameter: Parameter, scope: Scope) -> Symbol | None:
    found = scope.pick(parameter.value, parameter.place, "checklist", scope.declared.checklists)
    return Symbol(kind=CHECKLIST, whole=parameter.value, owner="person") if found else None


def _listed(parameter: Parameter, scope: Scope) -> None:
    """Codes, states as `in` lists them, what a hold blocks: what may be named is known only where they stand."""
    if not all(isinstance(name, str) for name in as_names(parameter.value)):
        scope.told(parameter.place, "wrong-type", f"'{parameter.name}' is a list of {parameter.type}", None)


def machine_state(text: str, at: Place, scope: Scope) -> tuple[str, str]:
    """`case.departed` or `track.state` as machine and state; a bare state is the machine's own."""
    machine, dot, state = text.partition(".")
    if not dot or machine not in (CASE, *scope.declared.tracks):
        return scope.machine.name, scope.state(text.removeprefix(EXIT), at)
    places = scope.declared.case.places if machine == CASE else scope.declared.tracks[machine].places
    scope.pick(state, at, "state", places)
    return machine, state


_READERS: Mapping[str, Callable[[Parameter, Scope], Symbol | None]] = {
    "role": _role,
    "roles": _roles,
    "authority": _authority,
    "turn": _turn,
    "span": _span,
    "condition": _condition,
    "fact": _fact,
    "facts": _fact_list,
    "state": _state,
    "states": _listed,
    "actions": _listed,
    "checklist": _checklist,
    "codes": _listed,
    "integer": _constant("number", int, "a whole number"),
    "boolean": _constant("boolean", bool, "true or false"),
    "text": _constant("text", str, "a text"),
}
