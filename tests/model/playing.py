"""One invented programme, played by the kernel and by the model at once; after every step the two must agree."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import yaml

from engine.case import Case, PlacedHold
from engine.civil import Office
from engine.model import Programme
from engine.reading import read_programme
from engine.rehearsal.shuffling import in_other_order, other_order
from engine.running.decide import Decision, decide, let_time_pass
from engine.running.draft import CannotRest
from engine.running.instants import next_instant
from engine.running.opening import Opening, open_case
from engine.step import Actor, Inputs, Step
from tests.model import acting, days, linked, moving, settling, stepping, texts
from tests.model.inventing import Inventor
from tests.model.standing import in_any_order, kernel_stands, model_stands

ZONES = ("Asia/Amman", "Africa/Cairo", "Europe/Berlin", "UTC")
COUNTED = ("overturns", "extends", "confirms", "confirm", "does", "open_from")
CONSTRUCTS = ("late_post", "extended", "overturns", "confirm", "open_from", "repeats", "links", "instead")
RARE = ("lapse used_up", "let go on")  # not in every two thousand steps: the long run sees to it that they occur
PATH = "invented/programme.yaml"


class Disagreement(AssertionError):
    """Kernel and model do not say the same; the text holds the programme, the steps and both answers."""


def play_steps(seed: str, steps: int) -> Counter[str]:
    """So many random steps at least, through one invented programme after the other; what occurred, counted.

    A step is an act that is asked for, accepted or refused, or a span of time that passes. Raises Disagreement.
    """
    seen, disagreement = play_piece(seed, steps)
    if disagreement:
        raise Disagreement(disagreement)
    return seen


def play_piece(seed: str, steps: int) -> tuple[Counter[str], str]:
    """The same, and in words where the two disagree first, "" where they never do."""
    seen: Counter[str] = Counter()
    number = 0
    while seen["accepted"] + seen["refused"] + seen["waited"] < steps:
        number += 1
        chance = Random(f"{seed} {number}")
        if (sound := sound_programme(chance)) is not None:
            try:
                seen += _played(Play(chance, *sound))
            except Disagreement as told:
                return seen, f"seed '{seed}', programme {number}:\n{told}"
            seen["programmes"] += 1
            seen.update(f"with {key}" for key in CONSTRUCTS if f" {key}:" in written(sound[0]))
    return seen, ""


def _played(play: "Play") -> Counter[str]:
    """Sixty steps, or to the end of the case and a little beyond."""
    for _ in range(60):
        if play.broken or play.model["outcome"] and play.chance.random() < 0.25:
            break
        play.go_on()
    return play.seen


def sound_programme(chance: Random) -> tuple[dict, Programme] | None:
    """An invented programme if `caseway check` finds no error in it."""
    invented = Inventor(chance).programme()
    reading = read_programme(PATH, {PATH: written(invented)})
    if any(finding.severity == "error" for finding in reading.findings):
        return None
    assert reading.programme is not None
    return invented, reading.programme


def written(invented: dict) -> str:
    return yaml.dump(invented, Dumper=yaml.CSafeDumper, sort_keys=False, width=10_000)


class Play:
    """The same case twice: `kernel` as the engine keeps it, `model` as a dict."""

    def __init__(self, chance: Random, invented: dict, law: Programme) -> None:
        self.chance, self.invented, self.law = chance, invented, law
        self.zone = ZoneInfo(chance.choice(ZONES))
        self.inputs = Inputs(office=Office("office", "Office", self.zone, frozenset(range(5)), frozenset(), "digest"))
        self.now = datetime(2026, chance.randint(1, 12), chance.randint(1, 28), chance.randint(0, 23), tzinfo=UTC)
        self.order = Random(str(self.now))
        self.other = other_order(law, self.order)
        self.number = 0
        self.latest = self.now
        self.told: list[str] = []
        self.seen: Counter[str] = Counter()
        self.broken = False
        self.open()

    # the steps

    def open(self) -> None:
        people = {f"p{number}": self._known() for number in range(1, self.chance.choice((2, 3, 3, 4)))}
        facts = self._facts(texts_of("case"))
        self.tell("opening", people, facts)
        self.number = len(people)
        actor = Actor(user="clara", roles=frozenset({"clerk"}))
        typed_people = {one: {name: typed(value) for name, value in own.items()} for one, own in people.items()}
        links = {name: linked.REFERENCE for name in self.invented.get("links", {}) if self.chance.random() < 0.85}
        self.inputs = replace(self.inputs, linked={name: linked.sight(self.chance, 1) for name in links})
        typed_facts = {name: typed(value) for name, value in facts.items()}
        opening = Opening(actor=actor, people=typed_people, facts=typed_facts, links=links)
        holds = self._held_at_first(opening)
        decision = open_case(self.law, "case-1", "NOR-1", opening, self.inputs, self.now)
        seen = self.seen_elsewhere()
        try:
            self.model = acting.open_case(self.invented, self.zone, people, facts, self.now, seen, holds)
        except moving.Ring:
            self.broken = True
            self.agree({unmet.code for unmet in decision.refused}, {"cannot_rest"})
            return
        self.agree(codes(decision), set())
        assert decision.case is not None
        self.kernel: Case = decision.case
        self.compare()

    def _held_at_first(self, opening: Opening) -> list[dict]:
        """Holds over the programme under which a case opens; of those that do not let it, that they do not."""
        every = [name for name, hold in self.invented.get("holds", {}).items() if "programme" in hold["over"]]
        if not every or self.chance.random() < 0.6:
            return []
        holds = [self._over_the_programme(self.chance.choice(every))]
        self.tell("before the opening", holds[0]["name"])
        self.inputs = replace(self.inputs, programme_holds=tuple(_over_programme(holds)))
        refused = acting.opening_refused(self.invented, holds)
        if refused:
            decision = open_case(self.law, "case-1", "NOR-1", opening, self.inputs, self.now)
            self.agree(codes(decision), refused)
            self.seen["opening held"] += 1
            self.inputs, holds = replace(self.inputs, programme_holds=()), []
        return holds

    def _over_the_programme(self, name: str) -> dict[str, Any]:
        at_most = self.invented["holds"][name].get("at_most")
        ends = days.later(self.now, at_most, ZoneInfo("UTC")) if at_most else None
        return {"name": name, "over": "programme", "by": "berta", "ends": ends, "at": self.now}

    def _known(self) -> dict[str, Any]:
        return self._facts({**texts_of("person"), "born_on": "date"})

    def _facts(self, named: dict[str, str]) -> dict[str, Any]:
        return {
            name: stepping.value(self.chance, kind, name, self.now, self.zone)
            for name, kind in named.items()
            if self.chance.random() < 0.6
        }

    def go_on(self) -> None:
        """One step: time that passes, or something that somebody asks for."""
        self.number += 1
        if self.chance.random() < 0.35:
            self.let_time_pass(self.now + stepping.wait(self.chance))
            self.seen["waited"] += 1
        else:
            self.now += timedelta(minutes=self.chance.randrange(3))
            self.let_time_pass(self.now)
            if not self.broken and self.chance.random() < 0.08:
                self.hold_programme()
            elif not self.broken and self.inputs.linked and self.chance.random() < 0.1:
                self.change_elsewhere()
            elif not self.broken:
                self.ask(stepping.step(self.chance, self.invented, self.model, self.now, self.number))

    def hold_programme(self) -> None:
        """A hold is laid over the programme, or lifted, and what follows in the case is a step of its own (17)."""
        lying = [hold for hold in self.model["holds"] if hold["over"] == "programme"]
        laid = {hold["name"] for hold in lying}
        others = [name for name, hold in self.invented.get("holds", {}).items() if "programme" in hold["over"]]
        others = [name for name in others if name not in laid]
        if lying and (not others or self.chance.random() < 0.6):
            self.model["holds"].remove(self.chance.choice(lying))
        elif others:
            self.model["holds"].append(self._over_the_programme(self.chance.choice(others)))
        self.tell("over the programme", [hold["name"] for hold in self.model["holds"] if hold["over"] == "programme"])
        self.inputs = replace(self.inputs, programme_holds=tuple(_over_programme(self.model["holds"])))
        self.settle()

    def change_elsewhere(self) -> None:
        """The linked case shows something else, which is seen in a step of its own."""
        news = {name: linked.sight(self.chance, self.number) for name in self.inputs.linked}
        self.inputs = replace(self.inputs, linked=news)
        self.tell("elsewhere", self.seen_elsewhere())
        self.model["links"] = self.seen_elsewhere()
        self.settle()
        self.seen["elsewhere"] += 1

    def seen_elsewhere(self) -> dict[str, dict]:
        return {name: linked.as_seen(sight) for name, sight in self.inputs.linked.items()}

    def settle(self) -> None:
        """What follows from what is outside the case."""
        try:
            decision = let_time_pass(self.law, self.kernel, self.inputs, self.now)
        except CannotRest:
            self.broken = True
        moving.begin_step(self.model, self.now)
        try:
            settling.settle(self.invented, self.model, self.now)
        except moving.Ring:
            self.agree("rest" if not self.broken else "ring", "ring")
        if not self.broken:
            self.count(decision)
            self.kernel = decision.case or self.kernel
            self.compare()
            self.seen["over the programme"] += bool(self.inputs.programme_holds)

    def ask(self, asked: dict[str, Any]) -> None:
        self.tell("asks", asked)
        decision = decide(self.law, self.kernel, kernel_step(asked), self.inputs, self.now)
        quick = decide(self.law, self.kernel, kernel_step(asked), self.inputs, self.now, rested=True)
        self.agree(quick.case, decision.case)
        self.agree(self._in_another_order(kernel_step(asked), decision), in_any_order(decision.case))
        refused, self.model = acting.step(self.invented, self.model, asked, self.now)
        self.agree(codes(decision), refused)
        self.count(decision)
        self.kernel = decision.case or self.kernel
        self.compare()
        self.seen["refused" if refused else "accepted"] += 1
        self.seen.update(f"refused as {code}" for code, _ in refused)
        self.seen["entered refused"] += any("." in code for code, _ in refused)
        if not refused:
            self.seen[asked["kind"]] += 1
            self.seen["late"] += asked["happened"] < self.now
            self.seen["out of order"] += asked["happened"] < self.latest
            self.latest = max(self.latest, asked["happened"])
            self.count_action(asked)

    def count_action(self, asked: dict[str, Any]) -> None:
        """What was done, by the keys of the action that say what it does."""
        if asked["kind"] == "act":
            action = texts.action_of(self.invented, asked["action"], None)[2] or {}
            self.seen.update(f"done: {key}" for key in COUNTED if key in action)
            self.seen[f"does: {action.get('does')}"] += 1
            self.seen["let go on"] += asked["action"] == "go_on"

    def _in_another_order(self, step: Step, decision: Decision) -> Any:
        """The same step by the programme with its tracks, and in the case with its people, in another order."""
        again = decide(self.other, in_other_order(self.kernel, self.order), step, self.inputs, self.now)
        self.agree(codes(again), codes(decision))
        return in_any_order(again.case)

    def let_time_pass(self, until: datetime) -> None:
        """Each instant at which something moves, one after the other, until then."""
        after = self.kernel.recorded or self.kernel.opened
        after = max(after, getattr(self, "passed", after))
        while True:
            moved = self._kernel_moves(after, until)
            try:
                at = settling.pass_time(self.invented, self.model, after, until)
            except moving.Ring:
                at = "ring"
            self.agree(moved, at)
            self.broken = at == "ring"
            if at is None or self.broken:
                break
            self.tell("moves by itself", at)
            self.compare()
            self.seen["moved by time"] += 1
            after = at
        self.now = self.passed = max(until, self.now)

    def _kernel_moves(self, after: datetime, until: datetime) -> Any:
        """The first instant at which the kernel lets something move."""
        before, at = kernel_stands(self.kernel), after
        while (following := next_instant(self.law, self.kernel, self.inputs, at)) is not None and following <= until:
            at = following
            try:
                decision = let_time_pass(self.law, self.kernel, self.inputs, at)
            except CannotRest:
                return "ring"
            again = let_time_pass(self.other, in_other_order(self.kernel, self.order), self.inputs, at)
            self.agree(in_any_order(again.case), in_any_order(decision.case))
            self.count(decision)
            self.kernel = decision.case or self.kernel
            if kernel_stands(self.kernel) != before:
                return at
        return None

    def count(self, decision: Decision) -> None:
        """What came about, by the entries that both agree on."""
        for entry in decision.entries:
            self.seen[entry.cause] += 1
            self.seen[f"{entry.cause} {entry.ground}"] += entry.cause == "lapse"
            self.seen.update(kind for change in entry.changes for kind in change)
            self.seen["unless"] += entry.reason == "unless"
            self.seen["forgot"] += any(one.value is None for one in entry.written)
            self.seen["several people"] += (
                entry.cause == "action" and entry.person is not None and entry.seq > entry.step
            )
        if decision.case and decision.case.outcome != self.kernel.outcome:
            self.seen[f"ended {decision.case.outcome}"] += 1

    # agreeing

    def tell(self, *words: Any) -> None:
        self.told.append(f"{self.now:%Y-%m-%d %H:%M} " + " ".join(str(word) for word in words))

    def compare(self) -> None:
        self.agree(kernel_stands(self.kernel), model_stands(self.model))

    def agree(self, kernel: Any, model: Any) -> None:
        if kernel != model:
            raise Disagreement(self.story(kernel, model))

    def story(self, kernel: Any, model: Any) -> str:
        lines = [written(self.invented), str(self.zone), *self.told, *differences(kernel, model)]
        return "\n".join(lines)


def _over_programme(holds: list[dict[str, Any]]) -> Iterator[PlacedHold]:
    for hold in holds:
        if hold["over"] == "programme":
            what = {"name": hold["name"], "by": hold["by"], "happened": hold["at"], "ends": hold["ends"]}
            yield PlacedHold(over="programme", **what)


def differences(kernel: Any, model: Any) -> list[str]:
    if not (isinstance(kernel, dict) and isinstance(model, dict)):
        return [f"kernel: {kernel}", f"model:  {model}"]
    if isinstance(kernel.get("facts"), dict) and isinstance(model.get("facts"), dict):
        kernel, model = {**kernel, **kernel["facts"], "facts": {}}, {**model, **model["facts"], "facts": {}}
    names = sorted({*kernel, *model}, key=str)
    return [
        line
        for name in names
        if kernel.get(name) != model.get(name)
        for line in (f"{name}", f"  kernel: {kernel.get(name)}", f"  model:  {model.get(name)}")
    ]


def texts_of(owner: str) -> dict[str, str]:
    from_file = {"case": {"c_day": "date", "c_at": "moment", "c_flag": "boolean", "c_num": "integer"}}
    return from_file.get(owner) or {"p_day": "date", "p_flag": "boolean", "p_code": "choice"}


def typed(value: Any) -> Any:
    """A value of the model as somebody would type it."""
    if isinstance(value, datetime):
        return value.isoformat()
    if isinstance(value, tuple):
        return str(value[0].year)
    if value == "wrong":
        return "nonsense"
    return value.isoformat() if isinstance(value, date) else value


def kernel_step(asked: dict[str, Any]) -> Step:
    track, _, name = asked["action"].rpartition(".")
    prefix = {"act": "", **{kind: f"{kind}_" for kind in ("verify", "countersign", "reject", "place", "lift")}}
    action = f"{track}." * bool(track) + prefix[asked["kind"]] + name
    each = {one: {name: typed(value) for name, value in own.items()} for one, own in asked["each"].items()}
    each.update({one: {} for one in asked["newcomers"] if one not in each})
    return Step(
        action=action,
        actor=Actor(user=asked["user"], roles=frozenset(asked["roles"])),
        people=tuple(asked["people"]),
        answers={name: typed(value) for name, value in asked["answers"].items()},
        each=each,
        note=asked["note"],
        reason=asked["reason"],
        happened=asked["happened"],
        newcomers=tuple(asked["newcomers"]),
    )


def codes(decision: Decision) -> set[tuple[str, str | None]]:
    return {(unmet.code, unmet.person) for unmet in decision.refused}
