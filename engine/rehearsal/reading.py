"""Scenario files to stories: text, shape, then every name against the programme. All that is wrong is told."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from engine.civil import Office
from engine.model import Programme
from engine.reading import shape
from engine.reading.finding import Finding, in_order
from engine.reading.place import Block, Place
from engine.reading.source import parse
from engine.rehearsal.covers import coverable
from engine.rehearsal.names import Clerk, Questions
from engine.rehearsal.others import other_case
from engine.rehearsal.steps import STARTS_IN, Cast, check_facts_at_opening, read_steps
from engine.rehearsal.story import CASE, Never, OtherCase, Play, Story

FREE_KEYS = frozenset({"timers", "waits_on"})  # below these a key is a path, such as nick.track


@dataclass(frozen=True, slots=True, kw_only=True)
class Stories:
    """The stories of a programme that are sound, by path, the preludes among them by name, and what is wrong."""

    by_path: Mapping[str, Story]
    preludes: Mapping[str, Story]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    programme: Programme
    questions: Questions
    offices: Mapping[str, Office]
    preludes: Mapping[str, Block]
    texts: Mapping[str, str]
    found: dict[str, tuple[Finding, ...]] = field(default_factory=dict)

    def story(self, path: str, tree: Block) -> Story | None:
        clerk = Clerk(self.programme, self.questions)
        clerk.pick(tree["programme"], tree.values_at["programme"], "programme", (self.programme.id,))
        staff, people = _staff(tree, clerk), {nick: dict(facts) for nick, facts in tree.blocks("people")}
        check_facts_at_opening(tree, clerk)
        begins_after = self._begins_after(tree, staff, people, clerk)
        linked = tuple(_linked(tree, clerk))
        cast = Cast(
            staff=staff,
            people=[*people, *self._joined(begins_after)],
            cases=[CASE, *self._parted(begins_after)],
            linked=tuple(one.link for one in linked),
        )
        steps = read_steps(tree, clerk, cast, self.texts[path], self._play)
        story = Story(
            path=path,
            title=str(tree.get("scenario") or tree.get("prelude")),
            is_prelude="prelude" in tree,
            programme=tree["programme"],
            starts=tree.block("clock").get("starts", ""),
            calendar=self._calendar(tree, clerk),
            staff=staff,
            people=people,
            facts={name: value for name, value in tree.block("case").items() if name != STARTS_IN},
            starts_in=tree.block("case").get(STARTS_IN),
            linked=linked,
            begins_after=begins_after,
            begins_at=tree.values_at.get("begins_after", tree.place),
            steps=steps,
            never=tuple(_never(tree, clerk)),
            covers=tuple(_covers(tree, clerk)),
        )
        self.found[path] = tuple(clerk.findings)
        return None if clerk.findings else story

    def _calendar(self, tree: Block, clerk: Clerk) -> str:
        """The office of the story. Its zone is the clock's, so that a time means the same in every step."""
        clock = tree.block("clock")
        if "people" not in tree or "clock" not in tree:
            key = "people" if "people" not in tree else "clock"
            clerk.tell(tree.place, "key-missing", f"'{key}' is needed: a prelude is a test by itself", f"Add {key}")
            return ""
        name = clock["calendar"]
        if not clerk.pick(name, clock.values_at["calendar"], "office", self.offices):
            return name
        zone = self.offices[name].zone.key
        if clock["zone"] != zone:
            clerk.tell(clock.values_at["zone"], "zone", f"The office {name} keeps another zone", f"Write {zone}")
        return name

    def _begins_after(
        self, tree: Block, staff: Mapping[str, str], people: Mapping[str, Any], clerk: Clerk
    ) -> str | None:
        if "begins_after" not in tree:
            return None
        name, at = tree["begins_after"], tree.values_at["begins_after"]
        return name if self._play(name, at, staff, list(people), clerk) else None

    def _play(self, name: str, at: Place, staff: Mapping[str, str], people: list[str], clerk: Clerk) -> bool:
        """Whether a prelude can be played here: it exists, leads not back to itself, and finds its staff and people."""
        if not clerk.pick(name, at, "prelude", self.preludes):
            return False
        if self._leads_back(name, (name,)):
            clerk.tell(at, "recursion", f"The prelude '{name}' plays itself", "Let one of them begin without the other")
            return False
        for nick, role in self.preludes[name].block("needs").items():
            if staff.get(nick) != role:
                clerk.tell(
                    at, "staff-missing", f"The prelude '{name}' needs {nick}, who is {role}", f"Add {nick}: {role}"
                )
        known = {*people, *self._joined(name)}
        for nick in sorted(_spoken_of(self.preludes[name]) - known):
            clerk.tell(at, "person-missing", f"The prelude '{name}' speaks of '{nick}', who is not in this story", None)
        return True

    def _inside(self, name: str) -> Iterator[str]:
        """The preludes that a prelude plays."""
        tree = self.preludes[name]
        yield from (one for one in (tree.get("begins_after"), *(step.get("play") for step in tree.row("story"))) if one)

    def _leads_back(self, name: str, chain: tuple[str, ...]) -> bool:
        inside = [one for one in self._inside(name) if one in self.preludes]
        return any(one in chain or self._leads_back(one, (*chain, one)) for one in inside)

    def _parted(self, name: str | None) -> list[str]:
        """The cases that a split makes, or that are opened, while a prelude is played, as it names them."""
        if name is None or name not in self.preludes or self._leads_back(name, (name,)):
            return []
        news = [step.block("now").block("new_case") for step in self.preludes[name].row("story") if "now" in step]
        own = [one["named"] for one in news if "named" in one]
        own += [step["open"] for step in self.preludes[name].row("story") if "open" in step]
        return own + [nick for one in self._inside(name) for nick in self._parted(one)]

    def _joined(self, name: str | None) -> list[str]:
        """Who joins the case while a prelude is played."""
        if name is None or name not in self.preludes or self._leads_back(name, (name,)):
            return []
        tree = self.preludes[name]
        own = [nick for step in tree.row("story") for nick in _joining(self.programme, step)]
        return own + [nick for one in self._inside(name) for nick in self._joined(one)]


