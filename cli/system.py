"""Commands of the operator: run, users, and the proof of the log."""

import os
from importlib import resources
from pathlib import Path

import click

from cli.demonstration import as_it_began, fill
from cli.place import caller, home, opened, system_user
from cli.telling import tell
from engine import Proof, texts_under
from web import create_app
from web.serving import serve

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
        app = create_app(caseway, home())
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
@for_scripts
def verify(as_json: bool) -> int:
    """Proves the log with its kept values, the definitions and the list rows."""
    with opened(make=False) as caseway:
        return _proved(caseway.auditing.verify(None), as_json)


@log.command()
@click.option("--check", "checking", is_flag=True, required=True, help="Compare only; nothing is written.")
@for_scripts
def rebuild(checking: bool, as_json: bool) -> int:
    """Proves that the list rows equal the replayed log."""
    with opened(make=False) as caseway:
        return _proved(caseway.auditing.check_projections(None), as_json)


def _proved(proof: Proof, as_json: bool) -> int:
    found = {
        "whole": proof.is_whole,
        "cases": proof.cases,
        "entries": proof.entries,
        "checked": proof.at.isoformat(),
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
    tell(as_json, found, "\n".join((head, *(f"  {one}" for one in proof.breaches))))
    return 0 if proof.is_whole else 1


COMMANDS = (run, user, log)
