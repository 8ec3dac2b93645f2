"""Fewer of them, between a program and a Postgres that may be an ocean away.

Knows what SQLAlchemy sends besides the statements it is given: one to see that a connection is alive, one to bound how long statements may
take. The first is only worth its trip where a connection has been idle, the second goes along with the first statement.
"""

import time
from typing import Any

from sqlalchemy import Connection, Engine, event
from sqlalchemy.exc import InvalidatePoolError
from sqlalchemy.pool import ConnectionPoolEntry

STATEMENT_SECONDS = 10
IDLE_SECONDS = 1.0  # of a connection, after which it is tried before it is used

_USED_AT, _UNBOUND = "used at", "statements are unbound"


def spare_round_trips(engine: Engine) -> None:
    """For connections of psycopg2's, which takes several statements at once."""
    event.listen(engine, "checkin", _note)
    event.listen(engine, "checkout", _try_if_idle(engine))
    event.listen(engine, "begin", _unbind)
    event.listen(engine, "before_cursor_execute", _bind, retval=True)


def _note(_: Any, entry: ConnectionPoolEntry) -> None:
    entry.info[_USED_AT] = time.monotonic()


def _try_if_idle(engine: Engine) -> Any:
    def look(connection: Any, entry: ConnectionPoolEntry, _: Any) -> None:
        """Raises InvalidatePoolError, on which the pool gets new connections: those that are idle with this one have gone with it."""
        if time.monotonic() - entry.info.get(_USED_AT, time.monotonic()) > IDLE_SECONDS:
            try:
                engine.dialect.do_ping(connection)
            except engine.dialect.loaded_dbapi.Error as error:
                raise InvalidatePoolError from error

    return look


def _unbind(connection: Connection) -> None:
    connection.info[_UNBOUND] = True


def _bind(connection: Connection, _: Any, statement: str, parameters: Any, *__: Any) -> tuple[str, Any]:
    """In each transaction, since Neon's pooler refuses it as an option of the connection and forgets it as one of the session."""
    if connection.info.pop(_UNBOUND, False):
        statement = f"SET LOCAL statement_timeout = '{STATEMENT_SECONDS}s'; {statement}"
    return statement, parameters
