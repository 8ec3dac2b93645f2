"""An answer as the UI Message Stream v1 of the Vercel AI SDK.

Knows the parts of that protocol and server-sent events; not how the answer is made. Protocol:
https://ai-sdk.dev/docs/ai-sdk-ui/stream-protocol#data-stream-protocol
"""

import asyncio
import contextlib
import json
import logging
from collections.abc import AsyncGenerator
from typing import Any

from rag.errors import BookError
from rag.events import BrokeOff, CitedSource, Event, Finished, Said, Started
from rag.web.models import AnswerModel
from rag.web.refusals import UNFORESEEN, for_visitors

log = logging.getLogger(__name__)

HEADERS = {"x-vercel-ai-ui-message-stream": "v1", "Cache-Control": "no-cache, no-transform", "X-Accel-Buffering": "no"}
KEEP_ALIVE_SECONDS = 5.0
KEEP_ALIVE = b": keep-alive\n\n"
DONE = b"data: [DONE]\n\n"
TEXT_ID = "answer"


async def ui_message_stream(
    events: AsyncGenerator[Event, None], *, keep_alive: float = KEEP_ALIVE_SECONDS
) -> AsyncGenerator[bytes, None]:
    """Frames, one part each and those together that are ready together, with a comment whenever there would be silence for
    ``keep_alive`` seconds."""
    coming = _Coming(_frames(events))
    try:
        while frames := await coming.next(keep_alive):
            yield frames
    finally:
        # A visitor who leaves ends the work: the task is cancelled, and with it whatever the answer waits for.
        await coming.end()


class _Coming:
    """Frames, made by one task and taken by another: to wait for the next one with a task of its own each costs more than making it."""

    def __init__(self, frames: AsyncGenerator[bytes, None]) -> None:
        self._ready: list[bytes] = []
        self._news = asyncio.Event()
        self._ended = False
        self._task = asyncio.create_task(self._bring(frames))

    async def next(self, patience: float) -> bytes:
        """What has come since; KEEP_ALIVE where nothing did, b"" at the end."""
        try:
            async with asyncio.timeout(patience):
                await self._news.wait()
        except TimeoutError:
            return KEEP_ALIVE
        ready, self._ready = self._ready, []
        if not self._ended:
            self._news.clear()
        elif not ready:
            self._task.result()
        return b"".join(ready)

    async def end(self) -> None:
        self._task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._task

    async def _bring(self, frames: AsyncGenerator[bytes, None]) -> None:
        try:
            async with contextlib.aclosing(frames):
                async for frame in frames:
                    self._ready.append(frame)
                    self._news.set()
        finally:
            self._ended = True
            self._news.set()


async def _frames(events: AsyncGenerator[Event, None]) -> AsyncGenerator[bytes, None]:
    text_open = False
    try:
        async with contextlib.aclosing(events):
            async for event in events:
                if isinstance(event, Said) and not text_open:
                    text_open = True
                    yield _part("text-start", id=TEXT_ID)
                if isinstance(event, Finished) and text_open:
                    text_open = False
                    yield _part("text-end", id=TEXT_ID)
                for part in _parts(event):
                    yield part
    except BookError as error:
        log.error("an answer broke off: %s", error)
        broken = for_visitors(error)
    except Exception:
        # The headers have gone: what would be a 500 must be said in the stream.
        log.exception("an answer broke off")
        broken = UNFORESEEN
    else:
        broken = ""
    if broken and text_open:
        yield _part("text-end", id=TEXT_ID)
    if broken:
        yield _part("error", errorText=broken)
    yield DONE


def _parts(event: Event) -> list[bytes]:
    match event:
        case Started(session_id, message_id):
            return [_part("start", messageId=message_id), _part("data-session", data={"session_id": session_id})]
        case CitedSource(source):
            return [_part("source-url", sourceId=str(source.index), url=source.url, title=source.title)]
        case Said(text):
            return [_part("text-delta", id=TEXT_ID, delta=text)]
        case BrokeOff():
            return [
                _part(
                    "error",
                    errorText="the answer broke off; what was said so far is kept, please ask again for the rest",
                )
            ]
        case Finished(answer):
            return [_part("data-answer", data=AnswerModel.of(answer).model_dump()), _part("finish")]
    return []


def _part(kind: str, **fields: Any) -> bytes:
    return (
        b"data: " + json.dumps({"type": kind, **fields}, ensure_ascii=False, separators=(",", ":")).encode() + b"\n\n"
    )
