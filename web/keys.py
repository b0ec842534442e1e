"""The secrets of the web room, each in a file of its own under `home/keys`, made at the first start."""

import os
import secrets
from pathlib import Path

FOLDER = "keys"


def kept_secret(home: Path, name: str) -> str:
    """The secret of this name; made where there is none yet. Only the operator's own account may read it."""
    path = home / FOLDER / f"{name}.key"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        return _made(path)


def _made(path: Path) -> str:
    """Two processes that start at once agree on one secret: it is written aside and linked into place whole."""
    aside = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    made = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(made, "w") as file:
        file.write(secrets.token_hex(32))
    try:
        os.link(aside, path)
    except FileExistsError:
        pass
    finally:
        aside.unlink()
    return path.read_text().strip()
