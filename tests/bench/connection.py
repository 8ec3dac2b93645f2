"""One visitor's connection: a question out, and when which part of the answer came back.

Knows as much of HTTP/1.1 as is needed to see an answer's head, its first words and its end, at a fraction of what an HTTP client costs,
so that the one who measures takes little from those who are measured.
"""

import asyncio
from dataclasses import dataclass

from bench.stand_ins.listener import length_of

FIRST_TEXT = b'"text-delta"'
_END = b"\r\n0\r\n\r\n"  # of a chunked body; no chunk of JSON lines ends in these bytes


@dataclass(frozen=True, slots=True)
class Reply:
    """Seconds since the question was sent. ``first``: until the first words; of a whole answer, until its end."""

    status: int
    head: float
    first: float
    end: float
    body: bytes


class Connection(asyncio.Protocol):
    """``await Connection.to(port)``, then ``ask`` again and again."""

    @classmethod
    async def to(cls, port: int) -> "Connection":
        _, made = await asyncio.get_running_loop().create_connection(cls, "127.0.0.1", port)
        return made

    def __init__(self) -> None:
        self._reading: _Reading | None = None
        self.closed = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport: asyncio.WriteTransport = transport  # type: ignore[assignment]

    def data_received(self, data: bytes) -> None:
        if self._reading is not None:
            self._reading.take(data)

    def connection_lost(self, exc: Exception | None) -> None:
        self.closed = True
        if self._reading is not None and not self._reading.reply.done():
            self._reading.reply.set_exception(ConnectionResetError("the connection ended before the answer did"))

    async def ask(self, request: bytes) -> Reply:
        """Raises ConnectionError."""
        if self.closed:
            raise ConnectionResetError("the connection has ended")
        self._reading = _Reading()
        self._transport.write(request)
        return await self._reading.reply

    def close(self) -> None:
        self._transport.abort()


class _Reading:
    """A reply as it comes."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self._time = loop.time
        self._began = loop.time()
        self._data = bytearray()
        self._body = -1  # where it begins
        self._length: int | None = None  # of the body; None where it comes in chunks
        self._head = self._first = 0.0
        self.reply: asyncio.Future[Reply] = loop.create_future()

    def take(self, data: bytes) -> None:
        looked_at = max(0, len(self._data) - len(FIRST_TEXT))
        self._data += data
        if self._body < 0 and not self._take_head():
            return
        if not self._first and self._data.find(FIRST_TEXT, looked_at) >= 0:
            self._first = self._time() - self._began
        if self._ended() and not self.reply.done():
            end = self._time() - self._began
            status = int(self._data[9:12])
            self.reply.set_result(Reply(status, self._head, self._first or end, end, bytes(self._data[self._body :])))

    def _take_head(self) -> bool:
        end = self._data.find(b"\r\n\r\n")
        if end < 0:
            return False
        head = bytes(self._data[:end])
        self._body = end + 4
        self._head = self._time() - self._began
        self._length = None if b"chunked" in head.lower() else length_of(head)
        return True

    def _ended(self) -> bool:
        if self._length is not None:
            return len(self._data) - self._body >= self._length
        return self._data.endswith(_END)


def post(path: str, body: bytes, accept: str) -> bytes:
    return (
        b"POST %s HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: %s\r\ncontent-type: application/json\r\ncontent-length: %d\r\n\r\n%s"
        % (path.encode(), accept.encode(), len(body), body)
    )


def get(path: str) -> bytes:
    return b"GET %s HTTP/1.1\r\nhost: 127.0.0.1\r\naccept: */*\r\n\r\n" % path.encode()
