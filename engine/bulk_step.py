"""One case of a run: what the step would come to there, and doing it, through the same door as a single step."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import datetime
from typing import Any

from engine.caller import Caller
from engine.case import Case
from engine.casework import Asked, Casework
from engine.civil import Office
from engine.critical import is_critical
from engine.errors import NotFound, OutOfDate, Refused
from engine.model import Action, Machine, Programme
from engine.numbers import numbers_of
from engine.records.bulk import ABLE, BLOCKED, CHANGED, DONE, REFUSED, Run, RunCase
from engine.records.database import Reading
from engine.running import outlook
from engine.running.view import view_of
from engine.step import Actor, Inputs, Step
from engine.up_to_now import visible
from engine.values import parse_moment
from engine.why_not import Unmet

GONE = Unmet(code="not_in_this_state", kind="state", says="This case is out of your reach now")


@dataclass(frozen=True, slots=True, kw_only=True)
class BulkStep:
    """What is done in each of many cases, as it was typed once. `each`: the answers for everybody whom it is about.

    `happened` is a time of day at the office of each case; empty: when it is recorded.
    """

    action: str
    answers: Mapping[str, Any] = field(default_factory=dict)
    each: Mapping[str, Any] = field(default_factory=dict)
    reason: str = ""
    note: str = ""
    happened: str = ""
    private: bool = False


def step_of(content: Mapping[str, Any]) -> BulkStep:
    """The step that a run keeps."""
    return BulkStep(**content["step"])


def step_kept(step: BulkStep) -> dict[str, Any]:
    """The step as a run keeps it."""
    return {one.name: getattr(step, one.name) for one in fields(step)}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Here:
    """The action in one case, as its version of the programme knows it, and the case as it was read."""

    reading: Reading
    case: Case
    law: Programme
    inputs: Inputs
    version: int
    machine: Machine
    of: Action


class OfCases:
    """Looks at the cases of a run, and acts in them, one by one. A case is looked at in one reading."""

    def __init__(self, casework: Casework):
        self.casework = casework

    def looked(self, caller: Caller, run: Run, one: RunCase) -> RunCase:
        """The case with what the step would come to in it, and nothing written. Raises Unavailable."""
        here = None
        try:
            with self.casework.records.reading() as reading:
                here = self._here(reading, caller, one.case, step_of(run.content).action)
                whom, unmet = self._whom(caller, here)
                one = replace(one, version=here.version, told={**one.told, **whom})
                asked = None if unmet else self._asked(caller, run, here, one)
            unmet = self.casework.foreseen(caller, asked).refused if asked else unmet
        except NotFound:
            unmet = (GONE,)
        except Refused as refused:
            unmet = refused.unmet
        return self._told(caller, one, BLOCKED, unmet, here) if unmet else replace(one, standing=ABLE)

    def _asked(self, caller: Caller, run: Run, here: _Here, one: RunCase) -> Asked:
        step = self._step(run, one, _happened(run, here.inputs.office))
        return self.casework.asked(here.reading, caller, here.case, step)

    def acted(self, caller: Caller, run: Run, one: RunCase) -> RunCase:
        """The case with what came of it; done once, however often it is tried. Raises Unavailable."""
        try:
            key = f"bulk {run.id} {one.number}"
            step = self._step(run, one, self._happened_there(run, one))
            acted = self.casework.act(caller, one.case, step, expected=one.version, key=key)
        except OutOfDate:
            return replace(one, standing=CHANGED)
        except NotFound:
            return self._told(caller, one, REFUSED, (GONE,))
        except Refused as refused:
            return self._told(caller, one, REFUSED, refused.unmet)
        return replace(one, standing=DONE, entry=acted.entries[0].seq)

    def _here(self, reading: Reading, caller: Caller, case_id: str, action: str) -> _Here:
        """Raises NotFound, Refused where this version of the programme knows no such action."""
        case = visible(reading, caller, case_id)
        law, inputs = self.casework.time.law(reading, case, caller.language)
        version = numbers_of(reading, law, case.id, caller.actor_in(case)).of(case.version)
        found = law.find_action(action)
        if found is None:
            says = f"There is no action '{action}'"
            raise Refused((Unmet(code="not_in_this_state", kind="state", says=says),))
        return _Here(reading=reading, case=case, law=law, inputs=inputs, version=version, machine=found[0], of=found[1])

    def wrong_answers(self, caller: Caller, run: Run, one: RunCase) -> tuple[Unmet, ...]:
        """What is missing or wrong in what was typed, as far as it can be told from one case."""
        try:
            with self.casework.records.reading() as reading:
                here = self._here(reading, caller, one.case, step_of(run.content).action)
                whom, _ = self._whom(caller, here)
                asked = self._asked(caller, run, here, replace(one, told={**one.told, **whom}))
            unmet = self.casework.foreseen(caller, asked).refused
        except NotFound:
            return ()
        except Refused as refused:
            unmet = refused.unmet
        return tuple(each for each in unmet if each.kind == "answer")

    def _whom(self, caller: Caller, here: _Here) -> tuple[dict[str, list[str]], tuple[Unmet, ...]]:
        """About whom the step is (`people`, of a person's track everybody of whom it can be) and who is asked one by
        one (`each`); of a person's track with nobody, why not."""
        if here.machine.per != "person":
            return {"people": [], "each": [one.id for one in here.case.present]}, ()
        stands = self.casework.standing(here.reading, caller, here.case)
        offers = self.casework.explained(caller, stands, here.machine.whole(here.of.name))
        able = [one.person for one in offers if one.person and one.status != outlook.REFUSED]
        unmet = () if able else tuple(dict.fromkeys(unmet for one in offers for unmet in one.unmet))
        return {"people": able, "each": able}, unmet

    def _step(self, run: Run, one: RunCase, happened: datetime | None) -> Step:
        """The step as it is asked for in one case."""
        asked = step_of(run.content)
        return Step(
            action=asked.action,
            actor=Actor(user=run.owner, roles=frozenset()),
            people=tuple(one.told.get("people", ())),
            answers={**asked.answers, **one.told.get("answers", {})},
            each=dict.fromkeys(one.told.get("each", ()), asked.each) if asked.each else {},
            reason=asked.reason or None,
            note=asked.note.strip() or None,
            happened=happened,
            private=asked.private,
            bulk=run.id,
        )

    def _happened_there(self, run: Run, one: RunCase) -> datetime | None:
        """Raises NotFound, Refused where the time cannot be read."""
        if not step_of(run.content).happened:
            return None
        *_, inputs = self._read(one)
        return _happened(run, inputs.office)

    def _told(
        self, caller: Caller, one: RunCase, standing: str, unmet: Iterable[Unmet], here: _Here | None = None
    ) -> RunCase:
        """With what stands in the way, and the roles to which it was told; `here`: where the case was read."""
        case, law, inputs = (here.case, here.law, here.inputs) if here else self._read(one)
        people, view = {one.id for one in case.people}, view_of(law, case, inputs, self.casework.now())
        why = [
            {
                "code": each.code,
                "kind": each.kind,
                "unknown": each.unknown,
                "says": each.says,
                "name": view.of(each.person).name() if each.person in people else "",
                "critical": any(is_critical(law, fact) for fact, _ in each.facts),
            }
            for each in unmet
        ]
        roles = sorted(caller.roles_at(case.programme, case.office))
        return replace(one, standing=standing, told={**one.told, "roles": roles, "unmet": why})

    def _read(self, one: RunCase) -> tuple[Case, Programme, Inputs]:
        with self.casework.records.reading() as reading:
            case = reading.case(one.case)
            return case, *self.casework.time.law(reading, case)


def _happened(run: Run, office: Office) -> datetime | None:
    """The time of day that was typed, at an office. Raises Refused where it cannot be read."""
    typed = step_of(run.content).happened
    try:
        return parse_moment(typed, office) if typed else None
    except (ValueError, OverflowError) as wrong:
        raise Refused((Unmet(code="answers_wrong", kind="answer", says=str(wrong), field="happened"),)) from None
