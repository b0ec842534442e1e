"""The steps of a story: each read into what it does or checks, its names looked up, its text kept as written."""

from collections.abc import Callable, Iterator, Mapping, Set
from dataclasses import dataclass
from typing import Any

from engine.model import Action
from engine.reading.place import Block, Place, Row
from engine.rehearsal.answering import types_asked
from engine.rehearsal.names import Clerk, confirming
from engine.rehearsal.nows import check_now
from engine.rehearsal.others import other_case
from engine.rehearsal.story import (
    CASE,
    EVERYONE,
    OPENING,
    PROGRAMME,
    Act,
    Ask,
    At,
    Deed,
    Expected,
    Opens,
    Play,
    ProgrammeHold,
    See,
    Step,
    Told,
    Wait,
    Words,
)
from engine.rehearsal.table import Table, read_table

CONFIRMING = ("verify", "countersign", "reject")
COLUMNS = ("reason", "refused")
STARTS_IN = "starts_in"
MOST_LINES = 16
ANSWERS = {True: True, False: False, "true": True, "false": False, "unknown": None}

Playing = Callable[[str, Place, Mapping[str, str], list[str], Clerk], bool]


@dataclass(slots=True, kw_only=True)
class Cast:
    """Who may be named: the staff with their roles, the people and cases so far, those that join added as the story
    goes, and the links behind which there is a case."""

    staff: Mapping[str, str]
    people: list[str]
    cases: list[str]
    linked: tuple[str, ...] = ()


