"""A walk at random through a programme: somebody of the staff does something that is offered, or time passes.

Looked for is what no scenario thinks of: a step that does not come to rest, a refusal without words, an act that was
told to be possible and is then refused, or told to be impossible and is not refused for all that was told; a case that
can come to no ending from where it stands, a machine that by itself is led back in one step, and a step that comes to
another rest with people or side tracks in another order. The same seed takes the same walk.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from random import Random
from typing import Any

from engine.caller import Caller
from engine.case import Case
from engine.civil import Office, Span, moved
from engine.errors import Refused
from engine.holding import Holding
from engine.model import CHANGE_PRIORITY, FILE_AGREES, Programme
from engine.rehearsal.answering import moment_of, moments_of
from engine.rehearsal.going_on import Ways, led_back
from engine.rehearsal.inventing import answer, spans
from engine.rehearsal.others import id_of
from engine.rehearsal.rehearse import Company, company
from engine.rehearsal.result import Found, Walked
from engine.rehearsal.shuffling import decided_apart, other_order
from engine.rehearsal.stage import NOBODY, Stage
from engine.rehearsal.story import Story
from engine.running.keeping import KEEPING
from engine.running.opening import Opening
from engine.running.outlook import OFFERED, REFUSED, Offer
from engine.running.ticks import EVERYTHING, MISSING, THERE
from engine.step import Step
from engine.two_cases import Merging
from engine.why_not import Unmet

MOST_STEPS_A_CASE = 150
LAST_STEPS = 30
RARELY = 0.004
CHECK_PAPER, CHECKS = "check_paper_file", 0.1  # how often the paper file is compared, where a programme asks for that
TWICE = 0.3  # how often the same people have two cases
WAITS, HOLDS, LATE = 0.2, 0.02, 0.05  # how often time passes, a hold falls on the programme, an entry is late


@dataclass(slots=True, kw_only=True)
class _Walk:
    ready: Company
    random: Random
    left: int
    done: int = 0
    refused: int = 0
    opened: int = 0
    outcomes: Counter[str] = field(default_factory=Counter)
    found: list[Found] = field(default_factory=list)
    ways: Ways
    order: Random  # for people and tracks alone, so that looking changes no walk
    other: Programme  # the same in another order

    def go(self) -> None:
        stories = [one for one in self.ready.stories.by_path.values() if one.people]
        while self.left > 0 and stories:
            self.one_case(self.random.choice(stories))

    def one_case(self, story: Story) -> None:
        """A case with those that come beside it: that a split makes, or that is there to be merged."""
        office = self.ready.offices[story.calendar]
        starts = moment_of(story.starts, office, datetime.min.replace(tzinfo=UTC))
        with self.ready.house.stage(starts, office) as stage:
            case = _CaseWalk(walk=self, stage=stage, office=office, law=self.ready.law)
            case.open(story)
            for _ in range(min(self.left, MOST_STEPS_A_CASE)):
                going_on = case.open_cases()
                if not going_on:
                    break
                self.left -= 1
                stage.at = self.random.choice(going_on) if len(going_on) > 1 else going_on[0]
                case.step()
            outcomes = [stage.look(one)[0].outcome for one in stage.ids]
            self.opened += len(outcomes)
            self.outcomes.update(one for one in outcomes if one)


@dataclass(slots=True, kw_only=True)
class _CaseWalk:
    """One case of a walk."""

    walk: _Walk
    stage: Stage
    office: Office
    law: Programme
    steps: list[str] = field(default_factory=list)
    newcomers: int = 0

    def open(self, story: Story) -> None:
        staff = {f"{role}_{number}": role for role in self.law.roles for number in (1, 2)}
        people = {
            nick: moments_of(self.law, own, self.office, self.stage.clock()) for nick, own in story.people.items()
        }
        facts = moments_of(self.law, story.facts, self.office, self.stage.clock())
        self.stage.open(self.law, staff, people, facts, story.starts_in, story.linked)
        self.steps.append(f"opened as in {story.path}")
        if self.law.merged_into and self.walk.random.random() < TWICE:
            opener = next((nick for nick, role in staff.items() if role in self.law.opening.by), "opener")
            self.open_again(opener, people, facts, story)

    def open_again(
        self, opener: str, people: Mapping[str, Mapping[str, Any]], facts: Mapping[str, Any], story: Story
    ) -> None:
        """The same people are registered twice, under other names."""
        others = {
            f"{nick}_again": {name: self.again(name, one) for name, one in people[nick].items()} for nick in people
        }
        linked = {one.link: id_of(one.link) for one in story.linked}
        asked = Opening(actor=NOBODY, people=others, facts=facts, starts_in=story.starts_in, links=linked)
        self.stage.begin(self.stage.callers[opener], asked)
        self.steps.append("opened once more")

    def again(self, fact: str, value: Any) -> Any:
        return f"{value}_again" if self.law.facts[fact].type == "person" else value

    def open_cases(self) -> list[str]:
        return [one for one in self.stage.ids if self.stage.look(one)[0].outcome is None]

    def step(self) -> None:
        before = {one: self.stage.look(one)[0].version for one in self.stage.ids}
        self.one_step()
        for one in self.stage.ids:
            self.look_at(one, before.get(one, 0))

    def look_at(self, case_id: str, before: int) -> None:
        """Whether the step has led a case where nothing leads on, or a machine in a ring."""
        case = self.stage.look(case_id)[0]
        if case.version == before:
            return
        for what in led_back(one for one in self.stage.entries(case_id) if one.seq > before):
            self.note(what)
        stuck = self.walk.ways.shut_by(case)
        if stuck is not None:
            self.note(f"From '{case.standing.state}' no ending can be come to any more, unless somebody gives up")

    def one_step(self) -> None:
        chance = self.walk.random.random()
        try:
            if chance < WAITS:
                self.wait()
            elif chance < WAITS + HOLDS:
                self.hold()
            else:
                self.act()
            self.stage.casework.let_due_pass()
        except Exception as broke:  # what breaks is what a walk looks for
            self.note(f"The engine failed: {type(broke).__name__}: {broke}")
        for incident in self.stage.casework.incidents:
            self.note(f"An incident: {incident}")
        self.stage.casework.incidents.clear()

    def wait(self) -> None:
        span = self.walk.random.choice(spans())
        self.steps.append(f"{span} pass")
        target = moved(self.stage.clock(), span, self.office)
        while (due := self.stage.next_instant()) is not None and due <= target:
            self.stage.clock.moment = due
            self.stage.casework.let_due_pass()
        self.stage.clock.moment = target

    def hold(self) -> None:
        names = [name for name, hold in self.law.holds.items() if "programme" in hold.over]
        if not names:
            return
        name, holding = self.walk.random.choice(names), Holding(self.stage.casework)
        placed = {one.name for one in self.stage.look()[2].programme_holds}
        kind, door = ("lift", holding.lift) if name in placed else ("place", holding.place)
        nick, caller = self.somebody()
        self.steps.append(f"{nick}: {kind} {name} over the programme")
        self.tried(lambda: door(caller, self.law.id, name))

    def somebody(self) -> tuple[str, Caller]:
        nick = self.walk.random.choice(sorted(self.stage.callers))
        return nick, self.stage.callers[nick]

    def somebody_who_can(self) -> tuple[str, Caller, list[Offer]]:
        """Whoever of the staff, asked in any order, has something to do by their role that nothing refuses."""
        offers: list[Offer] = []
        for nick in self.walk.random.sample(sorted(self.stage.callers), len(self.stage.callers)):
            caller = self.stage.callers[nick]
            offers = [one for one in self.stage.casework.explain(caller, self.stage.at) if not _by_role(one.unmet)]
            if any(self.weight(one) == 1 for one in offers):
                break
        return nick, caller, offers

    def check_paper(self) -> None:
        """Somebody compares the paper file, and finds all of it or nothing."""
        nick, caller = self.somebody()
        found = self.walk.random.choice((THERE, MISSING))
        step = Step(action=CHECK_PAPER, actor=NOBODY, answers={EVERYTHING: found})
        self.steps.append(f"{nick}: {CHECK_PAPER}, everything is {found}")
        self.tried(lambda: self.stage.act(caller, step))

    def act(self) -> None:
        if FILE_AGREES in self.law.facts and self.walk.random.random() < CHECKS:
            self.check_paper()
            return
        nick, caller, offers = self.somebody_who_can()
        if not offers:
            self.steps.append("nobody can do anything")
            return
        self.closed_is_closed(caller, self.walk.random.choice(offers))
        offer = self.walk.random.choices(offers, [self.weight(one) for one in offers])[0]
        step = self.asked(offer, caller)
        self.steps.append(
            f"{nick}: {offer.action} for {', '.join(step.people) or 'the case'} {dict(step.answers) or ''}"
        )
        self.in_any_order(step)
        unmet = self.tried(lambda: self.stage.act(caller, step))
        if unmet and offer.status == OFFERED and self.as_explained(offer, step):
            told = "; ".join(f"{one.code}: {one.says}" for one in unmet)
            self.note(f"{offer.action} was offered and is refused: {told}")

    def in_any_order(self, step: Step) -> None:
        """A step comes to the same rest whoever joined first, and in whatever order the tracks are written."""
        case, law, inputs = self.stage.look()
        for what in decided_apart((law, self.walk.other), case, step, inputs, self.stage.clock(), self.walk.order):
            self.note(f"{step.action} comes to another rest in another order of people and tracks: {what}")

    def closed_is_closed(self, caller: Caller, offer: Offer) -> None:
        """What is told to be impossible is refused for all that was told, whatever else the answers bring."""
        step = self.asked(offer, caller)
        if offer.status != REFUSED or not self.as_explained(offer, step):
            return
        told = {(one.code, one.person) for one in offer.unmet}
        refused = {(one.code, one.person) for one in self.stage.casework.foresee(caller, self.stage.at, step).refused}
        if not told <= refused:
            untrue = ", ".join(sorted(f"{person}: {code}" if person else code for code, person in told - refused))
            self.note(f"{offer.action} was told to be refused for {untrue}, and is not")

    def weight(self, offer: Offer) -> float:
        """What cannot be done and what ends something is tried now and then, or no case would ever come far."""
        endings, concerned = self.law.machine(offer.machine).endings, self.law.find_action(offer.of.concerns or "")
        moves = (concerned[1] if concerned else offer.of).to
        ends = bool(moves) and all(move.to in endings for move in moves)
        alone = offer.of.does is not None and offer.of.does.kind == "merge" and len(self.open_cases()) == 1
        apart = offer.of.kind in ("place", "reject", CHANGE_PRIORITY, *KEEPING)
        unlikely = (offer.status == REFUSED, ends, apart, alone)
        return RARELY ** sum(unlikely)

    def as_explained(self, offer: Offer, step: Step) -> bool:
        """Whether the act is the very one of which it was told that it can be done."""
        return step.happened is None and step.people == ((offer.person,) if offer.person else ())

    def asked(self, offer: Offer, caller: Caller) -> Step:
        """The act as somebody might ask for it, with answers made up."""
        case, _, _ = self.stage.look()
        random, action, moment = self.walk.random, offer.of, self.stage.clock()
        present = [one.id for one in case.present]
        people = self.whom(offer, case)
        joins = action.does is not None and action.does.kind == "add_person"
        about = (self.newcomer(),) if joins else people or tuple(present)
        asks = [one for one in action.asks if one.required or random.random() < 0.3]

        def made_up(each: bool) -> dict[str, Any]:
            return {one.key: answer(random, one.fact, self.office, moment, present) for one in asks if one.each == each}

        step = Step(
            action=offer.action,
            actor=caller.actor_in(case),
            people=people,
            answers=made_up(each=False),
            each={nick: made_up(each=True) for nick in about} if any(one.each for one in asks) else {},
            reason=random.choice([*action.reasons]) if action.reasons else None,
            note="Said on the way",
            happened=self.earlier() if random.random() < LATE else None,
        )
        merges = action.does is not None and action.does.kind == "merge"
        return self.merging(step, caller) if merges else step

    def merging(self, step: Step, caller: Caller) -> Step:
        """With another case that is open, and an answer to each question in which the two differ."""
        others = [one for one in self.open_cases() if one != self.stage.at]
        if not others:
            return step
        named = replace(step, other=self.walk.random.choice(others))
        found = self.stage.casework.merging(caller, self.stage.at, named)
        return replace(named, answers={**self.choices(found), **step.answers}) if found else named

    def choices(self, found: Merging) -> dict[str, Any]:
        random, moment, people = self.walk.random, self.stage.clock(), list(found.people)
        return {one.ask.key: answer(random, one.ask.fact, self.office, moment, people) for one in found.clashes}

    def whom(self, offer: Offer, case: Case) -> tuple[str, ...]:
        if offer.person:
            return (offer.person,)
        if offer.of.kind == "lift":
            over = [hold.over for hold in case.holds if hold.name == offer.of.concerns]
            return tuple(one for one in over[:1] if one != "case")
        if case.present and offer.of.kind == "place":
            return (self.walk.random.choice(case.present).id,) if self.walk.random.random() < 0.8 else ()
        if case.present and offer.of.people == "chosen":
            return self.some_of([one.id for one in case.present])
        return ()

    def some_of(self, people: list[str]) -> tuple[str, ...]:
        """Nobody, one, or several in any order."""
        random = self.walk.random
        many = 1 if random.random() < 0.6 else random.randint(0, len(people))
        return tuple(random.sample(people, many))

    def earlier(self) -> datetime:
        return moved(self.stage.clock(), Span(self.walk.random.randint(1, 72), "hour"), self.office, -1)

    def newcomer(self) -> str:
        self.newcomers += 1
        return f"joined_{self.newcomers}"

    def tried(self, what: Callable[[], object]) -> tuple[Unmet, ...]:
        try:
            what()
        except Refused as refused:
            self.walk.refused += 1
            self.steps[-1] += f" refused: {', '.join(one.code for one in refused.unmet)}"
            for fault in _faults(refused.unmet):
                self.note(fault)
            return refused.unmet
        self.walk.done += 1
        return ()

    def note(self, what: str) -> None:
        """Each thing once a walk, with the steps to it."""
        if what not in {one.what for one in self.walk.found}:
            self.walk.found.append(Found(what=what, steps=tuple(self.steps[-LAST_STEPS:])))


def _by_role(unmet: tuple[Unmet, ...]) -> bool:
    return any(one.code == "not_your_role" for one in unmet)


def _faults(unmet: tuple[Unmet, ...]) -> Iterator[str]:
    if not unmet:
        yield "A refusal without a reason"
    for one in unmet:
        if not one.says.strip():
            yield f"A refusal without words: {one.code}"
        if one.code == "cannot_rest":
            yield one.says


def walk(texts: Mapping[str, str], scenario_texts: Mapping[str, str], programme: str, steps: int, seed: int) -> Walked:
    """So many steps at random, in cases opened as the scenarios open theirs. Raises ProgrammeInvalid."""
    with company(texts, scenario_texts, programme) as ready:
        order, ways = Random(seed), Ways(ready.law)
        other = other_order(ready.law, order)
        taken = _Walk(ready=ready, random=Random(seed), left=steps, ways=ways, order=order, other=other)
        taken.go()
    return Walked(
        programme=programme,
        seed=seed,
        steps=steps - taken.left,
        done=taken.done,
        refused=taken.refused,
        opened=taken.opened,
        ended=sum(taken.outcomes.values()),
        found=tuple(taken.found),
        outcomes=dict(taken.outcomes),
    )
