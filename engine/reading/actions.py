"""Actions: what the file writes, and what the engine derives from it (placing and lifting, confirming, extending)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any

from engine.expressions import Expression
from engine.json_schema import Schema
from engine.model import (
    ANYONE,
    NOTE,
    PAPER_CHECK,
    PERSON,
    STAY,
    Action,
    Ask,
    Confirmer,
    Fact,
    Hold,
    Move,
    OpenFrom,
    Operation,
    Timer,
)
from engine.reading.constants import settings
from engine.reading.moves import WHEN, moves, offered_in, reasons, requirements
from engine.reading.outline import words
from engine.reading.place import Block, Place
from engine.reading.scope import Scope

CHOSEN, SURE = "chosen", "Are you sure?"
STAYS = (Move(to=STAY),)
_QUESTIONS = (("ask", True, False), ("may_ask", False, False), ("ask_each", True, True), ("may_ask_each", False, True))


def entry_fact(name: str, kind: str, label: str, schema: Schema | None = None) -> Fact:
    """A question that belongs to the entry itself and not to a case or person."""
    return Fact(name=name, owner="entry", type=kind, label=label, schema=schema)


DECIDED_ON = Ask(key="decided_on", fact=entry_fact("decided_on", "date", "Decided on"))
SOURCE = Ask(key="source", fact=entry_fact("source", "document", "Source of the decision"))
TO = Ask(key="to", fact=entry_fact("to", "text", "Colleague"))
DOCUMENT = Ask(key="document", fact=entry_fact("document", "text", "Document"))
FILE = Ask(key="file", fact=entry_fact("file", "document", "File"))
EVERYTHING = Ask(
    key="everything",
    fact=Fact(
        name="everything",
        owner="entry",
        type="choice",
        label="Everything else",
        codes={"there": "In the paper file", "missing": "Not there"},
    ),
    required=False,
)
UNTIL = Ask(key="until", fact=entry_fact("until", "date", "Extended until"))


def written_actions(scope: Scope, block: Block, key: str, prefix: str = "") -> dict[str, Action]:
    """The actions under a key by their names in the machine, each followed by those derived from it."""
    found: dict[str, Action] = {}
    for name, inner in block.blocks(key):
        action = _action(scope, prefix, name, inner)
        found[action.name] = action
        found.update({one.name: one for one in confirming(action, scope, prefix, name)})
    return found


def _action(scope: Scope, prefix: str, name: str, block: Block) -> Action:
    offered, of_case = offered_in(scope, block)
    times, per_visit = _at_most(block)
    return Action(
        name=prefix + name,
        title=block.get("title") or words(name),
        by=actors(scope, block),
        to=moves(scope, block),
        decision_of=decider(scope, block),
        verified_by=_confirmer(scope, block, "verified_by"),
        countersigned_by=_confirmer(scope, block, "countersigned_by"),
        not_whoever_did=tuple(scope.action(one, at) for one, at in block.row("not_whoever_did").placed()),
        offered_in=offered,
        case_in=of_case,
        asks=asks(scope, block) + decision_asks(block.get("decision_of")),
        people=_people(scope, block),
        shown_as=block.get("shown_as"),
        requires=requirements(scope, block, "requires"),
        requires_each=requirements(scope, block, "requires_each", person=True),
        reasons=reasons(block),
        note_required=block.get("note") == "required",
        never_blocked=block.get("never_blocked", False),
        does=_operation(scope, block),
        sets=settings(scope, block, "sets"),
        sets_each=settings(scope, block, "sets_each"),
        waives=scope.tracks(block.row("waives")),
        places=_holds(scope, block, "places"),
        lifts=_holds(scope, block, "lifts"),
        confirm=_confirm(block),
        at_most=times,
        at_most_per_visit=per_visit,
        open_from=_open_from(scope, block),
        overturns=_overturns(scope, block),
        may_be_private=block.get("may_be_private", False),
        help=block.get("help"),
        sop=block.get("sop"),
    )


def actors(scope: Scope, block: Block) -> tuple[str, ...]:
    """Who does it: `by`, else the programme's `usually_by`."""
    if "by" in block:
        return scope.roles(block, "by")
    if scope.usually_by is None:
        scope.told(block.place, "by-missing", "Nobody is named who does this", "Add by: a role")
        return ()
    return (scope.usually_by,)


def decider(scope: Scope, block: Block) -> str | None:
    if "decision_of" not in block:
        return None
    return scope.authority(block["decision_of"], block.values_at["decision_of"])


def decision_asks(decision_of: str | None) -> tuple[Ask, ...]:
    if decision_of is None:
        return ()
    return (DECIDED_ON,) if decision_of == PERSON else (DECIDED_ON, SOURCE)


