"""What every request passes on its way in and out: an id, one line in the log, and headers that keep browsers careful.

Knows ASGI only, so that it costs microseconds and leaves streams alone.
"""

import logging
import time
import uuid

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

log = logging.getLogger("rag.access")

BODY_BYTES = 64 * 1024
_QUIET = ("/health", "/ui/")  # a line a minute of each would bury the rest


class Guard:
    """The outermost layer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
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
            await self._app(scope, receive, stamped)
        finally:
            level = logging.DEBUG if scope["path"].startswith(_QUIET) and status < 500 else logging.INFO
            log.log(level, "%s %s %s %s %.0f ms", request_id, scope["method"], _one_line(scope["path"]), status, (time.perf_counter() - began) * 1000)


def _one_line(path: str) -> str:
    """A path is the visitor's text: it must not be able to forge a line of the log, or fill it. Session ids are keys, and stay out."""
    if path.startswith("/chat/sessions/"):
        return "/chat/sessions/…"
    return ascii(path[:120])[1:-1]
