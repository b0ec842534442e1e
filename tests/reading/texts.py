"""The small programmes and modules of these tests, as texts by their paths."""

from collections.abc import Mapping
from pathlib import Path

HERE = Path(__file__).parent
PROGRAMMES = HERE.parents[1] / "programmes"


def modules() -> dict[str, str]:
    """The modules of these tests, where a programme looks for its modules."""
    return {f"modules/{path.name}": path.read_text() for path in sorted((HERE / "modules").glob("*.yaml"))}


def beside() -> dict[str, str]:
    """The programmes to which others link, each where a programme stands."""
    return {f"{path.stem}/programme.yaml": path.read_text() for path in sorted((HERE / "beside").glob("*.yaml"))}


def with_modules(text: str, path: str = "small/programme.yaml") -> Mapping[str, str]:
    return {path: text, **modules(), **beside()}


def shipped() -> dict[str, str]:
    """Every programme and module of the repository, by its path."""
    return {path.relative_to(PROGRAMMES).as_posix(): path.read_text() for path in sorted(PROGRAMMES.glob("*/*.yaml"))}
