"""One server that speaks OpenAI's chat API: requests out, text and what it cost back.

Knows the SDK, what is worth a second try, and how a stream ends well or badly; not what the text is for. The SDK takes 0.8 s to
import, so that happens at the first use, in a thread.
"""

import asyncio
import base64
import logging
import re
from collections.abc import AsyncGenerator, AsyncIterator, Awaitable, Callable, Sequence
from contextlib import aclosing, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, cast
from urllib.parse import parse_qsl, unquote, urlunsplit

from rag.errors import ServiceFailed, SettingsError
from rag.openai.dialect import Dialect
from rag.openai.failures import is_of_request, pause, wish
from rag.openai.pace import Pace
from rag.openai.stream import BrokenReply, StreamedReply, failure_words
from rag.ports import Usage
from rag.prompt import Message
from rag.prompt import prompt_tokens as estimated
from rag.services.address import read_address, read_key

if TYPE_CHECKING:
    import httpx2
    from openai import AsyncOpenAI

T = TypeVar("T")
log = logging.getLogger(__name__)

BASE_URL = "https://api.openai.com/v1"
CONNECTIONS = 256
USUAL_SECONDS = 55  # for a whole answer
CHARACTERS = 16  # of a reply, at most, for each token of its limit, which not every server keeps to: four are usual
KEPT_SECONDS = 60  # an idle connection; a new one costs a TLS handshake
USAGE_SECONDS = 1.0  # waited for the usage, after the last word
END_SECONDS = 0.1  # waited for the end of the body, after the last event: then the connection can be used again


@dataclass(frozen=True, slots=True)
class Request:
    """``limit``: about the most tokens of the reply; ``seconds``: the most it may take, where that is less than the client's;
    ``together``: seconds that words may wait for the next ones, where nobody reads along."""

    messages: Sequence[Message]
    limit: int
    temperature: float
    seconds: float | None = None
    together: float = 0.0