def asks(scope: Scope, block: Block) -> tuple[Ask, ...]:
    """The questions of an action or of the opening, required ones first within each kind."""
    found: dict[str, Ask] = {}
    for key, required, each in _QUESTIONS:
        for name, at in block.row(key).placed():
            fact = scope.fact(name, at)
            if fact is None or not _fits(scope, fact, name, at, each):
                continue
            if fact.key in found:
                scope.told(at, "asked-twice", f"'{fact.key}' is asked twice by one action", "Ask it once")
            found[fact.key] = Ask(key=fact.key, fact=fact, required=required, each=each)
    return tuple(found.values())


def _fits(scope: Scope, fact: Fact, name: str, at: Place, each: bool) -> bool:
    of_person = fact.owner == PERSON
    if each and not of_person:
        scope.told(at, "wrong-scope", f"'{name}' belongs to the case, and is asked once", "Move it to ask or may_ask")
    if of_person and not each and not scope.person:
        scope.told(at, "wrong-scope", f"'{name}' belongs to each person", "Move it to ask_each or may_ask_each")
    if each and scope.person:
        scope.told(
            at,
            "wrong-scope",
            f"In a track of each person '{name}' is that person's already",
            "Move it to ask or may_ask",
        )
    return each == of_person or scope.person


def _people(scope: Scope, block: Block) -> Expression | str | None:
    if block.get("people") == CHOSEN:
        return CHOSEN
    return scope.maybe(block, "people", person=True)


def _operation(scope: Scope, block: Block) -> Operation | None:
    into = scope.state(block["into"], block.values_at["into"]) if "into" in block else None
    keeps = frozenset(scope.tracks(block.row("keeps")))
    return Operation(kind=block["does"], into=into, keeps=keeps) if "does" in block else None


def _confirmer(scope: Scope, block: Block, key: str) -> Confirmer | None:
    if key not in block:
        return None
    inner = block[key]
    if isinstance(inner, Block):
        return Confirmer(role=scope.role(inner["role"], inner.values_at["role"]), at_least=inner.get("at_least", 1))
    return Confirmer(role=scope.role(inner, block.values_at[key]))


def _at_most(block: Block) -> tuple[int | None, bool]:
    limit: Any = block.get("at_most")
    return (limit["times"], "per" in limit) if isinstance(limit, Block) else (limit, False)


def _holds(scope: Scope, block: Block, key: str) -> tuple[str, ...]:
    return tuple(name for name, at in block.row(key).placed() if scope.hold(name, at))


def _confirm(block: Block) -> str | None:
    confirm = block.get("confirm")
    return SURE if confirm is True else confirm or None


def _open_from(scope: Scope, block: Block) -> OpenFrom | None:
    inner = block.block("open_from")
    before, event = scope.span(inner, "before"), scope.fact_name(inner, "of", WHEN)
    return OpenFrom(before=before, of=event) if before and event else None


def _overturns(scope: Scope, block: Block) -> str | None:
    return scope.timer(block["overturns"], block.values_at["overturns"]) if "overturns" in block else None


# what the engine derives


def confirming(action: Action, scope: Scope, prefix: str, bare: str) -> Iterator[Action]:
    """`verify_<action>` or `countersign_<action>`, and `reject_<action>`, offered wherever the action is."""
    kinds = (("verify", "Verify", action.verified_by), ("countersign", "Countersign", action.countersigned_by))
    whole = action.name if scope.machine.name == "case" else f"{scope.machine.name}.{action.name}"
    told = [(kind, title, confirmer) for kind, title, confirmer in kinds if confirmer]
    for kind, title, confirmer in told:
        yield _beside(action, f"{prefix}{kind}_{bare}", f"{title}: {action.title}", kind, (confirmer.role,), whole)
    if told:
        roles = tuple(dict.fromkeys(confirmer.role for _, _, confirmer in told))
        reject = _beside(action, f"{prefix}reject_{bare}", f"Reject: {action.title}", "reject", roles, whole)
        yield replace(reject, never_blocked=True)


def _beside(action: Action, name: str, title: str, kind: str, by: tuple[str, ...], concerns: str) -> Action:
    return Action(
        name=name,
        title=title,
        kind=kind,
        by=by,
        to=STAYS,
        concerns=concerns,
        offered_in=action.offered_in,
        case_in=action.case_in,
    )


