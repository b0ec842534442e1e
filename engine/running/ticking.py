"""A check of the paper file: what was said of each thing that must be in it, and whose of it agrees."""

from collections.abc import Iterator, Mapping
from typing import Any

from engine.entry import Written
from engine.model import CASE, FILE_AGREES, PERSON, Fact, Programme
from engine.running.asked import Asked
from engine.running.draft import Draft
from engine.running.mandatory import EXPIRED, may_read_item
from engine.running.mandatory import MISSING as NOT_GIVEN
from engine.running.ticks import CHECKED, DIFFERS, EVERYTHING, MISSING, NOT_LOOKED_AT, THERE
from engine.step import Listed
from engine.why_not import Unmet

LACKING = (NOT_GIVEN, EXPIRED)  # in the record
LONGEST = 500  # characters of what the paper says instead


def unmet(draft: Draft, asked: Asked) -> Iterator[Unmet]:
    """What stands in the way: somebody who only reads, an answer of another form, nothing looked at."""
    if not asked.step.actor.roles:
        yield asked.unmet("not_your_role", "role", "The paper file is checked by who works in the case")
    if asked.asking_only or asked.answers.unmet:
        return
    wrong = list(_wrong(draft, asked))
    yield from wrong
    if not wrong and all(_said(asked, one) is None for one in draft.inputs.listed):
        says = "Say of one thing at least whether it is in the paper file"
        yield Unmet(code="answers_missing", kind="answer", says=says, field=EVERYTHING)


def change(draft: Draft, asked: Asked) -> dict[str, Any]:
    """Everything that was to be there, as it was in the record and what was said of it; what differs in its words."""
    return {CHECKED: {"items": [_ticked(asked, one) for one in draft.inputs.listed]}}


def written(draft: Draft, asked: Asked) -> tuple[Written, ...]:
    """Of each person in the case, whether the file is whole on both sides, where the programme has a fact for it.

    It is of the case's own things and of that person's. It speaks only of what everybody may read who may read that
    fact, so that nothing else follows from it.
    """
    fact = draft.programme.facts.get(FILE_AGREES)
    if fact is None or fact.owner != PERSON:
        return ()
    spoken_of = [one for one in draft.inputs.listed if _all_may_read(draft.programme, fact, one.name)]
    lacking = {one.owner for one in spoken_of if one.record in LACKING or _said(asked, one) != THERE}
    return tuple(
        Written(owner=one.id, fact=FILE_AGREES, value=lacking.isdisjoint((CASE, one.id))) for one in draft.case.present
    )


def _all_may_read(programme: Programme, fact: Fact, name: str) -> bool:
    readers = fact.may_read if fact.may_read is not None else programme.roles
    return all(may_read_item(programme, frozenset((role,)), name) for role in readers)


def _ticked(asked: Asked, one: Listed) -> dict[str, str]:
    word, _, says = (_said(asked, one) or NOT_LOOKED_AT).partition(":")
    ticked = {"owner": one.owner, "name": one.name, "record": one.record, "paper": word}
    return {**ticked, "says": says.strip()} if word == DIFFERS else ticked


def _said(asked: Asked, one: Listed) -> str | None:
    """What was said of this thing, else of everything."""
    said = _own(asked, one.owner).get(one.name) or asked.answers.own.get(EVERYTHING)
    return str(said) if said else None


def _own(asked: Asked, owner: str) -> Mapping[str, Any]:
    return asked.answers.own if owner == CASE else asked.answers.each.get(owner, {})


def _wrong(draft: Draft, asked: Asked) -> Iterator[Unmet]:
    """What is not listed of this person, and ticks of another form than `there`, `missing` or `differs: what`."""
    listed = {(one.owner, one.name) for one in draft.inputs.listed}
    for owner in (CASE, *asked.answers.each):
        for name, said in _own(asked, owner).items():
            field = name if owner == CASE else f"{owner}.{name}"
            if name == EVERYTHING and owner == CASE:
                continue
            if (owner, name) not in listed:
                yield Unmet(code="answers_wrong", kind="answer", says=f"'{field}' is not asked here", field=field)
            elif (says := _why_wrong(str(said))) is not None:
                yield Unmet(code="answers_wrong", kind="answer", says=says, field=field)


def _why_wrong(said: str) -> str | None:
    word, _, what = said.partition(":")
    if word == DIFFERS:
        if not what.strip():
            return "Say what the paper says instead"
        return f"At most {LONGEST} characters" if len(what) > LONGEST else None
    return None if said in (THERE, MISSING) else "Say: there, missing, or differs: and what the paper says"
