"""The form of one step: whom it may be done for, its questions as fields, what was refused at its place."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from flask import request
from flask_babel import gettext

import engine
from web import clearances, corrections, forms, keepers, next_steps, notes, priority, two_cases, why_not
from web.at_hand import form_at_hand
from web.door import current_caller, door
from web.engine_words import says_words
from web.forms import Field, Typed
from web.wording import joined, parties, party, step_title, value_words

WHOLE_CASE = "case"
# Who keeps the case or gave it decides who may do these; by their roles alone nobody is told apart.
OF_WHOEVER_HAS_IT = ("assign", "accept", "return", "hand_back")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asking:
    """An action of a case as one reader may do it. `candidates`: whom it may be about; `chooses`: that is asked."""

    sheet: engine.CaseSheet
    machine: engine.Machine
    of: engine.Action
    offers: tuple[engine.Offer, ...]
    candidates: Mapping[str, str]
    chooses: bool
    other: str = ""  # of a merge: the other case as it was named
    other_wrong: str = ""
    merging: engine.Merging | None = None
    correcting: engine.Correcting | None = None

    @property
    def action(self) -> str:
        return self.machine.whole(self.of.name)

    @property
    def title(self) -> str:
        return step_title(self.sheet.programme, self.machine, self.of)

    @property
    def office(self) -> engine.Office:
        return self.sheet.inputs.office

    @property
    def open_offers(self) -> list[engine.Offer]:
        return [one for one in self.offers if one.status != next_steps.REFUSED]

    @property
    def one_only(self) -> bool:
        return self.of.does is not None and self.of.does.kind == "change_principal"

    @property
    def adds_people(self) -> bool:
        return self.of.does is not None and self.of.does.kind == "add_person"

    @property
    def needs_other_first(self) -> bool:
        """Whether the other case of a merge has to be named before anything can be asked."""
        return two_cases.merges(self.sheet, self.of) and self.merging is None

    @property
    def asks_each(self) -> bool:
        return any(ask.each for ask in self.of.asks)


def asking(case_id: str, action: str) -> Asking:
    """Raises NotFound where there is no such case or action, or none that this reader may know of."""
    sheet = door().casework.see(current_caller(), case_id)
    found = sheet.programme.find_action(action)
    if found is None or found[0].name in sheet.restricted:
        raise engine.NotFound(f"There is no step {action}")
    machine, of = found
    if any(ask.fact.data_class == "critical" for ask in of.asks):  # what is there now is shown beside the question
        sheet = door().casework.read(current_caller(), case_id)
    offers = tuple(one for one in sheet.offers if one.action == action)
    if not offers:
        offers = door().casework.explain(current_caller(), case_id, action)
    correcting = corrections.of_address(sheet, of)
    of = corrections.asked_of(of, correcting)
    candidates, chooses = _candidates(sheet, machine, of, offers)
    candidates = corrections.people(sheet, correcting) if correcting else candidates
    other, wrong, merging = two_cases.merge_of(sheet, action, of)
    return Asking(
        sheet=sheet,
        machine=machine,
        of=of,
        offers=offers,
        candidates=candidates,
        chooses=chooses,
        other=other,
        other_wrong=wrong,
        merging=merging,
        correcting=correcting,
    )


def _candidates(
    sheet: engine.CaseSheet, machine: engine.Machine, of: engine.Action, offers: Sequence[engine.Offer]
) -> tuple[dict[str, str], bool]:
    if of.kind in next_steps.SECOND_PERSON:
        return _pending(sheet, machine, of), True
    if of.kind == "lift":
        return {one.over: _over(sheet, one.over) for one in sheet.case.holds if one.name == of.concerns}, True
    if of.kind == "place":
        return _placeable(sheet, of), True
    if machine.per == "person":
        able = [one.person for one in offers if one.person and one.status != next_steps.REFUSED]
        return {one: sheet.names[one] for one in able}, True
    present = {one.id: sheet.names[one.id] for one in sheet.case.present}
    return present, of.people == "chosen"


def _pending(sheet: engine.CaseSheet, machine: engine.Machine, of: engine.Action) -> dict[str, str]:
    """Whose decisions wait: the people's, or the case's own."""
    waiting = [one for one in sheet.case.pending if one.action == of.concerns]
    if machine.per == "person":
        return {person: sheet.names[person] for one in waiting for person in one.people}
    return {WHOLE_CASE: gettext("The whole case")} if waiting else {}


def _over(sheet: engine.CaseSheet, over: str) -> str:
    return sheet.names.get(over, gettext("The whole case"))


def _placeable(sheet: engine.CaseSheet, of: engine.Action) -> dict[str, str]:
    over = sheet.programme.holds[of.concerns or ""].over
    whole = {WHOLE_CASE: gettext("The whole case")} if "case" in over else {}
    people = {one.id: sheet.names[one.id] for one in sheet.case.present} if "person" in over else {}
    return whole | people


# what was typed


def from_address(asked: Asking) -> Typed:
    """A form with the people whom the address names, as far as the step may be about them, and what is known of them.

    What is corrected stands there as it is now.
    """
    if asked.correcting is not None:
        return corrections.as_it_stands(asked.correcting, asked.office)
    named = [one for one in request.args.getlist("person") if one in asked.candidates]
    only = list(asked.candidates) if len(asked.candidates) == 1 else []
    newcomers = (forms.new_person(),) if asked.adds_people else ()
    people = tuple(named or only) if asked.chooses else ()
    return _prefilled(asked, Typed(people=people, newcomers=newcomers, other=asked.other))


def _prefilled(asked: Asking, typed: Typed) -> Typed:
    """With what the case knows of what somebody is. When something was done, what a check found, a paper and a yes are
    said anew each time."""
    asks = [ask for ask in asked.of.asks if _stays(ask.fact)] if asked.of.kind == "act" and not typed.newcomers else []
    one = typed.people[0] if len(typed.people) == 1 else None
    own = {ask.key: on_the_case(asked, ask, one) for ask in asks if not ask.each}
    each = {
        person: _known({ask.key: on_the_case(asked, ask, person) for ask in asks if ask.each})
        for person in each_people(asked, typed.people, ())
    }
    return replace(typed, answers=_known(own), each=each)


def _stays(fact: engine.Fact) -> bool:
    if fact.track is not None or fact.owner not in ("case", "person"):
        return False
    return fact.partial or fact.type not in ("date", "moment", "document", "boolean")


def _known(answers: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in answers.items() if value is not None}


def on_the_case(asked: Asking, ask: engine.Ask, person: str | None) -> Any:
    """What the case has for a question, as it would have been typed; None where it has nothing, or nobody is meant."""
    facts = asked.sheet.case.facts
    if ask.fact.owner == "person":
        facts = next((one.facts for one in asked.sheet.case.people if one.id == person), {})
    value = facts.get(ask.fact.name)
    typed = forms.as_typed(value, asked.office) if value is not None else None
    return "\n".join(typed) if isinstance(typed, list) and ask.fact.type == "list" else typed


def from_form(asked: Asking) -> Typed:
    """What was sent, or kept as a draft. Ids of newcomers are ours: what looks otherwise is replaced."""
    sent = form_at_hand().getlist("newcomer")[: forms.MOST_PEOPLE] if asked.adds_people else []
    newcomers = tuple(dict.fromkeys(one for one in sent if forms.is_new_person(one)))
    if asked.adds_people and not newcomers:
        newcomers = (forms.new_person(),)
    chosen = tuple(dict.fromkeys(form_at_hand().getlist("people")))
    read = forms.read_typed(form_at_hand(), asked.of.asks, each_people(asked, chosen, newcomers))
    return forms.without_unreadable(
        replace(read, newcomers=newcomers, other=asked.other, sides=two_cases.sides() if asked.other else {})
    )


def each_people(asked: Asking, chosen: Sequence[str], newcomers: Sequence[str]) -> tuple[str, ...]:
    """Who is asked one by one."""
    if not asked.asks_each:
        return ()
    if asked.adds_people:
        return tuple(newcomers)
    if asked.chooses:
        return tuple(one for one in chosen if one in asked.sheet.names)
    return tuple(asked.candidates)


def needs_people_first(asked: Asking, typed: Typed) -> bool:
    """Whether it has to be said for whom before anything can be asked of each."""
    return asked.chooses and asked.asks_each and not typed.people


def step(asked: Asking, typed: Typed) -> engine.Step:
    """The step as the engine takes it. Raises ValueError in words where the moment cannot be read."""
    people = typed.people
    if asked.of.kind in next_steps.SECOND_PERSON or asked.of.kind in next_steps.PLACING:
        people = tuple(one for one in people if one != WHOLE_CASE)
    chosen = {**typed.answers, **two_cases.answers(asked.merging, typed.sides)}
    typed = replace(typed, people=people, answers=chosen)
    step = forms.step_of(typed, asked.action, asked.sheet.actor, asked.office)
    return replace(step, corrects=asked.correcting.corrected.entry.seq) if asked.correcting else step


# the fields


def groups(asked: Asking, typed: Typed, errors: Mapping[str, str]) -> list[dict[str, Any]]:
    """The fields of the form in their groups, as `parts/forms.html` takes them."""
    if needs_people_first(asked, typed):
        return [_group([_people_field(asked, typed)], errors)]
    if asked.needs_other_first:
        return [_group([two_cases.other_field(asked.other)], errors)]
    own = [_field(asked, ask, forms.answer_name(ask.key), typed.answers.get(ask.key)) for ask in _own(asked)]
    found = [_group([*([_people_field(asked, typed)] if shows_chooser(asked) else []), *own], errors)]
    if asked.merging is not None:
        found.insert(0, _merge_group(asked, asked.merging, typed, errors))
    for one in each_people(asked, typed.people, typed.newcomers):
        found.append(_group(_each_fields(asked, one, typed), errors, _legend(asked, one)))
    if asked.correcting is not None and asked.correcting.empties:
        found.append(_group([corrections.empty_field(asked.sheet, asked.correcting, typed.empties)], errors))
    return [*found, _group(_closing(asked, typed), errors, gettext("For the file"))]


def _merge_group(asked: Asking, merging: engine.Merging, typed: Typed, errors: Mapping[str, str]) -> dict[str, Any]:
    """Who comes from where, and the questions in which the two cases differ."""
    fields = two_cases.clash_fields(asked.sheet, merging, typed.sides)
    legend = gettext("From the case %(reference)s", reference=merging.reference)
    told = gettext("Everybody in it comes: %(people)s.", people=two_cases.coming(merging))
    differ = gettext("The two cases differ; say which answer stands.") if fields else ""
    return _group(fields, errors, legend, " ".join(part for part in (told, differ) if part))


def shows_chooser(asked: Asking) -> bool:
    """Whether it is asked on the form itself for whom the step is."""
    return asked.chooses and not asked.asks_each and len(asked.candidates) > 1


def _own(asked: Asking) -> list[engine.Ask]:
    asks = (notes.question(asked.of, priority.question(asked.of, ask)) for ask in asked.of.asks if not ask.each)
    return [keepers.question(asked.sheet, asked.of, ask) for ask in asks]


def _legend(asked: Asking, person: str) -> str:
    return asked.sheet.names.get(person, gettext("Who joins"))


def _group(fields: list[Field], errors: Mapping[str, str], legend: str = "", hint: str = "") -> dict[str, Any]:
    return {"legend": legend, "hint": hint, "fields": forms.with_errors(fields, errors)}


def _each_fields(asked: Asking, person: str, typed: Typed) -> list[Field]:
    given = typed.each.get(person, {})
    asks = [ask for ask in asked.of.asks if ask.each]
    return [_field(asked, ask, forms.each_name(person, ask.key), given.get(ask.key), person) for ask in asks]


def _field(asked: Asking, ask: engine.Ask, name: str, typed: Any, person: str | None = None) -> Field:
    drawn = forms.ask_field(ask, name, typed, asked.office, asked.sheet.names)
    known = now_words(asked, ask, person)
    told = (
        gettext("Now: %(value)s.", value=known) if known else "",
        clearances.common_days(asked.sheet) if clearances.is_travel_day(ask.fact.name) else "",
    )
    drawn["hint"] = " ".join(part for part in (drawn["hint"], *told) if part)
    return drawn


def now_words(asked: Asking, ask: engine.Ask, person: str | None) -> str:
    """What is on the case now for a question, in words; empty where nothing is, or nothing that may be read."""
    facts = asked.sheet.case.facts
    if person is not None:
        facts = next((one.facts for one in asked.sheet.case.people if one.id == person), {})
    value = facts.get(ask.fact.name)
    return value_words(value, ask.fact, asked.office, asked.sheet.names) if value is not None else ""


def _people_field(asked: Asking, typed: Typed) -> Field:
    options = [{"value": one, "label": name, "hint": ""} for one, name in asked.candidates.items()]
    kind = "choice" if asked.one_only else "choices"
    value = (typed.people or ("",))[0] if asked.one_only else list(typed.people)
    return forms.plain_field("people", gettext("For whom"), kind, value=value, options=options)


def _closing(asked: Asking, typed: Typed) -> list[Field]:
    return closing(asked.of, typed, gettext("%(office)s time", office=asked.office.title))


def closing(of: engine.Action, typed: Typed, zone: str) -> list[Field]:
    """Reason, note, when it happened, and whether the family learns only the result. `zone`: whose time, in words."""
    found = []
    if of.reasons:
        options = [{"value": code, "label": words, "hint": ""} for code, words in of.reasons.items()]
        found.append(forms.plain_field("reason", gettext("Reason"), "choice", value=typed.reason, options=options))
    optional = not of.note_required
    note = gettext("Whoever may read the case can read it.")
    if of.kind == notes.NOTE:
        note = gettext("Whoever may read the case can read it; if it is for a role, only those who hold it, and you.")
    found.append(forms.plain_field("note", gettext("Note"), "textarea", note, typed.note, optional=optional))
    when = gettext("Only for what happened earlier; left empty, it happened now.")
    happened = forms.plain_field("happened", gettext("When it happened"), "moment", when, typed.happened, optional=True)
    found.append(happened | {"zone": zone})
    if of.may_be_private:
        options = [{"value": "true", "label": gettext("The others learn only the result"), "hint": ""}]
        value = ["true"] if typed.private else []
        label = gettext("Privacy")
        found.append(forms.plain_field("private", label, "choices", value=value, options=options, optional=True))
    return found


# what is told beside the form


def explained(asked: Asking) -> list[dict[str, str]]:
    """Who may do it, who decides, who confirms, what it is about."""
    if asked.correcting is not None:
        return [{"label": gettext("What is corrected"), "words": corrections.title(asked.sheet, asked.correcting)}]
    return about(asked.sheet.programme, asked.of)


def about(programme: engine.Programme, of: engine.Action) -> list[dict[str, str]]:
    """The same of an action, whatever the case."""
    found = []
    if of.kind not in OF_WHOEVER_HAS_IT:
        found.append((gettext("Who does it"), parties(programme, of.by)))
    if of.decision_of:
        found.append((gettext("Who decides"), party(programme, of.decision_of)))
    second = of.verified_by or of.countersigned_by
    if second:
        found.append((gettext("A second person confirms"), party(programme, second.role)))
    if of.not_whoever_did:
        titles = [programme.find_action(one) for one in of.not_whoever_did]
        words = joined(one[1].title for one in titles if one)
        found.append((gettext("Never whoever did"), words))
    if of.help:
        found.append((gettext("How"), of.help))
    if of.sop:
        found.append((gettext("Procedure"), of.sop))
    return [{"label": label, "words": words} for label, words in found]


# what was refused


def problems_of(asked: Asking, unmet: Sequence[engine.Unmet]) -> tuple[dict[str, str], list[engine.Unmet]]:
    """Refusals by the field to which they belong, and the rest."""
    errors: dict[str, str] = {}
    rest = []
    for one in unmet:
        name = two_cases.field_of(asked.merging, one) or forms.field_of(one, asked.of.asks)
        if name is None:
            rest.append(one)
        else:
            errors.setdefault(name, ". ".join((says_words(one), *why_not.limit_words(asked.sheet, one))))
    return errors, rest
