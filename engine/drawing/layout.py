"""Where everything of a drawing lies, in px, as it reads from left to right; the other direction is its mirror."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.drawing.beside import AT_STATE, BEGINNING, IN_PHASE, Beside, beside
from engine.drawing.columns import Plan, plan
from engine.drawing.measure import LINE, lines
from engine.drawing.routes import BOX_HEIGHT, BOX_WIDTH, RIGHT, ROW, Port, Routes, Run, routes
from engine.drawing.words import Words
from engine.model import CASE, Machine, Programme

INSET, GAP = 10, 4  # px: of a box in its column, between columns
HEAD, TOP = 46, 20  # px above the first row, with phases and without
TEXT_ROOM = BOX_WIDTH - 16
FIRST_LANE, LANE, LEAST_GUTTER, LAST_GUTTER = 14, 9, 30, 12
HEADING, LISTED = 20, 17  # px: a heading and a line of a list
SPREAD = 28  # px between upright arrows of one gap

Point = tuple[float, float]


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    name: str
    title: str
    lines: tuple[str, ...]
    is_ending: bool
    x: float
    y: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """Paper under boxes: that of a phase, or of what stands apart."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Text:
    """Lines below one another from a first baseline on. `kind`: phase, heading, item."""

    kind: str
    x: float
    y: float
    lines: tuple[str, ...]
    mark: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """Arrows that end together: their lines, the point of the head and which way it looks (dx, dy)."""

    by_itself: bool
    lines: tuple[tuple[Point, ...], ...]
    tip: Point
    looks: Point
    says: tuple[tuple[str, str, tuple[str, ...]], ...]  # origin, target, titles


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    machine: Machine
    width: float
    height: float
    grounds: tuple[Ground, ...]
    boxes: tuple[Box, ...]
    arrows: tuple[Drawn, ...]
    texts: tuple[Text, ...]
    plan: Plan


def layout(programme: Programme, machine: Machine, words: Words) -> Layout:
    """A machine laid out."""
    planned = plan(programme, machine)
    found = routes(planned.cells(), planned.arrows)
    placing = _Placing(planned, found)
    lists = tuple(placing.lists(beside(programme) if machine.name == CASE else (), words))
    placing.bottom = max([placing.bottom, *(text.y + LISTED for text in lists)])
    bus_top, height = placing.bottom + 6, placing.bottom + (LANE * len(found.bus) + 8 if found.bus else 0)
    return Layout(
        machine=machine,
        width=placing.width,
        height=height,
        grounds=tuple(placing.grounds(height)),
        boxes=tuple(placing.boxes()),
        arrows=(*placing.uprights(), *(placing.drawn(run, bus_top) for run in found.runs)),
        texts=(*placing.phases(), *lists),
        plan=planned,
    )


