"""A Store that never keeps a visitor waiting for its database.

Knows two stores: one that may sleep, hang or be gone, and a memory that is always there. Reads have a little time, then memory
answers. Writes go to a queue and are written in order when the database is there: at once where it is well.
"""

import asyncio
import logging
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from functools import partial
from typing import Any, TypeVar

from rag.database.breaker import DatabaseBreaker
from rag.database.conversations import TURNS_KEPT
from rag.database.failures import WriteRefused
from rag.database.memory import MemoryStore
from rag.database.queue import Write, WriteQueue
from rag.database.store import DatabaseStore, today
from rag.errors import ServiceFailed
from rag.ports import IndexState
from rag.rates import RateUse
from rag.remembered import Asked, AskedFilter, Feedback, StoreState, Trace
from rag.services.breaker import Attempt
from rag.types import Document, Turn

T = TypeVar("T")

log = logging.getLogger(__name__)

UNHURRIED_SECONDS = 5.0  # for what a maintainer reads
BACKLOG = 500  # writes ahead of one, from which on it is not waited for: more than are written in that time
PROBE = "probe"


class PatientStore:
    """``patience``: seconds that a read, and a write while the database is well, may take; ``queue_length``: writes that may wait.
    ``breaker``: how the database is, for whoever shows it."""

    def __init__(
        self, store: DatabaseStore, memory: MemoryStore, *, patience: float = 0.8, queue_length: int = 1_000
    ) -> None:
        self._store = store
        self._memory = memory
        self._patience = patience
        self.breaker = DatabaseBreaker()
        self._queue = WriteQueue(self.breaker, queue_length)
        self._asking: set[asyncio.Task[Any]] = set()
        self._unpaid: Counter[str] = Counter()
        self._others: tuple[str, int] = ("", 0)  # a day, and the tokens that day that this process did not spend
        self._deletions = 0
        self._closed = False

    @property
    def name(self) -> str:
        return self._store.name

    def state(self) -> StoreState:
        return self.breaker.store_state

    @property
    def waiting(self) -> int:
        """Writes that the database does not have yet."""
        return self._queue.waiting

    @property
    def lost(self) -> int:
        """Writes that it will never have: there were too many, it refused them, or the program ended."""
        return self._queue.lost

    async def open(self) -> None:
        """Begin to make or upgrade the schema; neither waits nor fails."""
        self._probe()

    async def turns(self, session_id: str) -> list[Turn] | None:
        """Raises ServiceFailed where the database can't be asked and this process never saw the session."""
        waiting, deletions = self._queue.turns(session_id), self._deletions
        if self._queue.deletes(session_id):
            return waiting or None
        try:
            stored = await self._ask(lambda: self._store.turns(session_id))
        except ServiceFailed:
            self.breaker.fell_back()
            here = await self._memory.turns(session_id)
            if here is None and not self._queue.deletes(session_id):
                raise
            return here
        if deletions != self._deletions:
            return await self._memory.turns(session_id) if self._queue.deletes(session_id) else stored
        # What waited before the read may have been written since, after it: both are looked at.
        turns = _together(stored, [*waiting, *self._queue.turns(session_id)])
        if turns is None:
            await self._memory.forget(session_id)
        else:
            self._memory.adopt(session_id, turns)
        return turns

    async def remember(self, session_id: str, turn: Turn) -> None:
        """Raises ServiceFailed where the database refuses the turn."""
        await self._memory.remember(session_id, turn)
        write = Write(
            lambda: self._store.remember(session_id, turn), "a turn", session_id=session_id, turn=turn, shares=True
        )
        if await self._written(self._queue.put(write)):
            write.done.result()
        else:
            self.breaker.fell_back()

    async def forget(self, session_id: str) -> bool:
        """True: it is gone from here, and from the database as soon as that can be reached. Raises ServiceFailed where only the
        database could know."""
        self._deletions += 1
        already_deleted = self._queue.deletes(session_id)
        had_turns = self._queue.drop_session(session_id)
        known = await self._memory.forget(session_id) or had_turns
        write = Write(
            lambda: self._store.forget(session_id), "a deletion", session_id=session_id, shares=True, deletes=True
        )
        if await self._written(self._queue.put_first(write)):
            return bool(write.done.result()) or known
        if known or already_deleted:
            return known
        self._queue.drop(write)
        raise self._away("the database can't be reached to delete the conversation; ask again later")

    async def feedback(self, message_id: str, rating: str, comment: str) -> bool:
        """Raises ServiceFailed where only the database could know the message."""
        known = await self._memory.feedback(message_id, rating, comment)
        write = Write(lambda: self._store.feedback(message_id, rating, comment), "feedback")
        if await self._written(self._queue.put(write)):
            return bool(write.done.result())
        if known:
            return True
        # Anyone can send feedback on anything: what is not known to be real must not push out what is.
        self._queue.drop(write)
        raise self._away("the database can't be reached to note this; send it again later")

    async def feedbacks(self, limit: int) -> list[Feedback]:
        return await self._ask_or(
            lambda: self._store.feedbacks(limit), lambda: self._memory.feedbacks(limit), UNHURRIED_SECONDS
        )

    async def record_trace(self, trace: Trace) -> None:
        await self._memory.record_trace(trace)
        write = Write(
            lambda: self._store.record_trace(trace), "a trace", session_id=trace.session_id, shares=True, can_wait=True
        )
        self._queue.put(write)

    async def trace(self, message_id: str) -> Trace | None:
        here = self._memory.trace
        found = await self._ask_or(lambda: self._store.trace(message_id), lambda: here(message_id), UNHURRIED_SECONDS)
        return await here(message_id) if found is None and self._queue.waiting else found

    async def traces(self, limit: int, statuses: Sequence[str] = ()) -> list[Trace]:
        return await self._ask_or(
            lambda: self._store.traces(limit, statuses),
            lambda: self._memory.traces(limit, statuses),
            UNHURRIED_SECONDS,
        )

    async def asked(self, wanted: AskedFilter, limit: int) -> list[Asked]:
        return await self._ask_or(
            lambda: self._store.asked(wanted, limit), lambda: self._memory.asked(wanted, limit), UNHURRIED_SECONDS
        )

    async def documents(self) -> list[Document]:
        return await self._ask(self._store.documents, UNHURRIED_SECONDS)

    async def add_tokens(self, tokens: int) -> None:
        await self._memory.add_tokens(tokens)
        self._unpaid[today()] += tokens
        if not self._queue.holds("tokens"):
            self._queue.put(Write(self._pay, "token usage", key="tokens", shares=True, can_wait=True))

    async def tokens_today(self) -> int:
        """While the database is away: what it said last, and what was spent here since."""
        day = today()
        try:
            stored = await self._ask(self._store.tokens_today) + self._unpaid[day]
        except ServiceFailed:
            stored = 0
        own = await self._memory.tokens_today()
        others = self._others[1] if self._others[0] == day else 0
        # What is being written this moment may be in neither; a day's sum never falls.
        total = max(stored, own + others)
        self._others = (day, total - own)
        return total

    async def share_rates(self, uses: Sequence[RateUse]) -> Sequence[RateUse]:
        return await self._ask(lambda: self._store.share_rates(uses))

    async def record_documents(self, listed: Sequence[Document]) -> None:
        write = Write(lambda: self._store.record_documents(listed), "the list of documents", key="documents")
        await self._written(self._queue.put(write))

    async def record_ingest(self, state: IndexState) -> None:
        await self._memory.record_ingest(state)
        write = Write(lambda: self._store.record_ingest(state), "the record of an ingest", key="ingest")
        await self._written(self._queue.put(write))

    async def last_ingest(self) -> IndexState | None:
        return await self._ask_or(self._store.last_ingest, self._memory.last_ingest, self._patience)

    async def close(self, seconds: float = 2.0) -> None:
        """Writes what waits, as far as that goes in ``seconds``."""
        self._closed = True
        await self._queue.close(seconds)
        await self._store.close()

    async def _pay(self) -> None:
        for day in list(self._unpaid):
            tokens = self._unpaid.pop(day)
            try:
                await self._store.add_tokens(tokens, day)
            except BaseException:
                self._unpaid[day] += tokens
                raise

    async def _ask(self, read: Callable[[], Coroutine[Any, Any, T]], patience: float | None = None) -> T:
        if self._closed:
            raise ServiceFailed("database", "the database is closed: the program is ending")
        attempt = self.breaker.begin()
        # A task of its own: a read that is late, or whose visitor has left, still tells how the database is.
        task = asyncio.create_task(read())
        self._asking.add(task)
        task.add_done_callback(partial(self._asked, attempt))
        await asyncio.wait({task}, timeout=patience or self._patience)
        if task.done():
            return task.result()
        self.breaker.overdue()
        raise self._away(f"the database did not answer within {patience or self._patience:g} s")

    async def _ask_or(
        self, read: Callable[[], Coroutine[Any, Any, T]], instead: Callable[[], Coroutine[Any, Any, T]], patience: float
    ) -> T:
        try:
            return await self._ask(read, patience)
        except ServiceFailed:
            self.breaker.fell_back()
            return await instead()

    def _away(self, message: str) -> ServiceFailed:
        wait = max(self.breaker.seconds_left, self.breaker.pause)
        return ServiceFailed("database", message, in_short="did not answer in time", retry_after=wait)

    def _asked(self, attempt: Attempt, task: asyncio.Task[Any]) -> None:
        self._asking.discard(task)
        if task.cancelled():
            attempt.gave_up()
            return
        error = task.exception()
        if isinstance(error, ServiceFailed) and not isinstance(error, WriteRefused):
            attempt.failed(error)
            if not task.get_loop().is_closed():
                self._probe()
        elif self._queue.waits_again:
            attempt.gave_up()  # what can be read need not be well: the write that failed finds out
        else:
            attempt.succeeded()

    def _probe(self) -> None:
        """Find out, again and again if need be, that the database is back; while it is, nobody asks for the asking's sake."""
        if not self._queue.waiting and not self._closed:
            self._queue.put(Write(self._store.open, "the schema", key=PROBE))

    async def _written(self, write: Write) -> bool:
        """Whether the database has answered to it, as far as it is worth waiting for that."""
        if not self.breaker.worth_waiting or self._queue.waiting > BACKLOG:
            return False
        await asyncio.wait({write.done}, timeout=self._patience)
        if not write.done.done():
            self.breaker.overdue()
        return write.done.done()


def _together(stored: list[Turn] | None, waiting: Sequence[Turn]) -> list[Turn] | None:
    if stored is None and not waiting:
        return None
    turns = {turn.message_id: turn for turn in stored or ()}
    for turn in waiting:
        turns.setdefault(turn.message_id, turn)
    return list(turns.values())[-TURNS_KEPT:]
