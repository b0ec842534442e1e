"""Commands of the operator: run, users, and the proof of the log."""

import json
import os
from dataclasses import asdict
from importlib import resources
from pathlib import Path

import click

from cli.demonstration import as_it_began, fill
from cli.place import caller, contact, home, json_file, opened, system_user
from cli.telling import tell
from engine import Head, Proof, digest_of_heads, texts_under
from web import create_app
from web.serving import serve

FILE = click.Path(path_type=Path, dir_okay=False)
MOST_BYTES_OF_HEADS = 400_000_000
for_scripts = click.option("--json", "as_json", is_flag=True, help="One JSON object on stdout.")


@click.command()
@click.option(
    "--demonstration", is_flag=True, help="Fill an empty database with clearly fictitious cases and sign-ins."
)
def run(demonstration: bool) -> int:
    """Serves the pages, and lets pass what falls due, until Ctrl-C."""
    port = _port()
    with opened() as caseway:
        begun = as_it_began(caseway) if demonstration else caseway
        published = begun.administration.first_start(texts_under(programmes_folder()))
        if published:
            click.echo(f"First start: published {', '.join(published)}", err=True)
        if demonstration:
            click.echo(fill(caseway, home()), err=True)
        app = create_app(caseway, home(), contact=contact())
        click.echo(f"Caseway on http://127.0.0.1:{port}  (Ctrl-C stops it)", err=True)
        serve(app, caseway, port)
    return 0


def _port() -> int:
    given = os.environ.get("PORT", "8000")
    if not (given.isascii() and given.isdigit()) or not 0 < int(given) < 65536:
        raise click.UsageError(f"PORT is '{given}'; it must be a number from 1 to 65535")
    return int(given)


def programmes_folder() -> Path:
    """The programmes beside us: ./programmes where there is one, else those that were installed."""
    here = Path("programmes")
    return here if here.is_dir() else Path(str(resources.files("programmes")))


@click.group()
def user() -> None:
    """Users of the system."""


@user.command("add")
@click.argument("name")
@click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    help="PROGRAMME:ROLE, or auditor, designer, administrator; repeatable.",
)
@click.option("--office", "offices", multiple=True, help="Where; repeatable. None: at every office.")
@click.option("--name", "display_name", help="The name that others see.")
@click.option("--as", "by", metavar="USER", help="In whose name (an administrator); without: the machine's own user.")
@for_scripts
def add(
    name: str, roles: tuple[str, ...], offices: tuple[str, ...], display_name: str | None, by: str | None, as_json: bool
) -> None:
    """Adds a user, and prints the link by which the password is set, once."""
    port = _port()
    with opened() as caseway:
        who = caller(caseway, by) if by else None
        added = caseway.administration.add_user(
            who, name, roles, offices, display_name=display_name, through=system_user()
        )
    link = f"http://127.0.0.1:{port}/first/{added.token}"
    tell(
        as_json,
        {"user": name, "id": added.account.id, "link": link},
        f"{name} sets a password here, once, within three days: {link}",
    )


@user.command("close")
@click.argument("name")
@click.option("--as", "by", metavar="USER", help="In whose name (an administrator); without: the machine's own user.")
@for_scripts
def close(name: str, by: str | None, as_json: bool) -> None:
    """Ends a user's access at once. What the user did stays in the log."""
    with opened(make=False) as caseway:
        who = caller(caseway, by) if by else None
        caseway.administration.close_user(who, name, through=system_user())
    tell(as_json, {"user": name, "closed": True}, f"{name} cannot sign in any more")


@click.group()
def log() -> None:
    """The transition log."""


@log.command()
@click.option("--heads", "to", type=FILE, help="Writes the last hash of every case to FILE, to be kept elsewhere.")
@click.option("--against", type=FILE, help="Proves too that the log goes on from a FILE that was kept.")
@for_scripts
def verify(to: Path | None, against: Path | None, as_json: bool) -> int:
    """Proves the log with its kept values, the definitions and the list rows."""
    earlier = _heads_in(against) if against else ()
    with opened(make=False) as caseway:
        proof = caseway.auditing.verify(None, earlier)
    if to is not None and proof.is_whole:
        _keep_heads(to, proof)
    return _proved(proof, as_json)


def _keep_heads(path: Path, proof: Proof) -> None:
    kept = {
        "checked": proof.at.isoformat(),
        "digest": proof.heads_digest,
        "heads": [asdict(one) for one in proof.heads],
    }
    try:
        path.write_text(json.dumps(kept, indent=0), encoding="utf-8")
    except OSError as error:
        raise click.UsageError(f"{path} cannot be written: {error.strerror}") from None


def _heads_in(path: Path) -> tuple[Head, ...]:
    """The heads that an earlier proof left in a file. Raises a usage error where they are none, or were changed."""
    found = json_file(path, MOST_BYTES_OF_HEADS)
    try:
        heads = tuple(Head(**{**one, "entry": int(one["entry"])}) for one in found["heads"])
        if digest_of_heads(heads) == found["digest"]:
            return heads
    except (KeyError, TypeError, ValueError):
        pass
    raise click.UsageError(f"{path} does not hold the heads that a proof has left, or was changed; bring another copy")


@log.command()
@click.option("--check", "checking", is_flag=True, help="Compare only; nothing is written.")
@for_scripts
def rebuild(checking: bool, as_json: bool) -> int:
    """Makes the list rows anew where they are not what the log tells; with --check it only compares."""
    with opened(make=False) as caseway:
        anew = None if checking else caseway.auditing.rebuild(None, through=system_user())
        return _proved(caseway.auditing.check_projections(None), as_json, anew)


def _proved(proof: Proof, as_json: bool, anew: int | None = None) -> int:
    found = {
        "whole": proof.is_whole,
        "cases": proof.cases,
        "entries": proof.entries,
        "checked": proof.at.isoformat(),
        **({"heads_digest": proof.heads_digest} if proof.heads else {}),
        **({} if anew is None else {"made_anew": anew}),
        "breaches": [
            {
                "case": one.reference or one.case,
                "entry": one.entry,
                "thing": one.thing,
                "what": one.what,
                "holds": one.holds,
            }
            for one in proof.breaches
        ],
    }
    head = f"{'Whole' if proof.is_whole else 'BROKEN'}: {proof.entries} entries of {proof.cases} cases"
    lines = [] if anew is None else [f"Made anew: the rows of {anew} cases"]
    lines += [head, *(f"  {one}" for one in proof.breaches)]
    lines += [f"Heads: {proof.heads_digest}"] if proof.heads else []
    tell(as_json, found, "\n".join(lines))
    return 0 if proof.is_whole else 1


COMMANDS = (run, user, log)
