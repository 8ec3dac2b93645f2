"""Every error as the contract has it: a status, our JSON, words for people, never a trace.

Knows which of our errors is which HTTP status, and how a validation error reads in a sentence.
"""

import logging
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
    ServiceFailed: 502,
}
_HTTP_KINDS = {404: "not_found", 405: "method_not_allowed", 413: "too_large"}
_HTTP_WORDS = {
    404: "there is nothing at this address; the routes are listed at /docs",
    405: "this address does not take that method; the routes are listed at /docs",
    413: "the request is too large; send at most 64 KB",
}

UNFORESEEN = "something went wrong on our side; please try again"

DESCRIPTIONS = {
    404: "No such conversation or answer.",
    413: "The body is larger than 64 KB.",
    422: "The input can't be used; `message` names the field and says what to do.",
    502: "A service that the answer needs failed.",
    503: "Not available yet or at the moment; `Retry-After` says when to ask again.",
    500: "Our mistake; `request_id` finds it in the log.",
}


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """These errors for a route's OpenAPI entry."""
    retry = {"headers": {"Retry-After": {"description": "Seconds to wait.", "schema": {"type": "integer"}}}}
    return {
        status: {"model": ErrorResponse, "description": DESCRIPTIONS[status], **(retry if status == 503 else {})}
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
    if isinstance(error, NotReady):
        return refusal(request, 503, error.kind, str(error), {"Retry-After": str(error.retry_after)})
    status = _STATUS.get(type(error), 503)
    if status >= 500:
        log.error("%s %s", request.scope.get("request_id", ""), error)
        return refusal(request, status, error.kind, for_visitors(error))
    return refusal(request, status, error.kind, str(error))


async def _unforeseen(request: Request, error: Exception) -> JSONResponse:
    log.error("%s unforeseen %s, its trace follows", request.scope.get("request_id", ""), type(error).__name__)
    return refusal(request, 500, "internal", UNFORESEEN)


def for_visitors(error: BookError) -> str:
    """Words that tell a visitor enough, and nothing about our folders and services."""
    if isinstance(error, NotReady | BadQuestion | UnknownSession):
        return str(error)
    return "the assistant can't answer at the moment; please try again in a minute"


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
