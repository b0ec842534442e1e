"""What every test stands on: the places it may ask for, and an environment that names nobody's real data."""

import os
from collections.abc import Callable, Iterator, Mapping

import pytest
from flask import Flask
from hypothesis import settings
from jinja2 import FileSystemBytecodeCache
from sqlalchemy import Connection, event

from engine import published
from engine.reading.programme import Reading
from engine.records import database
from engine.records.upgrade import is_new

pytest_plugins = ["tests.places.browser", "tests.places.postgres"]

# The suite gives the same answer twice; `./dev soak` is where new examples are sought.
settings.register_profile("suite", deadline=None, derandomize=True)
settings.load_profile("suite")


LONGEST = (
    "tests/web/test_walk.py",
    "tests/web/test_every_page.py",
    "tests/web/test_keyboard.py",
    "tests/cli/test_demonstration.py",
)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest first: whoever of two workers is done earlier takes from the end of the other's, and it is short."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONGEST))


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


@pytest.fixture(scope="session", autouse=True)
def each_kind_of_database_is_migrated_once() -> Iterator[None]:
    """The migrations run for the first new database of a kind; every other one is told what they told that one."""
    migrate = database.upgrade
    told: dict[str, list[tuple[str, object]]] = {}

    def made(connection: Connection) -> None:
        kind = connection.dialect.name
        if kind in told and is_new(connection):
            for statement, values in told[kind]:
                connection.exec_driver_sql(statement, values)
        elif is_new(connection):
            told[kind] = _told_while(connection, migrate)
        else:
            migrate(connection)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(database, "upgrade", made)
        yield


def _told_while(connection: Connection, migrate: Callable[[Connection], None]) -> list[tuple[str, object]]:
    said: list[tuple[str, object]] = []

    def note(_: object, __: object, statement: str, values: object, *___: object) -> None:
        said.append((statement, values))

    event.listen(connection, "before_cursor_execute", note)
    migrate(connection)
    event.remove(connection, "before_cursor_execute", note)
    return said
