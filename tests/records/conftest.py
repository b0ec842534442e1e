"""The records under test, on each kind of database."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from engine.records.database import Records, open_records


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def records(database_url: str, home: Path) -> Iterator[Records]:
    opened = open_records(database_url, home)
    yield opened
    opened.close()
