"""Requirements in words: what is said when one is not met, with the values it read."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from engine.civil import Days, Office
from engine.model import Programme, Requirement
from engine.running.view import CaseView
from engine.why_not import Reason, Unmet

FOR_WHO_DID = "You cover for whoever did this; somebody else must do it"
_PLACE = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def unmet_requirement(requirement: Requirement, place: CaseView, code: str | None = None) -> Unmet | None:
    """What is not met about one requirement, from one place; None when it is met."""
    if requirement.check.ask(place) is True:
        return None
    parts = requirement.check.unmet(place)
    reasons = tuple(dict.fromkeys(reason for part in parts for reason in part.reasons))
    unknown = bool(parts) and all(part.answer is None and not part.reasons for part in parts)
    says = said(requirement, place)
    return Unmet(
        code=code or requirement.name,
        says=f"Not known yet: {says}" if unknown else says,
        person=place.person_id,
        facts=tuple(dict.fromkeys(fact for part in parts for fact in part.facts)),
        reasons=reasons,
        possible_from=_possible_from(reasons, place.office),
        unknown=unknown,
        waits_on=requirement.waits_on or next((one.waits_on for one in reasons if one.waits_on), None),
    )


def _possible_from(reasons: tuple[Reason, ...], office: Office) -> datetime | None:
    """By the windows alone: whether a hold lies there as well is not told by it."""
    days = [day for reason in reasons if (day := (reason.otherwise or reason).first_day)]
    return office.begins(max(days)) if days and len(days) == len(reasons) else None


def said(requirement: Requirement, place: CaseView) -> str:
    """The requirement's sentence with its names filled in."""

    def fill(match: re.Match[str]) -> str:
        name = match[1]
        asked = requirement.where.get(name)
        return worded(asked.ask(place) if asked else place.any_fact(name), place.office)

    return _PLACE.sub(fill, requirement.says)


def worded(value: Any, office: Office) -> str:
    """A value in plain words; a moment in the office's time."""
    if value is None:
        return "not known"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, datetime):
        return value.astimezone(office.zone).strftime("%-d %B %Y %H:%M")
    if isinstance(value, date):
        return value.strftime("%-d %B %Y")
    if isinstance(value, tuple):
        return ", ".join(worded(one, office) for one in value)
    if isinstance(value, (Decimal, Days)):
        return str(value)
    return str(value)


def state_words(programme: Programme, machine: str, place: CaseView) -> str:
    """Where a machine stands and since when, for people."""
    standing = place.standing(machine)
    if standing is None:
        return "not started"
    title = programme.machine(machine).state_title(standing.state)
    since = standing.since if standing.since > datetime.min.replace(tzinfo=UTC) else place.now
    return f"{title}, since {worded(place.office.day_of(since), place.office)}"
