"""A programme said in other words: every word for people with its path, and the same programme with each replaced.

A path is the programme's id and the names down to the word, such as `us-rsc/states/clearing/title`,
`us-rsc/tracks/member/anywhere/approve/help`, `us-rsc/facts/sex/of/female`. What the engine itself says, such as
`Verify: …` before the words of an action, is no word of a programme, and neither is `sop`, which cites.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from engine.model import (
    CHANGE_PRIORITY,
    LINK,
    NOTE,
    PAPER_CHECK,
    Action,
    Ask,
    Ending,
    Fact,
    Hold,
    Link,
    Machine,
    Move,
    Opening,
    Priority,
    Programme,
    Requirement,
    ScoreLine,
    State,
    Timer,
)
from engine.reading.actions import SURE

KEEPING = ("take", "assign", "accept", "return", "hand_back")
Say = Callable[[str, str], str]  # a path and the English there, to what is said instead


def words_of(programme: Programme) -> dict[str, str]:
    """The English of every word for people, by its path, in the order of the programme."""
    found: dict[str, str] = {}
    reworded(programme, lambda path, english: found.setdefault(path, english))
    return found


def reworded(programme: Programme, say: Say) -> Programme:
    """The same programme, the same digests, with every word for people said by `say`."""
    return _Rewording(programme, say).programme()


@dataclass(frozen=True, slots=True)
class _Near:
    """What derived actions speak of: the actions and timers written in the same place, reworded, and the holds."""

    machine: str
    actions: Mapping[str, Action]
    timers: Mapping[str, Timer]
    holds: Mapping[str, Hold]

    def title_of(self, action: Action) -> str:
        name = action.concerns or ""
        if action.kind in ("place", "lift"):
            return self.holds[name].title
        if action.kind in ("extend", "confirm_end"):
            return self.timers[name].title
        return self.actions[name.removeprefix(f"{self.machine}.")].title


class _Rewording:
    def __init__(self, programme: Programme, say: Say):
        self.old, self.say = programme, say

    def programme(self) -> Programme:
        old, at = self.old, self.old.id
        title, short = self.say(f"{at}/title", old.title), self.maybe(f"{at}/short", old.short)
        self.roles = self.named(f"{at}/roles", old.roles)
        authorities = self.named(f"{at}/authorities", old.authorities)
        self.facts = {name: self.fact(one) for name, one in old.facts.items() if one.owner != LINK}
        phases = {
            name: replace(one, title=self.say(f"{at}/phases/{name}/title", one.title))
            for name, one in old.phases.items()
        }
        links = {
            name: replace(one, title=self.say(f"{at}/links/{name}/title", one.title)) for name, one in old.links.items()
        }
        self.facts |= {
            name: self.seen(one, links[one.track or ""]) for name, one in old.facts.items() if one.owner == LINK
        }
        self.holds = {name: self.hold(f"{at}/holds/{name}", one) for name, one in old.holds.items()}
        return replace(
            old,
            title=title,
            short=short,
            roles=self.roles,
            authorities=authorities,
            facts={name: self.facts[name] for name in old.facts},
            phases=phases,
            links=links,
            holds=self.holds,
            opening=self.opening(f"{at}/opening", old.opening),
            priority=self.priority(f"{at}/priority", old.priority),
            case=self.machine(at, old.case),
            tracks={name: self.track(f"{at}/tracks/{name}", one) for name, one in old.tracks.items()},
            when_empty=self.moves(f"{at}/when_empty", old.when_empty),
        )

    def named(self, path: str, names: Mapping[str, str]) -> dict[str, str]:
        return {name: self.say(f"{path}/{name}", words) for name, words in names.items()}

    def maybe(self, path: str, english: str | None) -> str | None:
        return self.say(path, english) if english else english

    # facts

    def fact(self, fact: Fact) -> Fact:
        track = f"tracks/{fact.track}/" if fact.track else ""
        path = f"{self.old.id}/{track}facts/{fact.key}"
        schema = fact.schema
        if schema is not None and schema.like:
            schema = replace(schema, like=self.say(f"{path}/schema/title", schema.like))
        return replace(
            fact,
            label=self.say(f"{path}/label", fact.label),
            help=self.maybe(f"{path}/help", fact.help),
            codes=self.named(f"{path}/of", fact.codes),
            schema=schema,
        )

    def seen(self, fact: Fact, link: Link) -> Fact:
        """A fact of a linked case is told by the title of the link and the words of the same fact here, if any."""
        own, path = self.facts.get(fact.key), f"{self.old.id}/links/{link.name}/we_see/{fact.key}"
        if own is None:
            english = fact.label.partition(": ")[2]
            own = replace(fact, label=self.say(f"{path}/label", english), codes=self.named(f"{path}/of", fact.codes))
        return replace(fact, label=f"{link.title}: {own.label}", codes=own.codes)

    def ask(self, ask: Ask) -> Ask:
        return replace(ask, fact=self.facts.get(ask.fact.name, ask.fact)) if ask.fact.owner != "entry" else ask

    # machines

    def track(self, path: str, old: Machine) -> Machine:
        changed = old.when_changed
        if changed is not None:
            at = f"{path}/when_changed"
            changed = replace(
                changed,
                says=self.maybe(f"{at}/says", changed.says),
                shown_as=self.maybe(f"{at}/shown_as", changed.shown_as),
            )
        return replace(
            self.machine(path, old),
            title=self.say(f"{path}/title", old.title),
            shown_as=self.maybe(f"{path}/shown_as", old.shown_as),
            when_changed=changed,
        )

    def machine(self, path: str, old: Machine) -> Machine:
        timers = self.timers(path, old.timers)
        return replace(
            old,
            states={name: self.state(f"{path}/states/{name}", old.name, one) for name, one in old.states.items()},
            endings={name: self.ending(f"{path}/endings/{name}", one) for name, one in old.endings.items()},
            timers=timers,
            anywhere=self.actions(f"{path}/anywhere", old.name, old.anywhere, timers),
        )

    def state(self, path: str, machine: str, old: State) -> State:
        timers = self.timers(path, old.timers)
        return replace(
            old,
            title=self.say(f"{path}/title", old.title),
            says=self.maybe(f"{path}/says", old.says),
            help=self.maybe(f"{path}/help", old.help),
            only_while=self.requirements(f"{path}/only_while", old.only_while),
            actions=self.actions(f"{path}/actions", machine, old.actions, timers),
            timers=timers,
            automatically=self.moves(f"{path}/automatically", old.automatically),
        )

    def moves(self, path: str, old: Iterable[Move]) -> tuple[Move, ...]:
        """The arms by their numbers from the top, since they have no names."""
        return tuple(
            replace(one, shown_as=self.maybe(f"{path}/{number}/shown_as", one.shown_as))
            for number, one in enumerate(old, 1)
        )

    def ending(self, path: str, old: Ending) -> Ending:
        return replace(old, title=self.say(f"{path}/title", old.title), says=self.maybe(f"{path}/says", old.says))

    def timers(self, path: str, old: Mapping[str, Timer]) -> dict[str, Timer]:
        return {name: self.timer(f"{path}/timers/{name}", one) for name, one in old.items()}

    def timer(self, path: str, old: Timer) -> Timer:
        extended = old.extended
        if extended is not None:
            extended = replace(extended, reasons=self.named(f"{path}/extended/reason", extended.reasons))
        return replace(
            old,
            title=self.say(f"{path}/title", old.title),
            says=self.maybe(f"{path}/says", old.says),
            shown_as=self.maybe(f"{path}/shown_as", old.shown_as),
            to=self.moves(f"{path}/to", old.to),
            extended=extended,
        )

    def requirements(self, path: str, old: Iterable[Requirement]) -> tuple[Requirement, ...]:
        return tuple(
            replace(
                one,
                says=self.say(f"{path}/{one.name}/says", one.says),
                shown_as=self.maybe(f"{path}/{one.name}/shown_as", one.shown_as),
            )
            for one in old
        )

    def opening(self, path: str, old: Opening) -> Opening:
        return replace(
            old,
            asks=tuple(self.ask(one) for one in old.asks),
            requires=self.requirements(f"{path}/requires", old.requires),
            requires_each=self.requirements(f"{path}/requires_each", old.requires_each),
        )

    def priority(self, path: str, old: Priority | None) -> Priority | None:
        lines = {name: self.score_line(f"{path}/score/{name}", one) for name, one in old.lines.items()} if old else {}
        return old and replace(old, lines=lines)

    def score_line(self, path: str, old: ScoreLine) -> ScoreLine:
        shown_as = self.maybe(f"{path}/shown_as", old.shown_as)
        return replace(old, because=self.say(f"{path}/because", old.because), shown_as=shown_as)

    def hold(self, path: str, old: Hold) -> Hold:
        return replace(
            old, title=self.say(f"{path}/title", old.title), shown_as=self.maybe(f"{path}/shown_as", old.shown_as)
        )

    # actions

    def actions(
        self, path: str, machine: str, old: Mapping[str, Action], timers: Mapping[str, Timer]
    ) -> dict[str, Action]:
        written = {name: self.action(f"{path}/{name}", one) for name, one in old.items() if one.kind == "act"}
        near = _Near(machine, written, timers, self.holds)
        return {name: written.get(name) or self.derived(near, one) for name, one in old.items()}

    def action(self, path: str, old: Action) -> Action:
        return replace(
            old,
            title=self.say(f"{path}/title", old.title),
            help=self.maybe(f"{path}/help", old.help),
            shown_as=self.maybe(f"{path}/shown_as", old.shown_as),
            to=self.moves(f"{path}/to", old.to),
            confirm=old.confirm if old.confirm == SURE else self.maybe(f"{path}/confirm", old.confirm),
            asks=tuple(self.ask(one) for one in old.asks),
            requires=self.requirements(f"{path}/requires", old.requires),
            requires_each=self.requirements(f"{path}/requires_each", old.requires_each),
            reasons=self.named(f"{path}/reason", old.reasons),
        )

    def derived(self, near: _Near, old: Action) -> Action:
        """What the engine derived is told by the engine's word, a colon, and the words of what it concerns."""
        if old.kind in (*KEEPING, NOTE):
            return replace(old, asks=tuple(self.asked_role(one) for one in old.asks))
        if old.kind in (CHANGE_PRIORITY, "correct", "attach", PAPER_CHECK):
            return old
        timer = near.timers.get(old.concerns or "")
        reasons = timer.extended.reasons if timer and timer.extended and old.kind == "extend" else old.reasons
        return replace(old, title=f"{old.title.partition(': ')[0]}: {near.title_of(old)}", reasons=reasons)

    def asked_role(self, ask: Ask) -> Ask:
        return replace(ask, fact=replace(ask.fact, codes=self.roles)) if ask.key == "role" else ask
