"""A Space that speaks the chat's contract and does what the real one does only on bad days.

Knows the wire: health, preflights, the stream's frames. A test scripts what comes, frame by frame, and when.
"""

import contextlib
import http.server
import json
import socket
import threading
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from wire.listener import Listener

DROP = object()  # the connection ends here, without a goodbye
OPEN = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Allow-Methods": "*",
    "Access-Control-Expose-Headers": "Retry-After, X-Request-ID, X-Origin-Allowed, x-vercel-ai-ui-message-stream",
    "Access-Control-Max-Age": "0",
}


def source(index: int = 1, **changed: Any) -> dict[str, Any]:
    return {
        "chunk_id": f"chunk-{index}",
        "title": "Cars",
        "slug": "cars",
        "score": 0.9,
        "index": index,
        "section": "Brakes",
        "url": "/docs/cars#brakes:~:text=Each%20car%20has%20a%20sand%20brake",
        "quote": "Each car has a sand brake and a rail magnet.",
        **changed,
    }


def answer(text: str, sources: Sequence[dict[str, Any]] = (), **changed: Any) -> dict[str, Any]:
    return {
        "session_id": "session-of-the-stand-in",
        "message": text,
        "sources": list(sources),
        "metadata": {},
        "message_id": "message-1",
        "status": "answered",
        "suggestions": [],
        **changed,
    }


def streamed(text: str, sources: Sequence[dict[str, Any]] = (), pieces: int = 6, **changed: Any) -> list[Any]:
    """The frames of a whole answer, its text in about so many pieces."""
    size = max(1, -(-len(text) // pieces))
    return [
        *begun(),
        *(
            {"type": "source-url", "sourceId": str(each["index"]), "url": each["url"], "title": each["title"]}
            for each in sources
        ),
        *(delta(text[at : at + size]) for at in range(0, len(text), size)),
        {"type": "text-end", "id": "answer"},
        {"type": "data-answer", "data": answer(text, sources, **changed)},
        {"type": "finish"},
    ]


def begun() -> list[Any]:
    return [
        {"type": "start", "messageId": "message-1"},
        {"type": "data-session", "data": {"session_id": "session-of-the-stand-in"}},
        {"type": "text-start", "id": "answer"},
    ]


def delta(text: str) -> dict[str, Any]:
    return {"type": "text-delta", "id": "answer", "delta": text}


@dataclass
class Refusal:
    status: int
    error: str
    message: str
    headers: dict[str, str] = field(default_factory=dict)


class Space:
    """``with Space() as space``; then ``space.url``. A reply is a list of frames, events to wait for and DROPs, or a Refusal."""

    def __init__(self, port: int = 0) -> None:
        self.port = port
        self.replies: list[Any] = []  # one a question, the last one for all that follow
        self.health: list[Any] = []  # Refusals before it is up
        self.headers: dict[str, str] = {}
        self.questions: list[dict[str, Any]] = []
        self.feedback: list[dict[str, Any]] = []
        self.forgotten: list[str] = []
        self.left = threading.Event()  # somebody did not wait for the end of an answer
        self.url = ""

    def says(self, text: str, sources: Sequence[dict[str, Any]] = (), **changed: Any) -> None:
        self.replies.append(streamed(text, sources, **changed))

    def __enter__(self) -> "Space":
        space = self

        class Handler(_Handler):
            served = space

        self._listener = Listener(Handler, self.port)
        self.url = f"http://127.0.0.1:{self._listener.server_port}"
        return self

    def __exit__(self, *_: object) -> None:
        self._listener.end()


class _Handler(http.server.BaseHTTPRequestHandler):
    served: Space

    def do_OPTIONS(self) -> None:
        self._send(204, b"")

    def do_GET(self) -> None:
        if self.served.health:
            self._refuse(self.served.health.pop(0))
        else:
            self._json(200, {"status": "ok"})

    def do_DELETE(self) -> None:
        self.served.forgotten.append(self.path.rpartition("/")[2])
        self._json(200, {"deleted": True})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path == "/feedback":
            self.served.feedback.append(body)
            self._send(204, b"")
            return
        self.served.questions.append(body)
        replies = self.served.replies
        reply = replies.pop(0) if len(replies) > 1 else replies[0]
        if isinstance(reply, Refusal):
            self._refuse(reply)
        else:
            self._stream(reply)

    def _stream(self, frames: Sequence[Any]) -> None:
        self._head(200, {"Content-Type": "text/event-stream", "x-vercel-ai-ui-message-stream": "v1"})
        for frame in frames:
            if frame is DROP:
                with contextlib.suppress(OSError):
                    self.connection.shutdown(socket.SHUT_RDWR)
                return
            if isinstance(frame, threading.Event):
                frame.wait(30)
                continue
            try:
                self.wfile.write(b"data: " + json.dumps(frame).encode() + b"\n\n")
                self.wfile.flush()
            except OSError:
                self.served.left.set()
                return
        self.wfile.write(b"data: [DONE]\n\n")

    def _refuse(self, refusal: Refusal) -> None:
        body = {"error": refusal.error, "message": refusal.message, "detail": refusal.message, "request_id": "r1"}
        self._json(refusal.status, body, refusal.headers)

    def _json(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        self._send(status, json.dumps(body).encode(), {"Content-Type": "application/json", **(headers or {})})

    def _send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self._head(status, {"Content-Length": str(len(body)), **(headers or {})})
        self.wfile.write(body)

    def _head(self, status: int, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {**OPEN, **self.served.headers, **headers}.items():
            self.send_header(name, value)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Quiet."""
