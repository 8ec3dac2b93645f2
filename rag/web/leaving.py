"""Work that ends when whoever asked for it has left.

Knows that a server tells so by a message, which nobody reads while a plain reply is being made: without this a visitor who closes the
page leaves all upstream calls running. A stream needs it not; sending fails there.
"""

import asyncio
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any, TypeVar

from starlette.exceptions import HTTPException
from starlette.requests import Request

T = TypeVar("T")

CLIENT_CLOSED_REQUEST = 499  # nginx's number; nobody is there to read it, but the log


async def unless_they_leave(request: Request, work: Coroutine[Any, Any, T]) -> T:
    """``work``'s result; it is cancelled, and waited for, where the visitor leaves. The body must have been read."""
    working = asyncio.ensure_future(work)
    leaving = asyncio.ensure_future(_left(request))
    try:
        await asyncio.wait({working, leaving}, return_when=asyncio.FIRST_COMPLETED)
        if working.done():
            return working.result()
        raise HTTPException(CLIENT_CLOSED_REQUEST, "the visitor left before the answer was there")
    finally:
        for task in (working, leaving):
            if not task.done():
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass
