"""A story played from first line to last: acts through the doors, time in the order of what falls due, checks."""

import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from traceback import extract_tb
from typing import Any

from engine.case import Case
from engine.civil import Office, Span, moved
from engine.errors import NotFound, Refused
from engine.holding import Holding
from engine.model import Programme
from engine.rehearsal import covers
from engine.rehearsal.answering import answers_of, moment_of, moments_of
from engine.rehearsal.checks import CHECKS, Scene, never_true
from engine.rehearsal.covers import Item
from engine.rehearsal.refusing import differences, refusal
from engine.rehearsal.result import Failure, Played
from engine.rehearsal.stage import CASE_ID, NOBODY, Stage, Theatre
from engine.rehearsal.story import (
    EVERYONE,
    Act,
    At,
    Deed,
    Expected,
    Never,
    Opens,
    OtherCase,
    Play,
    ProgrammeHold,
    Story,
    Wait,
    Words,
)
from engine.rehearsal.story import Step as Line
from engine.rehearsal.telling import about, log_digest, log_lines, rest_of
from engine.rehearsal.wrong import Wrong
from engine.running.opening import Opening
from engine.step import Step
from engine.values import WrongAnswer
from engine.why_not import Unmet

CHECKING = tuple(CHECKS)


class _Stopped(Exception):
    """The story cannot go on: what follows would only fail for the same reason."""


@dataclass(slots=True, kw_only=True)
class _Run:
    """One story under way."""

    story: Story
    preludes: Mapping[str, Story]
    stage: Stage
    law: Programme
    office: Office
    never: tuple[Never, ...]
    sources: Mapping[str, str]
    stops_at_first: bool
    failures: list[Failure] = field(default_factory=list)
    touched: set[Item] = field(default_factory=set)
    before: dict[str, int] = field(default_factory=dict)  # versions before the last step that was not a check
    watched: dict[str, int] = field(default_factory=dict)  # versions when it was last asked what must never be true
    violated: set[str] = field(default_factory=set)
    current: Line | None = None

    # the story

    def play(self) -> None:
        self.open()
        if self.story.begins_after:
            self.play_inside(self.preludes[self.story.begins_after])
        for line in self.story.steps:
            self.line(line)

    def play_inside(self, prelude: Story) -> None:
        if prelude.begins_after:
            self.play_inside(self.preludes[prelude.begins_after])
        for line in prelude.steps:
            self.line(line)

    def line(self, line: Line) -> None:
        self.current, self.stage.at = line, self.stage.cases.get(line.within, CASE_ID)
        for deed in line.deeds:
            if isinstance(deed, Words):
                continue
            if isinstance(deed, CHECKING):
                self.check(line, deed)
            elif isinstance(deed, Play):
                self.play_inside(self.preludes[deed.prelude])
            else:
                self.deed(line, deed)

    def open(self) -> None:
        story, office = self.story, self.office
        people = {nick: moments_of(self.law, own, office, self.stage.clock()) for nick, own in story.people.items()}
        facts = moments_of(self.law, story.facts, office, self.stage.clock())
        line = Line(place=story.begins_at, written="the opening of the case", deeds=())
        try:
            self.stage.open(self.law, story.staff, people, facts, story.starts_in, story.linked)
        except Refused as refused:
            self.fail(line, Wrong("The case could not be opened", "opened", refusal(refused.unmet)))
            raise _Stopped from None
        self.touched |= {*covers.of_opening(self.law, ())}
        self.after(line)

    # steps

    def deed(self, line: Line, deed: Deed) -> None:
        self.before = {one: self.stage.look(one)[0].version for one in self.stage.ids}
        try:
            _DEEDS[type(deed)](self, line, deed)
        except NotFound as missing:
            self.fail(line, Wrong("This cannot be done here", "done", str(missing)))
            raise _Stopped from None
        self.after(line)

    def act(self, line: Line, act: Act) -> None:
        case, _, _ = self.stage.look()
        step = self.step(act, case)
        caller = self.stage.callers[act.by]
        unmet = self.tried(lambda: self.stage.act(caller, step))
        self.touched |= {*covers.of_attempt(self.law, act.action, unmet)}
        self.compare(line, act.expected, unmet, step.people[0] if len(step.people) == 1 else None, act)

    def step(self, act: Act, case: Case) -> Step:
        people = tuple(one.id for one in case.present) if act.people == EVERYONE else tuple(act.people)
        answers, each = answers_of(self.law, act, self.office, self.stage.clock())
        happened = moment_of(act.happened, self.office, self.stage.clock()) if act.happened else None
        return Step(
            action=act.action,
            actor=self.stage.callers[act.by].actor_in(case),
            people=people,
            answers=self.by_account(act, answers),
            each=each,
            reason=act.reason,
            note=act.note,
            happened=happened,
            private=act.private,
            other=self.stage.cases.get(act.other, act.other) if act.other else None,
            corrects=self.stage.number_of(self.stage.callers[act.by], act.corrects, people) if act.corrects else None,
            empties=act.empties,
        )

    def by_account(self, act: Act, answers: dict[str, Any]) -> dict[str, Any]:
        """A case is given to a member of staff, who signs in by another name."""
        found = self.law.find_action(act.action)
        if found is None or found[1].kind != "assign" or "to" not in answers:
            return answers
        return {**answers, "to": self.stage.signs_in_as(answers["to"])}

    def programme_hold(self, line: Line, deed: ProgrammeHold) -> None:
        holding, caller = Holding(self.stage.casework), self.stage.callers[deed.by]
        door = holding.lift if deed.lifts else holding.place
        unmet = self.tried(lambda: door(caller, self.law.id, deed.hold, deed.note))
        if not unmet:
            self.touched.add(Item(covers.HOLD, deed.hold))
        self.compare(line, deed.expected, unmet, None, None)

    def opens(self, line: Line, deed: Opens) -> None:
        office, clock = self.office, self.stage.clock()
        asked = Opening(
            actor=NOBODY,
            people={nick: moments_of(self.law, own, office, clock) for nick, own in deed.people.items()},
            facts=moments_of(self.law, deed.facts, office, clock),
            starts_in=deed.starts_in,
            note=deed.note,
            happened=moment_of(deed.happened, office, clock) if deed.happened else None,
        )
        unmet = self.tried(lambda: self.begun(deed, asked))
        self.touched |= {*covers.of_opening(self.law, unmet)}
        self.compare(line, deed.expected, unmet, None, None)

    def begun(self, deed: Opens, asked: Opening) -> None:
        self.stage.cases[deed.named] = self.stage.begin(self.stage.callers[deed.by], asked)

    def other_case(self, line: Line, told: OtherCase) -> None:
        try:
            self.stage.tell(told)
        except WrongAnswer as wrong:
            self.fail(line, Wrong(f"The case behind {told.link} cannot stand so", "values of its facts", str(wrong)))
            raise _Stopped from None

    def tried(self, what: Callable[[], object]) -> tuple[Unmet, ...]:
        try:
            what()
        except Refused as refused:
            return refused.unmet
        return ()

    def compare(
        self, line: Line, expected: Expected, unmet: tuple[Unmet, ...], person: str | None, act: Act | None
    ) -> None:
        """The refusal against the one expected; a step that came out the other way ends the story."""
        for wrong in differences(expected, unmet):
            self.fail(line, wrong, person, act)
        if bool(unmet) != expected.is_refusal:
            raise _Stopped
        if unmet and self.stage.look()[0].version != self.before[self.stage.at]:
            self.fail(
                line, Wrong("A refused step recorded something", "nothing recorded", "a new version"), person, act
            )

    # time

    def wait(self, line: Line, wait: Wait) -> None:
        now = self.stage.clock()
        if wait.unit == "minute":
            self.until(line, now + timedelta(minutes=wait.count))
        else:
            self.until(line, moved(now, Span(wait.count, wait.unit), self.office))

    def at(self, line: Line, at: At) -> None:
        target = moment_of(at.moment, self.office, self.stage.clock())
        if target < self.stage.clock():
            now = self.stage.clock().astimezone(self.office.zone).strftime("%Y-%m-%d %H:%M")
            self.fail(line, Wrong("The clock cannot go back", f"a moment after {now}", at.moment))
            raise _Stopped
        self.until(line, target)

    def until(self, line: Line, target: datetime) -> None:
        """Every instant at which something may fall due, in order, then the moment itself."""
        while (due := self.stage.next_instant()) is not None and due <= target:
            self.stage.clock.moment = due
            self.let_pass(line)
        self.stage.clock.moment = target
        self.let_pass(line)

    def let_pass(self, line: Line) -> None:
        """What the product's clock does all the time."""
        if self.stage.casework.let_due_pass():
            self.watch(line)

    def after(self, line: Line) -> None:
        self.stage.casework.let_due_pass()
        self.watch(line)
        incidents = self.stage.casework.incidents
        if incidents:
            told = "; ".join(dict.fromkeys(incidents))
            incidents.clear()
            self.fail(line, Wrong("An incident: the programme could not be carried out", "no incident", told))

    def watch(self, line: Line) -> None:
        """What must never be true, asked in each of the cases."""
        for case, law, inputs in [self.stage.look(one) for one in self.stage.ids]:
            since = self.watched.get(case.id, 0)
            self.watched[case.id] = case.version
            for one, person in never_true(self.never, case, law, inputs, self.stage.clock(), since):
                if one.name not in self.violated:
                    self.violated.add(one.name)
                    wrong = Wrong(f"never {one.name}", f"not: {one.check.text}", f"true of {person}", person=person)
                    self.fail(line, wrong, person)

    # checks

    def check(self, line: Line, deed: Any) -> None:
        case, law, inputs = self.stage.look()
        scene = Scene(
            case=case,
            law=law,
            inputs=inputs,
            now=self.stage.clock(),
            office=self.office,
            before=self.before.get(self.stage.at, 0),
            entries=self.stage.entries(),
            stage=self.stage,
            staff=self.story.staff,
            line=line,
            source=self.sources[line.place.path],
        )
        for wrong in CHECKS[type(deed)](scene, deed):
            self.fail(line, wrong, wrong.person)

    def broke(self, error: Exception) -> None:
        where = extract_tb(error.__traceback__)[-1]
        line = self.current or Line(place=self.story.begins_at, written="the opening of the case", deeds=())
        told = f"{type(error).__name__}: {error}, in {where.name} of {where.filename.rpartition('/')[2]}"
        self.fail(line, Wrong("The engine failed", "an answer", told))

    def fail(self, line: Line, wrong: Wrong, person: str | None = None, act: Act | None = None) -> None:
        place = wrong.place or (act.at if act else None) or line.place
        self.failures.append(
            Failure(
                path=place.path,
                line=place.line,
                column=place.column,
                step=line.written,
                what=wrong.what,
                expected=wrong.expected,
                found=wrong.found,
                log=self.log(person),
            )
        )
        if self.stops_at_first:
            raise _Stopped

    def log(self, person: str | None) -> tuple[str, ...]:
        if not self.stage.ids:
            return ()
        return log_lines(self.law, about(self.stage.entries(), person), self.office, self.stage.nick)


