"""One connection to a client, with bounds: how long a request may take to arrive, how large its head may be, how long a reader may stall.

Knows uvicorn's protocol on httptools and its callbacks; nothing of what a request means. What is refused here never becomes a
request: the reply is written, the connection closed, and no route has run.
"""

import asyncio
import json
import logging
from http import HTTPStatus
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

log = logging.getLogger(__name__)

HEAD_BYTES = 32 * 1024  # of names and values
HEADERS = 100
URL_BYTES = 16 * 1024
FRAMING_BYTES = 512 * 1024  # of a body: what is not body in it, such as the lengths of chunks, and trailers

BAD, SLOW, LONG_URL, LARGE_HEAD, FULL = (HTTPStatus(status) for status in (400, 408, 414, 431, 503))
_REFUSALS = {
    BAD: ("bad_request", "This is not a request that HTTP/1.1 knows."),
    SLOW: ("timeout", "The request took too long to arrive; please send it again."),
    LONG_URL: ("too_large", "The address is too long; send at most 16 KB."),
    LARGE_HEAD: ("too_large", "The headers are too large; send at most 100 headers and 32 KB."),
    FULL: ("busy", "Too many are connected at the moment; please try again in a few seconds."),
}


class _Refused(Exception):
    """Leaves the parser, which knows its own errors only."""


class Connection(HttpToolsProtocol):
    """Bounded by what its class says."""

    head_seconds = (
        10.0  # from the first byte of a request, or the beginning of the connection, to the end of the headers
    )
    stall_seconds = 30.0  # that nothing of a reply is taken
    most = 2_000  # at once

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self._late: asyncio.TimerHandle | None = None
        self._stalled: asyncio.TimerHandle | None = None
        self._in_head = True
        self._begun = False
        self._hosts = 0
        self._head = 0  # bytes of names and values
        self._raw = 0  # bytes since the request began
        self._body = 0  # of them, bytes of body
        self._refusal = BAD

    # ---------------------------------------------------------------- what arrives

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        if len(self.connections) > self.most:
            self._refuse(FULL)
        else:
            self._expect_head()

    def data_received(self, data: bytes) -> None:
        self._raw += len(data)
        super().data_received(data)
        framing = self._raw - self._body
        if framing > (HEAD_BYTES + URL_BYTES if self._in_head else FRAMING_BYTES) and not self.transport.is_closing():
            self._refuse(LARGE_HEAD)

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._in_head = self._begun = True
        self._hosts = self._head = self._raw = self._body = 0
        if self._late is None:
            self._expect_head()

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        if len(self.url) > URL_BYTES:
            self._leave_parser(LONG_URL)

    def on_header(self, name: bytes, value: bytes) -> None:
        super().on_header(name, value)
        self._head += len(name) + len(value)
        if self._head > HEAD_BYTES or len(self.headers) > HEADERS:
            self._leave_parser(LARGE_HEAD)
        self._hosts += self._in_head and len(name) == 4 and name.lower() == b"host"

    def on_headers_complete(self) -> None:
        self._in_head = False
        self._forget_late()
        # https://www.rfc-editor.org/rfc/rfc9112#section-3.2: what stands in front of us may have read the other one.
        if self._hosts > 1 or (not self._hosts and self.parser.get_http_version() == "1.1"):
            self._leave_parser(BAD)
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        self._body += len(body)
        super().on_body(body)

    # ---------------------------------------------------------------- what leaves

    def pause_writing(self) -> None:
        super().pause_writing()
        if self._stalled is None:
            self._stalled = self.loop.call_later(self.stall_seconds, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._forget_stalled()

    def connection_lost(self, exc: Exception | None) -> None:
        self._forget_late()
        self._forget_stalled()
        super().connection_lost(exc)

    def send_400_response(self, msg: str) -> None:
        """The base class calls it for whatever the parser did not take."""
        refusal, self._refusal = self._refusal, BAD
        self._refuse(refusal)

    # ---------------------------------------------------------------- how it is bounded

    def _expect_head(self) -> None:
        self._late = self.loop.call_later(self.head_seconds, self._too_late)

    def _too_late(self) -> None:
        if self._begun:
            self._refuse(SLOW)
        else:
            self.transport.close()  # it never asked for anything

    def _forget_late(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None

    def _forget_stalled(self) -> None:
        if self._stalled is not None:
            self._stalled.cancel()
            self._stalled = None

    def _leave_parser(self, refusal: HTTPStatus) -> None:
        self._refusal = refusal
        raise _Refused

    def _refuse(self, status: HTTPStatus) -> None:
        if self.transport.is_closing():
            return
        self._forget_late()
        cycle = self.cycle
        if cycle is None or cycle.response_complete or not cycle.response_started:
            self.transport.write(_reply(status))  # else these words would stand inside another reply
        if cycle is not None:
            cycle.disconnected = True
        log.debug("a connection was closed: %d %s", status, status.phrase)
        self.transport.close()


def _reply(status: HTTPStatus) -> bytes:
    kind, words = _REFUSALS[status]
    body = json.dumps({"error": kind, "message": words, "detail": words, "request_id": ""}).encode()
    head = [
        f"HTTP/1.1 {status.value} {status.phrase}",
        "content-type: application/json",
        f"content-length: {len(body)}",
        "x-content-type-options: nosniff",
        "connection: close",
        *(["retry-after: 5"] if status is FULL else []),
    ]
    return "\r\n".join([*head, "", ""]).encode() + body
