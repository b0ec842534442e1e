"""The scenario files of a programme, read from its folder."""

from pathlib import Path

from engine.errors import NotFound

MOST_BYTES = 1_000_000


def scenario_texts_under(folder: Path, programme: str) -> dict[str, str]:
    """The texts of a programme's scenarios and preludes, by path in the folder of programmes. Raises NotFound."""
    own = folder / programme
    if not own.is_dir():
        raise NotFound(f"There is no folder {own}")
    files = sorted((own / "scenarios").rglob("*.yaml"))
    return {path.relative_to(folder).as_posix(): _text(path) for path in files}


def _text(path: Path) -> str:
    """A file too large to be read is handed on as one that the reading refuses."""
    if path.stat().st_size > MOST_BYTES:
        return " " * MOST_BYTES
    return path.read_bytes().decode("utf-8-sig", errors="replace")
