"""The secrets of the web room, each in a file of its own under `home/keys`, made at the first start."""

import os
import re
import secrets
from pathlib import Path

import engine

FOLDER = "keys"
_SECRET = re.compile(r"[0-9a-f]{64}")


def kept_secret(home: Path, name: str) -> str:
    """The secret of this name; made where there is none yet. Only the operator's own account may read it.

    Raises WrongKey where the file is damaged: an empty secret would let anybody in.
    """
    path = home / FOLDER / f"{name}.key"
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    secret = _read(path) if path.exists() else _made(path)
    if not _SECRET.fullmatch(secret):
        raise engine.WrongKey(f"The key file {path} is damaged; bring back its backup")
    return secret


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace").strip()
    except OSError as error:
        raise engine.WrongKey(f"The key file {path} cannot be read ({error.strerror}); bring back its backup") from None


def _made(path: Path) -> str:
    """Two processes that start at once agree on one secret: it is written aside and linked into place whole."""
    aside = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    made = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(made, "w") as file:
        file.write(secrets.token_hex(32))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(aside, path)
    except FileExistsError:
        pass
    finally:
        aside.unlink()
    return _read(path)
