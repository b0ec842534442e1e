"""What is of class `critical`: left out of what is merely looked at, and handed out only when that is recorded.

So whoever opens a case reads nothing critical by it, and the record of readings stays one that says something.
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from threading import Lock
from typing import Any

from engine.caller import Caller
from engine.case import Case, Person
from engine.clock import Clock
from engine.entries_seen import asked_names, checked_in
from engine.entry import Entry, Written
from engine.model import Programme
from engine.records import readings
from engine.records.database import Records
from engine.records.readings import ReadBy
from engine.running.outlook import Offer
from engine.values import Value
from engine.why_not import Unmet

Values = Mapping[str, Mapping[str, Value | None]]  # by owner (`case` or a person's id) and fact
MOST = 5_000


def is_critical(programme: Programme, fact: str) -> bool:
    found = programme.facts.get(fact)
    return found is not None and found.data_class == "critical"


def critical_in(programme: Programme, case: Case) -> dict[str, dict[str, Value | None]]:
    """What is critical of a case as somebody sees it, by owner and fact."""
    owners = [("case", case.facts), *((one.id, one.facts) for one in case.people)]
    found = {owner: _critical(programme, facts) for owner, facts in owners}
    return {owner: facts for owner, facts in found.items() if facts}


def _critical(programme: Programme, facts: Mapping[str, Value]) -> dict[str, Value | None]:
    return {name: value for name, value in facts.items() if is_critical(programme, name)}


def critical_of(programme: Programme, entries: Iterable[Entry]) -> dict[str, dict[str, Value | None]]:
    """What is critical of entries as somebody sees them."""
    found: dict[str, dict[str, Value | None]] = {}
    for entry in entries:
        names = asked_names(programme, entry)
        for one in entry.written:
            fact = names.get(one.fact, one.fact)
            if is_critical(programme, fact) and one.value is not None:
                found.setdefault(_whose(entry, one), {})[fact] = one.value
        for item in checked_in(entry):
            if item.get("says") and is_critical(programme, item["name"]):
                found.setdefault(item["owner"], {})[item["name"]] = item["says"]
    return found


def _whose(entry: Entry, written: Written) -> str:
    """Whose value it is: what a decision asks that waits for a second person stands there as pending."""
    word, _, person = written.owner.partition(":")
    return person or (written.owner if word != "pending" else entry.person or "case")


def critical_told(programme: Programme, case: Case, unmet: Iterable[Unmet]) -> dict[str, dict[str, Value | None]]:
    """What is critical of the values that a refusal shows and the case has; what was only typed in is nobody's yet."""
    found: dict[str, dict[str, Value | None]] = {}
    for one in unmet:
        for name, value in one.facts:
            if value is not None and is_critical(programme, name):
                for owner in _who_has(case, name, value, one.person):
                    found.setdefault(owner, {})[name] = value
    return found


def _who_has(case: Case, name: str, value: Value, person: str | None) -> Iterator[str]:
    """Whose value it may be: of the person told of, or where nobody is, of everybody who has it."""
    if case.facts.get(name) == value:
        yield "case"
    yield from (one.id for one in case.people if person in (None, one.id) and one.facts.get(name) == value)


def case_without(programme: Programme, case: Case) -> Case:
    """The case without what is critical."""
    facts = _without(programme, case.facts)
    return replace(case, facts=facts, people=tuple(_person_without(programme, one) for one in case.people))


def _person_without(programme: Programme, person: Person) -> Person:
    return replace(person, facts=_without(programme, person.facts))


def _without(programme: Programme, facts: Mapping[str, Value]) -> dict[str, Value]:
    return {name: value for name, value in facts.items() if not is_critical(programme, name)}


def entries_without(programme: Programme, entries: Iterable[Entry]) -> tuple[Entry, ...]:
    """The entries without the values that are critical."""
    return tuple(_entry_without(programme, one) for one in entries)


def _entry_without(programme: Programme, entry: Entry) -> Entry:
    names = asked_names(programme, entry)
    written = (one for one in entry.written if not is_critical(programme, names.get(one.fact, one.fact)))
    return replace(
        entry, written=tuple(written), changes=tuple(_change_without(programme, one) for one in entry.changes)
    )


def _change_without(programme: Programme, change: Mapping[str, Any]) -> Mapping[str, Any]:
    """Of how a score came about, and of how something was judged, without the values of critical facts."""
    if "scored" in change:
        scored = change["scored"]
        return {"scored": {**scored, "read": _values_without(programme, scored["read"])}}
    if "read" in change:
        return {"read": [{**one, "values": _values_without(programme, one["values"])} for one in change["read"]]}
    if "checked" in change:
        return {"checked": {"items": [_item_without(programme, one) for one in change["checked"]["items"]]}}
    return change


def _item_without(programme: Programme, item: Mapping[str, str]) -> Mapping[str, str]:
    """What was found in the paper file, without what a paper says of something critical."""
    return {**item, "says": ""} if "says" in item and is_critical(programme, item["name"]) else item


def _values_without(programme: Programme, values: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    return {owner: _without(programme, own) for owner, own in values.items()}


def offers_without(programme: Programme, offers: Iterable[Offer]) -> tuple[Offer, ...]:
    """What may be done and why not, without the values of critical facts that were asked."""

    def without(offer: Offer) -> Offer:
        unmet = tuple(
            replace(one, facts=tuple(pair for pair in one.facts if not is_critical(programme, pair[0])))
            for one in offer.unmet
        )
        return replace(offer, unmet=unmet)

    return tuple(without(one) for one in offers)


class Readings:
    """The record of who read what is critical: the same by the same person on one day (UTC) stands there once.

    What is remembered for that is remembered by this process.
    """

    def __init__(self, records: Records, now: Clock):
        self.records, self.now = records, now
        self._read: OrderedDict[tuple[str, ...], None] = OrderedDict()
        self._lock = Lock()

    def note(self, caller: Caller, case: Case, values: Values) -> None:
        """Records that these values of a case are read, before anybody is shown them. Raises Unavailable."""
        now = self.now()
        key = (caller.user, case.id, now.date().isoformat(), self.records.vault.digest(repr(values).encode()))
        if not values or key in self._read:
            return
        roles = sorted(caller.roles_at(case.programme, case.office)) or sorted(caller.roles_of_no_programme())
        by = ReadBy(user=caller.user, roles=roles, now=now, on_behalf_of=caller.through)
        with self.records.writing() as writing:
            readings.record(writing, by, case.id, {owner: sorted(facts) for owner, facts in values.items()})
        self._remember(key)

    def _remember(self, key: tuple[str, ...]) -> None:
        with self._lock:
            self._read[key] = None
            while len(self._read) > MOST:
                self._read.popitem(last=False)
