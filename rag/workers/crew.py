"""Who makes the next answer: this process, or one of its workers.

Knows how many answers each is making, and when one more worker pays. With few visitors there is none: an answer that a worker makes takes a
detour, and a worker takes memory.
"""

import asyncio
import logging
import os
import time
from collections.abc import AsyncGenerator, Mapping, Sequence
from contextlib import aclosing

from rag.answering import Answering
from rag.events import CitedSource, Event, Said
from rag.services.breaker import Breaker
from rag.settings import Settings
from rag.types import Question, Turn
from rag.workers.room import Load, cores, fits
from rag.workers.worker import Worker, WorkerGone

log = logging.getLogger(__name__)

CROWD = 8  # answers that one process makes at once, from which on another one may be started …
BUSY = 0.6  # … where this one takes so much of its core: answers that services write wait most of the time
FEW = 4  # answers made here, below which no worker is asked
SHARE = 2  # a worker takes so many for each that is made here, where connections and conversations are kept as well
AGAIN_SECONDS = 60.0  # after a worker went, or did not come up
NO_ROOM_SECONDS = 3600.0  # before memory is looked for again
IDLE_SECONDS = 600.0  # after which a worker that nothing was asked of is let go


class Crew:
    """``own``: makes answers in this process; ``breakers``: of the services, whose fallbacks workers have as well."""

    def __init__(self, own: Answering, settings: Settings, breakers: Mapping[str, Breaker]) -> None:
        self._own = own
        self._settings = settings
        self._breakers = breakers
        # Workers; elsewhere there are no sockets to give to one.
        self._most = settings.processes - 1 if os.name == "posix" else 0
        self._mine = 0  # answers that are being made here
        self._load = Load()
        self._employing: dict[Worker, asyncio.Task[None]] = {}
        self._not_before = 0.0

    async def answer(self, question: Question, turns: Sequence[Turn], *, followed: bool) -> AsyncGenerator[Event, None]:
        """As Answering.answer."""
        if (worker := self._free()) is not None:
            began, told = time.perf_counter(), list[Event]()
            try:
                async with aclosing(worker.answer(question, turns, followed=followed)) as events:
                    async for event in events:
                        told.append(event)
                        yield event
                return
            except WorkerGone as error:
                log.warning("an answer could not be had from a worker: %s", error)
                if any(isinstance(event, Said | CitedSource) for event in told):
                    for event in await self._own.cut_off(told, began, f"the process that made it has gone: {error}"):
                        yield event
                    return
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
        return 1 + sum(worker.ready for worker in self._employing)

    def end_in(self, seconds: float) -> None:
        self._most = 0
        self._own.end_in(seconds)
        for worker in self._employing:
            worker.end_in(seconds)
        self._let_go(started=False)  # those that would know nothing of the end

    async def close(self) -> None:
        self._most = 0
        self._let_go(started=True)
        await asyncio.gather(*self._employing.values(), return_exceptions=True)

    def _let_go(self, *, started: bool) -> None:
        """Of those that start, and where it says so of those that have."""
        for worker, task in self._employing.items():
            if started or not worker.started:
                task.cancel()

    def _free(self) -> Worker | None:
        """A worker that has less to do than this process."""
        ready = [worker for worker in self._employing if worker.ready]
        if len(self._employing) < self._most and all(
            each >= CROWD for each in (self._mine + 1, *(worker.answering for worker in ready))
        ):
            self._want_one_more()
        if self._mine < FEW or not ready:
            return None
        least = min(ready, key=lambda worker: worker.answering)
        return least if least.answering < SHARE * self._mine else None

    def _want_one_more(self) -> None:
        busy = self._load.share() >= BUSY and 1 + len(self._employing) < cores()
        one_starts = not all(worker.started for worker in self._employing)
        if not busy or one_starts or time.monotonic() < self._not_before:
            return
        if fits():
            worker = Worker(self._settings, self._fell_back)
            self._employing[worker] = task = asyncio.create_task(self._employ(worker))
            task.add_done_callback(lambda _: self._employing.pop(worker))
        else:
            log.warning("one more process would answer, and there is no memory for it; PROCESSES=1 spares this line")
            self._not_before = time.monotonic() + NO_ROOM_SECONDS

    async def _employ(self, worker: Worker) -> None:
        """From its start until it is not needed any more, or gone."""
        began = time.monotonic()
        try:
            await worker.start()
            log.info("one more process answers, ready after %.1f s", time.monotonic() - began)
            await worker.until_unneeded(IDLE_SECONDS)
            if worker.ended_by:
                log.warning("a process that answered has gone: %s", worker.ended_by)
        except (WorkerGone, OSError) as error:
            log.warning("one more process can't be had to answer, the next try is in %.0f s: %s", AGAIN_SECONDS, error)
        finally:
            self._not_before = time.monotonic() + AGAIN_SECONDS
            await worker.close()

    def _fell_back(self, counted: Mapping[str, int]) -> None:
        for name, fallbacks in counted.items():
            self._breakers[name].fallbacks += fallbacks
