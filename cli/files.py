"""Commands for the files of papers: put one to a document, list the documents of a case, fetch a file."""

import os
from pathlib import Path
from typing import Any

import click

from cli.place import caller, opened
from cli.telling import entry_as_json, entry_in_words, tell
from engine import Caller, Caseway, File, Paper, PaperVersion, WrongAnswer, to_json

CASE = "case"
FILE = click.Path(path_type=Path, dir_okay=False)
in_whose_name = click.option("--as", "user", metavar="USER", help="In whose name; checked like a sign-in.")
for_scripts = click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")
of_whom = click.option("--person", default=CASE, help="Whose document it is, by id; without: the case's.")


@click.group("file")
def file_() -> None:
    """Files of documents."""


@file_.command()
@click.argument("case")
@click.argument("document")
@click.argument("path", type=FILE)
@of_whom
@click.option("--note")
@click.option("--expect-version", "expected", type=int, help="Refuse (exit 4) if the case has moved on.")
@in_whose_name
@for_scripts
def attach(
    case: str,
    document: str,
    path: Path,
    person: str,
    note: str | None,
    expected: int | None,
    user: str | None,
    as_json: bool,
) -> None:
    """Puts the file at PATH to a DOCUMENT of CASE that is recorded; what was there before stays."""
    with opened(make=False) as caseway:
        who = caller(caseway, user)
        sent = _sent(caseway, who, path)
        try:
            made = caseway.files.attach(who, case, person, document, sent.id, note=note, expected=expected)
        finally:
            caseway.files.discard(who, sent.id)
        entry = caseway.casework.as_told(who, made).entries[0]
    told = {"case": made.case.reference, "entry": entry_as_json(entry), "sha256": sent.sha256, "size": sent.size}
    words = f"{made.case.reference}, recorded: {entry_in_words(entry)}"
    tell(as_json, {**told, "media": sent.media}, f"{words}\n{_file_in_words(sent.media, sent.size, sent.sha256)}")


def _sent(caseway: Caseway, who: Caller, path: Path) -> File:
    """The file, taken in. Raises a usage error in one line."""
    try:
        with path.open("rb") as file:
            content = file.read(caseway.files.most_bytes + 1)
            size = max(len(content), os.fstat(file.fileno()).st_size)
        return caseway.files.put(who, path.name, content, size)
    except OSError as error:
        raise click.UsageError(f"{path} cannot be read: {error.strerror}") from None
    except WrongAnswer as wrong:
        raise click.UsageError(f"{path}: {wrong}") from None


@file_.command("list")
@click.argument("case")
@in_whose_name
@for_scripts
def list_(case: str, user: str | None, as_json: bool) -> None:
    """The documents of CASE with everything that was ever recorded of them, newest first."""
    with opened(make=False) as caseway:
        papers = caseway.files.papers(caller(caseway, user), case)
    lines = [line for one in papers for line in _paper_in_words(one)]
    tell(as_json, {"documents": [_paper_as_json(one) for one in papers]}, "\n".join(lines) or "No document is recorded")


def _paper_as_json(paper: Paper) -> dict[str, Any]:
    versions = [
        {"entry": one.entry, "recorded": one.recorded.isoformat(), "by": one.by, "document": to_json(one.document)}
        for one in paper.versions
    ]
    return {"owner": paper.owner, "document": paper.fact, "stands": paper.stands, "versions": versions}


def _paper_in_words(paper: Paper) -> list[str]:
    whose = "" if paper.owner == CASE else f" of {paper.owner}"
    return [f"{paper.fact}{whose}", *(f"  {_version_in_words(one)}" for one in paper.versions)]


def _version_in_words(version: PaperVersion) -> str:
    it = version.document
    until = f", until {it.expires_on}" if it.expires_on else ""
    file = _file_in_words(it.media, it.size or 0, it.sha256 or "") if it.file else "no file"
    return f"#{version.entry} {version.recorded:%Y-%m-%d %H:%M} UTC  {it.name}{until}: {file}"


def _file_in_words(media: str | None, size: int, sha256: str) -> str:
    return f"{media}, {size} bytes, SHA-256 {sha256}"


@file_.command()
@click.argument("case")
@click.argument("entry", type=click.IntRange(1))
@click.argument("document")
@of_whom
@click.option("--to", "into", type=FILE, required=True, help="Where to write it; no file may be there yet.")
@in_whose_name
@for_scripts
def fetch(case: str, entry: int, document: str, person: str, into: Path, user: str | None, as_json: bool) -> None:
    """Writes the file that ENTRY of CASE put to DOCUMENT; it is proved to be the one that was recorded."""
    with opened(make=False) as caseway:
        found = caseway.files.fetch(caller(caseway, user), case, entry, person, document)
    try:
        with os.fdopen(os.open(into, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
            file.write(found.content)
    except OSError as error:
        raise click.UsageError(f"{into} cannot be written: {error.strerror}") from None
    told = {"name": found.name, "media": found.media, "size": len(found.content), "path": str(into)}
    tell(as_json, told, f"{into}: {found.media}, {len(found.content)} bytes")


COMMANDS = (file_,)
