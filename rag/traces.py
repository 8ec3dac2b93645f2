"""How answers came about, kept for the maintainer.

Knows which events tell what, and that nobody who waits for an answer waits for this. Where it is kept, the store knows.
"""

import asyncio
import logging
import time

from rag.errors import ServiceFailed
from rag.events import BrokeOff, Event, Finished, Planned, Retrieved
from rag.ports import Store
from rag.remembered import Trace
from rag.types import Answer, Question, Retrieval

log = logging.getLogger(__name__)

AT_ONCE = 256  # writes on their way; beyond these traces are dropped, since they must not pile up before a slow disk


class TraceNotes:
    """What the events of one answer tell, gathered as they pass."""

    def __init__(self) -> None:
        self.retrieval = Retrieval("", (), 0.0)
        self._plan = ""
        self._dropped = 0
        self._notes: list[str] = []

    def hear(self, event: Event) -> None:
        match event:
            case Retrieved(retrieval):
                self.retrieval = retrieval
                self._notes = [*retrieval.notes]  # a second one stands for the first: who was to answer has gone
            case Planned(text, note):
                self._plan = text
                self._notes += [note] if note else []
            case BrokeOff(reason):
                self._notes.append(f"the answer broke off: {reason}")
            case Finished(dropped_markers=dropped):
                self._dropped = dropped

    def trace(self, question: Question, answer: Answer) -> Trace:
        metadata = answer.metadata
        return Trace(
            message_id=answer.message_id,
            session_id=answer.session_id,
            question=question,
            query=self.retrieval.query,
            hits=self.retrieval.hits,
            plan=self._plan,
            answer=answer.message,
            status=answer.status,
            relevance=self.retrieval.relevance,
            model=metadata.model,
            index_version=metadata.index_version,
            tokens=metadata.tokens_used,
            at=time.time(),
            timings_ms={**metadata.timings_ms, "whole": metadata.response_time_ms},
            sources=answer.sources,
            dropped_markers=self._dropped,
            unsupported_sentences=metadata.unsupported_sentences,
            cached=metadata.cached,
            notes=tuple(self._notes),
            cut=self.retrieval.cut,
        )


class TraceLog:
    """Writes traces behind the visitors' backs. ``on``: False keeps none."""

    def __init__(self, store: Store, *, on: bool = True) -> None:
        self._store = store
        self._on = on
        self._writing: set[asyncio.Task[None]] = set()

    def add(self, trace: Trace) -> None:
        if not self._on:
            return
        if len(self._writing) >= AT_ONCE:
            log.warning("the trace of %s is not kept: %d others still wait to be written", trace.message_id, AT_ONCE)
            return
        task = asyncio.get_running_loop().create_task(self._write(trace))
        self._writing.add(task)
        task.add_done_callback(self._writing.discard)

    async def close(self) -> None:
        """Waits for what is being written."""
        if self._writing:
            await asyncio.wait(self._writing)

    async def _write(self, trace: Trace) -> None:
        try:
            await self._store.record_trace(trace)
        except ServiceFailed as error:
            log.warning("the trace of %s is not kept: %s", trace.message_id, error)
