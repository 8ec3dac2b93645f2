"""The door to `/ui/`: Gradio is imported when somebody opens it, not before.

Knows how to load the real app once, in a thread, while a page that refreshes itself is shown; importing and building Gradio takes
seconds of CPU and 70 MB, and the first answer must not wait for them. Knows also what of Gradio may be reached at all: it ships a
file relay, an upload and an open endpoint to each handler, and none of these belongs to the page.
"""

import asyncio
import contextlib
import logging
import re
from collections.abc import AsyncIterator

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from rag.startup import Startup

log = logging.getLogger(__name__)

_ALLOWED = re.compile(
    r"/(?:|config|info|theme\.css|manifest\.json|favicon\.ico|robots\.txt|(?:assets|static|svelte|_app)/[^:]*"
    r"|gradio_api/(?:startup-events|app_id|heartbeat/[\w-]+|queue/(?:join|data)|cancel|reset|info))"
)

_WAITING = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="refresh" content="1"><title>Opening…</title><link rel="icon" href="data:,">
<style>body{font:16px/1.5 system-ui,sans-serif;display:grid;place-items:center;min-height:90vh;color:#334;background:#fff}
@media (prefers-color-scheme:dark){body{color:#ccd;background:#111}}</style></head>
<body><p role="status">Opening the test page. This takes a few seconds the first time.</p></body></html>"""


class LazyUI:
    """An ASGI app that becomes Gradio at the first visit."""

    def __init__(self, startup: Startup) -> None:
        self._startup = startup
        self._app: ASGIApp | None = None
        self._loading: asyncio.Task[None] | None = None
        self._open = contextlib.AsyncExitStack()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        inside = scope["path"].removeprefix(scope.get("root_path", ""))
        response = self._answer(inside)
        if response is not None:
            await response(scope, receive, send)
            return
        assert self._app is not None
        await self._app({**scope, "root_path": scope.get("root_path", "").removesuffix("/ui")}, receive, send)

    async def enter(self, _: Request) -> Response:
        """`/ui` to `/ui/`, relatively: behind a proxy we don't know our own address."""
        return RedirectResponse("ui/", 307)

    def _answer(self, inside: str) -> Response | None:
        """A response of our own, or None where Gradio is to answer."""
        if not _ALLOWED.fullmatch(inside):
            return Response("Not found", 404, media_type="text/plain")
        if self._app is not None:
            return None
        if self._loading is None or (self._loading.done() and self._loading.exception()):
            self._loading = asyncio.create_task(self._load())
        return HTMLResponse(_WAITING, headers={"Cache-Control": "no-store"}, status_code=200 if inside == "/" else 503)

    async def _load(self) -> None:
        try:
            app = await asyncio.to_thread(_gradio, self._startup)
            await self._open.enter_async_context(_lifespan(app))
        except Exception:
            log.exception("the test page at /ui/ could not be opened")
            raise
        self._app = app

    async def close(self) -> None:
        if self._loading is not None:
            self._loading.cancel()
            with contextlib.suppress(asyncio.CancelledError, Exception):
                await self._loading
        await self._open.aclose()


def _gradio(startup: Startup) -> ASGIApp:
    from rag.web.ui import create_ui

    return create_ui(startup)


@contextlib.asynccontextmanager
async def _lifespan(app: ASGIApp) -> AsyncIterator[None]:
    async with app.router.lifespan_context(app):  # type: ignore[attr-defined]
        yield