def extending(timers: Mapping[str, Timer]) -> dict[str, Action]:
    """`extend_<timer>` for every timer that can be extended."""
    found = {}
    for timer in timers.values():
        if timer.extended is not None:
            prefix, dot, bare = timer.name.rpartition(".")
            name = f"{prefix}{dot}extend_{bare}"
            found[name] = Action(
                name=name,
                title=f"Extend: {timer.title}",
                kind="extend",
                concerns=timer.name,
                by=timer.extended.by,
                to=STAYS,
                decision_of=timer.extended.decision_of,
                asks=(UNTIL, *decision_asks(timer.extended.decision_of)),
                reasons=timer.extended.reasons,
                offered_in=timer.offered_in,
            )
    return found


def acting_roles(actions: Iterable[Action]) -> tuple[str, ...]:
    """The roles of the acts that are written, each once."""
    return tuple(dict.fromkeys(role for action in actions if action.kind == "act" for role in action.by))


def confirming_ends(timers: Mapping[str, Timer], scope: Scope, acting: Iterable[Action]) -> dict[str, Action]:
    """`confirm_<timer>` for every timer that leads to an ending: where the time ran out in the past somebody confirms
    that. Whom the timer tells, else who acts there."""
    roles = acting_roles(acting)
    found = {}
    for timer in timers.values():
        if not {move.to for move in timer.to}.isdisjoint(scope.machine.endings):
            prefix, dot, bare = timer.name.rpartition(".")
            name = f"{prefix}{dot}confirm_{bare}"
            found[name] = Action(
                name=name,
                title=f"Confirm that time ran out: {timer.title}",
                kind="confirm_end",
                concerns=timer.name,
                by=timer.tells or roles,
                to=timer.to,
                confirm=SURE,
                offered_in=timer.offered_in,
                sop=timer.sop,
            )
    return found


def keeping(roles: Mapping[str, str]) -> dict[str, Action]:
    """What every programme has: who keeps a case, in which of its roles."""
    role = Fact(name="role", owner="entry", type="choice", label="Role", codes=roles)
    asked = (Ask(key="role", fact=role, required=False),)
    named = {
        "take": ("Take the case", asked),
        "assign": ("Assign the case", (TO, *asked)),
        "accept": ("Accept the case", asked),
        "return": ("Return the case", asked),
        "hand_back": ("Hand back the case", asked),
    }
    return {
        f"{kind}_case": Action(
            name=f"{kind}_case",
            title=title,
            kind=kind,
            by=(ANYONE,),
            to=STAYS,
            never_blocked=True,
            asks=asks,
            note_required=kind == "return",
        )
        for kind, (title, asks) in named.items()
    }


def correcting() -> dict[str, Action]:
    """What every programme has: an entry of the log is corrected by a new one."""
    name, title = "correct_entry", "Correct an entry"
    return {name: Action(name=name, title=title, kind="correct", by=(ANYONE,), to=STAYS, note_required=True)}


def attaching() -> dict[str, Action]:
    """What every programme has: a file is put to a document that is recorded."""
    name, asks = "attach_file", (DOCUMENT, FILE)
    title = "Attach a file"
    return {
        name: Action(
            name=name, title=title, kind="attach", by=(ANYONE,), to=STAYS, never_blocked=True, people=CHOSEN, asks=asks
        )
    }


def checking() -> dict[str, Action]:
    """What every programme has: the paper file is compared with what must be in it."""
    name, title = "check_paper_file", "Check the paper file"
    return {
        name: Action(
            name=name, title=title, kind=PAPER_CHECK, by=(ANYONE,), to=STAYS, never_blocked=True, asks=(EVERYTHING,)
        )
    }


def noting(roles: Mapping[str, str]) -> dict[str, Action]:
    """What every programme has: a note is written, for everybody who works in the case or for those of one role."""
    name, title = "write_note", "Write a note"
    role = Fact(name="role", owner="entry", type="choice", label="Only for", codes=roles)
    asks = (Ask(key="role", fact=role, required=False),)
    return {
        name: Action(
            name=name, title=title, kind=NOTE, by=(ANYONE,), to=STAYS, never_blocked=True, asks=asks, note_required=True
        )
    }


def holding(holds: Mapping[str, Hold]) -> dict[str, Action]:
    """`place_<hold>` and `lift_<hold>` of every hold that may lie over a case or a person."""
    found = {}
    for hold in holds.values():
        if hold.over & {"case", PERSON}:
            for kind, verb, by in (("place", "Put on hold", hold.placed_by), ("lift", "Lift the hold", hold.lifted_by)):
                name = f"{kind}_{hold.name}"
                found[name] = Action(
                    name=name,
                    title=f"{verb}: {hold.title}",
                    kind=kind,
                    concerns=hold.name,
                    by=by,
                    to=STAYS,
                    never_blocked=True,
                    people=CHOSEN if PERSON in hold.over else None,
                    note_required=kind == "place" and hold.note_required,
                )
    return found
