"""The way of every arrow between the boxes: sides, ports and lanes, all at right angles.

Arrows into the same side of the same box, and of the same kind, run together. Between columns lie gutters with lanes;
what leads further than to the next column goes down to a bus below all columns and along it.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from engine.drawing.ways import Arrow

LEFT, RIGHT = "left", "right"
BOX_WIDTH, BOX_HEIGHT, ROW = 140, 34, 60  # px
_NEAR, _APART = 10, 6  # px: ends that may be drawn level, and the least between two lines in one lane
_BELOW = 10_000  # further down than anything: where the bus is, for sorting

Cell = tuple[int, int]
Port = tuple[str, str, str, bool]  # place, side, `in` or `out`, by itself


@dataclass(slots=True, kw_only=True)
class Run:
    """Arrows that end together: from these ports through a lane of a gutter, or down to the bus and up again."""

    target: Port
    gutter: int
    by_itself: bool
    arrows: list[Arrow] = field(default_factory=list)
    sources: list[Port] = field(default_factory=list)
    leaves: dict[Port, int] = field(default_factory=dict)  # with the bus: the gutter by which each source goes down

    @property
    def uses_bus(self) -> bool:
        return bool(self.leaves)


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """An upright piece of a line, from the top down; `order` says which of a gutter come first, from the left."""

    order: tuple[float, ...]
    top: float
    bottom: float

    def touches(self, other: "Piece") -> bool:
        return self.top <= other.bottom + _APART and other.top <= self.bottom + _APART

    def with_other(self, other: "Piece") -> "Piece":
        """Both, where they lead to the same end."""
        return Piece(
            order=min(self.order, other.order), top=min(self.top, other.top), bottom=max(self.bottom, other.bottom)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Routes:
    """`ports` are heights in px from the top of the first row; `lanes` by gutter and `bus` count from 0."""

    upright: tuple[tuple[Arrow, ...], ...]  # between neighbours of a column, those of one gap together
    runs: tuple[Run, ...]
    ports: Mapping[Port, float]
    lanes: Mapping[tuple[int, Port], int]
    lanes_in: Mapping[int, int]
    bus: Mapping[Port, int]


def routes(cells: Mapping[str, Cell], drawn: Sequence[Arrow]) -> Routes:
    upright, runs = _uprights(cells, drawn), _runs(cells, drawn)
    ports = _ports(cells, runs)
    lanes = _lanes(runs, ports)
    counts: dict[int, int] = {}
    for (gutter, _), lane in lanes.items():
        counts[gutter] = max(counts.get(gutter, 0), lane + 1)
    return Routes(upright=upright, runs=runs, ports=ports, lanes=lanes, lanes_in=counts, bus=_bus(runs, ports))


def _is_upright(cells: Mapping[str, Cell], arrow: Arrow) -> bool:
    (column, row), (to_column, to_row) = cells[arrow.origin], cells[arrow.target]
    return column == to_column and abs(row - to_row) == 1


def _uprights(cells: Mapping[str, Cell], drawn: Sequence[Arrow]) -> tuple[tuple[Arrow, ...], ...]:
    gaps: dict[Cell, list[Arrow]] = {}
    for arrow in drawn:
        if _is_upright(cells, arrow):
            gaps.setdefault(min(cells[arrow.origin], cells[arrow.target]), []).append(arrow)
    return tuple(
        tuple(sorted(gap, key=lambda one: (cells[one.origin] > cells[one.target], one.by_itself)))
        for gap in gaps.values()
    )


def _runs(cells: Mapping[str, Cell], drawn: Sequence[Arrow]) -> tuple[Run, ...]:
    runs: dict[tuple[int, Port, bool], Run] = {}
    for arrow in drawn:
        if _is_upright(cells, arrow):
            continue
        column, to_column = cells[arrow.origin][0], cells[arrow.target][0]
        leaves_by, enters_by = _sides(column, to_column)
        source: Port = (arrow.origin, leaves_by, "out", arrow.by_itself)
        target: Port = (arrow.target, enters_by, "in", arrow.by_itself)
        gutter = to_column - 1 if enters_by == LEFT else to_column
        far = abs(column - to_column) > 1
        run = runs.setdefault((gutter, target, far), Run(target=target, gutter=gutter, by_itself=arrow.by_itself))
        run.arrows.append(arrow)
        run.sources.append(source)
        if far:
            run.leaves[source] = column if leaves_by == RIGHT else column - 1
    return tuple(runs.values())


def _sides(column: int, to_column: int) -> tuple[str, str]:
    if column == to_column:
        return RIGHT, RIGHT
    return (RIGHT, LEFT) if column < to_column else (LEFT, RIGHT)


def _ports(cells: Mapping[str, Cell], runs: Iterable[Run]) -> Mapping[Port, float]:
    """Each side of a box shares its height among its ports, ordered by what they lead to so that lines cross less."""
    ends: dict[Port, list[float]] = {}
    for run in runs:
        for source in run.sources:
            far = source in run.leaves
            ends.setdefault(source, []).append(_BELOW if far else cells[run.target[0]][1])
            ends.setdefault(run.target, []).append(_BELOW if far else cells[source[0]][1])
    sides: dict[tuple[str, str], list[Port]] = {}
    for port in ends:
        sides.setdefault(port[:2], []).append(port)
    heights: dict[Port, float] = {}
    for (place, _), found in sides.items():
        found.sort(key=lambda port: (sum(ends[port]) / len(ends[port]), _is_backward(port), port[3]))
        for number, port in enumerate(found, 1):
            heights[port] = cells[place][1] * ROW + round(BOX_HEIGHT * number / (len(found) + 1), 1)
    return _levelled(runs, heights)


def _is_backward(port: Port) -> bool:
    """What leads on stands above what leads back, on both sides of a gutter."""
    return (port[1] == RIGHT) != (port[2] == "out")


def _levelled(runs: Iterable[Run], heights: dict[Port, float]) -> Mapping[Port, float]:
    """Ends that lie almost level are put level, where no other port of that side is in the way."""
    for run in runs:
        if len(run.sources) > 1 or run.uses_bus or run.sources[0][0] == run.target[0]:
            continue
        (source,), target = run.sources, run.target
        for moved, to in ((target, heights[source]), (source, heights[target])):
            if abs(heights[moved] - to) <= _NEAR and not _taken(heights, moved, to):
                heights[moved] = to
                break
    return heights


def _taken(heights: Mapping[Port, float], port: Port, height: float) -> bool:
    return any(one != port and one[:2] == port[:2] and abs(at - height) < _APART for one, at in heights.items())


def _lanes(runs: Sequence[Run], ports: Mapping[Port, float]) -> Mapping[tuple[int, Port], int]:
    """A lane for every upright piece: pieces of one gutter that would touch stand beside each other."""
    pieces: dict[int, dict[Port, Piece]] = {}
    for gutter, port, piece in (found for run in runs for found in _pieces(run, ports)):
        own = pieces.setdefault(gutter, {})
        own[port] = own[port].with_other(piece) if port in own else piece
    return {(gutter, port): lane for gutter, own in pieces.items() for port, lane in _first_fit(own).items()}


def _pieces(run: Run, ports: Mapping[Port, float]) -> Iterator[tuple[int, Port, Piece]]:
    """The upright pieces of a run: one in its lane, or those that go down to the bus and the one that comes up."""
    entry = ports[run.target]
    if run.uses_bus:
        yield run.gutter, run.target, Piece(order=(2, -entry), top=entry, bottom=_BELOW)
        for source, gutter in run.leaves.items():
            yield gutter, source, Piece(order=(2, -ports[source]), top=ports[source], bottom=_BELOW)
        return
    heights = [entry, *(ports[source] for source in run.sources)]
    if min(heights) != max(heights):
        yield run.gutter, run.target, Piece(order=_order(run, ports), top=min(heights), bottom=max(heights))


def _order(run: Run, ports: Mapping[Port, float]) -> tuple[float, ...]:
    """Within a column the short ones lie inside; between columns those that would cross give way to each other."""
    source, entry = ports[run.sources[0]], ports[run.target]
    if run.sources[0][1] == run.target[1]:
        return 0, abs(source - entry)
    leftmost, other = (source, entry) if run.target[1] == LEFT else (entry, source)
    return 1, -leftmost if other > leftmost else leftmost


def _first_fit(pieces: Mapping[Port, Piece]) -> Mapping[Port, int]:
    lanes: list[list[Piece]] = []
    found: dict[Port, int] = {}
    for port, piece in sorted(pieces.items(), key=lambda one: (one[1].order, one[0])):
        free = (number for number, taken in enumerate(lanes) if not any(piece.touches(one) for one in taken))
        found[port] = lane = next(free, len(lanes))
        if lane == len(lanes):
            lanes.append([])
        lanes[lane].append(piece)
    return found


def _bus(runs: Iterable[Run], ports: Mapping[Port, float]) -> Mapping[Port, int]:
    far = sorted((run for run in runs if run.uses_bus), key=lambda run: (run.gutter, ports[run.target]))
    return {run.target: number for number, run in enumerate(far)}
