"""What nobody expected: kept in a file of its own under a number that the person at the screen can tell."""

import json
import os
import secrets
import traceback
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

FILE = "incidents.log"
_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"


def note_incident(home: Path, error: BaseException | str, **where: str | None) -> str:
    """Adds a line of JSON to `incidents.log` under `home`; gives the incident's number, like `7KQ2-M9XD`.

    Of an exception it keeps the kinds and the places in the code, never the message or a local variable: these
    quote what somebody typed about people.
    """
    number = "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(2))
    told = {"says": error} if isinstance(error, str) else {"chain": list(_chain(error))}
    line = json.dumps({"incident": number, "at": datetime.now(UTC).isoformat(), **where, **told}, ensure_ascii=False)
    home.mkdir(parents=True, exist_ok=True)
    kept = os.open(home / FILE, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    try:
        os.write(kept, f"{line}\n".encode())
    finally:
        os.close(kept)
    return number


def _chain(error: BaseException | None) -> Iterator[dict[str, object]]:
    while error is not None:
        kind = type(error)
        frames = traceback.extract_tb(error.__traceback__)
        yield {
            "kind": f"{kind.__module__}.{kind.__qualname__}",
            "frames": [f"{'/'.join(Path(one.filename).parts[-3:])}:{one.lineno} {one.name}" for one in frames],
        }
        error = error.__cause__ or error.__context__
