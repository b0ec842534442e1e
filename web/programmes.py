"""Programmes as they are published: versions, drawing and outline, for whoever works in one, designs or audits."""

from collections.abc import Iterable, Iterator, Mapping
from itertools import groupby
from typing import Any

from flask import Blueprint, abort, render_template, request, url_for
from flask_babel import gettext, ngettext
from markupsafe import Markup

import engine
from web import languages
from web.door import current_caller, door
from web.engine_words import time_words
from web.languages import current_code
from web.wording import EMPTY, day_words, dotted, either, listed, outcome_words

bp = Blueprint("programmes", __name__, url_prefix="/programmes")
WITHOUT_PROGRAMME = ("designer", "auditor", "administrator")
SHORT = 8
CASE = "case"


@bp.get("")
def published() -> str:
    """The programmes that this person may read."""
    caller = current_caller()
    rows = [_row(one) for one in door().drafting.programmes(current_code()) if _may_read(caller, one.id)]
    return render_template("programmes/list.html", programmes=rows)


@bp.get("/<programme>")
def overview(programme: str) -> str:
    """One programme in its live version, or in an earlier one that the address names."""
    law, versions = _law(programme), door().drafting.history(programme)
    if asked := request.args.get("version", ""):
        law = door().drafting.version(programme, asked, current_code())
    words, case, *tracks = (drawing_words(), *engine.outline(law))
    return render_template(
        "programmes/programme.html",
        crumbs=[
            {"words": gettext("Programmes"), "href": url_for("programmes.published")},
            {"words": law.title, "href": ""},
        ],
        programme={"title": law.title, "id": law.id, "heading": _heading(law, versions), "sop": law.sop},
        earlier=None
        if law.digest == versions[0].publication.digest
        else url_for("programmes.overview", programme=law.id),
        holds_url=_holds_url(current_caller(), law),
        diagram=_diagram(law, CASE, words),
        diagram_about=_counts(case),
        case=_machine(law, case),
        tracks=[{**_machine(law, one), "diagram": _diagram(law, one.machine.name, words)} for one in tracks],
        roles=list(_roles(law, (case, *tracks))),
        authorities=listed(law.authorities.values()),
        versions=list(_versions(law.id, versions)),
    )


def _crumbs(law: engine.Programme) -> list[dict[str, str]]:
    first = {"words": gettext("Programmes"), "href": url_for("programmes.published")}
    return [first, {"words": law.title, "href": ""}]


def _may_read(caller: engine.Caller, programme: str) -> bool:
    return programme in caller.programmes() or any(caller.has(role) for role in WITHOUT_PROGRAMME)


def _law(programme: str) -> engine.Programme:
    """The live version; what is not theirs to read does not exist for them."""
    if not _may_read(current_caller(), programme):
        abort(404)
    return door().drafting.current(programme, current_code())[0]


def _holds_url(caller: engine.Caller, law: engine.Programme) -> str | None:
    return url_for("programme_holds.over", programme=law.id) if may_hold(caller, law) else None


def may_hold(caller: engine.Caller, law: engine.Programme) -> bool:
    """Whether one of this person's roles places or lifts a hold over the programme."""
    roles = {duty.role for duty in caller.duties if duty.programme == law.id}
    wide = (hold for hold in law.holds.values() if "programme" in hold.over)
    return any(not roles.isdisjoint((*hold.placed_by, *hold.lifted_by)) for hold in wide)


def _row(law: engine.Programme) -> dict[str, Any]:
    versions = door().drafting.history(law.id)
    return {
        "title": law.title,
        "id": law.id,
        "href": url_for("programmes.overview", programme=law.id),
        "version": day_words(versions[0].publication.published.date()),
        "hash": law.digest[:SHORT],
        "versions": len(versions),
        "open_cases": _open(versions),
    }


def _open(versions: Iterable[engine.Version]) -> int:
    return sum(one.open_cases or 0 for one in versions)


def _heading(law: engine.Programme, versions: tuple[engine.Version, ...]) -> str:
    shown = next(one for one in versions if one.publication.digest == law.digest)
    day, is_live = day_words(shown.publication.published.date()), shown is versions[0]
    version = (
        gettext("live: version of %(day)s", day=day) if is_live else gettext("earlier version of %(day)s", day=day)
    )
    count = _open(versions) if is_live else shown.open_cases or 0
    cases = ngettext("%(num)s open case", "%(num)s open cases", count)
    return dotted((version, law.digest[:SHORT], cases))


def _versions(programme: str, versions: Iterable[engine.Version]) -> Iterator[dict[str, Any]]:
    names = door().administration.display_names()
    for one in versions:
        digest = one.publication.digest
        yield {
            "words": day_words(one.publication.published.date()),
            "href": url_for("programmes.overview", programme=programme, version=digest),
            "hash": digest[:SHORT],
            "by": names.get(one.by, one.by) if one.by else gettext("The system"),
            "through": gettext("through %(who)s", who=one.through) if one.through else "",
            "open_cases": EMPTY if one.open_cases is None else one.open_cases,
        }


# the drawing


