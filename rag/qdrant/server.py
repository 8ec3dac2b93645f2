"""A Qdrant server that we ask over REST: one client, two tries, one deadline, and our words for what went wrong.

Knows the vendor's client and its errors; not what is asked.
"""

import asyncio
import logging
import random
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import httpx
from httpx_aiohttp import AiohttpTransport
from qdrant_client import AsyncQdrantClient
from qdrant_client.common.client_exceptions import QdrantException, ResourceExhaustedResponse
from qdrant_client.http.exceptions import ApiException, ResponseHandlingException, UnexpectedResponse

from rag.errors import ServiceFailed
from rag.qdrant.address import is_open
from rag.services.retry_after import retry_after

log = logging.getLogger(__name__)

T = TypeVar("T")

PATIENCE = 2.0  # seconds: the longest Retry-After that we wait for
IDLE_SECONDS = 60  # a connection is kept; a new one to the cloud costs three round trips
CONNECTIONS = 100
_WORDS = 200  # characters of the server's own words in ours

# A reply that is not what Qdrant would say surfaces from its client as one of the last two.
_FAILURES = (ApiException, QdrantException, ValueError, AssertionError)


class Refused(ServiceFailed):
    """The server answered, with this HTTP status."""

    def __init__(self, message: str, status: int, in_short: str = "", wish: float | None = None) -> None:
        # 400: not the server's fault, whatever is wrong with what we ask; a collection that is gone is.
        of_request = status in (400, 413, 422)
        in_short = in_short or f"answered {status}"
        super().__init__("qdrant", message, in_short=in_short, retry_after=wish, of_request=of_request)
        self.status = status


class Server:
    """``url``: with scheme and port. The client belongs to the event loop it is first used in; call ``close`` before that loop ends."""

    def __init__(self, url: str, api_key: str, *, connect_timeout: float, timeout: float) -> None:
        self.url = url
        self._api_key = api_key
        self._connect_timeout = connect_timeout
        self._timeout = timeout
        self._client: AsyncQdrantClient | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        if api_key and is_open(url):
            log.warning("QDRANT_API_KEY is sent to %s unencrypted; use https", url)

    async def call(self, ask: Callable[[AsyncQdrantClient], Awaitable[T]], seconds: float | None = None) -> T:
        """What ``ask`` brings within ``seconds`` (default: the timeout), at the second try if need be: all we ask may be asked twice.
        Raises ServiceFailed, Refused."""
        seconds = seconds or self._timeout
        try:
            async with asyncio.timeout(seconds):
                return await self._twice(ask)
        except TimeoutError as error:
            raise _failed(f"Qdrant at {self.url}", f"did not answer within {seconds:g} s") from error

    async def close(self) -> None:
        client, self._client = self._client, None
        if client is not None and self._loop is asyncio.get_running_loop():
            await client.close()

    async def _twice(self, ask: Callable[[AsyncQdrantClient], Awaitable[T]]) -> T:
        for last in (False, True):
            try:
                return await ask(self._opened())
            except _FAILURES as error:
                pause = None if last else _pause(error)
                if pause is None:
                    raise self._failed(error) from error
                await asyncio.sleep(pause)
        raise AssertionError("the last try either returns or raises")

    def _opened(self) -> AsyncQdrantClient:
        loop = asyncio.get_running_loop()
        if self._client is None or self._loop is not loop:
            self._loop = loop
            # The key goes as a header, since the client would otherwise warn through `warnings` at each start.
            self._client = AsyncQdrantClient(
                url=self.url,
                headers={"api-key": self._api_key} if self._api_key else {},
                check_compatibility=False,
                limits=httpx.Limits(max_connections=CONNECTIONS, keepalive_expiry=IDLE_SECONDS),
                transport=_Transport(self._connect_timeout),
            )
        return self._client

    def _failed(self, error: Exception) -> ServiceFailed:
        where = f"Qdrant at {self.url}"
        if isinstance(error, ResourceExhaustedResponse):
            return self._refused(where, 429, "", error.retry_after_s)
        if isinstance(error, UnexpectedResponse):
            error.content = self._without_key(error.content.decode(errors="replace")).encode()
            wish = retry_after(error.headers.get("retry-after"))
            return self._refused(where, error.status_code or 0, error.content.decode(), wish)
        if isinstance(error, ResponseHandlingException) and not isinstance(error.source, ValueError):
            # aiohttp's error behind httpx's says best what happened.
            cause = error.source.__cause__ or error.source
            return _failed(where, f"can't be reached ({type(cause).__name__})")
        return _failed(where, "sent a reply that can't be read")

    def _refused(self, where: str, status: int, content: str, wish: float | None) -> Refused:
        if status in (401, 403):
            what = f"refuses the key ({status}); check QDRANT_API_KEY"
            return Refused(f"{where} {what}", status, what)
        if status == 429:
            what = "asks to slow down (429)"
            return Refused(f"{where} {what}", status, what, wish)
        return Refused(f"{where} answered {status}: {content[:_WORDS]}", status, wish=wish)

    def _without_key(self, text: str) -> str:
        return text.replace(self._api_key, "***") if self._api_key else text


def _failed(where: str, what: str) -> ServiceFailed:
    return ServiceFailed("qdrant", f"{where} {what}", in_short=what)


class _Transport(AiohttpTransport):
    """aiohttp takes a quarter of the CPU that httpx takes by itself. The vendor's client has one timeout, in whole seconds, for all
    phases; here connecting gets its own, and the rest is bounded by ``Server.call``."""

    def __init__(self, connect_timeout: float) -> None:
        super().__init__(limits=httpx.Limits(max_connections=CONNECTIONS, keepalive_expiry=IDLE_SECONDS))
        self._connect_timeout = connect_timeout

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        request.extensions["timeout"] = {"connect": self._connect_timeout}
        reply: httpx.Response = await super().handle_async_request(request)
        return reply


def _pause(error: Exception) -> float | None:
    """Seconds until it makes sense to ask again; None where it makes none."""
    jitter = random.uniform(0.1, 0.3)
    if isinstance(error, ResourceExhaustedResponse):
        return error.retry_after_s + jitter if error.retry_after_s <= PATIENCE else None
    if isinstance(error, UnexpectedResponse):
        return jitter if error.status_code == 429 or (error.status_code or 0) >= 500 else None
    if isinstance(error, ResponseHandlingException):
        source: Any = error.source
        return (
            jitter if isinstance(source, httpx.TransportError) and not isinstance(source, httpx.ReadTimeout) else None
        )
    return None
