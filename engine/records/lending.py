"""Lends a connection for one transaction."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import Connection, Engine


class Lending:
    """Lends connections of one database. `keeps`: what came back unharmed is lent again as it is.

    To a file, setting a connection up and shutting it costs more than the transaction; to a server that may restart,
    a connection that nobody looked after would fail whoever is lent it next.
    """

    __slots__ = ("_idle", "_keeps", "database")

    def __init__(self, database: Engine, keeps: bool) -> None:
        self.database, self._keeps, self._idle = database, keeps, list[Connection]()

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """A connection in a transaction, kept whole when the block ends and given up when an error leaves it."""
        connection = self._taken()
        try:
            with connection.begin():
                yield connection
        except BaseException:
            connection.close()
            raise
        self._give_back(connection)

    def _taken(self) -> Connection:
        try:
            return self._idle.pop()
        except IndexError:
            return self.database.connect()

    def _give_back(self, connection: Connection) -> None:
        if self._keeps:
            self._idle.append(connection)
        else:
            connection.close()

    def close(self) -> None:
        """Ends what lies idle; what is lent meanwhile comes back all the same."""
        with suppress(IndexError):
            while True:
                self._idle.pop().close()
        self.database.dispose()