def drawing_words() -> engine.Words:
    """The drawing's own words in the reader's language."""
    return engine.Words(
        drawing_of=gettext("Diagram of {title}"),
        about=gettext("{states} states and {endings} endings. The outline says the same in words."),
        anywhere=gettext("From many states"),
        stays=gettext("the state stays"),
        nobody_left=gettext("When nobody is left"),
        news=gettext("When data on which it rests change"),
        by_itself=gettext("by itself"),
        beside=gettext("Beside “{state}”:"),
        beside_phase=gettext("Beside this phase:"),
        from_the_beginning=gettext("Beside, from the beginning:"),
        conditional=gettext("Beside, once each is called for:"),
        now=gettext("now"),
        between=gettext(" · "),
        colon=gettext(": "),
        leads_to=gettext("→"),
    )


def _diagram(law: engine.Programme, machine: str, words: engine.Words) -> Markup:
    """Our own SVG, in which every author's word is escaped."""
    return Markup(engine.picture(law, machine, rtl=languages.direction() == "rtl", words=words))


def _counts(case: engine.MachineOutline) -> str:
    phases = len({one.phase for one in case.states})
    return listed(
        (
            ngettext("%(num)s phase", "%(num)s phases", phases),
            ngettext("%(num)s state", "%(num)s states", len(case.states)),
            ngettext("%(num)s ending", "%(num)s endings", len(case.endings)),
        )
    )


# the outline


def _machine(law: engine.Programme, one: engine.MachineOutline) -> dict[str, Any]:
    phases = groupby(one.states, key=lambda state: state.phase)
    return {
        "name": one.machine.name,
        "title": one.machine.title,
        "per": gettext("for each person") if one.machine.per == "person" else gettext("for the case"),
        "opens_when": one.opens_when,
        "needed_if": one.needed_if,
        "phases": [_phase(law, name, states) for name, states in phases],
        "endings": [_ending(place) for place in one.endings],
        "anywhere": [_leads(way) for way in one.anywhere],
    }


def _phase(law: engine.Programme, name: str | None, states: Iterable[engine.Place]) -> dict[str, Any]:
    phase = law.phases.get(name or "")
    return {
        "title": phase.title if phase else "",
        "sop": (phase.sop if phase else None) or "",
        "states": [_state(law, place) for place in states],
    }


def _state(law: engine.Programme, place: engine.Place) -> dict[str, Any]:
    waits_on = {"person": gettext("the person concerned"), "nobody": gettext("nobody")}.get(
        place.waits_on, place.waits_on
    )
    facts = (
        gettext("Waits on %(who)s", who=waits_on) if waits_on else "",
        gettext("Due: %(due)s", due=time_words(place.due)) if place.due else "",
        gettext("Counts as clear: %(span)s", span=time_words(place.clears)) if place.clears else "",
    )
    return {
        "title": place.title,
        "name": place.name,
        "says": place.says or "",
        "about": dotted(facts),
        "sop": place.sop or "",
        "leads": [_leads(way) for way in place.leads],
    }


def _ending(place: engine.Place) -> dict[str, str]:
    return {
        "title": place.title,
        "name": place.name,
        "outcome": outcome_words(place.outcome or ""),
        "says": place.says or "",
        "sop": place.sop or "",
    }


def _leads(way: engine.Leads) -> dict[str, Any]:
    return {
        "title": _title(way),
        "by_itself": way.kind != "action",
        "who": _who(way),
        "targets": listed(way.targets),
        "when": way.when,
        "offered_in": gettext("in %(states)s", states=listed(way.offered_in)) if way.offered_in else "",
        "sop": way.sop or "",
    }


def _title(way: engine.Leads) -> str:
    if way.kind == "timer":
        return gettext("%(timer)s (%(after)s)", timer=way.title, after=time_words(way.after))
    words = {
        "automatic": gettext("Goes on by itself, when"),
        "leaves": gettext("Left by itself, once this holds no longer"),
        "lapse": gettext("When it lapses"),
        "empty": gettext("When nobody is left"),
    }
    return words.get(way.kind) or way.title or gettext("When data on which it rests change")


def _who(way: engine.Leads) -> str:
    parts = (
        either(way.by),
        gettext("decided by %(who)s", who=way.decided_by) if way.decided_by else "",
        gettext("tells %(who)s", who=listed(way.tells)) if way.tells else "",
    )
    return dotted(parts)


def _roles(law: engine.Programme, machines: Iterable[engine.MachineOutline]) -> Iterator[dict[str, Any]]:
    """Every role with what it may do, machine by machine; the first names are the case's."""
    does = _acts_by_role(machines)
    for name, title in law.roles.items():
        own = does.get(title, {})
        yield {
            "title": title,
            "name": name,
            "count": sum(len(acts) for acts in own.values()),
            "machines": [{"title": machine, "acts": listed(acts)} for machine, acts in own.items()],
        }


def _acts_by_role(machines: Iterable[engine.MachineOutline]) -> Mapping[str, dict[str, list[str]]]:
    found: dict[str, dict[str, dict[str, None]]] = {}
    for one in machines:
        ways = (*(way for state in one.states for way in state.leads), *one.anywhere)
        for way in ways:
            for role in way.by:
                found.setdefault(role, {}).setdefault(one.machine.title, {})[way.title] = None
    return {role: {title: list(acts) for title, acts in own.items()} for role, own in found.items()}
