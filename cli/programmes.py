"""Commands of the designer: check, publish."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import click

from cli.place import caller, opened, system_user
from cli.telling import tell
from engine import (
    Checked,
    Finding,
    NotFound,
    ProgrammeInvalid,
    check,
    programmes_in,
    render_json,
    render_sarif,
    render_text,
    texts_under,
)

DEFAULT = Path("programmes")
for_scripts = click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")


def folder_and_programmes(path: Path) -> tuple[Path, tuple[str, ...]]:
    """The folder of programmes that a path lies in, and which of its programmes the path means.

    A path is a folder of programmes, the folder of one, or its programme.yaml. Raises NotFound.
    """
    if path.is_file():
        path = path.parent
    if (path / "programme.yaml").is_file():
        return path.parent, (path.resolve().name,)
    found = programmes_in(texts_under(path))
    if not found:
        raise NotFound(f"There is no programme in {path}; it would be the file {path / 'NAME' / 'programme.yaml'}")
    return path, found


def checked(paths: tuple[Path, ...]) -> list[tuple[Path, Checked]]:
    """Every programme that the paths mean, checked."""
    found = []
    for path in paths or (DEFAULT,):
        folder, names = folder_and_programmes(path)
        texts = texts_under(folder)
        one = names[0] if len(names) == 1 and folder != path else None
        found.append((folder, check(texts, one)))
    return found


def placed(folder: Path, findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """The findings with paths as seen from here, so that an editor can open them."""
    return tuple(replace(one, path=(folder / one.path).as_posix()) for one in findings)


def _sources(folder: Path, texts: Mapping[str, str]) -> dict[str, str]:
    return {(folder / path).as_posix(): text for path, text in texts.items()}


@click.command("check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option("--format", "form", type=click.Choice(["text", "json", "sarif"]), default="text")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
def check_(paths: tuple[Path, ...], form: str, as_json: bool) -> int:
    """Reads programmes and tells everything that is wrong, where, and what to write instead."""
    results = checked(paths)
    findings = tuple(sorted({one for folder, result in results for one in placed(folder, result.findings)}))
    sources = {path: text for folder, result in results for path, text in _sources(folder, result.texts).items()}
    errors = sum(one.is_error for one in findings)
    if as_json or form == "json":
        click.echo(render_json(findings))
    elif form == "sarif":
        click.echo(render_sarif(findings))
    else:
        click.echo(render_text(findings, sources), nl=bool(findings))
        names = [name for _, result in results for name in result.programmes]
        click.echo(
            f"{len(names)} sound ({', '.join(names) or 'none'}); {errors} errors, {len(findings) - errors} warnings",
            err=True,
        )
    return 1 if errors else 0


@click.command()
@click.argument("path", type=click.Path(path_type=Path, exists=True))
@click.option("--as", "user", metavar="USER", help="In whose name (a designer); without: the machine's own user.")
@for_scripts
def publish(path: Path, user: str | None, as_json: bool) -> int:
    """Makes a checked programme the current one for new cases. Open cases stay on the version they began with."""
    folder, names = folder_and_programmes(path)
    texts = texts_under(folder)
    with opened() as caseway:
        who = caller(caseway, user) if user else None
        try:
            published = [caseway.drafting.publish(who, texts, name, through=system_user()) for name in names]
        except ProgrammeInvalid as invalid:
            click.echo(render_text(placed(folder, invalid.findings), _sources(folder, texts)))
            click.echo(f"caseway: {invalid}", err=True)
            return 1
    found = [
        {
            "programme": one.name,
            "digest": one.digest,
            "labels_digest": one.labels_digest,
            "published": one.published.isoformat(),
        }
        for one in published
    ]
    tell(
        as_json,
        {"published": found},
        "\n".join(f"{one.name} {one.digest[:12]} is in force for new cases" for one in published),
    )
    return 0


COMMANDS = (check_, publish)
