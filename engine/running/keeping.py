"""Who keeps a case: taking it, giving it to a colleague, who accepts or returns it, handing it back to the team, and
acting in a case that another keeps.

What an act says beside itself: for which keeper it was done, and in which run over many cases.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from engine.case import Case, Keeper, Pending
from engine.model import ANYONE, Action, Programme
from engine.running.asked import Asked
from engine.running.draft import Draft
from engine.running.view import turn_of
from engine.step import Actor, Step
from engine.why_not import Unmet

KEEPING = ("take", "assign", "accept", "return", "hand_back")
ANSWERS = ("accept", "return")
ROLE, TO = "role", "to"


def unmet(draft: Draft, asked: Asked) -> Iterator[Unmet]:
    """What stands in the way of a change of keeper, the answers aside."""
    role = role_meant(draft, asked)
    if role is not None:
        yield from _UNMET[asked.action.kind](draft, asked, role)
    elif asked.asking_only and asked.action.kind == "assign":
        yield from _never_gives(draft, asked)
    elif not asked.asking_only or asked.action.kind in ("hand_back", *ANSWERS):
        yield from _no_role(draft, asked)


def change(draft: Draft, asked: Asked) -> dict[str, Any]:
    """The change of keeper, as its entry tells it."""
    kind, actor, colleague = asked.action.kind, asked.step.actor.user, asked.step.colleague
    role = role_meant(draft, asked)
    kept = draft.case.keeper_in(role or "")
    to = colleague.user if colleague and role in colleague.roles else None
    keeps = {"take": actor, "hand_back": None, "accept": kept.user if kept else None}
    given = {"given": True} if kind == "assign" and to != actor else {}
    return {"kept": {"role": role, "user": keeps.get(kind, to), **given}}


def for_keeper(case: Case, actor: Actor, action: Action) -> tuple[dict[str, Any], ...]:
    """For whom somebody acts in a case that a colleague of the same role keeps; the absent for whom they cover first.

    Rights stay the actor's; what is done in the place of somebody absent counts as done by both.
    """
    if not case.keepers:
        return ()
    by = action.by
    acting = [one for one in case.keepers if one.role in actor.roles and (one.role in by or ANYONE in by)]
    if not acting or any(one.user == actor.user for one in acting):
        return ()
    covered = {one.absent: one.absence for one in actor.covers}
    keeper = next((one for one in acting if one.user in covered), acting[0])
    absence = {"absence": covered[keeper.user]} if keeper.user in covered else {}
    return ({"for_keeper": {"role": keeper.role, "user": keeper.user, **absence}},)


def for_each(draft: Draft, asked: Asked, pending: Pending | None, first: bool) -> tuple[dict[str, Any], ...]:
    """The same for one entry of an act: each tells for whom somebody covered, the first alone who keeps the case.

    What waited for a second person was done for whom it was asked for, whoever keeps the case by now.
    """
    if pending is not None and pending.covers:
        return tuple(
            {"for_keeper": {"role": one.role, "user": one.absent, "absence": one.absence}} for one in pending.covers
        )
    found = for_keeper(draft.case, asked.step.actor, asked.action)
    return found if first or any("absence" in one["for_keeper"] for one in found) else ()


def in_bulk(step: Step) -> tuple[dict[str, Any], ...]:
    """In which run a step is done with others."""
    return ({"in_bulk": step.bulk},) if step.bulk else ()


def told_beside(case: Case, step: Step, action: Action) -> tuple[dict[str, Any], ...]:
    """What the entry of an act tells that changes nothing."""
    return (*for_keeper(case, step.actor, action), *in_bulk(step))


# in which role


def role_meant(draft: Draft, asked: Asked) -> str | None:
    """The role that was said, else the only one possible, else the one whose turn it is."""
    if ROLE in asked.answers.own:
        return str(asked.answers.own[ROLE])
    possible = _possible(draft.programme, draft.case, asked)
    if len(possible) == 1:
        return possible[0]
    turn = turn_of(draft.view(), draft.programme.case)
    return turn if turn in possible else None


def _possible(programme: Programme, case: Case, asked: Asked) -> list[str]:
    """Roles in the order of the programme: for a colleague those held there, for oneself what one keeps, or holds."""
    actor, colleague = asked.step.actor, asked.step.colleague
    own = [one.role for one in case.keepers if one.user == actor.user]
    if asked.action.kind in ANSWERS:
        found = [one.role for one in case.keepers if _was_given(one, actor)]
    elif asked.action.kind == "hand_back":
        found = own or [one.role for one in case.keepers]
    else:
        held = colleague.roles if colleague else actor.roles if asked.action.kind == "take" else frozenset()
        found = [role for role in own if role in held] or [*held] if colleague else [*held]
    return [role for role in programme.roles if role in found]


def _no_role(draft: Draft, asked: Asked) -> Iterator[Unmet]:
    if asked.action.kind in ANSWERS and not _possible(draft.programme, draft.case, asked):
        yield _nothing_given(asked)
    elif asked.action.kind == "hand_back" and not draft.case.keepers:
        yield asked.unmet("not_in_this_state", "state", "Nobody keeps this case")
    elif asked.action.kind == "assign" and TO in asked.answers.own and not _holds_any(asked):
        yield _not_a_colleague()
    elif not asked.answers.unmet and not asked.asking_only:
        yield Unmet(code="answers_missing", kind="answer", says="Say in which role", field=ROLE)


def _holds_any(asked: Asked) -> bool:
    return asked.step.colleague is not None and bool(asked.step.colleague.roles)


def _not_a_colleague() -> Unmet:
    says = "Nobody of that name works in this role at this office"
    return Unmet(code="answers_wrong", kind="answer", says=says, field=TO)


# what stands in the way


def _cannot_take(draft: Draft, asked: Asked, role: str) -> Iterator[Unmet]:
    if role not in asked.step.actor.roles:
        yield _not_theirs(draft, asked, (role,))
    if draft.case.keeper_in(role) is not None:
        yield asked.unmet("not_in_this_state", "state", "Somebody keeps this case already")


def _cannot_assign(draft: Draft, asked: Asked, role: str) -> Iterator[Unmet]:
    keeper, colleague = draft.case.keeper_in(role), asked.step.colleague
    yield from _may_not_give(draft, asked, role, keeper)
    if TO in asked.answers.own and (colleague is None or role not in colleague.roles):
        yield _not_a_colleague()
    elif keeper is not None and colleague is not None and keeper.user == colleague.user:
        yield asked.unmet("not_in_this_state", "state", "This colleague keeps the case already")
    if keeper is not None and not asked.asking_only and not (asked.step.note or "").strip():
        yield Unmet(code="answers_missing", kind="answer", says="Write a note", field="note")


def _cannot_hand_back(draft: Draft, asked: Asked, role: str) -> Iterator[Unmet]:
    keeper = draft.case.keeper_in(role)
    if keeper is None:
        yield asked.unmet("not_in_this_state", "state", "Nobody keeps this case")
    else:
        yield from _may_not_give(draft, asked, role, keeper)


def _cannot_answer(draft: Draft, asked: Asked, role: str) -> Iterator[Unmet]:
    """Whom a case was given accepts or returns it, and whoever covers for them."""
    keeper = draft.case.keeper_in(role)
    if keeper is None or not _was_given(keeper, asked.step.actor):
        yield _nothing_given(asked)


def _nothing_given(asked: Asked) -> Unmet:
    says = "This case was not given to you, or you have accepted it already"
    return asked.unmet("not_in_this_state", "state", says)


def _was_given(keeper: Keeper, actor: Actor) -> bool:
    return keeper.given_by is not None and (keeper.user == actor.user or _covers(actor, keeper))


def _may_not_give(draft: Draft, asked: Asked, role: str, keeper: Keeper | None) -> Iterator[Unmet]:
    """Who keeps it gives it away, and whoever covers or assigns; where no role is named for that, all who hold it."""
    actor = asked.step.actor
    if keeper is not None and (keeper.user == actor.user or _covers(actor, keeper)):
        return
    by = draft.programme.assigned_by or (role,)
    if actor.roles.isdisjoint(by):
        yield _not_theirs(draft, asked, by)


def _covers(actor: Actor, keeper: Keeper) -> bool:
    """Whether somebody who holds the role themselves stands in the place of whoever keeps the case in it."""
    return keeper.role in actor.roles and keeper.user in actor.counts_as


def _never_gives(draft: Draft, asked: Asked) -> Iterator[Unmet]:
    if not may_begin(draft.programme, draft.case, asked.step.actor, asked.action):
        yield _not_theirs(draft, asked, draft.programme.assigned_by)


def _not_theirs(draft: Draft, asked: Asked, by: tuple[str, ...]) -> Unmet:
    titles = " or ".join(draft.programme.roles.get(role, role) for role in by)
    return asked.unmet("not_your_role", "role", f"This is done by: {titles}", waits_on=by[0])


def may_begin(programme: Programme, case: Case, actor: Actor, action: Action) -> bool:
    """Whether a change of keeper is worth offering to somebody."""
    own = any(one.user == actor.user or _covers(actor, one) for one in case.keepers)
    gives = own or not actor.roles.isdisjoint(programme.assigned_by or tuple(programme.roles))
    if action.kind in ANSWERS:
        return any(_was_given(one, actor) for one in case.keepers)
    if action.kind == "take":
        return any(case.keeper_in(role) is None for role in actor.roles)
    return gives and (action.kind == "assign" or bool(case.keepers))


_UNMET: Mapping[str, Callable[[Draft, Asked, str], Iterator[Unmet]]] = {
    "take": _cannot_take,
    "assign": _cannot_assign,
    "accept": _cannot_answer,
    "return": _cannot_answer,
    "hand_back": _cannot_hand_back,
}
