"""Every error as the contract has it: a status, our JSON, words for people, never a trace.

Knows which of our errors is which HTTP status, and how a validation error reads in a sentence.
"""

import logging
import math
from collections.abc import Sequence
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from rag.errors import BadQuestion, BookError, NotReady, ServiceFailed, UnknownMessage, UnknownSession
from rag.web.models import ErrorResponse

log = logging.getLogger(__name__)

_STATUS: dict[type[BookError], int] = {
    BadQuestion: 422,
    UnknownSession: 404,
    UnknownMessage: 404,
    NotReady: 503,
}
_HTTP_KINDS = {
    404: "not_found",
    405: "method_not_allowed",
    408: "timeout",
    413: "too_large",
    429: "rate_limited",
    503: "busy",
}
_HTTP_WORDS = {
    404: "there is nothing at this address; the routes are listed at /docs",
    405: "this address does not take that method; the routes are listed at /docs",
    408: "the request took too long to arrive; please send it again",
    413: "the request is too large; send at most 64 KB",
}

UNFORESEEN = "something went wrong on our side; please try again"

DESCRIPTIONS = {
    404: "No such conversation or answer.",
    408: "The body took more than 30 seconds to arrive.",
    413: "The body is larger than 64 KB.",
    429: "Asked too often; `Retry-After` says when the next request is taken.",
    422: "The input can't be used; `message` names the field and says what to do.",
    502: "A service that the answer needs failed, and nothing says when it will be back.",
    503: "Not available yet or at the moment; `Retry-After` says when to ask again.",
    500: "Our mistake; `request_id` finds it in the log.",
}


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """These errors for a route's OpenAPI entry."""
    retry = {"headers": {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}}
    return {
        status: {"model": ErrorResponse, "description": DESCRIPTIONS[status], **(retry if status in (429, 503) else {})}
        for status in sorted((*statuses, 500))
    }


def refusal(
    request: Request, status: int, kind: str, message: str, headers: dict[str, str] | None = None
) -> JSONResponse:
    message = message[:1].upper() + message[1:]
    body = ErrorResponse(error=kind, message=message, detail=message, request_id=request.scope.get("request_id", ""))
    return JSONResponse(body.model_dump(), status, headers)


def too_large(request: Request) -> JSONResponse:
    # The rest of the body is still on its way: the connection can't be used again.
    return refusal(request, 413, _HTTP_KINDS[413], _HTTP_WORDS[413], {"Connection": "close"})


def slow_down(request: Request, words: str, seconds: int) -> JSONResponse:
    return refusal(request, 429, _HTTP_KINDS[429], words, {"Retry-After": str(seconds)})


def origin_not_allowed(request: Request, origin: str) -> JSONResponse:
    words = f"pages at {origin[:200]} may not use this assistant; its operator can allow them in ALLOWED_ORIGINS"
    return refusal(request, 403, "origin_not_allowed", words)


def key_missing(request: Request) -> JSONResponse:
    words = 'this assistant wants the key that its operator set in API_KEY: send it as "Authorization: Bearer <key>"'
    return refusal(request, 401, "key_missing", words, {"WWW-Authenticate": "Bearer"})


def install(app: FastAPI) -> None:
    app.add_exception_handler(RequestValidationError, _invalid)
    app.add_exception_handler(HTTPException, _http)
    app.add_exception_handler(BookError, _ours)
    app.add_exception_handler(Exception, _unforeseen)


async def _invalid(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    return refusal(request, 422, "validation", in_words(error.errors()))


async def _http(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    if error.status_code == 400:  # what the framework says of bytes that it can't decode
        return refusal(request, 422, "validation", "the body can't be read: send JSON, encoded as UTF-8")
    words = _HTTP_WORDS.get(error.status_code, str(error.detail))
    return refusal(
        request, error.status_code, _HTTP_KINDS.get(error.status_code, "http"), words, dict(error.headers or {})
    )


async def _ours(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, BookError)
    status = _status(error)
    if status >= 500:
        if not isinstance(error, NotReady):
            log.error("%s %s", request.scope.get("request_id", ""), error)
        wait = _wait(error)
        headers = {} if wait is None else {"Retry-After": str(wait)}
        return refusal(request, status, error.kind, for_visitors(error), headers)
    return refusal(request, status, error.kind, str(error))


async def _unforeseen(request: Request, error: Exception) -> JSONResponse:
    log.error("%s unforeseen %s, its trace follows", request.scope.get("request_id", ""), type(error).__name__)
    return refusal(request, 500, "internal", UNFORESEEN)


def _status(error: BookError) -> int:
    """A service that failed is 502, unless it is known when asking again makes sense."""
    if isinstance(error, ServiceFailed):
        return 502 if error.retry_after is None else 503
    return _STATUS.get(type(error), 503)


def _wait(error: BookError) -> int | None:
    """Seconds, at least one."""
    if isinstance(error, NotReady | ServiceFailed) and error.retry_after is not None:
        return max(1, math.ceil(error.retry_after))
    return None


def for_visitors(error: BookError) -> str:
    """Words that tell a visitor enough, and nothing about our folders and services."""
    if isinstance(error, NotReady | BadQuestion | UnknownSession):
        return str(error)
    wait = _wait(error)
    again = "in a minute" if wait is None else f"in about {wait} second{'s' if wait > 1 else ''}"
    return f"the assistant can't answer at the moment; please try again {again}"


def in_words(errors: Sequence[Any]) -> str:
    """Which field, and what it should be. The input itself is not repeated."""
    sentences = []
    for each in errors:
        if each["type"] == "json_invalid":
            sentences.append("the body is not valid JSON")
            continue
        where = ".".join(str(part) for part in each["loc"] if part != "body")
        what = str(each["msg"]).removeprefix("Value error, ")
        if not where:
            sentences.append('send a JSON object with the header "Content-Type: application/json"')
        else:
            sentences.append(f'the field "{where}" can\'t be used: {what[:1].lower()}{what[1:]}')
    return "; ".join(dict.fromkeys(sentences))
