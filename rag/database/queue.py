"""What still has to be written, in order.

Knows how long the line may get, which writes go together, and one task that shortens it: the task is there while something waits,
tries again after each failure, and ends with the last write. What the writes are, it does not ask.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from rag.database.breaker import DatabaseBreaker
from rag.database.failures import WriteRefused
from rag.errors import ServiceFailed
from rag.types import Turn

log = logging.getLogger(__name__)

CLOSING_PAUSE = 0.25
SHARED = 64  # writes in one transaction
PATIENT = 200  # writes that can wait, at most, since a trace takes 15 kB
GATHERING_SECONDS = 1.0  # that a write which can wait does so


@dataclass(eq=False, slots=True)
class Write:
    """``key``: a later write of the same key takes its place. ``session_id``: goes when that conversation is deleted. ``shares``: a
    transaction, with those beside it that share theirs; ``can_wait``: nobody waits for it, so it waits for others."""

    run: Callable[[], Awaitable[Any]]
    what: str
    key: str = ""
    session_id: str = ""
    turn: Turn | None = None
    shares: bool = False
    can_wait: bool = False
    deletes: bool = False  # the conversation, with all that the database has of it
    done: "asyncio.Future[Any]" = field(default_factory=lambda: asyncio.get_running_loop().create_future())

    def settle(self, result: Any) -> None:
        if not self.done.done() and not self.done.get_loop().is_closed():
            self.done.set_result(result)

    def fail(self, error: ServiceFailed) -> None:
        if not self.done.done() and not self.done.get_loop().is_closed():
            self.done.set_exception(error)
            self.done.exception()  # seen: nobody need wait for it


class WriteQueue:
    """At most ``length`` writes; the oldest give way. Use it from one event loop at a time."""

    def __init__(self, breaker: DatabaseBreaker, length: int) -> None:
        self._breaker = breaker
        self._length = length
        self._line: deque[Write] = deque()
        self._current: list[Write] = []  # being written
        self._task: asyncio.Task[None] | None = None
        self._closing = self._closed = False
        self._hurry = asyncio.Event()
        self._waited_for = asyncio.Event()  # a write came that can't wait
        self._overflowing = False
        self._last_refusal = ""
        self.lost = 0
        self.waits_again = False  # the first write has failed and will be tried again

    @property
    def waiting(self) -> int:
        return len(self._line) + len(self._current)

    def turns(self, session_id: str) -> list[Turn]:
        """Oldest first, and only what was said after a deletion that waits too."""
        turns: list[Turn] = []
        for each in self._all():
            if each.session_id == session_id:
                turns = [] if each.deletes else [*turns, *([each.turn] if each.turn else [])]
        return turns

    def deletes(self, session_id: str) -> bool:
        return any(each.deletes and each.session_id == session_id for each in self._all())

    def put(self, write: Write) -> Write:
        for each in [each for each in self._line if write.key and each.key == write.key]:
            self._line.remove(each)
            each.settle(None)
        self._line.append(write)
        return self._queued(write)

    def holds(self, key: str) -> bool:
        return any(each.key == key for each in self._line)

    def put_first(self, write: Write) -> Write:
        self._line.appendleft(write)
        return self._queued(write)

    def drop_session(self, session_id: str) -> bool:
        """What waits of a conversation; True where there was a turn."""
        had_turns = bool(self.turns(session_id))
        self._remove(lambda each: each.session_id == session_id)
        return had_turns

    def drop(self, write: Write) -> None:
        self._remove(lambda each: each is write)

    async def close(self, seconds: float) -> None:
        """Write what can be written in that time; the rest is counted as lost."""
        self._closing = True
        self._hurry.set()
        self._waited_for.set()
        if self._line or self._current:
            task = self._start()
            await asyncio.wait({task}, timeout=seconds)
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)
        if self.waiting:
            self.lost += self.waiting
            log.warning("%d writes did not reach the database before the program ended", self.waiting)
            self._line.clear()
            self._current = []
        self._closed = True

    def _queued(self, write: Write) -> Write:
        if self._closed:
            self._line.clear()
            self.lost += 1
            write.fail(ServiceFailed("database", "the database is closed: the program is ending"))
        else:
            self._keep_bounds()
            self._start()
            if not write.can_wait:
                self._waited_for.set()
        return write

    def _all(self) -> list[Write]:
        return [*self._current, *self._line]

    def _remove(self, which: Callable[[Write], bool]) -> None:
        for each in [each for each in self._line if which(each)]:
            self._line.remove(each)
            each.settle(None)  # whoever waits for it has nothing to wait for

    def _keep_bounds(self) -> None:
        """What somebody was promised stays longest: first goes what can wait, then what is only remembered, last a deletion."""
        patient = [each for each in self._line if each.can_wait]
        if len(patient) > PATIENT or (patient and len(self._line) > self._length):
            self._give_up(patient[0])
        while len(self._line) > self._length:
            self._give_up(next((each for each in self._line if not each.deletes), self._line[0]))

    def _give_up(self, write: Write) -> None:
        self._line.remove(write)
        write.fail(ServiceFailed("database", "too much waits for the database"))
        self.lost += 1
        if not self._overflowing:
            log.warning(
                "%d writes wait for the database; the oldest are being dropped, %s first", self.waiting, write.what
            )
        self._overflowing = True

    def _start(self) -> "asyncio.Task[None]":
        """The task of a loop that has ended, as each `asyncio.run` does, is not one that goes on."""
        task = self._task
        if task is None or task.done() or task.get_loop() is not asyncio.get_running_loop():
            self._line.extendleft(reversed(self._current))
            self._current = []
            self._hurry, self._waited_for = asyncio.Event(), asyncio.Event()
            if self._closing:
                self._hurry.set()
            task = self._task = asyncio.create_task(self._shorten())
        return task

    async def _shorten(self) -> None:
        while self._line:
            await self._gather()
            self._current = self._taken()
            ends = await asyncio.gather(*(write.run() for write in self._current), return_exceptions=True)
            self._current, ended = [], self._current
            again = [write for write, end in zip(ended, ends, strict=True) if self._is_to_come(write, end)]
            self._line.extendleft(reversed(again))
            self.waits_again = bool(again)
            if again:
                await self._pause()
        self._overflowing = False

    async def _gather(self) -> None:
        """A transaction costs more than what is in it: what can wait goes with what can't, or with more of its kind."""
        if not self._closing and all(write.can_wait for write in self._line):
            self._waited_for.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self._waited_for.wait(), GATHERING_SECONDS)

    def _taken(self) -> list[Write]:
        """The next one, and with it those behind it that can share its transaction."""
        taken = [self._line.popleft()]
        while taken[0].shares and self._line and self._line[0].shares and len(taken) < SHARED:
            taken.append(self._line.popleft())
        return taken

    def _is_to_come(self, write: Write, end: Any) -> bool:
        """Whether it must be tried again."""
        if isinstance(end, WriteRefused):
            self._breaker.succeeded()
            self._refused(write, end)
        elif isinstance(end, ServiceFailed):
            self._breaker.failed(end)
            return True
        elif isinstance(end, Exception):
            log.error("%s can't be written", write.what, exc_info=end)
            self._refused(write, WriteRefused("database", f"{write.what} can't be written"))
        elif isinstance(end, BaseException):
            raise end
        else:
            self._breaker.succeeded()
            write.settle(end)
        return False

    def _refused(self, write: Write, error: WriteRefused) -> None:
        self.waits_again = False
        write.fail(error)
        self.lost += 1
        if str(error) != self._last_refusal:
            log.warning("%s is not remembered: %s", write.what, error)
        self._last_refusal = str(error)

    async def _pause(self) -> None:
        if self._closing:
            await asyncio.sleep(CLOSING_PAUSE)
            return
        with suppress(TimeoutError):
            await asyncio.wait_for(self._hurry.wait(), self._breaker.pause)