def read_stories(
    scenario_texts: Mapping[str, str], programme: Programme, names: Questions, offices: Mapping[str, Office]
) -> Stories:
    """Every scenario and prelude among the texts. Never raises for what a text says."""
    trees, findings = _trees(scenario_texts)
    preludes = {str(tree["prelude"]): tree for tree in trees.values() if "prelude" in tree}
    findings += _named_twice(trees)
    reader = _Reader(programme=programme, questions=names, offices=offices, preludes=preludes, texts=scenario_texts)
    read = {path: reader.story(path, tree) for path, tree in trees.items()}
    findings += [one for told in reader.found.values() for one in told]
    sound = _playable({path: story for path, story in read.items() if story is not None})
    return Stories(
        by_path=sound,
        preludes={one.title: one for one in sound.values() if one.is_prelude},
        findings=in_order(findings),
    )


def _playable(stories: dict[str, Story]) -> dict[str, Story]:
    """The stories whose preludes are sound too; what is wrong in a prelude is told there."""
    while True:
        preludes = {one.title for one in stories.values() if one.is_prelude}
        kept = {path: one for path, one in stories.items() if _needs(one) <= preludes}
        if len(kept) == len(stories):
            return kept
        stories = kept


def _needs(story: Story) -> set[str]:
    inside = {deed.prelude for step in story.steps for deed in step.deeds if isinstance(deed, Play)}
    return inside | ({story.begins_after} if story.begins_after else set())


def _trees(texts: Mapping[str, str]) -> tuple[dict[str, Block], list[Finding]]:
    trees: dict[str, Block] = {}
    findings: list[Finding] = []
    for path, text in texts.items():
        source = parse(path, text, FREE_KEYS)
        told = list(source.findings) + (shape.check(source.tree, "scenario") if source.tree is not None else [])
        findings += told
        if source.tree is not None and not told:
            trees[path] = source.tree
    return trees, findings


def _named_twice(trees: Mapping[str, Block]) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for path, tree in trees.items():
        name = tree.get("prelude")
        if name in seen:
            yield tree.values_at["prelude"].finding("duplicate-key", f"The prelude '{name}' is in {seen[name]} already")
        elif name:
            seen[name] = path


def _linked(tree: Block, clerk: Clerk) -> Iterator[OtherCase]:
    for name, what in tree.blocks("linked"):
        if clerk.pick(name, tree.block("linked").keys_at[name], "link", clerk.programme.links):
            told = other_case(name, what, clerk)
            if told is not None:
                yield told


def _staff(tree: Block, clerk: Clerk) -> dict[str, str]:
    block = tree.block("needs" if "prelude" in tree else "staff")
    for nick, role in block.items():
        clerk.pick(role, block.values_at[nick], "role", clerk.programme.roles)
    return dict(block)


def _never(tree: Block, clerk: Clerk) -> Iterator[Never]:
    block = tree.block("never")
    for name in block:
        check = clerk.expression(block[name], block.values_at[name], person=True)
        if check is not None:
            yield Never(name=name, check=check, place=block.keys_at[name])


def _covers(tree: Block, clerk: Clerk) -> Iterator[tuple[str, Place]]:
    known = coverable(clerk.programme)
    for name, at in tree.row("covers").placed():
        if clerk.pick(name, at, "name", known):
            yield name, at


def _joining(programme: Programme, step: Block) -> Iterable[str]:
    """Who comes into a case by a step: added to it, or as another one is opened."""
    found = programme.find_action(str(step.get("do", "")))
    adds = found is not None and found[1].does is not None and found[1].does.kind == "add_person"
    return (*(step.block("each") if adds else ()), *step.block("people"))


def _spoken_of(tree: Block) -> set[str]:
    """The people whom a story names, for whom something is done."""
    named: set[str] = set()
    for step in tree.row("story"):
        named |= {*_listed(step.get("for")), *step.block("each"), *_listed(step.get("over"))}
    return named - {"everyone", "case", "programme"}


def _listed(value: Any) -> Iterable[str]:
    if isinstance(value, list):
        return value
    return (value,) if value else ()
