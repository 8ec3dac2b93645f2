"""The way to Cohere's API: one client, two tries, one deadline, and our words for what went wrong.

Knows the SDK's client and its errors; not what is asked.
"""

import asyncio
import importlib
import logging
import random
import time
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any, TypeVar

from rag.errors import ServiceFailed, SettingsError
from rag.services.address import read_address, read_key
from rag.services.retry_after import retry_after

if TYPE_CHECKING:
    from cohere import AsyncClientV2

T = TypeVar("T")

PATIENCE = 2.0  # seconds: the longest Retry-After that a call waits for
LONGEST_PAUSE = 60.0  # seconds: how long we ask nothing after a longer one
CONNECTIONS = 100
IDLE_SECONDS = 60
TOKEN = 8  # characters from which on a part of the address may be what a gateway lets us in by
_WORDS = 200  # characters of the API's own words in ours


class CohereConnection:
    """One HTTP client for all that we ask. It belongs to the event loop it is first used in; call ``close`` before that loop ends."""

    def __init__(
        self, api_key: str, base_url: str = "", *, connect_timeout: float = 3.0, timeout: float = 10.0
    ) -> None:
        """``base_url``: "" for Cohere's own; ``timeout``: seconds a call, both tries and the pause between them taken together."""
        self._api_key = read_key("COHERE_API_KEY", api_key)
        self._base_url = base_url.strip()
        self._secrets = [self._api_key]
        if self._base_url:
            parts = read_address("CO_API_URL", self._base_url)
            if "@" in parts.netloc or parts.query:
                raise SettingsError("CO_API_URL holds a login or a query, which Cohere's SDK can't send; leave it out")
            self._secrets += [each for each in parts.path.split("/") if len(each) >= TOKEN]
        self._connect_timeout = connect_timeout
        self._timeout = timeout
        self._client: AsyncClientV2 | None = None
        self._http: Any = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._not_before: dict[str, float] = {}  # by time.monotonic(): Cohere asked us to wait until then

    async def call(self, endpoint: str, ask: "Callable[[AsyncClientV2], Awaitable[T]]") -> T:
        """What ``ask`` brings, at the second try if need be. Raises ServiceFailed."""
        wait = self._not_before.get(endpoint, 0.0) - time.monotonic()
        if wait > 0:
            raise ServiceFailed(
                "cohere",
                f"Cohere asked to slow down; asking again in {wait:.0f} s",
                in_short="asks to slow down (429)",
                retry_after=wait,
            )
        try:
            client = await self.open()
            async with asyncio.timeout(self._timeout):
                return await self._twice(client, endpoint, ask)
        except TimeoutError as error:
            raise _failed(f"did not answer within {self._timeout:g} s") from error

    async def close(self) -> None:
        http, self._http, self._client = self._http, None, None
        if http is not None and self._loop is asyncio.get_running_loop():
            await http.aclose()

    async def _twice(self, client: "AsyncClientV2", endpoint: str, ask: "Callable[[AsyncClientV2], Awaitable[T]]") -> T:
        import aiohttp
        import httpx
        from cohere.core.api_error import ApiError
        from cohere.core.parse_error import ParsingError

        for last in (False, True):
            try:
                return await ask(client)
            except ApiError as error:
                pause = self._pause(endpoint, error.status_code or 0, error.headers or {})
                if last or pause is None:
                    raise self._refused(error) from error
            except (httpx.HTTPError, aiohttp.ClientError) as error:
                if last or isinstance(error, httpx.ReadTimeout):
                    cause = error.__cause__ or error  # aiohttp's error behind httpx's says best what happened
                    raise _failed(f"can't be reached ({type(cause).__name__})") from error
                pause = _jitter()
            except (ParsingError, ValueError, TypeError, AttributeError, KeyError) as error:
                # The SDK puts replies together without looking whether they are what it expects.
                raise _failed("sent a reply that can't be read") from error
            await asyncio.sleep(pause)
        raise AssertionError("the last try either returns or raises")

    def _pause(self, endpoint: str, status: int, headers: dict[str, str]) -> float | None:
        """Seconds until it makes sense to ask again; None where it makes none."""
        if status == 429:
            wait = _wish(headers) or 0.0
            if wait > PATIENCE:
                self._not_before[endpoint] = time.monotonic() + min(wait, LONGEST_PAUSE)
                return None
            return wait + _jitter()
        return _jitter() if status >= 500 else None

    def _refused(self, error: Any) -> ServiceFailed:
        status = error.status_code
        said = error.body.get("message", "") if isinstance(error.body, dict) else error.body
        wish = _wish(error.headers or {})
        # The error is chained to ours, so what it holds may be shown too.
        error.headers, error.body = None, self._without_key(str(said or ""))
        if status in (401, 403):
            return _failed(f"refuses the key ({status}); check COHERE_API_KEY")
        if status == 429:
            return _failed("asks to slow down (429): the key's rate or monthly limit is reached", wish)
        if status is not None and status < 300:
            return _failed("sent a reply that can't be read")
        return ServiceFailed(
            "cohere",
            f"Cohere answered {status}: {error.body[:_WORDS]}",
            in_short=f"answered {status}",
            retry_after=wish,
            of_request=status in (400, 413, 422),  # a text too long, say; the next one may do
        )

    def _without_key(self, text: str) -> str:
        for secret in filter(None, self._secrets):
            text = text.replace(secret, "***")
        return text

    async def open(self) -> "AsyncClientV2":
        """The SDK's client of this loop. Called at start, it saves a visitor the import."""
        if self._client is None or self._loop is not asyncio.get_running_loop():
            # 0.7 s of import, which must not stop the event loop.
            await asyncio.to_thread(importlib.import_module, "cohere")
        if self._client is None or self._loop is not asyncio.get_running_loop():
            self._open()
        assert self._client is not None
        return self._client

    def _open(self) -> None:
        import httpx
        from cohere import AsyncClientV2, DefaultAioHttpClient

        self._loop = asyncio.get_running_loop()
        logging.getLogger("httpx").setLevel(logging.WARNING)  # else a line a request, with the whole address
        # aiohttp takes a quarter of the CPU that httpx takes by itself.
        self._http = DefaultAioHttpClient(
            limits=httpx.Limits(max_connections=CONNECTIONS, keepalive_expiry=IDLE_SECONDS)
        )
        # The SDK hands its timeout on to httpx as it is; a number would be the time to connect as well.
        timeouts: Any = httpx.Timeout(self._timeout, connect=self._connect_timeout)
        self._client = AsyncClientV2(
            self._api_key,
            base_url=self._base_url or None,
            httpx_client=self._http,
            timeout=timeouts,
            max_retries=0,  # its own sleep up to a minute
        )


def _failed(what: str, wish: float | None = None) -> ServiceFailed:
    return ServiceFailed("cohere", f"Cohere {what}", in_short=what, retry_after=wish)


def _wish(headers: dict[str, str]) -> float | None:
    """How long it wants to be left alone, where it says so."""
    return retry_after({name.lower(): value for name, value in headers.items()}.get("retry-after"))


def _jitter() -> float:
    return random.uniform(0.1, 0.3)
