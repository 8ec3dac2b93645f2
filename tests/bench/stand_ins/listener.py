"""A server that answers after a set time, at the price of some 50 µs a request.

Knows as much of HTTP/1.1 as HTTP clients send to an API: a head, a body of known length, one request after the other on a connection.
What is answered, the service that it stands in for knows.
"""

import asyncio
import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import orjson

JSON = b"application/json"
COUNTED = "/counted"  # tells how many requests were answered, to whoever starts the stand-in


@dataclass(frozen=True, slots=True)
class Request:
    method: str
    path: str
    body: bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """``after``: seconds from the request to the head."""

    body: bytes
    after: float
    status: int = 200


@dataclass(frozen=True, slots=True)
class Stream:
    """``pieces``: each with the seconds from the request to it; the head goes out with the first."""

    pieces: Sequence[tuple[float, bytes]]


Answer = Callable[[Request], Reply | Stream]


def serve(port: int, answer: Answer) -> None:
    """Until the process is ended."""
    asyncio.run(_serve(port, answer))


async def _serve(port: int, answer: Answer) -> None:
    counted = Counted()
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Connection(answer, counted), "127.0.0.1", port, backlog=1024)
    gc.freeze()
    await server.serve_forever()


@dataclass(slots=True)
class Counted:
    answered: int = 0


class _Connection(asyncio.Protocol):
    def __init__(self, answer: Answer, counted: Counted) -> None:
        self._answer = answer
        self._counted = counted
        self._data = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.WriteTransport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        self._data = self._data + data if self._data else data
        while request := self._taken():
            self._begin(request)

    def _taken(self) -> Request | None:
        end = self._data.find(b"\r\n\r\n")
        if end < 0:
            return None
        head = self._data[:end]
        length = length_of(head)
        if len(self._data) < end + 4 + length:
            return None
        method, path, _ = head.split(b" ", 2)
        body = self._data[end + 4 : end + 4 + length]
        self._data = self._data[end + 4 + length :]
        return Request(method.decode(), path.decode("latin-1"), body)

    def _begin(self, request: Request) -> None:
        if request.path == COUNTED:
            self._send(whole(Reply(orjson.dumps({"answered": self._counted.answered}), 0)))
            return
        answer = self._answer(request)
        self._counted.answered += 1
        if isinstance(answer, Reply):
            self._loop.call_later(answer.after, self._send, whole(answer))
            return
        head = STREAM_HEAD
        for after, piece in answer.pieces:
            self._loop.call_later(after, self._send, head + chunk(piece))
            head = b""

    def _send(self, data: bytes) -> None:
        if not self._transport.is_closing():
            self._transport.write(data)


STREAM_HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n"


def whole(reply: Reply) -> bytes:
    return b"HTTP/1.1 %d Status\r\ncontent-type: %s\r\ncontent-length: %d\r\n\r\n%s" % (
        reply.status,
        JSON,
        len(reply.body),
        reply.body,
    )


def chunk(piece: bytes) -> bytes:
    """One of a chunked body; of nothing: its end."""
    return b"%x\r\n%s\r\n" % (len(piece), piece)


def length_of(head: bytes) -> int:
    """Of the body that follows; 0 where the head names none."""
    at = head.lower().find(b"\r\ncontent-length:")
    return int(head[at + 17 :].split(b"\r\n", 1)[0]) if at >= 0 else 0
