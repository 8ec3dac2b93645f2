"""A worker, as it sees itself: a program whose first argument is its end of the socket.

Knows the assistant, which it builds as the process that asks has built its own, and frames. It ends when the other end is closed, however
that came about; signals are for that other process, which is told to end, ends in order and closes.
"""

import asyncio
import logging
import signal
import socket
import sys
from collections import Counter
from contextlib import aclosing
from functools import partial
from typing import TYPE_CHECKING

from rag.errors import BookError, ServiceFailed
from rag.events import Event
from rag.interpreter import tune
from rag.log_lines import log_to_stderr
from rag.settings import Settings
from rag.startup import warm
from rag.workers.frames import Ask, End, Leave, Ping, Ready, Told, Unreadable, packed, read

if TYPE_CHECKING:
    from rag.build import Parts

log = logging.getLogger(__name__)


async def serve(end: socket.socket) -> None:
    """Answers until the other end is closed."""
    asking, answers = await asyncio.open_unix_connection(sock=end)
    settings: Settings | None = await read(asking)
    if settings is None:
        return
    log_to_stderr(settings.log_level, settings.log_lines)
    try:
        parts = await _opened(settings)
    except BookError as error:
        log.error("a worker can't start: %s", error)
        return
    except Exception:
        log.exception("the start of a worker broke off")
        return
    try:
        answers.write(packed(Ready()))
        await _Desk(parts, answers).serve(asking)
    finally:
        await parts.close()


async def _opened(settings: Settings) -> "Parts":
    from rag.build import build

    parts = build(settings)
    try:
        await parts.store.open()
    except ServiceFailed as error:
        log.warning("a worker can't reach the store for now: %s", error)
    await parts.index.state()
    await warm(parts)
    return parts


class _Desk:
    """Takes questions, and tells what happens with each."""

    def __init__(self, parts: "Parts", answers: asyncio.StreamWriter) -> None:
        self._parts = parts
        self._answers = answers
        self._making: dict[int, asyncio.Task[None]] = {}
        self._told_fallbacks: Counter[str] = Counter()

    async def serve(self, asking: asyncio.StreamReader) -> None:
        while (message := await read(asking)) is not None:
            match message:
                case Ask():
                    self._making[message.number] = task = asyncio.create_task(self._answer(message))
                    task.add_done_callback(partial(self._made, message.number))
                case Leave(number):
                    if number in self._making:
                        self._making[number].cancel()
                case Ping():
                    self._answers.write(packed(message))
                case End(seconds):
                    self._parts.assistant.end_in(seconds)
        making = list(self._making.values())
        for task in making:
            task.cancel()
        await asyncio.gather(*making, return_exceptions=True)

    async def _answer(self, ask: Ask) -> None:
        events: list[Event] = []
        error, unforeseen = None, False
        try:
            made = self._parts.assistant.rehearse(ask.question, ask.turns, followed=ask.followed)
            async with aclosing(made) as coming:
                async for event in coming:
                    if ask.followed:
                        self._tell(Told(ask.number, (event,)))
                    else:
                        events.append(event)
        except BookError as failed:
            error = failed
        except Exception:
            log.exception("an answer broke off")
            unforeseen = True
        self._tell(Told(ask.number, events, last=True, error=error, failed=unforeseen, fell_back=self._fallbacks()))

    def _made(self, number: int, making: asyncio.Task[None]) -> None:
        """Also where it was given up before it had begun."""
        self._making.pop(number, None)
        if making.cancelled():
            self._tell(Told(number, last=True))

    def _tell(self, told: Told) -> None:
        self._answers.write(packed(told))

    def _fallbacks(self) -> dict[str, int]:
        counted = Counter({name: breaker.fallbacks for name, breaker in self._parts.breakers.items()})
        new = counted - self._told_fallbacks
        self._told_fallbacks = counted
        return dict(new)


def main() -> None:
    tune()
    for told in (signal.SIGINT, signal.SIGTERM):
        signal.signal(told, signal.SIG_IGN)
    try:
        asyncio.run(serve(socket.socket(fileno=int(sys.argv[1]))))
    except Unreadable as error:
        log.error("a worker ends: %s", error)
