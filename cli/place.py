"""Where a deployment lives: its folder, its database, who sits at the machine; and the files a command is given."""

import json
import os
import pwd
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import click

from engine import MOST_BYTES as FILE_BYTES
from engine import Caller, Caseway, Clock, NotFound, Unavailable, clock, open_caseway

MOST_BYTES, MOST_LEVELS, MOST_MEGABYTES = 4_000_000, 16, 50


def home() -> Path:
    """The folder of data, keys and incidents: CASEWAY_HOME, else ./var."""
    return Path(os.environ.get("CASEWAY_HOME") or "var")


def database_url() -> str:
    """CASEWAY_DATABASE_URL, else a file in `home`. Raises a usage error where it is no address."""
    given = os.environ.get("CASEWAY_DATABASE_URL")
    try:
        _ = urlsplit(given or "").port
    except ValueError as error:
        raise click.UsageError(f"CASEWAY_DATABASE_URL is no address of a database: {error}") from None
    return given or f"sqlite:///{home() / 'caseway.sqlite'}"


def most_file() -> int:
    """Bytes that one file may have: CASEWAY_MOST_FILE_MB megabytes, else 10. Raises a usage error."""
    given = os.environ.get("CASEWAY_MOST_FILE_MB") or str(FILE_BYTES // 10**6)
    if not (given.isascii() and given.isdigit()) or not 0 < int(given) <= MOST_MEGABYTES:
        raise click.UsageError(f"CASEWAY_MOST_FILE_MB is '{given}'; it must be a number from 1 to {MOST_MEGABYTES}")
    return int(given) * 10**6


def contact() -> str:
    """Whom people ask for help, as it stands on the pages: CASEWAY_CONTACT, else nothing."""
    return (os.environ.get("CASEWAY_CONTACT") or "").strip()


@contextmanager
def opened(now: Clock = clock, *, make: bool = True) -> Iterator[Caseway]:
    """The engine over this deployment's database. `make` False: what is read, acted on or proved is never made.

    Raises Unavailable, WrongKey.
    """
    try:
        caseway = open_caseway(database_url(), home(), now, make=make, most_file=most_file())
    except OSError as error:
        where = error.filename or home()
        raise Unavailable(f"{where} cannot be used: {error.strerror}; set CASEWAY_HOME to a folder of yours") from None
    try:
        yield caseway
    finally:
        caseway.close()


def system_user() -> str:
    """Who sits at the machine, for the log: as the system knows it, whatever the environment says."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"uid-{os.getuid()}"


def caller(caseway: Caseway, name: str | None) -> Caller:
    """The account in whose name a command acts. Raises a usage error where none is named or known."""
    if name is None:
        raise click.UsageError("Say in whose name: --as USER (add one with: caseway user add)")
    try:
        return caseway.administration.caller_named(name, through=system_user())
    except NotFound:
        raise click.UsageError(f"There is no user '{name}'; add one with: caseway user add {name} --role …") from None


def json_file(path: Path | None, most: int = MOST_BYTES) -> dict[str, Any]:
    """A JSON object from a file; an empty one where no file is given. Raises a usage error in one line."""
    if path is None:
        return {}
    text = _text_of(path, most)
    try:
        found = json.loads(text, parse_constant=_no_number, object_pairs_hook=_each_key_once)
        json.dumps(found, ensure_ascii=False).encode()
    except (ValueError, RecursionError) as error:
        raise click.UsageError(f"{path} is not JSON: {_why(error)}") from None
    if not isinstance(found, dict):
        raise click.UsageError(f"{path} holds no JSON object; write {{…}}")
    if _levels(found) > MOST_LEVELS:
        raise click.UsageError(f"{path} is nested deeper than {MOST_LEVELS} levels")
    return found


def _text_of(path: Path, most: int) -> str:
    """Read without asking for the size first: a pipe or a device has none."""
    try:
        with path.open("rb") as file:
            found = file.read(most + 1)
        if len(found) > most:
            raise click.UsageError(f"{path} is larger than {most} bytes")
        return found.decode("utf-8-sig")
    except OSError as error:
        raise click.UsageError(f"{path} cannot be read: {error.strerror}") from None
    except UnicodeDecodeError:
        raise click.UsageError(f"{path} cannot be read: it is not UTF-8") from None


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is no number in JSON")


def _each_key_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found:
            raise ValueError(f"'{key}' is there twice")
        found[key] = value
    return found


def _why(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "it is nested too deep"
    if isinstance(error, UnicodeEncodeError):
        return "it holds half a character (a surrogate)"
    return str(error)


def _levels(found: Any) -> int:
    level, inside = 0, [found]
    while inside := [each for one in inside for each in _inner(one)]:
        level += 1
    return level


def _inner(one: Any) -> list[Any]:
    return list(one.values()) if isinstance(one, dict) else one if isinstance(one, list) else []


def mapping(found: Mapping[str, Any], key: str, path: Path | None) -> dict[str, Any]:
    """One of the mappings in such a file."""
    value = found.get(key, {})
    if not isinstance(value, dict):
        raise click.UsageError(f"'{key}' in {path} is not a mapping; write {{…}}")
    return value


def mappings(found: Mapping[str, Any], key: str, path: Path | None) -> dict[str, dict[str, Any]]:
    """One of the mappings in such a file whose values are mappings again, as of people."""
    own = mapping(found, key, path)
    return {name: mapping(own, name, path) for name in own}


def only(found: Mapping[str, Any], keys: tuple[str, ...], path: Path | None) -> None:
    """Raises a usage error for a key that such a file does not have."""
    for key in found:
        if key not in keys:
            raise click.UsageError(f"{path} holds '{key}'; it may hold: {', '.join(keys)}")
