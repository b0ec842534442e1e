"""Holds that are to be looked at again: back on the list of those who place or lift them on the day that was set."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date

from engine.caller import Caller
from engine.case import Case
from engine.model import Hold
from engine.running.secrecy import may_see_hold
from engine.work_items import ListedCase, WorkItem


def to_review(caller: Caller, cases: Mapping[str, ListedCase], held: Mapping[str, Case]) -> Iterator[WorkItem]:
    """One item for each hold of these cases that has such a day, and that the caller may lift or have placed."""
    for key, listed in cases.items():
        roles = caller.roles_at(listed.programme, listed.office)
        for placed in held[key].holds:
            hold = listed.law.holds.get(placed.name)
            if hold is not None and placed.review_on is not None and _is_theirs(hold, roles):
                yield _item(listed, hold, placed.review_on, roles)


def _is_theirs(hold: Hold, roles: frozenset[str]) -> bool:
    return may_see_hold(hold, roles) and not roles.isdisjoint((*hold.placed_by, *hold.lifted_by))


def _item(case: ListedCase, hold: Hold, day: date, roles: frozenset[str]) -> WorkItem:
    """The step is to lift it, for whoever does; for others there is the case."""
    lifts = f"lift_{hold.name}" if not roles.isdisjoint(hold.lifted_by) else None
    found = case.law.find_action(lifts) if lifts else None
    title = found[1].title if found else hold.title
    return WorkItem(case=case, place=hold.title, action=lifts if found else None, action_title=title, due=day)


def with_review(items: Iterable[WorkItem], reviews: Iterable[WorkItem]) -> list[WorkItem]:
    """Those of the items that are on hold with the first day on which that is to be looked at again."""
    days: dict[str, date] = {}
    for one in reviews:
        if one.due is not None:
            days[one.case.id] = min(one.due, days.get(one.case.id, one.due))
    return [replace(one, review_on=days[one.case.id]) if one.case.id in days else one for one in items]
