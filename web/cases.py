"""The case itself: its page, and what is known of it and of its people."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask_babel import gettext, ngettext

import engine
from web import clearances, keepers, linked, next_steps, priority, two_cases
from web.door import current_caller, door
from web.entry_words import by_words, events
from web.identity import identity, link, phases, tabs
from web.timeline import Picture, draw
from web.wording import (
    EMPTY,
    Speech,
    day_words,
    distance,
    dotted,
    last_day_of,
    listed,
    near_words,
    outcome_words,
    value_words,
    weekday_words,
)

bp = Blueprint("cases", __name__)
MOST_DEADLINES, MOST_EVENTS, MOST_OPEN = 7, 5, 4


@bp.get("/cases/<case_id>")
def overview(case_id: str) -> str:
    """The case at a glance: where it stands, what is next, what runs out, who is in it."""
    sheet = door().casework.see(current_caller(), case_id)
    steps, picture = next_steps.next_rows(sheet), drawn(sheet)
    users = door().administration.display_names()
    return render_template(
        "cases/case.html",
        case=identity(sheet, steps),
        tabs=tabs(sheet, "overview"),
        phases=phases(sheet),
        steps=[next_steps.task(sheet, row) for row in steps],
        steps_sum=next_steps.sum_words(steps),
        keepers=keepers.panel(sheet, users),
        priority=priority.panel(sheet, users),
        holds=[hold(sheet, one) for one in sheet.holds],
        place_hold=None,
        deadlines=deadlines(sheet),
        events=latest(sheet, users),
        due_now=due_now(sheet),
        log=link(gettext("The whole log"), url_for("log.of_case", case_id=sheet.case.reference)),
        picture=picture,
        clearances=_about_clearances(sheet, picture),
        people=[person_row(sheet, one) for one in sheet.case.people],
        linked=[*linked.rows(sheet), *two_cases.rows(sheet)],
        people_columns=[gettext("Standing"), gettext("Clearances")],
        change_people=None,
    )


@bp.get("/cases/<case_id>/facts")
def facts(case_id: str) -> str:
    """What is known of the case and of its people, as far as this reader may know it. What is critical is on record."""
    sheet = door().casework.read(current_caller(), case_id)
    people = [
        {
            "id": one.id,
            "name": sheet.names[one.id],
            "facts": _known(sheet, one.facts, "person"),
            "tell": _tell(sheet, one),
        }
        for one in sheet.case.people
    ]
    return render_template(
        "cases/facts.html",
        case=identity(sheet, next_steps.next_rows(sheet)),
        tabs=tabs(sheet, "facts"),
        facts=_known(sheet, sheet.case.facts, "case"),
        people=people,
        recorded=_reads_critical(sheet),
    )


def _tell(sheet: engine.CaseSheet, person: engine.Person) -> str:
    """The way to what may be told to this person."""
    return url_for("family.told_to", case_id=sheet.case.reference, person=person.id)


def _reads_critical(sheet: engine.CaseSheet) -> bool:
    """Whether something critical is shown, so that this reading is on record."""
    known = {*sheet.case.facts, *(name for one in sheet.case.people for name in one.facts)}
    return any(fact.data_class == "critical" and name in known for name, fact in sheet.programme.facts.items())


def _known(sheet: engine.CaseSheet, known: Mapping[str, Any], owner: str) -> list[dict[str, Any]]:
    """Facts with their words, in the order in which the programme declares them."""
    return [
        {"question": _question(sheet, fact), "answer": _answer(sheet, fact, known[name]), "href": None, "lang": None}
        for name, fact in sheet.programme.facts.items()
        if fact.owner == owner and name in known and fact.track not in sheet.restricted
    ]


def _question(sheet: engine.CaseSheet, fact: engine.Fact) -> str:
    track = sheet.programme.tracks.get(fact.track or "")
    words = gettext("%(track)s: %(fact)s", track=track.title, fact=fact.label) if track else fact.label
    if engine.kept_from_family(sheet.programme, fact.name):
        return gettext("%(fact)s (not for the family)", fact=words)
    return words


def _answer(sheet: engine.CaseSheet, fact: engine.Fact, value: Any) -> str:
    return value_words(value, fact, sheet.inputs.office, sheet.names)


# what runs and what happened


def hold(sheet: engine.CaseSheet, seen: engine.HoldSeen) -> dict[str, Any]:
    if seen.hidden:
        return {"hidden": True, "shown_as": seen.title, "ask": ""}
    blocks = gettext("everything") if seen.everything else listed(seen.blocks)
    whom = sheet.names.get(seen.over or "", "")
    return {
        "hidden": False,
        "name": gettext("%(hold)s, %(person)s", hold=seen.title, person=whom) if whom else seen.title,
        "review": gettext("review %(day)s", day=day_words(seen.review_on)) if seen.review_on else "",
        "blocks": gettext("Blocks: %(what)s. Everything else goes on.", what=blocks) if blocks else "",
        "placed": seen.note or "",
        "lift": _lift(sheet, seen),
    }


def _lift(sheet: engine.CaseSheet, seen: engine.HoldSeen) -> dict[str, str] | None:
    """The way to lift a hold, for whoever may."""
    for offer in sheet.offers:
        concerned = sheet.programme.holds.get(offer.of.concerns or "") if offer.of.kind == "lift" else None
        if concerned is not None and concerned.title == seen.title and offer.status != next_steps.REFUSED:
            people = [seen.over] if seen.over in sheet.names else []
            href = url_for("steps.form", case_id=sheet.case.reference, action=offer.action, person=people)
            return link(gettext("Lift"), href, seen.title)
    return None


def deadlines(sheet: engine.CaseSheet) -> list[dict[str, str]]:
    """What ends, the earliest first; the same end for several people is one row."""
    grouped: dict[tuple[str, str, date], list[engine.Deadline]] = {}
    for one in sheet.deadlines:
        grouped.setdefault((one.machine, one.title, last_day_of(one.ends, sheet.inputs.office)), []).append(one)
    rows = [_deadline(sheet, group, day) for (_, _, day), group in grouped.items()]
    return rows[:MOST_DEADLINES]


def _deadline(sheet: engine.CaseSheet, group: list[engine.Deadline], day: date) -> dict[str, Any]:
    today = sheet.inputs.office.day_of(sheet.now)
    days, title = (day - today).days, group[0].title
    people = [one.person for one in group if one.person]
    whom = next_steps.for_whom(sheet, people) if people else ""
    kind = "late" if days < 0 else "due" if days <= 7 else ""
    words = (
        gettext("Review: %(hold)s", hold=title)
        if group[0].kind == "review"
        else next_steps.deadline_title(sheet, group[0])
    )
    return {
        "words": gettext("%(what)s, %(people)s", what=words, people=whom) if whom else words,
        "day": {"words": weekday_words(day, today) if days <= 14 else day_words(day), "iso": day.isoformat()},
        "distance": distance(days),
        "kind": kind,
        "then": _then(sheet, group[0]),
    }


def _then(sheet: engine.CaseSheet, one: engine.Deadline) -> str:
    """Where a time leads that runs out; nothing where it only warns."""
    state = sheet.programme.machine(one.machine).state_title(one.leads_to) if one.leads_to else ""
    return gettext("If nothing is done: %(state)s", state=state) if state else ""


def latest(sheet: engine.CaseSheet, users: Mapping[str, str]) -> list[dict[str, Any]]:
    whole = {one.step for one in sheet.latest if one.seq == one.step} or {one.step for one in sheet.latest}
    shown = [one for one in sheet.latest if one.step in whole]
    return event_rows(sheet, shown, users)[:MOST_EVENTS]


def due_now(sheet: engine.CaseSheet) -> list[dict[str, Any]]:
    """What time has brought about and nobody has recorded yet, the latest first."""
    office, shown = sheet.inputs.office, [one for one in sheet.due if one.machine not in sheet.restricted]
    return [
        {
            "time": near_words(entry.due_at or entry.happened, office, sheet.now),
            "words": words,
            "by": by_words(sheet.programme, entry, {}),
            "href": None,
        }
        for entry, words in events(sheet.programme, shown, sheet.names)
    ]


def event_rows(
    sheet: engine.CaseSheet, entries: Iterable[engine.Entry], users: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Steps as `parts/rows.html` shows events."""
    log = url_for("log.of_case", case_id=sheet.case.reference)
    return [
        {
            "time": near_words(entry.recorded, sheet.inputs.office, sheet.now),
            "words": words,
            "by": _by(sheet, entry, users),
            "href": f"{log}?before={entry.seq + 1}#entry-{entry.seq}",
        }
        for entry, words in events(sheet.programme, list(entries), sheet.names)
    ]


