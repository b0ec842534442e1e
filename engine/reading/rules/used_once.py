"""`used-twice`: a name means one thing.

Facts, conditions, checklists, tracks, links and timers of the case are named in expressions without saying what they
are; roles, authorities, tracks and links are named together in `waits_on`. So within each of the two a name is used
once. The actions that the engine brings, such as `change_priority` where `changed_by` is written, keep their names.

PASS  facts: {case: {travel_date: date}}   conditions: {ready: known(travel_date)}
FAIL  facts: {case: {ready: boolean}}      conditions: {ready: known(travel_date)}
"""

from collections.abc import Iterable, Iterator

from engine.expressions.walk import article
from engine.model import CHANGE_PRIORITY
from engine.reading.finding import Finding
from engine.reading.place import Block, Place
from engine.reading.resolve import Resolved

ID = "used-twice"
EVERYWHERE = (  # in every programme
    "take_case",
    "assign_case",
    "accept_case",
    "return_case",
    "hand_back_case",
    "correct_entry",
    "attach_file",
    "check_paper_file",
)
CLOCK = ("today", "now", "entered", "age", "case", "people")


def check(resolved: Resolved) -> Iterator[Finding]:
    tree = resolved.own.block
    shared = [*_expression_names(resolved)]
    yield from _once(shared)
    for text in resolved.tracks.values():
        if text.part.parameters is None:
            own = [*_keys(text.outer, "facts", "fact"), *_keys(text.outer, "conditions", "condition")]
            yield from _once_beside(shared, own)
    yield from _once(
        [
            *_keys(tree, "roles", "role"),
            *_keys(tree, "authorities", "authority"),
            *_keys(tree, "tracks", "track"),
            *_keys(tree, "links", "link"),
        ]
    )
    places = [(name, "state", text.place) for name, text in resolved.states.items()]
    endings = [one for part in resolved.parts for one in _keys(part.block, "endings", "ending")]
    yield from _once([*places, *endings])
    yield from _once([one for part in resolved.parts for one in _keys(part.block, "holds", "hold")])
    yield from _actions(resolved)
    yield from _of_every_programme(resolved)


def _actions(resolved: Resolved) -> Iterator[Finding]:
    """An action of a state stands before one of that name in `anywhere`, which nobody could do there."""
    for text in resolved.tracks.values():
        block = text.part.block
        yield from _hidden(block, block.blocks("states"))
    for part in resolved.parts:
        states = ((name, one.block) for name, one in resolved.states.items() if one.part.prefix == part.prefix)
        yield from _hidden(part.block, states)


def _hidden(block: Block, states: Iterable[tuple[str, Block]]) -> Iterator[Finding]:
    anywhere, told = block.block("anywhere"), set[str]()
    for state, inner in states:
        for name, place in inner.block("actions").keys_at.items():
            if name in anywhere and name not in told:
                told.add(name)
                what = f"'{name}' is the name of an action of the state '{state}' already"
                yield anywhere.keys_at[name].finding(ID, what, f"It stands in {place.path}, line {place.line}")


def _of_every_programme(resolved: Resolved) -> Iterator[Finding]:
    """Who keeps a case, its priority and a mistake are told by the same actions everywhere; none of its own has such a
    name."""
    brought = dict.fromkeys(EVERYWHERE, "is there in every programme")
    if "changed_by" in resolved.own.block.block("priority"):
        brought[CHANGE_PRIORITY] = "is brought by the priority"
    blocks = [*(text.block.block("actions") for text in resolved.states.values())]
    blocks += [part.block.block("anywhere") for part in resolved.parts]
    for block in blocks:
        for name in brought.keys() & block.keys():
            yield block.keys_at[name].finding(ID, f"'{name}' {brought[name]}", "Choose another name")


def _keys(block: Block, key: str, kind: str) -> Iterator[tuple[str, str, Place]]:
    inner = block.block(key)
    yield from ((name, kind, inner.keys_at[name]) for name in inner)


def _expression_names(resolved: Resolved) -> Iterator[tuple[str, str, Place]]:
    tree = resolved.own.block
    for part in resolved.parts:
        for _, named in part.block.blocks("facts"):
            yield from ((name, "fact", named.keys_at[name]) for name in named)
    yield from _keys(tree, "conditions", "condition")
    yield from _keys(tree, "checklists", "checklist")
    yield from _keys(tree, "tracks", "track")
    yield from _keys(tree, "links", "link")


def _once_beside(shared: list[tuple[str, str, Place]], own: list[tuple[str, str, Place]]) -> Iterator[Finding]:
    """A track written in the programme's own file sees the programme's names beside its own."""
    theirs = {name: (kind, place) for name, kind, place in shared}
    for name, kind, place in own:
        if name in theirs:
            yield from _once([(name, *theirs[name]), (name, kind, place)])


def _once(named: Iterable[tuple[str, str, Place]]) -> Iterator[Finding]:
    first: dict[str, tuple[str, Place]] = {}
    for name, kind, place in named:
        if name in CLOCK:
            yield place.finding(ID, f"'{name}' is a word of the language", "Choose another name")
        if name in first:
            other, there = first[name]
            message = f"'{name}' is the name of {article(other)} already"
            yield place.finding(ID, message, f"It stands in {there.path}, line {there.line}")
        first.setdefault(name, (kind, place))
