"""Where the things of a compiled programme were written, for the findings of the rules."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from engine.model import CASE, Action, Machine, State, Timer
from engine.reading.graph import Edge
from engine.reading.place import Block, Place
from engine.reading.possible import Possible, Steps
from engine.reading.resolve import Resolved
from engine.reading.written import action_blocks, bare_name

ACT = "act"


@dataclass(frozen=True, slots=True)
class Sites:
    """The keys of a resolved programme. Something the engine derived is told where it was derived from.

    Found once for all rules: `ways`, the moves of each machine, and `possible`, how far they can come together.
    """

    resolved: Resolved
    ways: Mapping[str, Sequence[Edge]]
    steps: Steps
    possible: Possible

    def state(self, machine: str, name: str) -> Place:
        if machine == CASE:
            return self.resolved.states[name].place
        return self.key(self._track(machine).block("states"), name)

    def state_block(self, machine: str, name: str) -> Block:
        if machine == CASE:
            return self.resolved.states[name].block
        return self._track(machine).block("states").block(name)

    def machine_blocks(self, machine: str) -> list[Block]:
        """Where the things of a machine that stand outside its states are written."""
        return [part.block for part in self.resolved.parts] if machine == CASE else [self._track(machine)]

    def ending(self, machine: str, name: str) -> Place:
        return self._first([block.block("endings") for block in self.machine_blocks(machine)], name)

    def action(self, machine: str, name: str) -> Place:
        return self._first(self._actions(machine, name), self._bare(machine, name))

    def place_of(self, block: Block, machine: Machine, action: Action) -> Place:
        """The name of an action as it stands over its text."""
        bare = self._bare(machine.name, action.name)
        return next(
            (one.keys_at[bare] for one in self._actions(machine.name, action.name) if one.get(bare) is block),
            block.place,
        )

    def action_block(self, machine: str, name: str) -> Block:
        bare = self._bare(machine, name)
        return next(
            (block.block(bare) for block in self._actions(machine, name) if bare in block), self.resolved.own.block
        )

    def actions(self, machine: Machine) -> Iterator[tuple[State | None, Action, Block]]:
        """Every action as it is written, with its state (None: it stands outside of states) and its text."""
        for state in machine.states.values():
            block = self.state_block(machine.name, state.name).block("actions")
            yield from ((state, one, block.block(bare)) for one, bare in self._acts(machine, state.actions))
        for one, _ in self._acts(machine, machine.anywhere):
            yield None, one, self.action_block(machine.name, one.name)

    def timers(self, machine: Machine) -> Iterator[tuple[Timer, Block]]:
        """Every timer as it is written, with its text."""
        for state in machine.states.values():
            block = self.state_block(machine.name, state.name).block("timers")
            yield from ((one, block.block(self._bare(machine.name, name))) for name, one in state.timers.items())
        outside = [block.block("timers") for block in self.machine_blocks(machine.name)]
        for name, timer in machine.timers.items():
            bare = self._bare(machine.name, name)
            yield timer, next((block.block(bare) for block in outside if bare in block), self.resolved.own.block)

    def when_changed(self, machine: Machine) -> Block:
        """Where the news that moves a track is written: beside its `use`, or with its states."""
        outer = self.resolved.tracks[machine.name].outer
        return (outer if "when_changed" in outer else self._track(machine.name)).block("when_changed")

    def _acts(self, machine: Machine, actions: Mapping[str, Action]) -> Iterator[tuple[Action, str]]:
        yield from ((one, self._bare(machine.name, one.name)) for one in actions.values() if one.kind == ACT)

    def hold(self, name: str) -> Place:
        return self._first([part.block.block("holds") for part in self.resolved.parts], name)

    def track(self, name: str) -> Place:
        return self.resolved.tracks[name].place

    def top(self, *path: str) -> Place:
        """A key of the programme's own file."""
        block = self.resolved.own.block
        for key in path[:-1]:
            block = block.block(key)
        return self.key(block, path[-1])

    def top_block(self, key: str) -> Block:
        return self.resolved.own.block.block(key)

    def fact(self, whole: str) -> Place:
        track, dot, name = whole.rpartition(".")
        if dot:
            return self.key(self._track(track).block("facts"), name)
        return self._first([named for part in self.resolved.parts for _, named in part.block.blocks("facts")], name)

    def key(self, block: Block, name: str) -> Place:
        return block.keys_at.get(name, block.place)

    def _track(self, name: str) -> Block:
        return self.resolved.tracks[name].part.block

    def _bare(self, machine: str, name: str) -> str:
        return bare_name(machine, name)

    def _actions(self, machine: str, name: str) -> list[Block]:
        return action_blocks(self.resolved, machine, name)

    def _first(self, blocks: list[Block], name: str) -> Place:
        return next((block.keys_at[name] for block in blocks if name in block), self.resolved.own.block.place)
