"""How what is to do came to somebody lately: given by a colleague, or back from whoever had the turn."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from engine.caller import Caller
from engine.entries_seen import words_instead
from engine.records import accounts, trails
from engine.records.database import Reading
from engine.records.trails import Trace
from engine.work_items import Came, ListedCase, WorkItem

ASSIGN, KEEPING, OPENING = "assign_case", "keeping", 1
LAST, MOST = 30, 60


@dataclass(frozen=True, slots=True)
class _Came:
    """As `Came`, by the opaque id of an account."""

    given: bool
    trace: Trace
    user: str | None
    action: str | None


def with_how_it_came(reading: Reading, caller: Caller, items: Sequence[WorkItem]) -> list[WorkItem]:
    """The items, each with how it came to the caller where that was lately and by somebody else."""
    found = trails.trails(reading, list(_lately(items)), LAST)
    came = [_how_it_came(caller, item, found.get(item.case.id, ())) for item in items]
    users = {one.user for one in came if one and one.user}
    names = accounts.display_names(reading, users) if users else {}
    return [replace(item, came=_named(one, names)) if one else item for item, one in zip(items, came, strict=True)]


def _lately(items: Iterable[WorkItem]) -> Iterator[str]:
    """The cases in which something was written since their office's last working day, the last one first."""
    cases: dict[str, ListedCase] = {one.case.id: one.case for one in items if one.case.shown >= one.case.new_from}
    yield from sorted(cases, key=lambda one: cases[one].shown, reverse=True)[:MOST]


def _named(one: _Came, names: Mapping[str, str]) -> Came:
    by = names.get(one.user or "", "")
    return Came(given=one.given, by=by, action=one.action, since=one.trace.recorded)


def _how_it_came(caller: Caller, item: WorkItem, trail: Sequence[Trace]) -> _Came | None:
    own = item.keeper == caller.user
    if item.confirms or item.lapses or (item.keeper is not None and not own):
        return None
    return (_given(caller, item, trail) if own else None) or _returned(caller, item, trail)


def _given(caller: Caller, item: WorkItem, trail: Sequence[Trace]) -> _Came | None:
    """By whom the case was given to its keeper, who has not acted in it since."""
    kept = next((one for one in trail if one.cause == KEEPING and one.ground == item.role), None)
    if kept is None or kept.action != ASSIGN or kept.actor == caller.user or not _is_new(item, kept):
        return None
    acted = any(one.actor == caller.user and one.seq > kept.seq for one in trail)
    return None if acted else _Came(True, kept, kept.actor, None)


def _returned(caller: Caller, item: WorkItem, trail: Sequence[Trace]) -> _Came | None:
    """Who brought it to where it waits for the caller, after the caller had acted in it; not a case just opened."""
    begun = next((one for one in trail if _begins_visit(item, one)), None)
    if begun is None or begun.step == OPENING or not _is_new(item, begun):
        return None
    cause = next((one for one in trail if one.seq == begun.step), begun)
    own = [one.seq for one in trail if one.actor == caller.user]
    acted_before = item.keeper == caller.user or any(seq < cause.seq for seq in own)
    if not acted_before or any(seq >= cause.seq for seq in own):
        return None
    actor = caller.actor_at(item.case.programme, item.case.office)
    if words_instead(item.case.law, cause, actor) is not None:
        return _Came(False, begun, None, None)
    return _Came(False, begun, cause.actor, cause.action)


def _begins_visit(item: WorkItem, one: Trace) -> bool:
    return one.machine == item.machine and one.target is not None and (not item.people or one.person in item.people)


def _is_new(item: WorkItem, one: Trace) -> bool:
    return one.recorded >= item.case.new_from
