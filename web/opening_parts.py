"""A new case part by part: what eligibility hangs on comes first; what was typed of the others is kept as a draft."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask_babel import gettext

import engine
from web import at_hand, forms, linked
from web.at_hand import CHECK, PART
from web.forms import Typed

ELIGIBLE, PEOPLE, CASE, PAPERS, SAME = "eligible", "people", "case", "papers", "same"
MOST_PEOPLE, MOST_UNLIKE, LONGEST_REASON = 30, 50, 500
UNLIKE = "u-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One page of questions. `of_principal` are asked of the first person here, `of_others` of everybody else."""

    name: str
    title: str
    own: tuple[engine.Ask, ...] = ()
    links: tuple[engine.Link, ...] = ()
    of_principal: tuple[engine.Ask, ...] = ()
    of_others: tuple[engine.Ask, ...] = ()

    def of(self, typed: Typed, person: str) -> tuple[engine.Ask, ...]:
        return self.of_principal if person == typed.newcomers[0] else self.of_others

    @property
    def asks_something(self) -> bool:
        return bool(self.own or self.links or self.of_principal or self.name == PEOPLE)


def parts_of(law: engine.Programme) -> tuple[Part, ...]:
    """The parts of a new case in their order; those in which nothing is asked are left out."""
    first, seen_first = {one.key for one in engine.asked_first(law)}, engine.linked_first(law)
    own = [one for one in law.opening.asks if not one.each]
    each = tuple(one for one in law.opening.asks if one.each)
    rest = [one for one in own if one.key not in first]
    of_first = tuple(one for one in each if one.key not in engine.said_of_principal(law))
    links = linked.asked(law)
    found = (
        Part(
            name=ELIGIBLE,
            title=gettext("Is the case eligible?"),
            own=tuple(one for one in own if one.key in first),
            links=tuple(one for one in links if one.name in seen_first),
            of_principal=tuple(one for one in of_first if one.key in first),
        ),
        Part(
            name=PEOPLE,
            title=gettext("Who is in the case?"),
            of_principal=tuple(one for one in of_first if one.key not in first),
            of_others=tuple(_of_others(law, one) for one in each),
        ),
        Part(
            name=CASE,
            title=gettext("The case"),
            own=tuple(one for one in rest if one.fact.type != "document"),
            links=tuple(one for one in links if one.name not in seen_first),
        ),
        Part(
            name=PAPERS,
            title=gettext("Documents and consent"),
            own=tuple(one for one in rest if one.fact.type == "document"),
        ),
    )
    return tuple(one for one in found if one.asks_something)


def _of_others(law: engine.Programme, ask: engine.Ask) -> engine.Ask:
    """A question as it is asked of everybody but the principal applicant, who alone is that."""
    if ask.key not in engine.said_of_principal(law):
        return ask
    codes = {code: words for code, words in ask.fact.codes.items() if code != engine.PRINCIPAL}
    return replace(ask, fact=replace(ask.fact, codes=codes))


def part_named(law: engine.Programme, name: str) -> Part | None:
    if name == SAME:
        return Part(name=SAME, title="")
    return next((one for one in parts_of(law) if one.name == name), None)


def after(law: engine.Programme, part: Part) -> str:
    """The name of what comes next: after the last part, whether somebody is known already, then the check."""
    names = [*(one.name for one in parts_of(law)), SAME, CHECK]
    return names[names.index(part.name) + 1]


def before(law: engine.Programme, part: Part) -> str | None:
    names = [*(one.name for one in parts_of(law)), SAME]
    return names[names.index(part.name) - 1] if names.index(part.name) else None


def field_names(part: Part, typed: Typed) -> Iterator[str]:
    """The fields of a part."""
    yield from (forms.answer_name(ask.key) for ask in part.own)
    yield from (linked.field_name(one.name) for one in part.links)
    for person in typed.newcomers:
        yield from (forms.each_name(person, ask.key) for ask in part.of(typed, person))