_DEEDS: Mapping[type, Callable[[_Run, Line, Any], None]] = {
    Act: _Run.act,
    ProgrammeHold: _Run.programme_hold,
    Opens: _Run.opens,
    OtherCase: _Run.other_case,
    Wait: _Run.wait,
    At: _Run.at,
}


def play(
    story: Story,
    preludes: Mapping[str, Story],
    house: Theatre,
    law: Programme,
    office: Office,
    sources: Mapping[str, str],
    instead: Programme | None = None,
) -> Played:
    """One story on a stage of its own. `instead`: by this programme, of the same digest, to its first failure."""
    began = time.perf_counter()
    starts = moment_of(story.starts, office, datetime.min.replace(tzinfo=UTC))
    with house.stage(starts, office, instead) as stage:
        run = _Run(
            story=story,
            preludes=preludes,
            stage=stage,
            law=instead or law,
            office=office,
            never=_nevers(story, preludes),
            sources=sources,
            stops_at_first=instead is not None,
        )
        try:
            with suppress(_Stopped):
                run.play()
        except Exception as broke:  # whatever breaks below is told as a failure of this story, and the others go on
            with suppress(_Stopped):
                run.broke(broke)
        return _played(run, time.perf_counter() - began)


def _nevers(story: Story, preludes: Mapping[str, Story]) -> tuple[Never, ...]:
    inside = _nevers(preludes[story.begins_after], preludes) if story.begins_after else ()
    return (*story.never, *inside)


def _played(run: _Run, seconds: float) -> Played:
    stage, story = run.stage, run.story
    entries = tuple(one for case_id in stage.ids for one in stage.entries(case_id))
    rest: dict[str, str] = {}
    for case in [stage.look(case_id)[0] for case_id in stage.ids]:
        prefix = "" if case.id == CASE_ID else f"{case.id}."
        rest |= {f"{prefix}{name}": state for name, state in rest_of(case).items()}
        run.touched |= {*covers.of_entries(run.law, stage.entries(case.id)), *covers.of_case(run.law, case)}
        run.touched |= {*covers.of_start(run.law, story.starts_in)}
    if not run.failures:
        run.failures += _not_covered(run)
    return Played(
        path=story.path,
        title=story.title,
        is_prelude=story.is_prelude,
        failures=tuple(run.failures),
        touched=frozenset(run.touched),
        rest=rest,
        digest=log_digest(entries, {caller.user: nick for nick, caller in stage.callers.items()}),
        entries=len(entries),
        seconds=seconds,
    )


def _not_covered(run: _Run) -> list[Failure]:
    return [
        Failure(
            path=at.path,
            line=at.line,
            column=at.column,
            step=f"covers: {word}",
            what="It is not touched by this story",
            expected=f"{word} touched",
            found="never touched",
        )
        for word, at in run.story.covers
        if not covers.is_named(word, run.touched)
    ]
