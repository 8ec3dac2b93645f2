"""Services, and what serves while they are down or there is no budget for them.

Knows only that the first may fail, and that the second then does it, or that the answer goes without.
"""

import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, aclosing
from dataclasses import replace
from typing import Protocol, TypeVar

from rag.errors import IndexUnusable, ServiceFailed
from rag.ports import Answerer, Brief, Delta, Index, IndexBuild, IndexState, Plan, Reranker, Rewriter, Usage, Vector
from rag.services.breaker import Breaker
from rag.services.budget import Budget
from rag.types import Candidate, Chunk, Turn

T = TypeVar("T")
log = logging.getLogger(__name__)

SOON = 1.0  # seconds: the least to come back after, when nobody knows


class FallbackAnswerer:
    """Fits the port like the two it is made of. What the second writes is marked as degraded."""

    def __init__(self, first: Answerer, second: Answerer, breaker: Breaker, budget: Budget) -> None:
        self._first = first
        self._second = second
        self._breaker = breaker
        self._budget = budget

    @property
    def model(self) -> str:
        return self._first.model

    @property
    def judges(self) -> bool:
        """Of the one that would write now, as far as that is known without asking."""
        return self._would_write.judges

    @property
    def serving(self) -> str:
        """The model that would write now, as far as that is known without asking."""
        return self._would_write.model

    @property
    def _would_write(self) -> Answerer:
        return self._second if self._breaker.failing or self._budget.spent else self._first

    async def answer(self, brief: Brief) -> AsyncGenerator[Plan | Delta | Usage, None]:
        """Raises ServiceFailed where the first breaks off in mid-answer: what was said can't be taken back."""
        note = "the day's tokens are spent, or it is not known whether they are"
        if await self._budget.allows():
            said = False
            try:
                with self._breaker.attempt() as attempt:
                    async with aclosing(self._first.answer(brief)) as parts:
                        async for part in parts:
                            if isinstance(part, Delta) and not said:
                                said = True
                                attempt.succeeded()  # others need not wait for the last word to know that it is back
                            yield part
                return
            except ServiceFailed as error:
                if said:
                    raise
                note = str(error)
        self._breaker.fell_back()
        if not brief.covered and not self._second.judges:
            yield Plan("", self._second.model, degraded=True, note=note)
            return
        async with aclosing(self._second.answer(brief)) as parts:
            async for part in parts:
                if isinstance(part, Plan):
                    part = replace(part, model=self._second.model, degraded=True, note=note)
                yield part


class WatchedRewriter:
    """A rewriter that is not asked while its service is down or there is no budget. Its fallback is the rules that its caller has."""

    def __init__(self, rewriter: Rewriter, breaker: Breaker, budget: Budget) -> None:
        self._rewriter = rewriter
        self._breaker = breaker
        self._budget = budget

    async def rewrite(self, message: str, turns: Sequence[Turn]) -> str:
        """Raises ServiceFailed."""
        if not await self._budget.allows():
            raise ServiceFailed(self._breaker.name, "there is no budget to rewrite a follow-up")
        with self._breaker.attempt():
            return await self._rewriter.rewrite(message, turns)


class WatchedReranker:
    """A reranker that is not asked while its service is down. Its fallback is the order that its caller has."""

    def __init__(self, reranker: Reranker, breaker: Breaker) -> None:
        self._reranker = reranker
        self._breaker = breaker

    async def rerank(self, query: str, texts: Sequence[str]) -> list[float]:
        """Raises ServiceFailed."""
        try:
            with self._breaker.attempt():
                return await self._reranker.rerank(query, texts)
        except ServiceFailed:
            self._breaker.fell_back()
            raise


class ServedIndex(Index, Protocol):
    """An index that a service holds, and that tells a breaker how its requests end."""

    @property
    def seen(self) -> IndexState | None:
        """The state when it was last asked for; asks nothing."""
        ...


