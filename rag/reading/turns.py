"""Short work on the event loop, a piece at a time.

Knows that a piece of a millisecond or two is done there in half the time that a thread takes, which has to wrest the interpreter from the
loop and back, and that many pieces in one go would keep everything else waiting. What is done, it does not know.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from weakref import WeakKeyDictionary


class Turns:
    """At most one piece of work in each turn of an event loop; between two of them whatever else is due has its turn."""

    def __init__(self) -> None:
        self._locks: WeakKeyDictionary[asyncio.AbstractEventLoop, asyncio.Lock] = WeakKeyDictionary()

    @asynccontextmanager
    async def one(self) -> AsyncIterator[None]:
        """In it, do the work and wait for nothing."""
        loop = asyncio.get_running_loop()
        async with self._locks.setdefault(loop, asyncio.Lock()):
            await asyncio.sleep(0)
            yield
