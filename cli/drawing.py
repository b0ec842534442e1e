"""`caseway draw`: a programme as a picture, a graph for other tools, or an outline in words."""

from collections.abc import Mapping
from pathlib import Path

import click

from cli.place import opened
from cli.programmes import DEFAULT, placed
from cli.telling import tell
from engine import FORMATS, Programme, check, programmes_in, render_text, texts_under
from engine import draw as drawing_of


@click.command()
@click.argument("name", metavar="PROGRAMME")
@click.option("--format", "form", type=click.Choice(FORMATS), default="svg", show_default=True)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Written there instead of to stdout.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
def draw(name: str, form: str, output: Path | None, as_json: bool) -> int:
    """Draws a programme: the one in ./programmes by that id, else the one that is published."""
    texts = texts_under(DEFAULT) if DEFAULT.is_dir() else {}
    programme = _from_files(name, texts) if name in programmes_in(texts) else _published(name)
    if programme is None:
        return 1
    drawing = drawing_of(programme, form)
    if output is not None:
        _write(output, drawing)
    found = {"programme": programme.id, "digest": programme.digest, "format": form, "drawing": drawing}
    tell(as_json, found, f"{output} holds {programme.id} as {form}" if output else drawing.rstrip("\n"))
    return 0


def _from_files(name: str, texts: Mapping[str, str]) -> Programme | None:
    """The programme as its file says now; None where it has findings that forbid reading it, which are told."""
    result = check(texts, name)
    found = result.programmes.get(name)
    if found is None:
        sources = {(DEFAULT / path).as_posix(): text for path, text in texts.items()}
        click.echo(render_text(placed(DEFAULT, result.findings), sources), err=True)
        click.echo(f"caseway: {name} has findings; nothing was drawn", err=True)
    return found


def _published(name: str) -> Programme:
    with opened() as caseway:
        return caseway.drafting.current(name)[0]


def _write(output: Path, drawing: str) -> None:
    try:
        output.write_text(drawing, encoding="utf-8")
    except OSError as error:
        raise click.UsageError(f"{output} cannot be written: {error.strerror}") from None


COMMANDS = (draw,)
