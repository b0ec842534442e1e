"""A programme with a priority, and the offices that are shipped, as texts by their paths."""

from collections.abc import Mapping
from pathlib import Path

from engine import scenario_texts_under, texts_under

HERE = Path(__file__).parent
PROGRAMMES = HERE.parents[1] / "programmes"


def intake_texts() -> dict[str, str]:
    offices = {path: text for path, text in texts_under(PROGRAMMES).items() if path.startswith("offices/")}
    return {**texts_under(HERE), **offices}


def stories() -> Mapping[str, str]:
    return scenario_texts_under(HERE, "intake")
