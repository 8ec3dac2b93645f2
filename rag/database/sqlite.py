"""The embedded store: one SQLite file."""

import logging
import sqlite3
import time
from pathlib import Path
from typing import Any

from sqlalchemy import create_engine, event

from rag.database.store import DatabaseStore
from rag.database.traces import Keeping
from rag.disk import is_full, no_room
from rag.errors import FolderError, ServiceFailed

log = logging.getLogger(__name__)

LOCK_SECONDS = 10.0  # that another program may hold the file


def sqlite_store(file: Path, *, session_seconds: float, keeping: Keeping | None = None) -> DatabaseStore:
    """Made where it is missing, on a full disk as soon as there is room. Raises FolderError where it can't be, or is not ours."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(f"sqlite:///{file}", connect_args={"timeout": LOCK_SECONDS}, hide_parameters=True)
        event.listen(engine, "connect", _prepare)
        store = DatabaseStore(engine, session_seconds=session_seconds, keeping=keeping or Keeping())
        _prepare_if_there_is_room(store, file)
        return store
    except (OSError, ServiceFailed) as error:
        raise FolderError(
            f"the database {file} can't be used ({error}); move it away, or set DATA_DIR to a folder that can be written"
        ) from error


def _prepare_if_there_is_room(store: DatabaseStore, file: Path) -> None:
    try:
        store.prepare()
    except ServiceFailed:
        if not is_full(file.parent):
            raise
        log.warning("the database %s can't be opened yet: %s", file, no_room(file.parent))


def _prepare(connection: sqlite3.Connection, _: Any) -> None:
    # Readers beside one writer, one fsync a checkpoint instead of two a turn; a power cut may cost the last turns, never the file.
    _write_ahead(connection)
    connection.execute("PRAGMA synchronous=NORMAL")
    connection.execute("PRAGMA foreign_keys=ON")


def _write_ahead(connection: sqlite3.Connection) -> None:
    """The one lock that SQLite's own timeout does not wait for, when two programs make the file at once."""
    ends_at = time.monotonic() + LOCK_SECONDS
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
            return
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > ends_at:
                raise
            time.sleep(0.02)
