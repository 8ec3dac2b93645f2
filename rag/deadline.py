"""How long a visitor waits for the whole of an answer, whatever its parts take each.

Knows one moment; what it ends, it does not know.
"""

import asyncio
from collections.abc import AsyncGenerator, Awaitable
from typing import TypeVar

from rag.errors import ServiceFailed

T = TypeVar("T")


class Deadline:
    """``seconds`` from now, in the running loop's time."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._at = asyncio.get_running_loop().time() + seconds

    @property
    def left(self) -> float:
        """Seconds; 0 from then on."""
        return max(0.0, self._at - asyncio.get_running_loop().time())

    async def keep(self, work: Awaitable[T], what: str) -> T:
        """What ``work`` brings; it is cancelled when the time is up. Raises ServiceFailed."""
        try:
            async with asyncio.timeout_at(self._at):
                return await work
        except TimeoutError as error:
            raise ServiceFailed("deadline", f"{what} was not there within {self._seconds:g} s") from error

    async def each(self, items: AsyncGenerator[T, None], what: str) -> AsyncGenerator[T, None]:
        """The items as they come. Raises ServiceFailed between two of them."""
        while True:
            try:
                item = await self.keep(anext(items), what)
            except StopAsyncIteration:
                return
            yield item
