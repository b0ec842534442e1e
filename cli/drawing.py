"""`caseway draw`: a programme as a picture, a graph for other tools, or an outline in words."""

from collections.abc import Mapping
from pathlib import Path

import click

from cli.place import opened
from cli.programmes import DEFAULT, folder_and_programmes, placed, texts_of
from cli.telling import tell
from engine import FORMATS, NotFound, Programme, check, programmes_in, render_text
from engine import draw as drawing_of


@click.command()
@click.argument("name", metavar="PROGRAMME")
@click.option("--format", "form", type=click.Choice(FORMATS), default="svg", show_default=True)
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Written there instead of to stdout.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
def draw(name: str, form: str, output: Path | None, as_json: bool) -> int:
    """Draws a programme: that of a folder, or the one in ./programmes by that id, else the one that is published."""
    folder, name = _meant(name)
    texts = texts_of(folder) if folder.is_dir() else {}
    programme = _from_files(folder, name, texts) if name in programmes_in(texts) else _published(name, texts)
    if programme is None:
        return 1
    drawing = drawing_of(programme, form)
    if output is not None:
        _write(output, drawing)
    found = {"programme": programme.id, "digest": programme.digest, "format": form, "drawing": drawing}
    tell(as_json, found, f"{output} holds {programme.id} as {form}" if output else drawing.rstrip("\n"))
    return 0


def _meant(name: str) -> tuple[Path, str]:
    """The folder of programmes and the id that are meant: by a path such as `programmes/us-rsc`, or by the id alone."""
    path = Path(name)
    if "/" in name and path.exists():
        folder, names = folder_and_programmes(path)
        if len(names) == 1:
            return folder, names[0]
        raise click.UsageError(f"{name} has several programmes; name one: {', '.join(names)}")
    return DEFAULT, name


def _from_files(folder: Path, name: str, texts: Mapping[str, str]) -> Programme | None:
    """The programme as its file says now; None where it has findings that forbid reading it, which are told."""
    result = check(texts, name)
    found = result.programmes.get(name)
    if found is None:
        sources = {(folder / path).as_posix(): text for path, text in texts.items()}
        click.echo(render_text(placed(folder, result.findings), sources), err=True)
        click.echo(f"caseway: {name} has findings; nothing was drawn", err=True)
    return found


def _published(name: str, texts: Mapping[str, str]) -> Programme:
    with opened() as caseway:
        try:
            return caseway.drafting.current(name)[0]
        except NotFound as missing:
            beside = ", ".join(programmes_in(texts))
            raise NotFound(f"{missing}; beside us there are: {beside}" if beside else str(missing)) from None


def _write(output: Path, drawing: str) -> None:
    try:
        output.write_text(drawing, encoding="utf-8")
    except OSError as error:
        raise click.UsageError(f"{output} cannot be written: {error.strerror}") from None


COMMANDS = (draw,)
