"""How long a visitor waits for the whole of an answer, whatever its parts take each.

Knows moments, one an answer, and one for all when the program ends; what they end, it does not know.
"""

import asyncio
import math
from collections.abc import AsyncGenerator, Awaitable
from typing import TypeVar
from weakref import WeakSet

from rag.errors import ServiceFailed

T = TypeVar("T")

RESTART_SECONDS = 5.0  # after which a program that ends is likely to be up again


class Deadline:
    """``seconds`` from now, in the running loop's time."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._at = asyncio.get_running_loop().time() + seconds
        self._waiting: asyncio.Timeout | None = None
        self._moved = False

    @property
    def left(self) -> float:
        """Seconds; 0 from then on."""
        return max(0.0, self._at - asyncio.get_running_loop().time())

    def move_up(self, at: float) -> None:
        """To the loop's time ``at``, where that is sooner; what is being waited for ends by then as well."""
        if at < self._at:
            self._at, self._moved = at, True
            if self._waiting is not None:
                self._waiting.reschedule(at)

    async def keep(self, work: Awaitable[T], what: str) -> T:
        """What ``work`` brings; it is cancelled when the time is up. Raises ServiceFailed."""
        try:
            async with asyncio.timeout_at(self._at) as self._waiting:
                return await work
        except TimeoutError as error:
            raise self._missed(what) from error
        finally:
            self._waiting = None

    async def each(self, items: AsyncGenerator[T, None], what: str) -> AsyncGenerator[T, None]:
        """The items as they come. Raises ServiceFailed between two of them."""
        while True:
            try:
                item = await self.keep(anext(items), what)
            except StopAsyncIteration:
                return
            yield item

    def _missed(self, what: str) -> ServiceFailed:
        if self._moved:
            return ServiceFailed(
                "deadline", f"{what} was not there when the program had to end", retry_after=RESTART_SECONDS
            )
        return ServiceFailed("deadline", f"{what} was not there within {self._seconds:g} s")


class Deadlines:
    """Those of all answers under way. ``seconds``: that each has, until the end is near."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._running: WeakSet[Deadline] = WeakSet()
        self._end = math.inf

    def begin(self) -> Deadline:
        deadline = Deadline(self._seconds)
        deadline.move_up(self._end)
        self._running.add(deadline)
        return deadline

    def end_in(self, seconds: float) -> None:
        """For those that run, and those that are begun from now on."""
        self._end = asyncio.get_running_loop().time() + seconds
        for deadline in self._running:
            deadline.move_up(self._end)
