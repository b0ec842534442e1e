"""Why a step cannot be done: everything that stands in the way, by who must act, and what is met already."""

from collections.abc import Iterator, Sequence
from typing import Any

from flask import url_for
from flask_babel import gettext

import engine
from web.engine_words import says_words
from web.wording import clock_words, day_words, joined, listed, party, people_count, value_words

SHOWN_FACTS = SHOWN_PEOPLE = 4
Alike = tuple[engine.Unmet, ...]
"""The same thing that stands in the way, of one or several people."""
STATUS = {
    "role": "other_role",
    "separation": "other_role",
    "hold": "hold",
    "time": "not_before",
    "pending": "waiting",
    "restricted": "restricted",
    "state": "blocked",
}


def why_not(
    sheet: engine.CaseSheet,
    unmet: Sequence[engine.Unmet],
    met: Sequence[engine.Met] = (),
    of: tuple[str, Sequence[str]] | None = None,
) -> dict[str, Any]:
    """Everything that stands in the way, by who must act; and what is met already.

    `of`: the action and the people, where all this is so before anything is typed; then it has pages of its own.
    """
    mine, others = parted(sheet, unmet)
    as_of = gettext("As of today, %(time)s", time=clock_words(sheet.now, sheet.inputs.office))
    return {
        "mine": [_reason(sheet, one) for one in mine],
        "others": [_reason(sheet, one) for one in others],
        "met": list(dict.fromkeys(words for one in met if (words := met_words(sheet, one)))),
        "as_of": as_of,
        **_pages(sheet.case.reference, of),
    }


def _pages(reference: str, of: tuple[str, Sequence[str]] | None) -> dict[str, str]:
    if of is None:
        return {"text_url": "", "rule_url": ""}
    here = {"case_id": reference, "action": of[0], "person": list(of[1])}
    return {"text_url": url_for("closed.as_text", **here), "rule_url": url_for("closed.why", **here, _anchor="rule")}


def met_words(sheet: engine.CaseSheet, met: engine.Met) -> str:
    """What is met, by what it reads: the sentence of a rule says what is wrong where it is not."""
    law = sheet.programme
    if met.kind == "role":
        return gettext("it is for your role")
    if met.kind == "time":
        return gettext("its time has come")
    if met.kind == "separation":
        return gettext("you did no step that somebody else must have done")
    if met.kind == "clear":
        return gettext("%(track)s is clear", track=law.tracks[met.tracks[0]].title)
    tracks = (law.tracks[name].title for name in met.tracks if name not in (*sheet.restricted, "member"))
    return listed((*(law.facts[name].label for name in met.facts if name in law.facts), *tracks))


def parted(sheet: engine.CaseSheet, unmet: Sequence[engine.Unmet]) -> tuple[list[Alike], list[Alike]]:
    """What the reader can do something about, and what others must; the same thing of several people is one thing."""
    found: dict[tuple[str, str, str, bool], list[engine.Unmet]] = {}
    for one in dict.fromkeys(unmet):
        found.setdefault((one.code, one.kind, one.says, one.unknown), []).append(one)
    things = [tuple(one) for one in found.values()]
    mine = [thing for thing in things if any(_is_mine(sheet, one) for one in thing)]
    return mine, [thing for thing in things if thing not in mine]


def _is_mine(sheet: engine.CaseSheet, unmet: engine.Unmet) -> bool:
    """Whether the reader can do something about it: it waits for a role of theirs, or for nobody in particular."""
    if unmet.kind in ("role", "separation", "restricted", "time", "hold", "pending"):
        return unmet.kind in ("hold", "pending") and unmet.waits_on in sheet.actor.roles
    waits = {one.waits_on for one in unmet.reasons if one.waits_on} or {unmet.waits_on}
    return None in waits or not waits.isdisjoint(sheet.actor.roles)


