"""How many answers are made at once, and who waits.

Knows places and a queue; not what an answer is. Whoever came first is served first, whoever waits too long is told to come back, and
a visitor who leaves the queue leaves no gap in it.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import Request
from starlette.exceptions import HTTPException

from rag.web.leaving import unless_they_leave

WAIT_SECONDS = 10.0
IN_SCOPE = "in_flight"


class Busy(HTTPException):
    """503. ``str`` is a sentence for whoever asked."""

    def __init__(self) -> None:
        words = (
            f"more is asked at the moment than can be answered; please try again in about {WAIT_SECONDS:.0f} seconds"
        )
        super().__init__(503, words, {"Retry-After": f"{WAIT_SECONDS:.0f}"})

    def __str__(self) -> str:
        return str(self.detail)


class InFlight:
    """``places``: answers at once; as many again may wait."""

    def __init__(self, places: int, *, wait: float = WAIT_SECONDS) -> None:
        self._places = places
        self._wait = wait
        self._free = asyncio.Semaphore(places)  # serves in the order of asking
        self.waiting = 0
        self.busy = 0

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Held until its end. Raises Busy."""
        await self.enter()
        try:
            yield
        finally:
            self.leave()

    @property
    def full(self) -> bool:
        return self._free.locked()

    async def enter(self) -> None:
        """Raises Busy; who entered must leave."""
        if self.full and self.waiting >= self._places:
            raise Busy
        self.waiting += 1
        try:
            async with asyncio.timeout(self._wait):
                await self._free.acquire()
        except TimeoutError:
            raise Busy from None
        finally:
            self.waiting -= 1
        self.busy += 1

    def leave(self) -> None:
        self.busy -= 1
        self._free.release()


async def a_place(request: Request) -> AsyncIterator[None]:
    """For a route: a place until the reply has been sent to its end, also where that is streamed. Raises Busy."""
    in_flight: InFlight | None = request.scope.get(IN_SCOPE)
    if in_flight is None:
        yield
        return
    if in_flight.full:
        await unless_they_leave(request, in_flight.enter())
    else:
        await in_flight.enter()
    try:
        yield
    finally:
        in_flight.leave()
