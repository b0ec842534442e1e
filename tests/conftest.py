"""What every test stands on: the places it may ask for, and an environment that names nobody's real data."""

import os
from collections.abc import Iterator, Mapping

import pytest
from flask import Flask
from hypothesis import settings
from jinja2 import FileSystemBytecodeCache

from engine import published
from engine.reading.programme import Reading

pytest_plugins = ["tests.places.browser", "tests.places.postgres"]

# The suite gives the same answer twice; `./dev soak` is where new examples are sought.
settings.register_profile("suite", deadline=None, derandomize=True)
settings.load_profile("suite")


def pytest_configure(config: pytest.Config) -> None:
    for name in ("CASEWAY_HOME", "CASEWAY_DATABASE_URL", "PORT"):
        os.environ.pop(name, None)


@pytest.fixture(scope="session", autouse=True)
def each_template_is_compiled_once(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Every application that a test makes takes its templates from the same folder."""
    kept = FileSystemBytecodeCache(str(tmp_path_factory.mktemp("templates")))
    with pytest.MonkeyPatch.context() as patch:
        patch.setitem(Flask.jinja_options, "bytecode_cache", kept)
        yield


@pytest.fixture(scope="session", autouse=True)
def each_text_is_read_once() -> Iterator[None]:
    """What was published is read again by every Caseway that a test opens: the same texts give the same, every time."""
    read = published.read_programme
    known: dict[tuple[object, ...], Reading] = {}

    def once(path: str, texts: Mapping[str, str]) -> Reading:
        key = (path, *texts.items())
        if key not in known:
            known[key] = read(path, texts)
        return known[key]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(published, "read_programme", once)
        yield
