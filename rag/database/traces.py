"""How answers came about.

Knows the SQL and the JSON of traces. A trace that was written by an earlier release is read as far as it goes.
"""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any

from sqlalchemy import ColumnElement, Connection, delete, func, select

from rag.database.as_json import as_json
from rag.database.schema import feedback, traces
from rag.database.upsert import upsert
from rag.remembered import Asked, AskedFilter, Trace
from rag.types import Chunk, Cut, Hit, Question, Source

DAY = 86_400.0


@dataclass(frozen=True, slots=True)
class Keeping:
    """How long traces are kept, and how many of them; one takes some 15 kB, and the oldest go first."""

    seconds: float = 30 * DAY
    rows: int = 5_000


_SHORT = ("message_id", "question", "page_path", "status", "relevance", "model", "tokens", "at")
_DETAILS = ("dropped_markers", "unsupported_sentences", "cached", "notes", "sources", "cut")


def record(connection: Connection, recorded: Sequence[Trace]) -> list[None]:
    upsert(connection, traces, [_row(trace) for trace in recorded], key="message_id")
    return [None] * len(recorded)


def drop_old(connection: Connection, keeping: Keeping) -> None:
    connection.execute(delete(traces).where(traces.c.at <= time.time() - keeping.seconds))


def keep_newest(connection: Connection, keeping: Keeping) -> None:
    newest = connection.scalar(select(func.max(traces.c.trace_id))) or 0
    connection.execute(delete(traces).where(traces.c.trace_id <= newest - keeping.rows))


def asked(connection: Connection, wanted: AskedFilter, limit: int) -> list[Asked]:
    """Newest first. The long columns stay in the database."""
    short = [traces.c[name] for name in _SHORT]
    rows = connection.execute(
        select(*short, traces.c.timings_ms, feedback.c.rating, feedback.c.comment)
        .select_from(traces.outerjoin(feedback, feedback.c.message_id == traces.c.message_id))
        .where(*_conditions(wanted))
        .order_by(traces.c.trace_id.desc())
        .limit(limit)
    ).mappings()
    return [
        Asked(
            **{name: row[name] for name in _SHORT},
            ms=json.loads(row["timings_ms"]).get("whole", 0.0),
            rating=row["rating"] or "",
            comment=row["comment"] or "",
        )
        for row in rows
    ]


def _conditions(wanted: AskedFilter) -> Iterator[ColumnElement[bool]]:
    if wanted.statuses:
        yield traces.c.status.in_(wanted.statuses)
    if wanted.rating == "none":
        yield feedback.c.rating.is_(None)
    elif wanted.rating:
        yield feedback.c.rating == wanted.rating
    if wanted.page:
        yield traces.c.page_path.icontains(wanted.page, autoescape=True)
    if wanted.words:
        yield traces.c.question.icontains(wanted.words, autoescape=True)
    if wanted.since:
        yield traces.c.at >= wanted.since
    if wanted.until:
        yield traces.c.at < wanted.until


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
        "hits": as_json(trace.hits),
        "timings_ms": as_json(dict(trace.timings_ms)),
        "details": as_json({name: getattr(trace, name) for name in _DETAILS}),
    }


def _trace(row: Mapping[Any, Any]) -> Trace:
    plain = ("message_id", "session_id", "query", "plan", "answer", "status", "relevance", "model", "index_version")
    asked = Question(row["question"], row["session_id"], row["context"], row["page_path"], row["page_heading"])
    details = json.loads(row["details"] or "{}")
    sources = tuple(Source(**_known(Source, each)) for each in details.pop("sources", ()))
    cut = tuple(Cut(**_known(Cut, each)) for each in details.pop("cut", ()))
    return Trace(
        **_known(Trace, details),
        sources=sources,
        cut=cut,
        **{name: row[name] for name in (*plain, "tokens", "at")},
        question=asked,
        hits=tuple(_hit(hit) for hit in json.loads(row["hits"])),
        timings_ms=json.loads(row["timings_ms"]),
    )


def _hit(values: dict[str, Any]) -> Hit:
    return Hit(**{**_known(Hit, values), "chunk": Chunk(**_known(Chunk, values["chunk"]))})


def _known(kind: type[Hit | Chunk | Cut | Source | Trace], values: Mapping[str, Any]) -> dict[str, Any]:
    return {each.name: _frozen(values[each.name]) for each in fields(kind) if each.name in values}


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
