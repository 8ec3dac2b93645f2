"""What every tab of the UI works with: the assistant's parts, the doors, and how a handler ends that fails.

Knows nothing of one visitor: that lives in `gr.State` and in the page.
"""

import functools
import inspect
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, aclosing, nullcontext
from typing import TYPE_CHECKING, Any

import gradio as gr
from starlette.exceptions import HTTPException
from starlette.types import Scope

from rag.errors import BookError
from rag.message.own_words import OwnWords
from rag.remembered import Asked
from rag.retrieval import usual_shares
from rag.startup import Startup
from rag.web import limits
from rag.web.in_flight import IN_SCOPE as IN_FLIGHT
from rag.web.inspector.chunks import Matches
from rag.web.limits.limiter import IN_SCOPE as LIMITER
from rag.web.refusals import UNFORESEEN, for_visitors
from rag.web.ui.doors import Closed, Doors, Room

if TYPE_CHECKING:
    from rag.build import Parts

log = logging.getLogger(__name__)

PATIENCE_SECONDS = 60.0


class Desk:
    def __init__(self, startup: Startup, doors: Doors) -> None:
        self.startup = startup
        self.settings = startup.settings
        self.doors = doors

    @property
    def usual_shares(self) -> Mapping[str, float]:
        """Of the signals that a search is ordered by, where nothing else is wished."""
        from rag.build import uses_cohere

        by_sentence = self.settings.embedder != "local"
        return usual_shares(contextual=by_sentence or uses_cohere(self.settings), close=by_sentence)

    async def parts(self) -> "Parts":
        """As soon as they serve. Raises NotReady."""
        await self.startup.assistant(PATIENCE_SECONDS)
        assert self.startup.parts is not None
        return self.startup.parts

    def questions(self, asked: Sequence[Asked]) -> list[Asked]:
        """Those that are meant for the book: a greeting has the status of what the book does not cover, and misses no answer."""
        return [each for each in asked if not self._own_words.small_talk(each.question)]

    @functools.cached_property
    def _own_words(self) -> OwnWords:
        return OwnWords(self.settings.book_language, self.settings.book_name)

    def words(self, question: str) -> Matches:
        """Which words are among the question's, by their stems."""
        parts = self.startup.parts
        if parts is None:
            return lambda word: False
        terms = parts.passages.terms
        asked = terms(question)
        known = functools.lru_cache(maxsize=4096)(lambda word: bool(terms(word) & asked))
        return lambda word: known(word.lower())

    def guarded(self, room: Room, handler: Callable[..., Any], *, streams: bool = False) -> Callable[..., Any]:
        """The handler behind the door of its room; its first argument is the visitor's pass. What it raises becomes words on the page.
        ``streams``: for one that is no async generator, and returns one."""

        @functools.wraps(handler)
        async def answer(pass_: Any, *arguments: Any) -> Any:
            with _in_words(room):
                self.doors.check(room, pass_)
                return await _called(handler, pass_, *arguments)

        @functools.wraps(handler)
        async def stream(pass_: Any, *arguments: Any) -> AsyncIterator[Any]:
            with _in_words(room):
                self.doors.check(room, pass_)
                async with aclosing(handler(pass_, *arguments)) as parts:
                    async for part in parts:
                        yield part

        return stream if streams or inspect.isasyncgenfunction(handler) else answer

    def quietly(self, room: Room, handler: Callable[..., Any], shown: list[Any]) -> Callable[..., Any]:
        """The same for what the page asks by itself: before a closed door it does nothing, and says nothing."""
        guarded = self.guarded(room, handler)

        @functools.wraps(handler)
        async def answer(pass_: Any, *arguments: Any) -> Any:
            if not self.doors.opened(room, pass_):
                return {shown[0]: gr.skip()}
            return await guarded(pass_, *arguments)

        return answer


async def _called(handler: Callable[..., Any], *arguments: Any) -> Any:
    result = handler(*arguments)
    return await result if isinstance(result, Awaitable) else result


class _in_words:  # noqa: N801 it reads as a phrase
    """Whatever fails is told on the page in a sentence, and the page goes on. A maintainer reads what it really was."""

    def __init__(self, room: Room) -> None:
        self._room = room

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: object) -> None:
        if error is None or isinstance(error, gr.Error) or not isinstance(error, Exception):
            return
        if isinstance(error, BookError):
            told = str(error) if self._room is Room.ADMIN or isinstance(error, Closed) else for_visitors(error)
        elif isinstance(error, HTTPException):
            told = str(error)  # a limit, in words
        else:
            log.error("unforeseen %s in the UI, its trace follows", type(error).__name__, exc_info=error)
            told = UNFORESEEN
        raise gr.Error(sentence(told), print_exception=False) from error


def sentence(words: str) -> str:
    words = words[:1].upper() + words[1:]
    return words if words.endswith((".", "!", "?")) else f"{words}."


def host_of(request: gr.Request) -> str:
    return str(request.headers.get("host", "localhost:7860"))


def check_question(request: gr.Request) -> None:
    """As the route for questions does. Raises TooMany."""
    limits.check_question(_scope(request))


def check_search(request: gr.Request) -> None:
    """As the route for searches does. Raises TooMany."""
    scope = _scope(request)
    if (limiter := scope.get(LIMITER)) is not None:
        limiter.check(scope, "searches")


def place(request: gr.Request) -> AbstractAsyncContextManager[None]:
    """Among the answers that are made at once, whoever asked for them. Raises Busy."""
    in_flight = _scope(request).get(IN_FLIGHT)
    return in_flight.place() if in_flight is not None else nullcontext()


def address_of(request: gr.Request) -> str:
    client = request.client
    return str(client.host) if client else ""


def busy_answers(request: gr.Request) -> int:
    """That are being made at this moment, for whomever."""
    in_flight = _scope(request).get(IN_FLIGHT)
    return in_flight.busy if in_flight is not None else 0


def _scope(request: gr.Request) -> Scope:
    assert request.request is not None, "every handler here is called by a request"
    return request.request.scope
