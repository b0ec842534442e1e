"""What may be named in a scenario: everything of the programme by its whole name, and what a slip may have meant."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.expressions import Expression, Names, read
from engine.expressions.walk import nearest
from engine.model import Action, Machine, Programme
from engine.published import programme_path
from engine.reading.finding import Finding
from engine.reading.outline import Desk, declared, links
from engine.reading.place import Place
from engine.reading.programme import read_programme, resolved_texts
from engine.reading.scope import spoken
from engine.reading.scopes import scopes


@dataclass(frozen=True, slots=True, kw_only=True)
class Questions:
    """What expressions of a scenario may name: the case's own scope, and a person's; `linked`: the programmes that
    stand behind the links."""

    of_case: Names
    of_person: Names
    linked: Mapping[str, Programme] = field(default_factory=dict)


def questions(texts: Mapping[str, str], programme: str) -> Questions:
    """The names of a programme that was read without findings, from the same texts."""
    resolved = resolved_texts(programme_path(programme), texts)
    own = scopes(resolved, declared(resolved), Desk()).own
    linked = {link.name: read_programme(programme_path(link.programme), texts) for link in links(resolved).values()}
    return Questions(
        of_case=own.names(person=False),
        of_person=own.names(person=True),
        linked={name: reading.programme for name, reading in linked.items() if reading.programme is not None},
    )


@dataclass(slots=True)
class Clerk:
    """Looks names up for one file and keeps what is wrong, each at its place."""

    programme: Programme
    questions: Questions
    findings: list[Finding] = field(default_factory=list)

    def tell(self, place: Place, code: str, message: str, hint: str | None = None) -> None:
        self.findings.append(place.finding(code, message, hint))

    def pick(self, name: Any, at: Place, what: str, among: Iterable[str]) -> bool:
        """Whether the name is among these; else a finding `unknown-<what>` with what may have been meant."""
        known = list(among)
        if name in known:
            return True
        hint = nearest(str(name), known) or (f"There are: {', '.join(known[:12])}" if known else None)
        article = "an" if what[0] in "aeo" else "a"
        self.tell(at, f"unknown-{what.replace(' ', '-')}", f"'{name}' is not {article} {what}", hint)
        return False

    def action(self, name: str, at: Place) -> tuple[Machine, Action] | None:
        found = self.programme.find_action(name)
        if found is None:
            self.pick(name, at, "action", action_names(self.programme))
        return found

    def expression(self, text: Any, at: Place, person: bool) -> Expression | None:
        """A question, true or false, of the case or of a person."""
        words = spoken(text)
        names = self.questions.of_person if person else self.questions.of_case
        found, faults = read(words, names, "boolean")
        self.findings += [at.of_fault(fault, len(words) - len(words.lstrip())) for fault in faults]
        return found


def action_names(programme: Programme) -> list[str]:
    """Whole names of all actions."""
    return [machine.whole(name) for machine in programme.machines() for name in machine.actions()]


def state_names(machine: Machine) -> list[str]:
    return [*machine.states, *machine.endings]


def confirming(programme: Programme, kind: str, action: str) -> str | None:
    """Whole name of the derived action that verifies, countersigns or rejects an action; None where there is none."""
    for machine in programme.machines():
        for one in machine.every_action():
            if one.kind == kind and one.concerns == action:
                return machine.whole(one.name)
    return None


def timers_of(machine: Machine) -> list[str]:
    """The names of a machine's timers inside it."""
    return [*(name for state in machine.states.values() for name in state.timers), *machine.timers]
