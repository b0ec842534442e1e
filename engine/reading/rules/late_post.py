"""`late-post`: nothing is ended by `timer.ended()` while that timer still waits for the post (warning).

`ended()` is true from the end of the time on, by which it is judged whether something was done in time. `late_post` is
the time after that in which a letter may still arrive that was posted before the end. What closes by `ended()` in
between takes a right away by the speed of a desk: nothing but the timer's own silence can be overturned later. So the
timer leads on itself, to different places if need be, and other acts leave the case where it is. (`requires: {in_time:
{check: not court_time.ended(), …}}` is right: it is judged by when the act happened.)

PASS  decline: {to: stay}   court_time: {…, late_post: 5 days, to: [{when: asked, to: waiting}, {otherwise: closed}]}
FAIL  decline: {to: [{when: court_time.ended(), to: closed}, {otherwise: stay}]}   where court_time has late_post
"""

from collections.abc import Callable, Iterator, Sequence

from engine.expressions import Expression
from engine.expressions.node import Node
from engine.looking.timely import running_in
from engine.model import STAY, Action, Machine, Move, Programme, State, Timer
from engine.reading.finding import WARNING, Finding
from engine.reading.place import Block, Place
from engine.reading.sites import Sites

ID = "late-post"
Told = Callable[[Node, bool, Place, str], Iterator[Finding]]


def check(programme: Programme, sites: Sites) -> Iterator[Finding]:
    for machine in programme.machines():
        for state in machine.states.values():
            told = _telling(_waiting(machine, [state.name]))
            yield from _of_state(state, sites.state_block(machine.name, state.name), told)
        for state, action, block in sites.actions(machine):
            where = [state.name] if state else list(action.offered_in or machine.states)
            yield from _of_action(machine, action, block, _telling(_waiting(machine, where)))
        for timer, block in sites.timers(machine):
            names = _waiting(machine, list(machine.states)) - {timer.name}
            yield from _of_timer(timer, block, _telling(names))


def _waiting(machine: Machine, states: Sequence[str]) -> frozenset[str]:
    """The timers with late post that run in one of these states. Elsewhere `ended()` is of one that has spoken."""
    there = (machine.states[name] for name in states if name in machine.states)
    return frozenset(one.name for state in there for one in running_in(machine, state) if one.late_post)


def _telling(waiting: frozenset[str]) -> Told:
    def told(asked: Node, truth: bool, place: Place, then: str) -> Iterator[Finding]:
        name = next((one for one in _ended(asked, truth) if one in waiting), None)
        if name is not None:
            message = f"'{name}' has ended before its late post is over, and {then}"
            hint = f"Let '{name}' lead there itself, when the post has run out; its `to` may be a list"
            yield place.finding(ID, message, hint, WARNING)

    return told


def _ended(node: Node, truth: bool) -> Iterator[str]:
    """The timers whose end can make this true (or, of `truth` False, not true)."""
    if node.kind == "leaf" and node.type == "boolean" and not node.parts:
        yield from (one.removeprefix("timer:") for one in sorted(node.asks) if truth and one.startswith("timer:"))
    turned = node.kind == "not" or node.kind in ("each", "people") and node.subject == "nobody"
    for part in node.parts:
        yield from _ended(part, truth is not turned)


# where it is read


def _of_state(state: State, block: Block, told: Told) -> Iterator[Finding]:
    then = f"'{state.name}' is left by it"
    for one in state.only_while:
        yield from told(one.check.node, False, block.block("only_while").block(one.name).values_at["check"], then)
    for move, arm in zip(state.automatically, block.row("automatically"), strict=True):
        if move.when:
            yield from told(move.when.node, True, arm.values_at["when"], then)


def _of_action(machine: Machine, action: Action, block: Block, told: Told) -> Iterator[Finding]:
    name = action.name.rpartition(".")[2]
    if any(move.to != STAY for move in action.to):
        for key, found in (("requires", action.requires), ("requires_each", action.requires_each)):
            for one in found:
                place = block.block(key).block(one.name).values_at["check"]
                yield from told(one.check.node, True, place, f"'{name}' waits no longer")
    endings = frozenset(machine.endings)
    yield from _of_moves(action.to, endings, block, told, f"'{name}' ends something by it")


def _of_timer(timer: Timer, block: Block, told: Told) -> Iterator[Finding]:
    name = timer.name.rpartition(".")[2]
    then = f"'{name}' waits no longer"
    yield from _of_moves(timer.to, frozenset(move.to for move in timer.to), block, told, then)
    if timer.to and timer.unless:
        yield from told(timer.unless.node, False, block.values_at["unless"], then)


def _of_moves(moves: Sequence[Move], ends: frozenset[str], block: Block, told: Told, then: str) -> Iterator[Finding]:
    """An arm leads to one of `ends` by what it asks, or lets a later one lead there by what it does not."""
    for number, (move, arm) in enumerate(zip(moves, block.row("to"), strict=False)):
        asked: Expression | None = move.when
        if asked is not None and move.to in ends:
            yield from told(asked.node, True, arm.values_at["when"], then)
        elif asked is not None and any(later.to in ends for later in moves[number + 1 :]):
            yield from told(asked.node, False, arm.values_at["when"], then)