# what was typed


def nothing_typed() -> Typed:
    """One person, the principal applicant."""
    return Typed(newcomers=(forms.new_person(),))


def typed_in(law: engine.Programme, form: forms.Sent) -> Typed:
    """All that a form holds of a new case."""
    named = [one for one in form.getlist("newcomer")[:MOST_PEOPLE] if forms.is_new_person(one)]
    people = tuple(dict.fromkeys(named)) or (forms.new_person(),)
    read = forms.read_typed(form, law.opening.asks, people)
    return replace(read, newcomers=people, links=linked.read(form, law), unlike=_unlike(form))


def _unlike(form: forms.Sent) -> dict[str, str]:
    sent = ((name.removeprefix(UNLIKE), reason) for name, reason in form.items() if name.startswith(UNLIKE))
    return {
        one[:LONGEST_REASON]: reason.replace("\x00", "")[:LONGEST_REASON] for one, reason in list(sent)[:MOST_UNLIKE]
    }


def laid_over(kept: Typed, sent: Typed, part: Part) -> Typed:
    """What was sent of one part, laid over what was kept of the others."""
    people = replace(kept, newcomers=sent.newcomers)
    own, links = {one.key for one in part.own}, {one.name for one in part.links}
    each = {
        one: _over(kept.each.get(one, {}), sent.each.get(one, {}), {ask.key for ask in part.of(people, one)})
        for one in people.newcomers
    }
    answers = _over(kept.answers, sent.answers, own)
    unlike = sent.unlike if part.name == SAME else kept.unlike
    return replace(people, answers=answers, each=each, links=_over(kept.links, sent.links, links), unlike=unlike)


def _over(kept: Mapping[str, Any], sent: Mapping[str, Any], keys: set[str]) -> dict[str, Any]:
    others = {key: value for key, value in kept.items() if key not in keys}
    return others | {key: value for key, value in sent.items() if key in keys}


def with_one_more(typed: Typed) -> Typed:
    more = (forms.new_person(),) if len(typed.newcomers) < MOST_PEOPLE else ()
    return replace(typed, newcomers=(*typed.newcomers, *more))


def without(typed: Typed, person: str) -> Typed:
    """The principal applicant stays: a case is about somebody."""
    left = tuple(one for one in typed.newcomers if one != person or one == typed.newcomers[0])
    return replace(typed, newcomers=left, each={one: typed.each[one] for one in left if one in typed.each})


def draft(law: engine.Programme, place: engine.Office, typed: Typed, key: str, part: str) -> engine.Form:
    """What was typed, as a draft that is taken up again at a part."""
    fields = [*forms.hidden_fields(typed, law.opening.asks), *linked.hidden(typed.links)]
    named = tuple((one["name"], one["value"]) for one in fields)
    named += tuple((f"{UNLIKE}{reference}", reason) for reference, reason in typed.unlike.items())
    whole = (("key", key), (PART, part), *named)
    return engine.Form(key=key, programme=law.id, office=place.name, fields=whole)


def newcomer_fields(typed: Typed) -> list[dict[str, str]]:
    return [{"name": "newcomer", "value": one} for one in typed.newcomers]


def of_draft(law: engine.Programme, found: engine.Form) -> Typed:
    """What was typed as a draft holds it."""
    at_hand.take_up(found.fields)
    return typed_in(law, at_hand.form_at_hand())


def people_names(law: engine.Programme, typed: Typed) -> dict[str, str]:
    """The people as one tells them apart while they are typed in: by name, else by number."""
    named = ("given_names", "family_name")
    found = {}
    for number, person in enumerate(typed.newcomers, start=1):
        given: Mapping[str, Any] = typed.each.get(person, {})
        words: Sequence[str] = [str(given[key]) for key in named if given.get(key)]
        all_ = len(typed.newcomers)
        found[person] = " ".join(words) or gettext("Person %(number)s of %(all)s", number=number, all=all_)
    return found
