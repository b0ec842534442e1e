"""The checks of a story: how everything stands, what somebody sees, who was told, what a question answers."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from engine.case import Case, Left, Person, Standing
from engine.civil import Office
from engine.entry import Entry
from engine.listing import notices_of
from engine.model import MEMBER, Machine, Programme
from engine.reading.place import Block, Place
from engine.rehearsal.answering import typed
from engine.rehearsal.nows import ANYTHING, IN_A_ROUND, NOT_NEEDED, NOT_OPEN, whose
from engine.rehearsal.seen import facts_seen, words_seen
from engine.rehearsal.stage import Stage
from engine.rehearsal.story import CASE, PROGRAMME, Ask, Never, Now, See, Told
from engine.rehearsal.story import Step as Line
from engine.rehearsal.table import OF_THE_CASE, Cell, read_table
from engine.rehearsal.telling import log_lines
from engine.rehearsal.wrong import Wrong
from engine.running import outlook, timers
from engine.running.answers import read_fact
from engine.running.validity import last_day, needed_on
from engine.running.view import CaseView, turn_of, view_of
from engine.running.words import worded
from engine.step import Inputs
from engine.values import WrongAnswer

PAUSED, LATE_POST, NOT_RUNNING = "paused", "waits_for_late_post", "not running"
NOBODY_LEFT = "nobody"
NOT_SCORED = "not worked out"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """The case at the moment of a check. `before` is its version before the last step that was not a check."""

    case: Case
    law: Programme
    inputs: Inputs
    now: datetime
    office: Office
    before: int
    entries: tuple[Entry, ...]
    stage: Stage
    staff: Mapping[str, str]
    line: Line
    source: str  # text of the file in which the check stands

    @property
    def view(self) -> CaseView:
        return view_of(self.law, self.case, self.inputs, self.now)

    @property
    def people(self) -> list[str]:
        return [one.id for one in self.case.people]


def _differs(what: str, expected: str, found: str, place: Place, person: str | None = None) -> Iterator[Wrong]:
    if expected != found:
        yield Wrong(what, expected, found, place, person)


def _list(names: Iterable[str]) -> str:
    return f"[{', '.join(sorted(names))}]"


# now


def now(scene: Scene, check: Now) -> Iterator[Wrong]:
    """Each key of a `now:` apart, so that one wrong thing hides no other."""
    for key in check.what:
        yield from _NOW[key](scene, check.what, check.what.values_at[key])


def _case(scene: Scene, what: Block, at: Place) -> Iterator[Wrong]:
    return _differs("The case stands elsewhere", what["case"], scene.case.standing.state, at)


def _ending(scene: Scene, what: Block, at: Place) -> Iterator[Wrong]:
    return _differs("The case ended otherwise", what["ending"], scene.case.outcome or "still open", at)


def _people(scene: Scene, what: Block, at: Place) -> Iterator[Wrong]:
    present = _list(one.id for one in scene.case.present)
    return _differs("Other people are in the case", _list(what.row("people")), present, at)


def _left(scene: Scene, what: Block, at: Place) -> Iterator[Wrong]:
    left = {one.id: one.left.outcome for one in scene.case.people if one.left}
    if not what.block("left") and left:
        yield Wrong("Somebody has left", NOBODY_LEFT, _list(left), at)
    for nick, outcome in what.block("left").items():
        place = what.block("left").values_at[nick]
        yield from _differs(f"{nick} left otherwise", outcome, left.get(nick, "still in the case"), place, nick)


def _waits_on(scene: Scene, what: Block, at: Place) -> Iterator[Wrong]:
    if not isinstance(what["waits_on"], Block):
        turn = outlook.turn(scene.law, scene.case, scene.inputs, scene.now) or "nobody"
        yield from _differs("The case waits on somebody else", what["waits_on"], turn, at)
        return
    for path, expected in what.block("waits_on").items():
        person, machine, _ = whose(scene.law, path, scene.people)
        assert machine is not None
        place = what.block("waits_on").values_at[path]
        turn = turn_of(scene.view.of(person), machine) or "nobody"
        yield from _differs(f"{path} waits on somebody else", expected, turn, place, person)


def _holds(scene: Scene, what: Block, at: Place) -> Iterator[Wrong]:
    block = what.block("holds")
    for over in block:
        placed = scene.inputs.programme_holds if over == PROGRAMME else scene.case.holds
        found = _list(hold.name for hold in placed if hold.over == over)
        person = over if over not in (CASE, PROGRAMME) else None
        yield from _differs(f"Other holds over {over}", _list(block.row(over)), found, block.values_at[over], person)


def _kept(scene: Scene, what: Block, at: Place) -> Iterator[Wrong]:
    found = {one.role: scene.stage.nick(one.user) for one in scene.case.keepers}
    expected = dict(what.block("kept"))
    if expected != found:
        yield Wrong("The case is kept by others", _pairs(expected), _pairs(found), at)


def _pairs(named: Mapping[str, Any]) -> str:
    return ", ".join(f"{role}: {nick}" for role, nick in named.items()) or "nobody"


def _score(scene: Scene, what: Block, at: Place) -> Iterator[Wrong]:
    """The points; below `points` and `because`, these and which lines gave them."""
    score = scene.case.score
    found = str(score.points) if score else NOT_SCORED
    if not isinstance(what["score"], Block):
        yield from _differs("The case has other points", str(what["score"]), found, at)
        return
    block = what.block("score")
    if "points" in block:
        yield from _differs("The case has other points", str(block["points"]), found, block.values_at["points"])
    if "because" in block:
        lines = _list(one.line or "" for one in score.reasons) if score else NOT_SCORED
        at = block.values_at["because"]
        yield from _differs("The points have other reasons", _list(block.row("because")), lines, at)


def _pending(scene: Scene, what: Block, at: Place) -> Iterator[Wrong]:
    found = _list(name for one in scene.case.pending for name in _pending_names(scene.law, one))
    return _differs("Other decisions wait", _list(what.row("pending")), found, at)


def _pending_names(law: Programme, pending: Any) -> list[str]:
    if law.machine(pending.machine).per == "person":
        return [f"{nick}.{pending.action}" for nick in pending.people]
    return [pending.action]


def _version(scene: Scene, what: Block, at: Place) -> Iterator[Wrong]:
    if scene.case.version != scene.before:
        found = f"{scene.case.version - scene.before} entries"
        yield Wrong("The last step recorded something", "nothing recorded", found, at)


def _log(scene: Scene, what: Block, at: Place) -> Iterator[Wrong]:
    lines = log_lines(scene.law, scene.entries, scene.office, scene.stage.nick)
    after = 0
    for text, place in what.row("log").placed():
        found = next((number for number, line in enumerate(lines[after:], after) if text in line), None)
        if found is None:
            yield Wrong("The log does not say this, or not in this order", text, "not there", place)
            return
        after = found


def _facts(scene: Scene, what: Block, at: Place) -> Iterator[Wrong]:
    block = what.block("facts")
    for name in block:
        yield from _fact(scene, block, name, None, "")


def _fact(scene: Scene, block: Block, name: str, person: str | None, prefix: str) -> Iterator[Wrong]:
    """One fact, or below a nick or a track the facts of theirs."""
    value, place = block[name], block.values_at[name]
    if isinstance(value, Block):
        inner = name if name in scene.people else person
        track = f"{name}." if name in scene.law.tracks else prefix
        for one in value:
            yield from _fact(scene, value, one, inner, track)
        return
    fact = scene.law.facts[prefix + name]
    yield from _value(scene, fact, value, scene.view.of(person).any_fact(fact.name), place, person)


def _value(scene: Scene, fact: Any, value: Any, found: Any, place: Place, person: str | None) -> Iterator[Wrong]:
    try:
        given = typed(fact.type, value, scene.office, scene.now)
        expected = None if value is None else read_fact(fact, given, scene.office)
    except WrongAnswer as wrong:
        yield Wrong(f"This is no value of {fact.name}", str(value), str(wrong), place, person)
        return
    if expected != found:
        words = worded(expected, scene.office), worded(found, scene.office)
        yield Wrong(f"{fact.name} is another", *words, place, person)


def _timers(scene: Scene, what: Block, at: Place) -> Iterator[Wrong]:
    block = what.block("timers")
    for path, expected in block.items():
        person, machine, name = whose(scene.law, path, scene.people)
        assert machine is not None
        found = _timer(scene, person, machine, name, expected)
        yield from _differs(f"{path} runs otherwise", expected, found, block.values_at[path], person)


def _timer(scene: Scene, person: str | None, machine: Machine, name: str, expected: str) -> str:
    """How a timer stands, in the word or to the precision in which it was expected."""
    standing = scene.case.standing_of(machine.name, person)
    timer = next((one for one in timers.running(machine, standing) if one.name == name), None) if standing else None
    if standing is None or timer is None or name in standing.spoken:
        return NOT_RUNNING
    if timers.stands_still(standing, timer):
        return PAUSED
    place = scene.view.of(person).at_machine(machine)
    ends = timers.end(place, machine, timer, standing)
    if ends is None:
        return "its end is not known yet"
    if timer.late_post and ends <= scene.now < timers.speaks_at(place, timer, ends) and expected == LATE_POST:
        return LATE_POST
    if re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", expected):
        return ends.astimezone(scene.office.zone).strftime("%Y-%m-%d %H:%M")
    return last_day(scene.office, ends).isoformat()


def _new_case(scene: Scene, what: Block, at: Place) -> Iterator[Wrong]:
    """The case that a split made in the last step, which has a nick from here on."""
    block, entries = what.block("new_case"), [one for one in scene.entries if one.seq > scene.before]
    made = next((one.other_case for one in entries if one.other_case and one.other_case.did == "opened"), None)
    if made is None:
        yield Wrong("The last step made no case", "a new case", "none", at)
        return
    scene.stage.cases[block["named"]] = made.case
    case = scene.stage.look(made.case)[0]
    people, came = _list(one.id for one in case.present), _came_along(scene, case)
    found = {"people": people, "case": case.standing.state, "keeps": came}
    wanted = {"people": _list(block.row("people")), "case": block.get("case"), "keeps": _wanted(scene, block)}
    for key in found:
        if key in block:
            yield from _differs(f"The new case: {key}", str(wanted[key]), found[key], block.values_at[key])


def _came_along(scene: Scene, case: Case) -> str:
    """The tracks that came along, besides everybody's own standing."""
    entries = scene.stage.entries(case.id)
    return _list({one.machine for one in entries if any("brought" in change for change in one.changes)} - {MEMBER})


