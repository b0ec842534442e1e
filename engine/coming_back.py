"""How what is to do came to somebody: given by a colleague, or lately back from whoever had it or had the turn."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from engine.caller import Caller
from engine.entries_seen import words_instead
from engine.records import accounts, trails
from engine.records.database import Reading
from engine.records.rows import KeeperRow
from engine.records.trails import Trace
from engine.work_items import Came, ListedCase, WorkItem

RETURN, KEEPING, OPENING = "return_case", "keeping", 1
LAST, MOST = 30, 60


@dataclass(frozen=True, slots=True)
class _Came:
    """As `Came`, by the opaque id of an account. `noted`: the entry whose note is told."""

    user: str | None
    action: str | None
    noted: int | None = None


def with_given(
    reading: Reading, caller: Caller, items: Sequence[WorkItem], keepers: Mapping[tuple[str, str], KeeperRow]
) -> list[WorkItem]:
    """The items, each with who gave the case to the caller, who has not answered yet, or that the caller gave it."""
    cases = {one.case.id for one in items}
    places = {(case, role): (case, row.given) for (case, role), row in keepers.items() if row.given and case in cases}
    entries = reading.entries_at(list(places.values()))
    names = accounts.display_names(reading, {one.actor for one in entries.values() if one.actor}) if entries else {}
    came, away = dict[str, Came](), set[str]()
    for (case, role), place in places.items():
        entry = entries[place]
        if keepers[case, role].keeper == caller.user:
            by = names.get(entry.actor or "", "")
            came[case] = Came(given=True, by=by, action=entry.action, note=entry.note, role=role)
        elif entry.actor == caller.user:
            away.add(case)
    return [_given(one, came.get(one.case.id), one.case.id in away) for one in items]


def _given(item: WorkItem, came: Came | None, given_away: bool) -> WorkItem:
    """A decision of somebody else waits for the caller in the role, whoever keeps the case."""
    if came is not None and not item.confirms:
        return replace(item, came=came)
    return replace(item, given_away=True) if given_away else item


def with_how_it_came(reading: Reading, caller: Caller, items: Sequence[WorkItem]) -> list[WorkItem]:
    """The items, each with how it came to the caller where that was lately and by somebody else."""
    found = trails.trails(reading, list(_lately(items)), LAST)
    came = [_how_it_came(caller, item, found.get(item.case.id, ())) for item in items]
    users = {one.user for one in came if one and one.user}
    noted = {(item.case.id, one.noted) for item, one in zip(items, came, strict=True) if one and one.noted}
    entries = reading.entries_at(sorted(noted))
    notes = {place: entry.note for place, entry in entries.items()}
    names = accounts.display_names(reading, users) if users else {}
    return [
        replace(item, came=_named(one, names, notes.get((item.case.id, one.noted or 0)))) if one else item
        for item, one in zip(items, came, strict=True)
    ]


def _lately(items: Iterable[WorkItem]) -> Iterator[str]:
    """The cases in which something was written since their office's last working day, the last one first."""
    cases: dict[str, ListedCase] = {one.case.id: one.case for one in items if one.case.shown >= one.case.new_from}
    yield from sorted(cases, key=lambda one: cases[one].shown, reverse=True)[:MOST]


def _named(one: _Came, names: Mapping[str, str], note: str | None) -> Came:
    return Came(given=False, by=names.get(one.user or "", ""), action=one.action, note=note)


def _how_it_came(caller: Caller, item: WorkItem, trail: Sequence[Trace]) -> _Came | None:
    own = item.keeper == caller.user
    if item.confirms or item.lapses or (item.keeper is not None and not own):
        return None
    return (_not_accepted(caller, item, trail) if own else None) or _returned(caller, item, trail)


def _not_accepted(caller: Caller, item: WorkItem, trail: Sequence[Trace]) -> _Came | None:
    """Which colleague returned a case that was given to them; the caller has not acted in it since."""
    kept = next((one for one in trail if one.cause == KEEPING and one.ground == item.role), None)
    if kept is None or kept.action != RETURN or kept.actor == caller.user or not _is_new(item, kept):
        return None
    acted = any(one.actor == caller.user and one.seq > kept.seq for one in trail)
    return None if acted else _Came(kept.actor, kept.action, kept.seq)


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
        return _Came(None, None)
    return _Came(cause.actor, cause.action)


def _begins_visit(item: WorkItem, one: Trace) -> bool:
    return one.machine == item.machine and one.target is not None and (not item.people or one.person in item.people)


def _is_new(item: WorkItem, one: Trace) -> bool:
    return one.recorded >= item.case.new_from
