"""The scenario files of a programme, read from its folder."""

from pathlib import Path

from engine.drafting import text_of
from engine.errors import NotFound


def scenario_texts_under(folder: Path, programme: str) -> dict[str, str]:
    """The texts of a programme's scenarios and preludes, by path in the folder of programmes. Raises NotFound."""
    own = folder / programme
    if not own.is_dir():
        raise NotFound(f"There is no folder {own}")
    files = sorted(path for path in (own / "scenarios").rglob("*.yaml") if path.is_file())
    return {path.relative_to(folder).as_posix(): text_of(path) for path in files}
