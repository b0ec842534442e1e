"""Commands of the designer: check, publish, labels."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from cli.place import caller, opened, system_user
from cli.telling import as_text, harmless, tell
from engine import (
    Checked,
    Finding,
    NotFound,
    ProgrammeInvalid,
    Publication,
    check,
    check_stories,
    labels_for,
    render_json,
    render_sarif,
    render_text,
    scenario_texts_under,
    texts_under,
)

DEFAULT, LEVELS = Path("programmes"), 4
LACKING = ("label-missing", "label-doubtful", "label-unknown")
for_scripts = click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")


def folder_and_programmes(path: Path) -> tuple[Path, tuple[str, ...]]:
    """The folder of programmes that a path means or lies in, and which of its programmes the path means.

    A path is a folder of programmes, the folder of one, or a file of either. Raises NotFound.
    """
    path = path if path.name not in ("", "..") else path.resolve()
    for place in (path, *path.absolute().parents[:LEVELS]):
        if (place / "programme.yaml").is_file():
            return place.parent, (place.resolve().name,)
        found = tuple(sorted(one.parent.name for one in place.glob("*/programme.yaml")))
        if found:
            return place, found
    raise NotFound(f"There is no programme at {path}; it would be the file {path / 'NAME' / 'programme.yaml'}")


def texts_of(folder: Path) -> Mapping[str, str]:
    """The texts of a folder of programmes. Raises a usage error where one of them is no file, or cannot be read."""
    try:
        for path in (*folder.rglob("*.yaml"), *folder.glob("*/labels/*.po")):
            if not path.is_file():
                raise click.UsageError(f"{path} is no file that can be read; remove or rename it")
        return texts_under(folder)
    except OSError as error:
        raise click.UsageError(f"{error.filename or folder} cannot be read: {error.strerror}") from None


def checked(paths: tuple[Path, ...]) -> list[tuple[Path, Checked]]:
    """Every programme that the paths mean, checked with its offices and stories."""
    found = []
    for path in paths or (DEFAULT,):
        folder, names = folder_and_programmes(path)
        one = names[0] if len(names) == 1 and folder != path else None
        found.append((folder, _with_stories(folder, check(texts_of(folder), one))))
    return found


def _with_stories(folder: Path, found: Checked) -> Checked:
    """What is wrong in the texts of the stories of every sound programme as well; they are not played."""
    texts, findings = {**found.texts}, [*found.findings]
    for name, programme in found.programmes.items():
        stories = scenario_texts_under(folder, name)
        findings += check_stories(found.texts, stories, programme)
        texts |= stories
    return replace(found, findings=tuple(findings), texts=texts)


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
    errors = sum(one.is_error for one in findings)
    names = [name for _, result in results for name in result.programmes]
    if as_json or form == "json":
        click.echo(as_text({**findings_as_json(findings), "sound": names}))
    elif form == "sarif":
        click.echo(render_sarif(findings))
    else:
        sources = {path: text for folder, result in results for path, text in _sources(folder, result.texts).items()}
        click.echo(harmless(render_text(findings, sources)), nl=bool(findings))
        sound = f"{len(names)} sound ({', '.join(names) or 'none'})"
        click.echo(f"{sound}; {errors} errors, {len(findings) - errors} warnings", err=True)
    return 1 if errors else 0


def findings_as_json(findings: tuple[Finding, ...]) -> dict[str, Any]:
    """Findings as one object."""
    errors = sum(one.is_error for one in findings)
    return {"findings": json.loads(render_json(findings)), "errors": errors, "warnings": len(findings) - errors}


@click.command()
@click.argument("path", type=click.Path(path_type=Path, exists=True))
@click.option("--as", "user", metavar="USER", help="In whose name (a designer); without: the machine's own user.")
@for_scripts
def publish(path: Path, user: str | None, as_json: bool) -> int:
    """Makes a checked programme the current one for new cases. Open cases stay on the version they began with."""
    folder, names = _meant(path)
    texts = texts_of(folder)
    with opened() as caseway:
        who = caller(caseway, user) if user else None
        try:
            published = [caseway.drafting.publish(who, texts, name, through=system_user()) for name in names]
        except ProgrammeInvalid as invalid:
            return _invalid(as_json, invalid, folder, texts)
    words = "\n".join(f"{one.name} {one.digest[:12]} is in force for new cases" for one in published)
    tell(as_json, {"published": [_publication(one) for one in published]}, words)
    return 0


@click.command()
@click.argument("path", type=click.Path(path_type=Path, exists=True))
@click.option("--language", required=True, metavar="CODE", help="Of which language, such as fr or ar.")
@for_scripts
def labels(path: Path, language: str, as_json: bool) -> int:
    """Writes the catalogues of a language: every word of a programme and its modules, for a translator.

    Translations that are there stay; where the English has changed they are marked as fuzzy, and English is shown.
    """
    folder, names = _meant(path)
    texts = dict(texts_of(folder))
    for name in names:
        try:
            texts |= labels_for(texts, name, language)
        except ValueError as wrong:
            raise click.BadParameter(str(wrong), param_hint="--language") from None
        except ProgrammeInvalid as invalid:
            return _invalid(as_json, invalid, folder, texts)
    written = [file for file in texts if file.endswith(f"/labels/{language}.po")]
    findings = placed(folder, check(texts).findings)
    for file in written:
        _write(folder / file, texts[file])
    lacking = [one for one in findings if one.code in LACKING and one.path.endswith(f"/labels/{language}.po")]
    words = [*(f"{(folder / file).as_posix()} is written" for file in written), *map(str, lacking)]
    tell(as_json, {"written": [(folder / file).as_posix() for file in written]}, "\n".join(words))
    return 0


def _write(path: Path, text: str) -> None:
    try:
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        raise click.UsageError(f"{path} cannot be written: {error.strerror}") from None


def _meant(path: Path) -> tuple[Path, tuple[str, ...]]:
    """As `folder_and_programmes`, but a folder beside the programmes, such as their modules, means none of them."""
    folder, names = folder_and_programmes(path)
    here = path.resolve()
    if here != folder.resolve() and not any(here.is_relative_to((folder / name).resolve()) for name in names):
        raise click.UsageError(f"{path} is no programme; name one of {', '.join(names)}, or their folder {folder}")
    return folder, names


def _invalid(as_json: bool, invalid: ProgrammeInvalid, folder: Path, texts: Mapping[str, str]) -> int:
    findings = placed(folder, invalid.findings)
    tell(as_json, findings_as_json(findings), render_text(findings, _sources(folder, texts)))
    click.echo(f"caseway: {invalid}", err=True)
    return 1


def _publication(one: Publication) -> dict[str, Any]:
    found = {"programme": one.name, "digest": one.digest, "labels_digest": one.labels_digest}
    return {**found, "published": one.published.isoformat()}


COMMANDS = (check_, publish, labels)
