"""The layer that asks the limiter before a request goes on.

Knows which routes cost what. It stands before the body is read, so that a refusal costs next to nothing.
"""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from rag.startup import Startup
from rag.web import in_flight, refusals
from rag.web.in_flight import InFlight
from rag.web.limits.limiter import IN_SCOPE, Limiter, TooMany
from rag.web.limits.sharing import Sharing

_BY_PATH = {
    "/chat": "questions",
    "/search": "searches",
    "/feedback": "requests",
    "/ui/gradio_api/queue/join": "requests",
}
_SESSIONS = re.compile(r"/chat/sessions/.+")


class Gate:
    """``in_flight`` is passed on to the routes, which know when a question is one."""

    def __init__(self, app: ASGIApp, limiter: Limiter, in_flight: InFlight) -> None:
        self._app = app
        self._limiter = limiter
        self._in_flight = in_flight

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        scope[IN_SCOPE] = self._limiter
        scope[in_flight.IN_SCOPE] = self._in_flight
        what = _what(scope["method"], scope["path"])
        if what:
            try:
                self._limiter.check(scope, what)
            except TooMany as error:
                await refusals.slow_down(Request(scope), str(error), error.seconds)(scope, receive, send)
                return
        await self._app(scope, receive, send)


def _what(method: str, path: str) -> str:
    if method == "POST":
        return _BY_PATH.get(path.rstrip("/"), "")
    return "requests" if method in ("GET", "DELETE") and _SESSIONS.fullmatch(path) else ""


@contextlib.asynccontextmanager
async def shared_counts(limiter: Limiter, startup: Startup) -> AsyncIterator[None]:
    """While the app runs, what is counted here and elsewhere is exchanged, where there is a place for that."""
    if not startup.has_postgres:
        yield
        return
    sharing = Sharing(limiter.counters, lambda: startup.parts.rates if startup.parts else None)
    task = asyncio.create_task(sharing.run())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task
