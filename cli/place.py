"""Where a deployment lives: its folder, its database, who sits at the machine; and the files a command is given."""

import getpass
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from engine import Caller, Caseway, Clock, NotFound, clock, open_caseway

MOST_BYTES = 4_000_000


def home() -> Path:
    """The folder of data, keys and incidents: CASEWAY_HOME, else ./var."""
    return Path(os.environ.get("CASEWAY_HOME") or "var")


def database_url() -> str:
    return os.environ.get("CASEWAY_DATABASE_URL") or f"sqlite:///{home() / 'caseway.sqlite'}"


@contextmanager
def opened(now: Clock = clock) -> Iterator[Caseway]:
    """The engine over this deployment's database."""
    caseway = open_caseway(database_url(), home(), now)
    try:
        yield caseway
    finally:
        caseway.close()


def system_user() -> str:
    """Who sits at the machine, for the log."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return f"uid-{os.getuid()}"


def caller(caseway: Caseway, name: str | None) -> Caller:
    """The account in whose name a command acts. Raises a usage error where none is named or known."""
    if name is None:
        raise click.UsageError("Say in whose name: --as USER (add one with: caseway user add)")
    try:
        return caseway.administration.caller_named(name, through=system_user())
    except NotFound:
        raise click.UsageError(f"There is no user '{name}'; add one with: caseway user add {name} --role …") from None


def json_file(path: Path | None) -> dict[str, Any]:
    """A JSON object from a file; an empty one where no file is given. Raises a usage error in one line."""
    if path is None:
        return {}
    try:
        if path.stat().st_size > MOST_BYTES:
            raise click.UsageError(f"{path} is larger than {MOST_BYTES} bytes")
        found = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as error:
        raise click.UsageError(
            f"{path} cannot be read: {getattr(error, 'strerror', None) or 'it is not UTF-8'}"
        ) from None
    except (json.JSONDecodeError, RecursionError) as error:
        raise click.UsageError(f"{path} is not JSON: {error}") from None
    if not isinstance(found, dict):
        raise click.UsageError(f"{path} holds no JSON object; write {{…}}")
    return found


def mapping(found: dict[str, Any], key: str, path: Path | None) -> dict[str, Any]:
    """One of the mappings in such a file."""
    value = found.get(key, {})
    if not isinstance(value, dict):
        raise click.UsageError(f"'{key}' in {path} is not a mapping; write {{…}}")
    return value


def only(found: dict[str, Any], keys: tuple[str, ...], path: Path | None) -> None:
    for key in found:
        if key not in keys:
            raise click.UsageError(f"{path} holds '{key}'; it may hold: {', '.join(keys)}")
