"""What must be in the file of a case by now: what the steps it has taken asked, and what the checks it has passed read.

The case and its entries are handed in as one reader may see them, so that nothing else is listed or counted.
"""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from datetime import date

from engine.case import Case, Pending, Person
from engine.entry import Entry
from engine.model import CASE, FILE_AGREES, PERSON, Action, Ask, Confirmer, Machine, Programme
from engine.running.attached import asked_by
from engine.running.secrecy import may_read, may_see_track
from engine.step import Listed
from engine.values import Document, Value

THERE, NO_FILE, EXPIRED, MISSING = "there", "no_file", "expired", "missing"
OPENING, STEP, CHECK = "opening", "step", "check"
PASSED = ("opening", "action", "automatic")  # causes of entries that keep by what they were let through
VERIFY, COUNTERSIGN = "verify", "countersign"  # the signature of a second person


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedBy:
    """What makes something mandatory: the `opening`, a `step` that asked it, or a `check` that read it.

    `machine` and `action` name the step; of a check that no step asked, `state` was entered. `sop` is its procedure.
    """

    how: str
    machine: str = CASE
    action: str | None = None
    state: str | None = None
    sop: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Mandatory(Listed):
    """One thing that must be in the file, with its value as it is known now, what asks for it, and who supplies it.

    What a decision brings besides facts is named `<whole action>:<part>`, `part` being `decided_on`, `source`, or the
    signature of a second person, `verify` or `countersign`.
    """

    value: Value | None = None
    asked: AskedBy
    supplied_by: tuple[str, ...] = ()  # roles


@dataclass(slots=True)
class _Found:
    """What is mandatory so far, by owner and name; `of_all`: what everybody in the case is asked."""

    own: dict[tuple[str, str], AskedBy] = field(default_factory=dict)
    of_all: dict[str, AskedBy] = field(default_factory=dict)
    brought: dict[tuple[str, str], Value] = field(default_factory=dict)  # by decisions, and kept in their entries
    told: set[tuple[str, str]] = field(default_factory=set)  # what was ever answered, and is not as it is by default


def mandatory(programme: Programme, case: Case, entries: Iterable[Entry], today: date) -> tuple[Mandatory, ...]:
    """The case's own first, then person by person of those who are in it, or were until it ended.

    What a state has emptied is mandatory again only when it is asked again. `today` is the day at the case's office.
    """
    found = _Found()
    for entry in entries:
        _takes_in(found, entry)
        _asks(programme, found, entry)
        _reads(programme, found, entry)
    for pending in case.pending:
        _waits(programme, found, pending)
    unsigned = {(owner, one.action) for one in case.pending for owner in _owners(programme, one)}
    listed = {one: _listed(case, found, unsigned, today, *one) for one in _of_inside(case, found)}
    ordered = (listed[one] for one in _in_order(programme, case, listed))
    return tuple(replace(one, supplied_by=_suppliers(programme, one.name)) for one in ordered)


def item_parts(name: str) -> tuple[str, str]:
    """Of something that a decision brought, the whole name of its action and the part; of a fact, '' and its name."""
    action, _, part = name.rpartition(":")
    return action, part


def _suppliers(programme: Programme, name: str) -> tuple[str, ...]:
    """The roles that are asked for it: of what a decision brings, who records it; of a signature, the second person."""
    whole, part = item_parts(name)
    meant = programme.find_action(whole)
    if meant is None:
        return asked_by(programme, name)
    return next(((who.role,) for kind, who in _signatures(meant[1]) if kind == part), meant[1].by)


def may_read_item(programme: Programme, roles: frozenset[str], name: str) -> bool:
    """Whether somebody with these roles may know of one thing that must be in the file."""
    action, part = item_parts(name)
    if not action:
        return may_read(programme, roles, part)
    track = programme.tracks.get(programme.split(action)[0].name)
    return track is None or may_see_track(programme, roles, track)


def _takes_in(found: _Found, entry: Entry) -> None:
    found.told |= {(one.owner, one.fact) for one in entry.written if one.value is not None}
    for one in entry.written if entry.cause != "correction" else ():
        if one.value is None:
            found.own.pop((one.owner, one.fact), None)
            found.of_all.pop(one.fact, None)


# what steps ask


def _asks(programme: Programme, found: _Found, entry: Entry) -> None:
    if entry.cause == "opening":
        opening = programme.opening
        _asked(found, entry, opening.asks, AskedBy(how=OPENING, sop=programme.sop), of_all=True)
    elif entry.cause == "action" and entry.action:
        machine, bare = programme.split(entry.action)
        action = machine.action(bare, entry.origin)
        if action is not None:
            _of_act(programme, found, entry, machine, action)
    for change in entry.changes:
        for key in change.get("done_before", ()):
            _done_elsewhere(programme, found, *key.rpartition("|")[::2])


def _of_act(programme: Programme, found: _Found, entry: Entry, machine: Machine, action: Action) -> None:
    asked = AskedBy(
        how=STEP, machine=machine.name, action=entry.action, sop=_procedure(programme, machine, action, entry.origin)
    )
    of_all = machine.per == CASE and action.people is None and action.does is None
    _asked(found, entry, action.asks, asked, of_all)
    for kind, _ in _signatures(action):
        found.own[entry.person or CASE, f"{entry.action}:{kind}"] = asked