def _wanted(scene: Scene, block: Block) -> str:
    checklists = scene.law.checklists
    return _list({track for name in block.row("keeps") for track in checklists.get(name, (name,))})


def _table(scene: Scene, what: Block, at: Place) -> Iterator[Wrong]:
    for cell in read_table(what["table"], at, scene.source).cells:
        if cell.text != ANYTHING:
            person = None if cell.row == OF_THE_CASE else cell.row
            found = _standing(scene, person, scene.law.tracks[cell.column], cell)
            subject = f"{cell.row} {cell.column}" if person else cell.column
            yield from _differs(f"{subject} stands elsewhere", cell.text, found, cell.place, person)


def _standing(scene: Scene, person: str | None, track: Machine, cell: Cell) -> str:
    """What belongs in a cell: the state, if asked with its round; `x` where it is not needed, `-` where not open."""
    if person is not None and person not in scene.people:
        return "not in the case"
    place = scene.view.of(person)
    standing = scene.case.standing_of(track.name, person)
    needed = needed_on(place, track, scene.view.today) is not False
    if standing is None:
        return NOT_OPEN if needed else NOT_NEEDED
    if cell.text == NOT_NEEDED and not needed:
        return NOT_NEEDED
    return f"{standing.state} {standing.round}" if IN_A_ROUND.search(cell.text) else standing.state


