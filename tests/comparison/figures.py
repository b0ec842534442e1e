"""What the programmes' files give their modules: each figure with the line in which it stands."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from engine.reading.place import Block, Place, Row
from engine.reading.source import parse


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """One parameter of a module as a programme sets it, and where; `at` None: the module's own figure is taken."""

    module: str
    parameter: str
    use: str  # the track or chapter for which the module is used; the module's own name where there is none
    value: str
    at: Place | None


def figures(texts: Mapping[str, str], programme: str) -> Iterator[Figure]:
    """Every parameter of every module that a programme uses, in the order of the file."""
    path = f"{programme}/programme.yaml"
    for use, block in _uses(parse(path, texts[path]).tree, ""):
        name = block["use"]
        module = parse(f"modules/{name}.yaml", texts[f"modules/{name}.yaml"]).tree
        given = block.block("with")
        for parameter, declared in module.blocks("parameters"):
            if parameter in given:
                value, at = given[parameter], given.values_at[parameter]
            else:
                value, at = declared.get("default"), None
            yield Figure(module=name, parameter=parameter, use=use or name, value=_words(value), at=at)


def windows(texts: Mapping[str, str], programme: str) -> dict[str, tuple[Place, ...]]:
    """Of each track, the lines that say for how long it counts as clear: its own, or what it gives its module."""
    path = f"{programme}/programme.yaml"
    tracks = parse(path, texts[path]).tree.blocks("tracks")
    return {name: tuple(_own_windows(track)) or tuple(_given_windows(track)) for name, track in tracks}


def _own_windows(track: Block) -> Iterator[Place]:
    for _, state in track.blocks("states"):
        if "clears" in state:
            clears = state.block("clears")
            yield clears.values_at.get("for", state.keys_at["clears"])


def _given_windows(track: Block) -> Iterator[Place]:
    given = track.block("with")
    yield from (given.values_at[name] for name in given if name.endswith("window"))


def _uses(tree: Any, name: str) -> Iterator[tuple[str, Block]]:
    """Every block that uses a module, with the name under which it stands."""
    if isinstance(tree, Block):
        if isinstance(tree.get("use"), str):
            yield name, tree
        for key, inner in tree.items():
            yield from _uses(inner, key)
    elif isinstance(tree, Row):
        for inner in tree:
            yield from _uses(inner, "")


def _words(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)