def _by(sheet: engine.CaseSheet, entry: engine.Entry, users: Mapping[str, str]) -> str:
    told = keepers.told(sheet.programme, entry, users)
    parts = (by_words(sheet.programme, entry, users), told, priority.told(entry), _late(sheet, entry))
    return dotted(parts)


def _late(sheet: engine.CaseSheet, entry: engine.Entry) -> str:
    """When it happened, where that was another day than it was written down."""
    office = sheet.inputs.office
    day = office.day_of(entry.happened)
    return gettext("happened on %(day)s", day=day_words(day)) if day != office.day_of(entry.recorded) else ""


# the clearances and the people


def drawn(sheet: engine.CaseSheet) -> Picture | None:
    groups = clearances.groups(sheet) if clearances.have_started(sheet) else []
    if not groups:
        return None
    return draw(
        groups,
        today=sheet.inputs.office.day_of(sheet.now),
        travel=clearances.travel_day(sheet),
        tongue=Speech(),
        warn_days=clearances.warn_days(sheet),
        show_all=request.args.get("clearances") == "all",
    )


def _about_clearances(sheet: engine.CaseSheet, picture: Picture | None) -> dict[str, Any]:
    counted = (
        gettext("%(cleared)s of %(all)s cleared", cleared=picture.cleared, all=picture.counted) if picture else "",
        gettext("checks that your role may not see are left out") if sheet.restricted else "",
    )
    everything = url_for("cases.overview", case_id=sheet.case.reference, clearances="all")
    return {"aside": dotted(counted), "csv": None, "all_url": everything}


