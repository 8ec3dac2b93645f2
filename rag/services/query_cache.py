"""The vectors of the questions asked last.

Knows that many visitors ask the same: one call for all who wait for it, and none for those who come later. Not who embeds.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Awaitable, Callable

from rag.ports import Vector


class QueryCache:
    """The vectors of the last ``size`` queries; the same query asked by many at once is one call, which ends when the last of them
    leaves."""

    def __init__(self, embed: Callable[[str], Awaitable[Vector]], size: int) -> None:
        self._embed = embed
        self._size = size
        self._vectors: OrderedDict[str, Vector] = OrderedDict()
        self._flights: dict[str, _Flight] = {}

    async def get(self, text: str) -> Vector:
        if text in self._vectors:
            self._vectors.move_to_end(text)
            return self._vectors[text]
        flight = self._flights.get(text)
        if flight is None or flight.task.get_loop() is not asyncio.get_running_loop():
            flight = self._flights[text] = _Flight(asyncio.ensure_future(self._embed(text)))
        try:
            vector = await flight.wait()
        finally:
            if not flight.waiting and self._flights.get(text) is flight:
                del self._flights[text]
        self._vectors[text] = vector
        while len(self._vectors) > self._size:
            self._vectors.popitem(last=False)
        return vector


class _Flight:
    """One call and those who wait for it."""

    def __init__(self, task: "asyncio.Future[Vector]") -> None:
        self.task = task
        self.waiting = 0

    async def wait(self) -> Vector:
        self.waiting += 1
        try:
            return await asyncio.shield(self.task)
        finally:
            self.waiting -= 1
            if not self.waiting:
                self.task.cancel()  # does nothing to a call that has ended
