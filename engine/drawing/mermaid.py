"""A programme as a Mermaid flowchart: a subgraph for each phase of the case and for each track."""

from collections.abc import Iterator

from engine.drawing.columns import Plan, plan
from engine.model import Machine, Programme

_PLAIN = " -_.,:/()'’“”"


def draw_mermaid(programme: Programme) -> str:
    """Solid: somebody acts; dotted: by itself; a double frame: an ending; a circle: from many states."""
    lines = ["flowchart LR"]
    for number, machine in enumerate((programme.case, *programme.tracks.values())):
        planned, own = plan(programme, machine), f"m{number}"
        lines += [
            f"  subgraph {own}[{_quoted(machine.title)}]",
            *(f"    {one}" for one in _inside(planned, own)),
            "  end",
        ]
        lines += [f"  {one}" for one in _arrows(planned, own)]
    return "\n".join(lines) + "\n"


def _ids(machine: Machine, own: str) -> dict[str, str]:
    """Plain ids, since names hold dots and may be words of Mermaid's own, such as `end`."""
    return {name: f"{own}_{number}" for number, name in enumerate((*machine.states, *machine.endings))}


def _inside(planned: Plan, own: str) -> Iterator[str]:
    ids = _ids(planned.machine, own)
    for number, column in enumerate(planned.columns):
        nodes = [_node(planned.machine, name, ids[name]) for name in column.places]
        if column.phase is None:
            yield from nodes
            continue
        yield f"subgraph {own}_phase_{number}[{_quoted(column.title)}]"
        yield from (f"  {node}" for node in nodes)
        yield "end"
    yield from (_node(planned.machine, name, ids[name]) for name in planned.endings_apart)
    yield from (f'{own}_anywhere_{number}((" "))' for number in range(len(planned.apart)))


def _node(machine: Machine, name: str, id: str) -> str:
    title = _quoted(machine.state_title(name))
    return f"{id}[[{title}]]" if name in machine.endings else f"{id}[{title}]"


def _arrows(planned: Plan, own: str) -> Iterator[str]:
    ids = _ids(planned.machine, own)
    for arrow in planned.arrows:
        label = " / ".join(title for title in arrow.titles if title)
        yield f"{ids[arrow.origin]} {_shaft(arrow.by_itself, label)} {ids[arrow.target]}"
    for number, way in enumerate(planned.apart):
        point = f"{own}_anywhere_{number}"
        for target in way.moves():
            yield f"{point} {_shaft(way.by_itself, way.title)} {ids[target]}"
        if not way.moves():
            yield f"{point} {_shaft(way.by_itself, way.title)} {point}"


def _shaft(by_itself: bool, label: str) -> str:
    shaft = "-.->" if by_itself else "-->"
    return f"{shaft}|{_quoted(label)}|" if label else shaft


def _quoted(words: str) -> str:
    """A quoted label. All but letters, digits and a few marks is written by its number, as Mermaid's entities are."""
    line = " ".join(words.split()) or " "
    return '"' + "".join(one if one.isalnum() or one in _PLAIN else f"#{ord(one)};" for one in line) + '"'
