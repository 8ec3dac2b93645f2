"""The Store on an engine of SQLAlchemy's.

Knows when a transaction begins, in which thread it runs and how long it may take. What is in it, the modules beside this one know.
"""

import asyncio
import threading
import time
import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, nullcontext, suppress
from datetime import UTC, datetime
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, select

from rag.database import conversations, documents, rates, traces
from rag.database.failures import SchemaMissing, Secret, WriteRefused, our_errors
from rag.database.schema import schema_version, usage
from rag.database.together import Batch, Place, Together
from rag.database.upgrades import bring_up_to_date
from rag.database.upsert import upsert
from rag.errors import ServiceFailed
from rag.ports import IndexState
from rag.rates import RateUse
from rag.remembered import Asked, AskedFilter, Feedback, StoreState, Trace
from rag.types import Document, Turn

T = TypeVar("T")
Deadline = Callable[[float, threading.Event], AbstractContextManager[None]]

# As many as the pool has connections, so that none waits for one. Threads of their own: a hanging database must not take
# those of asyncio's default pool, which search uses.
THREADS = 7
WORK_SECONDS = 12.0  # a transaction, waiting for its thread included; a little more than Postgres gives a statement
LONG_WORK_SECONDS = 60.0  # the documents of a large book
CLOSE_SECONDS = 1.0
SWEEP_SECONDS = 1.0  # between two looks for what has expired, while there is something to write


