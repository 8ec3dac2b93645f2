"""Writes that come at the same time share a transaction.

Knows that a transaction costs more than what is in it: a thread, a connection, a round trip to begin and one that waits for the disk.
While one runs the next ones gather, and keep their order. What they write, it does not know.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from sqlalchemy import Connection

from rag.database.failures import WriteRefused

MOST = 64  # in one transaction: what a thread of its own does in some 50 ms

Work = Callable[[Connection], Any]


class Together:
    """``run``: a transaction with all of these, in order, and what each of them brought."""

    def __init__(self, run: Callable[[Sequence[Work]], Awaitable[list[Any]]]) -> None:
        self._run = run
        self._line: list[tuple[Work, asyncio.Future[Any]]] = []
        self._task: asyncio.Task[None] | None = None

    async def do(self, work: Work) -> Any:
        """What it brings, once it is committed. It is done also where nobody waits for it any more. Raises ServiceFailed."""
        done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._line.append((work, done))
        if self._task is None or self._task.done() or self._task.get_loop() is not done.get_loop():
            self._task = asyncio.create_task(self._shorten())
        return await done

    async def finished(self) -> None:
        if self._task is not None and self._task.get_loop() is asyncio.get_running_loop():
            await asyncio.wait({self._task})

    async def _shorten(self) -> None:
        while self._line:
            taken, self._line = self._line[:MOST], self._line[MOST:]
            try:
                results = await self._run([work for work, _ in taken])
            except WriteRefused as error:
                if len(taken) == 1:
                    _settle(taken, error)
                else:
                    await self._one_by_one(taken)  # one is at fault, and the others need not suffer for it
            except Exception as error:  # noqa: BLE001 it is raised where each of them is waited for
                _settle(taken, error)
            else:
                for (_, done), result in zip(taken, results, strict=True):
                    if not done.done():
                        done.set_result(result)

    async def _one_by_one(self, taken: Sequence[tuple[Work, "asyncio.Future[Any]"]]) -> None:
        for work, done in taken:
            try:
                [result] = await self._run([work])
            except Exception as error:  # noqa: BLE001 as above
                _settle([(work, done)], error)
            else:
                if not done.done():
                    done.set_result(result)


def _settle(taken: Sequence[tuple[Work, "asyncio.Future[Any]"]], error: Exception) -> None:
    for _, done in taken:
        if not done.done():
            done.set_exception(error)
