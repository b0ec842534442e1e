"""What nobody expected: kept in a file of its own under a number that the person at the screen can tell."""

import json
import os
import secrets
import sys
import traceback
from collections.abc import Iterator, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

FILE = "incidents.log"
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def note_incident(home: Path, error: BaseException | str, **where: str | None) -> str:
    """Adds a line of JSON to `incidents.log` under `home`; gives the incident's number, like `7KQ2-M9XD`.

    Of an exception it keeps the kinds and the places in the code, never the message or a local variable: these
    quote what somebody typed about people.
    """
    number, line = _line(error, where)
    _keep(home, line)
    return number


def note_incident_somewhere(home: Path, error: BaseException | str, **where: str | None) -> str:
    """The same for a server, which goes on: what the file cannot take, as on a full disk, goes to stderr."""
    number, line = _line(error, where)
    try:
        _keep(home, line)
    except OSError:
        with suppress(OSError, ValueError):
            print(line, file=sys.stderr, flush=True)
    return number


def _line(error: BaseException | str, where: Mapping[str, str | None]) -> tuple[str, str]:
    """A new incident's number, and what is kept of it."""
    number = "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(2))
    told = {"says": error} if isinstance(error, str) else {"chain": list(_chain(error))}
    line = json.dumps({"incident": number, "at": datetime.now(UTC).isoformat(), **where, **told}, ensure_ascii=False)
    return number, line


def _keep(home: Path, line: str) -> None:
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept = os.open(home / FILE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(kept, f"{line}\n".encode())
    finally:
        os.close(kept)


def _chain(error: BaseException | None) -> Iterator[dict[str, object]]:
    while error is not None:
        kind = type(error)
        frames = traceback.extract_tb(error.__traceback__)
        yield {
            "kind": f"{kind.__module__}.{kind.__qualname__}",
            "frames": [f"{'/'.join(Path(one.filename).parts[-3:])}:{one.lineno} {one.name}" for one in frames],
        }
        error = error.__cause__ or error.__context__
