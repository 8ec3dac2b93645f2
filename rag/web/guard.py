"""What every request passes on its way in and out: an id, careful headers, a limit to its size and to the time it takes to arrive.

Knows ASGI only, so that it costs microseconds and leaves streams alone.
"""

import asyncio
import contextlib
import logging
import time
import uuid
from collections.abc import Callable, Mapping, Sequence

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from rag.web import refusals
from rag.web.request_log import IN_SCOPE, Record

log = logging.getLogger("rag.access")

Ended = Callable[[Scope, int, float], None]  # status, 0 where there was none, and seconds until the end of the reply

BODY_BYTES = 64 * 1024
UI_BODY_BYTES = 1024 * 1024  # Gradio sends the conversation on show back with each event
DRAIN_BYTES = 32 * 1024 * 1024
DRAIN_SECONDS = 5.0
BODY_SECONDS = 30.0  # until all of a body has arrived

# A Space shows its app in a frame of its page; nobody else may.
_FRAMES = "frame-ancestors 'self' https://huggingface.co https://*.hf.space"
_ALWAYS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "strict-origin-when-cross-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


def _headers(policy: str) -> Sequence[tuple[bytes, bytes]]:
    named: Mapping[str, str] = {**_ALWAYS, "Content-Security-Policy": policy}
    return [(name.lower().encode(), value.encode()) for name, value in named.items()]


_DATA = _headers("default-src 'none'; frame-ancestors 'none'")
# Gradio and the page at /docs run scripts in their pages; what they load, show and call is all from here.
_PAGE = _headers(
    "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; object-src 'none'; base-uri 'self'; form-action 'self'; "
    + _FRAMES
)


class Guard:
    """The outermost layer, around the framework's own error handling, so that nothing leaves without an id. ``ended`` is told of each."""

    def __init__(self, app: ASGIApp, ended: Ended = lambda scope, status, seconds: None) -> None:
        self.app = app
        self._ended = ended

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        scope["request_id"] = request_id = uuid.uuid4().hex[:12]
        scope[IN_SCOPE] = Record(request_id)
        began = time.perf_counter()
        status = 0

        async def stamped(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = message["headers"] = list(message.get("headers", ()))
                present = {name.lower() for name, _ in headers}
                headers.append((b"x-request-id", request_id.encode()))
                headers.extend(header for header in _careful(scope["path"]) if header[0] not in present)
            await send(message)

        try:
            await self.app(scope, receive, stamped)
        except asyncio.CancelledError:
            # Only the server cancels here, when it ends and a stream is still open; there is nobody further out to tell.
            log.info("%s broken off, since the program ends", request_id)
        finally:
            self._ended(scope, status, time.perf_counter() - began)


class BodyLimit:
    """A body that is too large is thrown away as it comes, up to a point, since many clients read no reply before all is sent."""

    def __init__(self, app: ASGIApp, seconds: float = BODY_SECONDS) -> None:
        self.app = app
        self._seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = UI_BODY_BYTES if scope["path"].startswith("/ui/") else BODY_BYTES
        declared = Headers(scope=scope).get("content-length", "0")
        if declared.isdecimal() and int(declared) > limit:
            await _drain(receive)
            await refusals.too_large(Request(scope))(scope, receive, send)
            return
        taken, whole = 0, False
        deadline = asyncio.get_running_loop().time() + self._seconds

        async def counted() -> Message:
            nonlocal taken, whole
            if whole:
                return await receive()
            try:
                async with asyncio.timeout_at(deadline):
                    message = await receive()
            except TimeoutError:
                raise HTTPException(408, headers={"Connection": "close"}) from None
            whole = not message.get("more_body", False)
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


def _careful(path: str) -> Sequence[tuple[bytes, bytes]]:
    return _PAGE if path.startswith(("/ui", "/docs")) else _DATA
