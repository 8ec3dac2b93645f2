"""Conversations and the list of ingested documents, in SQL.

Knows SQLAlchemy and the schema; it alone does. What a turn means is not known here: turns go in and come out whole.
"""

import asyncio
import json
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    String,
    Table,
    Text,
    create_engine,
    delete,
    event,
    insert,
    select,
    update,
)
from sqlalchemy.exc import SQLAlchemyError

from rag.errors import FolderError, ServiceFailed
from rag.types import Document, Source, Turn

T = TypeVar("T")

_schema = MetaData()

_sessions = Table(
    "sessions",
    _schema,
    Column("session_id", String(64), primary_key=True),
    Column("created_at", Float, nullable=False),
    Column("last_seen_at", Float, nullable=False, index=True),
)

_turns = Table(
    "turns",
    _schema,
    Column("turn_id", Integer, primary_key=True),
    Column("session_id", ForeignKey("sessions.session_id", ondelete="CASCADE"), nullable=False),
    Column("message_id", String(64), nullable=False, unique=True),
    Column("question", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("status", String(16), nullable=False),
    Column("asked_at", Float, nullable=False),
    Column("topic", Text, nullable=False),
    Column("sources", Text, nullable=False),
    Index("turns_of_session", "session_id", "turn_id"),
)

_documents = Table(
    "documents",
    _schema,
    Column("chunk_id", String(64), primary_key=True),
    Column("source_path", Text, nullable=False),
    Column("slug", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("order_index", Integer, nullable=False),
    Column("snippet", Text, nullable=False),
    Column("created_at", Float, nullable=False),
)

TURNS_KEPT = 200  # in one session; the oldest go first


class DatabaseStore:
    """A Store on any engine of SQLAlchemy's. ``session_seconds``: how long after its last turn a session lives."""

    def __init__(self, engine: Engine, *, session_seconds: float) -> None:
        self._engine = engine
        self._session_seconds = session_seconds
        with _our_errors():
            _schema.create_all(engine)

    async def turns(self, session_id: str) -> list[Turn] | None:
        return await self._run(lambda connection: self._turns(connection, session_id))

    async def remember(self, session_id: str, turn: Turn) -> None:
        await self._run(lambda connection: self._remember(connection, session_id, turn))

    async def forget(self, session_id: str) -> bool:
        def forget(connection: Connection) -> bool:
            alive = self._alive(connection, session_id)
            connection.execute(delete(_sessions).where(_sessions.c.session_id == session_id))
            return alive

        return await self._run(forget)

    async def record_documents(self, documents: Sequence[Document]) -> None:
        await self._run(lambda connection: _record_documents(connection, documents))

    async def close(self) -> None:
        await asyncio.to_thread(self._engine.dispose)

    async def _run(self, work: Callable[[Connection], T]) -> T:
        return await asyncio.to_thread(self._in_transaction, work)

    def _in_transaction(self, work: Callable[[Connection], T]) -> T:
        with _our_errors(), self._engine.begin() as connection:
            return work(connection)

    def _alive(self, connection: Connection, session_id: str) -> bool:
        youngest = time.time() - self._session_seconds
        found = connection.execute(
            select(_sessions.c.session_id).where(
                _sessions.c.session_id == session_id, _sessions.c.last_seen_at > youngest
            )
        )
        return found.first() is not None

    def _turns(self, connection: Connection, session_id: str) -> list[Turn] | None:
        if not self._alive(connection, session_id):
            return None
        rows = connection.execute(select(_turns).where(_turns.c.session_id == session_id).order_by(_turns.c.turn_id))
        return [_turn(row) for row in rows.mappings()]

    def _remember(self, connection: Connection, session_id: str, turn: Turn) -> None:
        now = time.time()
        seen = connection.execute(
            update(_sessions).where(_sessions.c.session_id == session_id).values(last_seen_at=now)
        )
        if not seen.rowcount:
            connection.execute(delete(_sessions).where(_sessions.c.last_seen_at <= now - self._session_seconds))
            connection.execute(insert(_sessions).values(session_id=session_id, created_at=now, last_seen_at=now))
        connection.execute(insert(_turns).values(session_id=session_id, **_row(turn)))
        kept = (
            select(_turns.c.turn_id)
            .where(_turns.c.session_id == session_id)
            .order_by(_turns.c.turn_id.desc())
            .limit(TURNS_KEPT)
        )
        connection.execute(
            delete(_turns).where(_turns.c.session_id == session_id, _turns.c.turn_id.not_in(kept.scalar_subquery()))
        )


def sqlite_store(file: Path, *, session_seconds: float) -> DatabaseStore:
    """The embedded store: one SQLite file, made where it is missing. Raises FolderError where it can't be, or is not ours."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(f"sqlite:///{file}", connect_args={"timeout": 10})
        event.listen(engine, "connect", _prepare_sqlite)
        return DatabaseStore(engine, session_seconds=session_seconds)
    except (OSError, ServiceFailed) as error:
        raise FolderError(
            f"the database {file} can't be used ({error}); move it away, or set DATA_DIR to a folder that can be written"
        ) from error


def _prepare_sqlite(connection: Any, _: Any) -> None:
    cursor = connection.cursor()
    # Readers beside one writer, one fsync a checkpoint instead of two a turn; a power cut may cost the last turns, never the file.
    cursor.execute("PRAGMA journal_mode=WAL")
    cursor.execute("PRAGMA synchronous=NORMAL")
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def _record_documents(connection: Connection, documents: Sequence[Document]) -> None:
    made = dict(connection.execute(select(_documents.c.chunk_id, _documents.c.created_at)).tuples().all())
    now = time.time()
    connection.execute(delete(_documents))
    if documents:
        connection.execute(
            insert(_documents), [{**asdict(each), "created_at": made.get(each.chunk_id, now)} for each in documents]
        )


def _row(turn: Turn) -> dict[str, Any]:
    return {**asdict(turn), "sources": json.dumps([asdict(source) for source in turn.sources])}


def _turn(row: Any) -> Turn:
    values = {name: row[name] for name in ("message_id", "question", "answer", "status", "asked_at", "topic")}
    return Turn(**values, sources=tuple(Source(**source) for source in json.loads(row["sources"])))


@contextmanager
def _our_errors() -> Iterator[None]:
    try:
        yield
    except SQLAlchemyError as error:
        raise ServiceFailed(
            "database",
            f"the database did not answer as it should: {type(error).__name__}: {getattr(error, 'orig', error)}",
        ) from error