class OpenAIClient:
    """One server, one model, one HTTP client, shared by all that asks it.

    Seconds: ``connect_seconds`` to a connection, ``first_seconds`` to the first piece of text or thought, second try included,
    ``silence_seconds`` between pieces, ``answer_seconds`` for the whole: where that is longer than usual, these two are in proportion,
    since a slow model is slow to begin. ``spent`` gets the tokens of each request that the server
    began to answer, estimated where it counted none: also of one that broke off or whose visitor left.
    """

    def __init__(
        self,
        *,
        api_key: str = "",
        base_url: str = "",
        model: str = "gpt-4o-mini",
        connect_seconds: float = 3,
        first_seconds: float = 10,
        silence_seconds: float = 15,
        answer_seconds: float = USUAL_SECONDS,
        spent: Callable[[int], None] = lambda _: None,
    ) -> None:
        """Raises SettingsError where key or address can't be sent at all."""
        self.model = model
        self._key, self._base_url = read_key("OPENAI_API_KEY", api_key), base_url.strip() or BASE_URL
        parts = read_address("OPENAI_BASE_URL", self._base_url)
        login, _, self._host = parts.netloc.rpartition("@")
        if login and self._key:
            raise SettingsError(
                "OPENAI_API_KEY is set and OPENAI_BASE_URL holds a login: both go into the same header; take one away"
            )
        self._headers = {"Authorization": f"Basic {_packed(login)}"} if login else {}
        self._query = dict(parse_qsl(parts.query))
        # Neither is to be in the address: the SDK refuses a login there, and puts the route behind the query.
        self._base_url = urlunsplit((parts.scheme, self._host, parts.path, "", ""))
        self._secrets = [self._key, *login.split(":"), *map(unquote, login.split(":")), _packed(login)]
        # A short value is a version rather than a secret, and may stand anywhere in a message.
        self._secrets += [parts.query, *(each for each in self._query.values() if len(each) >= 8)]
        patience = max(1.0, answer_seconds / USUAL_SECONDS)
        self._connect, self._first, self._silence = (
            connect_seconds,
            patience * first_seconds,
            patience * silence_seconds,
        )
        self._whole, self._spent = answer_seconds, spent
        self._dialect = Dialect(model)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._sdk: asyncio.Future[AsyncOpenAI] | None = None
        self._streams = 0  # open now

    async def open(self) -> "AsyncOpenAI":
        """The SDK's client of this loop, since connections can't move to another. Called at start, it saves a visitor the import."""
        loop = asyncio.get_running_loop()
        if self._sdk is None or self._loop is not loop:
            self._loop, self._sdk = loop, asyncio.ensure_future(asyncio.to_thread(self._make))
        return await asyncio.shield(self._sdk)

    async def close(self) -> None:
        sdk, loop, self._sdk, self._loop = self._sdk, self._loop, None, None
        if sdk is not None and loop is asyncio.get_running_loop():
            await (await sdk).close()

    async def models(self) -> list[str] | None:
        """What the server says it has, which costs nothing; None where it does not say. Raises ServiceFailed."""
        sdk = await self.open()
        import httpx2
        from openai import APIStatusError

        try:
            reply = await sdk.get("/models", cast_to=httpx2.Response)
            return [str(each["id"]) for each in reply.json()["data"]]
        except (ValueError, LookupError, TypeError):
            return None
        except Exception as exc:  # as in stream
            if isinstance(exc, APIStatusError) and exc.status_code in (404, 405):
                return None
            raise self._failed(exc, StreamedReply(0)) from exc

    async def stream(self, request: Request) -> AsyncGenerator[str | Usage, None]:
        """The reply in pieces as they come, then Usage. Raises ServiceFailed, also between pieces."""
        with suppress(Exception):  # fails again below, in our words
            await self.open()  # before the clock runs: a slow import says nothing about the server
        began = asyncio.get_running_loop().time()
        deadline = began + min(request.seconds or self._whole, self._whole)
        first = min(deadline, began + self._first)
        for tries_left in (1, 0):
            reply = StreamedReply(estimated(request.messages), CHARACTERS * request.limit)
            try:
                async with aclosing(self._try(request, reply, first, deadline)) as pieces:
                    async for piece in pieces:
                        yield piece
                yield Usage(reply.tokens, complete=reply.finish != "length")
                return
            except Exception as exc:  # whatever the SDK, its transport or the server did becomes ours here
                wait = pause(exc, first) if tries_left and not reply.said else None
                if wait is None:
                    if reply.said:
                        yield Usage(reply.tokens)
                    raise self._failed(exc, reply, hurried=request.seconds is not None) from exc
            finally:
                if reply.begun:
                    self._spent(reply.tokens)
            await asyncio.sleep(wait)

    def _make(self) -> "AsyncOpenAI":
        import httpx2
        from openai import AsyncOpenAI, DefaultAioHttpClient

        logging.getLogger("httpx2").setLevel(logging.WARNING)  # else a line a request, with the whole address
        timeout = httpx2.Timeout(self._whole, connect=self._connect)
        limits = httpx2.Limits(max_connections=CONNECTIONS, keepalive_expiry=KEPT_SECONDS)
        return AsyncOpenAI(
            api_key=self._key or "none",  # the SDK wants one; a local server does not look
            base_url=self._base_url,
            default_headers=self._headers,
            default_query=self._query,
            timeout=timeout,
            max_retries=0,
            http_client=DefaultAioHttpClient(timeout=timeout, limits=limits),
        )

    async def _try(
        self, request: Request, reply: StreamedReply, first: float, deadline: float
    ) -> AsyncGenerator[str, None]:
        """``first`` and ``deadline`` are times of the loop."""
        response = await _by(first, self._post(request))
        reply.begun = True
        self._streams += 1
        clock = asyncio.get_running_loop().time
        pace = Pace(request.together, clock)
        try:
            async with aclosing(response.aiter_bytes()) as chunks:
                while True:
                    patience = END_SECONDS if reply.done else USAGE_SECONDS if reply.finish else self._silence
                    until = min(clock() + patience, deadline if reply.said or reply.thinks else first)
                    chunk = await self._next(chunks, until, reply)
                    if chunk is None:
                        break
                    reply.read(pace.due(chunk, begun=bool(reply.said)))
                    if piece := reply.news():
                        yield piece
                    if piece and not reply.finish and (seconds := pace.pause(self._streams)):
                        await asyncio.sleep(seconds)
                    if reply.overlong or reply.rambles:
                        break
            reply.close(pace.rest())
            if piece := reply.news():
                yield piece
        except Exception:
            with suppress(BrokenReply):
                reply.read(pace.rest())
            if piece := reply.news():  # what came before the fault
                yield piece
            raise
        finally:
            self._streams -= 1
            await response.aclose()

    async def _next(self, chunks: AsyncIterator[bytes], until: float, reply: StreamedReply) -> bytes | None:
        """None at the end, and where all was said already: how the connection ends does not matter then."""
        try:
            return await _by(until, anext(chunks, None))
        except Exception:
            if reply.done or reply.finish:
                return None
            raise

    async def _post(self, request: Request) -> "httpx2.Response":
        """The open response, raw: through the SDK's event models a stream takes seven times the CPU."""
        sdk = await self.open()
        import httpx2
        from openai import APIStatusError, AsyncStream

        messages = [{"role": each.role, "content": each.content} for each in request.messages]
        while True:
            asked = self._dialect.parameters(request.limit, request.temperature)
            body = {"model": self.model, "messages": messages, "stream": True, **asked}
            try:
                response = await sdk.post(
                    "/chat/completions", body=body, cast_to=httpx2.Response, stream=True, stream_cls=AsyncStream[Any]
                )
                return cast("httpx2.Response", response)
            except APIStatusError as exc:
                if not self._dialect.learns(exc, asked):
                    raise

    def _failed(self, exc: Exception, reply: StreamedReply, *, hurried: bool = False) -> ServiceFailed:
        """``hurried``: asked for sooner than an answer would be, so that being late says nothing about the server."""
        self._redact(exc)
        log.debug("a request to %s failed: %r", self._host, exc)
        what = self._redacted(failure_words(exc, reply, self.model))
        return ServiceFailed(
            "openai",
            self._redacted(f"{self._host} {what}"),
            in_short=what,
            retry_after=wish(exc),
            of_request=is_of_request(exc) or (hurried and isinstance(exc, TimeoutError)),
        )

    def _redact(self, exc: BaseException | None) -> None:
        """A server may repeat the key, and whoever logs our error logs the ones that it came from."""
        while exc is not None:
            exc.args = tuple(self._redacted(each) if isinstance(each, str) else each for each in exc.args)
            for name, value in vars(exc).items():
                if isinstance(value, str):
                    setattr(exc, name, self._redacted(value))
                elif name == "body":
                    setattr(exc, name, None)
            exc = exc.__cause__ or exc.__context__

    def _redacted(self, text: str) -> str:
        for secret in filter(None, self._secrets):
            text = text.replace(secret, "…")
        return _A_KEY.sub("…", text)


_A_KEY = re.compile(r"\bsk-[\w*.-]{3,}|\bBearer\s+\S+|(?<=key provided: )\S+", re.IGNORECASE)


def _packed(login: str) -> str:
    return base64.b64encode(unquote(login).encode()).decode()


async def _by(until: float, awaited: Awaitable[T]) -> T:
    async with asyncio.timeout_at(until):
        return await awaited
