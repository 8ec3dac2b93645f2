"""The list of ingested documents, in a table that may be shared with an earlier pipeline, and the record of ingests.

Knows which rows we wrote: only these are ever changed or deleted. The type of `created_at` is whatever the table's maker chose.
"""

import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import (
    Connection,
    Date,
    DateTime,
    Float,
    Integer,
    Numeric,
    column,
    delete,
    inspect,
    select,
    table,
    update,
)
from sqlalchemy import insert as insert_into

from rag.database.schema import documents_written, ingests
from rag.database.upgrades import lock
from rag.database.upsert import upsert
from rag.ports import IndexState
from rag.types import Document

T = TypeVar("T")

BATCH = 500
COLUMNS = ("source_path", "slug", "title", "order_index", "snippet")

# Without types, so that nothing is assumed of a table that we may not have made.
_documents = table("documents", column("chunk_id"), *map(column, COLUMNS), column("created_at"))


def list_documents(connection: Connection, wanted: Sequence[Document]) -> None:
    """Make our part of the table list exactly these."""
    lock(connection)
    ours = set(connection.scalars(select(documents_written.c.chunk_id)))
    there = _rows(connection, [document.chunk_id for document in wanted])
    _delete(connection, ours - {document.chunk_id for document in wanted})
    _update(connection, [d for d in wanted if d.chunk_id in ours and there.get(d.chunk_id, _values(d)) != _values(d)])
    _insert(connection, [document for document in wanted if document.chunk_id not in there])


def listed(connection: Connection) -> list[Document]:
    """Those that we wrote."""
    ours = select(_documents).where(_documents.c.chunk_id.in_(select(documents_written.c.chunk_id)))
    rows = connection.execute(ours).mappings()
    return [Document(str(row["chunk_id"]), *(row[name] for name in COLUMNS)) for row in rows]


def record_ingest(connection: Connection, state: IndexState) -> None:
    values = asdict(state)
    upsert(connection, ingests, [values], update=[name for name in values if name != "version"])


def last_ingest(connection: Connection) -> IndexState | None:
    row = connection.execute(select(ingests).order_by(ingests.c.built_at.desc()).limit(1)).mappings().first()
    return None if row is None else IndexState(**row)


def _values(document: Document) -> tuple[Any, ...]:
    return tuple(getattr(document, name) for name in COLUMNS)


def _rows(connection: Connection, chunk_ids: Sequence[str]) -> dict[str, tuple[Any, ...]]:
    found = {}
    for batch in _batches(chunk_ids):
        columns = [_documents.c[name] for name in ("chunk_id", *COLUMNS)]
        for chunk_id, *values in connection.execute(select(*columns).where(_documents.c.chunk_id.in_(batch))):
            found[str(chunk_id)] = tuple(values)
    return found


def _delete(connection: Connection, chunk_ids: Iterable[str]) -> None:
    for batch in _batches(sorted(chunk_ids)):
        for each in (_documents, documents_written):
            connection.execute(delete(each).where(each.c.chunk_id.in_(batch)))


def _update(connection: Connection, changed: Sequence[Document]) -> None:
    for document in changed:
        values = dict(zip(COLUMNS, _values(document), strict=True))
        connection.execute(update(_documents).where(_documents.c.chunk_id == document.chunk_id).values(values))


def _insert(connection: Connection, new: Sequence[Document]) -> None:
    clock = _clock(connection)
    for batch in _batches(new):
        connection.execute(insert_into(_documents), [{**asdict(each), "created_at": clock()} for each in batch])
        upsert(connection, documents_written, [{"chunk_id": each.chunk_id} for each in batch])


def _clock(connection: Connection) -> Callable[[], float | int | str | date]:
    """What to write under `created_at`."""
    kind = next(c["type"] for c in inspect(connection).get_columns("documents") if c["name"] == "created_at")
    if isinstance(kind, DateTime):
        return lambda: datetime.now(UTC) if kind.timezone else datetime.now(UTC).replace(tzinfo=None)
    if isinstance(kind, Date):
        return lambda: datetime.now(UTC).date()
    if isinstance(kind, Integer):
        return lambda: int(time.time())
    return time.time if isinstance(kind, (Float, Numeric)) else lambda: datetime.now(UTC).isoformat()


def _batches(items: Sequence[T]) -> Iterator[list[T]]:
    rest = iter(items)
    while batch := list(islice(rest, BATCH)):
        yield batch