@dataclass(slots=True)
class _Reader:
    clerk: Clerk
    cast: Cast
    source: str
    may_play: Playing

    def deeds(self, step: Block) -> Iterator[Deed]:
        for key in ("in", "other"):
            if key in step:
                self.clerk.pick(step[key], step.values_at[key], "case", self.cast.cases)
        if "by" in step:
            self.clerk.pick(step["by"], step.values_at["by"], "member of staff", self.cast.staff)
        for key, read in _READERS.items():
            if key in step:
                yield from read(self, step)
                return

    # acts

    def act(self, step: Block) -> Iterator[Deed]:
        found = self.clerk.action(step["do"], step.values_at["do"])
        if found is None:
            return
        action = found[1]
        if action.does is not None and action.does.kind == "add_person":
            self.cast.people += [nick for nick in step.block("each") if nick not in self.cast.people]
        self.check_answers(step, action)
        if "table" in step:
            yield from self.rows(step, action, found[0].per == "person")
        else:
            yield self.one_act(step, step["do"], self.people(step))

    def one_act(self, step: Block, action: str, people: tuple[str, ...] | str, **more: Any) -> Act:
        what: dict[str, Any] = {
            "by": step["by"],
            "action": action,
            "people": people,
            "answers": dict(step.block("with")),
            "each": {nick: dict(own) for nick, own in step.blocks("each")},
            "reason": step.get("reason"),
            "note": step.get("note"),
            "happened": step.get("happened"),
            "private": step.get("private", False),
            "other": step.get("other"),
            "expected": expected(step),
        }
        return Act(**{**what, **more})

    def confirm(self, step: Block) -> Iterator[Deed]:
        kind = next(one for one in CONFIRMING if one in step)
        if self.clerk.action(step[kind], step.values_at[kind]) is None:
            return
        derived = confirming(self.clerk.programme, kind, step[kind])
        if derived is None:
            at = step.values_at[kind]
            self.clerk.tell(at, "unknown-action", f"'{step[kind]}' waits for nobody who could {kind} it", None)
            return
        yield self.one_act(step, derived, self.people(step))

    def correct(self, step: Block) -> Iterator[Deed]:
        found = None if step["correct"] == OPENING else self.clerk.action(step["correct"], step.values_at["correct"])
        if found is None and step["correct"] != OPENING:
            return
        keys = {ask.key for ask in (found[1].asks if found else self.clerk.programme.opening.asks)}
        self.corrected(step, keys)
        people, own = self.people(step), dict(step.block("with"))
        each = {nick: dict(given) for nick, given in step.blocks("each")}
        if found and found[0].per == "person" and own:
            each, own = {nick: {**own, **each.get(nick, {})} for nick in people}, {}
        empties = tuple(str(one) for one in step.row("empty"))
        told = {"answers": own, "each": each, "corrects": step["correct"], "empties": empties}
        yield self.one_act(step, "correct_entry", people, **told)

    def corrected(self, step: Block, keys: Set[str]) -> None:
        """What is put right, or emptied, is what the act asks, and of somebody whom the story knows."""
        for nick in step.block("each"):
            self.clerk.pick(nick, step.block("each").keys_at[nick], "person", self.cast.people)
        for block in (step.block("with"), *(own for _, own in step.blocks("each"))):
            for key in block:
                self.clerk.pick(key, block.keys_at[key], "answer", keys)
        for place, at in step.row("empty").placed():
            nick, _, key = str(place).rpartition(".")
            self.clerk.pick(key, at, "answer", keys)
            if nick:
                self.clerk.pick(nick, at, "person", self.cast.people)

    def hold(self, step: Block) -> Iterator[Deed]:
        kind = "place" if "place" in step else "lift"
        name, over, at = step[kind], step["over"], step.values_at["over"]
        if not self.clerk.pick(name, step.values_at[kind], "hold", self.clerk.programme.holds):
            return
        if over == PROGRAMME:
            yield ProgrammeHold(
                by=step["by"], hold=name, lifts=kind == "lift", note=step.get("note"), expected=expected(step)
            )
        elif self.clerk.pick(over, at, "person", (*self.cast.people, CASE, PROGRAMME)):
            yield from self.own_hold(step, f"{kind}_{name}", kind, over)

    def own_hold(self, step: Block, action: str, kind: str, over: str) -> Iterator[Deed]:
        if self.clerk.programme.find_action(action) is None:
            at = step.values_at[kind]
            self.clerk.tell(at, "unknown-hold", f"'{step[kind]}' lies over the programme only", "Write over: programme")
            return
        yield self.one_act(step, action, () if over == CASE else (over,))

    def opens(self, step: Block) -> Iterator[Deed]:
        check_facts_at_opening(step, self.clerk)
        facts = step.block("case")
        yield Opens(
            by=step["by"],
            named=step["open"],
            people={nick: dict(own) for nick, own in step.blocks("people")},
            facts={name: value for name, value in facts.items() if name != STARTS_IN},
            starts_in=facts.get(STARTS_IN),
            note=step.get("note"),
            happened=step.get("happened"),
            expected=expected(step),
        )
        if not expected(step).is_refusal:
            self.cast.cases.append(step["open"])
            self.cast.people += [nick for nick in step.block("people") if nick not in self.cast.people]

    def people(self, step: Block) -> tuple[str, ...] | str:
        if step.get("for") == EVERYONE:
            return EVERYONE
        row = step.row("for")
        for nick, at in row.placed():
            self.clerk.pick(nick, at, "person", (*self.cast.people, EVERYONE))
        return tuple(row)

    def check_answers(self, step: Block, action: Action) -> None:
        """A question that the action does not ask is a slip, unless the refusal of it is what the step shows."""
        for nick in step.block("each"):
            self.clerk.pick(nick, step.block("each").keys_at[nick], "person", self.cast.people)
        if expected(step).is_refusal:
            return
        for block in (step.block("with"), *(own for _, own in step.blocks("each"))):
            for key in block:
                self.clerk.pick(key, block.keys_at[key], "answer", types_asked(self.clerk.programme, action))
        if action.kind == "assign" and "to" in step.block("with"):
            given = step.block("with")
            self.clerk.pick(given["to"], given.values_at["to"], "member of staff", self.cast.staff)
        if "reason" in step:
            self.clerk.pick(step["reason"], step.values_at["reason"], "reason", action.reasons)

    # one action, one row a person

    def rows(self, step: Block, action: Action, per_person: bool) -> Iterator[Deed]:
        table = read_table(step["table"], step.values_at["table"], self.source)
        keys = [ask.key for ask in action.asks]
        if not per_person:
            at = step.keys_at["table"]
            self.clerk.tell(
                at, "table", "A table has one row for each person of a track's action", "Write each: instead"
            )
            return
        self.sound(table, (*keys, *COLUMNS), "answer")
        for nick, at in table.rows:
            yield self.row_act(step, action, table, nick, at)

    def row_act(self, step: Block, action: Action, table: Table, nick: str, at: Place) -> Act:
        own = {cell.column: cell.text for cell in table.cells if cell.row == nick and cell.text}
        each = {ask.key for ask in action.asks if ask.each}
        answers = {key: text for key, text in own.items() if key not in (*COLUMNS, *each)}
        refused = frozenset(own["refused"].replace(",", " ").split()) if "refused" in own else None
        return self.one_act(
            step,
            step["do"],
            (nick,),
            answers={**step.block("with"), **answers},
            each={nick: {key: own[key] for key in each & set(own)}},
            reason=own.get("reason", step.get("reason")),
            expected=Expected(refused=refused) if refused else expected(step),
            at=at,
        )

    def sound(self, table: Table, columns: tuple[str, ...], what: str) -> None:
        for name, at in table.headings:
            self.clerk.pick(name, at, what, columns)
        for name, at in table.rows:
            self.clerk.pick(name, at, "person", self.cast.people)
        for at in table.ragged:
            self.clerk.tell(at, "table", "This row has not as many cells as the first line", "Count the strokes |")

    # the clock, words, checks

    def wait(self, step: Block) -> Iterator[Deed]:
        count, unit = step["wait"].split(" ")
        yield Wait(count=int(count), unit=unit.removesuffix("s"))

    def at(self, step: Block) -> Iterator[Deed]:
        yield At(moment=step["at"])

    def linked(self, step: Block) -> Iterator[Deed]:
        if step["linked"] not in self.cast.linked:
            hint = f"Add linked: {{{step['linked']}: {{state: …}}}} above the story"
            self.clerk.tell(step.values_at["linked"], "unknown-link", f"No case is linked as '{step['linked']}'", hint)
            return
        told = other_case(step["linked"], step.block("is"), self.clerk)
        if told is not None:
            yield told

    def play(self, step: Block) -> Iterator[Deed]:
        if self.may_play(step["play"], step.values_at["play"], self.cast.staff, self.cast.people, self.clerk):
            yield Play(prelude=step["play"])

    def now(self, step: Block) -> Iterator[Deed]:
        now = step.block("now")
        yield check_now(now, self.clerk, self.cast.people, self.source)
        self.cast.cases += [now.block("new_case")["named"]] if "new_case" in now else []

    def see(self, step: Block) -> Iterator[Deed]:
        see = step.block("see")
        self.clerk.pick(see["as"], see.values_at["as"], "member of staff", self.viewers())
        never = tuple((str(text), at) for text, at in see.row("not").placed())
        yield See(viewer=see["as"], never=never, but=see.get("but"))

    def viewers(self) -> tuple[str, ...]:
        return (*self.cast.staff, *self.cast.people, *self.clerk.programme.links)

    def told(self, step: Block) -> Iterator[Deed]:
        told = step.block("told")
        for key in ("who", "not"):
            for nick, at in told.row(key).placed():
                self.clerk.pick(nick, at, "member of staff", self.cast.staff)
        yield Told(who=tuple(told.row("who")), never=tuple(told.row("not")), about=told["about"])

    def ask(self, step: Block) -> Iterator[Deed]:
        ask = step.block("ask")
        person = ask.get("for")
        if person is not None:
            self.clerk.pick(person, ask.values_at["for"], "person", self.cast.people)
        that = self.clerk.expression(ask["that"], ask.values_at["that"], person is not None)
        if that is not None:
            yield Ask(that=that, person=person, answer=ANSWERS[ask["is"]])

    def words(self, step: Block) -> Iterator[Deed]:
        yield Words()