def _reason(sheet: engine.CaseSheet, thing: Alike) -> dict[str, Any]:
    unmet, says = thing[0], says_words(thing[0])
    names = [sheet.names[one.person] for one in thing if one.person in sheet.names]
    people = people_count(len(names)) if len(names) > SHOWN_PEOPLE else joined(names)
    return {
        "kind": "unknown" if unmet.unknown else STATUS.get(unmet.kind, "missing"),
        "status": "",
        "says": gettext("%(what)s (%(people)s)", what=says, people=people) if people and people not in says else says,
        "now": ". ".join(dict.fromkeys(line for one in thing for line in _now(sheet, one))),
        "links": [],
    }


def _now(sheet: engine.CaseSheet, unmet: engine.Unmet) -> Iterator[str]:
    """The values now, which clearances do not count and why, from when it is possible, whom to ask."""
    for name, value in unmet.facts[:SHOWN_FACTS]:
        fact = sheet.programme.facts.get(name)
        words = value_words(value, fact, sheet.inputs.office, sheet.names)
        yield gettext("%(fact)s: %(value)s", fact=fact.label if fact else name, value=words)
    yield from dict.fromkeys(reason_words(sheet, one) for one in unmet.reasons)
    if unmet.possible_from is not None:
        yield gettext("Possible from %(day)s", day=day_words(sheet.inputs.office.day_of(unmet.possible_from)))
    if unmet.waits_on and unmet.waits_on not in sheet.actor.roles and not unmet.reasons:
        yield gettext("Ask: %(party)s", party=party(sheet.programme, unmet.waits_on))


def reason_words(sheet: engine.CaseSheet, reason: engine.Reason) -> str:
    """Why one clearance does not count, for whom, and who must act."""
    track = sheet.programme.tracks[reason.track]
    whose = sheet.names.get(reason.person or "", gettext("The case"))
    if reason.shown_as:
        return gettext("%(person)s: %(what)s", person=whose, what=reason.shown_as)
    words = gettext("%(person)s: %(track)s, %(answer)s", person=whose, track=track.title, answer=_answer(sheet, reason))
    waits = reason.waits_on
    if waits in (None, "nobody"):
        return words
    return gettext("%(what)s (%(party)s)", what=words, party=party(sheet.programme, waits))


def limit_words(sheet: engine.CaseSheet, unmet: engine.Unmet) -> Iterator[str]:
    """What would do instead: the last and the first day on which clearances count, and those that count on none."""
    known = [one for one in unmet.reasons if not one.shown_as]
    last = [one.last_day for one in known if one.answer == "lapsed" and one.last_day]
    first = [one.first_day for one in known if one.answer == "too_early" and one.first_day]
    without = [one for one in unmet.reasons if not (one.last_day or one.first_day)]
    yield from list(dict.fromkeys(reason_words(sheet, one) for one in without))[:SHOWN_FACTS]
    if last:
        yield gettext("The last possible day is %(day)s", day=day_words(min(last)))
    if first:
        yield gettext("The first possible day is %(day)s", day=day_words(max(first)))


def _answer(sheet: engine.CaseSheet, reason: engine.Reason) -> str:
    facts, holds = sheet.programme.facts, sheet.programme.holds
    if reason.answer == "lapsed" and reason.last_day:
        return gettext("counts until %(day)s", day=day_words(reason.last_day))
    if reason.answer == "too_early" and reason.first_day:
        return gettext("counts from %(day)s", day=day_words(reason.first_day))
    if reason.missing:
        return gettext("not known: %(facts)s", facts=listed(facts[name].label for name in reason.missing))
    if reason.holds:
        return gettext("on hold: %(holds)s", holds=listed(holds[name].title for name in reason.holds))
    return {
        "missing": gettext("missing"),
        "too_early": gettext("too early"),
        "lapsed": gettext("lapsed"),
        "used_up": gettext("used up"),
        "unknown": gettext("not known"),
        "held": gettext("on hold"),
    }[reason.answer]
