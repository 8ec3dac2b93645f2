"""Writes that come at the same time share a transaction.

Knows that a transaction costs more than what is in it: a thread, a connection, a round trip to begin and one that waits for the disk.
While one runs the next ones gather, and keep their order. What they write, it does not know.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from rag.database.failures import WriteRefused

MOST = 64  # in one transaction: what a thread of its own does in some 50 ms

Work = Callable[[Connection], Any]


class Together:
    """``run``: a transaction with all of these, in order, and what each of them brought."""

    def __init__(self, run: Callable[[Sequence[Work]], Awaitable[list[Any]]]) -> None:
        self._run = run
        self._line: list[_Wanted] = []
        self._task: asyncio.Task[None] | None = None

    async def do(self, work: Work, *, last: bool = False) -> Any:
        """What it brings, once it is committed. It is done also where nobody waits for it any more. ``last``: after the others in its
        transaction, for a row that other programs wait for. Raises ServiceFailed."""
        done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._line.append(_Wanted(work, done, last))
        if self._task is None or self._task.done() or self._task.get_loop() is not done.get_loop():
            self._task = asyncio.create_task(self._shorten())
        return await done

    async def finished(self) -> None:
        if self._task is not None and self._task.get_loop() is asyncio.get_running_loop():
            await asyncio.wait({self._task})

    async def _shorten(self) -> None:
        while self._line:
            taken, self._line = self._line[:MOST], self._line[MOST:]
            taken.sort(key=lambda each: each.last)
            if not await self._done(taken):
                for each in taken:  # one is at fault, and the others need not suffer for it
                    await self._done([each])

    async def _done(self, taken: "Sequence[_Wanted]") -> bool:
        """False where it is worth trying each alone."""
        try:
            results = await self._run([each.work for each in taken])
        except Exception as error:  # noqa: BLE001 it is raised where each of them is waited for
            if isinstance(error, WriteRefused) and len(taken) > 1:
                return False
            for each in taken:
                if not each.done.done():
                    each.done.set_exception(error)
        else:
            for each, result in zip(taken, results, strict=True):
                if not each.done.done():
                    each.done.set_result(result)
        return True


@dataclass(frozen=True, slots=True)
class _Wanted:
    work: Work
    done: "asyncio.Future[Any]"
    last: bool
