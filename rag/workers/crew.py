"""Who makes the next answer: this process, or one of its workers.

Knows how many answers each is making, and when one more worker pays. With few visitors there is none: an answer that a worker makes takes a
detour, and a worker takes memory.
"""

import asyncio
import logging
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing

from rag.answering import Answering
from rag.errors import ServiceFailed
from rag.events import Event, Said
from rag.services.breaker import Breaker
from rag.settings import Settings
from rag.types import Question, Turn
from rag.workers.room import cores, fits
from rag.workers.worker import Worker, WorkerGone

log = logging.getLogger(__name__)

CROWD = 8  # answers that one process makes at once, from which on another one is started
FEW = 4  # answers made here, below which no worker is asked
SHARE = 2  # a worker takes so many for each that is made here, where connections and conversations are kept as well
AGAIN_SECONDS = 60.0  # after a worker did not come up, or went
NO_ROOM_SECONDS = 3600.0  # before memory is looked for again
GRACE_SECONDS = 10.0  # beyond what a whole answer may take, after which a worker that says nothing hangs


class Crew:
    """``own``: makes answers in this process; ``breakers``: of the services, whose fallbacks workers have as well."""

    def __init__(self, own: Answering, settings: Settings, breakers: Mapping[str, Breaker]) -> None:
        self._own = own
        self._settings = settings
        self._breakers = breakers
        self._most = min(settings.processes, cores()) - 1
        self._mine = 0  # answers that are being made here
        self._workers: list[Worker] = []
        self._hiring: asyncio.Task[None] | None = None
        self._not_before = 0.0

    async def answer(self, question: Question, turns: Sequence[Turn], *, followed: bool) -> AsyncGenerator[Event, None]:
        """As Answering.answer."""
        if (worker := self._free()) is not None:
            said = False
            try:
                async with aclosing(worker.answer(question, turns, followed=followed)) as events:
                    async for event in events:
                        said = said or isinstance(event, Said)
                        yield event
                return
            except WorkerGone as error:
                log.warning("an answer could not be had from a worker: %s", error)
                if said:
                    raise ServiceFailed("worker", "a process that was answering ended") from error
        self._mine += 1
        try:
            async with aclosing(self._own.answer(question, turns, followed=followed)) as events:
                async for event in events:
                    yield event
        finally:
            self._mine -= 1

    @property
    def processes(self) -> int:
        """That answer now, this one among them."""
        return 1 + sum(worker.ready for worker in self._workers)

    def end_in(self, seconds: float) -> None:
        self._most = 0
        self._own.end_in(seconds)
        for worker in self._workers:
            worker.end_in(seconds)

    async def close(self) -> None:
        self._most = 0
        if self._hiring is not None:
            self._hiring.cancel()
            await asyncio.gather(self._hiring, return_exceptions=True)
        await asyncio.gather(*(worker.close() for worker in self._workers))

    def _free(self) -> Worker | None:
        """A worker that has less to do than this process."""
        ready = [worker for worker in self._workers if worker.ready]
        if all(each >= CROWD for each in (self._mine + 1, *(worker.answering for worker in ready))):
            self._hire(len(ready))
        if self._mine < FEW or not ready:
            return None
        least = min(ready, key=lambda worker: worker.answering)
        return least if least.answering < SHARE * self._mine else None

    def _hire(self, ready: int) -> None:
        if ready >= self._most or self._hiring is not None or time.monotonic() < self._not_before:
            return
        if fits():
            self._hiring = asyncio.create_task(self._start())
        else:
            log.warning("one more process would answer, and there is no memory for it; PROCESSES=1 spares this line")
            self._not_before = time.monotonic() + NO_ROOM_SECONDS

    async def _start(self) -> None:
        began = time.monotonic()
        seconds = self._settings.answer_seconds + GRACE_SECONDS
        worker = Worker(self._settings, seconds, self._fell_back)
        try:
            await worker.start()
            log.info("one more process answers, ready after %.1f s", time.monotonic() - began)
            self._workers = [*(each for each in self._workers if each.ready), worker]
        except (WorkerGone, OSError) as error:
            log.warning("one more process to answer can't be had, the next try is in %.0f s: %s", AGAIN_SECONDS, error)
            await worker.close()
        except asyncio.CancelledError:
            await worker.close()
            raise
        finally:
            self._hiring = None
            self._not_before = time.monotonic() + AGAIN_SECONDS

    def _fell_back(self, counted: Mapping[str, int]) -> None:
        for name, fallbacks in counted.items():
            self._breakers[name].fallbacks += fallbacks
