"""A programme as SVG: the case's machine above, every track below it, or one machine alone.

It carries its own colours as attributes, so that the file stands alone; a page's style sheet overrules them by class.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from engine.drawing import marks
from engine.drawing.layout import INSET, Ground, Layout, Text, layout
from engine.drawing.marks import Pen, px, text
from engine.drawing.measure import SIZE
from engine.drawing.strip import Strip, strip
from engine.drawing.words import Words
from engine.model import CASE, Machine, Programme

FONT = "system-ui, 'Segoe UI', 'Noto Sans', 'Noto Sans Arabic', Tahoma, sans-serif"
LEAST_WIDTH = 760  # px: narrower, and what stands apart would be squeezed
ABOVE_STRIP, BETWEEN, NAMED = 8, 32, 28  # px: above what stands apart, between machines, for a machine's name
_COLOURS = {
    "grounds": 'fill="#F6F5F1" stroke="#DDDAD2"',
    "arrows": 'fill="none" stroke="#475154" stroke-width="1.25"',
    "boxes": 'fill="#FFFFFF" stroke="#85827A"',
    "words": 'fill="#1B2326"',
    "lists": 'fill="#475154"',
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Picture:
    """One machine laid out, with what stands apart below it."""

    layout: Layout
    strip: Strip
    width: float
    height: float


def draw_svg(
    programme: Programme, machines: Sequence[Machine], pen_words: Words, current: str | None, rtl: bool
) -> str:
    """The machines below one another. `current` is a state of the first one."""
    pictures = [picture(programme, machine, pen_words) for machine in machines]
    width, y, parts = max(one.width for one in pictures), 0.0, []
    for one in pictures:
        stands = current if one is pictures[0] else None
        pen = Pen(width=width, rtl=rtl, words=pen_words, current=stands)
        inner = "\n".join(_groups(one, pen))
        parts.append(_named(inner, one, pen, y) if len(pictures) > 1 else inner)
        y += one.height + BETWEEN + (NAMED if len(pictures) > 1 else 0)
    return _document(programme, pictures, "\n".join(parts), (width, y - BETWEEN), rtl, pen_words)


def picture(programme: Programme, machine: Machine, pen_words: Words) -> Picture:
    laid = layout(programme, machine, pen_words)
    width = max(laid.width, LEAST_WIDTH if laid.plan.apart or laid.plan.endings_apart else 0)
    below = strip(laid.plan, width, laid.height + ABOVE_STRIP, pen_words)
    height = laid.height + (below.height + ABOVE_STRIP if below.height else 0)
    return Picture(layout=laid, strip=below, width=width, height=height)


def _document(
    programme: Programme,
    pictures: Sequence[Picture],
    body: str,
    size: tuple[float, float],
    rtl: bool,
    pen_words: Words,
) -> str:
    first = pictures[0].layout.machine
    name, title = f"drawing-{first.name}", programme.title if first.name == CASE else first.title
    about = pen_words.about.format(
        states=sum(len(one.layout.machine.states) for one in pictures),
        endings=sum(len(one.layout.machine.endings) for one in pictures),
    )
    wide, high = map(px, size)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="drawing" role="img" aria-labelledby="{name}-title {name}-desc"'
        f' width="{wide}" height="{high}" viewBox="0 0 {wide} {high}" direction="{"rtl" if rtl else "ltr"}"'
        f' font-family={quoteattr(FONT)} font-size="{SIZE}">\n'
        f'<title id="{name}-title">{text(pen_words.drawing_of.format(title=title))}</title>\n'
        f'<desc id="{name}-desc">{text(about)}</desc>\n{body}\n</svg>\n'
    )


def _named(inner: str, one: Picture, pen: Pen, y: float) -> str:
    title = one.layout.machine.title
    heading = f'<text class="machine" x="{px(pen.x(0))}" y="15" font-size="14" font-weight="600" fill="#1B2326">'
    return (
        f'<g transform="translate(0 {px(y)})">\n{heading}{text(title)}</text>\n'
        f'<g transform="translate(0 {NAMED})">\n{inner}\n</g>\n</g>'
    )


def _groups(one: Picture, pen: Pen) -> Iterable[str]:
    laid, apart = one.layout, one.strip
    boxes, grounds, lists = (*laid.boxes, *apart.boxes), laid.grounds, (*laid.texts, *apart.texts)
    if apart.height:
        top = laid.height + ABOVE_STRIP
        grounds = (*grounds, Ground(x=0, y=top, width=one.width, height=apart.height))
        lists = (*lists, Text(kind="phase", x=INSET, y=top + 22, lines=(apart.heading,)))
    yield _group("grounds", (marks.ground(it, pen) for it in grounds))
    yield _group("arrows", (marks.arrow(it, laid.machine, pen) for it in laid.arrows))
    yield _group("boxes", (marks.box(it, pen) for it in boxes))
    yield _group("words", (part for it in boxes for part in marks.box_words(it, pen)))
    yield _group("lists", (marks.words(it, pen) for it in lists))


def _group(name: str, parts: Iterable[str]) -> str:
    return "\n".join((f'<g class="{name}" {_COLOURS[name]}>', *parts, "</g>"))
