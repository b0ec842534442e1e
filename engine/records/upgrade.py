"""Brings a database to the tables of this version; an older one is upgraded in place, in one transaction."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection

from engine.errors import Unavailable

_MIGRATIONS = Path(__file__).parent / "migrations"


def upgrade(connection: Connection, to: str = "head") -> None:
    """Raises Unavailable where the database was made by a version that is newer than this one."""
    config = migrations()
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, to)
    except CommandError as error:
        raise Unavailable(
            f"This database was made by another version of Caseway ({error}); use that version, or a newer one"
        ) from None


def is_current(connection: Connection) -> bool:
    return MigrationContext.configure(connection).get_current_revision() == _head()


@cache
def _head() -> str | None:
    """The newest migration; they are files of this version, which stay as they are while it runs."""
    return ScriptDirectory.from_config(migrations()).get_current_head()


def is_new(connection: Connection) -> bool:
    """Whether nothing was ever made in this database."""
    return MigrationContext.configure(connection).get_current_revision() is None


def migrations() -> Config:
    """Alembic's configuration: where the migrations are."""
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config
