"""A programme as DOT, for Graphviz: a cluster for each phase of the case and for each track."""

from collections.abc import Iterator

from engine.drawing.columns import Plan, plan
from engine.model import Machine, Programme


def draw_dot(programme: Programme) -> str:
    """One digraph. Solid: somebody acts; dashed: by itself; two peripheries: an ending; a point: from many states."""
    lines = [f"digraph {_quoted(programme.id)} {{", "  rankdir=LR;", f"  label={_quoted(programme.title)};"]
    lines += ["  node [shape=box, style=rounded];"]
    for machine in (programme.case, *programme.tracks.values()):
        lines += [f"  {line}" for line in _machine(programme, machine)]
    return "\n".join((*lines, "}")) + "\n"


def _machine(programme: Programme, machine: Machine) -> Iterator[str]:
    planned = plan(programme, machine)
    yield f"subgraph {_quoted(f'cluster {machine.name}')} {{"
    yield f"  label={_quoted(machine.title)};"
    yield from (f"  {line}" for line in _columns(planned))
    yield from (f"  {_node(machine, name)}" for name in planned.endings_apart)
    yield from (f"  {line}" for line in _apart(programme, machine))
    yield "}"
    for arrow in planned.arrows:
        style = ", style=dashed" if arrow.by_itself else ""
        label = _quoted("\n".join(title for title in arrow.titles if title))
        yield f"{_id(machine, arrow.origin)} -> {_id(machine, arrow.target)} [label={label}{style}];"


def _columns(planned: Plan) -> Iterator[str]:
    for column in planned.columns:
        nodes = [_node(planned.machine, name) for name in column.places]
        if column.phase is None:
            yield from nodes
            continue
        yield f"subgraph {_quoted(f'cluster phase {column.phase}')} {{"
        yield f"  label={_quoted(column.title)};"
        yield from (f"  {node}" for node in nodes)
        yield "}"


def _node(machine: Machine, name: str) -> str:
    ending = ", peripheries=2" if name in machine.endings else ""
    return f"{_id(machine, name)} [label={_quoted(machine.state_title(name))}{ending}];"


def _apart(programme: Programme, machine: Machine) -> Iterator[str]:
    """What is possible in many states comes from a point of its own."""
    planned = plan(programme, machine)
    for number, way in enumerate(planned.apart):
        point = _quoted(f"{machine.name} anywhere {number}")
        yield f"{point} [shape=point];"
        style = ", style=dashed" if way.by_itself else ""
        targets = [_id(machine, target) for target in way.moves()] or [point]
        yield from (f"{point} -> {target} [label={_quoted(way.title)}{style}];" for target in targets)


def _id(machine: Machine, name: str) -> str:
    return _quoted(f"{machine.name} {name}")


def _quoted(words: str) -> str:
    """A quoted string of DOT: only a quotation mark ends it, and a backslash would begin an escape."""
    clean = "".join(one if one.isprintable() or one == "\n" else " " for one in words)
    escaped = clean.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'
