"""A deployment of its own for each test, on SQLite, with US refugee admissions published and its staff added."""

import shutil
from pathlib import Path

import pytest

from tests.cli.shell import STAFF, Shell


@pytest.fixture(scope="session")
def furnished(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home in which everything was set up by commands; copied for each test."""
    home = tmp_path_factory.mktemp("furnished") / "home"
    furnish(Shell(home=home))
    return home


def furnish(shell: Shell) -> None:
    assert shell("publish", "programmes/us-rsc").code == 0
    for name, (roles, office) in STAFF.items():
        given = [part for role in roles for part in ("--role", role)]
        assert shell("user", "add", name, *given, *(("--office", office) if office else ())).code == 0


@pytest.fixture
def empty(tmp_path: Path) -> Shell:
    """Commands over a deployment in which nothing was done yet."""
    return Shell(home=tmp_path / "home")


@pytest.fixture
def shell(furnished: Path, tmp_path: Path) -> Shell:
    """Commands over a furnished deployment on SQLite."""
    shutil.copytree(furnished, tmp_path / "home")
    return Shell(home=tmp_path / "home")


@pytest.fixture
def on_postgresql(postgres_url: str, tmp_path: Path) -> Shell:
    """Commands over a furnished deployment on PostgreSQL."""
    shell = Shell(home=tmp_path / "home", database=postgres_url)
    furnish(shell)
    return shell


@pytest.fixture
def programmes(tmp_path: Path) -> Path:
    """A copy of the programmes, to be changed."""
    return shutil.copytree("programmes", tmp_path / "programmes", ignore=shutil.ignore_patterns("__pycache__"))
