"""What a step, or the opening of a case, would come to: lines for the check before confirming."""

from collections.abc import Iterator, Mapping, Sequence

from flask_babel import gettext

import engine
from web import next_steps
from web.entry_words import ending_words, moved_words, track_title
from web.wording import day_words, joined, last_day_of, party

Line = dict[str, str]
Running = Mapping[str, Mapping[str, Sequence[str]]]  # by what ends, then by its last day, whose it is


def line(kind: str, words: str) -> Line:
    return {"kind": kind, "words": words}


def moves(after: engine.CaseSheet) -> Iterator[Line]:
    """The moves of people and tracks, the same move of several people once."""
    found: dict[tuple[str | None, str, str], list[str]] = {}
    for entry in after.latest:
        if _is_move(entry) and entry.machine not in after.restricted:
            stands = ending_words(after.programme, entry) or moved_words(after.programme, entry)[1]
            track = None if entry.machine == "member" else track_title(after.programme, entry)
            found.setdefault((track, stands, _settled(after, entry)), []).append(
                after.names.get(entry.person or "", "")
            )
    for (track, target, kind), people in found.items():
        whose = joined(dict.fromkeys(one for one in people if one))
        named = _mover(track, whose)
        yield line(kind, gettext("%(track)s: %(state)s", track=named, state=target))


def _settled(after: engine.CaseSheet, entry: engine.Entry) -> str:
    """A tick beside what is over or at rest; an empty ring beside what is then still to be done."""
    state = after.programme.machine(entry.machine).states.get(entry.target or "")
    return "done" if state is None or state.waits_on == "nobody" else "todo"


def _is_move(entry: engine.Entry) -> bool:
    """What came along from another case stands there as it stood, and is told by itself."""
    return entry.machine != "case" and entry.target is not None and entry.cause != "brought_along"


def _mover(track: str | None, whose: str) -> str:
    """People by their names alone where they themselves move, a check by its title and theirs."""
    if track is None:
        return whose
    return gettext("%(track)s of %(people)s", track=track, people=whose) if whose else track


def times(before: engine.CaseSheet | None, after: engine.CaseSheet) -> Iterator[Line]:
    """Which times begin, which get another last day, and which run no longer. `before` None: there was no case."""
    were, now = _running(before) if before else {}, _running(after)
    for title, days in now.items():
        gone = [day for day in were.get(title, {}) if day not in days]
        for day, people in days.items():
            if day not in were.get(title, {}):
                yield line("clock", _begins(after, title, day, people, gone))
    for title, days in were.items():
        for day, people in () if title in now else days.items():
            what = _whose(before or after, title, people)
            yield line("done", gettext("Deadline stops: %(what)s, so far until %(day)s", what=what, day=day))


def _begins(after: engine.CaseSheet, title: str, day: str, people: Sequence[str], gone: Sequence[str]) -> str:
    what = _whose(after, title, people)
    if gone:
        return gettext("Deadline moves: %(what)s, until %(day)s, so far %(old)s", what=what, day=day, old=joined(gone))
    return gettext("Deadline starts: %(what)s, until %(day)s", what=what, day=day)


def _whose(sheet: engine.CaseSheet, title: str, people: Sequence[str]) -> str:
    whom = next_steps.for_whom(sheet, people) if people else ""
    return gettext("%(what)s (%(people)s)", what=title, people=whom) if whom else title


def _running(sheet: engine.CaseSheet) -> Running:
    found: dict[str, dict[str, list[str]]] = {}
    for one in sheet.deadlines:
        day = day_words(last_day_of(one.ends, sheet.inputs.office))
        whose = found.setdefault(next_steps.deadline_title(sheet, one), {}).setdefault(day, [])
        whose.extend([one.person] if one.person else [])
    return found


def told(after: engine.CaseSheet) -> Iterator[Line]:
    roles = list(dict.fromkeys(role for entry in after.latest for role in entry.told))
    if roles:
        yield line("speech", gettext("Told: %(who)s", who=joined(party(after.programme, role) for role in roles)))


def what_is_next(after: engine.CaseSheet) -> Iterator[Line]:
    mine = next_steps.main_row(next_steps.next_rows(after))
    if mine is not None:
        yield line("none", gettext("Next for you: %(step)s", step=next_steps.verb(after, mine)))
    elif after.case.outcome is None and after.turn not in (None, "nobody"):
        yield line("none", gettext("Next: %(party)s", party=party(after.programme, after.turn)))
