"""A programme drawn, as a picture and in words, with no outside package. The same programme gives the same bytes."""

from engine.drawing.dot import draw_dot
from engine.drawing.mermaid import draw_mermaid
from engine.drawing.outline import Leads, MachineOutline, Place, outline
from engine.drawing.outline_text import draw_text
from engine.drawing.svg import draw_svg
from engine.drawing.words import ENGLISH, Words
from engine.errors import NotFound
from engine.model import CASE, Programme

__all__ = ["FORMATS", "Leads", "MachineOutline", "Place", "Words", "draw", "outline", "picture"]
FORMATS = ("svg", "dot", "mermaid", "text")


def draw(programme: Programme, form: str = "svg") -> str:
    """The whole programme in one of FORMATS. Raises NotFound for another."""
    if form == "svg":
        return draw_svg(programme, (programme.case, *programme.tracks.values()), ENGLISH, None, rtl=False)
    others = {"dot": draw_dot, "mermaid": draw_mermaid, "text": draw_text}
    if form not in others:
        raise NotFound(f"A programme is drawn as {', '.join(FORMATS)}, not as '{form}'")
    return others[form](programme)


def picture(
    programme: Programme, machine: str = CASE, *, current: str | None = None, rtl: bool = False, words: Words = ENGLISH
) -> str:
    """One machine as SVG for a page: in its direction and words, and with the state in which a case stands now.

    Raises NotFound for a machine or a state that the programme does not have.
    """
    if machine != CASE and machine not in programme.tracks:
        raise NotFound(f"{programme.id} has no track '{machine}'")
    found = programme.machine(machine)
    if current is not None and current not in found.states and current not in found.endings:
        raise NotFound(f"{programme.id} has no state '{current}' in '{machine}'")
    return draw_svg(programme, (found,), words, current, rtl)