def person_row(sheet: engine.CaseSheet, person: engine.Person) -> dict[str, Any]:
    """Somebody of the case in one line: where they stand, how many clearances count, what is open."""
    own = [one for one in sheet.clearances if one.person == person.id and one.track not in sheet.restricted]
    asked = [one for one in own if clearances.is_asked(sheet, one)]
    clear = sum(bool(one.answer.clear) for one in asked)
    facts_url = url_for("cases.facts", case_id=sheet.case.reference)
    born = sheet.programme.facts.get("born_on")
    return {
        "name": sheet.names[person.id],
        "href": f"{facts_url}#person-{person.id}",
        "role": clearances.about_person(sheet, person),
        "born": _answer(sheet, born, person.facts.get("born_on")) if born else EMPTY,
        "statuses": [_standing(sheet, person), _counted(clear, len(asked), person)],
        "watch": _open_tracks(sheet, person) if person.left is None else "",
    }


def _standing(sheet: engine.CaseSheet, person: engine.Person) -> dict[str, str]:
    if person.left is not None:
        day = day_words(sheet.inputs.office.day_of(person.left.happened))
        how = outcome_words(person.left.outcome)
        if person.left.private:
            how = gettext("%(how)s (the others learn only that the person does not travel)", how=how)
        return {"kind": "none", "words": gettext("%(how)s, %(day)s", how=how, day=day)}
    standing, member = person.tracks.get("member"), sheet.programme.tracks["member"]
    state = member.states.get(standing.state) if standing else None
    settled = state is None or state.waits_on == "nobody"
    return {"kind": "done" if settled else "waiting", "words": state.title if state else gettext("In the case")}


def _counted(clear: int, asked: int, person: engine.Person) -> dict[str, str]:
    if person.left is not None or not asked:
        return {"kind": "none", "words": EMPTY if person.left else gettext("None asked for")}
    words = gettext("%(clear)s of %(all)s", clear=clear, all=asked)
    return {"kind": "done" if clear == asked else "waiting", "words": words}


def _in_its_round(title: str, standing: engine.Standing, track: engine.Machine) -> str:
    """Where a track stands; of one that repeats, in which of its rounds."""
    if track.repeats is None:
        return title
    number, last = standing.round, len(track.repeats.at)
    return gettext("%(state)s, round %(number)s of %(all)s", state=title, number=number, all=last)


def _open_tracks(sheet: engine.CaseSheet, person: engine.Person) -> str:
    """The tracks in which somebody still has to do something for this person."""
    found = []
    for name, standing in person.tracks.items():
        track = sheet.programme.tracks[name]
        state = track.states.get(standing.state)
        waits = state is not None and state.waits_on != "nobody" and not standing.closed and state.clears is None
        if waits and name != "member" and name not in sheet.restricted:
            stands = _in_its_round(state.title, standing, track)
            found.append(gettext("%(track)s: %(state)s", track=track.title, state=stands))
    more = len(found) - MOST_OPEN
    told = [*found[:MOST_OPEN], *([ngettext("%(num)s more", "%(num)s more", more)] if more > 0 else [])]
    return dotted(told)
