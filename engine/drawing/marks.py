"""The marks of a drawing as SVG elements, mirrored where the words run from right to left."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from xml.sax.saxutils import escape

from engine.drawing.layout import Box, Drawn, Ground, Point, Text
from engine.drawing.measure import LINE
from engine.drawing.routes import BOX_HEIGHT, BOX_WIDTH
from engine.drawing.words import Words
from engine.model import Machine

TEXT_INSET, FIRST_BASELINE = 9, 21  # px: of a text in its box; of its only line
HEAD_LONG, HEAD_HALF = 7, 4  # px: an arrow's head
SQUARE = 7  # px: before the name of a track
FRAME = 3  # px: from the outer frame of an ending to the inner one


@dataclass(frozen=True, slots=True, kw_only=True)
class Pen:
    """What every mark needs: the width to mirror in, and the state in which a case stands now."""

    width: float
    rtl: bool
    words: Words
    current: str | None = None

    def x(self, x: float, wide: float = 0) -> float:
        return self.width - x - wide if self.rtl else x


def px(value: float) -> str:
    return f"{round(value, 1):g}"


def text(words: str) -> str:
    """An author's words, harmless in XML: escaped, and without the characters that XML may not hold."""
    return escape("".join(one if _is_allowed(one) else "\N{REPLACEMENT CHARACTER}" for one in words))


def _is_allowed(character: str) -> bool:
    """XML 1.0, production 2 (Char)."""
    code = ord(character)
    return character in "\t\n\r" or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000


def ground(one: Ground, pen: Pen) -> str:
    return _rectangle(pen.x(one.x, one.width) + 0.5, one.y + 0.5, one.width - 1, one.height - 1, 4)


def _rectangle(x: float, y: float, wide: float, high: float, radius: float, more: str = "") -> str:
    return f'<rect x="{px(x)}" y="{px(y)}" width="{px(wide)}" height="{px(high)}" rx="{px(radius)}"{more}/>'


def arrow(one: Drawn, machine: Machine, pen: Pen) -> str:
    """Arrows that end together, with a title that says by which ways they lead there."""
    lines = "".join(_line(points, pen) for points in one.lines)
    dashes = ' stroke-dasharray="4 3"' if one.by_itself else ""
    kind = "by-itself" if one.by_itself else "act"
    says = text("\n".join(_says(one, machine, pen.words)))
    return f'<g class="arrow {kind}"><title>{says}</title><path d="{lines}"{dashes}/>{_head(one, pen)}</g>'


def _says(one: Drawn, machine: Machine, words: Words) -> Iterator[str]:
    for origin, target, titles in one.says:
        ways = words.between.join(title or words.by_itself for title in titles)
        yield f"{machine.state_title(origin)} {words.leads_to} {machine.state_title(target)}{words.colon}{ways}"


def _line(points: Iterable[Point], pen: Pen) -> str:
    (x, y), *others = points
    found = f"M{px(pen.x(x))} {px(y)}"
    for to_x, to_y in others:
        found += f"H{px(pen.x(to_x))}" if to_y == y else f"V{px(to_y)}"
        x, y = to_x, to_y
    return found


def _head(one: Drawn, pen: Pen) -> str:
    x, y = pen.x(one.tip[0]), one.tip[1]
    dx, dy = one.looks[0] * (-1 if pen.rtl else 1), one.looks[1]
    back_x, back_y = x - dx * HEAD_LONG, y - dy * HEAD_LONG
    one_side = f"{px(back_x - dy * HEAD_HALF)} {px(back_y - dx * HEAD_HALF)}"
    other_side = f"{px(back_x + dy * HEAD_HALF)} {px(back_y + dx * HEAD_HALF)}"
    return f'<path class="head" fill="#475154" stroke="none" d="M{px(x)} {px(y)}L{one_side}L{other_side}Z"/>'


def box(one: Box, pen: Pen) -> str:
    """A state, or an ending in its double frame; the one in which the case stands now has a heavy frame."""
    x, y, now = pen.x(one.x, BOX_WIDTH), one.y, one.name == pen.current
    frames = _rectangle(x + 0.5, y + 0.5, BOX_WIDTH - 1, BOX_HEIGHT - 1, 4)
    if one.is_ending:
        inner = (x + 0.5 + FRAME, y + 0.5 + FRAME, BOX_WIDTH - 1 - 2 * FRAME, BOX_HEIGHT - 1 - 2 * FRAME)
        frames += _rectangle(*inner, 2)
    kind = ("ending" if one.is_ending else "state") + (" current" if now else "")
    heavy = ' stroke="#0E5A66" stroke-width="2.5"' if now else ""
    return f'<g class="{kind}"{heavy}><title>{text(one.title)}</title>{frames}</g>'


def box_words(one: Box, pen: Pen) -> Iterator[str]:
    first = one.y + FIRST_BASELINE - LINE * (len(one.lines) - 1) / 2
    yield _lines(one.lines, pen.x(one.x + TEXT_INSET), first)
    if one.name == pen.current:
        more = ' class="now" font-weight="600" fill="#0E5A66"'
        yield _lines((pen.words.now,), pen.x(one.x + 1), one.y - 5, more)


def words(one: Text, pen: Pen) -> str:
    """A heading or an item of a list; tracks have a small square before their names."""
    x = one.x + (SQUARE + 6 if one.mark else 0)
    strong = ' class="phase" font-weight="600" fill="#1B2326"' if one.kind == "phase" else ""
    square = ""
    if one.mark:
        place = f'x="{px(pen.x(one.x, SQUARE))}" y="{px(one.y - SQUARE - 1)}" width="{SQUARE}" height="{SQUARE}"'
        square = f'<rect class="track" {place} fill="#43868F"/>'
    return square + _lines(one.lines, pen.x(x), one.y, strong)


def _lines(lines: Iterable[str], x: float, y: float, more: str = "") -> str:
    """Each line is a text of its own, so that it runs in the direction of its own words."""
    return "".join(
        f'<text x="{px(x)}" y="{px(y + LINE * number)}" unicode-bidi="plaintext"{more}>{text(line)}</text>'
        for number, line in enumerate(lines)
    )
