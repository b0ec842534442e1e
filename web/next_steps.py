"""What can be done next in a case, and why not: the offers of a sheet as rows for people.

The same step of several people is one row. A step is *next* where its machine waits for somebody, and *other* where
it may be done at any time, such as a withdrawal.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext, ngettext

import engine
from web.why_not import parted, why_not
from web.wording import (
    day_words,
    distance,
    dotted,
    joined,
    last_day_of,
    listed,
    parties,
    step_title,
)

SECOND_PERSON = ("verify", "countersign", "reject")
PLACING = ("place", "lift")
REFUSED = "refused"
Link = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One step for one or several people who stand alike. `unmet` is empty where it may be done.

    `met` is what holds already for all of them.
    """

    offer: engine.Offer
    people: tuple[str, ...]
    unmet: tuple[engine.Unmet, ...]
    met: tuple[engine.Met, ...] = ()

    @property
    def is_mine(self) -> bool:
        return not self.unmet

    @property
    def of_others(self) -> bool:
        return _of_others(self.unmet)


def visible(sheet: engine.CaseSheet) -> list[engine.Offer]:
    """The offers without those of tracks that this reader knows only by other words."""
    return [offer for offer in sheet.offers if offer.machine not in sheet.restricted]


def rows(offers: Iterable[engine.Offer]) -> list[Row]:
    """Offers of the same action that stand alike, together."""
    groups: dict[tuple[str, str], list[engine.Offer]] = {}
    for offer in offers:
        groups.setdefault((offer.action, _standing(offer)), []).append(offer)
    return [_row(group) for group in groups.values()]


def _standing(offer: engine.Offer) -> str:
    if offer.status != REFUSED:
        return "open"
    return "others" if _of_others(offer.unmet) else "closed"


def _of_others(unmet: Sequence[engine.Unmet]) -> bool:
    """Whether nothing is missing but somebody else."""
    kinds = {one.kind for one in unmet}
    return "role" in kinds and kinds <= {"role", "separation"}


def _row(group: Sequence[engine.Offer]) -> Row:
    return Row(
        offer=group[0],
        people=tuple(offer.person for offer in group if offer.person),
        unmet=tuple(dict.fromkeys(unmet for offer in group for unmet in offer.unmet)),
        met=met_for_all(group),
    )


def met_for_all(offers: Sequence[engine.Offer]) -> tuple[engine.Met, ...]:
    """What each of these offers has met already."""
    return tuple(one for one in offers[0].met if all(one in other.met for other in offers)) if offers else ()


def is_next(sheet: engine.CaseSheet, offer: engine.Offer) -> bool:
    """Whether the step carries the case on, now."""
    if offer.of.kind in SECOND_PERSON or offer.of.kind == "confirm_end":
        return True
    machine = sheet.programme.machine(offer.machine)
    standing = sheet.case.standing_of(offer.machine, offer.person)
    state = machine.states.get(standing.state) if standing else None
    if offer.of.kind != "act" or state is None or state.waits_on == "nobody":
        return False
    if state.actions.get(offer.of.name) is not None:
        return True
    return offer.of.offered_in is not None and offer.of.does is None and offer.of.name in machine.anywhere


def next_rows(sheet: engine.CaseSheet) -> list[Row]:
    """The next steps: mine by their due day, then those of others, then those that cannot be yet."""
    found = rows(offer for offer in visible(sheet) if is_next(sheet, offer) and not _answered(sheet, offer))
    found = [row for row in found if row.offer.of.kind != "reject" or row.is_mine]
    found = [row for number, row in enumerate(found) if not row.of_others or _is_first(row, found[:number])]
    return sorted(found, key=lambda row: (0 if row.is_mine else 1 if row.of_others else 2, _due_key(sheet, row)))


def main_row(found: Sequence[Row]) -> Row | None:
    """My first step that is no way out of another, such as a missed flight beside a departure that cannot be yet."""
    blocked = [row for row in found if not row.is_mine and not row.of_others]
    closed = {(row.offer.machine, person) for row in blocked for person in row.people or (None,)}
    mine = [row for row in found if row.is_mine and row.offer.of.kind != "reject"]
    free = (row for row in mine if closed.isdisjoint((row.offer.machine, one) for one in row.people or (None,)))
    return next(free, None)


def _is_first(row: Row, before: Sequence[Row]) -> bool:
    """Of what others may do for the same people in the same place, the first that is written stands for all."""
    place = (row.offer.machine, row.people)
    return not any(one.of_others and (one.offer.machine, one.people) == place for one in before)


def _answered(sheet: engine.CaseSheet, offer: engine.Offer) -> bool:
    """A decision was taken and waits for a second person: the row of the second person says so."""
    return any(unmet.kind == "pending" for unmet in offer.unmet)


