"""What every request passes on its way in and out: an id, a limit to its size, one line in the log, careful headers.

Knows ASGI only, so that it costs microseconds and leaves streams alone.
"""

import asyncio
import contextlib
import logging
import time
import uuid

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.web import refusals

log = logging.getLogger("rag.access")

BODY_BYTES = 64 * 1024
UI_BODY_BYTES = 1024 * 1024  # Gradio sends the conversation on show back with each event
DRAIN_BYTES = 32 * 1024 * 1024
DRAIN_SECONDS = 5.0
_QUIET = ("/health", "/ui/")  # a line a minute of each would bury the rest


class Guard:
    """The outermost layer, around the framework's own error handling, so that nothing leaves without an id."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope["request_id"] = request_id = uuid.uuid4().hex[:12]
        began = time.perf_counter()
        status = 0

        async def stamped(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-ID"] = request_id
                headers["X-Content-Type-Options"] = "nosniff"
                headers.setdefault("Referrer-Policy", "strict-origin-when-cross-origin")
            await send(message)

        try:
            await self._within_limit(scope, receive, stamped)
        except asyncio.CancelledError:
            # Only the server cancels here, when it ends and a stream is still open; there is nobody further out to tell.
            log.info("%s broken off, since the program ends", request_id)
        finally:
            level = logging.DEBUG if scope["path"].startswith(_QUIET) and status < 500 else logging.INFO
            log.log(
                level,
                "%s %s %s %s %.0f ms",
                request_id,
                scope["method"],
                _one_line(scope["path"]),
                status,
                (time.perf_counter() - began) * 1000,
            )

    async def _within_limit(self, scope: Scope, receive: Receive, send: Send) -> None:
        """A body that is too large is thrown away as it comes, up to a point, since many clients read no reply before all is sent."""
        limit = UI_BODY_BYTES if scope["path"].startswith("/ui/") else BODY_BYTES
        declared = Headers(scope=scope).get("content-length", "0")
        if declared.isdecimal() and int(declared) > limit:
            await _drain(receive)
            await refusals.too_large(Request(scope))(scope, receive, send)
            return
        taken = 0

        async def counted() -> Message:
            nonlocal taken
            message = await receive()
            taken += len(message.get("body", b""))
            if taken > limit:
                await _drain(receive)
                raise HTTPException(413)
            return message

        await self.app(scope, counted, send)


async def _drain(receive: Receive) -> None:
    thrown_away = 0
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(DRAIN_SECONDS):
            while thrown_away < DRAIN_BYTES:
                message = await receive()
                thrown_away += len(message.get("body", b""))
                if not message.get("more_body"):
                    return


def _one_line(path: str) -> str:
    """A path is the visitor's text: it must not be able to forge a line of the log, or fill it. Session ids are keys, and stay out."""
    if path.startswith("/chat/sessions/"):
        return "/chat/sessions/…"
    return ascii(path[:120])[1:-1]
