"""Services, and what serves while they are down or there is no budget for them.

Knows only that the first may fail, and that the second then does it.
"""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import AbstractAsyncContextManager, aclosing
from dataclasses import replace
from typing import TypeVar

from rag.breaker import Breaker
from rag.budget import Budget
from rag.errors import ServiceFailed
from rag.ports import Answerer, Brief, Delta, Index, IndexBuild, IndexState, Plan, Usage, Vector
from rag.types import Candidate

T = TypeVar("T")


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

    async def answer(self, brief: Brief) -> AsyncGenerator[Plan | Delta | Usage, None]:
        """Raises ServiceFailed where the first breaks off in mid-answer: what was said can't be taken back."""
        if await self._budget.allows() and self._breaker.lets_through():
            said = False
            try:
                async with aclosing(self._first.answer(brief)) as parts:
                    async for part in parts:
                        said = said or isinstance(part, Delta)
                        yield part
                self._breaker.succeeded()
                return
            except ServiceFailed as error:
                self._breaker.failed(error)
                if said:
                    raise
        self._breaker.fell_back()
        async with aclosing(self._second.answer(brief)) as parts:
            async for part in parts:
                yield replace(part, model=self._second.model, degraded=True) if isinstance(part, Plan) else part


class FallbackIndex:
    """A served index, and the embedded copy that is searched by words while it can't be reached."""

    def __init__(self, served: Index, embedded: Index, breaker: Breaker) -> None:
        self._served = served
        self._embedded = embedded
        self._breaker = breaker

    async def state(self) -> IndexState | None:
        return await self._try(self._served.state, self._embedded.state)

    async def search(self, query: str, vector: Vector | None, limit: int) -> list[Candidate]:
        """By words alone where the copy serves: its vectors may be of another space."""
        return await self._try(
            lambda: self._served.search(query, vector, limit), lambda: self._embedded.search(query, None, limit)
        )

    async def rarity(self, text: str) -> Mapping[int, float]:
        return await self._try(lambda: self._served.rarity(text), lambda: self._embedded.rarity(text))

    async def corrected(self, text: str) -> str:
        return await self._try(lambda: self._served.corrected(text), lambda: self._embedded.corrected(text))

    def rebuild(self, embedder: str, dimension: int) -> AbstractAsyncContextManager[IndexBuild]:
        """Of the served one: a book that could not be written there is not ingested."""
        return self._served.rebuild(embedder, dimension)

    async def _try(self, first: Callable[[], Awaitable[T]], second: Callable[[], Awaitable[T]]) -> T:
        """Raises ServiceFailed where there is no copy."""
        if self._breaker.lets_through():
            try:
                result = await first()
            except ServiceFailed as error:
                self._breaker.failed(error)
            else:
                self._breaker.succeeded()
                return result
        if await self._embedded.state() is None:
            raise ServiceFailed("qdrant", "Qdrant does not answer, and there is no embedded copy of the index")
        self._breaker.fell_back()
        return await second()