_NOW: Mapping[str, Callable[[Scene, Block, Place], Iterator[Wrong]]] = {
    "case": _case,
    "ending": _ending,
    "people": _people,
    "left": _left,
    "waits_on": _waits_on,
    "holds": _holds,
    "kept": _kept,
    "score": _score,
    "pending": _pending,
    "version": _version,
    "log": _log,
    "facts": _facts,
    "timers": _timers,
    "new_case": _new_case,
    "table": _table,
}


# see, told, ask


def see(scene: Scene, check: See) -> Iterator[Wrong]:
    """What must not be seen is in no word of the sheet, and no fact of that name in it."""
    words = words_seen(scene.stage, scene.case, scene.law, scene.inputs, check.viewer)
    facts = facts_seen(scene.stage, scene.case, scene.law, scene.inputs, check.viewer)
    for text, place in check.never:
        shown = next((word for word in words if text in word), None) or next(
            (one for one in facts if one == text), None
        )
        if shown is not None:
            yield Wrong(f"{check.viewer} sees it", f"not seen: {text}", shown, place)
    if check.but is not None and not any(check.but in word for word in words):
        yield Wrong(f"{check.viewer} does not see it", check.but, "; ".join(words), scene.line.place)


def told(scene: Scene, check: Told) -> Iterator[Wrong]:
    """On whose work list it came in the last step, and on whose it did not."""
    notices = [one for one in notices_of(scene.law, scene.entries) if one.entry > scene.before]
    roles = {one.role for one in notices if check.about in one.text}
    found = "; ".join(f"{one.role}: {one.text}" for one in notices) or "nobody was told anything"
    for nick in check.who:
        if scene.staff[nick] not in roles:
            yield Wrong(f"{nick} was not told", f"{scene.staff[nick]}: {check.about}", found, scene.line.place)
    for nick in check.never:
        if scene.staff[nick] in roles:
            yield Wrong(f"{nick} was told", f"not {scene.staff[nick]}: {check.about}", found, scene.line.place)


