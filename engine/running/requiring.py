"""What is required of an action, asked on the draft with the answers written (semantics 5 and 6)."""

from collections.abc import Callable, Iterator
from dataclasses import replace

from engine.expressions import Expression
from engine.expressions.node import Node
from engine.model import STAY, Move, Programme, Requirement
from engine.running.asked import Asked
from engine.running.behind import facts_behind
from engine.running.draft import Draft, chosen
from engine.running.judging import holds
from engine.running.secrecy import veiled
from engine.running.view import CaseView, concerned
from engine.running.words import unmet_requirement
from engine.why_not import Unmet

Targets = dict[str | None, Move | None]


def with_answers(draft: Draft, asked: Asked, writes: Callable[[Draft, Asked], None]) -> tuple[list[Unmet], Targets]:
    """`requires` and `requires_each` on the draft with the answers written, and the target for each concerned.

    `writes` puts the answers into a draft (the entries of the act without its move).
    """
    trial = _answered(draft, asked, writes) if _is_weighed(asked) else draft
    view = trial.view(asked.happened).at_machine(asked.machine)
    known = asked.known(trial)
    unmet = list(_requirements(trial, asked, view, known))
    targets: Targets = {}
    for person in concerned(asked.machine, known):
        move = targets[person] = _target(trial, asked, view.of(person))
        if move is not None and move.to != STAY:
            unmet += holds(draft, asked, move.to)
    return list(dict.fromkeys(unmet)), targets


def _is_weighed(asked: Asked) -> bool:
    """Whether anything hangs on the answers: a requirement, the arm that leads on, or who is in the case."""
    action = asked.action
    return bool(action.requires or action.requires_each or asked.adds or any(move.when for move in action.to))


def _answered(draft: Draft, asked: Asked, writes: Callable[[Draft, Asked], None]) -> Draft:
    trial = draft.copy()
    writes(trial, asked)
    return trial


def _requirements(trial: Draft, asked: Asked, view: CaseView, known: tuple[str, ...]) -> Iterator[Unmet]:
    for person in concerned(asked.machine, known):
        for requirement in asked.action.requires:
            yield from unmet_as_seen(trial, asked, requirement, view.of(person))
    for person in known:
        for requirement in asked.action.requires_each:
            yield from unmet_as_seen(trial, asked, requirement, view.of(person))


def _target(trial: Draft, asked: Asked, place: CaseView) -> Move | None:
    """The arm that is taken; none where it hangs on what is still to be answered."""
    if any(move.when and _hangs_on_answers(move.when.node, asked, trial.programme) for move in asked.action.to):
        return None
    return chosen(asked.action.to, place)


def unmet_as_seen(
    trial: Draft, asked: Asked, requirement: Requirement, place: CaseView, code: str | None = None
) -> Iterator[Unmet]:
    """What is not met about a requirement whatever will be answered, in the words that the actor may see."""
    if asked.unanswered and not _refuses_already(requirement.check.node, asked, place, trial.programme):
        return
    unmet = unmet_requirement(requirement, place, code)
    if unmet is not None:
        unmet = replace(unmet, machine=asked.machine.name)
        yield veiled(trial.programme, asked.step.actor.roles, requirement, unmet)


def _refuses_already(node: Node, asked: Asked, place: CaseView, programme: Programme) -> bool:
    """Whether something may be unmet that reads none of the answers still to be given."""
    if node.kind in ("and", "named"):
        return any(_refuses_already(part, asked, place, programme) for part in node.parts)
    return not _hangs_on_answers(node, asked, programme) and not Expression(node.text, node).holds(place)


def _hangs_on_answers(node: Node, asked: Asked, programme: Programme) -> bool:
    if asked.asking_only and asked.action.does is not None and "people" in node.asks:
        return True
    return not asked.unanswered.isdisjoint(facts_behind(programme, node))


def entered_state(draft: Draft, asked: Asked, person: str | None, target: str) -> list[Unmet]:
    """The `only_while` of the target, asked on the draft as it stands after the move; refused as `state.name`."""
    state = asked.machine.states.get(target)
    if state is None or not state.only_while:
        return []
    place = draft.view(asked.happened).of(person).at_machine(asked.machine)
    whole = asked.machine.whole(target)
    return [
        unmet for one in state.only_while for unmet in unmet_as_seen(draft, asked, one, place, f"{whole}.{one.name}")
    ]
