"""A worker, as the process that asks sees it: started, asked, and let go.

Knows a child process and frames. Whether it should be asked, and who answers instead where it has gone, the crew knows.
"""

import asyncio
import logging
import socket
import sys
import time
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import suppress
from itertools import count

from rag.events import Event
from rag.settings import ROOT, Settings
from rag.types import Question, Turn
from rag.workers.frames import Ask, End, Leave, Ready, Told, packed, read

log = logging.getLogger(__name__)

START_SECONDS = 120.0  # a small machine that is busy takes 20
END_SECONDS = 2.0  # to close its services and count what was spent; then it is killed


class WorkerGone(Exception):
    """It ended, or failed in a way that is its own."""


class Worker:
    """``seconds``: after which an answer of which nothing more is heard is given up, and the worker with it; ``fell_back``: told how often
    answers did without a service, by its name."""

    def __init__(self, settings: Settings, seconds: float, fell_back: Callable[[Mapping[str, int]], None]) -> None:
        self._settings = settings
        self._seconds = seconds
        self._fell_back = fell_back
        self._numbers = count()
        self._waiting: dict[int, asyncio.Queue[Told]] = {}
        self._process: asyncio.subprocess.Process | None = None
        self._asking: asyncio.StreamWriter | None = None
        self._hearing: asyncio.Task[None] | None = None
        self.ready = False
        self._last_asked = 0.0

    @property
    def answering(self) -> int:
        """How many answers it is making."""
        return len(self._waiting)

    async def start(self) -> None:
        """Raises WorkerGone where it does not come up."""
        ours, theirs = socket.socketpair()
        told, self._asking = await asyncio.open_unix_connection(sock=ours)
        with theirs:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "rag.workers.program", str(theirs.fileno())),
                cwd=ROOT,
                stdin=asyncio.subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
            )
        self._say(self._settings)
        try:
            async with asyncio.timeout(START_SECONDS):
                if not isinstance(await read(told), Ready):
                    raise WorkerGone("it ended before it was ready")
        except TimeoutError:
            raise WorkerGone(f"it was not ready within {START_SECONDS:.0f} s") from None
        self.ready, self._last_asked = True, time.monotonic()
        self._hearing = asyncio.create_task(self._hear(told))

    async def answer(self, question: Question, turns: Sequence[Turn], *, followed: bool) -> AsyncGenerator[Event, None]:
        """As Answering.answer. Raises WorkerGone too."""
        number = next(self._numbers)
        heard = self._waiting[number] = asyncio.Queue[Told]()
        self._last_asked = time.monotonic()
        last = False
        try:
            self._say(Ask(number, question, tuple(turns), followed))
            while not last:
                told = await self._next(heard)
                for event in told.events:
                    yield event
                last = told.last
                if told.error is not None:
                    raise told.error
        finally:
            self._waiting.pop(number, None)
            if not last and self.ready:
                self._say(Leave(number))

    async def until_unneeded(self, seconds: float) -> None:
        """Returns when nothing was asked of it for so long, or when it has gone."""
        assert self._hearing is not None
        while self.ready and (self.answering or self._last_asked + seconds > time.monotonic()):
            left = self._last_asked + seconds - time.monotonic()
            await asyncio.wait({self._hearing}, timeout=seconds if self.answering else left)

    def end_in(self, seconds: float) -> None:
        if self.ready:
            self._say(End(seconds))

    async def close(self) -> None:
        """It lets go of what it is making."""
        self.ready = False
        if self._asking is not None:
            self._asking.close()
        if self._process is not None:
            try:
                await asyncio.wait_for(self._process.wait(), END_SECONDS)
            except TimeoutError:
                await self._kill()
        if self._hearing is not None:
            await self._hearing

    async def _next(self, heard: "asyncio.Queue[Told]") -> Told:
        try:
            async with asyncio.timeout(self._seconds):
                told = await heard.get()
        except TimeoutError:
            await self._kill()
            raise WorkerGone(f"nothing was heard of it for {self._seconds:.0f} s") from None
        if told.failed:
            raise WorkerGone("it failed, and the log says how")
        return told

    async def _hear(self, told: asyncio.StreamReader) -> None:
        while (message := await read(told)) is not None:
            self._fell_back(message.fell_back)
            if (heard := self._waiting.get(message.number)) is not None:
                heard.put_nowait(message)
        self.ready = False
        for number, heard in self._waiting.items():
            heard.put_nowait(Told(number, last=True, failed=True))

    async def _kill(self) -> None:
        self.ready = False
        assert self._process is not None
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()

    def _say(self, message: object) -> None:
        assert self._asking is not None
        self._asking.write(packed(message))