def _asked(found: _Found, entry: Entry, asks: Iterable[Ask], asked: AskedBy, of_all: bool) -> None:
    for ask in (one for one in asks if one.required):
        fact = ask.fact
        if fact.owner == "entry":
            _brought(found, entry, fact.name, asked)
        elif fact.owner == CASE:
            found.own[CASE, fact.name] = asked
        elif of_all:
            found.of_all[fact.name] = asked
        else:
            written = (one.owner for one in entry.written if one.fact == fact.name)
            found.own |= {(owner, fact.name): asked for owner in written}


def _brought(found: _Found, entry: Entry, part: str, asked: AskedBy) -> None:
    """The day of a decision and its source stay in the entry."""
    value = next((one.value for one in entry.written if (one.owner, one.fact) == ("entry", part)), None)
    place = entry.person or CASE, f"{entry.action}:{part}"
    found.own[place] = asked
    if value is not None:
        found.brought[place] = value


def _done_elsewhere(programme: Programme, found: _Found, whole: str, person: str) -> None:
    """What a person's track was asked in the case from which that person came."""
    action = programme.find_action(whole)
    if action is None or not person:
        return
    machine, act = action
    asked = AskedBy(how=STEP, machine=machine.name, action=whole, sop=_procedure(programme, machine, act, None))
    for ask in act.asks:
        if ask.required and ask.fact.owner == PERSON:
            found.own.setdefault((person, ask.fact.name), asked)


def _procedure(programme: Programme, machine: Machine, action: Action, state: str | None) -> str | None:
    """The paragraph nearest to the step: its own, its state's, its phase's, the programme's."""
    place = machine.states.get(state or "")
    phase = programme.phases.get(place.phase or "") if place else None
    return action.sop or (place.sop if place else None) or (phase.sop if phase else None) or programme.sop


# what checks read


def _reads(programme: Programme, found: _Found, entry: Entry) -> None:
    """What a check was passed by, where somebody is asked for it and no step is known to have asked it here."""
    for change in entry.changes if entry.cause in PASSED else ():
        for one in change.get("read", ()):
            asked = AskedBy(how=CHECK, machine=entry.machine, action=entry.action, state=entry.target, sop=entry.sop)
            for owner, name in _asked_somewhere(programme, one["values"]):
                if name not in found.of_all and (owner, name) in found.told:
                    found.own.setdefault((owner, name), asked)


def _asked_somewhere(programme: Programme, values: Mapping[str, Iterable[str]]) -> Iterator[tuple[str, str]]:
    """Of the values that were read, those that somebody can be asked for; the rest the engine wrote itself."""
    for owner, own in values.items():
        yield from ((owner, name) for name in own if name != FILE_AGREES and asked_by(programme, name))


# what waits for a second person


def _waits(programme: Programme, found: _Found, pending: Pending) -> None:
    meant = programme.find_action(pending.action)
    if meant is None:
        return
    machine, action = meant
    asked = AskedBy(how=STEP, machine=machine.name, action=pending.action, sop=action.sop)
    given = [one.partition(":")[0] for one in pending.confirmed_by]
    for kind, who in _signatures(action):
        if given.count(kind) < who.at_least:
            for owner in _owners(programme, pending):
                found.own[owner, f"{pending.action}:{kind}"] = asked


def _owners(programme: Programme, pending: Pending) -> tuple[str, ...]:
    return pending.people if programme.machine(pending.machine).per == PERSON else (CASE,)


def _signatures(action: Action) -> Iterator[tuple[str, Confirmer]]:
    signatures = ((VERIFY, action.verified_by), (COUNTERSIGN, action.countersigned_by))
    yield from ((kind, who) for kind, who in signatures if who is not None)


# in what state it is


def _of_inside(case: Case, found: _Found) -> Iterator[tuple[str, str]]:
    inside = [one.id for one in case.people if _inside(case, one)]
    yield from ((person, name) for person in inside for name in found.of_all)
    yield from (one for one in found.own if one[0] in (CASE, *inside))


def _inside(case: Case, person: Person) -> bool:
    """Who is in the case; of one that has ended, who left it with its last step."""
    left = person.left
    return left is None or (case.outcome is not None and left.into is None and left.entry == case.standing.step)


def _listed(case: Case, found: _Found, unsigned: Set[tuple[str, str]], today: date, owner: str, name: str) -> Mandatory:
    asked = found.own.get((owner, name)) or found.of_all[name]
    action, part = item_parts(name)
    if action and part in (VERIFY, COUNTERSIGN):
        record = MISSING if (owner, action) in unsigned else THERE
        return Mandatory(owner=owner, name=name, record=record, asked=asked)
    known = case.facts if owner == CASE else case.person(owner).facts
    value = found.brought.get((owner, name)) if action else known.get(name)
    return Mandatory(owner=owner, name=name, record=_record(value, today), value=value, asked=asked)


def _record(value: Value | None, today: date) -> str:
    if value is None:
        return MISSING
    if isinstance(value, Document):
        if value.expires_on is not None and value.expires_on < today:
            return EXPIRED
        return THERE if value.file else NO_FILE
    return THERE


def _in_order(programme: Programme, case: Case, found: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    owners = {one: at for at, one in enumerate((CASE, *(one.id for one in case.people)))}
    facts = {one: at for at, one in enumerate(programme.facts)}
    return sorted(found, key=lambda one: (owners[one[0]], facts.get(one[1], len(facts)), one[1]))