def other_rows(sheet: engine.CaseSheet) -> list[Row]:
    """What this reader may do at any time besides the next steps."""
    found = rows(offer for offer in visible(sheet) if not is_next(sheet, offer))
    return [row for row in found if row.is_mine and row.offer.of.kind != "lift"]


def _due_key(sheet: engine.CaseSheet, row: Row) -> tuple[bool, str]:
    due = due_of(sheet, row)
    return due is None, due.ends.isoformat() if due else ""


def due_of(sheet: engine.CaseSheet, row: Row) -> engine.Deadline | None:
    """The service time of the state in which the step stands, the earliest of its people."""
    people = row.people or (None,)
    own = (one for one in sheet.deadlines if one.kind == "due" and one.machine == row.offer.machine)
    return next((one for one in own if one.person in people), None)


def deadline_title(sheet: engine.CaseSheet, one: engine.Deadline) -> str:
    """What ends, after the title of its track: several tracks have states and timers of the same words."""
    track = sheet.programme.tracks.get(one.machine)
    if track is None or track.name == "member":
        return one.title
    return gettext("%(track)s: %(state)s", track=track.title, state=one.title)


# in words


def step_url(sheet: engine.CaseSheet, row: Row) -> str:
    return url_for("steps.form", case_id=sheet.case.reference, action=row.offer.action, person=list(row.people))


def verb(sheet: engine.CaseSheet, row: Row) -> str:
    return step_title(sheet.programme, sheet.programme.machine(row.offer.machine), row.offer.of)


def for_whom(sheet: engine.CaseSheet, people: Sequence[str]) -> str:
    """`everybody`, or up to four names, or their number."""
    present = [one.id for one in sheet.case.present]
    if len(present) > 1 and set(people) == set(present):
        return gettext("everybody in the case")
    if len(people) > 4:
        return ngettext("%(num)s person", "%(num)s people", len(people))
    return joined(sheet.names[one] for one in people)


def task(sheet: engine.CaseSheet, row: Row) -> dict[str, Any]:
    """A row of the task list, as `parts/tasks.html` takes it."""
    kind, status = _status(sheet, row)
    return {
        "id": row.offer.action,
        "words": verb(sheet, row),
        "href": step_url(sheet, row) if row.is_mine else None,
        "kind": kind,
        "status": status,
        "detail": _detail(sheet, row),
        "why_not": _why(sheet, row) if row.unmet and not row.of_others else None,
    }


def _why(sheet: engine.CaseSheet, row: Row) -> dict[str, Any]:
    return why_not(sheet, row.unmet, row.met, (row.offer.action, row.people))


def _status(sheet: engine.CaseSheet, row: Row) -> tuple[str, str]:
    due = due_of(sheet, row)
    if row.is_mine and due is not None:
        return due_status(sheet, due)
    if row.is_mine:
        return "todo", ""
    return ("waiting", "") if row.of_others else ("blocked", "")


def due_status(sheet: engine.CaseSheet, due: engine.Deadline) -> tuple[str, str]:
    """Late, due soon, or to do by a day."""
    office = sheet.inputs.office
    last = last_day_of(due.ends, office)
    days = (last - office.day_of(sheet.now)).days
    if days < 0:
        return "late", distance(days)
    if days <= 7:
        return "due_soon", gettext("Due %(distance)s", distance=distance(days))
    return "todo", gettext("To do by %(day)s", day=day_words(last))


def _detail(sheet: engine.CaseSheet, row: Row) -> str:
    track = sheet.programme.tracks.get(row.offer.machine)
    named = track is not None and track.name != "member" and not verb(sheet, row).startswith(track.title)
    parts = [track.title if track is not None and named else ""]
    parts.append(gettext("for %(people)s", people=for_whom(sheet, row.people)) if row.people else "")
    about = listed(parts)
    return dotted((about, _says(sheet, row)))


def _says(sheet: engine.CaseSheet, row: Row) -> str:
    if row.is_mine:
        return row.offer.of.help or ""
    if row.of_others:
        return gettext("With %(party)s", party=parties(sheet.programme, row.offer.of.by))
    mine, others = parted(sheet, row.unmet)
    counted = (
        ngettext("%(num)s thing you can fix", "%(num)s things you can fix", len(mine)) if mine else "",
        ngettext("%(num)s with others", "%(num)s with others", len(others)) if others else "",
    )
    return listed(counted)


def sum_words(found: Sequence[Row]) -> str:
    """`2 for you, 1 with others, 1 not yet possible`."""
    mine, others = sum(row.is_mine for row in found), sum(row.of_others for row in found)
    closed = len(found) - mine - others
    parts = (
        ngettext("%(num)s for you", "%(num)s for you", mine) if mine else gettext("nothing for you"),
        ngettext("%(num)s with others", "%(num)s with others", others) if others else "",
        ngettext("%(num)s not yet possible", "%(num)s not yet possible", closed) if closed else "",
    )
    return listed(parts)
