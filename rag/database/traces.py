"""How answers came about.

Knows the SQL and the JSON of traces. A trace that was written by an earlier release is read as far as it goes.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import Connection, delete, func, select

from rag.database.schema import traces
from rag.database.upsert import upsert
from rag.types import Chunk, Hit, Question, Trace

TRACES_KEPT = 5_000  # the oldest go first; one takes some 15 kB


def record(connection: Connection, trace: Trace) -> None:
    upsert(connection, traces, [_row(trace)], key="message_id")
    newest = connection.scalar(select(func.max(traces.c.trace_id))) or 0
    connection.execute(delete(traces).where(traces.c.trace_id <= newest - TRACES_KEPT))


def find(connection: Connection, message_id: str) -> Trace | None:
    row = connection.execute(select(traces).where(traces.c.message_id == message_id)).mappings().first()
    return None if row is None else _trace(row)


def newest_first(connection: Connection, limit: int, statuses: Sequence[str]) -> list[Trace]:
    """Of these statuses; of all where none is named."""
    wanted = select(traces).order_by(traces.c.trace_id.desc()).limit(limit)
    if statuses:
        wanted = wanted.where(traces.c.status.in_(statuses))
    return [_trace(row) for row in connection.execute(wanted).mappings()]


def _row(trace: Trace) -> dict[str, Any]:
    plain = (
        "message_id",
        "session_id",
        "query",
        "plan",
        "answer",
        "relevance",
        "model",
        "index_version",
        "tokens",
        "at",
    )
    return {
        **{name: getattr(trace, name) for name in plain},
        "status": str(trace.status),
        "question": trace.question.message,
        "context": trace.question.context,
        "page_path": trace.question.page_path,
        "page_heading": trace.question.page_heading,
        "hits": json.dumps([asdict(hit) for hit in trace.hits]),
        "timings_ms": json.dumps(dict(trace.timings_ms)),
    }


def _trace(row: Mapping[Any, Any]) -> Trace:
    plain = ("message_id", "session_id", "query", "plan", "answer", "status", "relevance", "model", "index_version")
    asked = Question(row["question"], row["session_id"], row["context"], row["page_path"], row["page_heading"])
    return Trace(
        **{name: row[name] for name in (*plain, "tokens", "at")},
        question=asked,
        hits=tuple(_hit(hit) for hit in json.loads(row["hits"])),
        timings_ms=json.loads(row["timings_ms"]),
    )


def _hit(values: dict[str, Any]) -> Hit:
    return Hit(**{**_known(Hit, values), "chunk": Chunk(**_known(Chunk, values["chunk"]))})


def _known(kind: type[Hit] | type[Chunk], values: Mapping[str, Any]) -> dict[str, Any]:
    return {each.name: _frozen(values[each.name]) for each in fields(kind) if each.name in values}


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
