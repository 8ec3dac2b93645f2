"""Writes that come at the same time share a transaction, and those of one kind its statements.

Knows that a transaction costs more than what is in it, a thread, a connection, a round trip to begin and one that waits for the disk, and
that each statement is a round trip. While one transaction runs the next writes gather. What they write, it does not know.
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

from sqlalchemy import Connection

from rag.database.failures import WriteRefused

MOST = 64  # in one transaction: what a thread of its own does in some 50 ms

Many = Callable[[Connection, Sequence[Any]], Sequence[Any]]  # writes items of one kind; a result each, in order
Batch = tuple[Many, Sequence[Any]]


class Place(IntEnum):
    """Of a write among those of its transaction."""

    ANY = 0  # beside others of its kind, as long as none that keeps its place stands between them
    ITS_OWN = 1  # behind those that came before it, before those that came after it
    LAST = 2  # for a row that other programs wait for


class Together:
    """``run``: a transaction with all of these, in order, and what each of them brought."""

    def __init__(self, run: Callable[[Sequence[Batch]], Awaitable[Sequence[Sequence[Any]]]]) -> None:
        self._run = run
        self._line: list[_Wanted] = []
        self._task: asyncio.Task[None] | None = None

    async def do(self, many: Many, item: Any, place: Place = Place.ANY) -> Any:
        """What writing the item brings, once it is committed. It is written also where nobody waits for it any more. Raises
        ServiceFailed."""
        done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        self._line.append(_Wanted(many, item, place, done))
        if self._task is None or self._task.done() or self._task.get_loop() is not done.get_loop():
            self._task = asyncio.create_task(self._shorten())
        return await done

    async def finished(self) -> None:
        if self._task is not None and self._task.get_loop() is asyncio.get_running_loop():
            await asyncio.wait({self._task})

    async def _shorten(self) -> None:
        while self._line:
            taken, self._line = self._line[:MOST], self._line[MOST:]
            if not await self._done(taken):
                for each in taken:  # one is at fault, and the others need not suffer for it
                    await self._done([each])

    async def _done(self, taken: "Sequence[_Wanted]") -> bool:
        """False where it is worth trying each alone."""
        batches = _batches(taken)
        try:
            results = await self._run([(many, [each.item for each in batch]) for many, batch in batches])
        except Exception as error:  # noqa: BLE001 it is raised where each of them is waited for
            if isinstance(error, WriteRefused) and len(taken) > 1:
                return False
            for each in taken:
                if not each.done.done():
                    each.done.set_exception(error)
        else:
            for (_, batch), brought in zip(batches, results, strict=True):
                for each, result in zip(batch, brought, strict=True):
                    if not each.done.done():
                        each.done.set_result(result)
        return True


@dataclass(frozen=True, slots=True)
class _Wanted:
    many: Many
    item: Any
    place: Place
    done: "asyncio.Future[Any]"


def _batches(taken: Sequence[_Wanted]) -> list[tuple[Many, list[_Wanted]]]:
    batches: list[tuple[Many, list[_Wanted]]] = []
    begins = 0  # of those that may still be added to
    for each in sorted(taken, key=lambda each: each.place is Place.LAST):
        if each.place is Place.ITS_OWN:
            batches.append((each.many, [each]))
            begins = len(batches)
        elif of_its_kind := next((batch for many, batch in batches[begins:] if many == each.many), None):
            of_its_kind.append(each)
        else:
            batches.append((each.many, [each]))
    return batches