class FallbackIndex:
    """A served index, and the embedded copy that is searched by words while it can't be reached. The breaker is the served one's own."""

    def __init__(self, served: ServedIndex, embedded: Index, breaker: Breaker) -> None:
        self.served = served
        self._embedded = embedded
        self._breaker = breaker

    async def state(self) -> IndexState | None:
        return await self._while_well(self.served.state, self._embedded.state)

    async def seen(self) -> IndexState | None:
        """Of the one that serves now, without asking the service; None where neither does."""
        return await self._copy() if self._breaker.failing else self.served.seen

    async def search(
        self, query: str, vector: Vector | None, limit: int, edition: str | None = None
    ) -> list[Candidate]:
        """By words alone where the copy serves: its vectors may be of another space."""
        try:
            return await self._searched(query, vector, limit, edition)
        except ServiceFailed as error:
            if await self._copy() is None:
                raise self._nothing_serves(error) from error
        self._breaker.fell_back()
        return await self._embedded.search(query, None, limit, edition)

    async def editions(self) -> Sequence[str]:
        return await self._while_well(self.served.editions, self._embedded.editions)

    async def rarity(self, text: str) -> Mapping[int, float]:
        return await self._while_well(lambda: self.served.rarity(text), lambda: self._embedded.rarity(text))

    async def neighbours(self, chunks: Sequence[Chunk]) -> list[tuple[Chunk | None, Chunk | None]]:
        return await self._while_well(lambda: self.served.neighbours(chunks), lambda: self._embedded.neighbours(chunks))

    async def openings(self) -> Sequence[Chunk]:
        return await self._while_well(self.served.openings, self._embedded.openings)

    async def page(self, source_path: str) -> list[Chunk]:
        return await self._while_well(lambda: self.served.page(source_path), lambda: self._embedded.page(source_path))

    async def corrected(self, text: str) -> str:
        return await self._while_well(lambda: self.served.corrected(text), lambda: self._embedded.corrected(text))

    async def strangers(self, text: str) -> Sequence[str]:
        return await self._while_well(lambda: self.served.strangers(text), lambda: self._embedded.strangers(text))

    def rebuild(self, embedder: str, dimension: int) -> AbstractAsyncContextManager[IndexBuild]:
        """Of the served one: a book that could not be written there is not ingested."""
        return self.served.rebuild(embedder, dimension)

    async def _searched(self, query: str, vector: Vector | None, limit: int, edition: str | None) -> list[Candidate]:
        found = await self.served.search(query, vector, limit, edition)
        if not found and await self.served.state() is None:
            # A collection that somebody dropped: "the book does not cover this" would be a lie.
            raise ServiceFailed("qdrant", "Qdrant holds no book any more; ingest it again", in_short="holds no book")
        return found

    async def _while_well(self, first: Callable[[], Awaitable[T]], second: Callable[[], Awaitable[T]]) -> T:
        """For what is known from the last look: only a search finds out whether a service that failed is back. Raises ServiceFailed
        where there is no copy."""
        if self._breaker.failing and await self._copy() is not None:
            return await second()
        try:
            return await first()
        except ServiceFailed as error:
            if await self._copy() is None:
                raise self._nothing_serves(error) from error
            return await second()

    async def _copy(self) -> IndexState | None:
        """None where there is no copy, or it is of another book than the one that was served."""
        try:
            copy = await self._embedded.state()
        except IndexUnusable as error:
            log.debug("the embedded copy can't stand in: %s", error)
            return None
        served = self.served.seen
        if copy and served and served.embedder and served.book != copy.book:
            return None
        return copy

    def _nothing_serves(self, error: ServiceFailed) -> ServiceFailed:
        return ServiceFailed(
            "qdrant",
            f"Qdrant does not answer, and there is no embedded copy of the index: {error}",
            in_short=error.in_short,
            retry_after=max(error.retry_after or 0.0, self._breaker.seconds_left, SOON),
        )
