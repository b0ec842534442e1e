"""What may be named at one place of a programme, and the looking up of it with a finding where it is not there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import Any

from engine.civil import FOREVER, Span, parse_span
from engine.expressions import Expression, Fault, Names, Symbol, read
from engine.expressions.names import CHECKLIST, FACT, LINK, TIMER, TRACK
from engine.expressions.walk import article, nearest
from engine.model import ANYONE, NOBODY, PERSON, STAY, Fact
from engine.reading.filling import Given, Parameter
from engine.reading.misfit import OF_THE_CASE, misfit
from engine.reading.outline import Declared, Desk, Linked, Outline
from engine.reading.place import Block, Place, Row

EXIT = "exit "


def unread() -> Expression:
    """Stands where an expression could not be read; a programme with findings is never handed out."""
    expression, _ = read("false", Names(symbols={}))
    assert expression is not None
    return expression


UNREAD = unread()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """One machine seen from one file. Names are looked up as that file may write them and given back whole.

    `targets` are the states to which a move may lead and `places` those for `in`, by their names here. `outside` is
    the programme's own scope, in which names that a parameter brought in are looked up; None: this is it.
    """

    declared: Declared
    desk: Desk
    machine: Outline
    facts: Mapping[str, str]  # as written here, whole
    targets: Mapping[str, str]
    places: Mapping[str, tuple[str, ...]]
    actions: Mapping[str, str]  # as written here, whole
    timers: Mapping[str, str]  # as written here, the machine's name
    symbols: Mapping[str, Symbol]
    holds: tuple[str, ...] = ()
    exits: Mapping[str, str] = field(default_factory=dict)
    chapter_states: Mapping[str, str] = field(default_factory=dict)  # in a chapter its own states, as written, whole
    person: bool = False
    usually_by: str | None = None
    outside: "Scope | None" = None
    given: Mapping[str, Parameter] = field(default_factory=dict)  # facts and conditions that the programme gave

    @property
    def top(self) -> "Scope":
        return self.outside or self

    def told(self, place: Place, code: str, message: str, hint: str | None = None) -> None:
        self.desk.tell(place, code, message, hint)

    def pick(self, name: Any, at: Place, what: str, among: Iterable[str]) -> bool:
        """Whether the name is among these; else a finding `unknown-<what>`."""
        known = list(among)
        if name in known:
            return True
        if isinstance(name, Given) and name in self.desk.wrong:
            return False
        hint = nearest(str(name), known) or (
            f"There are: {', '.join(known[:12])}" if known else f"There is no {what} here"
        )
        self.told(at, f"unknown-{what}", f"'{name}' is not {'an' if what[0] in 'ae' else 'a'} {what}", hint)
        return False

    def own(self, name: Any, known: Mapping[str, Any]) -> Iterable[str]:
        """Names of the programme that may be written here: in a module, only those that a parameter brought in."""
        return known if self.outside is None or isinstance(name, Given) else ()

    # names

    def role(self, name: str, at: Place) -> str:
        if name != ANYONE:
            self.pick(name, at, "role", self.own(name, self.declared.roles))
        return name

    def roles(self, block: Block, key: str) -> tuple[str, ...]:
        return tuple(self.role(name, at) for name, at in block.row(key).placed())

    def authority(self, name: str, at: Place) -> str:
        if name != PERSON:
            self.pick(name, at, "authority", (*self.own(name, self.declared.authorities), PERSON))
        return name

    def turn(self, name: str, at: Place) -> str:
        """Whoever `waits_on` names: a role, an authority, the person, a track, a link, or nobody."""
        declared = self.declared
        known = {**declared.roles, **declared.authorities, **declared.tracks, **declared.links}
        if name not in (NOBODY, PERSON):
            self.pick(name, at, "role", (*self.own(name, known), PERSON, NOBODY))
        return name

    def fact(self, name: str, at: Place, types: tuple[str, ...] = ()) -> Fact | None:
        """The fact of that name, of one of these types if any are given."""
        facts = self.top.facts if isinstance(name, Given) else self.facts
        if not self.pick(name, at, "fact", facts):
            return None
        found = self.declared.facts[facts[name]]
        if types and found.type not in types:
            self.unfit(name, at, "wrong-type", f"is {article(found.type)}", " or ".join(map(article, types)))
            return None
        return found

    def unfit(self, name: str, at: Place, code: str, what: str, needs: str) -> None:
        """A fact that cannot stand here; one that a parameter brought in is told where it was given."""
        parameter = next((one for one in self.given.values() if isinstance(name, Given) and one.value == name), None)
        if parameter is None:
            self.told(at, code, f"'{name}' {what}; here {needs} is needed")
        else:
            self.misgiven(parameter, at, what, needs)

    def misgiven(self, parameter: Parameter, at: Place, what: str, needs: str) -> None:
        module = PurePosixPath(at.path).stem
        message = f"'{parameter.value}' {what}; '{parameter.name}' of '{module}' needs {needs}"
        if parameter.place not in self.desk.misgiven:
            self.desk.misgiven.add(parameter.place)
            self.told(parameter.place, "parameter-misfit", message, f"It is used in {at.path}, line {at.line}")

    def fact_name(self, block: Block, key: str, types: tuple[str, ...] = ()) -> str | None:
        """Whole name of the fact under the key, None where the key is left out."""
        if key not in block:
            return None
        found = self.fact(block[key], block.values_at[key], types)
        if found and found.owner == PERSON and not self.person:
            self.unfit(block[key], block.values_at[key], "wrong-scope", "belongs to each person", OF_THE_CASE)
        return found.name if found else block[key]

    def target(self, name: str, at: Place) -> str:
        """Where a move leads: a state or ending of the machine, `stay`, or an exit of the chapter."""
        if name == STAY:
            return STAY
        if name.startswith(EXIT) or self.exits and name in self.exits and name not in self.targets:
            bare = name.removeprefix(EXIT)
            return self.exits[bare] if self.pick(bare, at, "exit", self.exits) else name
        targets = self.top.targets if isinstance(name, Given) else self.targets
        return targets[name] if self.pick(name, at, "state", targets) else name

    def state(self, name: str, at: Place) -> str:
        """A place of this machine that is no way to stay."""
        if name == STAY:
            self.told(at, "unknown-state", "Here a state must be named", None)
        return self.target(name, at)

    def action(self, name: str, at: Place) -> str:
        actions = self.top.actions if isinstance(name, Given) else self.actions
        return actions[name] if self.pick(name, at, "action", actions) else name

    def hold(self, name: str, at: Place) -> bool:
        """Whether there is a hold of that name; in a chapter one of its own, or one that a parameter brought in."""
        return self.pick(name, at, "hold", self.top.holds if isinstance(name, Given) else self.holds)

    def timer(self, name: str, at: Place) -> str:
        return self.timers[name] if self.pick(name, at, "timer", self.timers) else name

    def tracks(self, row: Row) -> tuple[str, ...]:
        """The tracks that a list of tracks and checklists means, each once."""
        found = dict[str, None]()
        for name, at in row.placed():
            known = {**self.declared.checklists, **self.declared.tracks}
            if self.pick(name, at, "track", self.own(name, known)):
                found.update(dict.fromkeys(self.declared.checklists.get(name, (name,))))
        return tuple(found)

    # values

    def span(self, block: Block, key: str) -> Span | None:
        return self.span_of(block[key], block.values_at[key]) if key in block else None

    def span_of(self, text: Any, at: Place) -> Span:
        try:
            return parse_span(str(text))
        except ValueError as wrong:
            if not (isinstance(text, Given) and text in self.desk.wrong):
                self.told(at, "span", str(wrong))
            return FOREVER

    def names(self, person: bool) -> Names:
        case = self.declared.case
        return Names(
            symbols=self.symbols,
            case_states=case.places,
            phases=tuple(self.declared.phases),
            holds=self.holds,
            actions=self.declared.actions,
            own_actions=self.machine.actions,
            chapter_states=self.chapter_states,
            chapter_actions=self.actions if self.chapter_states else {},
            person=person,
        )

    def expression(self, block: Block, key: str, wanted: str = "boolean", person: bool | None = None) -> Expression:
        """The expression under the key. Its faults become findings at their place in the file."""
        text, at = spoken(block[key]), block.values_at[key]
        scope = self.top if isinstance(block[key], Given) else self
        names = scope.names(self.person if person is None else person)
        found, faults = read(text, names, wanted)
        self.faults(text, at, faults, names, wanted)
        return found or UNREAD

    def faults(self, text: str, at: Place, faults: list[Fault], names: Names, wanted: str = "boolean") -> None:
        """The faults at their places; where what a parameter brought in is wrong, that alone, where it was given."""
        found = misfit(text, names, wanted, self.given) if faults and self.given else None
        if found is not None:
            parameter, needs = found
            symbol = names.symbols[parameter.name]
            what = f"is {article(symbol.type)}" if needs != OF_THE_CASE else "belongs to each person"
            return self.misgiven(parameter, at, what, needs)
        lead = len(text) - len(text.lstrip())
        self.desk.findings.extend(at.of_fault(fault, lead) for fault in faults)

    def maybe(self, block: Block, key: str, person: bool | None = None) -> Expression | None:
        return self.expression(block, key, person=person) if key in block else None

    def with_symbols(self, symbols: Mapping[str, Symbol]) -> "Scope":
        return replace(self, symbols={**self.symbols, **symbols})


def spoken(value: Any) -> str:
    """An expression as text; YAML's own true, false and numbers are words of it too."""
    return str(value).lower() if isinstance(value, bool) else str(value)


