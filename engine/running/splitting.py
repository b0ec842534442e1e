"""A split: some of the people leave for a case of their own, which the same step opens (semantics 40)."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from engine.case import Case
from engine.entry import Entry
from engine.model import MEMBER, SPLIT_OFF, Operation
from engine.running.asked import Asked
from engine.running.bringing import Luggage, arrivals, facts_of_case, facts_of_people, names_other, unpack
from engine.running.draft import Draft
from engine.running.judging import waiting
from engine.running.links import change_of
from engine.running.replay import fold
from engine.running.view import view_of
from engine.why_not import Unmet

Change = Mapping[str, Any]


def unmet(draft: Draft, asked: Asked, does: Operation) -> Iterator[Unmet]:
    """Somebody goes and somebody stays, and nothing that goes along waits for a second person."""
    present = [one.id for one in draft.case.present]
    for one in asked.known(draft):
        if one not in present:
            yield Unmet(code="answers_wrong", kind="answer", says=f"'{one}' has left this case", field="people")
    if not asked.people and not asked.chooses:
        yield Unmet(code="answers_missing", kind="answer", says="Nobody would leave the case", field="people")
    if asked.people and set(present) <= set(asked.people):
        yield Unmet(code="answers_wrong", kind="answer", says="Somebody has to stay in the case", field="people")
    yield from waiting(asked, draft.case, asked.people, does.keeps)


def leaving(draft: Draft, asked: Asked) -> tuple[Change, ...]:
    """The changes of the act's entry: who goes, with every track, and the case that it opens."""
    beside, people = draft.inputs.beside, asked.people
    if not people or asked.asking_only:
        return ()
    if beside is None:
        raise ValueError("A split is decided with the id of the case that it opens")
    tracks = [[name, one] for one in people for name in draft.case.person(one).tracks if name != MEMBER]
    left = ({"left": {"person": one, "outcome": SPLIT_OFF, "into": beside.id}} for one in people)
    named = names_other("opened", replace(draft.case, id=beside.id, reference=beside.reference), 1, people)
    return (named, *left, {"closed": tracks})


def new_case(draft: Draft, asked: Asked, origin: Case, act: Entry) -> Draft | None:
    """The case that the split opens, before it settles. `origin` is the old one as the people leave it."""
    beside, does = draft.inputs.beside, asked.action.does
    if beside is None or does is None or does.into is None or not asked.people or asked.asking_only:
        return None
    luggage, inputs = _luggage(draft, asked, origin, does), replace(draft.inputs, beside=None)
    entry = replace(
        act,
        case=beside.id,
        seq=1,
        step=1,
        cause="opening",
        origin=None,
        target=None,
        visit=None,
        corrects=None,
        inputs=inputs.versions(origin.links),
        judged=(),
        written=(*facts_of_case(luggage), *facts_of_people(luggage)),
        changes=(*_opened(draft, beside.reference, origin, does), *_named(origin, act, asked), *arrivals(luggage)),
    )
    opened = Draft(draft.programme, fold(None, entry), inputs, draft.now, draft.recorded)
    opened.first, opened.entries, opened.event = 1, [entry], act.happened
    unpack(opened, luggage, draft.programme.case.states[does.into].closes)
    return opened


def _luggage(draft: Draft, asked: Asked, origin: Case, does: Operation) -> Luggage:
    return Luggage(
        programme=draft.programme,
        origin=origin,
        view=view_of(draft.programme, origin, draft.inputs, asked.happened),
        people=tuple(one for one in origin.people if one.id in asked.people),
        kept=does.keeps,
        forgets=frozenset(draft.programme.case.states[does.into or ""].forgets),
    )


def _opened(draft: Draft, reference: str, origin: Case, does: Operation) -> tuple[Change, ...]:
    opened = {"reference": reference, "programme": draft.programme.id, "office": origin.office, "state": does.into}
    waived = {"waived": {"tracks": sorted(origin.waived), "people": []}}
    links = (change_of(name, sight) for name, sight in origin.links.items())
    been = {"opened": {**opened, "been": sorted(origin.standing.been)}}
    return (been, *links, *((waived,) if origin.waived else ()))


def _named(origin: Case, act: Entry, asked: Asked) -> tuple[Change, ...]:
    """The case that the people come from, and who is the principal applicant: the old one, else the first named."""
    people = asked.people
    first = origin.principal if origin.principal in people else people[0]
    return (names_other("divided", origin, act.seq, people), {"principal": first})


def before_leaving(before: Case, act: Entry) -> Case:
    """The case with what the act wrote, waived and laid, and everybody still in it where they stood.

    What the state that is entered forgets is forgotten there alone.
    """
    kept = tuple(one for one in act.changes if not one.keys().isdisjoint(_BEFORE_LEAVING))
    written = tuple(one for one in act.written if one.value is not None)
    return fold(before, replace(act, target=None, changes=kept, written=written))


_BEFORE_LEAVING = ("waived", "placed", "lifted", "fell")