class _Placing:
    """The columns of one machine, from the left on."""

    def __init__(self, planned: Plan, found: Routes):
        self.plan, self.routes, self.machine = planned, found, planned.machine
        self.cells = planned.cells()
        self.top = HEAD if self.machine.name == CASE else TOP
        self.columns = list(self._columns())
        last = len(self.columns) - 1
        self.width = self.columns[last] + INSET + BOX_WIDTH + self._gutter(last)
        self.bottom: float = (
            self.top + max(len(column.places) for column in planned.columns) * ROW - (ROW - BOX_HEIGHT) + 12
        )

    def _columns(self) -> Iterator[float]:
        x: float = 0
        for number in range(len(self.plan.columns)):
            yield x
            x += INSET + BOX_WIDTH + self._gutter(number) + GAP

    def _gutter(self, number: int) -> float:
        lanes = self.routes.lanes_in.get(number, 0)
        least = LEAST_GUTTER if number < len(self.plan.columns) - 1 else LAST_GUTTER
        return max(least, FIRST_LANE + LANE * (lanes - 1) + 10 if lanes else 0)

    def _left(self, name: str) -> float:
        return self.columns[self.cells[name][0]] + INSET

    def _top(self, name: str) -> float:
        return self.top + self.cells[name][1] * ROW

    def _at(self, port: Port) -> Point:
        x = self._left(port[0]) + (BOX_WIDTH if port[1] == RIGHT else 0)
        return x, self.top + self.routes.ports[port]

    def _lane(self, gutter: int, port: Port) -> float:
        return self.columns[gutter] + INSET + BOX_WIDTH + FIRST_LANE + LANE * self.routes.lanes[gutter, port]

    def grounds(self, height: float) -> Iterator[Ground]:
        for number, column in enumerate(self.plan.columns):
            if column.phase is not None:
                wide = INSET + BOX_WIDTH + self._gutter(number)
                yield Ground(x=self.columns[number], y=0, width=wide, height=height)

    def phases(self) -> Iterator[Text]:
        for number, column in enumerate(self.plan.columns):
            if column.phase is not None:
                room = BOX_WIDTH + self._gutter(number) - 8
                yield Text(kind="phase", x=self.columns[number] + INSET, y=22, lines=lines(column.title, room, 1))

    def boxes(self) -> Iterator[Box]:
        for name in self.cells:
            title = self.machine.state_title(name)
            yield Box(
                name=name,
                title=title,
                lines=lines(title, TEXT_ROOM),
                is_ending=name in self.machine.endings,
                x=self._left(name),
                y=self._top(name),
            )

    def lists(self, groups: Sequence[Beside], words: Words) -> Iterator[Text]:
        """The tracks under the last box of the column, each group under what it runs beside."""
        down: dict[str, float] = {}
        for group in groups:
            number, column = next((n, c) for n, c in enumerate(self.plan.columns) if c.phase == group.phase)
            start = self.top + len(column.places) * ROW - (ROW - BOX_HEIGHT) + 22
            y = down.get(group.phase, start)
            heading = lines(self._heading(group, words), BOX_WIDTH + self._gutter(number) - 12, 3)
            yield Text(kind="heading", x=self.columns[number] + INSET, y=y, lines=heading)
            y += HEADING + LINE * (len(heading) - 1)
            for track in group.tracks:
                shown = lines(track.title, TEXT_ROOM)
                yield Text(kind="item", x=self.columns[number] + INSET, y=y, lines=shown, mark=True)
                y += LISTED + LINE * (len(shown) - 1)
            down[group.phase] = y + 8

    def _heading(self, group: Beside, words: Words) -> str:
        if group.kind == AT_STATE and group.state is not None:
            return words.beside.format(state=self.machine.state_title(group.state))
        return {IN_PHASE: words.beside_phase, BEGINNING: words.from_the_beginning}.get(group.kind, words.conditional)

    def uprights(self) -> Iterator[Drawn]:
        for gap in self.routes.upright:
            for number, arrow in enumerate(gap):
                x = self._left(arrow.origin) + BOX_WIDTH / 2 + SPREAD * (number - (len(gap) - 1) / 2)
                down = self._top(arrow.origin) < self._top(arrow.target)
                start = self._top(arrow.origin) + (BOX_HEIGHT if down else 0)
                tip = self._top(arrow.target) + (0 if down else BOX_HEIGHT)
                yield Drawn(
                    by_itself=arrow.by_itself,
                    lines=(((x, start), (x, tip)),),
                    tip=(x, tip),
                    looks=(0, 1 if down else -1),
                    says=((arrow.origin, arrow.target, arrow.titles),),
                )

    def drawn(self, run: Run, bus_top: float) -> Drawn:
        tip = self._at(run.target)
        return Drawn(
            by_itself=run.by_itself,
            lines=tuple(self._along_bus(run, tip, bus_top) if run.uses_bus else self._through_lane(run, tip)),
            tip=tip,
            looks=(-1 if run.target[1] == RIGHT else 1, 0),
            says=tuple((one.origin, one.target, one.titles) for one in run.arrows),
        )

    def _through_lane(self, run: Run, tip: Point) -> Iterator[tuple[Point, ...]]:
        starts = sorted({self._at(source) for source in run.sources}, key=lambda one: abs(one[1] - tip[1]))
        if (run.gutter, run.target) not in self.routes.lanes:
            yield from ((start, tip) for start in starts)
            return
        x = self._lane(run.gutter, run.target)
        reached: list[float] = [tip[1]]
        for number, start in enumerate(starts):
            joins = min(reached, key=lambda y: abs(y - start[1]))
            corner = ((x, start[1]), (x, joins)) if joins != start[1] else ((x, start[1]),)
            yield (start, *corner, tip) if number == 0 else (start, *corner)
            reached.append(start[1])

    def _along_bus(self, run: Run, tip: Point, bus_top: float) -> Iterator[tuple[Point, ...]]:
        y = bus_top + LANE * self.routes.bus[run.target]
        up = self._lane(run.gutter, run.target)
        goes_down = sorted(
            ((self._lane(gutter, one), self._at(one)) for one, gutter in run.leaves.items()),
            key=lambda it: abs(it[0] - up),
        )
        reached: list[float] = [up]
        for number, (down, start) in enumerate(goes_down):
            joins = min(reached, key=lambda x: abs(x - down))
            yield (start, (down, start[1]), (down, y), (joins, y), *(((up, tip[1]), tip) if number == 0 else ()))
            reached.append(down)