def fact_symbol(fact: Fact) -> Symbol:
    return Symbol(kind=FACT, whole=fact.name, type=fact.type, owner=fact.owner, codes=fact.codes)


def track_symbol(track: Outline, facts: Mapping[str, Fact]) -> Symbol:
    owner = "person" if track.per == PERSON else "case"
    members = {bare: fact_symbol(facts[whole]) for bare, whole in track.facts.items()}
    return Symbol(kind=TRACK, whole=track.name, owner=owner, states=track.places, members=members)


def timer_symbols(machine: Outline, names: Mapping[str, str]) -> dict[str, Symbol]:
    """Timers are asked only inside their own machine, by its own name for them."""
    owner = "person" if machine.per == PERSON else "case"
    return {name: Symbol(kind=TIMER, whole=whole, owner=owner) for name, whole in names.items()}


def programme_symbols(declared: Declared) -> dict[str, Symbol]:
    """Everything that the programme's own file may name in an expression, conditions excepted."""
    facts = {name: fact_symbol(fact) for name, fact in declared.facts.items() if fact.track is None}
    tracks = {name: track_symbol(track, declared.facts) for name, track in declared.tracks.items()}
    checklists = {name: Symbol(kind=CHECKLIST, whole=name, owner="person") for name in declared.checklists}
    timers = timer_symbols(declared.case, {name: name for name in declared.case.timers if "." not in name})
    links = {name: link_symbol(linked) for name, linked in declared.links.items()}
    return {**facts, **tracks, **checklists, **timers, **links}


def link_symbol(linked: Linked) -> Symbol:
    name, sees = linked.link.name, linked.link.we_see
    members = {bare: fact_symbol(fact) for bare, fact in linked.facts.items()}
    places, phases = linked.places, linked.phases
    return Symbol(kind=LINK, whole=name, states=places, phases=phases, members=members, sees=sees)
