"""A step over two cases on its pages: which case is merged and what is chosen, what goes along, the way to the other.

Names of fields: `other` is the reference that was typed, `c-<key>` the side that stands where the two cases differ,
`w-<key>` its value on the page that confirms.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from flask import request
from flask_babel import gettext
from markupsafe import Markup

import engine
from web import forms
from web.at_hand import form_at_hand, value_at_hand
from web.door import current_caller, door
from web.engine_words import says_words
from web.entry_words import brought_words
from web.identity import case_url
from web.numbers import number_sent
from web.wording import joined, outcome_words, value_words

OTHER, OTHER_VERSION, CHOICE, CONFIRMED = "other", "other_version", "c-", "w-"
HERE, THERE = "here", "there"
LONGEST, MOST = 60, 200
Merge = tuple[str, str, engine.Merging | None]
Row = dict[str, Any]


def merges(sheet: engine.CaseSheet, of: engine.Action) -> bool:
    """Whether the step is a merge, for which the other case has to be named."""
    return of.does is not None and of.does.kind == "merge"


def sent_other() -> str:
    """The reference that the form or the address names."""
    return value_at_hand(OTHER).strip().replace("\x00", "")[:LONGEST]


def merge_of(sheet: engine.CaseSheet, action: str, of: engine.Action) -> Merge:
    """What was typed, why that case cannot be merged, and the case where it can. A case that is not there and one
    that the reader does not see get the same words."""
    named = sent_other() if merges(sheet, of) else ""
    if not named:
        return "", "", None
    step = engine.Step(action=action, actor=sheet.actor, other=named)
    refused = door().casework.foresee(current_caller(), sheet.case.id, step).refused
    wrong = next((says_words(one) for one in refused if one.field == OTHER), "")
    return named, wrong, None if wrong else door().casework.merging(current_caller(), sheet.case.id, step)


def other_field(typed: str) -> forms.Field:
    hint = gettext("Its reference, as it stands on its page. Everybody in it comes into this case, and that one ends.")
    return forms.plain_field(OTHER, gettext("The other case"), "text", hint, typed)


# where the two differ


def sides() -> dict[str, str]:
    """For each question in which the two cases differ, the side that was chosen."""
    sent = ((name.removeprefix(CHOICE), side) for name, side in form_at_hand().items() if name.startswith(CHOICE))
    return dict([(key, side) for key, side in sent if side in (HERE, THERE)][:MOST])


def clash_fields(sheet: engine.CaseSheet, merging: engine.Merging, chosen: Mapping[str, str]) -> list[forms.Field]:
    """Both answers side by side; none is chosen beforehand."""
    return [
        forms.plain_field(
            f"{CHOICE}{clash.ask.key}",
            clash.ask.fact.label,
            "choice",
            value=chosen.get(clash.ask.key, ""),
            options=[_side(sheet, merging, clash, HERE), _side(sheet, merging, clash, THERE)],
        )
        for clash in merging.clashes
    ]


def _side(sheet: engine.CaseSheet, merging: engine.Merging, clash: engine.Clash, side: str) -> dict[str, str]:
    value = clash.here if side == HERE else clash.there
    reference = sheet.case.reference if side == HERE else merging.reference
    return {
        "value": side,
        "label": value_words(value, clash.ask.fact, sheet.inputs.office, sheet.names),
        "hint": gettext("Case %(reference)s", reference=reference),
    }


def answers(merging: engine.Merging | None, chosen: Mapping[str, str]) -> dict[str, Any]:
    """The values of the sides that were chosen, as the step's answers.

    Where the other case cannot be merged any more, they are those that the page was made for: the same request sent
    twice is the same step.
    """
    if merging is None:
        return dict(_confirmed())
    found = {one.ask.key: one.here if chosen.get(one.ask.key) == HERE else one.there for one in _clashes(merging)}
    return {key: value for key, value in found.items() if key in chosen}


def _confirmed() -> Iterator[tuple[str, Any]]:
    for name, sent in request.form.items():
        if name.startswith(CONFIRMED):
            try:
                yield name.removeprefix(CONFIRMED), engine.from_json(json.loads(sent))
            except (ValueError, TypeError, KeyError, AttributeError):
                continue


def to_confirm(merging: engine.Merging | None, chosen: Mapping[str, str]) -> list[tuple[str, str]]:
    """The values chosen, for the request that records."""
    return [(f"{CONFIRMED}{key}", json.dumps(engine.to_json(one))) for key, one in answers(merging, chosen).items()]


def _clashes(merging: engine.Merging | None) -> Sequence[engine.Clash]:
    return merging.clashes if merging else ()


def answered(
    sheet: engine.CaseSheet, merging: engine.Merging | None, chosen: Mapping[str, str]
) -> Iterator[tuple[str, str, str]]:
    """Question, answer and field: which case, and each side that was chosen."""
    if merging is None:
        return
    yield gettext("The other case"), merging.reference, OTHER
    for clash in merging.clashes:
        if side := chosen.get(clash.ask.key):
            one = _side(sheet, merging, clash, side)
            words = gettext("%(answer)s (%(where)s)", answer=one["label"], where=one["hint"])
            yield clash.ask.fact.label, words, f"{CHOICE}{clash.ask.key}"


def field_of(merging: engine.Merging | None, unmet: engine.Unmet) -> str | None:
    """The field to which a refusal of the merge itself belongs."""
    if unmet.field == OTHER:
        return OTHER
    keys = {one.ask.key for one in _clashes(merging)}
    return f"{CHOICE}{unmet.field}" if unmet.field in keys else None


def carried(named: str, chosen: Mapping[str, str]) -> list[tuple[str, str]]:
    """What was typed, as hidden fields."""
    return [*([(OTHER, named)] if named else []), *((f"{CHOICE}{key}", side) for key, side in chosen.items())]


# the version of the other case


def version_field(merging: engine.Merging | None) -> list[tuple[str, str]]:
    return [(OTHER_VERSION, str(merging.version))] if merging else []


def seen_version(merging: engine.Merging | None) -> int | None:
    """The version of the other case that the form was made for."""
    sent = number_sent(form_at_hand().get(OTHER_VERSION, ""))
    if sent is not None:
        return sent
    return merging.version if merging else None


def since_there(merging: engine.Merging | None) -> tuple[engine.CaseSheet, list[engine.Entry]] | None:
    """What was recorded in the other case since the form was made, as far as the reader may see it."""
    seen = seen_version(merging)
    if merging is None or seen is None or seen >= merging.version:
        return None
    there = door().casework.see(current_caller(), merging.case)
    lines = door().auditing.log_page(current_caller(), merging.case, limit=MOST).lines
    return there, [one.entry for one in lines if one.entry.seq > seen]


def coming(merging: engine.Merging) -> str:
    """Who would come, by name."""
    names = door().casework.see(current_caller(), merging.case).names
    return joined(names.get(one, one) for one in merging.people)


# what follows


def follows(after: engine.CaseSheet, opened: engine.CaseSheet | None) -> Iterator[tuple[str, str]]:
    """Icon and words: the case that opens or ends, and everything that goes along with the people."""
    other = next((one.other_case for one in after.latest if one.other_case), None)
    if other is None:
        return
    names = {**after.names, **(opened.names if opened else {})}
    people = joined(names.get(one, one) for one in other.people)
    if opened is not None:
        state = opened.programme.case.state_title(opened.case.standing.state)
        yield "flag", gettext("A case of their own opens for %(people)s, in: %(state)s", people=people, state=state)
        yield "none", gettext("Its reference is told when this is recorded.")
    elif other.did == "emptied":
        words = gettext("The case %(reference)s ends; from it come: %(people)s")
        yield "flag", words % {"reference": other.reference, "people": people}
    yield from (("done", words) for words in dict.fromkeys(_brought(opened or after, names)))


def _brought(sheet: engine.CaseSheet, names: Mapping[str, str]) -> Iterator[str]:
    for entry in sheet.latest:
        if entry.machine in sheet.restricted:
            continue
        words = brought_words(sheet.programme, entry, names)
        if words:
            yield gettext("Goes along: %(what)s", what=words)


def notice(acted: engine.Acted, names: Mapping[str, str]) -> Markup | None:
    """After the act: the other case by its reference, with the way there."""
    other = acted.other_case
    if other is None:
        return None
    return _told(other, _link(other.reference), names)


def _link(reference: str) -> Markup:
    return Markup('<a href="{}"><bdi dir="ltr">{}</bdi></a>').format(case_url(reference), reference)


def _told(other: engine.OtherCase, reference: Markup, names: Mapping[str, str]) -> Markup:
    text = {
        "opened": gettext("The case %(reference)s was opened for: %(people)s."),
        "divided": gettext("From the case %(reference)s came: %(people)s."),
        "emptied": gettext("The case %(reference)s has ended; from it came: %(people)s."),
        "received": gettext("Into the case %(reference)s went: %(people)s."),
    }[other.did]
    return Markup(text) % {"reference": reference, "people": joined(names.get(one, one) for one in other.people)}


# on the log and the case


def told(programme: engine.Programme, entry: engine.Entry, names: Mapping[str, str]) -> list[Markup]:
    """The other case of an entry, with a way there for whoever may open it."""
    other = entry.other_case
    if other is None:
        return []
    may_open = bool(current_caller().roles_at(programme.id, other.office)) or current_caller().has("auditor")
    plain = Markup('<bdi dir="ltr">{}</bdi>').format(other.reference)
    return [_told(other, _link(other.reference) if may_open else plain, names)]


def rows(sheet: engine.CaseSheet) -> list[Row]:
    """The cases from which people came and into which people went."""
    if not any(one.came_through or (one.left and one.left.into) for one in sheet.case.people):
        return []
    return [_row(sheet, one) for one in door().casework.elsewhere(current_caller(), sheet.case.id)]


def _row(sheet: engine.CaseSheet, one: engine.Elsewhere) -> Row:
    people = joined(sheet.names.get(who, who) for who in one.people)
    return {
        "link": gettext("Came from another case") if one.came else _went(sheet, one),
        "reference": one.reference,
        "href": case_url(one.reference) if one.may_open else "",
        "stands": people,
        "facts": [],
        "seen": "",
    }


def _went(sheet: engine.CaseSheet, one: engine.Elsewhere) -> str:
    left = next((who.left for who in sheet.case.people if who.id in one.people and who.left), None)
    return outcome_words(left.outcome) if left else ""
