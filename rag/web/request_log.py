"""One line a request: what was asked of us, how it ended, how long it took.

Knows what may be written down: the words of a question only where LOG_QUESTIONS is on, a session's id never, an address as a hash.
"""

import logging
import re
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from starlette.types import Scope

from rag.events import Event, Finished
from rag.log_lines import FIELDS
from rag.services.breaker import Breaker
from rag.types import Answer, AnswerStatus
from rag.web.limits.addresses import Addresses

log = logging.getLogger("rag.access")

IN_SCOPE = "record"
_KNOWN = frozenset(
    {"/", "/chat", "/search", "/feedback", "/health", "/metrics", "/docs", "/openapi.json", "/favicon.ico"}
)
_FILE = re.compile(r"/(?:client|widget)[\w.-]*")
_QUIET = ("/health", "/ui", "/metrics")  # a line a minute of each would bury the rest
_METHODS = frozenset({"GET", "HEAD", "POST", "DELETE", "OPTIONS", "PUT", "PATCH"})


@dataclass(slots=True)
class Record:
    """What is learnt about one request on its way; the routes add to it."""

    request_id: str
    question: str = ""
    answer: Answer | None = None


def record_of(scope: Scope) -> Record:
    record = scope.get(IN_SCOPE)
    return record if isinstance(record, Record) else Record("")


def route_of(path: str) -> str:
    """One of a few names, whatever the path is: the path is the visitor's text, and a session's id in it is a key."""
    if path in _KNOWN or (len(path) < 40 and _FILE.fullmatch(path)):
        return path
    for prefix, route in (
        ("/chat/sessions/", "/chat/sessions/{session_id}"),
        ("/ui", "/ui"),
        ("/docs-assets/", "/docs-assets"),
    ):
        if path.startswith(prefix):
            return route
    return "other"


def method_of(method: str) -> str:
    return method if method in _METHODS else "other"


class RequestLog:
    """``breakers``: how the services are; ``questions``: whether their words may be logged."""

    def __init__(self, addresses: Addresses, breakers: Callable[[], Mapping[str, Breaker]], *, questions: bool) -> None:
        self._addresses = addresses
        self._breakers = breakers
        self._questions = questions

    def write(self, scope: Scope, status: int, seconds: float) -> None:
        """``status`` 0: the visitor had left before there was one."""
        route = route_of(scope["path"])
        level = logging.DEBUG if route in _QUIET and status < 500 else logging.INFO
        if not log.isEnabledFor(level):
            return
        record = record_of(scope)
        fields = self._fields(record, scope, route, status, seconds)
        path = ascii(scope["path"][:120])[1:-1] if route == "other" else route
        words = f"{record.request_id} {method_of(scope['method'])} {path} {status} {seconds * 1000:.0f} ms"
        if record.answer:
            words += f" {record.answer.status}" + (" cached" if record.answer.metadata.cached else "")
        if "question" in fields:
            words += f" {record.question!r}"
        log.log(level, "%s", words, extra={FIELDS: fields})

    def _fields(self, record: Record, scope: Scope, route: str, status: int, seconds: float) -> Mapping[str, Any]:
        fields: dict[str, Any] = {
            "id": record.request_id,
            "method": method_of(scope["method"]),
            "route": route,
            "status": status,
            "ms": round(seconds * 1000, 1),
            "who": self._addresses.who(scope)[:12],
        }
        if route == "other":
            fields["path"] = scope["path"][:120]
        if record.answer:
            fields["answer"] = _of(record.answer)
            fields["fallbacks"] = self._failing(record.answer)
        if record.question and self._questions:
            fields["question"] = record.question
        return fields

    def _failing(self, answer: Answer) -> list[str]:
        if answer.status is not AnswerStatus.DEGRADED:
            return []
        return [name for name, breaker in self._breakers().items() if breaker.failing]


async def heard(events: AsyncGenerator[Event, None], record: Record) -> AsyncGenerator[Event, None]:
    """The same events; the record learns the answer."""
    async with aclosing(events):
        async for event in events:
            if isinstance(event, Finished):
                record.answer = event.answer
            yield event


def _of(answer: Answer) -> Mapping[str, Any]:
    metadata = answer.metadata
    return {
        "message_id": answer.message_id,
        "status": str(answer.status),
        "model": metadata.model,
        "tokens": metadata.tokens_used,
        "cached": metadata.cached,
        "sources": len(answer.sources),
        "unsupported": metadata.unsupported_sentences,
        "timings_ms": dict(metadata.timings_ms),
    }
