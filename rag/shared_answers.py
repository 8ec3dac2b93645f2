"""One making of an answer for all who ask the same thing, at the same time or soon after.

Knows keys, events and time. What makes two questions the same is the asker's business, as is which answers may be kept.
"""

import asyncio
import time
from collections import OrderedDict
from collections.abc import AsyncGenerator, Callable, Hashable
from contextlib import aclosing, suppress

from rag.events import Event, Finished

KEPT = 512  # answers; one takes some 40 KB, most of it the hits


class SharedAnswers:
    """``seconds``: how long an answer serves those who come later; 0: only those who ask while it is made."""

    def __init__(self, *, seconds: float, kept: int = KEPT, clock: Callable[[], float] = time.monotonic) -> None:
        self._seconds = seconds
        self._most = kept
        self._clock = clock
        self._kept: OrderedDict[Hashable, tuple[float, list[Event]]] = OrderedDict()
        self._makings: dict[Hashable, _Making] = {}

    @property
    def kept(self) -> int:
        return len(self._kept)

    async def events(
        self,
        key: Hashable,
        make: Callable[[], AsyncGenerator[Event, None]],
        keep: Callable[[Finished], bool],
        whole: bool = False,
    ) -> AsyncGenerator[tuple[Event, bool], None]:
        """Each event, and whether it was made for somebody else. ``make`` is called where nobody has asked yet; it ends when the
        last of those who listen leaves. ``whole``: all at once at the end, for whoever can do nothing with a part; to be woken for
        each word costs more than the word. Raises what making it raises."""
        if (ready := self._ready(key)) is not None:
            for event in ready:
                yield event, True
            return
        making = self._makings.get(key)
        joined = making is not None and making.is_of(asyncio.get_running_loop())
        if making is None or not joined:
            making = self._makings[key] = _Making(make())
        try:
            async with aclosing(making.listen(whole)) as events:
                async for event in events:
                    if isinstance(event, Finished) and keep(event):
                        self._keep(key, making.events)
                    yield event, joined
        finally:
            if not making.listeners and self._makings.get(key) is making:
                del self._makings[key]

    def _ready(self, key: Hashable) -> list[Event] | None:
        at, events = self._kept.get(key, (0.0, None))
        if events is None or self._clock() - at < self._seconds:
            return events
        del self._kept[key]
        return None

    def _keep(self, key: Hashable, events: list[Event]) -> None:
        if self._seconds <= 0:
            return
        self._kept[key] = (self._clock(), events)
        self._kept.move_to_end(key)
        while len(self._kept) > self._most:
            self._kept.popitem(last=False)


class _Making:
    """The events so far, and a task that brings the next ones."""

    def __init__(self, source: AsyncGenerator[Event, None]) -> None:
        self.events: list[Event] = []
        self.listeners = 0
        self._news = asyncio.Event()
        self._ended = False
        self._task = asyncio.ensure_future(self._bring(source))

    def is_of(self, loop: asyncio.AbstractEventLoop) -> bool:
        return self._task.get_loop() is loop

    async def listen(self, whole: bool) -> AsyncGenerator[Event, None]:
        self.listeners += 1
        heard = 0
        try:
            if whole:
                await asyncio.wait({self._task})
            while True:
                news = (
                    self._news
                )  # taken first: an event that comes while the ones before it are listened to has set it by then
                while heard < len(self.events):
                    heard += 1
                    yield self.events[heard - 1]
                if self._ended:
                    await asyncio.wait({self._task})
                    self._task.result()
                    return
                await news.wait()
        finally:
            self.listeners -= 1
            if not self.listeners:
                # Waited for, so that whoever hears that the answer was given up knows that nothing upstream goes on.
                self._task.cancel()
                with suppress(asyncio.CancelledError):
                    await self._task

    async def _bring(self, source: AsyncGenerator[Event, None]) -> None:
        try:
            async with aclosing(source) as events:
                async for event in events:
                    self.events.append(event)
                    self._tell()
        finally:
            self._ended = True
            self._tell()

    def _tell(self) -> None:
        news, self._news = self._news, asyncio.Event()
        news.set()