def ask(scene: Scene, check: Ask) -> Iterator[Wrong]:
    """A question, of the case or of one person."""
    answer = check.that.ask(scene.view.of(check.person))
    words = {True: "true", False: "false", None: "unknown"}
    found = words[answer] if answer is None or isinstance(answer, bool) else str(answer)
    yield from _differs(
        f"The answer to '{check.that.text}' is another", words[check.answer], found, scene.line.place, check.person
    )


CHECKS: Mapping[type, Callable[[Scene, Any], Iterator[Wrong]]] = {Now: now, See: see, Told: told, Ask: ask}


def never_true(
    nevers: tuple[Never, ...], case: Case, law: Programme, inputs: Inputs, now: datetime, since: int
) -> Iterator[tuple[Never, str]]:
    """What must never be true, and of whom it is. `since`: the version of the case when this was asked last."""
    if nevers:
        view = view_of(law, case, inputs, now)
        gone = (one for one in case.people if one.left is not None and _is_watched(law, case, one, one.left, since))
        people = [one.id for one in (*case.present, *gone)]
        for one in nevers:
            yield from ((one, person) for person in people if one.check.holds(view.of(person)))


def _is_watched(law: Programme, case: Case, person: Person, left: Left, since: int) -> bool:
    """Of those who left: who has just left, who was in the case when it ended, and of whom a track goes on."""
    if left.into is not None:
        return False  # is asked in that case
    ended_with = case.outcome is not None and left.entry >= case.standing.step
    return (
        left.entry > since
        or ended_with
        or any(_goes_on(law.tracks[name], standing, since) for name, standing in person.tracks.items())
    )


def _goes_on(track: Machine, standing: Standing, since: int) -> bool:
    """Whether a track outlives the person and has not come to its ending, or has just now."""
    goes_on = standing.state in track.states or standing.entry > since
    return track.outlives_person and not standing.closed and goes_on
