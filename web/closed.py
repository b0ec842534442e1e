"""A step that is closed: why, as a page and as text for a mail, and the rule in the programme that closes it."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask_babel import gettext

import engine
from web import check_page, next_steps, step_form
from web.door import current_caller, door
from web.identity import case_url, link, strip
from web.step_form import Asking
from web.why_not import why_not
from web.wording import listed, moment_words

bp = Blueprint("closed", __name__, url_prefix="/cases/<case_id>/why/<action>")


@bp.get("")
def why(case_id: str, action: str) -> Any:
    """Why the step is closed, for the people of the address or for everybody; where it is open, the step itself."""
    asked = step_form.asking(case_id, action)
    return page(asked) if _refused(asked) else redirect(check_page.step_url(asked), 303)


@bp.get("/text")
def as_text(case_id: str, action: str) -> Response:
    """The same as plain text. Raises NotFound where nothing closes the step."""
    asked = step_form.asking(case_id, action)
    if not _refused(asked):
        raise engine.NotFound("Nothing stands in the way of this step")
    sheet = asked.sheet
    when = gettext("As of %(when)s", when=moment_words(sheet.now, asked.office))
    here = url_for("closed.why", case_id=case_id, action=action, person=_people(), _external=True)
    return Response(
        render_template(
            "cases/why_not.txt", case=strip(sheet), words=asked.title, why=_why(asked), when=when, here=here
        ),
        mimetype="text/plain",
    )


def page(asked: Asking) -> str:
    """The step's own why-not page."""
    reference = asked.sheet.case.reference
    return render_template(
        "cases/why_not.html",
        case=strip(asked.sheet),
        crumbs=check_page.crumbs(asked),
        step={"words": asked.title},
        why=_why(asked),
        rule=_rule(asked),
        back=link(gettext("Back to the case"), case_url(reference)),
    )


def _people() -> list[str]:
    return request.args.getlist("person")


def _refused(asked: Asking) -> list[engine.Offer]:
    """The refusals of the people whom the address names, else all."""
    refused = [one for one in asked.offers if one.status == next_steps.REFUSED]
    return [one for one in refused if one.person in _people()] or refused


def _why(asked: Asking) -> dict[str, Any]:
    offers = _refused(asked)
    unmet = [one for offer in offers for one in offer.unmet]
    return why_not(asked.sheet, unmet, next_steps.met_for_all(offers), (asked.action, _people()))


# the rule in the programme


def _rule(asked: Asking) -> dict[str, Any]:
    law, machine, of = asked.sheet.programme, asked.machine, asked.of
    state = _state(asked)
    lines = door().drafting.rule_lines(current_caller(), law, machine.name, of.name, state)
    return {
        "about": [*step_form.explained(asked), *_about(law, machine, of, state)],
        "requirements": [_requirement(one, lines) for one in (*of.requires, *of.requires_each)],
        "line": lines.get(of.name, ""),
        "programme": link(law.title, _outline(law, machine, state)),
    }


def _state(asked: Asking) -> str:
    """Where the step's machine stands for those who are refused."""
    person = next((one.person for one in _refused(asked)), None)
    standing = asked.sheet.case.standing_of(asked.machine.name, person)
    return standing.state if standing else asked.machine.initial


def _requirement(one: engine.Requirement, lines: Mapping[str, str]) -> dict[str, Any]:
    """What is asked; without its condition where not everybody may know that, and in the words for everybody."""
    conditions = [("", one.check.text), *((name, asked.text) for name, asked in one.where.items())]
    return {
        "says": one.shown_as or one.says,
        "conditions": [] if one.shown_as else conditions,
        "line": lines.get(one.name, ""),
    }


def _about(law: engine.Programme, machine: engine.Machine, of: engine.Action, state: str) -> Iterator[dict[str, str]]:
    """Where it is offered, and where the step names no paragraph of the procedures, the nearest one."""
    if of.offered_in:
        states = listed(machine.state_title(one) for one in sorted(of.offered_in))
        yield {"label": gettext("Possible in"), "words": states}
    procedure = _procedure(law, machine, state)
    if procedure and not of.sop:
        yield {"label": gettext("Procedure"), "words": procedure}


def _procedure(law: engine.Programme, machine: engine.Machine, state: str) -> str:
    place = machine.states.get(state)
    phase = law.phases.get(place.phase or "") if place else None
    return (place.sop if place else None) or (phase.sop if phase else None) or law.sop or ""


def _outline(law: engine.Programme, machine: engine.Machine, state: str) -> str:
    return url_for("programmes.overview", programme=law.id, version=law.digest, _anchor=f"{machine.name}-{state}")
