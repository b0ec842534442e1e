"""What is possible from many states, in words below the columns: the endings it leads to first, then the rest."""

from collections.abc import Iterator
from dataclasses import dataclass

from engine.drawing.columns import Plan
from engine.drawing.layout import INSET, TEXT_ROOM, Box, Text
from engine.drawing.measure import LINE, lines
from engine.drawing.routes import BOX_HEIGHT, BOX_WIDTH
from engine.drawing.ways import CHANGED, EMPTY, STAY, Way
from engine.drawing.words import Words

CARD, BETWEEN, HEADING = 368, 12, 34  # px
_REST_LINE = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class Strip:
    """`height` 0: nothing stands apart."""

    heading: str
    height: float
    boxes: tuple[Box, ...]
    texts: tuple[Text, ...]


def strip(planned: Plan, width: float, top: float, words: Words) -> Strip:
    """Cards of endings in as many columns as fit, and lines for what leads elsewhere or nowhere."""
    if not planned.apart and not planned.endings_apart:
        return Strip(heading="", height=0, boxes=(), texts=())
    cards = [(name, _says(planned, name, words)) for name in planned.endings_apart]
    abreast = max(1, int((width - INSET) // CARD))
    boxes, texts, y = [], [], top + HEADING
    for number, (name, says) in enumerate(cards):
        x = INSET + CARD * (number % abreast)
        y = top + HEADING + (BOX_HEIGHT + BETWEEN) * (number // abreast)
        boxes.append(_box(planned, name, x, y))
        shown = lines(says, CARD - BOX_WIDTH - 28)
        texts.append(Text(kind="item", x=x + BOX_WIDTH + 10, y=_middle(y, len(shown)), lines=shown))
    y = y + BOX_HEIGHT + BETWEEN + 14 if cards else y + 8
    for line in _rest(planned, words):
        shown = lines(line, width - 2 * INSET, 4)
        texts.append(Text(kind="item", x=INSET, y=y, lines=shown))
        y += _REST_LINE + LINE * (len(shown) - 1)
    return Strip(heading=words.anywhere, height=y - top, boxes=tuple(boxes), texts=tuple(texts))


def _box(planned: Plan, name: str, x: float, y: float) -> Box:
    title = planned.machine.state_title(name)
    return Box(name=name, title=title, lines=lines(title, TEXT_ROOM), is_ending=True, x=x, y=y)


def _middle(y: float, count: int) -> float:
    """The first baseline of so many lines beside a box."""
    return y + BOX_HEIGHT / 2 + 4 - LINE * (count - 1) / 2


def title_of(way: Way, words: Words) -> str:
    return {EMPTY: words.nobody_left, CHANGED: way.title or words.news}.get(way.kind, way.title)


def _where(planned: Plan, way: Way, words: Words) -> str:
    """The one state in which it is possible, if it is one."""
    return "" if way.origin is None else f"{planned.machine.state_title(way.origin)}{words.colon}"


def _says(planned: Plan, ending: str, words: Words) -> str:
    return words.between.join(dict.fromkeys(title_of(way, words) for way in planned.apart if ending in way.targets))


def _rest(planned: Plan, words: Words) -> Iterator[str]:
    """Ways to anywhere but the endings above, those with the same targets in one line."""
    shown, found = set(planned.endings_apart), dict[tuple[str, ...], dict[str, None]]()
    for way in planned.apart:
        targets = tuple(one for one in way.targets if one not in shown)
        if targets or not way.targets:
            found.setdefault(targets, {})[_where(planned, way, words) + title_of(way, words)] = None
    for targets, titles in found.items():
        places = (words.stays if one == STAY else planned.machine.state_title(one) for one in targets or (STAY,))
        yield f"{words.between.join(titles)} {words.leads_to} {words.between.join(places)}"