_READERS: Mapping[str, Callable[[_Reader, Block], Iterator[Deed]]] = {
    "do": _Reader.act,
    **dict.fromkeys(CONFIRMING, _Reader.confirm),
    "correct": _Reader.correct,
    "open": _Reader.opens,
    "place": _Reader.hold,
    "lift": _Reader.hold,
    "wait": _Reader.wait,
    "at": _Reader.at,
    "linked": _Reader.linked,
    "play": _Reader.play,
    "now": _Reader.now,
    "see": _Reader.see,
    "told": _Reader.told,
    "ask": _Reader.ask,
    "note": _Reader.words,
}


def check_facts_at_opening(block: Block, clerk: Clerk) -> None:
    """What is known when a case is opened, of the case and of its people."""
    own = [fact for fact in clerk.programme.facts.values() if fact.track is None]
    case = [fact.name for fact in own if fact.owner == CASE]
    person = [fact.name for fact in own if fact.owner == "person"]
    for name in block.block("case"):
        if name != STARTS_IN:
            clerk.pick(name, block.block("case").keys_at[name], "fact", case)
    for _, facts in block.blocks("people"):
        for name in facts:
            clerk.pick(name, facts.keys_at[name], "fact", person)


def expected(step: Block) -> Expected:
    """What the step is expected to come to."""

    def names(key: str) -> frozenset[str] | None:
        return frozenset(step.row(key)) if key in step else None

    return Expected(
        refused=names("refused"), among=names("refused_among"), because=names("because"), says=step.get("says")
    )


def read_steps(tree: Block, clerk: Clerk, cast: Cast, source: str, may_play: Playing) -> tuple[Step, ...]:
    """The story's steps in order; what is wrong is told to the clerk."""
    reader, lines = _Reader(clerk, cast, source, may_play), source.split("\n")
    return tuple(
        Step(place=at, written=_written(lines, step, at), deeds=tuple(reader.deeds(step)), within=step.get("in", CASE))
        for step, at in tree.row("story").placed()
    )


def _written(lines: list[str], step: Block, at: Place) -> str:
    """The lines of a step as they stand in the file, without their indent."""
    last = min(_last_line(step, at), len(lines), at.line + MOST_LINES - 1)
    rows = [
        line[at.column - 1 :] if line[: at.column - 1].strip("- ") == "" else line for line in lines[at.line - 1 : last]
    ]
    return "\n".join(rows).rstrip()


def _last_line(part: Any, at: Place) -> int:
    if isinstance(part, Block):
        return max((_last_line(value, part.values_at[key]) for key, value in part.items()), default=at.line)
    if isinstance(part, Row):
        return max((_last_line(value, place) for value, place in part.placed()), default=at.line)
    return at.line + (part.rstrip("\n").count("\n") + 1 if isinstance(part, str) and "\n" in part else 0)
