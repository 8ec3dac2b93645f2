"""A worker, as the process that asks sees it: started, asked, listened to, and let go.

Knows a child process and frames. Whether it should be asked, and who answers instead where it has gone, the crew knows.
"""

import asyncio
import socket
import sys
import time
from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import suppress
from itertools import count

from rag.events import Event
from rag.settings import ROOT, Settings
from rag.types import Question, Turn
from rag.workers.frames import Ask, End, Leave, Ping, Ready, Told, Unreadable, packed, read

START_SECONDS = 120.0  # a small machine that is busy takes 20
PING_SECONDS = 5.0  # between two questions whether it is still there
SILENT_SECONDS = 20.0  # without a word from it, after which it hangs; one that is busy takes a second to answer a ping
LEAVE_SECONDS = 1.0  # that it is waited for to let go of an answer
LATE_SECONDS = 0.5  # after the end that it was told of, when what it makes is given up
END_SECONDS = 2.0  # to close its services and count what was spent; then it is killed

# The folder that we are read from comes first, wherever the program was started; the folder it runs in stays.
_PROGRAM = "import sys; sys.path.insert(0, sys.argv[2]); from rag.workers.program import main; main()"


class WorkerGone(Exception):
    """It ended, hangs, or failed in a way that is its own."""


class Worker:
    """``fell_back``: told how often answers did without a service, by its name; ``ping``, ``silent``: seconds."""

    def __init__(
        self,
        settings: Settings,
        fell_back: Callable[[Mapping[str, int]], None],
        *,
        ping: float = PING_SECONDS,
        silent: float = SILENT_SECONDS,
    ) -> None:
        self._settings = settings
        self._fell_back = fell_back
        self._ping, self._silent = ping, silent
        self._numbers = count()
        self._waiting: dict[int, asyncio.Queue[Told]] = {}
        self._process: asyncio.subprocess.Process | None = None
        self._asking: asyncio.StreamWriter | None = None
        self._hearing: asyncio.Task[None] | None = None
        self._last_asked = self._last_heard = 0.0
        self.ready = False
        self.ended_by = ""  # why it is not ready any more, where that was nobody's wish

    @property
    def started(self) -> bool:
        """Whether it came up, also where it has gone since."""
        return self._hearing is not None

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
                *(sys.executable, "-c", _PROGRAM, str(theirs.fileno()), str(ROOT)),
                stdin=asyncio.subprocess.DEVNULL,
                pass_fds=[theirs.fileno()],
                start_new_session=True,  # what is typed at a terminal is for the program, which tells its workers
            )
        self._say(self._settings)
        try:
            async with asyncio.timeout(START_SECONDS):
                if not isinstance(await read(told), Ready):
                    raise WorkerGone("it ended before it was ready")
        except TimeoutError:
            raise WorkerGone(f"it was not ready within {START_SECONDS:.0f} s") from None
        except Unreadable as error:
            raise WorkerGone(str(error)) from error
        self.ready = True
        self._last_asked = self._last_heard = time.monotonic()
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
                told = await heard.get()
                last = told.last
                if told.failed:
                    raise WorkerGone(self.ended_by or "it failed, and the log says how")
                for event in told.events:
                    yield event
                if told.error is not None:
                    raise told.error
        finally:
            if not last:
                await self._leave(number, heard)
            self._waiting.pop(number, None)

    async def until_unneeded(self, seconds: float) -> None:
        """Returns when nothing was asked of it for so long, or when it has gone. One that hangs is killed meanwhile, whether or not anybody
        still waits for it."""
        assert self._hearing is not None
        while self.ready and (self.answering or self._last_asked + seconds > time.monotonic()):
            left = self._last_asked + seconds - time.monotonic()
            await asyncio.wait({self._hearing}, timeout=self._ping if self.answering else min(self._ping, left))
            if self.ready and self._last_heard + self._silent < time.monotonic():
                await self._kill(f"it said nothing for {self._silent:g} s")
            elif self.ready:
                self._say(Ping())

    def end_in(self, seconds: float) -> None:
        """Those who still wait a little later are told that it has gone."""
        if self.ready:
            self._say(End(seconds))
            asyncio.get_running_loop().call_later(seconds + LATE_SECONDS, self._give_up)

    async def close(self) -> None:
        """It lets go of what it is making."""
        self.ready = False
        if self._asking is not None:
            self._asking.close()
        if self._process is not None:
            try:
                await asyncio.wait_for(self._process.wait(), END_SECONDS)
            except TimeoutError:
                await self._kill("it did not end by itself")
        if self._hearing is not None:
            await self._hearing

    async def _leave(self, number: int, heard: "asyncio.Queue[Told]") -> None:
        """Waited for, so that whoever hears that the answer was given up knows that nothing upstream goes on."""
        if not self.ready:
            return
        self._say(Leave(number))
        with suppress(TimeoutError):
            async with asyncio.timeout(LEAVE_SECONDS):
                while not (await heard.get()).last:
                    pass

    async def _hear(self, told: asyncio.StreamReader) -> None:
        try:
            while (message := await read(told)) is not None:
                self._last_heard = time.monotonic()
                if isinstance(message, Told):
                    self._fell_back(message.fell_back)
                    if (heard := self._waiting.get(message.number)) is not None:
                        heard.put_nowait(message)
            if self.ready and self._process is not None:
                self.ready = False
                self.ended_by = f"it ended with {await self._process.wait()}"  # below 0: by that signal
        except Unreadable as error:
            self.ended_by = str(error)
        finally:
            self._give_up()

    def _give_up(self) -> None:
        self.ready = False
        for number, heard in self._waiting.items():
            heard.put_nowait(Told(number, last=True, failed=True))

    async def _kill(self, why: str) -> None:
        self.ready, self.ended_by = False, why
        assert self._process is not None
        with suppress(ProcessLookupError):
            self._process.kill()
        await self._process.wait()

    def _say(self, message: object) -> None:
        assert self._asking is not None
        if not self._asking.is_closing():
            self._asking.write(packed(message))
