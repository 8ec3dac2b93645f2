"""A small server that speaks OpenAI's chat API over a real socket, and misbehaves as it is told.

It knows HTTP/1.1 and server-sent events, nothing of the book. It plays its replies in order, the last one again and again,
and records each request and how many answers are being sent.
"""

import asyncio
import contextlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

CUT = "cut"  # the connection breaks
HANG = "hang"  # nothing more is sent until the client leaves

Step = bytes | float | str  # bytes to send, seconds to wait, CUT or HANG


@dataclass(frozen=True)
class Reply:
    """``steps`` before the head when ``status`` is 0."""

    steps: Sequence[Step] = ()
    status: int = 200
    headers: tuple[tuple[str, str], ...] = (("content-type", "text/event-stream"),)


@dataclass(frozen=True)
class Request:
    path: str
    headers: dict[str, str]
    body: dict[str, Any]


def event(data: Any) -> bytes:
    text = data if isinstance(data, str) else json.dumps(data, ensure_ascii=False)
    return f"data: {text}\n\n".encode()


DONE = event("[DONE]")


def chunk(content: str | None = None, *, finish: str | None = None, **delta: Any) -> bytes:
    if content is not None:
        delta["content"] = content
    return event(
        {
            "id": "c1",
            "object": "chat.completion.chunk",
            "choices": [{"index": 0, "delta": delta, "finish_reason": finish}],
        }
    )


def usage(total: int) -> bytes:
    counted = {"prompt_tokens": total - 5, "completion_tokens": 5, "total_tokens": total}
    return event({"id": "c1", "object": "chat.completion.chunk", "choices": [], "usage": counted})


def says(*pieces: str, total: int | None = 42, finish: str = "stop") -> Reply:
    """A stream as OpenAI sends it; without ``total`` as a server that counts nothing."""
    counted = [usage(total)] if total is not None else []
    return Reply([chunk("", role="assistant"), *map(chunk, pieces), chunk(finish=finish), *counted, DONE])


def fails(
    status: int,
    message: str = "no",
    *,
    code: str | None = None,
    param: str | None = None,
    headers: Sequence[tuple[str, str]] = (),
) -> Reply:
    error = {"error": {"message": message, "type": "an_error", "param": param, "code": code}}
    return Reply([json.dumps(error).encode()], status, (("content-type", "application/json"), *headers))


class OpenAIServer:
    """``async with OpenAIServer(says("Hello")) as server``; then ``server.url``. Entered again, it is back at the same address."""

    def __init__(self, *replies: Reply) -> None:
        self.replies = list(replies)
        self.requests: list[Request] = []
        self.url = ""
        self._port = 0
        self.active = 0  # answers that are being sent
        self.connections = 0  # made so far
        self.asked = asyncio.Event()  # a request came
        self._idle = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> "OpenAIServer":
        self._server = await asyncio.start_server(self._accept, "127.0.0.1", self._port)
        self._port = self._server.sockets[0].getsockname()[1]
        self.url = f"http://127.0.0.1:{self._port}/v1"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def idle(self) -> None:
        """Returns once no answer is being sent."""
        await self._idle.wait()

    async def _accept(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        self.connections += 1
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError, asyncio.CancelledError):
            while True:
                self.requests.append(await _read(reader))
                reply = self.replies.pop(0) if len(self.replies) > 1 else self.replies[0]
                self.active += 1
                self.asked.set()
                self._idle.clear()
                try:
                    await _play(reply, reader, writer)
                finally:
                    self.active -= 1
                    if not self.active:
                        self._idle.set()
        writer.transport.abort()


async def _read(reader: asyncio.StreamReader) -> Request:
    head = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
    headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in head[1:] if line)}
    body = await reader.readexactly(int(headers.get("content-length", 0)))
    return Request(head[0].split()[1], headers, json.loads(body or b"{}"))


async def _play(reply: Reply, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    if reply.status:
        lines = [f"HTTP/1.1 {reply.status} Status", *(f"{name}: {value}" for name, value in reply.headers)]
        writer.write("\r\n".join([*lines, "transfer-encoding: chunked", "", ""]).encode())
    for step in reply.steps:
        if isinstance(step, bytes):
            writer.write(b"%x\r\n%s\r\n" % (len(step), step) if step else b"")
            await writer.drain()
        elif isinstance(step, str):
            await writer.drain()
            if step == HANG:
                await reader.read()  # a client that leaves ends it
            raise ConnectionAbortedError(step)
        else:
            await asyncio.sleep(step)
    writer.write(b"0\r\n\r\n")
    await writer.drain()