class DatabaseStore:
    """A Store on any engine. ``session_seconds``: how long after its last turn a session lives; ``deadline``: how the engine's
    driver is made to give up; ``secrets``: what must not appear in an error. The schema is made at first use."""

    def __init__(
        self,
        engine: Engine,
        *,
        session_seconds: float,
        deadline: Deadline = lambda ends_at, closing: nullcontext(),
        secrets: Sequence[Secret] = (),
        keeping: traces.Keeping = traces.Keeping(),  # noqa: B008 it is frozen
    ) -> None:
        self._engine = engine
        self._lifetime = session_seconds
        self._keeping = keeping
        self._deadline = deadline
        self._secrets = secrets
        self._reads = self._writes = StoreState.WAITING  # how the last one ended: a full disk can be read
        self._threads = ThreadPoolExecutor(THREADS, thread_name_prefix="database")
        self._running: set[asyncio.Future[Any]] = set()
        self._swept_at, self._unswept = float("-inf"), 0
        self._together = Together(lambda batches: self._run(partial(self._all, batches)))
        self._schema_lock = threading.Lock()
        self._schema_ready = False
        self._closing = threading.Event()
        self._replica = uuid.uuid4().hex

    @property
    def name(self) -> str:
        return self._engine.dialect.name

    def state(self) -> StoreState:
        return self._writes if self._writes is StoreState.DOWN else self._reads

    async def open(self) -> None:
        """Make or upgrade the schema now. Raises ServiceFailed."""
        await self._read(lambda connection: None)

    async def schema_version(self) -> int:
        """Once it is up to date. Raises ServiceFailed."""
        return await self._read(lambda c: c.scalar(select(schema_version.c.version)) or 0)

    async def turns(self, session_id: str) -> list[Turn] | None:
        return await self._read(lambda c: conversations.turns_of(c, session_id, self._lifetime))

    async def remember(self, session_id: str, turn: Turn) -> None:
        await self._together.do(self._remember, (session_id, turn))

    async def forget(self, session_id: str) -> bool:
        return bool(await self._together.do(self._forget, session_id, Place.ITS_OWN))

    async def feedback(self, message_id: str, rating: str, comment: str) -> bool:
        return await self._run(lambda c: conversations.rate(c, message_id, rating, comment, self._lifetime))

    async def feedbacks(self, limit: int) -> list[Feedback]:
        return await self._read(lambda c: conversations.ratings(c, limit))

    async def record_trace(self, trace: Trace) -> None:
        await self._together.do(traces.record, trace)

    async def trace(self, message_id: str) -> Trace | None:
        return await self._read(lambda c: traces.find(c, message_id))

    async def traces(self, limit: int, statuses: Sequence[str] = ()) -> list[Trace]:
        return await self._read(lambda c: traces.newest_first(c, limit, statuses))

    async def asked(self, wanted: AskedFilter, limit: int) -> list[Asked]:
        return await self._read(lambda c: traces.asked(c, wanted, limit))

    async def documents(self) -> list[Document]:
        return await self._read(documents.listed)

    async def add_tokens(self, tokens: int, day: str = "") -> None:
        # Last, since the replicas all wait for this one row.
        await self._together.do(_spend, (day or today(), tokens), Place.LAST)

    async def tokens_today(self) -> int:
        return await self._read(lambda c: c.scalar(select(usage.c.tokens).where(usage.c.day == today())) or 0)

    async def share_rates(self, uses: Sequence[RateUse]) -> Sequence[RateUse]:
        return await self._run(lambda c: rates.share(c, self._replica, uses))

    async def record_documents(self, listed: Sequence[Document]) -> None:
        await self._run(lambda c: documents.list_documents(c, listed), LONG_WORK_SECONDS)

    async def record_ingest(self, state: IndexState) -> None:
        await self._run(lambda c: documents.record_ingest(c, state))

    async def last_ingest(self) -> IndexState | None:
        return await self._read(documents.last_ingest)

    async def close(self) -> None:
        """Lets what runs come to its end, for a moment."""
        loop = asyncio.get_running_loop()
        ends_at = loop.time() + CLOSE_SECONDS
        with suppress(TimeoutError):
            async with asyncio.timeout_at(ends_at):
                await self._together.finished()
        running = [future for future in self._running if future.get_loop() is loop]
        if running:
            await asyncio.wait(running, timeout=max(0.0, ends_at - loop.time()))
        self._closing.set()
        self._threads.shutdown(wait=False)
        await asyncio.to_thread(self._engine.dispose)

    def prepare(self) -> None:
        """As ``open``, blocking."""
        with self._schema_lock:
            if not self._schema_ready:
                with our_errors(self._secrets), self._engine.begin() as connection:
                    bring_up_to_date(connection)
                self._schema_ready = True

    async def _read(self, work: Callable[[Connection], T]) -> T:
        return await self._run(work, writes=False)

    def _remember(self, connection: Connection, said: Sequence[conversations.Said]) -> list[None]:
        return conversations.remember(connection, said, self._lifetime)

    def _forget(self, connection: Connection, session_ids: Sequence[str]) -> list[bool]:
        return conversations.forget(connection, session_ids, self._lifetime)

    def _all(self, batches: Sequence[Batch], connection: Connection) -> list[Sequence[Any]]:
        """And what is due to be forgotten: not with each write, but so often that hardly more is kept than was said."""
        self._unswept += sum(len(items) for _, items in batches)
        due = time.monotonic() - self._swept_at > SWEEP_SECONDS or self._unswept > self._keeping.rows // 100
        if due:
            self._swept_at, self._unswept = time.monotonic(), 0
            conversations.drop_expired(connection, self._lifetime, self._keeping)
        results = [many(connection, items) for many, items in batches]
        if due:
            traces.keep_newest(connection, self._keeping)
        return results

    async def _run(self, work: Callable[[Connection], T], seconds: float = WORK_SECONDS, *, writes: bool = True) -> T:
        if self._closing.is_set():
            raise ServiceFailed("database", "the database is closed: the program is ending")
        ends_at = time.monotonic() + seconds
        future = asyncio.get_running_loop().run_in_executor(self._threads, self._timed, work, ends_at, writes)
        self._running.add(future)
        future.add_done_callback(self._running.discard)
        return await future

    def _timed(self, work: Callable[[Connection], T], ends_at: float, writes: bool) -> T:
        try:
            if time.monotonic() > ends_at:
                raise ServiceFailed("database", "the database is busy: it did not come to this in time")
            with self._deadline(ends_at, self._closing):
                self.prepare()
                result = self._in_transaction(work)
        except WriteRefused:
            self._note(StoreState.OK, writes)
            raise
        except ServiceFailed:
            self._note(StoreState.DOWN, writes)
            raise
        self._note(StoreState.OK, writes)
        return result

    def _note(self, state: StoreState, writes: bool) -> None:
        if writes:
            self._writes = state
        if not writes or state is StoreState.OK:  # what can be written can be read
            self._reads = state

    def _in_transaction(self, work: Callable[[Connection], T]) -> T:
        try:
            with our_errors(self._secrets), self._engine.begin() as connection:
                return work(connection)
        except SchemaMissing:
            self._schema_ready = False
            raise


def _spend(connection: Connection, spent: Sequence[tuple[str, int]]) -> list[None]:
    """``spent``: days, and tokens."""
    by_day: Counter[str] = Counter()
    for day, tokens in spent:
        by_day[day] += tokens
    upsert(connection, usage, [{"day": day, "tokens": tokens} for day, tokens in by_day.items()], add=["tokens"])
    return [None] * len(spent)


def today() -> str:
    """The day that a token budget is for, by UTC."""
    return datetime.now(UTC).date().isoformat()
